"""Tracking and suggesting at the real window: one edit each, one undo, and an end at any time."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from uuid import UUID

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication

from app.compose import create_project
from app.session.assisting import Search
from app.settings.paths import Paths
from app.ui.assist import suggest_dialog
from app.ui.assist.suggest_dialog import Method, SuggestDialog, Wanted
from app.ui.assist.suggestions import suggestions
from models.annotation import gestures
from models.annotation.geometry import Box, iou
from models.annotation.interpolate import shape_at
from models.annotation.labels import Label
from models.annotation.track import Source
from tests.app.assist.made_model import model_of
from tests.app.assist.made_scene import path, scene_clip
from tests.app.assist.test_onnx_boxes import V8
from tests.app.assist.test_onnx_process import breaking_model
from tests.support.cleanliness import model_pids
from tests.support.desk import PERSON
from tests.support.person import Person

PASSPHRASE = "a lamp for the darkroom"
BOXES = path(48, dx=3.5)


@pytest.fixture
def person(tmp_path: Path, qapp: object) -> Iterator[Person]:
    home = tmp_path / "home"
    paths = Paths.of_this_machine({"SAFELIGHT_HOME": str(home)})
    config, _ = create_project(paths, "Harbour", passphrase=PASSPHRASE, labels=(PERSON,))
    hired = Person(home)
    hired.start(config.id)
    hired.unlock(PASSPHRASE)
    file = tmp_path / "gate.mp4"
    file.write_bytes(scene_clip(BOXES))
    hired.open_clip(hired.import_file(file).id)
    hired.wait_until(lambda: hired.desk.clip.editor.editable, "for the index")
    yield hired
    hired.quit()


def test_tracking_and_suggesting_are_one_edit_each(person: Person) -> None:
    assist, editor, toast = person.desk.assist, person.desk.clip.editor, person.window.toast
    frame, pts = editor.moment
    edit = editor.perform(
        lambda a: gestures.draw_track(a, BOXES[0], frame_index=frame, pts=pts, label_id=PERSON.id)
    )
    (track_id,) = edit.touched
    person.press("T")
    assert "Select the tracks" in toast.text
    editor.select([track_id])
    drawn = person.annotation

    # Cancelled: nothing comes of it, whether or not the work was done by then.
    person.press("T")
    assert assist.is_busy
    assert person.window.progress.keys == ("assist",)
    person.press("Ctrl+T")
    assert "Wait" in toast.text
    person.window.progress.cancel_requested.emit("assist")
    assert not assist.is_busy
    person.wait_until(lambda: person.shell.jobs.count == 0, "for the worker")
    assert person.annotation == drawn
    assert not person.window.progress.keys

    person.press("T")
    person.wait_until(lambda: not assist.is_busy, "for the track")
    assert toast.text == "Tracked 47 frames, to frame 47. That is the end of the clip."
    person.wait_until(lambda: person.picture_frame() == person.frame == 47, "for its end")
    track = person.annotation.track(track_id)
    overlaps = [iou(shape_at(track, at).box, BOXES[at]) for at in range(48)]
    assert np.mean(overlaps) > 0.9
    assert {key.source for key in track.keyframes[1:]} == {Source.SEMI_AUTO}
    person.press("Ctrl+Z")
    person.wait_until(lambda: person.annotation == drawn, "for the undo")
    person.press("Ctrl+Y")
    person.wait_until(lambda: person.annotation.track(track_id) != drawn.track(track_id), "again")

    # Several at once: one walk, one edit, one undo.
    person.press("Ctrl+Z")
    person.wait_until(lambda: person.picture_frame() == person.frame == 0, "for its start")
    frame, pts = editor.moment
    still = Box(12, 120, 40, 40)
    edit = editor.perform(
        lambda a: gestures.draw_track(a, still, frame_index=frame, pts=pts, label_id=PERSON.id)
    )
    (other_id,) = edit.touched
    both = person.annotation
    editor.select([track_id, other_id])
    person.press("T")
    person.wait_until(lambda: not assist.is_busy, "for both tracks")
    assert toast.text == "Tracked 2 of 2, as far as frame 47."
    assert all(
        person.annotation.track(one).keyframes[-1].source is Source.SEMI_AUTO
        for one in (track_id, other_id)
    )
    person.press("Ctrl+Z")
    person.wait_until(lambda: person.annotation == both, "for the one undo")
    # What was said of the step goes with it.
    assert toast.text == ""
    person.press("Ctrl+Y")

    editor.select([track_id, other_id])
    editor.delete_tracks()
    wanted = Wanted(Method.MOTION, Search(0, 47, 3, 0.2), PERSON.id)
    assist.suggest(wanted)
    person.wait_until(lambda: not assist.is_busy, "for suggestions")
    # What has a box already is not suggested again.
    suggested = person.annotation
    assist.suggest(wanted)
    person.wait_until(lambda: not assist.is_busy, "for suggestions")
    assert "has a box already" in toast.text
    assert person.annotation == suggested
    waiting = suggestions(person.annotation, None)
    assert waiting
    assert editor.selection == (waiting[0].id,)
    for key in waiting[0].keyframes:
        assert (key.source, key.detection.model) == (Source.SUGGESTED, "motion")
    person.press("A")
    assert not person.annotation.track(waiting[0].id).has_suggestions
    # On to the next, as after a rejection; with the last one it stays.
    after = suggestions(person.annotation, None)
    assert editor.selection == ((after or waiting)[0].id,)
    person.press("Ctrl+Z")
    assert person.annotation.track(waiting[0].id).has_suggestions
    editor.select([waiting[0].id])
    by_button = person.desk.clip.parts.inspector.reject_requested.emit
    for reject in (partial(person.press, "X"), by_button):
        reject()
        assert waiting[0].id not in person.annotation.tracks
        person.press("Ctrl+Z")
        editor.select([waiting[0].id])
    person.press("Shift+X")
    assert not person.annotation.tracks
    assert toast.text == _count_text(len(waiting), "rejected")
    person.press("Ctrl+Z")
    person.press("Shift+A")
    assert person.annotation.tracks
    assert toast.text == _count_text(len(waiting), "accepted")
    person.press("Alt+Down")
    assert toast.text == "No suggestions are waiting."

    # Closed while it runs: it is forgotten.
    editor.select([waiting[0].id])
    person.desk.clip.go_to(waiting[0].keyframes[0].frame_index)
    assist.suggest(wanted)
    person.desk.clip.close()
    assert not assist.is_busy
    assert not person.window.progress.keys


def test_a_model_of_the_person_s_own_is_run_and_a_broken_one_is_told_of(
    person: Person, tmp_path: Path
) -> None:
    assist, toast = person.desk.assist, person.window.toast
    sound, broken = tmp_path / "gate.onnx", tmp_path / "broken.onnx"
    sound.write_bytes(model_of(V8))
    broken.write_bytes(breaking_model())
    before = person.annotation
    wanted = Wanted(Method.MODEL, Search(0, 6, 2, 0.2), PERSON.id, model=broken)
    assist.suggest(wanted)
    person.wait_until(lambda: not assist.is_busy, "for the refusal")
    assert "broke down on this model" in toast.text
    assert person.annotation == before
    assist.suggest(replace(wanted, model=sound))
    person.wait_until(lambda: not assist.is_busy, "for suggestions")
    made = suggestions(person.annotation, None)
    assert {key.detection.model for one in made for key in one.keyframes} == {"gate.onnx"}
    assert not model_pids()


def test_in_a_clip_that_cannot_be_changed_the_keys_say_so(
    person: Person, caplog: pytest.LogCaptureFixture
) -> None:
    toast = person.window.toast
    person.desk.clip.session._stop(OSError("refused"))
    person.wait_until(lambda: not person.desk.clip.editor.editable, "for the end of editing")
    for key in ("T", "Ctrl+T"):
        toast.show_note("something else")
        person.press(key)
        assert toast.text == "This clip cannot be changed now."
    assert not person.desk.assist.is_busy


def _count_text(count: int, verb: str) -> str:
    return f"1 suggestion {verb}." if count == 1 else f"{count} suggestions {verb}."


def test_the_dialog_remembers_the_label_also_when_labels_were_read_anew(
    qapp: QApplication,
) -> None:
    labels = [PERSON, Label(UUID(int=2), "bag", "#E69F00", position=1)]
    read_anew = UUID(int=2)
    for chosen in (read_anew, None):
        last_time = Wanted(Method.MODEL, Search(0, 9, 3, 0.2), chosen)
        dialog = SuggestDialog(labels, frame_index=0, last_frame=50, last_time=last_time)
        assert dialog.label.currentData() == chosen
        dialog.deleteLater()


def test_the_dialog_asks_for_what_the_method_needs(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    def opened(last_time: Wanted | None = None) -> SuggestDialog:
        return SuggestDialog([PERSON], frame_index=40, last_frame=500, last_time=last_time)

    dialog = opened()
    assert (dialog.first.value(), dialog.last.value()) == (40, 500)
    assert not dialog.side.isVisibleTo(dialog)
    dialog.step.setValue(7)
    dialog.first.setValue(300)
    dialog.last.setValue(100)
    dialog.ok.click()
    answer = dialog.answer
    assert answer is not None
    assert answer.search == Search(100, 300, 7, 0.2)
    assert (answer.method, answer.label_id, answer.join) == (Method.MOTION, PERSON.id, True)
    again = opened(answer)
    assert again.step.value() == 7
    again.method._buttons[Method.MODEL].click()
    assert again.side.isVisibleTo(again)
    assert not again.ok.isEnabled()
    assert again.label.findData(None) >= 0
    again.score.setValue(77)
    monkeypatch.setattr(suggest_dialog, "choose_files", lambda *_args: [Path("cars.onnx")])
    again._choose_model()
    assert (again.file.text(), again.ok.isEnabled()) == ("cars.onnx", True)
    # Another file is no other wish.
    assert again.score.value() == 77
    again.method._buttons[Method.PEOPLE].click()
    assert again.ok.isEnabled()
    assert again.label.findData(None) < 0
    for one in (dialog, again):
        one.deleteLater()
