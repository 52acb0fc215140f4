"""Where the tags of boxes go. View pixels only; no Qt.

A tag stands above its box, else below, else beside it, and never on it: what is in the box is
what the person is looking at. The first place is taken that covers neither another tag nor another
box, else the first that covers no other tag. Where the box fills the view there is no place, and
no tag.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import islice

Rect = tuple[float, float, float, float]

# Tags are some 60 by 16 pixels: a cell holds a few, so that a new one is compared with a few.
_CELL_PX = 64.0
# Whether there is room among hundreds of tags is asked of such pieces of the view.
_BAND_PX = 8
_MEASURE_GAP_PX = 6.0
_CROWD = 40


def overlap(a: Rect, b: Rect) -> bool:
    """Tell whether two rectangles share more than a border."""
    return a[0] < b[0] + b[2] and b[0] < a[0] + a[2] and a[1] < b[1] + b[3] and b[1] < a[1] + a[3]


def measure_places(box: Rect, size: tuple[float, float], view: tuple[float, float]) -> list[Rect]:
    """Return where the size of a box may be told, the best place first; none for one out of view.

    Below its lower right corner, else at another corner, else beside it.
    """
    x, y, box_width, box_height = box
    (width, height), (view_width, view_height) = size, view
    if not overlap(box, (0.0, 0.0, *view)):
        return []
    rows = [max(0.0, y - height - _MEASURE_GAP_PX)]
    below = y + box_height + _MEASURE_GAP_PX
    if below + height <= view_height:
        rows.insert(0, below)
    columns = [min(max(left, 0.0), view_width - width) for left in (x + box_width - width, x)]
    places = [(column, row, width, height) for row in rows for column in columns]
    foot = min(max(y + box_height - height, 0.0), view_height - height)
    beside = (x + box_width + _MEASURE_GAP_PX, x - _MEASURE_GAP_PX - width)
    places += [(left, foot, width, height) for left in beside if 0 <= left <= view_width - width]
    return places


def free_place(places: Sequence[Rect], tags: Sequence[Rect]) -> Rect | None:
    """Return the first of some places that covers no tag."""
    return next((one for one in places if not any(overlap(one, tag) for tag in tags)), None)


class TagLayout:
    """Places tags one by one; those placed first keep their places."""

    def __init__(self, width: float, height: float, boxes: Sequence[Rect] = ()) -> None:
        """Lay out tags in a view of that size; `boxes` are what they should not cover."""
        self._width = width
        self._height = height
        # In a crowd every place covers something, and looking for a better one would only cost.
        self._boxes = boxes if len(boxes) <= _CROWD else ()
        self._taken: defaultdict[tuple[int, int], list[Rect]] = defaultdict(list)
        # The same, coarser: for each band of rows which pieces of it are taken, a bit a piece.
        self._bits: defaultdict[int, int] = defaultdict(int)

    def reserve(self, rect: Rect) -> None:
        """Keep tags off a rectangle, where they have another place."""
        x, y = max(rect[0], 0.0), max(rect[1], 0.0)
        width = min(rect[0] + rect[2], self._width) - x
        height = min(rect[1] + rect[3], self._height) - y
        if width > 0 and height > 0:
            seen = (x, y, width, height)
            self._take(seen, _cells(seen))

    def place(
        self, box: Rect, size: tuple[float, float], *, gap: float = 0.0, anyway: bool = True
    ) -> Rect | None:
        """Return where a tag of that size goes, or None where it would cover its box.

        Not `anyway`, it goes above or below the box, or nowhere if it would come near another tag.
        """
        if not anyway:
            return self._place_if_free(box, size, gap)
        second: Rect | None = None
        third: Rect | None = None
        for place in self._places(box, size, gap):
            cells = _cells(place)
            third = third or place
            if any(overlap(place, tag) for cell in cells for tag in self._taken.get(cell, ())):
                continue
            if not any(overlap(place, other) for other in self._boxes):
                return self._take(place, cells)
            second = second or place
        chosen = second or third
        return None if chosen is None else self._take(chosen, _cells(chosen))

    def _place_if_free(self, box: Rect, size: tuple[float, float], gap: float) -> Rect | None:
        for place in islice(self._places(box, size, gap), 0, 4, 2):
            bands, bits = _bands(place)
            if not any(self._bits[band] & bits for band in bands):
                return self._take(place, _cells(place))
        return None

    def _take(self, place: Rect, cells: list[tuple[int, int]]) -> Rect:
        for cell in cells:
            self._taken[cell].append(place)
        bands, bits = _bands(place)
        for band in bands:
            self._bits[band] |= bits
        return place

    def _places(self, box: Rect, size: tuple[float, float], gap: float) -> Iterator[Rect]:
        """Yield the places inside the view, the best first."""
        x, y, box_width, box_height = box
        width, height = size
        room_x, room_y = self._width - width, self._height - height
        if x > self._width or x + box_width < 0 or y > self._height or y + box_height < 0:
            return
        if room_x < 0 or room_y < 0:
            return
        along = min(max(x, 0.0), room_x)
        right_aligned = min(max(x + box_width - width, 0.0), room_x)
        for top in (y - gap - height, y + box_height + gap):
            if 0 <= top <= room_y:
                yield (along, top, width, height)
                yield (right_aligned, top, width, height)
        top = min(max(y, 0.0), room_y)
        for left in (x + box_width + gap, x - gap - width):
            if 0 <= left <= room_x:
                yield (left, top, width, height)


def _cells(rect: Rect) -> list[tuple[int, int]]:
    x, y, width, height = rect
    left, right = int(x // _CELL_PX), int((x + width) // _CELL_PX)
    top, bottom = int(y // _CELL_PX), int((y + height) // _CELL_PX)
    return [(column, row) for column in range(left, right + 1) for row in range(top, bottom + 1)]


def _bands(rect: Rect) -> tuple[range, int]:
    x, y, width, height = rect
    left, right = int(x) // _BAND_PX, int(x + width) // _BAND_PX
    bits = (1 << (right + 1)) - (1 << left)
    return range(int(y) // _BAND_PX, int(y + height) // _BAND_PX + 1), bits
