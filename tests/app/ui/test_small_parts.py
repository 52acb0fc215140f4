"""Lock screen, welcome page, progress, toast, keys overlay, idle watch, empty states."""

from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent, QWindow
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QLineEdit,
    QPushButton,
    QStackedWidget,
    QWidget,
)

from app.failures import Problem
from app.ui.action_specs import DEFAULT_SPECS
from app.ui.actions import ActionRegistry
from app.ui.controls import Segments, push_button
from app.ui.controls.empty_state import EmptyState
from app.ui.keys.overlay import KeysOverlay
from app.ui.notices.progress_panel import ProgressPanel
from app.ui.notices.toast import Toast
from app.ui.presence.idle import IdleWatch
from app.ui.review.undo_note import UndoNote
from app.ui.window.drop_overlay import dropped_paths
from app.ui.window.footage_files import footage_in
from app.ui.window.lock_screen import LockScreen
from app.ui.window.status_bar import StatusBar, StoreAnswers
from tests.support.painted import Painted


@pytest.fixture
def lock(qtbot) -> LockScreen:
    screen = LockScreen()
    qtbot.addWidget(screen)
    screen.resize(900, 700)
    screen.show()
    screen.ask("Harbour 2026", passphrase=True)
    return screen


def passphrase_field(lock: LockScreen) -> QLineEdit:
    return lock.findChild(QLineEdit)


def test_enter_hands_out_the_passphrase_and_empties_the_field(lock: LockScreen, qtbot) -> None:
    qtbot.keyClicks(passphrase_field(lock), "four unrelated words")
    with qtbot.waitSignal(lock.unlock_requested) as told:
        qtbot.keyClick(passphrase_field(lock), Qt.Key.Key_Return)
    assert told.args == ["four unrelated words"]
    assert passphrase_field(lock).text() == ""
    assert not passphrase_field(lock).isEnabled()


def test_a_passphrase_is_never_shown(lock: LockScreen) -> None:
    assert passphrase_field(lock).echoMode() is QLineEdit.EchoMode.Password


def test_an_empty_passphrase_is_not_tried(lock: LockScreen, qtbot) -> None:
    with qtbot.assertNotEmitted(lock.unlock_requested):
        qtbot.keyClick(passphrase_field(lock), Qt.Key.Key_Return)


def test_a_wrong_passphrase_can_be_tried_again(lock: LockScreen, qtbot) -> None:
    qtbot.keyClicks(passphrase_field(lock), "wrong")
    qtbot.keyClick(passphrase_field(lock), Qt.Key.Key_Return)
    lock.show_failure(Problem("Not unlocked", "The passphrase is wrong.", "Try again."))
    assert passphrase_field(lock).isEnabled()
    assert any("passphrase is wrong" in label.text() for label in lock.findChildren(QLabel))


def test_the_recovery_code_goes_its_own_way(lock: LockScreen, qtbot) -> None:
    lock._other_way.click()
    qtbot.keyClicks(passphrase_field(lock), "ABCD")
    with qtbot.waitSignal(lock.recovery_requested) as told:
        lock._unlock.click()
    assert told.args == ["ABCD"]


def test_a_key_in_the_environment_needs_one_button(lock: LockScreen, qtbot) -> None:
    lock.ask("Environment", passphrase=False)
    assert not passphrase_field(lock).isVisible()
    with qtbot.waitSignal(lock.unlock_requested) as told:
        lock._unlock.click()
    assert told.args == [""]


def test_return_unlocks_with_a_key_in_the_environment(lock: LockScreen, qtbot) -> None:
    lock.ask("Environment", passphrase=False)
    with qtbot.waitSignal(lock.unlock_requested) as told:
        qtbot.keyClick(lock._unlock, Qt.Key.Key_Return)
    assert told.args == [""]


def test_a_lock_screen_that_is_put_away_takes_nothing_and_keeps_nothing(lock, qtbot) -> None:
    field = passphrase_field(lock)
    qtbot.keyClicks(field, "four unrelated")
    lock.put_away()
    lock.set_busy(False)
    assert field.text() == ""
    assert not field.isEnabled()
    lock.ask("Harbour 2026", passphrase=True)
    assert field.isEnabled()


@pytest.fixture
def progress(qtbot) -> ProgressPanel:
    panel = ProgressPanel()
    qtbot.addWidget(panel)
    panel.start("a", "gate.mp4")
    return panel


def cross(panel: ProgressPanel, key: str) -> None:
    panel._rows[key]._cross.click()


def test_work_that_runs_can_be_cancelled(progress: ProgressPanel, qtbot) -> None:
    progress.advance("a", 0.4)
    with qtbot.waitSignal(progress.cancel_requested) as told:
        cross(progress, "a")
    assert told.args == ["a"]
    assert progress.keys == ("a",)


def test_what_came_of_it_stays_until_it_is_read(progress: ProgressPanel, qtbot) -> None:
    progress.finish("a", "Imported")
    assert progress.keys == ("a",)
    with qtbot.assertNotEmitted(progress.cancel_requested):
        cross(progress, "a")
    assert progress.keys == ()
    assert not progress.isVisibleTo(None)


def test_imports_that_went_well_are_one_row_that_says_where_the_originals_are(progress) -> None:
    place = "/mnt/evidence/2026/harbour/north-quay/cameras/of-november"
    progress.finish_import("a", Path(place))
    row = progress._imported
    assert progress.keys == ()
    assert shown(row) == ["1 clip imported", "Original still in", place]
    assert place in row.toolTip()
    for key in "bcd":
        progress.start(key, f"{key}.mp4")
        progress.finish_import(key, Path("/mnt/other"))
    assert shown(row)[:2] == ["4 clips imported", "Originals are still where they were"]
    assert place in row.toolTip()
    assert "/mnt/other" in row.toolTip()


def test_what_has_ended_takes_one_line_and_goes_with_one_click(progress, qtbot) -> None:
    progress.advance("a", 0.5)
    high = progress._rows["a"].sizeHint().height()
    progress.finish("a", "Not a video", succeeded=False, detail="Not imported: no kind to play.")
    assert progress._rows["a"].sizeHint().height() < high - 10
    assert "no kind to play" in progress._rows["a"].toolTip()
    progress.start("b", "b.mp4")
    progress.finish_import("b", Path("/mnt"))
    progress.start("c", "c.mp4")
    next(b for b in progress.findChildren(QPushButton) if b.text() == "Clear").click()
    assert progress.keys == ("c",)
    assert not progress._imported.isVisibleTo(progress)
    assert progress._imported.toolTip() == ""


def test_a_long_queue_shows_its_first_and_counts_the_rest(progress: ProgressPanel) -> None:
    for number in range(40):
        progress.start(str(number), f"{number}.mp4")
    assert sum(row.isVisibleTo(progress) for row in progress._rows.values()) == 3
    assert progress._more.text() == "and 38 more"


def test_locking_leaves_no_path_of_an_original_in_the_panel(progress: ProgressPanel) -> None:
    progress.finish_import("a", Path("/mnt/evidence"))
    progress.clear()
    assert shown(progress._imported) == ["", "", ""]
    assert progress._imported.toolTip() == ""


def shown(widget: QWidget) -> list[str]:
    return [label.text() for label in widget.findChildren(QLabel)]


def test_news_of_work_that_is_gone_is_passed_over(progress: ProgressPanel) -> None:
    progress.remove("a")
    progress.advance("a", 0.5)
    progress.finish("a", "Imported")
    assert progress.keys == ()


def test_a_toast_stays_at_the_lower_edge(qtbot) -> None:
    over = QWidget()
    qtbot.addWidget(over)
    over.resize(600, 400)
    over.show()
    toast = Toast(over)
    toast.show_note("Too small a box")
    over.resize(900, 700)
    assert toast.isVisible()
    assert toast.geometry().center().x() == pytest.approx(450, abs=2)
    assert 600 < toast.geometry().bottom() < 700


def test_a_toast_that_went_with_its_parent_does_not_come_back_empty(qtbot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    over = QWidget(window)
    window.show()
    toast = Toast(over)
    toast.show_note("Box of “Person” is too small")
    over.hide()
    assert toast.text == ""
    over.show()
    assert not toast.isVisible()
    toast.show_note("Saved")
    assert toast.isVisible()
    assert toast.text == "Saved"


def test_a_toast_is_seen_while_another_page_is_in_the_place_of_the_canvas(qtbot) -> None:
    pages, canvas, page = QStackedWidget(), QWidget(), QWidget()
    qtbot.addWidget(pages)
    pages.addWidget(page)
    pages.addWidget(canvas)
    pages.resize(600, 400)
    pages.show()
    toast = Toast(canvas, else_over=pages)
    toast.show_note("There is no clip left to review.")
    assert toast.isVisible()
    assert pages.rect().contains(toast.geometry())
    pages.setCurrentWidget(canvas)
    toast.show_note("Saved")
    assert toast.parent() is canvas
    assert toast.isVisible()
    assert toast.text == "Saved"


def test_two_notes_at_the_foot_never_lie_over_each_other(qtbot) -> None:
    over = QWidget()
    qtbot.addWidget(over)
    over.resize(800, 600)
    over.show()
    toast, note = Toast(over), UndoNote(over)
    note.offer("person 2 rejected", lambda: None)
    toast.show_note("No issue waits for you here.")
    assert not toast.geometry().intersects(note.geometry())
    over.resize(900, 500)
    assert not toast.geometry().intersects(note.geometry())
    assert over.rect().contains(toast.geometry())
    toast.hide()
    toast.show_note("Saved")
    note.offer("car 1 accepted", lambda: None)
    assert not toast.geometry().intersects(note.geometry())


@pytest.fixture
def keys(qtbot) -> KeysOverlay:
    over = QWidget()
    over.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    qtbot.addWidget(over)
    over.resize(1280, 800)
    with qtbot.waitExposed(over):
        over.show()
    overlay = KeysOverlay(ActionRegistry(), over)
    overlay.toggle()
    return overlay


def test_the_map_shows_every_action_that_has_a_key(keys: KeysOverlay) -> None:
    shown = {label.text() for label in keys.findChildren(QLabel)}
    registry = keys._registry
    for spec in DEFAULT_SPECS:
        if spec.shortcuts and not spec.id.startswith(("label.", "nudge.")):
            assert registry.key_text(spec.id) in shown
            # Back and on stand in one row.
            if not spec.id.startswith(("cameras.frame_", "cameras.ms_")):
                text = registry.action(spec.id).iconText()
                assert shown & {text, f"{text} (in Annotate)", f"{text} (in Review)"}
    # These keys mean something in both workspaces: the map tells what in which.
    assert {"Accept (in Review)", "Accept suggestion (in Annotate)"} <= shown
    assert {"Report an issue (in Review)", "Keyframe on or off (in Annotate)"} <= shown


@pytest.mark.parametrize("size", [(1280, 800), (1920, 1080), (760, 480)])
def test_the_map_fits_every_window_and_scrolls_where_it_must(
    keys: KeysOverlay, size: tuple[int, int]
) -> None:
    keys.parentWidget().resize(*size)
    QApplication.processEvents()
    assert keys.rect().size() == keys.parentWidget().size()
    assert keys.rect().contains(keys._card.geometry())
    assert keys._scroll.width() >= keys._map.sizeHint().width()


def test_the_map_is_scrolled_by_keys_where_it_is_higher_than_the_window(
    keys: KeysOverlay, qtbot
) -> None:
    keys.parentWidget().resize(760, 480)
    QApplication.processEvents()
    bar = keys._scroll.verticalScrollBar()
    qtbot.keyClick(keys, Qt.Key.Key_PageDown)
    assert bar.value() == bar.pageStep()
    qtbot.keyClick(keys, Qt.Key.Key_PageUp)
    assert bar.value() == 0


def test_the_map_shows_other_keys_as_soon_as_they_apply(keys: KeysOverlay) -> None:
    keys._registry.set_keys({"track.keyframe": ("F9",)})
    QApplication.processEvents()
    assert "F9" in {label.text() for label in keys._card.findChildren(QLabel)}


def test_escape_or_a_click_closes_the_map(keys: KeysOverlay, qtbot) -> None:
    qtbot.keyClick(keys, Qt.Key.Key_Escape)
    assert not keys.isVisible()
    keys.toggle()
    qtbot.mouseClick(keys, Qt.MouseButton.LeftButton)
    assert not keys.isVisible()


def test_idle_is_told_when_nothing_happens(qtbot) -> None:
    watch = IdleWatch()
    with qtbot.waitSignal(watch.idle, timeout=2000):
        watch.set_minutes(0.02 / 60)


def test_idle_is_told_beforehand_and_who_is_there_then_is_heard(qtbot) -> None:
    watch, window = IdleWatch(), QWindow()
    watch.watch(window)
    told: list[str] = []
    watch.returned.connect(lambda: told.append("returned"))
    watch.idle.connect(lambda: told.append("idle"))
    watch.set_minutes(60)
    # As if the time until the warning were over.
    watch._timer.timeout.emit()
    watch._timer.stop()
    assert told == []
    key = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_A, Qt.KeyboardModifier.NoModifier, "a")
    QApplication.sendEvent(window, key)
    assert told == ["returned"]
    with qtbot.waitSignal(watch.soon) as heard:
        watch._timer.timeout.emit()
    assert heard.args == [20.0], "and a third of the time where that is less"
    watch._timer.timeout.emit()
    assert told == ["returned", "idle"]
    watch.set_minutes(0)


def test_every_input_puts_idle_off(qtbot) -> None:
    watch, window = IdleWatch(), QWindow()
    watch.watch(window)
    watch.set_minutes(1)
    watch._timer.start(40)
    key = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_A, Qt.KeyboardModifier.NoModifier, "a")
    QApplication.sendEvent(window, key)
    assert watch._timer.remainingTime() > 1000


def test_zero_minutes_never_lock(qtbot) -> None:
    watch = IdleWatch()
    watch.set_minutes(1)
    watch.set_minutes(0)
    assert not watch._timer.isActive()


def test_an_empty_view_says_what_to_do(qtbot) -> None:
    view = EmptyState("film", "No clips", text="Import some.", buttons=(push_button("Import"),))
    qtbot.addWidget(view)
    assert view.accessibleDescription() == "Import some."
    assert view.findChild(QPushButton).text() == "Import"


def test_a_segment_that_is_set_by_code_tells_nobody(qtbot) -> None:
    segments = Segments((("a", "A"), ("b", "B")), name="Choice")
    qtbot.addWidget(segments)
    with qtbot.assertNotEmitted(segments.chosen):
        segments.set_current("b")
    assert segments.current == "b"
    with qtbot.waitSignal(segments.chosen) as told:
        segments._buttons["a"].click()
    assert told.args == ["a"]


def test_dropped_folders_count_and_what_is_not_there_does_not(qtbot, tmp_path: Path) -> None:
    from PySide6.QtCore import QMimeData, QUrl

    mime = QMimeData()
    gone = tmp_path / "gone.mp4"
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in (tmp_path, gone)])
    assert dropped_paths(mime) == (tmp_path,)


def test_a_folders_videos_are_found_at_any_depth_by_their_suffix(tmp_path: Path) -> None:
    wanted = [tmp_path / "a.MP4", tmp_path / "north" / "quay" / "b.mkv"]
    others = [tmp_path / "notes.txt", tmp_path / ".trash" / "c.mp4", tmp_path / ".d.mp4"]
    for path in (*wanted, *others):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")
    named = tmp_path / "notes.txt"
    assert footage_in([tmp_path]) == tuple(wanted)
    assert footage_in([named, tmp_path]) == (named, *wanted)
    assert footage_in([tmp_path], lambda: True) == ()


def test_the_status_bar_says_why_what_plays_is_less_sharp(qtbot) -> None:
    bar = StatusBar()
    qtbot.addWidget(bar)

    def told() -> dict[str, str]:
        return {label.text(): label.toolTip() for label in bar.findChildren(QLabel)}

    bar.show_fps(12.5)
    assert told()["12.5 fps"] == ""
    bar.show_fps(12.5, why_fewer_pixels="This computer is too slow.")
    assert told()["12.5 fps · fewer pixels"] == "This computer is too slow."
    bar.show_fps(None)
    assert not [text for text, tip in told().items() if "fps" in text or tip]


def test_a_long_place_is_shortened_in_its_middle_and_told_whole(qtbot) -> None:
    bar = StatusBar()
    qtbot.addWidget(bar)
    bar.resize(1280, 30)
    place = "/mnt/evidence/2026/harbour/north-quay/cameras/of-november/clips"
    bar.show_store(StoreAnswers("sealed", "3f2a 91c0", place, "SQLite"))
    bar.show()
    assert place in bar.store.toolTip()
    assert bar.store.width() < 320


def test_an_edit_on_its_way_to_the_database_moves_nothing_in_the_bar(qtbot) -> None:
    bar = StatusBar()
    qtbot.addWidget(bar)
    bar.resize(1280, 30)
    bar.show_store(StoreAnswers("sealed", "3f2a 91c0", "/mnt/clips", "SQLite"))
    bar.show_saved(0)
    bar.show()
    with Painted(bar) as painted:
        for pending in (1, 120, 0):
            bar.show_saved(pending)
            QApplication.processEvents()
    assert painted.laid_out == []
    assert bar.saving.isAncestorOf(painted.rects[-1][0])
    assert bar.saving.text == "Saved"


def test_the_own_folder_is_written_as_people_write_it(qtbot) -> None:
    bar = StatusBar()
    qtbot.addWidget(bar)
    bar.show_store(StoreAnswers("sealed", "3f2a 91c0", str(Path.home() / "clips"), "SQLite"))
    assert bar.store.text == "~/clips"
