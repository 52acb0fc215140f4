"""The real window over a store that is far away: transfers, copies, the way that is cut."""

import shutil
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from PySide6.QtWidgets import QWidget

from app.compose import create_project
from app.session.importing import ClipDetails
from app.session.transfers import TransferState
from app.settings.paths import Paths
from app.ui.dialogs.leave_transfers import LeaveTransfersDialog
from models.records import ClipRecord
from storage.offline import CopyState
from tests.support.desk import PERSON
from tests.support.distant import DistantObjects, put_stores_far_away
from tests.support.footage import even_pts, make_clip
from tests.support.hiring import PASSPHRASE, hired
from tests.support.person import Person

# A blocked way stays so for good, or for much longer; a busy machine is slow, but not so slow.
PROMPT_S = 30.0


@pytest.fixture
def objects() -> DistantObjects:
    return DistantObjects()


@pytest.fixture
def person(
    tmp_path: Path, objects: DistantObjects, monkeypatch: pytest.MonkeyPatch, qapp: object
) -> Iterator[Person]:
    put_stores_far_away(monkeypatch, objects)
    with hired(tmp_path) as person:
        yield person
        objects.cut = False
        objects.unblock()


@pytest.fixture
def footage(tmp_path: Path) -> tuple[Path, ...]:
    """Three clips that differ."""
    folder = tmp_path / "footage"
    folder.mkdir()
    for number in (1, 2, 3):
        made = make_clip(pts=even_pts(20 + number), size=(320, 180))
        (folder / f"cam-{number}.mp4").write_bytes(made)
    return tuple(sorted(folder.iterdir()))


def states(person: Person) -> list[TransferState]:
    return [one.state for one in person.desk.transfers.transfers.transfers]


def copy_of(person: Person, clip_id: UUID) -> CopyState | None:
    return person.window.clip_list._model.copy_state(clip_id)


def keep(person: Person, clip: ClipRecord) -> None:
    person.window.clip_list.keep_requested.emit(clip.id)
    person.wait_until(
        lambda: (state := copy_of(person, clip.id)) is not None and state.pinned, "to be kept"
    )


def test_many_files_are_imported_one_after_the_other_and_one_bad_one_stops_none(
    person: Person, footage: tuple[Path, ...], tmp_path: Path
) -> None:
    bad = tmp_path / "bad.mp4"
    bad.write_bytes(b"no footage")
    again = tmp_path / "again.mp4"
    again.write_bytes(footage[0].read_bytes())
    files = (footage[0], bad, footage[1], again)
    person.desk.clips.import_files(tuple((file, ClipDetails()) for file in files))
    person.wait_until(lambda: all(state.is_over for state in states(person)), "for the imports")
    assert states(person) == ["done", "failed", "done", "done"]
    person.wait_until(lambda: len(person.window.clip_list.clips) == 2, "for the list")
    person.wait_until(lambda: not person.window.strip.is_busy, "for the sum")
    assert person.window.strip.text.startswith("2 clips imported · 1 was here already · 1 failed")
    rows = {row.title: row for row in person.window.transfers.rows}
    assert "not encrypted" in rows["cam-1.mp4"].detail
    assert rows["bad.mp4"].can_retry
    assert rows["again.mp4"].line.startswith("Already in the project")


def test_a_click_pauses_and_resumes_an_import_and_cancelling_leaves_nothing(
    person: Person, objects: DistantObjects, footage: tuple[Path, ...]
) -> None:
    objects.block()
    person.desk.clips.import_files(((footage[0], ClipDetails()),))
    queue = person.desk.transfers.transfers.queue
    (key,) = (one.key for one in queue.transfers())
    person.press("Ctrl+J")
    panel = person.window.transfers
    assert panel.isVisible()
    panel.pause_requested.emit(key)
    assert states(person) == [TransferState.PAUSED]
    objects.unblock()
    panel.cancel_requested.emit(key)
    person.wait_until(lambda: states(person) == [TransferState.CANCELLED], "to be cancelled")
    assert list(objects.entries()) == []
    panel.retry_requested.emit(key)
    person.wait_until(lambda: states(person) == [TransferState.DONE], "for the second try")
    panel.clear_requested.emit()
    assert panel.rows == ()
    assert not person.window.strip.isVisible()
    person.press("Esc")
    assert not panel.isVisible()


def test_a_kept_clip_is_played_while_the_way_is_cut(
    person: Person, objects: DistantObjects, footage: tuple[Path, ...]
) -> None:
    kept, other = (person.import_file(file) for file in footage[:2])
    keep(person, kept)
    person.wait_until(lambda: copy_of(person, other.id) is not None, "for the other's state")
    objects.cut = True
    person.open_clip(kept.id)
    person.go_to(15)
    registry = person.window.registry
    assert registry.action("clip.release").isEnabled()
    assert not registry.action("clip.keep").isEnabled()
    person.window.clip_list.release_requested.emit(kept.id)
    person.wait_until(
        lambda: (state := copy_of(person, kept.id)) is not None and not state.pinned,
        "for it to be let go",
    )


def lose_copies(person: Person, home: Path) -> None:
    """Begin anew with nothing kept here, as on another computer."""
    person.lock()
    person.wait_until(lambda: person.shell.jobs.count == 0, "for the project to close")
    shutil.rmtree(Paths.of_this_machine({"SAFELIGHT_HOME": str(home)}).copies)
    person.unlock(PASSPHRASE)


def test_the_window_says_that_the_way_is_cut_and_goes_on_when_it_is_there_again(
    person: Person, objects: DistantObjects, footage: tuple[Path, ...], tmp_path: Path
) -> None:
    clip = person.import_file(footage[0])
    lose_copies(person, tmp_path / "home")
    status, sign = person.window.status, person.desk.link._sign
    person.wait_until(lambda: status.link.text.startswith("Online"), "for the chip")
    objects.cut = True
    person.window.clip_list.open_requested.emit(clip.id)
    person.wait_until(lambda: "No connection" in status.link.text, "for the bad news")
    person.wait_until(lambda: "no connection" in sign.text.lower(), "for the sign")
    objects.cut = False
    person.wait_until(lambda: person.picture_frame() == 0, "for the picture")
    person.wait_until(lambda: status.link.text.startswith("Online"), "for the good news")
    person.wait_until(lambda: not sign.isVisible(), "for the sign to go")
    assert person.window.problems.problems == ()


def test_quitting_asks_while_files_are_imported_and_then_stops_them(
    person: Person,
    objects: DistantObjects,
    footage: tuple[Path, ...],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    objects.delay_s = 0.2
    person.desk.clips.import_files(tuple((file, ClipDetails()) for file in footage))
    answers, asked = [False, True], []

    def ask(count: int, _parent: QWidget) -> bool:
        asked.append(count)
        return answers.pop(0)

    monkeypatch.setattr(LeaveTransfersDialog, "ask", ask)
    person.window.close()
    assert person.window.isVisible()
    assert asked == [3]
    person.window.close()
    assert not person.window.isVisible()
    objects.delay_s = 0.0
    stems = {entry.name.split(".")[0] for entry in objects.entries()}
    assert len(stems) <= 1  # what was done before the question


def test_a_window_over_a_blocked_way_is_closed_at_once(
    person: Person, objects: DistantObjects, footage: tuple[Path, ...]
) -> None:
    clip = person.import_file(footage[0])
    person.open_clip(clip.id)
    objects.block()
    person.desk.clip.go_to(20)
    started_s = time.monotonic()
    person.window.close()
    assert time.monotonic() - started_s < PROMPT_S


def test_nothing_of_copies_and_connections_shows_where_the_clips_lie_here(
    qapp: object, tmp_path: Path, footage: tuple[Path, ...]
) -> None:
    home = tmp_path / "here"
    paths = Paths.of_this_machine({"SAFELIGHT_HOME": str(home)})
    config, _ = create_project(paths, "Harbour", passphrase=PASSPHRASE, labels=(PERSON,))
    person = Person(home)
    person.start(config.id)
    person.unlock(PASSPHRASE)
    clip = person.import_file(footage[0])
    person.open_clip(clip.id)
    assert copy_of(person, clip.id) is None
    assert person.window.status.link.text == ""
    assert not person.window.registry.action("clip.keep").isEnabled()
    assert not person.desk.link._timer.isActive()
    assert not person.desk.copies._timer.isActive()
    person.quit()


@pytest.mark.promise
def test_quitting_while_an_import_waits_for_the_store_is_prompt_and_leaves_nothing(
    person: Person,
    objects: DistantObjects,
    footage: tuple[Path, ...],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(LeaveTransfersDialog, "ask", lambda *_: True)
    objects.block()
    person.desk.clips.import_files(((footage[0], ClipDetails()),))
    person.wait_until(lambda: objects.link.state().waiting_s > 0, "for the import to wait")
    # To undo what was stored takes the store, which must answer again for that.
    answers = threading.Timer(0.3, objects.unblock)
    answers.start()
    started_s = time.monotonic()
    person.window.close()
    assert time.monotonic() - started_s < PROMPT_S
    answers.join()
    assert list(objects.entries()) == []


def test_the_same_file_is_stored_once_though_its_first_import_was_paused_meanwhile(
    person: Person, objects: DistantObjects, footage: tuple[Path, ...]
) -> None:
    objects.block()
    person.desk.clips.import_files(((footage[0], ClipDetails()), (footage[0], ClipDetails())))
    person.wait_until(lambda: objects.link.state().waiting_s > 0, "for the import to wait")
    queue = person.desk.transfers.transfers.queue
    first, _ = (one.key for one in queue.transfers())
    queue.pause(first)
    objects.unblock()
    person.wait_until(lambda: states(person) == ["paused", "done"], "for the second")
    queue.resume(first)
    person.wait_until(lambda: states(person) == ["done", "done"], "for the first")
    assert [one.result.duplicate for one in queue.transfers()] == [True, False]
    assert len({entry.name.split(".")[0] for entry in objects.entries()}) == 1
