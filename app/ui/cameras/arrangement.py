"""Where the main picture and its companions lie. Pure.

Among the ways to lay them out, the one that shows the most picture wins, so that a wide window puts
them beside each other and a high one below each other. The first place is the main picture's.
"""

from dataclasses import dataclass

GAP_PX = 1
# Most footage is so wide for its height; what is narrower is only less well placed.
_ASPECT = 16 / 9
# The main picture is drawn on, and has its tools beside it: it gets the larger share.
_MAIN_SHARE_OF_TWO, _MAIN_SHARE = 0.56, 0.64


@dataclass(frozen=True, slots=True)
class Place:
    """A rectangle in pixels."""

    x: int
    y: int
    width: int
    height: int


def arranged(width: int, height: int, companions: int, *, header_px: int) -> tuple[Place, ...]:
    """Return the places for the main picture and its companions; each has a header on top."""
    whole = Place(0, 0, width, height)
    if companions <= 0:
        return (whole,)
    ways: list[tuple[Place, ...]]
    if companions == 1:
        ways = [_beside(whole, _MAIN_SHARE_OF_TWO), _below(whole, _MAIN_SHARE_OF_TWO)]
    elif companions == 2:
        right, under = _beside(whole, _MAIN_SHARE), _below(whole, _MAIN_SHARE)
        ways = [(right[0], *_below(right[1], 0.5)), (under[0], *_beside(under[1], 0.5))]
    else:
        upper, lower = _below(whole, 0.5)
        ways = [(*_beside(upper, 0.5), *_beside(lower, 0.5))]
    return max(ways, key=lambda way: sum(_picture_px(place, header_px) for place in way))


def _beside(area: Place, share: float) -> tuple[Place, Place]:
    left = round((area.width - GAP_PX) * share)
    right = area.width - GAP_PX - left
    return (
        Place(area.x, area.y, left, area.height),
        Place(area.x + left + GAP_PX, area.y, right, area.height),
    )


def _below(area: Place, share: float) -> tuple[Place, Place]:
    upper = round((area.height - GAP_PX) * share)
    lower = area.height - GAP_PX - upper
    return (
        Place(area.x, area.y, area.width, upper),
        Place(area.x, area.y + upper + GAP_PX, area.width, lower),
    )


def _picture_px(place: Place, header_px: int) -> float:
    height = max(place.height - header_px, 0)
    width = min(float(place.width), height * _ASPECT)
    return width * width / _ASPECT
