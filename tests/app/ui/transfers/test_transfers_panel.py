"""The transfers panel, the strip below the clip list, and the words of both."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton, QToolButton, QWidget

from app.session.errors import SourceFileError
from app.session.transfers import Transfer, TransferJob, TransferKind, TransferState
from app.ui.desk.clips.transfer_texts import row_of, sum_of, time_text
from app.ui.desk.project.link_texts import holds_up, link_words, opening_text
from app.ui.transfers.panel import TransfersPanel
from app.ui.transfers.strip import TransferStrip
from storage.fault import Fault
from storage.link import LinkState

MB = 1_000_000


def transfer(state: TransferState, key: str = "a", **fields: object) -> Transfer:
    kind = fields.pop("kind", TransferKind.IMPORT)
    job = TransferJob(kind, f"{key}.mp4", lambda _: None)  # type: ignore[arg-type]
    return Transfer(key, job, state, **fields)  # type: ignore[arg-type]


@pytest.fixture
def over(qtbot) -> QWidget:
    widget = QWidget()
    qtbot.addWidget(widget)
    widget.resize(1280, 800)
    widget.show()
    return widget


@pytest.fixture
def panel(over: QWidget) -> TransfersPanel:
    panel = TransfersPanel(over, above_px=30)
    panel.open_up()
    return panel


def button(panel: QWidget, name: str) -> QToolButton | QPushButton:
    buttons = [*panel.findChildren(QToolButton), *panel.findChildren(QPushButton)]
    return next(b for b in buttons if b.accessibleName() == name)


def test_a_row_that_runs_tells_how_far_how_fast_and_how_long() -> None:
    running = transfer(
        TransferState.RUNNING, done=12 * MB, total=40 * MB, per_s=5.2 * MB, left_s=5.4
    )
    assert row_of(running).line == "12.0 of 40.0 MB · 5.2 MB/s · 5 s left"
    assert row_of(running).share == 0.3


@pytest.mark.parametrize(
    ("seconds", "text"), [(0.2, "1 s"), (89, "89 s"), (200, "3 min"), (7800, "2 h 10 min")]
)
def test_times_to_go_are_rough(seconds: float, text: str) -> None:
    assert time_text(seconds) == text


def test_a_failed_row_says_why_and_offers_to_try_again() -> None:
    row = row_of(transfer(TransferState.FAILED, error=SourceFileError("the file changed")))
    assert row.can_retry
    assert row.is_over
    assert row.line
    assert row.share is None


@pytest.mark.parametrize(
    ("state", "name", "signal"),
    [
        (TransferState.RUNNING, "Pause: a.mp4", "pause_requested"),
        (TransferState.PAUSED, "Resume: a.mp4", "resume_requested"),
        (TransferState.FAILED, "Try again: a.mp4", "retry_requested"),
        (TransferState.RUNNING, "Cancel: a.mp4", "cancel_requested"),
        (TransferState.DONE, "Take off the list: a.mp4", "forget_requested"),
    ],
)
def test_each_button_is_named_and_works_by_keyboard(
    panel: TransfersPanel, qtbot, state: TransferState, name: str, signal: str
) -> None:
    panel.show_rows([row_of(transfer(state))])
    wanted = button(panel, name)
    wanted.setFocus(Qt.FocusReason.TabFocusReason)
    with qtbot.waitSignal(getattr(panel, signal)) as told:
        QTest.keyClick(wanted, Qt.Key.Key_Return)
    assert told.args == ["a"]


def test_a_button_keeps_the_focus_when_its_meaning_changes(panel: TransfersPanel) -> None:
    panel.show_rows([row_of(transfer(TransferState.RUNNING))])
    pause = button(panel, "Pause: a.mp4")
    pause.setFocus()
    panel.show_rows([row_of(transfer(TransferState.PAUSED))])
    assert button(panel, "Resume: a.mp4") is pause
    assert pause.hasFocus()


def test_pause_all_becomes_resume_all_when_all_are_paused(panel: TransfersPanel, qtbot) -> None:
    panel.show_rows([row_of(transfer(TransferState.RUNNING))])
    with qtbot.waitSignal(panel.pause_all_requested):
        button(panel, "Pause all").click()
    panel.show_rows([row_of(transfer(TransferState.PAUSED))])
    with qtbot.waitSignal(panel.resume_all_requested):
        button(panel, "Resume all").click()


def test_an_empty_panel_says_so_and_switches_its_buttons_off(panel: TransfersPanel) -> None:
    assert panel._empty.isVisible()
    for name in ("Pause all", "Cancel all", "Clear finished"):
        assert not button(panel, name).isEnabled()
    panel.show_rows([row_of(transfer(TransferState.DONE))])
    assert not panel._empty.isVisible()
    assert button(panel, "Clear finished").isEnabled()


def test_of_very_many_those_that_say_most_are_shown_and_the_rest_counted(
    panel: TransfersPanel,
) -> None:
    rows = [row_of(transfer(TransferState.DONE, f"{n}")) for n in range(100)]
    rows += [row_of(transfer(TransferState.FAILED, "bad"))]
    panel.show_rows(rows)
    assert "bad" in panel._rows
    assert panel._more.text() == "and 41 more"


@pytest.mark.promise
def test_no_name_of_a_file_stays_when_all_is_taken_off(panel: TransfersPanel, qtbot) -> None:
    strip = TransferStrip()
    qtbot.addWidget(strip)
    done = transfer(TransferState.DONE, "evidence")
    panel.show_rows([row_of(done)])
    strip.show_sum(sum_of([done]))
    panel.show_rows(())
    strip.show_sum(None)
    left = [
        label.text()
        for widget in (panel, strip)
        for label in widget.findChildren(QLabel)
        if label.isVisibleTo(widget)
    ]
    assert not any("evidence" in text for text in left)
    assert strip.toolTip() == strip.accessibleName() == strip.text == ""


@pytest.mark.parametrize("size", [(1280, 800), (1920, 1080), (1080, 640)])
def test_the_panel_lies_within_the_window(
    over: QWidget, panel: TransfersPanel, size: tuple[int, int]
) -> None:
    over.resize(*size)
    assert over.rect().contains(panel.geometry())
    assert panel.geometry().bottom() < over.height() - 30


def test_escape_puts_the_panel_away(panel: TransfersPanel, qtbot) -> None:
    with qtbot.waitSignal(panel.closed):
        QTest.keyClick(panel, Qt.Key.Key_Escape)
    assert not panel.isVisible()


def test_the_strip_sums_up_what_is_under_way() -> None:
    waiting = transfer(TransferState.WAITING, "b")
    running = transfer(TransferState.RUNNING, done=MB, total=2 * MB, per_s=MB, left_s=1.0)
    failed = transfer(TransferState.FAILED, "c", error=SourceFileError("x"))
    total = sum_of([running, waiting, failed])
    assert total is not None
    assert (total.title, total.line) == ("Importing · 2 to go · 1 failed", "1.0 MB/s")
    assert (total.share, total.count, total.is_busy) == (0.25, 2, True)
    assert sum_of([]) is None


def test_no_speed_is_told_of_while_the_store_does_not_answer() -> None:
    running = transfer(TransferState.RUNNING, done=MB, total=2 * MB, per_s=MB, left_s=1.0)
    assert row_of(running, awaits_store=True).line == "1.0 of 2.0 MB · Waiting for the store"
    total = sum_of([running], awaits_store=True)
    assert total is not None
    assert total.line == "Waiting for the store"
    waiting = transfer(TransferState.WAITING, "b")
    assert row_of(waiting, awaits_store=True).line == row_of(waiting).line
    paused = transfer(TransferState.PAUSED, done=MB, total=2 * MB)
    total = sum_of([paused], awaits_store=True)
    assert total is not None
    assert total.line == "50 %"


@pytest.mark.parametrize(
    ("state", "held_up"),
    [
        (LinkState(), False),
        (LinkState(online=True, waiting_s=0.5, requests=1), False),
        (LinkState(online=True, waiting_s=5.0, requests=1, out_per_s=MB), False),
        (LinkState(online=True, waiting_s=2.5, requests=1), True),
        (LinkState(online=True, retry_in_s=1.0), True),
        (LinkState(online=False), True),
    ],
)
def test_transfers_are_held_up_while_nothing_gets_through(state: LinkState, held_up: bool) -> None:
    assert holds_up(state) is held_up


@pytest.mark.parametrize(
    ("state", "text"),
    [
        (LinkState(), ""),
        (LinkState(online=True), "Online"),
        (LinkState(online=True, in_per_s=5.2 * MB), "Online · ↓ 5.2 MB/s"),
        (LinkState(online=True, waiting_s=3.0, requests=1), "Waiting for the store"),
        (
            LinkState(online=False, fault=Fault.DNS, retry_in_s=3.2),
            "No connection · next try in 4 s",
        ),
        (LinkState(online=False, fault=Fault.TIMEOUT), "Offline · working from copies"),
    ],
)
def test_the_way_to_the_store_is_told_in_a_few_words(state: LinkState, text: str) -> None:
    assert link_words(state, has_copies=True).text == text


@pytest.mark.parametrize(
    ("state", "text"),
    [
        (LinkState(online=True, waiting_s=1.0), "Opening gate.mp4…"),
        (LinkState(online=False), "Opening gate.mp4… · no connection, trying…"),
        (
            LinkState(online=False, retry_in_s=1.2),
            "Opening gate.mp4… · no connection, next try in 2 s",
        ),
    ],
)
def test_the_sign_names_the_clip_that_is_awaited(state: LinkState, text: str) -> None:
    assert opening_text("gate.mp4", state) == text


def test_a_long_name_leaves_room_for_what_holds_it_up() -> None:
    assert opening_text("x" * 200, LinkState()) == f"Opening {'x' * 48}…"


def test_a_store_without_copies_is_not_said_to_work_from_them() -> None:
    assert link_words(LinkState(online=False), has_copies=False).text == "No connection"


def test_where_plain_originals_lie_is_said_until_it_is_read(tmp_path: Path) -> None:
    from app.session.importing import ImportReport
    from tests.support.window import make_clip

    report = ImportReport(make_clip(), duplicate=False, original=tmp_path / "gate.mp4")
    total = sum_of([transfer(TransferState.DONE, result=report)])
    assert total is not None
    assert total.title == "1 clip imported"
    assert str(tmp_path) in total.line
    assert "not encrypted" in total.detail
