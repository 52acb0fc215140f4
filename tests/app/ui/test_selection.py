"""What is selected keeps its order, and loses what is gone."""

from uuid import UUID

import pytest

from app.ui.editing.selection import Selection, ids_of, still_there
from models.annotation import Annotation
from tests.support.annotations import single

BOXES = [single(0, number=number) for number in range(1, 6)]
IDS = tuple(box.id for box in BOXES)


def test_each_is_selected_once_in_the_order_in_which_they_were_named() -> None:
    chosen = Selection.of(one for one in (IDS[2], IDS[0], IDS[2], IDS[1], IDS[0]))
    assert chosen == (IDS[2], IDS[0], IDS[1])
    assert chosen.ids == ids_of(chosen) == ids_of(list(chosen)) == frozenset(IDS[:3])
    assert Selection.of(chosen) is chosen
    assert Selection.of(()).ids == frozenset()


@pytest.mark.parametrize(
    ("left", "chosen"),
    [((0, 1, 2, 3), (3, 1)), ((0, 1), (4, 1, 0)), ((0,), (4, 3, 2)), ((), (0, 1)), ((4,), (2, 3))],
    ids=["all", "some", "none of few", "none of none", "none of as many"],
)
def test_what_is_gone_is_selected_no_more(left: tuple[int, ...], chosen: tuple[int, ...]) -> None:
    before = Selection.of(IDS[at] for at in chosen)
    there = still_there(before, Annotation(BOXES[at] for at in left))
    wanted: tuple[UUID, ...] = tuple(IDS[at] for at in chosen if at in left)
    assert there == wanted
    assert there.ids == frozenset(wanted)
    assert (there is before) is (wanted == before)
