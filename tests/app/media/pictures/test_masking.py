import numpy as np
import pytest

from app.media.pictures.masking import MASK_BGRA, cover, masked, widened
from app.media.pictures.picture import Picture
from app.media.pictures.upright import Rect
from app.media.pictures.view import ViewRequest

SECRET = (1, 200, 3, 255)


def a_picture(*, shown: Rect, size: tuple[int, int], secret: Rect) -> Picture:
    """A picture of part of a frame in which each pixel that touches `secret` has its colour."""
    width, height = size
    bgra = np.full((height, width, 4), 255, np.uint8)
    x = shown[0] + np.arange(width + 1) * shown[2] / width
    y = shown[1] + np.arange(height + 1) * shown[3] / height
    across = (x[1:] > secret[0]) & (x[:-1] < secret[0] + secret[2])
    down = (y[1:] > secret[1]) & (y[:-1] < secret[1] + secret[3])
    bgra[np.ix_(down, across)] = SECRET
    return Picture(7, 70, True, False, bgra, shown, ViewRequest(width, height))


def secret_pixels(picture: Picture) -> int:
    return int((picture.bgra == SECRET).all(axis=2).sum())


@pytest.mark.promise
@pytest.mark.parametrize(
    ("shown", "size"),
    [
        ((0, 0, 640, 360), (640, 360)),
        ((0, 0, 640, 360), (173, 97)),
        ((0, 0, 640, 360), (37, 21)),
        ((90.3, 60.7, 55.5, 31.2), (555, 312)),
        ((110, 70, 20, 20), (200, 200)),
    ],
    ids=["whole", "smaller", "tiny", "zoomed", "inside"],
)
@pytest.mark.parametrize("box", [(100, 60, 40, 60), (100.49, 60.51, 0.3, 0.3), (-20, -9, 150, 130)])
def test_no_pixel_of_a_covered_box_is_left(shown: Rect, size: tuple[int, int], box: Rect) -> None:
    picture = a_picture(shown=shown, size=size, secret=box)
    covered = masked(picture, [widened(box)])
    assert secret_pixels(covered) == 0
    assert covered.frame_index == picture.frame_index
    before = picture.bgra.copy()
    cover(before, [box], shown=shown)
    assert not (before == SECRET).all(axis=2).any()


@pytest.mark.promise
def test_where_it_is_not_known_what_to_cover_all_is_covered() -> None:
    picture = a_picture(shown=(0, 0, 64, 36), size=(64, 36), secret=(10, 10, 5, 5))
    covered = masked(picture, None)
    assert len(np.unique(covered.bgra.reshape(-1, 4), axis=0)) == 2
    assert secret_pixels(covered) == 0
    assert secret_pixels(picture) > 0


def test_what_is_not_covered_stays_as_it_is() -> None:
    picture = a_picture(shown=(0, 0, 64, 36), size=(64, 36), secret=(10, 10, 5, 5))
    assert masked(picture, ()) is picture
    covered = masked(picture, [(40, 20, 10, 10)]).bgra
    changed = (covered != picture.bgra).any(axis=2)
    rows, columns = np.nonzero(changed)
    assert (rows.min(), rows.max(), columns.min(), columns.max()) == (19, 30, 39, 50)
    assert tuple(covered[26, 45]) == MASK_BGRA


def test_a_part_beyond_the_picture_covers_nothing_else() -> None:
    picture = a_picture(shown=(0, 0, 64, 36), size=(64, 36), secret=(10, 10, 5, 5))
    for beyond in ((-50, -50, 10, 10), (90, 90, 10, 10), (0, 60, 64, 5)):
        assert (masked(picture, [beyond]).bgra == picture.bgra).all()
