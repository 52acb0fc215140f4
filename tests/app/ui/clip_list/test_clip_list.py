from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from uuid import UUID

import pytest
from PySide6.QtCore import QModelIndex, QRect, Qt
from PySide6.QtGui import QGuiApplication, QImage, QKeySequence, QPainter
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QLineEdit, QListView

from app.ui.clip_list import ClipListPanel
from app.ui.clip_list.chips import StateChips
from app.ui.clip_list.delegate import ROW_PX, _paint_texts
from app.ui.clip_list.filter import ClipFilter
from app.ui.clip_list.model import THUMBNAIL_ROLE, ClipListModel
from app.ui.clip_list.texts import duration_text, moment_texts
from app.ui.theme import theme
from models.records import ClipRecord, ClipState
from tests.support.window import jpeg, make_clip


@pytest.fixture
def clips() -> tuple[ClipRecord, ...]:
    return (
        make_clip("cam-entrance-01", state=ClipState.IN_PROGRESS),
        make_clip("cam-parking-03", camera="north side"),
        make_clip("cam-gate-02", state=ClipState.REJECTED, recorded_at=None),
    )


@pytest.fixture
def panel(qtbot, clips) -> Iterator[ClipListPanel]:
    panel = ClipListPanel()
    qtbot.addWidget(panel)
    panel.resize(280, 600)
    panel.set_clips(clips)
    panel.show()
    return panel


def view(panel: ClipListPanel) -> QListView:
    return panel.findChild(QListView)


def field(panel: ClipListPanel) -> QLineEdit:
    return panel.findChild(QLineEdit)


def test_the_filter_wants_every_word_somewhere_in_the_clip(clips) -> None:
    assert ClipFilter("cam NORTH").apply(clips) == (clips[1],)
    assert ClipFilter("2026-11-22 08:14").apply(clips) == clips[:2]
    assert ClipFilter("cam nowhere").apply(clips) == ()


def test_the_filter_keeps_one_state(clips) -> None:
    assert ClipFilter(state=ClipState.REJECTED).apply(clips) == (clips[2],)


def test_durations_have_hours_only_when_they_last_one() -> None:
    assert duration_text(make_clip()) == "1:19"
    assert duration_text(make_clip(duration_pts=4_000_000)) == "1:06:40"


def test_moments_are_written_in_the_recordings_own_time_zone() -> None:
    moment = datetime(2026, 11, 22, 8, 14, 3, tzinfo=timezone(timedelta(hours=9)))
    assert moment_texts(moment)[0] == "22 Nov 2026 · 08:14:03"


@pytest.mark.parametrize(
    ("this_year", "texts"),
    [
        (2026, ("22 Nov 2026 · 08:14:03", "22 Nov · 08:14:03", "22 Nov · 08:14", "22 Nov 08:14")),
        (2027, ("22 Nov 2026 · 08:14:03", "22 Nov 2026 · 08:14", "22 Nov 2026 08:14")),
    ],
    ids=["in its year", "in another year"],
)
def test_a_moment_of_another_year_says_which_at_every_length(
    this_year: int, texts: tuple[str, ...]
) -> None:
    moment = datetime(2026, 11, 22, 8, 14, 3, tzinfo=timezone(timedelta(hours=9)))
    assert moment_texts(moment, this_year=this_year) == texts


def test_the_model_is_sound(qtbot, clips) -> None:
    model = ClipListModel()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Warning)
    model.set_clips(clips)
    model.set_filter(ClipFilter("gate"))
    model.set_clips(clips[:2])
    assert model.rowCount() == 0
    assert model.total == 2
    del tester


def test_a_thumbnail_is_asked_for_once(qtbot, clips) -> None:
    model = ClipListModel()
    asked: list[UUID] = []
    model.thumbnail_wanted.connect(asked.append)
    model.set_clips(clips)
    index: QModelIndex = model.index(0, 0)
    for _ in range(3):
        assert model.data(index, THUMBNAIL_ROLE) is None
    assert asked == [clips[0].id]


def test_thumbnails_of_rows_that_nobody_sees_are_not_asked_for(qtbot) -> None:
    panel = ClipListPanel()
    qtbot.addWidget(panel)
    panel.resize(280, 500)
    asked: list[UUID] = []
    panel.thumbnail_wanted.connect(asked.append)
    panel.set_clips([make_clip(f"cam-{number}") for number in range(2000)])
    panel.show()
    qtbot.waitUntil(lambda: bool(asked))
    panel.grab()
    assert len(asked) < 20


def test_bytes_that_are_no_picture_are_passed_over(panel: ClipListPanel, clips) -> None:
    panel.set_thumbnail(clips[0].id, b"not a jpeg")
    panel.set_thumbnail(clips[1].id, jpeg())
    model = view(panel).model()
    assert model.index(0, 0).data(THUMBNAIL_ROLE) is None
    assert model.index(1, 0).data(THUMBNAIL_ROLE).width() == 192


def test_a_click_opens_a_clip(panel: ClipListPanel, clips, qtbot) -> None:
    at = view(panel).visualRect(view(panel).model().index(1, 0)).center()
    with qtbot.waitSignal(panel.open_requested) as told:
        qtbot.mouseClick(view(panel).viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert told.args == [clips[1].id]


def test_a_click_on_the_open_clip_asks_for_it_again(panel: ClipListPanel, clips, qtbot) -> None:
    panel.set_open(clips[1].id)
    at = view(panel).visualRect(view(panel).model().index(1, 0)).center()
    with qtbot.waitSignal(panel.open_requested) as told:
        qtbot.mouseClick(view(panel).viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert told.args == [clips[1].id]


def test_typing_in_the_filter_narrows_the_list(panel: ClipListPanel, clips, qtbot) -> None:
    qtbot.keyClicks(field(panel), "gate")
    assert panel.clips == (clips[2],)


def test_a_filter_that_leaves_nothing_offers_to_show_all(panel, clips, qtbot) -> None:
    qtbot.keyClicks(field(panel), "nowhere")
    assert not view(panel).isVisible()
    panel.clear_filter()
    assert panel.clips == clips


def test_next_and_previous_clip_follow_the_filter(panel: ClipListPanel, clips, qtbot) -> None:
    qtbot.keyClicks(field(panel), "cam-")
    asked: list[UUID] = []
    panel.open_requested.connect(asked.append)
    panel.step(1)
    panel.set_open(clips[0].id)
    panel.step(1)
    panel.step(-1)
    assert asked == [clips[0].id, clips[1].id]


def test_a_clip_that_leaves_its_state_leaves_the_filtered_list(panel, clips) -> None:
    panel.findChild(StateChips)._choose(ClipState.REJECTED)
    assert panel.clips == (clips[2],)
    panel.update_clip(make_clip("cam-gate-02", id=clips[2].id, state=ClipState.ACCEPTED))
    assert panel.clips == ()


def test_forgetting_leaves_no_clip_no_thumbnail_and_no_filter(panel, clips, qtbot) -> None:
    panel.set_thumbnail(clips[0].id, jpeg())
    qtbot.keyClicks(field(panel), "gate")
    panel.forget()
    assert panel.total == 0
    assert field(panel).text() == ""
    assert panel._model._thumbnails._pictures == {}


def test_a_camera_stands_whole_on_a_line_of_its_own_within_the_fields_edge(panel) -> None:
    this_year = datetime.now().astimezone().year
    moment = datetime(this_year, 11, 22, 8, 14, 3, tzinfo=UTC)
    written = _texts_of_row(make_clip("vtest", camera="cam-entrance-01", recorded_at=moment), 252)
    assert [text for text, _ in written] == [
        "vtest",
        "22 Nov · 08:14:03",
        "cam-entrance-01",
        "New",
    ]
    assert max(right for _, right in written) <= 252 - 12
    assert len(_texts_of_row(make_clip("cam-1", camera="cam-1"), 252)) == 3
    assert len(_texts_of_row(make_clip("cam-1 · 2", camera="cam-1"), 252)) == 3
    assert len(_texts_of_row(make_clip("cam-10", camera="cam-1"), 252)) == 4


class _Scribe(QPainter):
    """Notes the texts that are drawn, and how far to the right they may reach."""

    def __init__(self, image: QImage) -> None:
        super().__init__(image)
        self.written: list[tuple[str, int]] = []

    def drawText(self, area: QRect, flags: int, text: str) -> None:
        self.written.append((text, area.right() + 1))
        super().drawText(area, flags, text)


def _texts_of_row(clip: ClipRecord, width: int) -> list[tuple[str, int]]:
    image = QImage(width, ROW_PX, QImage.Format.Format_RGB32)
    scribe = _Scribe(image)
    area = QRect(0, 0, width, ROW_PX).adjusted(115, 0, -12, 0)
    _paint_texts(scribe, area, clip)
    scribe.end()
    return scribe.written


@pytest.mark.parametrize("mode", ["dark", "light"])
def test_rows_are_painted_at_any_width(panel: ClipListPanel, clips, mode: str) -> None:
    theme.set_mode(mode)
    panel.set_thumbnail(clips[0].id, jpeg(60, 108))
    panel.set_open(clips[0].id)
    for width in (220, 280, 600):
        panel.resize(width, 500)
        assert not panel.grab().isNull()


@pytest.mark.promise
def test_no_key_puts_the_name_of_a_clip_on_the_systems_clipboard(panel) -> None:
    clipboard = QGuiApplication.clipboard()
    clipboard.setText("as it was")
    rows = view(panel)
    rows.setCurrentIndex(rows.model().index(0, 0))
    for combination in ("Ctrl+C", "Ctrl+Ins", "Ctrl+X"):
        QTest.keySequence(rows, QKeySequence(combination))
    assert clipboard.text() == "as it was"
