"""Where the two pictures lie: beside or below each other, whichever shows them larger. Pure.

Both are of the same size to the pixel, so that one view holds for both.
"""

from app.ui.cameras.arrangement import GAP_PX, Place
from app.ui.canvas.view_transform import Margins, Screen, ViewTransform


def halves(
    width: int, height: int, frame: tuple[float, float], *, header_px: int
) -> tuple[Place, Place]:
    """Return the places of before and now, each with its header; `frame` is a picture's size."""
    side = max((width - GAP_PX) // 2, 0)
    share = max((height - GAP_PX) // 2, 0)
    # An odd pixel is the gap's.
    beside = Place(0, 0, side, height), Place(width - side, 0, side, height)
    below = Place(0, 0, width, share), Place(0, height - share, width, share)

    def zoom(way: tuple[Place, Place]) -> float:
        screen = Screen(max(way[0].width, 1), max(way[0].height - header_px, 1))
        return ViewTransform.fitting(frame, screen, Margins()).zoom

    return max((beside, below), key=zoom)
