"""Layers that others add to the canvas, and the order in which all are painted."""

from dataclasses import dataclass, field

import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from app.ui.canvas.layers import Layers, Level, Sight
from models.annotation import Box
from tests.support.annotations import key, track

PLACE = Box(100, 100, 60, 60)
RED, BLUE = (255, 0, 0), (0, 0, 255)
GREY = (60, 60, 60)


@dataclass(eq=False)
class Patch:
    """A layer that fills a part of the frame, and notes what it was given to paint on."""

    color: tuple[int, int, int]
    frames: list[int] = field(default_factory=list)
    smooth: list[bool] = field(default_factory=list)

    def paint(self, painter: QPainter, sight: Sight) -> None:
        self.frames.append(sight.frame_index)
        hints = painter.renderHints()
        self.smooth.append(bool(hints & QPainter.RenderHint.Antialiasing))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(QRectF(*sight.view.rect(PLACE)), QColor(*self.color))
        painter.scale(3, 3)


def test_an_added_layer_is_painted_below_or_above_the_boxes(person) -> None:
    person.has(track(key(0, PLACE)))
    person.goes_to(0)
    line, within = (100, 130), (130, 130)
    ink = person.sees(*line)
    below, above = Patch(RED), Patch(BLUE)
    person.canvas.add_layer(below, Level.BELOW_BOXES)
    assert person.sees(*within) == RED
    assert person.sees(*line) not in (RED, GREY), "the line of the box lies on top"
    person.canvas.add_layer(above)
    assert person.sees(*line) == person.sees(*within) == BLUE
    person.canvas.remove_layer(above)
    person.canvas.remove_layer(below)
    person.canvas.remove_layer(below)
    assert person.sees(*line) == ink
    assert person.sees(*within) == GREY


@pytest.mark.promise
def test_a_layer_is_told_the_frame_whose_picture_is_on_the_screen(person) -> None:
    patch = Patch(RED)
    person.canvas.add_layer(patch)
    for frame, exact in ((3, True), (8, False)):
        person.goes_to(frame, exact=exact)
        person.canvas.grab()
        assert patch.frames[-1] == frame


@pytest.mark.promise
def test_no_layer_is_painted_without_a_picture(person) -> None:
    patch = Patch(RED)
    person.canvas.add_layer(patch)
    person.canvas.grab()
    assert patch.frames
    patch.frames.clear()
    person.canvas.clear()
    person.canvas.grab()
    assert patch.frames == []


def test_what_a_layer_does_to_the_painter_does_not_reach_the_next(person) -> None:
    first, second = Patch(RED), Patch(BLUE)
    person.canvas.add_layer(first)
    person.canvas.add_layer(second)
    assert person.sees(130, 130) == BLUE, "it is on top, and where it belongs"
    assert not any(first.smooth + second.smooth)


def test_layers_are_painted_by_level_and_then_in_the_order_they_came(person) -> None:
    painted = []

    class Named:
        def __init__(self, name: str) -> None:
            self.name = name

        def paint(self, painter: QPainter, sight: Sight) -> None:
            painted.append(self.name)

    layers = Layers()
    for name, level in (
        ("mode", Level.MODE),
        ("pins", Level.ABOVE_BOXES),
        ("boxes", Level.BOXES),
        ("dashed", Level.ABOVE_BOXES),
        ("picture", Level.PICTURE),
    ):
        layers.add(Named(name), level)
    person.canvas._painter.layers = layers
    person.canvas.grab()
    assert painted == ["picture", "boxes", "pins", "dashed", "mode"]


def test_an_added_layer_lies_below_the_lens_and_the_mode_line(person) -> None:
    class Flood:
        def paint(self, painter: QPainter, sight: Sight) -> None:
            screen = sight.view.screen
            painter.fillRect(QRectF(0, 0, screen.width, screen.height), QColor(*RED))

    person.goes_to(0)
    person.moves(320, 240)
    person.canvas.add_layer(Flood())
    person.canvas.set_lens(True)
    assert person.sees(330, 250) == GREY, "the lens shows the picture"
    area = person.canvas._painter._chrome.mode_area(
        person.canvas._mode, person.canvas._stage.view.screen
    )
    seen = person.canvas.grab().toImage()
    at = area.topLeft() + (area.bottomRight() - area.topLeft()) * 0.02
    assert seen.pixelColor((at * seen.devicePixelRatio()).toPoint()) != QColor(Qt.GlobalColor.red)
