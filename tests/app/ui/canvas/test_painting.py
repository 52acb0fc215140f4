"""Pictures are copied, not scaled, where they fit; lines are crisp; much of it stays fast."""

from dataclasses import replace
from statistics import median
from time import process_time
from uuid import uuid4

import numpy as np
import pytest
from PySide6.QtGui import QColor, QImage, QPainter

from app.media.pictures.picture import Picture
from app.ui.canvas.line_batch import LineBatch
from app.ui.canvas.overlay_painter import Emphasis, OverlayPainter
from app.ui.canvas.picture_painter import PaintedPicture, paint_picture
from app.ui.canvas.scene import Scene
from app.ui.canvas.shape_style import DASHES_PX, Stroke
from app.ui.canvas.tag_layout import overlap
from app.ui.canvas.view_transform import Margins, Screen, ViewTransform
from app.ui.theme import Theme
from models.annotation import Annotation, Box, Source
from tests.app.ui.canvas.conftest import LABELS
from tests.support.annotations import CAR, PERSON, key, track

RATIOS = (1.0, 1.25, 1.5, 1.75, 2.0)


def surface(screen: Screen) -> QImage:
    width, height = round(screen.width * screen.ratio), round(screen.height * screen.ratio)
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(screen.ratio)
    image.fill(QColor("#000000"))
    return image


def pixels(image: QImage) -> np.ndarray:
    """Return (height, width, 3) uint8 BGR, a copy: Qt's bytes go with the image."""
    rows = np.frombuffer(image.constBits(), np.uint8).copy().reshape(image.height(), -1)
    return rows[:, : image.width() * 4].reshape(image.height(), image.width(), 4)[:, :, :3]


def noise(width: int, height: int) -> np.ndarray:
    made = np.random.default_rng(7).integers(0, 256, (height, width, 4), dtype=np.uint8)
    made[:, :, 3] = 255
    return made


def painted(view: ViewTransform, bgra: np.ndarray, rect: tuple[float, ...]) -> np.ndarray:
    image = surface(view.screen)
    picture = PaintedPicture(Picture(0, 0, True, False, bgra, rect, view.request()))
    painter = QPainter(image)
    paint_picture(painter, picture, view)
    painter.end()
    return pixels(image)


@pytest.mark.parametrize("ratio", RATIOS)
def test_a_picture_of_the_right_size_is_copied_bit_for_bit(qapp, ratio: float) -> None:
    view = ViewTransform.fitting((1920, 1080), Screen(701, 533, ratio), Margins())
    request = view.request()
    bgra = noise(request.width_px, request.height_px)
    seen = painted(view, bgra, (0, 0, 1920, 1080))
    x, y = round(view.x * ratio), round(view.y * ratio)
    there = seen[y : y + request.height_px, x : x + request.width_px]
    assert np.array_equal(there, bgra[:, :, :3])


def test_above_200_percent_pixels_are_seen_and_below_they_are_smoothed(qapp) -> None:
    bgra = np.zeros((40, 40, 4), np.uint8)
    bgra[:, ::2] = 255
    view = ViewTransform.fitting((40, 40), Screen(600, 600), Margins())
    sharp = painted(view.zoomed_to(4, (300, 300)), bgra, (0, 0, 40, 40))
    smooth = painted(view.zoomed_to(1.5, (300, 300)), bgra, (0, 0, 40, 40))
    assert set(np.unique(sharp)) == {0, 255}
    assert len(np.unique(smooth)) > 2


def test_a_part_of_the_frame_is_painted_in_its_place(qapp) -> None:
    view = ViewTransform.fitting((400, 400), Screen(600, 600), Margins()).zoomed_to(4, (300, 300))
    bgra = np.full((50, 50, 4), 255, np.uint8)
    seen = painted(view, bgra, (200, 200, 50, 50))
    x, y, width, height = (round(value) for value in view.rect(Box(200, 200, 50, 50)))
    lit = np.argwhere(seen[:, :, 0] == 255)
    assert tuple(lit.min(axis=0)) == (y, x)
    assert tuple(lit.max(axis=0)) == (y + height - 1, x + width - 1)


@pytest.mark.parametrize("ratio", RATIOS)
@pytest.mark.parametrize("dashes", [(), DASHES_PX])
def test_lines_are_whole_device_pixels_of_one_colour(qapp, ratio: float, dashes: tuple) -> None:
    screen = Screen(200, 200, ratio)
    image = surface(screen)
    batch = LineBatch(screen)
    batch.add((20.3, 30.7, 100.2, 80.1), "#00FF00", Stroke(2.0, 1.0, dashes=dashes))
    painter = QPainter(image)
    batch.paint(painter)
    painter.end()
    shades = {int(shade) for shade in np.unique(pixels(image)[:, :, 1])}
    # The dark rim on black, the line, and nothing between: no edge is blurred.
    assert shades <= {0, 1, 2, 3, 255}
    assert 255 in shades
    row = pixels(image)[round(70 * ratio), :, 1]
    expected = max(1, int(2 * ratio + 0.5))
    if not dashes:
        assert np.count_nonzero(row == 255) == 2 * expected


def test_lines_far_outside_the_view_cost_nothing(qapp) -> None:
    screen = Screen(200, 200)
    batch = LineBatch(screen)
    batch.add((-1e6, 50, 2e6, 100), "#00FF00", Stroke(2.0, 1.0, dashes=DASHES_PX))
    batch.add((500, 500, 10, 10), "#00FF00", Stroke(2.0, 1.0))
    (bars,) = batch._lines.values()
    assert len(bars) < 100


@pytest.fixture
def crowd() -> Scene:
    rng = np.random.default_rng(3)
    tracks = []
    for number in range(200):
        x, y = rng.uniform(0, 1800), rng.uniform(0, 1000)
        source = Source.SUGGESTED if number % 5 == 0 else Source.MANUAL
        start = key(0, Box(x, y, 60, 90), occluded=number % 7 == 0, source=source)
        label = PERSON if number % 3 else CAR
        tracks.append(track(start, key(50, Box(x + 9, y, 60, 90)), number=number, label_id=label))
    scene = Scene()
    scene.set_labels(LABELS)
    scene.set_annotation(Annotation(tracks))
    scene.set_frame(25)
    return scene


def test_200_boxes_are_painted_in_some_milliseconds(qapp, theme: Theme, crowd: Scene) -> None:
    """The limit is five times what was measured, because the machine is shared."""
    view = ViewTransform.fitting((1920, 1080), Screen(1300, 760), Margins())
    overlay = OverlayPainter(theme)
    image = surface(view.screen)
    crowd.select([uuid4(), crowd.items[0].track_id])

    def paint() -> float:
        start = process_time()
        painter = QPainter(image)
        overlay.paint(painter, crowd, view=view, emphasis=Emphasis(None, {}, editable=True))
        painter.end()
        return process_time() - start

    paint()
    assert median(paint() for _ in range(9)) < 0.05


def test_the_tag_of_what_is_selected_lies_on_top(qapp, theme: Theme) -> None:
    view = ViewTransform.fitting((640, 480), Screen(640, 480), Margins())
    one = key(0, Box(100, 100, 60, 60))
    first = track(one, number=1, label_id=PERSON)
    scene = Scene()
    scene.set_labels(LABELS)
    others = [track(one, number=number, label_id=CAR) for number in range(2, 40)]
    scene.set_annotation(Annotation([first, *others]))
    scene.set_frame(0)
    scene.select([first.id])
    image = surface(view.screen)
    painter = QPainter(image)
    tags = OverlayPainter(theme).paint(
        painter, scene, view=view, emphasis=Emphasis(None, {}, editable=True)
    )
    painter.end()
    # Its own comes first; there is no room for all beside it.
    x, y, _, height = tags[0]
    assert any(overlap(tags[0], other) for other in tags[1:])
    seen = image.pixelColor(round(x) + 3, round(y + height / 2))
    assert seen.name().upper() == LABELS[PERSON].color


def test_another_frame_of_200_boxes_is_looked_up_in_some_milliseconds(crowd: Scene) -> None:
    def look(frame: int) -> float:
        start = process_time()
        crowd.set_frame(frame)
        assert len(crowd.items) == 200
        return process_time() - start

    assert median(look(frame) for frame in range(1, 12)) < 0.02


def test_a_frame_that_shows_the_same_is_not_looked_up_again(crowd: Scene) -> None:
    items = crowd.items
    crowd.set_frame(25)
    assert crowd.items is items
    crowd.set_labels({one: replace(label, color="#000000") for one, label in LABELS.items()})
    assert crowd.items is not items
