"""A canvas on a screen, and a person with a mouse in front of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from uuid import UUID

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.media.index.frame_index import FrameIndex
from app.media.pictures.picture import Picture
from app.media.pictures.view import ViewRequest
from app.ui.actions import ActionRegistry
from app.ui.canvas import Canvas
from app.ui.theme import Theme
from models.annotation import Annotation, Box, Kind, Label, Track, gestures
from tests.support.annotations import CAR, PERSON

LEFT = Qt.MouseButton.LeftButton
LABELS = {
    PERSON: Label(PERSON, "person", "#56B4E9", digit=1),
    CAR: Label(CAR, "car", "#E69F00", digit=2),
}
FRAME = (640, 480)


def make_index(size: tuple[int, int] = FRAME, frames: int = 500) -> FrameIndex:
    pts = np.arange(frames, dtype=np.int64) * 512
    return FrameIndex(
        pts=pts,
        end_pts=frames * 512,
        key_pts=pts[:1],
        key_dts=pts[:1],
        time_base=Fraction(1, 12800),
        coded_width=size[0],
        coded_height=size[1],
        rotation=0,
        sample_aspect=Fraction(1),
        codec="h264",
    )


def make_picture(
    frame_index: int,
    request: ViewRequest,
    *,
    size: tuple[int, int] = FRAME,
    level: int = 60,
    **marks: bool,
) -> Picture:
    """Return a picture as the decoder would make it: never more pixels than the source has."""
    rect = request.source_rect or (0.0, 0.0, float(size[0]), float(size[1]))
    width = min(request.width_px, round(rect[2]))
    height = min(request.height_px, round(rect[3]))
    bgra = np.full((height, width, 4), level, dtype=np.uint8)
    bgra[:, :, 3] = 255
    return Picture(
        frame_index,
        frame_index * 512,
        exact=marks.get("exact", True),
        corrupt=marks.get("corrupt", False),
        bgra=bgra,
        source_rect=rect,
        view=request,
    )


@dataclass
class Person:
    """Verbs on a canvas in source pixels, and what the canvas asked for meanwhile."""

    canvas: Canvas
    annotation: Annotation = field(default_factory=Annotation)
    frame: int = 0
    requests: list[ViewRequest] = field(default_factory=list)
    drawn: list[tuple[Box, Kind]] = field(default_factory=list)
    changed: list[tuple[UUID, Box, str]] = field(default_factory=list)
    selections: list[tuple[UUID, ...]] = field(default_factory=list)
    refusals: list[str] = field(default_factory=list)
    modes: list[str] = field(default_factory=list)

    def connect(self) -> None:
        self.canvas.view_changed.connect(self._on_view_changed)
        self.canvas.box_drawn.connect(lambda box, kind: self.drawn.append((box, kind)))
        self.canvas.boxes_changed.connect(self._on_boxes_changed)
        self.canvas.selection_changed.connect(self.selections.append)
        self.canvas.refused.connect(self.refusals.append)
        self.canvas.mode_changed.connect(self.modes.append)

    def has(self, *tracks: Track) -> None:
        self.annotation = Annotation(tracks)
        self.canvas.set_annotation(self.annotation)

    def goes_to(self, frame: int, **marks: bool) -> None:
        self.frame = frame
        self.canvas.show_picture(make_picture(frame, self.requests[-1], **marks))

    def point(self, x: float, y: float) -> QPoint:
        """Return the widget's pixel over a place of the frame."""
        at = self.canvas._stage.view.to_view(x, y)
        return QPoint(round(at[0]), round(at[1]))

    def presses(self, x: float, y: float, button=LEFT, keys=Qt.KeyboardModifier.NoModifier) -> None:
        QTest.mousePress(self.canvas, button, keys, self.point(x, y))

    def moves(self, x: float, y: float) -> None:
        QTest.mouseMove(self.canvas, self.point(x, y))
        QApplication.processEvents()

    def releases(self, x: float, y: float, button=LEFT, keys=Qt.KeyboardModifier.NoModifier):
        QTest.mouseRelease(self.canvas, button, keys, self.point(x, y))

    def clicks(self, x: float, y: float, button=LEFT, keys=Qt.KeyboardModifier.NoModifier) -> None:
        self.presses(x, y, button, keys)
        self.releases(x, y, button, keys)

    def drags(self, a: tuple[float, float], b: tuple[float, float], **how: object) -> None:
        self.presses(*a, **how)
        self.moves((a[0] + b[0]) / 2, (a[1] + b[1]) / 2)
        self.moves(*b)
        self.releases(*b, **how)

    def turns_wheel(self, notches: float, at: tuple[float, float]) -> None:
        local = QPointF(self.point(*at))
        event = QWheelEvent(
            local,
            QPointF(self.canvas.mapToGlobal(local)),
            QPoint(),
            QPoint(0, round(120 * notches)),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(self.canvas, event)

    def types(self, key: Qt.Key, keys=Qt.KeyboardModifier.NoModifier) -> None:
        QTest.keyClick(self.canvas, key, keys)

    def sees(self, x: float, y: float) -> tuple[int, int, int]:
        """Return the colour on the screen over a place of the frame."""
        image = self.canvas.grab().toImage()
        at = self.point(x, y) * image.devicePixelRatio()
        color = image.pixelColor(at)
        return color.red(), color.green(), color.blue()

    def _on_view_changed(self, request: ViewRequest) -> None:
        self.requests.append(request)
        self.canvas.show_picture(make_picture(self.frame, request))

    def _on_boxes_changed(self, boxes: Mapping[UUID, Box], merge_key: str) -> None:
        self.changed += [(track_id, box, merge_key) for track_id, box in boxes.items()]
        edit = gestures.put_boxes(
            self.annotation, boxes, frame_index=self.frame, pts=self.frame * 512
        )
        self.annotation = edit.applied_to(self.annotation)
        self.canvas.set_annotation(self.annotation)


@pytest.fixture
def theme(qapp: QApplication) -> Theme:
    return Theme()


@pytest.fixture
def person(qtbot: QtBot, theme: Theme) -> Person:
    """Return a person before a canvas with a clip of 640 by 480 and its first frame."""
    canvas = Canvas(theme)
    qtbot.addWidget(canvas)
    canvas.resize(900, 640)
    canvas.set_keys(ActionRegistry().key_text)
    canvas.set_labels(LABELS)
    canvas.set_draw_label(LABELS[PERSON])
    made = Person(canvas)
    made.connect()
    canvas.set_clip(make_index())
    canvas.show()
    qtbot.waitExposed(canvas)
    canvas.setFocus()
    return made
