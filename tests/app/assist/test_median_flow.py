"""A box is followed by what moves in it, and no further than that is certain."""

import numpy as np

from app.assist.auto_track import follow
from app.assist.likeness import Patch
from app.assist.median_flow import Doubt, Followed, MedianFlow
from models.annotation.geometry import Box, iou
from tests.app.assist.made_scene import HEIGHT, WIDTH, path, scene


def followed(boxes: list[Box], **how: int) -> tuple[list[float], Doubt | None]:
    """Return the IoU of each box followed, and the doubt in which it ended."""
    pictures = (
        (number, number * 512, picture) for number, picture in enumerate(scene(boxes, **how))
    )
    sights, doubt = follow(pictures, boxes[0])
    return [iou(sight.box, boxes[sight.frame_index]) for sight in sights], doubt


def test_a_box_is_followed_while_it_grows_and_the_light_changes() -> None:
    overlaps, doubt = followed(path(40))
    assert doubt is None
    assert len(overlaps) == 39
    assert np.mean(overlaps) > 0.94
    assert min(overlaps) > 0.88


def test_a_pole_before_it_does_not_stop_it() -> None:
    overlaps, doubt = followed(path(40), pole_px=10)
    assert doubt is None
    assert np.mean(overlaps) > 0.9


def test_it_stops_where_the_object_is_gone_and_says_why() -> None:
    overlaps, doubt = followed(path(40), hidden_from=20)
    assert doubt in {Doubt.UNLIKE, Doubt.FEW_POINTS}
    assert len(overlaps) in range(15, 21)
    assert min(overlaps) > 0.88
    boxes = path(40)
    pictures = enumerate(scene(boxes, hidden_from=20))
    sights, _ = follow(((at, at, picture) for at, picture in pictures), boxes[0])
    assert min(sight.likeness for sight in sights) >= 0.4


def test_it_stops_where_the_object_leaves_the_picture() -> None:
    boxes = path(60, dx=6.0)
    overlaps, doubt = followed([box for box in boxes if box.x < WIDTH - 2])
    assert doubt in {Doubt.LEFT, Doubt.UNLIKE, Doubt.TOO_SMALL, Doubt.FEW_POINTS}
    last = boxes[len(overlaps)]
    assert last.clipped(WIDTH, HEIGHT).area < 0.7 * last.area


def test_a_box_cut_off_by_the_edge_grows_as_the_object_comes_in() -> None:
    whole = path(24, x=-44.0)
    shown = [box.clipped(WIDTH, HEIGHT) for box in whole]
    assert shown[0].w < 0.35 * whole[0].w
    pictures = ((number, number, picture) for number, picture in enumerate(scene(whole)))
    sights, doubt = follow(pictures, shown[0])
    assert doubt is None
    # A little of what lies behind is taken for the object, where that ends as straight as here.
    assert whole[23].w * 0.95 < sights[-1].box.w < whole[23].w * 1.35
    assert iou(sights[-1].box, shown[23]) > 0.7


def test_a_box_with_nothing_in_it_is_not_followed() -> None:
    even = np.full((HEIGHT, WIDTH), 128, np.uint8)
    assert MedianFlow(even, Box(40, 40, 60, 50)).follow(even) in {
        Doubt.FEW_POINTS,
        Doubt.UNLIKE,
    }
    assert MedianFlow(even, Box(40, 40, 2, 50)).follow(even) is Doubt.TOO_SMALL
    assert MedianFlow(even, Box(-90, 40, 60, 50)).follow(even) is Doubt.LEFT


def test_after_a_doubt_the_box_stays_where_it_was_seen_last() -> None:
    boxes = path(4)
    first, second, third, _ = scene(boxes)
    tracker = MedianFlow(first, boxes[0])
    assert isinstance(tracker.follow(second), Followed)
    even = np.full((HEIGHT, WIDTH), 128, np.uint8)
    assert isinstance(tracker.follow(even), Doubt)
    again = tracker.follow(third)
    assert isinstance(again, Followed)
    assert iou(again.box, boxes[2]) > 0.9


def test_likeness_is_blind_to_light_and_to_a_part_that_is_covered() -> None:
    box = path(1)[0]
    (picture,) = scene([box])
    patch = Patch.of(picture, box)
    darker = (picture * 0.6 + 20).astype(np.uint8)
    assert patch.likeness(Patch.of(darker, box)) > 0.97
    covered = picture.copy()
    covered[:, int(box.x) : int(box.x + box.w * 0.3)] = 25
    assert patch.likeness(Patch.of(covered, box)) > 0.9
    assert patch.likeness(Patch.of(picture, box.moved(120, 40))) < 0.25
    assert patch.likeness(Patch.of(picture, box.moved(-500, 0))) == 0.0
