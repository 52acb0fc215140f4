"""The job of `tests.support.annotation_job`, done in the real window, every gesture counted."""

import uuid
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import av
import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QListView, QWidget

from app.compose import create_project
from app.settings.paths import Paths
from models.annotation.document import Annotation
from models.annotation.geometry import Box
from models.annotation.interpolate import shape_at
from models.annotation.label_attributes import NO, YES, AttributeKind, AttributeSpec
from models.annotation.labels import Label
from models.annotation.track import Kind
from models.records import ClipState
from tests.support import annotation_job as job
from tests.support.footage import even_pts, make_clip
from tests.support.gestures_elsewhere import (
    KINDS,
    Counts,
    cvat,
    labelme,
    labelme_at_keyframes,
    way,
)
from tests.support.person import Person

PASSPHRASE = "a lamp for the darkroom"
DOCUMENT = Path(__file__).parents[2] / "docs" / "gestures.md"
_NONE = Qt.KeyboardModifier.NoModifier
_CTRL = Qt.KeyboardModifier.ControlModifier
_LEFT = Qt.MouseButton.LeftButton


def _label(number: int, name: str) -> Label:
    attributes = ()
    if name in job.ATTRIBUTE:
        told = AttributeSpec(
            uuid.UUID(int=100 + number),
            job.ATTRIBUTE[name],
            AttributeKind.CHECKBOX,
            default=NO,
            mutable=True,
        )
        attributes = (told,)
    return Label(
        uuid.UUID(int=number),
        name,
        color="#56B4E9",
        digit=number,
        position=number,
        attributes=attributes,
    )


LABELS = tuple(_label(number, name) for number, name in enumerate(job.LABELS, 1))


class Counting:
    """Does the job's steps at a window, and counts what it presses, clicks, drags and types."""

    def __init__(self, person: Person) -> None:
        self.person = person
        self.counts: Counts = Counter()
        self.ids: dict[str, uuid.UUID] = {}
        self._what = ""
        self._lists_all = False

    def do(self, step: job.Step) -> None:  # noqa: C901 - one case for each kind of step
        self._what = step.what
        before = self.person.annotation
        match step.what:
            case "go":
                self._go(step.goal)
            case "label":
                self._press(str(job.LABELS.index(step.name) + 1))
            case "track" | "box":
                self._draw(step)
            case "move":
                self._move(step)
            case "return":
                self._choose_in_list(step.name)
                self._press("O")
                self._await_change(before)
                self._move(step)
            case "leave":
                self._select(step.name)
                self._press("O")
            case "occluded":
                self._select(step.name)
                self._press("Q")
            case "tell":
                self._tell(step)
            case "merge":
                self._select(step.name)
                self._choose_in_list(step.other, adding=True)
                self._press("M")
                self._await_change(before)
                kept = self.person.annotation.tracks
                self.ids = {name: one for name, one in self.ids.items() if one in kept}
            case "swap":
                self._select(step.name)
                self._click_on(step.other, _CTRL)
                self._press("Ctrl+M")
                self._await_change(before)
                # The way to the exchange stays as it was shown: its end is let go on both.
                self._press("D")
                self._await_frame(step.frame - 1)
                self._press("K")
            case "delete":
                self._select(step.name)
                self._press("Shift+Del")
                del self.ids[step.name]
            case "hand in":
                self._hand_in()
        if step.what not in ("go", "label", "hand in"):
            self._await_change(before)

    def _press(self, key: str) -> None:
        self.counts[self._what] += 1
        self.person.press(key)

    def _clicked(self, widget: QWidget, at: QPoint, held: Qt.KeyboardModifier = _NONE) -> None:
        self.counts[self._what] += 1
        QTest.mouseClick(widget, _LEFT, held, at)

    def _drag(self, start: tuple[float, float], end: tuple[float, float]) -> None:
        self.counts[self._what] += 1
        self.person.drag(start, end)

    def _go(self, goal: int) -> None:
        for key in way(self.person.frame, goal):
            self._press(key)
        self._await_frame(goal)

    def _await_change(self, before: Annotation) -> None:
        """Wait for what was done to be seen on the canvas."""
        person, scene = self.person, self.person.canvas._stage.scene
        person.wait_until(
            lambda: before is not person.annotation is scene.annotation, f"for {self._what}"
        )

    def _await_frame(self, goal: int) -> None:
        person = self.person
        person.wait_until(lambda: person.picture_frame() == person.frame == goal, f"for {goal}")

    def _draw(self, step: job.Step) -> None:
        person, (x, y), (width, height) = self.person, step.to, job.BOX
        before = set(person.annotation.tracks)
        kind = Kind.TRACK if step.what == "track" else Kind.BOX
        self._press({Kind.TRACK: "Alt+N", Kind.BOX: "Shift+N"}[kind])
        self._drag((x, y), (x + width, y + height))
        person.wait_until(lambda: set(person.annotation.tracks) > before, "for the new box")
        (self.ids[step.name],) = set(person.annotation.tracks) - before

    def _move(self, step: job.Step) -> None:
        chosen = self.person.desk.clip.editor.selection
        if len(chosen) > 1 and self.ids[step.name] in chosen:
            # What is selected together would move together.
            self._click_on(step.name)
        x, y = self._middle(step.name)
        width, height = job.BOX
        self._drag((x, y), (step.to[0] + width / 2, step.to[1] + height / 2))

    def _tell(self, step: job.Step) -> None:
        self._select(step.name)
        told = job.ATTRIBUTE[job.BY_NAME[step.name].label]
        inspector = self.person.shell.parts.inspector

        def there() -> list[QCheckBox]:
            boxes = inspector.findChildren(QCheckBox)
            return [one for one in boxes if one.accessibleName() == told and _is_seen(one)]

        self.person.wait_until(lambda: bool(there()), f"for {told}")
        (box,) = there()
        self._clicked(box, QPoint(8, box.height() // 2))

    def _select(self, name: str) -> None:
        if self.person.desk.clip.editor.selection != (self.ids[name],):
            chosen = self.person.desk.clip.editor.selection
            if self._what != "leave" or self.ids[name] not in chosen:
                self._click_on(name)

    def _click_on(self, name: str, held: Qt.KeyboardModifier = _NONE) -> None:
        self._clicked(self.person.canvas, self.person.at(*self._middle(name)), held)

    def _choose_in_list(self, name: str, *, adding: bool = False) -> None:
        """Choose an object that is not on the frame."""
        panel = self.person.shell.parts.objects
        if not self._lists_all:
            self._lists_all = True
            self._clicked(panel._all, panel._all.rect().center())
        rows = panel.findChild(QListView)
        index = panel._model.index(panel._model.row_of(self.ids[name]))
        if not rows.viewport().rect().contains(rows.visualRect(index)):
            # A turn of the wheel.
            self.counts[self._what] += 1
            rows.scrollTo(index)
        at = rows.visualRect(index).center()
        self._clicked(rows.viewport(), at, _CTRL if adding else _NONE)

    def _middle(self, name: str) -> tuple[float, float]:
        track = self.person.annotation.track(self.ids[name])
        shape = shape_at(track, self.person.frame)
        assert shape is not None, name
        return shape.box.center

    def _hand_in(self) -> None:
        panel = self.person.desk.queue.panel
        self._press("Ctrl+Return")
        self.person.wait_until(panel.isVisible, "for what is to be checked")
        button = self.person.desk.queue._submit
        self._clicked(button, button.rect().center())


@pytest.fixture
def person(tmp_path: Path, qapp: QApplication) -> Iterator[Person]:
    home, file = tmp_path / "home", tmp_path / "yard.mp4"
    paths = Paths.of_this_machine({"SAFELIGHT_HOME": str(home)})
    config, _ = create_project(paths, "Harbour", passphrase=PASSPHRASE, labels=LABELS)
    width, height = job.SIZE
    grey = np.full((height * 3 // 2, width), 128, np.uint8)
    file.write_bytes(
        make_clip(
            pts=even_pts(job.FRAMES),
            size=job.SIZE,
            options={"preset": "ultrafast", "g": "10", "bf": "0"},
            draw=lambda _number: av.VideoFrame.from_ndarray(grey, "yuv420p"),
        )
    )
    hired = Person(home, size=(1920, 1080))
    hired.start(config.id)
    hired.unlock(PASSPHRASE)
    hired.open_clip(hired.import_file(file).id)
    draws = hired.window.registry.action("draw.track")
    hired.wait_until(draws.isEnabled, "for every frame's number")
    hired.canvas.setFocus()
    hired.wait_until(lambda: QApplication.focusWidget() is hired.canvas, "for the keyboard")
    yield hired
    hired.quit()


def test_the_job_takes_fewer_gestures_than_elsewhere_and_tells_what_is_true(
    person: Person,
) -> None:
    counting = Counting(person)
    for step in job.steps():
        counting.do(step)
    person.wait_until(lambda: _state(person) is ClipState.SUBMITTED, "for it to be handed in")

    _assert_true(person, counting.ids)
    ours, others = counting.counts, (cvat(), labelme())
    assert all(ours.total() < other.total() for other in (*others, labelme_at_keyframes()))
    document = DOCUMENT.read_text(encoding="utf-8")
    missing = [row for row in _rows(ours, *others) if row not in document]
    assert not missing, "docs/gestures.md lacks:\n" + "\n".join(_rows(ours, *others))


def _state(person: Person) -> ClipState:
    (clip,) = person.window.clip_list.clips
    return clip.state


def _assert_true(person: Person, ids: dict[str, uuid.UUID]) -> None:
    """Compare every fifth frame of every object with what the job says of it."""
    annotation = person.annotation
    assert set(annotation.tracks) == set(ids.values())
    assert set(ids) == set(job.BY_NAME)
    labels = {label.name: label for label in LABELS}
    for name, thing in job.BY_NAME.items():
        track = annotation.track(ids[name])
        label = labels[thing.label]
        assert (track.label_id, track.kind is Kind.TRACK) == (label.id, thing.is_track), name
        for frame in range(0, job.FRAMES, 5):
            place, shape = thing.place_at(frame), shape_at(track, frame)
            assert (shape is None) == (place is None), (name, frame)
            if shape is None or place is None:
                continue
            assert _close(shape.box, place), (name, frame, shape.box, place)
            start, end = thing.occluded or (job.FRAMES, job.FRAMES)
            assert shape.occluded == (start <= frame < end), (name, frame)
            if label.attributes:
                holds = track.keyframe_at(frame) or track.keyframe_before(frame)
                assert holds is not None
                told = dict(holds.attributes).get(label.attributes[0].key, NO)
                true = thing.told_at is not None and frame >= thing.told_at
                assert told == (YES if true else NO), (name, frame)


def _is_seen(widget: QWidget) -> bool:
    """Whether it can be clicked: what lies behind another tab is visible to Qt as well."""
    return widget.isVisible() and not widget.visibleRegion().isEmpty()


def _close(box: Box, place: tuple[float, float]) -> bool:
    wanted = (*place, place[0] + job.BOX[0], place[1] + job.BOX[1])
    sides = (box.x, box.y, box.x2, box.y2)
    return all(abs(one - other) < 1.5 for one, other in zip(sides, wanted, strict=True))


def _rows(*columns: Counts) -> list[str]:
    rows = [
        f"| {title} | " + " | ".join(str(counts[kind]) for counts in columns) + " |"
        for kind, title in KINDS.items()
    ]
    totals = " | ".join(f"**{counts.total()}**" for counts in columns)
    return [*rows, f"| **all** | {totals} |"]
