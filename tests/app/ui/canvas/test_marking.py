"""A reviewer's hand: a plain drag goes round what is wrong, and moves nothing."""

import pytest
from PySide6.QtCore import QPoint, Qt

from app.ui.canvas.mode import Hints
from models.annotation import Box
from tests.support.annotations import key, track

BOX = Box(200, 200, 100, 120)
HINTS = Hints("Review · draw a region", "N reports an issue")


def is_near(box: Box, *wanted: float) -> bool:
    """Compare to a pixel: a hand hits no fractions of them."""
    return (box.x, box.y, box.w, box.h) == pytest.approx(wanted, abs=1)


def test_a_plain_drag_marks_a_region_wherever_it_begins(person) -> None:
    one = track(key(0, BOX))
    person.has(one)
    person.goes_to(0)
    marked: list[Box] = []
    person.canvas.region_marked.connect(marked.append)
    person.canvas.set_read_only(True)
    person.canvas.set_marking(True, HINTS)
    assert person.modes[-1] == "Review · draw a region"
    person.drags((400, 300), (500, 360))
    person.drags((210, 220), (280, 300))
    first, second = marked
    assert is_near(first, 400, 300, 100, 60)
    assert is_near(second, 210, 220, 70, 80)
    assert person.changed == []
    assert person.drawn == []
    assert person.modes[-1] == "person 1 · N reports an issue · Esc deselects"


def test_a_click_selects_shift_gathers_and_esc_drops_what_is_marked(person) -> None:
    one = track(key(0, BOX))
    person.has(one)
    person.goes_to(0)
    marked: list[Box] = []
    person.canvas.region_marked.connect(marked.append)
    person.canvas.set_read_only(True)
    person.canvas.set_marking(True)
    person.clicks(250, 260)
    assert person.selections == [(one.id,)]
    person.drags((150, 150), (320, 340), keys=Qt.KeyboardModifier.ShiftModifier)
    assert marked == []
    person.presses(400, 300)
    person.moves(450, 350)
    assert "Marking what is wrong" in person.modes[-1]
    person.canvas.cancel()
    person.releases(450, 350)
    assert marked == []
    assert person.selections == [(one.id,)], "Esc dropped the region and nothing else"


def test_a_region_belongs_to_its_frame_and_stays_inside_it(person) -> None:
    person.goes_to(0)
    marked: list[Box] = []
    person.canvas.region_marked.connect(marked.append)
    person.canvas.set_marking(True)
    person.presses(400, 300)
    person.moves(450, 350)
    person.goes_to(1)
    person.releases(450, 350)
    assert marked == []
    width, height = person.canvas._stage.hand.frame
    person.drags((width - 20, height - 20), (width + 40, height + 40))
    (region,) = marked
    assert is_near(region, width - 20, height - 20, 20, 20)
    assert (region.x2, region.y2) == (width, height)


def test_a_place_on_the_canvas_is_known_in_source_pixels_while_there_is_a_clip(person) -> None:
    person.goes_to(0)
    x, y = person.canvas._stage.view.to_view(120, 80)
    at = person.canvas.source_at(QPoint(round(x), round(y)))
    assert abs(at[0] - 120) < 2
    assert abs(at[1] - 80) < 2
    person.canvas.clear()
    assert person.canvas.source_at(QPoint(1, 1)) is None
