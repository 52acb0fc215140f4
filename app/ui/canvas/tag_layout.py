"""Where the tags of boxes go. View pixels only; no Qt.

A tag stands above its box, else below, else beside it, and never on it: what is in the box is
what the person is looking at. Of the free places the first is taken at which no other tag lies.
Where the box fills the view there is no place, and no tag.
"""

from collections import defaultdict

Rect = tuple[float, float, float, float]

# Tags are some 60 by 16 pixels: a cell holds a few, so that a new one is compared with a few.
_CELL_PX = 64.0


def overlap(a: Rect, b: Rect) -> bool:
    """Tell whether two rectangles share more than a border."""
    return a[0] < b[0] + b[2] and b[0] < a[0] + a[2] and a[1] < b[1] + b[3] and b[1] < a[1] + a[3]


class TagLayout:
    """Places tags one by one; those placed first keep their places."""

    def __init__(self, width: float, height: float) -> None:
        self._width = width
        self._height = height
        self._taken: defaultdict[tuple[int, int], list[Rect]] = defaultdict(list)

    def place(self, box: Rect, size: tuple[float, float], *, gap: float = 0.0) -> Rect | None:
        """Return where a tag of that size goes, or None where it would cover its box."""
        places = self._places(box, size, gap)
        free = next((place for place in places if not self._is_taken(place)), None)
        chosen = free or (places[0] if places else None)
        if chosen is not None:
            for cell in _cells(chosen):
                self._taken[cell].append(chosen)
        return chosen

    def _places(self, box: Rect, size: tuple[float, float], gap: float) -> list[Rect]:
        x, y, box_width, box_height = box
        width, height = size
        if x > self._width or x + box_width < 0 or y > self._height or y + box_height < 0:
            return []
        along_x = min(max(x, 0.0), self._width - width)
        along_y = min(max(y, 0.0), self._height - height)
        right_aligned = min(max(x + box_width - width, 0.0), self._width - width)
        above, below = y - gap - height, y + box_height + gap
        candidates = (
            (along_x, above),
            (right_aligned, above),
            (along_x, below),
            (right_aligned, below),
            (x + box_width + gap, along_y),
            (x - gap - width, along_y),
        )
        return [
            (left, top, width, height)
            for left, top in candidates
            if 0 <= left <= self._width - width and 0 <= top <= self._height - height
        ]

    def _is_taken(self, place: Rect) -> bool:
        return any(
            overlap(place, other) for cell in _cells(place) for other in self._taken.get(cell, ())
        )


def _cells(rect: Rect) -> list[tuple[int, int]]:
    x, y, width, height = rect
    return [
        (column, row)
        for column in range(int(x // _CELL_PX), int((x + width) // _CELL_PX) + 1)
        for row in range(int(y // _CELL_PX), int((y + height) // _CELL_PX) + 1)
    ]
