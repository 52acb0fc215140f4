from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QLabel,
    QLineEdit,
    QListView,
    QPushButton,
    QTabBar,
)

from app.ui.action_specs import Context
from app.ui.theme import theme
from app.ui.window import dock_shares
from app.ui.window.main_window import MainWindow
from app.ui.window.status_bar import StoreAnswers
from app.ui.window.top_bar import ProjectChoice
from models.errors import DatabaseUnavailableError
from tests.support.window import ANSWERS, jpeg, make_clip, make_window

_WHOLE = Qt.TextElideMode.ElideNone
CLIPS = tuple(make_clip(f"cam-{number}") for number in range(3))


@pytest.fixture
def dressed(qapp: QApplication) -> None:
    """Let the program wear its own fonts and style, whatever tests ran before."""
    theme.apply(qapp)


@pytest.fixture
def window(qtbot, tmp_path: Path) -> Iterator[MainWindow]:
    window = make_window(tmp_path)
    qtbot.addWidget(window)
    window.resize(1280, 800)
    with qtbot.waitExposed(window):
        window.show()
    window.activateWindow()
    return window


@pytest.fixture
def opened(window: MainWindow) -> MainWindow:
    window.show_project("Harbour 2026", ANSWERS)
    window.set_clips(CLIPS)
    window.show_clip(CLIPS[0], editable=True)
    return window


def test_without_a_project_the_window_leads_to_one(window: MainWindow, qtbot) -> None:
    assert window.welcome.isVisible()
    assert window.registry.context is Context.ALWAYS
    window.show_welcome((ProjectChoice("h", "Harbour 2026"),))
    row = next(b for b in window.welcome.findChildren(QPushButton) if "Harbour" in b.text())
    with qtbot.waitSignal(window.project_chosen) as told:
        row.click()
    assert told.args == ["h"]


def test_a_project_without_clips_says_how_to_get_some(window: MainWindow) -> None:
    window.show_project("Harbour 2026", ANSWERS)
    window.set_clips(())
    assert window.workbench.pages._no_clips.isVisible()


def test_a_project_with_clips_asks_for_one(window: MainWindow) -> None:
    window.show_project("Harbour 2026", ANSWERS)
    window.set_clips(CLIPS)
    assert window.workbench.pages._no_clip_open.isVisible()
    assert window.registry.context is Context.PROJECT


def test_nothing_is_said_of_clips_before_it_is_known_which_there_are(window: MainWindow) -> None:
    window.show_project("Harbour 2026", ANSWERS)
    assert window.workbench.pages._nothing.isVisible()


def test_the_sample_says_that_its_clips_are_being_made(window: MainWindow) -> None:
    window.show_project("Sample project", ANSWERS)
    window.expect_sample_clips(True)
    window.set_clips(())
    assert window.workbench.pages._sample_on_its_way.isVisible()
    window.expect_sample_clips(False)
    assert window.workbench.pages._no_clips.isVisible()


def test_a_button_that_goes_hands_the_focus_to_no_other_button(window: MainWindow) -> None:
    window.show_project("Harbour 2026", ANSWERS)
    window.set_clips(())
    window.progress.start("a", "gate.mp4")
    window.progress.finish("a", "Encrypted")
    window.workbench.pages._no_clips.findChild(QPushButton).setFocus()
    window.set_clips(CLIPS)
    assert not isinstance(QApplication.focusWidget(), QAbstractButton)


def test_an_open_clip_has_the_canvas_and_the_keys(opened: MainWindow) -> None:
    assert opened._canvas.isVisible()
    assert opened._canvas.hasFocus()
    assert opened.registry.context is Context.ANNOTATE
    opened.show_clip(CLIPS[1], editable=False)
    assert opened.registry.context is Context.CLIP


def test_new_clips_leave_the_open_one_open(opened: MainWindow) -> None:
    opened.set_clips((*CLIPS, make_clip("cam-3")))
    assert opened._canvas.isVisible()
    assert opened.clip_list.open_id == CLIPS[0].id


@pytest.mark.promise
def test_locking_leaves_nothing_of_the_project_in_the_window(opened: MainWindow, qtbot) -> None:
    opened.clip_list.set_thumbnail(CLIPS[0].id, jpeg())
    opened.open_palette()
    opened.problems.show_error(DatabaseUnavailableError("no answer"))
    opened.progress.start("a", "evidence.mp4")
    opened.status.show_saved(3)
    opened.show_locked("Harbour 2026", passphrase=True)
    assert opened.lock_screen.isVisible()
    assert not opened._canvas.isVisible()
    assert opened.clip_list.total == 0
    assert opened.progress.keys == ()
    assert opened.problems.problems == ()
    assert not opened._palette.isVisible()
    assert opened.top_bar._clip.text() == ""
    assert opened.windowTitle() == "Locked - Safelight"
    for word in ("cam-", "evidence", "3f2a"):
        qtbot.waitUntil(lambda word=word: not [t for t in _texts(opened) if word in t])


def test_no_key_reaches_the_annotation_while_locked(opened: MainWindow, qtbot) -> None:
    opened.show_locked("Harbour 2026", passphrase=True)
    told: list[str] = []
    opened.registry.triggered.connect(told.append)
    qtbot.keyClick(opened, Qt.Key.Key_K)
    qtbot.keyClick(opened, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert told == []


def test_space_plays_while_the_canvas_has_the_focus(opened: MainWindow, qtbot) -> None:
    with qtbot.waitSignal(opened.registry.triggered) as told:
        qtbot.keyClick(opened._canvas, Qt.Key.Key_Space)
    assert told.args == ["play.toggle"]


def test_space_presses_a_focused_button_and_does_not_play(opened: MainWindow, qtbot) -> None:
    button = opened.top_bar._command
    button.setFocus(Qt.FocusReason.TabFocusReason)
    told: list[str] = []
    opened.registry.triggered.connect(told.append)
    with qtbot.waitSignal(opened.top_bar.palette_requested):
        qtbot.keyClick(button, Qt.Key.Key_Space)
    assert told == []


def test_home_in_the_clip_list_goes_to_its_first_row(opened: MainWindow, qtbot) -> None:
    view = opened.clip_list.findChild(QListView)
    view.setCurrentIndex(view.model().index(2, 0))
    view.setFocus()
    told: list[str] = []
    opened.registry.triggered.connect(told.append)
    qtbot.keyClick(view, Qt.Key.Key_Home)
    assert view.currentIndex().row() == 0
    qtbot.keyClick(view, Qt.Key.Key_F)
    assert told == ["frame.next"]


@pytest.mark.parametrize("by_mouse", [True, False])
def test_choosing_the_open_clip_again_gives_the_canvas_the_keys(opened, qtbot, by_mouse) -> None:
    view = opened.clip_list.findChild(QListView)
    view.setFocus()
    if by_mouse:
        at = view.visualRect(view.model().index(0, 0)).center()
        qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=at)
    else:
        qtbot.keyClick(view, Qt.Key.Key_Return)
    assert opened._canvas.hasFocus()


def test_a_project_that_opens_leaves_no_focus_on_the_lock_screen(window, qtbot) -> None:
    window.show_locked("Harbour 2026", passphrase=True)
    field = window.lock_screen.findChild(QLineEdit)
    assert field.hasFocus()
    qtbot.keyClicks(field, "half a pass")
    window.show_project("Sample project", ANSWERS)
    window.lock_screen.set_busy(False)
    focused = QApplication.focusWidget()
    assert focused.isVisible()
    assert window.workbench.isAncestorOf(focused)
    assert not isinstance(focused, QAbstractButton | QLineEdit)
    assert not field.isEnabled()
    assert field.text() == ""
    window.set_clips(())
    assert QApplication.focusWidget() is window.workbench.pages._no_clips
    window.set_clips(CLIPS)
    assert QApplication.focusWidget() is window.workbench.pages._no_clip_open


def test_keys_typed_while_unlocking_reach_no_button_of_the_header(window, qtbot) -> None:
    window.show_locked("Harbour 2026", passphrase=True)
    field = window.lock_screen.findChild(QLineEdit)
    qtbot.keyClicks(field, "four unrelated words")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert window.lock_screen.hasFocus()


def test_return_imports_into_an_empty_project(window: MainWindow, qtbot) -> None:
    window.show_project("Harbour 2026", ANSWERS)
    window.set_clips(())
    window.workbench.import_requested.disconnect(window.ask_for_files)
    with qtbot.waitSignal(window.workbench.import_requested):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    window.workbench.pages._no_clips.findChild(QPushButton).setFocus()
    with qtbot.waitSignal(window.workbench.import_requested):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)


def test_return_on_the_welcome_page_opens_the_sample(window: MainWindow, qtbot) -> None:
    with qtbot.waitSignal(window.sample_requested):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)


def test_full_screen_comes_and_goes(opened: MainWindow, qtbot) -> None:
    action = opened.registry.action("view.full_screen")
    action.trigger()
    assert opened.isFullScreen()
    assert action.isChecked()
    action.trigger()
    assert not opened.isFullScreen()
    assert not action.isChecked()


def test_letters_typed_into_the_filter_are_no_actions(opened: MainWindow, qtbot) -> None:
    opened.clip_list.focus_filter()
    field = opened.clip_list.findChild(QLineEdit)
    told: list[str] = []
    opened.registry.triggered.connect(told.append)
    qtbot.keyClicks(field, "kn 1")
    assert told == []
    assert field.text() == "kn 1"


def test_the_palette_gives_the_keys_back_to_the_canvas(opened: MainWindow, qtbot) -> None:
    opened.open_palette()
    assert opened._palette._field.hasFocus()
    qtbot.keyClick(opened._palette._field, Qt.Key.Key_Escape)
    qtbot.waitUntil(opened._canvas.hasFocus)


def test_the_map_of_keys_gives_the_keys_back_to_the_canvas(opened: MainWindow, qtbot) -> None:
    qtbot.keyClick(opened._canvas, Qt.Key.Key_F1)
    assert opened._keys.isVisible()
    qtbot.keyClick(opened._keys, Qt.Key.Key_F1)
    assert not opened._keys.isVisible()
    qtbot.waitUntil(opened._canvas.hasFocus)


def test_page_down_asks_for_the_next_clip(opened: MainWindow, qtbot) -> None:
    with qtbot.waitSignal(opened.clip_list.open_requested) as told:
        qtbot.keyClick(opened._canvas, Qt.Key.Key_PageDown)
    assert told.args == [CLIPS[1].id]


def test_files_that_are_dropped_are_to_be_imported(opened: MainWindow, qtbot, tmp_path) -> None:
    file = tmp_path / "gate.mp4"
    file.write_bytes(b"x")
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(file)), QUrl("https://example.org/x.mp4")])
    copy, none = Qt.DropAction.CopyAction, Qt.KeyboardModifier.NoModifier
    left = Qt.MouseButton.LeftButton
    enter = QDragEnterEvent(QPointF(90, 90).toPoint(), copy, mime, left, none)
    QApplication.sendEvent(opened, enter)
    assert enter.isAccepted()
    assert opened._dropping._overlay.isVisible()
    with qtbot.waitSignal(opened.import_requested) as told:
        QApplication.sendEvent(opened, QDropEvent(QPointF(90, 90), copy, mime, left, none))
    assert told.args == [(file,)]
    assert not opened._dropping._overlay.isVisible()


def test_nothing_can_be_dropped_while_locked(opened: MainWindow, tmp_path) -> None:
    file = tmp_path / "gate.mp4"
    file.write_bytes(b"x")
    opened.show_locked("Harbour 2026", passphrase=True)
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(file))])
    enter = QDragEnterEvent(
        QPointF(90, 90).toPoint(),
        Qt.DropAction.CopyAction,
        mime,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    enter.ignore()
    QApplication.sendEvent(opened, enter)
    assert not enter.isAccepted()


def test_panels_that_were_hidden_stay_hidden_the_next_time(opened, qtbot, tmp_path) -> None:
    opened.registry.action("view.objects").trigger()
    assert not opened.workbench._docks["objects"].isVisible()
    opened.close()
    again = make_window(tmp_path)
    qtbot.addWidget(again)
    again.show_project("Harbour 2026", ANSWERS)
    again.show()
    assert again.workbench._docks["objects"].isHidden()
    assert not again.registry.action("view.objects").isChecked()
    again.registry.action("view.reset").trigger()
    assert not again.workbench._docks["objects"].isHidden()
    assert again.registry.action("view.objects").isChecked()


def test_docks_come_back_as_wide_as_they_were(opened: MainWindow, qtbot, tmp_path) -> None:
    docks = opened.workbench._docks
    qtbot.waitUntil(lambda: docks["clips"].width() == 252)
    opened.workbench.resizeDocks([docks["clips"]], [333], Qt.Orientation.Horizontal)
    qtbot.waitUntil(lambda: docks["clips"].width() == 333)
    opened.close()
    again = make_window(tmp_path)
    qtbot.addWidget(again)
    again.resize(1280, 800)
    again.show()
    again.show_project("Harbour 2026", ANSWERS)
    qtbot.waitUntil(lambda: again.workbench._docks["clips"].width() == 333)


def test_the_timeline_grows_with_the_window_until_somebody_drags_it(
    opened: MainWindow, qtbot
) -> None:
    workbench, timeline = opened.workbench, opened.workbench._docks["timeline"]
    qtbot.waitUntil(lambda: timeline.height() == dock_shares.below(workbench.height()))
    low = timeline.height()
    opened.resize(1920, 1080)
    qtbot.waitUntil(lambda: timeline.height() == dock_shares.below(workbench.height()))
    assert timeline.height() > low + 80
    opened.resize(1280, 800)
    qtbot.waitUntil(lambda: timeline.height() == low)

    workbench.resizeDocks([timeline], [low + 60], Qt.Orientation.Vertical)
    qtbot.waitUntil(lambda: timeline.height() == low + 60)
    for size in ((1400, 900), (1920, 1080)):
        opened.resize(*size)
        qtbot.waitUntil(lambda size=size: opened.width() == size[0])
        assert timeline.height() == low + 60


@pytest.mark.usefixtures("dressed")
def test_the_tabs_of_four_docks_can_be_read_whole(opened: MainWindow, qtbot) -> None:
    workbench = opened.workbench
    for key, title in (("suspects", "Suspects"), ("queue", "To check")):
        workbench.add_guest(key, title, QLabel(title)).show()

    def bar() -> QTabBar | None:
        bars = workbench.findChildren(QTabBar, options=Qt.FindChildOption.FindDirectChildrenOnly)
        return next((bar for bar in bars if bar.count() == 4 and bar.isVisible()), None)

    qtbot.waitUntil(lambda: bar() is not None and bar().elideMode() is _WHOLE)
    tabs = bar()
    assert tabs.usesScrollButtons()
    qtbot.waitUntil(lambda: tabs.width() > 200)
    assert max(tabs.tabRect(at).right() for at in range(4)) < tabs.width()


def test_the_empty_project_says_when_clips_are_coming(window: MainWindow) -> None:
    window.show_project("Harbour 2026", ANSWERS)
    window.set_clips(())
    window.progress.start("a", "gate.mp4")
    assert window.workbench.pages._on_their_way.isVisible()
    window.progress.finish("a", "Not imported", succeeded=False)
    assert window.workbench.pages._no_clips.isVisible()


def test_the_layout_file_holds_no_names(opened: MainWindow, tmp_path: Path) -> None:
    opened.close()
    kept = (tmp_path / "window.ini").read_bytes()
    for name in (b"Harbour", b"cam-"):
        assert name not in kept


def test_closing_is_told_once(opened: MainWindow, qtbot) -> None:
    told: list[int] = []
    opened.closing.connect(lambda: told.append(1))
    opened.close()
    opened.close()
    assert told == [1]


def test_arranging_gives_the_docks_title_bars(opened: MainWindow) -> None:
    dock = opened.workbench._docks["objects"]
    assert dock.titleBarWidget() is not None
    opened.registry.action("view.arrange").trigger()
    assert dock.titleBarWidget() is None
    opened.registry.action("view.arrange").trigger()
    assert dock.titleBarWidget() is not None


def test_the_status_bar_gives_four_answers(opened: MainWindow) -> None:
    status = opened.status
    assert status.protection.text == "Encrypted · key 3f2a 91c0"
    assert status.store.text == "~/clips"
    assert status.database.text == "SQLite · this computer"
    status.show_saved(0)
    assert status.saving.text == "Saved"
    status.show_saved(3)
    assert status.saving.text == "3 pending"


def test_the_sample_says_that_it_is_not_protected(window: MainWindow) -> None:
    window.show_project("Sample", StoreAnswers("sample", "3f2a 91c0"))
    assert window.status.protection.text == "Sample: not protected"


def test_an_environment_key_says_that_the_lock_only_hides(window: MainWindow) -> None:
    window.show_project("Environment", StoreAnswers("environment", "3f2a 91c0"))
    assert "only hides" in window.status.protection.toolTip()


def test_the_bar_leads_to_the_other_workspace_and_tells_the_key(opened: MainWindow) -> None:
    chosen: list[str] = []
    opened.top_bar.workspace_chosen.connect(chosen.append)
    opened.top_bar._workspaces._buttons["review"].click()
    assert chosen == ["review"]
    opened.top_bar.show_workspace("annotate")
    assert opened.top_bar._workspaces.current == "annotate"
    assert opened.top_bar._workspaces.toolTip().endswith("(F7)")


def _texts(window: MainWindow) -> list[str]:
    widgets = [
        *window.findChildren(QPushButton),
        *window.findChildren(QLineEdit),
        *window.findChildren(QLabel),
    ]
    return [widget.text() for widget in widgets]
