"""Pins on the timeline keep clear of each other, and lose no issue by that."""

from datetime import UTC, datetime
from itertools import pairwise
from uuid import UUID, uuid4

import numpy as np
import pytest
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QFont, QImage, QPainter
from pytestqt.qtbot import QtBot

from app.ui.canvas.canvas_ink import over_footage
from app.ui.review.issues.pin_art import RADIUS_PX, Ink, Pin, paint_pin
from app.ui.review.issues.timeline_pins import TimelinePins
from app.ui.theme import Theme
from app.ui.timeline.timeline import Timeline
from models.review.issue import Issue, IssueState, Spot
from tests.support.clip_index import clip_index


def issue(frame: int, state: IssueState = IssueState.OPEN) -> Issue:
    return Issue(
        uuid4(),
        UUID(int=1),
        "position",
        first=Spot(frame, frame * 512),
        made_by=UUID(int=2),
        made_at=datetime(2026, 5, 4, tzinfo=UTC),
        state=state,
    )


@pytest.fixture
def pins(qtbot: QtBot) -> TimelinePins:
    timeline = Timeline(Theme())
    qtbot.addWidget(timeline)
    timeline.resize(1000, 240)
    timeline.set_clip(clip_index())
    timeline.show()
    return TimelinePins(timeline, tell=str)


def test_pins_that_would_touch_are_one_with_a_number(pins: TimelinePins) -> None:
    issues = [issue(frame) for frame in range(0, 590, 6)]
    pins.set_issues(issues)
    shown = pins.pins()
    assert 1 < len(shown) < len(issues)
    for (left, stack), (right, _) in pairwise(shown):
        # A number reaches beyond the head of its pin.
        needed = 2 * RADIUS_PX + (RADIUS_PX if len(stack) > 1 else 0)
        assert right.tip.x() - left.tip.x() >= needed
    stood_for = [one for pin, stack in shown for one in stack]
    assert stood_for == [one.id for one in issues]
    assert all(pin.count == len(stack) for pin, stack in shown)


def test_the_one_that_is_looked_at_stands_where_it_is(pins: TimelinePins) -> None:
    issues = [issue(frame) for frame in (100, 103, 106)]
    pins.set_issues(issues)
    [(pin, _)] = pins.pins()
    there = pin.tip.x()
    pins.set_active(issues[2].id)
    [(pin, stack)] = pins.pins()
    assert pin.active
    assert pin.issue is issues[2]
    assert pin.tip.x() > there
    assert len(stack) == 3


def painted(pin: Pin, ink: Ink, font: QFont, ratio: float) -> np.ndarray:
    image = QImage(round(80 * ratio), round(60 * ratio), QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(ratio)
    image.fill(QColor("#777777"))
    painter = QPainter(image)
    paint_pin(painter, pin, ink, font)
    painter.end()
    return np.frombuffer(image.constBits(), np.uint32).copy()


@pytest.mark.parametrize("ratio", [1.0, 1.5])
def test_a_pin_that_was_drawn_before_never_stands_for_another(qapp: object, ratio: float) -> None:
    theme, seen = Theme(), []
    small, large = theme.font("tiny", bold=True), theme.font("title", bold=True)
    at = QPointF(30, 40)
    reds = {"panel": "#101010", "text": "#FF0000", "line": "#00FF00"}
    for state in IssueState:
        one = issue(1, state)
        for count, active in ((1, False), (1, True), (7, False), (8, False), (120, False)):
            pin = Pin(one, at, count, active=active)
            seen.append(painted(pin, over_footage, small, ratio))
            assert np.array_equal(seen[-1], painted(pin, over_footage, small, ratio))
        seen.append(painted(Pin(one, at, 7), over_footage, large, ratio))
        seen.append(
            painted(Pin(one, at, 7), lambda t: QColor(reds.get(t, "#0000FF")), small, ratio)
        )
    assert len({one.tobytes() for one in seen}) == len(seen)
