"""The real timeline on a screen, with a clip of two tracks, and what it asks for."""

from uuid import UUID

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QImage, QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.ui.theme import Theme
from app.ui.timeline.layout import ROW_PX
from app.ui.timeline.timeline import Timeline
from models.annotation import Annotation, Label
from tests.support.annotations import CAR, PERSON, key, track
from tests.support.clip_index import clip_index

LABELS = (
    Label(PERSON, "person", "#56B4E9", digit=1),
    Label(CAR, "car", "#009E73", digit=2, position=1),
)
WALKER = track(key(100), key(300), key(400, outside=True), number=4)
SECOND = track(key(50), key(60, occluded=True), key(500), number=7, label_id=CAR)


class Heard:
    """What the timeline asked for, in order."""

    def __init__(self, timeline: Timeline) -> None:
        self.frames: list[tuple[int, bool]] = []
        self.selections: list[tuple[UUID, ...]] = []
        timeline.frame_requested.connect(lambda frame, busy: self.frames.append((frame, busy)))
        timeline.selection_requested.connect(self.selections.append)


@pytest.fixture
def timeline(qtbot: QtBot) -> Timeline:
    widget = Timeline(Theme())
    qtbot.addWidget(widget)
    widget.resize(1000, 240)
    widget.set_labels(LABELS)
    widget.set_clip(clip_index())
    widget.set_annotation(Annotation([WALKER, SECOND]))
    widget.show()
    return widget


@pytest.fixture
def heard(timeline: Timeline) -> Heard:
    return Heard(timeline)


def at(timeline: Timeline, frame: float, *, row: int | None = None) -> QPoint:
    """Give the point of a frame on the ruler, or on a lane."""
    view = timeline.view
    y = 8 if row is None else view.layout.row_top(row) + ROW_PX // 2
    return QPoint(round(view.widget_x(frame)), y)


def screen_of(timeline: Timeline) -> QImage:
    """Return what stands on the screen, without painting anything anew."""
    return timeline.screen().grabWindow(timeline.winId()).toImage()


def turn_wheel(
    timeline: Timeline,
    where: QPoint,
    notches: float,
    *,
    keys: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
    sideways: bool = False,
) -> None:
    angle = QPoint(round(notches * 120), 0) if sideways else QPoint(0, round(notches * 120))
    event = QWheelEvent(
        QPointF(where),
        QPointF(timeline.mapToGlobal(where)),
        QPoint(),
        angle,
        Qt.MouseButton.NoButton,
        keys,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(timeline, event)


def picture(timeline: Timeline) -> QImage:
    return timeline.grab().toImage()
