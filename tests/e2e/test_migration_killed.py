"""Promise: a migration that is killed at any moment loses nothing and does nothing twice.

Two hundred clips of all forms, with rows and without, and rows of the older system are migrated by
processes that are killed with SIGKILL at random moments, and by one that comes to the end. The
seed is printed; where in its work a kill falls is up to the machine as well.
"""

import io
import os
import random
import re
from base64 import b64encode
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import text

from app.compose import create_project, open_project
from app.session.migrating.report import FormCount
from app.session.migrating.run import discard_old, migrate
from app.session.project import Project
from app.settings.paths import Paths
from crypto import raw_cbc
from models.annotation.geometry import Box
from models.annotation.labels import Label
from models.records import ClipRecord
from storage.clip_object import ClipFormat, ClipObject
from tests.support.desk import PERSON
from tests.support.footage import even_pts, make_clip
from tests.support.migration_run import MigrationServer
from tests.support.older_clips import add_row, put_old, small_footage

SEED = int(os.environ.get("SAFELIGHT_KILL_SEED", "20261124"))
ENVIRONMENT = {"ENCRYPTION_KEY": "5a" * 32, "ENCRYPTION_READ": "plain"}
ROUNDS = 50
CLIPS = 200
PLAYABLE = 16
OLDER_ROWS = 450
LONGEST_WAIT_S = 0.02
_SUCCESSOR = re.compile(r"(?P<stem>[^.]+)\.[0-9a-f]{32}\.slc")


@dataclass
class Older:
    """What the older system left, as the test knows it."""

    cleartext: dict[str, bytes] = field(default_factory=dict)
    forms: dict[str, ClipFormat] = field(default_factory=dict)
    stored: dict[str, bytes] = field(default_factory=dict)
    rows: dict[str, ClipRecord] = field(default_factory=dict)


def fill(project: Project) -> Older:
    """Put in clips of all forms; half of them with rows, some of these can be played."""
    older, real = Older(), make_clip(pts=even_pts(4))
    for number in range(CLIPS):
        event_id = f"clip-{number:03}"
        has_row = number % 2 == 0
        forms: tuple[ClipFormat, ...] = ("raw-cbc", "plain", "container")
        form = forms[number // 2 % 3]
        if has_row and number < 6 * PLAYABLE // 2 and form != "container":
            footage = real + b"\0\0\0\x0cfree" + number.to_bytes(4, "big")
        else:
            footage = small_footage(number)
        older.cleartext[event_id], older.forms[event_id] = footage, form
        accepted: ClipObject | ClipFormat = form
        if form == "container":
            (accepted,) = project.storage.store_clip(event_id, io.BytesIO(footage)).objects
            file = Path(project.storage.location) / accepted.name
        else:
            file = put_old(project, event_id, footage, form)
        older.stored[event_id] = file.read_bytes()
        if has_row:
            older.rows[event_id] = add_row(project, file, accepted)
    _fill_rows(project, next(iter(older.rows.values())), PERSON)
    return older


def _fill_rows(project: Project, clip: ClipRecord, label: Label) -> None:
    key = project.keyring.raw_key()

    def sealed(cleartext: str) -> str:
        return b64encode(raw_cbc.encrypt(key, cleartext.encode())).decode()

    columns = (
        "id, scope_id, revision, deleted, clip_id, frame_index, pts, occluded, outside, source, "
        "status, bbox, label"
    )
    places = ":id, :scope, 1, 0, :clip, :frame, :frame, 0, 0, 'manual', 'pending', :bbox, :label"
    rows = [
        {
            "id": uuid4().bytes,
            "scope": bytes(16),
            "clip": clip.id.bytes,
            "frame": number,
            "bbox": sealed(f"[{number}, 2, 3, 4]"),
            "label": sealed(label.name),
        }
        for number in range(OLDER_ROWS)
    ]
    with project.store.database.writing() as connection:
        connection.execute(
            text(f"INSERT INTO annotation_examples ({columns}) VALUES ({places})"), rows
        )


def containers(folder: Path) -> Counter[str]:
    """Count the successors of each stem."""
    found = (_SUCCESSOR.fullmatch(file.name) for file in folder.iterdir())
    return Counter(match["stem"] for match in found if match)


@pytest.mark.promise
@pytest.mark.timeout(300)
def test_a_migration_killed_fifty_times_loses_nothing_and_does_nothing_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    print(f"SAFELIGHT_KILL_SEED={SEED}")
    rng = random.Random(SEED)
    home = tmp_path / "home"
    for name, value in (*ENVIRONMENT.items(), ("SAFELIGHT_HOME", str(home))):
        monkeypatch.setenv(name, value)
    paths = Paths.of_this_machine()
    config, _ = create_project(paths, "Harbour", passphrase=None, labels=(PERSON,))
    state = paths.project_state(config.id)
    with closing(open_project(config, paths)) as project:
        older = fill(project)
    waiting = {event_id for event_id, form in older.forms.items() if form != "container"}

    server = MigrationServer(home, config.id, ENVIRONMENT)
    try:
        killed = sum(
            server.kill_one(rng.randrange(5), rng.uniform(0, LONGEST_WAIT_S)) for _ in range(ROUNDS)
        )
    finally:
        server.close()

    folder = config.store_folder
    assert folder is not None
    done_by_the_killed = containers(folder)
    print(f"killed at work: {killed}; successors they left: {done_by_the_killed.total()}")
    assert killed >= ROUNDS // 2
    with closing(open_project(config, paths)) as project:
        report = migrate(project, state)
        assert (report.failed, report.unreadable, report.left) == ([], [], {})
        assert report.finished
        require_exact(report.migrated_before, report.converted, older, waiting)
        require_nothing_lost(project, older)
        require_nothing_twice(project, folder, older, waiting)
        again = migrate(project, state)
        assert (again.converted, again.migrated_before) == ({}, len(waiting))
        require_nothing_twice(project, folder, older, waiting)
        assert report.left_over == FormCount(
            len(waiting), sum(len(older.stored[event_id]) for event_id in waiting)
        )
        assert discard_old(project, state).discarded == len(waiting)
        require_nothing_lost(project, older)


def require_exact(
    before: int, converted: dict[ClipFormat, FormCount], older: Older, waiting: set[str]
) -> None:
    """The last run's count and what it found done are all that there was."""
    assert before + sum(count.clips for count in converted.values()) == len(waiting)
    for form, count in converted.items():
        assert count.clips <= sum(older.forms[event_id] == form for event_id in waiting)


def require_nothing_lost(project: Project, older: Older) -> None:
    for event_id, cleartext in older.cleartext.items():
        if event_id in older.rows:
            with project.open_stream(project.clip(event_id)) as stream:
                assert stream.readall() == cleartext
        else:
            assert project.storage.get_clip_data(event_id) == cleartext
    first = next(iter(older.rows.values()))
    tracks = project.store.load_annotation(first.id).annotation.tracks.values()
    boxes = {track.keyframes[0].frame_index: track.keyframes[0].box for track in tracks}
    assert boxes == {number: Box(number, 2, 3, 4) for number in range(OLDER_ROWS)}


def require_nothing_twice(project: Project, folder: Path, older: Older, waiting: set[str]) -> None:
    assert containers(folder) == Counter(dict.fromkeys(waiting, 1))
    for event_id, stored in older.stored.items():
        assert (folder / f"{event_id}.slc").read_bytes() == stored
    for event_id, record in older.rows.items():
        clip = project.clip(event_id)
        was_converted = event_id in waiting
        assert clip.revision == record.revision + was_converted
        assert (clip.authentic_since is not None) == was_converted
        assert [entry["format"] for entry in clip.objects] == ["container"]
        assert clip.origin == older.forms[event_id]
    with project.store.database.reading() as connection:
        raised = connection.execute(text("SELECT DISTINCT revision FROM annotation_examples"))
        assert raised.scalars().all() == [2]
