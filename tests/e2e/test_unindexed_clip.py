"""A clip whose index is lost, in the real window: seen at once, drawn on when all is numbered."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from models.annotation.geometry import Box
from models.records import ClipRecord
from storage.errors import StorageUnavailableError
from storage.fault import Fault
from tests.support.footage import even_pts, make_clip, read_barcode
from tests.support.gated import GatedObjects, gated_clip, put_stores_behind_gate
from tests.support.hiring import PASSPHRASE, hired
from tests.support.person import Person

FRAMES = 400


@pytest.fixture
def objects(monkeypatch: pytest.MonkeyPatch) -> GatedObjects:
    made = GatedObjects()
    put_stores_behind_gate(monkeypatch, made)
    return made


@pytest.fixture
def person(tmp_path: Path, objects: GatedObjects, qapp: object) -> Iterator[Person]:
    with hired(tmp_path) as person:
        yield person
        objects.fails = None
        objects.hold_back_after(1.0)


def unindexed(person: Person, objects: GatedObjects, cleartext: bytes, folder: Path) -> ClipRecord:
    """Import a clip and lose its index, and all that was derived of it with that."""
    file = folder / "gate.video"
    file.write_bytes(cleartext)
    clip = person.import_file(file, name="gate")
    objects.remove([entry.name for entry in objects.entries() if entry.name.endswith(".sld")])
    objects.opened.clear()
    return clip


def is_complete(person: Person) -> bool:
    session = person.desk.clip.session
    return session is not None and session.index_complete


def names_of(objects: GatedObjects, kind: str) -> list[str]:
    return [entry.name for entry in objects.entries() if entry.name.endswith(kind)]


@pytest.mark.promise
def test_frames_are_shown_while_the_index_is_built_and_drawing_waits_for_it(
    person: Person, objects: GatedObjects, tmp_path: Path
) -> None:
    clip = unindexed(person, objects, gated_clip(), tmp_path)
    objects.hold_back_after(0.6)
    person.open_clip(clip.id)
    known = person.desk.clip.last_frame
    assert 0 < known < FRAMES - 1
    person.go_to(known)
    assert read_barcode(person.picture().bgra) == known
    person.wait_until(lambda: "Indexing" in person.canvas._mode, "to be told")
    assert "drawing starts when every frame has its number" in person.canvas._mode

    person.canvas.setFocus()
    person.press("N")
    person.drag((20, 20), (120, 90))
    person.breathe()
    assert not person.annotation.tracks
    assert "drawing starts when every frame has its number" in person.window.toast.text

    objects.hold_back_after(1.0)
    person.wait_until(lambda: is_complete(person), "for the index")
    person.wait_until(lambda: person.desk.clip.editor.editable, "to be allowed to draw")
    person.wait_until(lambda: person.shell.parts.timeline.view.scale.frame_count == FRAMES)
    assert person.frame == known
    person.go_to(FRAMES - 1)
    assert read_barcode(person.picture().bgra) == FRAMES - 1
    person.draw_box(Box(41, 53, 121, 87))
    person.wait_saved()
    assert "Indexing" not in person.canvas._mode


@pytest.mark.promise
def test_locking_in_the_midst_leaves_nothing_and_the_next_opening_begins_anew(
    person: Person, objects: GatedObjects, tmp_path: Path
) -> None:
    clip = unindexed(person, objects, gated_clip(), tmp_path)
    objects.hold_back_after(0.6)
    person.open_clip(clip.id)
    person.lock()
    person.wait_until(lambda: person.shell.jobs.count == 0, "for the project to close")
    assert person.picture() is None
    assert names_of(objects, ".index.sld") == []
    objects.hold_back_after(1.0)
    person.unlock(PASSPHRASE)
    person.wait_until(lambda: person.desk.clip.last_frame == FRAMES - 1, "for the whole clip")
    person.go_to(300)
    person.lock()
    person.wait_until(lambda: person.shell.jobs.count == 0, "for the project to close")
    assert len(names_of(objects, ".index.sld")) == 1
    objects.opened.clear()
    person.unlock(PASSPHRASE)
    person.wait_until(lambda: person.picture_frame() == 300, "to be led back")
    assert is_complete(person)


def test_whoever_comes_back_is_led_to_where_they_were_once_that_frame_is_known(
    person: Person, objects: GatedObjects, tmp_path: Path
) -> None:
    clip = unindexed(person, objects, gated_clip(), tmp_path)
    objects.hold_back_after(0.6)
    person.desk.clip.open(clip.id, frame_index=300)
    person.wait_until(lambda: person.picture_frame() is not None, "for a frame")
    assert person.frame < 300
    objects.hold_back_after(1.0)
    person.wait_until(lambda: person.picture_frame() == 300, "to be led on")


@pytest.mark.parametrize("by_itself", [False, True], ids=["on a click", "by itself"])
def test_a_network_that_fails_is_told_and_trying_again_completes_the_index(
    person: Person, objects: GatedObjects, tmp_path: Path, by_itself: bool
) -> None:
    clip = unindexed(person, objects, gated_clip(), tmp_path)
    objects.hold_back_after(0.6)
    person.open_clip(clip.id)
    objects.fails = lambda: StorageUnavailableError("the way is cut", Fault.CONNECTION)
    person.wait_until(lambda: bool(person.window.problems.problems), "to be told")
    person.wait_until(lambda: "Indexing stopped" in person.canvas._mode, "to be told what it means")
    assert person.picture_frame() == 0
    objects.fails = None
    objects.hold_back_after(1.0)
    if by_itself:
        person.desk.link.came_back.emit()
    else:
        person.window.problems._again.click()
    person.wait_until(lambda: is_complete(person), "for the index")
    person.wait_until(lambda: person.desk.clip.editor.editable, "to be allowed to draw")
    assert by_itself or person.window.problems.problems == ()


@pytest.mark.promise
def test_frames_that_turn_out_to_be_numbered_wrong_are_taken_off_the_screen(
    person: Person, objects: GatedObjects, tmp_path: Path
) -> None:
    one = make_clip(
        container="mpegts",
        pts=even_pts(FRAMES),
        size=(320, 180),
        options={"g": "25", "bf": "2", "preset": "ultrafast", "crf": "10"},
    )
    clip = unindexed(person, objects, one * 2, tmp_path)
    # An older row, which does not tell how the frames were numbered.
    project = person.desk.projects.project
    project.store.update_clip(replace(clip, frame_count=0))
    # Where a transport stream ends is looked up first.
    objects.end_bytes = 700_000
    objects.hold_back_after(0.3)
    person.open_clip(clip.id)
    assert person.picture_frame() == 0
    seen: list[object] = []
    person.desk.clip.index.taken_back.connect(lambda: seen.append(person.picture()))
    objects.hold_back_after(1.0)
    person.wait_until(lambda: bool(seen), "for it to be found out")
    assert seen == [None]
    # The new index is told of before the window has it.
    whole = 2 * FRAMES - 1
    person.wait_until(lambda: person.desk.clip.last_frame == whole, "for every frame")
    person.wait_until(lambda: person.desk.clip.editor.editable, "to be allowed to draw")
    person.go_to(FRAMES + 60)
    assert read_barcode(person.picture().bgra) == 60


def test_a_clip_that_shows_nothing_before_all_is_numbered_says_how_far_it_is_and_can_be_left(
    person: Person, objects: GatedObjects, tmp_path: Path
) -> None:
    clip = unindexed(person, objects, gated_clip(), tmp_path)
    project = person.desk.projects.project
    project.store.update_clip(replace(clip, frame_count=20))
    objects.hold_back_after(0.6)
    person.desk.clip.open(clip.id)
    person.wait_until(lambda: person.window.progress.keys == ("index",), "to be told")
    assert person.desk.clip.opening_id == clip.id
    person.window.progress.cancel_requested.emit("index")
    person.wait_until(lambda: person.shell.jobs.count == 0, "for the opening to end")
    assert person.desk.clip.opening_id is None
    assert person.window.progress.keys == ()
    assert names_of(objects, ".index.sld") == []


def test_a_loop_without_an_end_grows_with_the_clip(
    person: Person, objects: GatedObjects, tmp_path: Path
) -> None:
    clip = unindexed(person, objects, gated_clip(), tmp_path)
    objects.hold_back_after(0.6)
    person.open_clip(clip.id)
    timeline = person.shell.parts.timeline
    person.press("Alt+I")
    assert timeline.view.loop == (0, person.desk.clip.last_frame)
    assert person.desk.clip.last_frame < FRAMES - 1
    objects.hold_back_after(1.0)
    person.wait_until(lambda: is_complete(person), "for the index")
    person.wait_until(lambda: timeline.view.loop == (0, FRAMES - 1), "for the loop to grow")
    person.go_to(20)
    person.press("Shift+I")
    assert timeline.view.loop == (0, 20)
