"""What is said to differ between two annotations of one frame, and where two pictures lie."""

from dataclasses import replace
from uuid import UUID

import pytest

from app.ui.canvas.scene import Item
from app.ui.canvas.stage import Stage
from app.ui.review.side_by_side.differences import FrameDifferences, How, Sameness, differences
from app.ui.review.side_by_side.halves import halves
from app.ui.review.side_by_side.partners import Partners
from models.annotation import Annotation, Box, Source, Track
from tests.support.annotations import CAR, key, track

HD = (1920.0, 1080.0)


def walker(x: float = 100.0, *, number: int = 1, **fields: object) -> Track:
    return track(key(0, Box(x, 50, 40, 80)), number=number, **fields)


def shown(*tracks: Track) -> tuple[Item, ...]:
    stage = Stage()
    stage.scene.set_annotation(Annotation(tracks))
    stage.scene.set_frame(0)
    return stage.scene.items


def hows(
    before: tuple[Track, ...], now: tuple[Track, ...], sameness: Sameness | None = None
) -> list[How]:
    found = differences(shown(*before), shown(*now), sameness or Sameness(Partners()))
    return [one.how for one in found]


def test_a_correction_by_a_pixel_counts_and_none_does_not() -> None:
    old = walker()
    (only,) = old.keyframes
    assert hows((old,), (old,)) == []
    by_one = replace(old, keyframes=(replace(only, box=only.box.moved(1, 0)),))
    assert hows((old,), (by_one,)) == [How.MOVED]
    hidden = replace(old, keyframes=(replace(only, occluded=True),))
    assert hows((old,), (hidden,)) == [How.OCCLUSION]
    assert hows((old,), (replace(old, label_id=CAR),)) == [How.RELABELLED]


def test_what_came_and_what_went_stand_alone_and_a_suggestion_is_nobodys_box() -> None:
    old, far = walker(), walker(900, number=2)
    assert sorted(how.name for how in hows((old,), (far,))) == ["GONE", "NEW"]
    (only,) = far.keyframes
    waits = replace(far, keyframes=(replace(only, source=Source.SUGGESTED),))
    assert hows((old,), (old, waits)) == []


def test_boxes_of_two_people_are_paired_by_the_comparison_then_by_place() -> None:
    theirs, mine = walker(100), walker(103, number=7)
    loose = Sameness(Partners(), low_overlap=0.5)
    assert hows((theirs,), (mine,), loose) == []
    # The comparison knows better than the place, as long as the two meet at all.
    other = walker(112, number=8)
    known = Sameness(Partners({theirs.id: other.id}), low_overlap=0.9)
    found = differences(shown(theirs), shown(mine, other), known)
    pairs = {(one.how, None if one.now is None else one.now.track_id) for one in found}
    assert pairs == {(How.MOVED, other.id), (How.NEW, mine.id)}
    away = Sameness(Partners({theirs.id: walker(900).id}), low_overlap=0.5)
    assert hows((theirs,), (mine,), away) == []


def test_what_a_filter_leaves_out_or_a_person_has_hidden_is_not_gone() -> None:
    one, two = walker(), walker(400, number=2)
    before, now = Stage(), Stage()
    found = FrameDifferences(before, now)
    for stage, tracks in ((before, (one, two)), (now, (one, replace(two, hidden=True)))):
        stage.scene.set_annotation(Annotation(tracks))
        stage.scene.set_frame(0)
    assert found.look() == ()
    now.scene.set_annotation(Annotation((one, two)))
    now.scene.set_shown(frozenset({one.id}))
    assert found.look() == ()
    assert found.shown_before() == frozenset({one.id})
    # One that is there no more belongs to no filter.
    now.scene.set_annotation(Annotation((one,)))
    assert [each.how for each in found.look()] == [How.GONE]
    assert found.shown_before() == frozenset({one.id, two.id})
    # Of two frames nothing can be told.
    now.scene.set_frame(1)
    assert found.look() == ()
    assert found.now_of(UUID(int=9)) is None


@pytest.mark.parametrize(
    ("size", "is_beside"),
    [((984, 470), True), ((1358, 750), True), ((718, 470), False), ((600, 900), False)],
    ids=["1280x800", "1920x1080", "narrow", "high"],
)
def test_the_two_pictures_lie_so_that_they_are_largest(
    size: tuple[int, int], is_beside: bool
) -> None:
    before, now = halves(*size, HD, header_px=30)
    assert (before.width, before.height) == (now.width, now.height)
    assert (before.y == now.y) is is_beside
    assert now.x + now.width == size[0]
    assert now.y + now.height == size[1]
    assert before.x == before.y == 0
    assert now.x > before.width - 1 or now.y > before.height - 1
