"""The main window: puts the parts in their places and says which page is shown.

It holds no logic. What people want leaves it as signals; what there is to see comes in through its
methods and those of its public parts. `app.ui.compose` joins both to the project.
"""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from uuid import UUID

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QStackedWidget

from app.ui.action_specs import Context
from app.ui.actions import ActionRegistry
from app.ui.clip_list import ClipListPanel
from app.ui.clip_list.marks import protection_mark
from app.ui.clip_list.texts import moment_texts
from app.ui.controls.logo import window_icon
from app.ui.dialogs.files import choose_files
from app.ui.keys.focus import keeps_key
from app.ui.keys.overlay import KeysOverlay
from app.ui.notices.problems import ProblemBar
from app.ui.notices.progress_panel import ProgressPanel
from app.ui.notices.toast import Toast
from app.ui.palette.palette import CommandPalette
from app.ui.transfers.panel import TransfersPanel
from app.ui.transfers.strip import TransferStrip
from app.ui.window.dropped_footage import DroppedFootage
from app.ui.window.footage_files import SUFFIXES
from app.ui.window.frame import framed, left_panel, opening_page
from app.ui.window.lock_screen import LockScreen
from app.ui.window.memory import WindowMemory
from app.ui.window.menus import build_main_menu
from app.ui.window.status_bar import HEIGHT_PX as STATUS_PX
from app.ui.window.status_bar import StatusBar, StoreAnswers
from app.ui.window.top_bar import ProjectChoice, TopBar
from app.ui.window.welcome import WelcomePage
from app.ui.window.workbench import WindowParts, Workbench
from models.records import ClipRecord

_SMALLEST = QSize(1080, 640)
_VIDEO_SUFFIXES = " ".join(f"*{suffix}" for suffix in SUFFIXES)


class MainWindow(QMainWindow):
    """The one window of a project.

    Parts to talk to: `registry`, `clip_list`, `problems`, `progress`, `strip`, `transfers`,
    `status`, `toast`, `lock_screen`, `welcome`, `top_bar`, `workbench`. Each lists its own
    signals; those that a controller needs first:

        clip_list.open_requested(UUID), .delete_requested(UUID), .export_requested(UUID),
            .thumbnail_wanted(UUID) -> answer with clip_list.set_thumbnail(id, jpeg)
        progress.cancel_requested(str)
        lock_screen.unlock_requested(str), .recovery_requested(str), .switch_requested()
        registry.connect_action(id, slot), registry.action(id).triggered

    Signals:
        import_requested(tuple[Path, ...]): files, or folders of them, were chosen or dropped; ask
            for details next.
        project_chosen(str): the id of another project.
        new_project_requested(), sample_requested(), lock_requested()
        filter_chosen(action_id: str, words: str): from the palette; see `CommandPalette`.
        theme_chosen(str): "dark", "light" or "system".
        preferences_requested(), about_requested()
        closing(): the window goes; save and stop. Sent once, before it is hidden.
    """

    import_requested = Signal(object)
    project_chosen = Signal(str)
    new_project_requested = Signal()
    sample_requested = Signal()
    lock_requested = Signal()
    filter_chosen = Signal(str, str)
    theme_chosen = Signal(str)
    preferences_requested = Signal()
    about_requested = Signal()
    closing = Signal()

    def __init__(self, parts: WindowParts, registry: ActionRegistry, *, layout_file: Path) -> None:
        """Build the window.

        Args:
            parts: the widgets that others made.
            registry: all actions; the window attaches itself to it.
            layout_file: an ini file that keeps sizes and places, and nothing else.
        """
        super().__init__()
        self.setWindowIcon(window_icon())
        self.setMinimumSize(_SMALLEST)
        self.registry = registry
        self._memory = WindowMemory(layout_file)
        self._canvas = parts.canvas
        self._closed = False
        self._listed = False
        self._sample_expected = False
        # Asked before the window closes by a person's wish.
        self.may_close: Callable[[], bool] = lambda: True

        self.clip_list = ClipListPanel()
        self.progress = ProgressPanel()
        self.strip = TransferStrip()
        self.problems = ProblemBar()
        self.status = StatusBar()
        self.top_bar = TopBar(registry, build_main_menu(registry, self))
        self.lock_screen = LockScreen()
        self.welcome = WelcomePage()
        self.workbench = Workbench(
            parts, left_panel(self.clip_list, self.progress, self.strip), registry=registry
        )
        self._pages = QStackedWidget()
        self._opening = opening_page()
        for page in (self._opening, self.welcome, self.workbench, self.lock_screen):
            self._pages.addWidget(page)
        self.setCentralWidget(
            framed(bar=self.top_bar, problems=self.problems, pages=self._pages, status=self.status)
        )
        self.toast = Toast(parts.canvas, else_over=self.workbench.middle)
        # A page that comes forward would cover what was said a moment before.
        self.workbench.pages.currentChanged.connect(lambda _page: self.toast.raise_())
        self.transfers = TransfersPanel(self, above_px=STATUS_PX)
        self._dropping = DroppedFootage(self, registry.action("project.import"))
        self._keys = KeysOverlay(registry, self)
        self._palette = CommandPalette(registry, self)
        registry.attach(self)
        self._tell_keys()
        registry.keys_changed.connect(self._tell_keys)
        self._connect_parts()
        self._connect_actions()
        self.show_welcome(())
        self._memory.restore(self, self.workbench)

    def _tell_keys(self) -> None:
        self.clip_list.set_keys(self.registry.key_text)
        self.strip.set_keys(self.registry.key_text)

    def show_opening(self) -> None:
        """Show the sign only, while it is not known yet where to lead."""
        self.top_bar.show_controls(workspaces=False, command=False)
        self.lock_screen.put_away()
        self._pages.setCurrentWidget(self._opening)

    def show_welcome(self, projects: Sequence[ProjectChoice]) -> None:
        """Show the page without a project."""
        self._forget()
        self.top_bar.show_project("", projects)
        self.top_bar.show_controls(workspaces=False, command=True)
        self.welcome.show_projects(projects)
        self.status.show_store(StoreAnswers("none"))
        self.lock_screen.put_away()
        self._pages.setCurrentWidget(self.welcome)
        self.welcome.setFocus(Qt.FocusReason.OtherFocusReason)
        self.setWindowTitle("Safelight")

    def show_project(
        self, name: str, answers: StoreAnswers, *, others: Sequence[ProjectChoice] = ()
    ) -> None:
        """Show an open project; its clips come with `set_clips`."""
        self.top_bar.show_project(name, others)
        self.status.show_store(answers)
        self.top_bar.show_controls(workspaces=True, command=True)
        self.lock_screen.put_away()
        self._pages.setCurrentWidget(self.workbench)
        self.setWindowTitle(f"{name} - Safelight")
        self._listed = False
        self.show_no_clip()
        self.workbench.take_focus()

    def show_locked(self, project: str, *, passphrase: bool, hint: str = "") -> None:
        """Show the lock screen; every clip, thumbnail, note and problem is dropped."""
        self._forget()
        self.top_bar.show_project(project, ())
        self.top_bar.show_controls(workspaces=False, command=False)
        self.status.show_store(StoreAnswers("locked"))
        self._pages.setCurrentWidget(self.lock_screen)
        self.lock_screen.ask(project, passphrase=passphrase, hint=hint)
        self.setWindowTitle(self.tr("Locked - Safelight"))

    def set_clips(self, clips: Sequence[ClipRecord]) -> None:
        """Show the project's clips."""
        self.clip_list.set_clips(clips)
        self._listed = True
        if self.clip_list.open_id is None:
            self.show_no_clip()

    def expect_sample_clips(self, expected: bool) -> None:
        """Say that the sample's clips are being made, while there are none to see yet."""
        self._sample_expected = expected
        self._show_what_to_do()

    def show_clip(self, clip: ClipRecord, *, editable: bool) -> None:
        """Show the canvas for a clip that is open now, and give it the keys."""
        moment = moment_texts(clip.recorded_at)[-1] if clip.recorded_at else ""
        self.top_bar.show_clip(clip.name, moment, protection_mark(clip))
        self.clip_list.set_open(clip.id)
        self.workbench.pages.show_canvas()
        self.registry.set_context(Context.ANNOTATE if editable else Context.CLIP)
        self._canvas.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_no_clip(self) -> None:
        """Show what to do while no clip is open."""
        self.top_bar.show_clip("", "")
        self.clip_list.set_open(None)
        self.status.show_fps(None)
        self.status.show_zoom(None)
        self._show_what_to_do()
        self.registry.set_context(Context.PROJECT)

    def open_palette(self) -> None:
        """Open the command palette below the command field."""
        self._palette.open_with(self.clip_list.clips, over=self.top_bar.command_field)

    def ask_for_files(self) -> None:
        """Let the person choose files to import."""
        filters = [f"{self.tr('Video')} ({_VIDEO_SUFFIXES})", f"{self.tr('All files')} (*)"]
        if files := choose_files(self, self.tr("Import footage"), filters):
            self.import_requested.emit(files)

    def event(self, event: QEvent) -> bool:
        """Leave to a focused control the keys that it lives by, before they become shortcuts."""
        if (
            event.type() is QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and keeps_key(QApplication.focusWidget(), event)
        ):
            event.accept()
            return True
        return super().event(event)

    def changeEvent(self, event: QEvent) -> None:
        """Follow a window manager that makes the window full-screen, or ends it, by itself."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.WindowStateChange:
            self.registry.action("view.full_screen").setChecked(self.isFullScreen())

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self._closed and not self.may_close():
            event.ignore()
            return
        if not self._closed:
            self._closed = True
            self._memory.keep(self, self.workbench)
            # What is under way is waited for; nobody has to look at a window that does not answer.
            self.hide()
            self.closing.emit()
        super().closeEvent(event)

    def _connect_parts(self) -> None:
        self.progress.changed.connect(self._show_what_to_do)
        self.strip.changed.connect(self._show_what_to_do)
        self.strip.details_requested.connect(self.transfers.toggle)
        self.status.transfers_requested.connect(self.transfers.toggle)
        self.transfers.closed.connect(self._on_transfers_closed)
        self.clip_list.import_requested.connect(self.ask_for_files)
        self.clip_list.open_requested.connect(self._on_open_requested)
        self.workbench.import_requested.connect(self.ask_for_files)
        self._dropping.dropped.connect(self.import_requested)
        self.top_bar.palette_requested.connect(self.open_palette)
        self.top_bar.project_chosen.connect(self.project_chosen)
        self.welcome.project_chosen.connect(self.project_chosen)
        self.welcome.new_requested.connect(self.new_project_requested)
        self.welcome.sample_requested.connect(self.sample_requested)
        self._palette.clip_chosen.connect(self.clip_list.open_requested)
        self._palette.filter_chosen.connect(self.filter_chosen)

    def _connect_actions(self) -> None:
        connect = self.registry.connect_action
        connect("help.palette", self.open_palette)
        connect("project.import", self.ask_for_files)
        connect("project.find", self._on_find)
        connect("view.transfers", self.transfers.toggle)
        connect("project.lock", self.lock_requested.emit)
        connect("project.new", self.new_project_requested.emit)
        connect("project.sample", self.sample_requested.emit)
        connect("project.quit", self.close)
        connect("clip.next", lambda: self.clip_list.step(1))
        connect("clip.previous", lambda: self.clip_list.step(-1))
        connect("help.keys", self._keys.toggle)
        connect("help.preferences", self.preferences_requested.emit)
        connect("help.about", self.about_requested.emit)
        for mode in ("dark", "light", "system"):
            connect(f"view.{mode}", partial(self.theme_chosen.emit, mode))
        connect("view.full_screen", self._on_full_screen)

    def _show_what_to_do(self) -> None:
        if self.clip_list.open_id is not None:
            return
        if not self._listed:
            self.workbench.pages.show_nothing()
        elif self.clip_list.total:
            self.workbench.pages.show_no_clip_open()
        elif self._sample_expected:
            self.workbench.pages.show_sample_on_its_way()
        else:
            self.workbench.pages.show_no_clips(
                on_their_way=self.progress.is_busy or self.strip.is_busy
            )

    def _forget(self) -> None:
        """Drop all that was shown of a project."""
        self.clip_list.forget()
        self.progress.clear()
        self.transfers.show_rows(())
        self.transfers.put_away()
        self.strip.show_sum(None)
        self.status.show_transfers(None)
        self.problems.close_all()
        self.toast.hide()
        self._palette.forget()
        self._keys.hide()
        self.show_no_clip()
        self.registry.set_context(Context.ALWAYS)

    def _on_open_requested(self, clip_id: UUID) -> None:
        """Whoever asks for the clip that is open already wants to work on it: give it the keys."""
        if clip_id == self.clip_list.open_id:
            self._canvas.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_transfers_closed(self) -> None:
        if self.isVisible() and self._pages.currentWidget() is self.workbench:
            self.workbench.take_focus()

    def _on_find(self) -> None:
        self.workbench.show_dock("clips")
        self.clip_list.focus_filter()

    def _on_full_screen(self) -> None:
        # Flipping the one flag brings a maximised window back maximised.
        self.setWindowState(self.windowState() ^ Qt.WindowState.WindowFullScreen)
