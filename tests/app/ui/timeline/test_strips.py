"""Motion, pictures, the preview at the mouse, and damage, on the real widget."""

import gc
import threading
import weakref
from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtCore import QBuffer, QByteArray, QEvent, QIODevice, QPoint, Qt
from PySide6.QtGui import QColor, QHelpEvent, QImage
from PySide6.QtWidgets import QApplication, QToolButton, QToolTip, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.media.strips.motion_strip import Motion, bin_count
from app.media.strips.thumbnail_strip import Thumbnail
from app.ui.theme import Theme
from app.ui.timeline.film_painter import PICTURE_PX
from app.ui.timeline.layout import FILM_PX, NAMES_PX, RULER_PX
from app.ui.timeline.strip_data import StripData, kept_apart
from app.ui.timeline.thumb_images import ThumbImages, decoded
from app.ui.timeline.thumb_preview import ThumbPreview
from app.ui.timeline.timeline import Timeline
from app.ui.timeline.tooltip import tooltip_text
from app.ui.timeline.transport import HEIGHT_PX
from models.annotation import Annotation
from tests.support.annotations import key, track
from tests.support.clip_index import clip_index
from tests.support.footage import draw_frame, read_barcode

COUNT = 796
PICTURED = range(0, COUNT, 40)


def jpeg_of(frame: int) -> bytes:
    """Draw a picture that carries its frame's barcode."""
    luma = np.ascontiguousarray(draw_frame(frame, width=160, height=96))
    image = QImage(luma.data, 160, 96, 160, QImage.Format.Format_Grayscale8)
    packed = QByteArray()
    buffer = QBuffer(packed)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "JPG", 90)  # type: ignore[call-overload]
    return bytes(packed.data())


PICTURES = tuple(Thumbnail(frame, jpeg_of(frame)) for frame in PICTURED)


def mark_of(image: QImage) -> int:
    grey = image.convertToFormat(QImage.Format.Format_Grayscale8)
    rows = np.frombuffer(grey.constBits(), np.uint8).reshape(grey.height(), grey.bytesPerLine())
    return read_barcode(rows[:, : grey.width()])


def moving(first: int, last: int) -> Motion:
    energy = bytes(200 if first <= at < last else 0 for at in range(bin_count(COUNT)))
    return Motion(COUNT, energy, refined_frames=COUNT)


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    """A window with room above its timeline."""
    window = QWidget()
    layout = QVBoxLayout(window)
    layout.setContentsMargins(0, 300, 0, 0)
    window.resize(1000, 640)
    qtbot.addWidget(window)
    return window


@pytest.fixture
def timeline(window: QWidget) -> Iterator[Timeline]:
    widget = Timeline(Theme())
    window.layout().addWidget(widget)
    widget.set_clip(clip_index(COUNT))
    widget.set_annotation(Annotation([track(key(100), key(300), key(400, outside=True))]))
    widget.strips.show(StripData(is_on=True, motion=moving(200, 400), pictures=PICTURES, share=1.0))
    window.show()
    QApplication.processEvents()
    yield widget
    widget.set_clip(None)


def picture(timeline: Timeline) -> QImage:
    return timeline.grab().toImage()


def ink(image: QImage, x: int, top: int, bottom: int, ground: QColor) -> int:
    """Count the pixels of a column that are not the ground's colour."""
    return sum(image.pixelColor(x, y) != ground for y in range(top, bottom))


def hover(timeline: Timeline, qtbot: QtBot, frame: int, y: int = 8) -> ThumbPreview:
    at = QPoint(round(timeline.view.widget_x(frame)), y)
    qtbot.mouseMove(timeline, at + QPoint(3, 0))
    qtbot.mouseMove(timeline, at)
    (preview,) = timeline.window().findChildren(ThumbPreview)
    return preview


def test_bars_of_motion_are_high_where_something_moves(timeline: Timeline) -> None:
    view = timeline.view
    image = picture(timeline)
    top, bottom = view.layout.motion_top + 5, view.layout.activity_top - 4
    ground = image.pixelColor(2, bottom + 1)

    def height(frame: int) -> int:
        left = round(view.widget_x(frame))
        return max(ink(image, x, top, bottom, ground) for x in range(left, left + 4))

    assert height(300) > 15
    assert height(100) <= 2
    timeline.zoom(20, at_x=500)
    assert picture(timeline) != image


def test_motion_and_objects_are_told_apart_by_colour(timeline: Timeline) -> None:
    view, image = timeline.view, picture(timeline)

    def color(frame: int, bottom: int) -> QColor:
        left = round(view.widget_x(frame))
        drawn = [image.pixelColor(x, bottom - 6) for x in range(left, left + 4)]
        return max(drawn, key=lambda c: c.red() + c.green() + c.blue())

    motion = color(300, view.layout.activity_top)
    objects = color(200, view.layout.lanes_top)
    assert motion.red() - motion.blue() > 60
    assert abs(objects.red() - objects.blue()) < 40


def test_without_strips_there_is_no_row_for_them(timeline: Timeline) -> None:
    with_rows = timeline.view.layout.lanes_top
    timeline.strips.show(StripData())
    layout = timeline.view.layout
    assert layout.film_px == layout.motion_px == 0
    assert layout.lanes_top < with_rows
    assert not timeline.findChild(QToolButton).isVisible()


def test_pictures_stand_at_their_frames_and_keep_apart(timeline: Timeline, qtbot: QtBot) -> None:
    timeline.zoom(2, at_x=300)
    picture(timeline)
    images = timeline.findChild(ThumbImages)
    qtbot.waitUntil(lambda: images.for_row(PICTURES[5], PICTURE_PX, 1.0) is not None)
    qtbot.waitUntil(lambda: shown_frames(picture(timeline), timeline) != [])
    frames = shown_frames(picture(timeline), timeline)
    assert frames == sorted(frames)
    assert set(frames) <= set(PICTURED)
    assert len(frames) >= 5


def test_no_picture_runs_past_the_clip_s_end(timeline: Timeline, qtbot: QtBot) -> None:
    timeline.strips.show(StripData(is_on=True, pictures=(PICTURES[0], PICTURES[-1]), share=1.0))
    picture(timeline)
    images = timeline.findChild(ThumbImages)
    qtbot.waitUntil(lambda: images.for_row(PICTURES[-1], PICTURE_PX, 1.0) is not None)
    image, end = picture(timeline), round(timeline.view.widget_x(COUNT - 1))
    beyond = {image.pixelColor(x, RULER_PX + 20).name() for x in range(end + 2, image.width())}
    assert beyond == {image.pixelColor(end + 5, RULER_PX + 2).name()}
    assert ink(image, end - 10, RULER_PX + 4, RULER_PX + 4 + PICTURE_PX, QColor(*beyond)) > 20


def shown_frames(image: QImage, timeline: Timeline) -> list[int]:
    """Read the barcodes of the row where pictures should begin."""
    view, width = timeline.view, round(PICTURE_PX * 160 / 96)
    found = []
    for frame in PICTURED:
        left = round(view.widget_x(frame))
        if left >= NAMES_PX and left + width < image.width():
            part = image.copy(left, RULER_PX + 4, width, PICTURE_PX)
            if mark_of(part) == frame and frame:
                found.append(frame)
    return found


def test_the_chosen_pictures_do_not_change_when_the_clip_is_panned() -> None:
    chosen = [one.frame_index for one in kept_apart(PICTURES, gap_frames=100)]
    assert chosen == [0, 120, 240, 360, 480, 600, 720]
    assert kept_apart((), gap_frames=5) == []


def test_the_preview_shows_the_picture_nearest_to_the_mouse(
    timeline: Timeline, qtbot: QtBot
) -> None:
    for frame, nearest in ((3, 0), (118, 120), (795, 760), (141, 160)):
        preview = hover(timeline, qtbot, frame)
        qtbot.waitUntil(lambda preview=preview: preview.image is not None)
        assert preview.isVisible()
        assert mark_of(preview.image) == nearest
        assert preview.text == "", "the bubble on the ruler has the number"
        assert preview.geometry().bottom() < timeline.geometry().top()
        assert timeline.window().rect().contains(preview.geometry())


def test_below_the_preview_stands_what_a_tooltip_would_say_and_none_comes(
    timeline: Timeline, qtbot: QtBot
) -> None:
    preview = hover(timeline, qtbot, 100)
    qtbot.waitUntil(lambda: preview.image is not None)
    bare = preview.height()
    view = timeline.view
    at = QPoint(round(view.widget_x(100)), view.layout.activity_top + 8)
    qtbot.mouseMove(timeline, at)
    assert preview.text == tooltip_text(view, at) != ""
    assert preview.height() > bare
    QApplication.sendEvent(timeline, QHelpEvent(QEvent.Type.ToolTip, at, timeline.mapToGlobal(at)))
    assert not QToolTip.isVisible()


def test_the_preview_leaves_the_bar_above_the_timeline_free_where_it_can(
    timeline: Timeline, qtbot: QtBot
) -> None:
    preview = hover(timeline, qtbot, 100)
    qtbot.waitUntil(lambda: preview.image is not None)
    above = timeline.mapTo(timeline.window(), QPoint(0, 0)).y()
    assert preview.geometry().bottom() < above - HEIGHT_PX


def test_the_preview_goes_when_the_mouse_leaves_drags_or_the_clip_closes(
    timeline: Timeline, qtbot: QtBot
) -> None:
    preview = hover(timeline, qtbot, 100)
    assert preview.isVisible()
    hover(timeline, qtbot, 100, y=timeline.view.layout.lanes_top + 10)
    assert not preview.isVisible()
    hover(timeline, qtbot, 200)
    at = QPoint(round(timeline.view.widget_x(200)), 8)
    qtbot.mousePress(timeline, Qt.MouseButton.LeftButton, pos=at)
    assert not preview.isVisible()
    qtbot.mouseRelease(timeline, Qt.MouseButton.LeftButton, pos=at)
    hover(timeline, qtbot, 300)
    assert preview.isVisible()
    timeline.set_clip(None)
    assert not preview.isVisible()
    assert preview.image is None
    assert timeline.findChild(ThumbImages).size_bytes == 0


def test_before_there_are_pictures_the_preview_says_that_they_come(
    timeline: Timeline, qtbot: QtBot
) -> None:
    timeline.strips.show(StripData(is_on=True, is_working=True, share=0.1))
    preview = hover(timeline, qtbot, 100)
    assert preview.image is None
    assert preview.text == "Pictures are being made."
    timeline.strips.show(StripData(is_on=True, is_working=True, share=0.4, pictures=PICTURES))
    qtbot.waitUntil(lambda: preview.image is not None)
    assert mark_of(preview.image) == 80
    timeline.strips.show(StripData(is_on=True))
    hover(timeline, qtbot, 150)
    assert not preview.isVisible()


@pytest.mark.promise
def test_the_windows_thread_never_decodes_a_picture(qtbot: QtBot) -> None:
    threads = []

    def watched(jpeg: bytes) -> QImage:
        threads.append(threading.get_ident())
        return decoded(jpeg)

    images = ThumbImages(decode=watched)
    with qtbot.waitSignal(images.arrived):
        assert images.for_row(PICTURES[1], PICTURE_PX, 1.0) is None
    assert images.whole(PICTURES[2]) is None
    qtbot.waitUntil(lambda: images.whole(PICTURES[2]) is not None)
    assert mark_of(images.whole(PICTURES[1])) == PICTURES[1].frame_index
    assert images.for_row(PICTURES[1], PICTURE_PX, 1.0).height() == PICTURE_PX
    assert len(threads) == 2
    assert threading.get_ident() not in threads


def test_decoded_pictures_are_bounded_and_forgotten(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    budget = 5 * 160 * 96 * 4
    monkeypatch.setattr("app.ui.timeline.thumb_images._BUDGET_BYTES", budget)
    images = ThumbImages()
    for one in PICTURES:
        images.whole(one)
    qtbot.waitUntil(lambda: images.whole(PICTURES[0]) is not None)
    assert 0 < images.size_bytes <= budget
    images.clear()
    assert images.size_bytes == 0


def test_a_picture_under_way_keeps_nothing_of_the_window_alive(qtbot: QtBot) -> None:
    begun, may_end, ended = threading.Event(), threading.Event(), threading.Event()

    def slowly(jpeg: bytes) -> QImage:
        begun.set()
        may_end.wait()
        ended.set()
        return decoded(jpeg)

    images = ThumbImages(decode=slowly)
    images.whole(PICTURES[0])
    begun.wait()
    gone = weakref.ref(images)
    del images
    gc.collect()
    is_gone = gone() is None
    may_end.set()
    ended.wait()
    QApplication.processEvents()
    assert is_gone, "the thread would destroy it, away from the window's thread"


def test_what_is_no_picture_stays_a_quiet_box(qtbot: QtBot) -> None:
    images = ThumbImages()
    with qtbot.waitSignal(images.arrived):
        images.whole(Thumbnail(3, b"no jpeg"))
    assert images.whole(Thumbnail(3, b"no jpeg")) is None


def test_the_button_puts_the_pictures_away_and_says_so(timeline: Timeline, qtbot: QtBot) -> None:
    told: list[bool] = []
    timeline.film_toggled.connect(told.append)
    assert timeline.view.layout.film_px == FILM_PX
    button = timeline.findChild(QToolButton)
    assert button.accessibleName() == "Hide the pictures"
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert timeline.view.layout.film_px == 0
    assert button.accessibleName() == "Show the pictures"
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert timeline.view.layout.film_px == FILM_PX
    assert told == [False, True]


def test_a_low_timeline_has_no_room_for_pictures(window: QWidget, timeline: Timeline) -> None:
    window.resize(1000, 300 + 200)
    QApplication.processEvents()
    assert timeline.view.layout.film_px == 0
    timeline.strips.set_film(True)
    assert timeline.view.layout.film_px == FILM_PX
    window.resize(1000, 300 + 150)
    QApplication.processEvents()
    assert timeline.view.layout.film_px == 0
    assert not timeline.findChild(QToolButton).isEnabled()


def test_damaged_frames_are_marked_and_named(timeline: Timeline) -> None:
    # Without pictures: these arrive when they are decoded, and two grabs must be equal here.
    timeline.strips.show(StripData(is_on=True, motion=moving(200, 400), share=1.0))
    plain = picture(timeline)
    timeline.marks.set_damaged([(300, 300), (120, 145)])
    assert picture(timeline) != plain

    def said(frame: int) -> str:
        return tooltip_text(timeline.view, QPoint(round(timeline.view.widget_x(frame)), 8))

    assert said(130) == "Frames 120\N{EN DASH}145 are damaged"
    assert said(300) == "Frame 300 is damaged"
    assert said(500) == ""
    timeline.zoom(8, at_x=400)
    marked = picture(timeline)
    timeline.marks.set_damaged([])
    assert picture(timeline) != marked
    timeline.zoom_to_fit()
    assert picture(timeline) == plain


def test_damage_on_every_other_frame_is_one_mark(timeline: Timeline) -> None:
    timeline.marks.set_damaged([(frame, frame) for frame in range(0, COUNT, 2)])
    image, view = picture(timeline), timeline.view
    first, last = round(view.widget_x(0)), round(view.widget_x(COUNT - 2))
    colors = {image.pixelColor(x, RULER_PX - 3).name() for x in range(first, last)}
    assert len(colors) == 1


def test_the_motion_under_the_mouse_is_told(timeline: Timeline) -> None:
    view = timeline.view

    def said(frame: int) -> str:
        at = QPoint(round(view.widget_x(frame)), view.layout.motion_top + 5)
        return tooltip_text(view, at).split("\n")[0]

    assert said(300) == "Motion in 62 % of the picture"
    assert said(100) == "Nothing moves"


def test_more_frames_of_the_same_clip_keep_tracks_and_zoom(timeline: Timeline) -> None:
    timeline.zoom(10, at_x=300)
    before = timeline.view.scale
    timeline.set_index(clip_index(COUNT + 200))
    after = timeline.view.scale
    assert after.frame_count == COUNT + 200
    assert (after.left_frame, after.px_per_frame) == (before.left_frame, before.px_per_frame)
    assert timeline.view.lanes.track_count == 1
    assert timeline.view.strips.pictures == PICTURES
    timeline.zoom_to_fit()
    timeline.set_index(clip_index(COUNT + 300))
    assert timeline.view.scale.is_fitted
