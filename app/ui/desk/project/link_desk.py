"""The way to a distant store, shown: in the status bar, and over the picture that is waited for."""

from PySide6.QtCore import QObject, QTimer, Signal

from app.session.project import Project
from app.ui.desk.clip.clip_desk import ClipDesk
from app.ui.desk.clips.clips_desk import ClipsDesk
from app.ui.desk.project.link_texts import LinkWords, link_words, opening_text
from app.ui.playing.buffer_sign import BufferSign
from app.ui.window.main_window import MainWindow
from storage.link import LinkState

LOOK_EVERY_MS = 250
# A shorter wait is over before a sign could be read.
_WAITS_AFTER_S = 0.4


class LinkDesk(QObject):
    """Looks at the link while a distant project is open, and never else.

    Signals:
        came_back(): the store answers again after it was away.
    """

    came_back = Signal()

    def __init__(self, window: MainWindow, *, clip: ClipDesk, clips: ClipsDesk) -> None:
        super().__init__(window)
        self._window = window
        self._clip, self._clips = clip, clips
        self._project: Project | None = None
        self._was_away = False
        self._sign = BufferSign(window.workbench.middle)
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_EVERY_MS)
        self._timer.timeout.connect(self.look)
        clip.playback.picture_shown.connect(self._on_picture)

    def set_project(self, project: Project | None) -> None:
        """Watch another project's link, or none."""
        self._project = project
        self._was_away = False
        self._sign.hide()
        self._window.status.show_link("", "")
        if project is None or project.link is None:
            self._timer.stop()
        else:
            self._timer.start()

    def look(self) -> None:
        """Show how the link is now."""
        project = self._project
        if project is None or project.link is None:
            return
        state = project.link.state()
        words = link_words(state, has_copies=project.storage.offline is not None)
        self._window.status.show_link(words.icon, words.text, tone=words.tone, tip=words.tip)
        self._show_sign(state, words)
        was_away, self._was_away = self._was_away, state.online is False
        if was_away and state.online:
            self.came_back.emit()

    def _show_sign(self, state: LinkState, words: LinkWords) -> None:
        waits = state.waiting_s > _WAITS_AFTER_S or state.retry_in_s is not None
        opening_id, away = self._clip.opening_id, state.online is False
        if waits and opening_id is not None:
            clip = self._clips.clip(opening_id)
            name = "" if clip is None else clip.name
            self._sign.show_text(opening_text(name, state), away=away)
        elif waits and self._clip.playback.awaits_picture:
            self._sign.show_text(words.text if away else self.tr("Buffering…"), away=away)
        else:
            self._sign.hide()

    def _on_picture(self) -> None:
        if self._sign.isVisible() and not self._clip.playback.awaits_picture:
            self._sign.hide()
