"""Two processes on one database, and processes that are killed at the worst moments."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

import pytest

from crypto.keyring import Keyring
from models.annotation import Annotation, Box, gestures
from models.annotation.edits import Edit
from models.engine import open_database
from models.errors import StaleRevisionError
from models.journal import Journal
from models.store import ProjectStore
from tests.support.databases import AUTHOR, COLLEAGUE, Annotator, a_clip

DATA_KEY = bytes(range(32))
LABEL = UUID(int=7)

OTHER_PERSON = """
import sys
from uuid import UUID
from tests.models.test_two_processes import at_work, moved
from tests.support.databases import COLLEAGUE
with at_work(sys.argv[1], UUID(sys.argv[2]), author=COLLEAGUE) as annotator:
    for x in (100.0, 200.0):
        annotator.apply(moved(annotator, x))
"""

KILLED = """
import os, pathlib, signal, sys
from uuid import UUID
from crypto.keyring import Keyring
from models.journal import Journal
from tests.models.test_two_processes import DATA_KEY, at_work, moved
from tests.support.databases import AUTHOR
url, clip, journal_path, die_at = sys.argv[1], UUID(sys.argv[2]), sys.argv[3], sys.argv[4]
def reached(moment):
    if moment == die_at:
        os.kill(os.getpid(), signal.SIGKILL)
with at_work(url, clip, author=AUTHOR) as annotator:
    journal = Journal(pathlib.Path(journal_path), Keyring.from_data_key(DATA_KEY))
    edit = moved(annotator, 300.0)
    seq = journal.append(clip, edit)
    reached("journalled")
    if die_at == "half written":
        from sqlalchemy import event
        event.listen(annotator.store.database.engine, "commit", lambda _: reached(die_at))
    annotator.apply(edit)
    reached("stored")
    journal.mark_saved(seq)
    reached("marked")
"""


@contextmanager
def at_work(url: str, clip_id: UUID, *, author: UUID) -> Iterator[Annotator]:
    """Open the database for a person at a clip."""
    with Keyring.from_data_key(DATA_KEY) as keyring, open_database(url) as database:
        yield Annotator.at(ProjectStore(database, keyring, author=author), clip_id)


def moved(annotator: Annotator, x: float) -> Edit:
    (track_id,) = annotator.annotation.tracks
    return gestures.put_box(
        annotator.annotation, track_id, box=Box(x, 2, 30, 40), frame_index=0, pts=0
    )


def x_of(annotation: Annotation) -> float:
    (track,) = annotation.tracks.values()
    return track.keyframes[0].box.x


def with_a_track(url: str) -> UUID:
    """Make a clip with one track and return the clip's id."""
    with Keyring.from_data_key(DATA_KEY) as keyring, open_database(url) as database:
        store = ProjectStore(database, keyring, author=AUTHOR)
        annotator = Annotator.at(store, store.add_clip(a_clip()).id)
        annotator.apply(
            gestures.draw_track(
                annotator.annotation, Box(1, 2, 30, 40), frame_index=0, pts=0, label_id=LABEL
            )
        )
        return annotator.clip_id


def run(script: str, *arguments: object) -> int:
    command = [sys.executable, "-c", script, *map(str, arguments)]
    return subprocess.run(command, check=False, cwd=Path(__file__).parents[2]).returncode


@pytest.mark.promise
def test_what_another_process_wrote_is_seen_and_never_overwritten(database_url: str) -> None:
    clip_id = with_a_track(database_url)
    with at_work(database_url, clip_id, author=AUTHOR) as annotator:
        version = annotator.store.data_version()
        assert run(OTHER_PERSON, database_url, clip_id) == 0
        assert annotator.store.data_version() != version
        edit = moved(annotator, 999.0)
        for _ in range(2):
            with pytest.raises(StaleRevisionError) as refused:
                annotator.apply(edit)
            assert refused.value.track_ids == set(annotator.annotation.tracks)
            assert refused.value.author == COLLEAGUE
        assert x_of(annotator.stored()) == 200.0
        reloaded = Annotator.at(annotator.store, clip_id)
        reloaded.apply(moved(reloaded, 999.0))
        assert x_of(annotator.stored()) == 999.0


@pytest.mark.promise
@pytest.mark.parametrize(
    ("die_at", "stored", "pending"),
    [
        ("journalled", 1.0, 1),
        ("half written", 1.0, 1),
        ("stored", 300.0, 1),
        ("marked", 300.0, 0),
    ],
)
def test_after_a_kill_the_journal_brings_every_edit_in_exactly_once(
    database_url: str, tmp_path: Path, die_at: str, stored: float, pending: int
) -> None:
    clip_id, journal_path = with_a_track(database_url), tmp_path / "journal.db"
    assert run(KILLED, database_url, clip_id, journal_path, die_at) == -9
    with at_work(database_url, clip_id, author=AUTHOR) as annotator:
        assert x_of(annotator.stored()) == stored
        with Keyring.from_data_key(DATA_KEY) as keyring, Journal(journal_path, keyring) as journal:
            waiting = journal.pending()
            assert len(waiting) == pending
            for seq, clip, edit in (*waiting, *waiting):
                fresh = annotator.store.load_annotation(clip).revisions
                annotator.store.apply_edit(clip, edit, fresh)
                journal.mark_saved(seq)
            assert journal.pending() == []
        assert x_of(annotator.stored()) == 300.0
        revision = annotator.store.load_annotation(clip_id).revisions
        assert set(revision.by_track.values()) == {2}
