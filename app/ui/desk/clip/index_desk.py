"""Follows the index of the open clip while it is being built.

What it says: how far the index is, and that drawing has to wait for it. What it does is done by the
clip's desk, which is told by signals on the window's thread.
"""

import time
from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Signal

from app.media.index.frame_index import FrameIndex
from app.session.clip_session import ClipSession
from app.session.events import ClipEvent, IndexComplete, IndexFailed, IndexGrown
from app.ui.canvas.canvas import Canvas
from app.ui.window.main_window import MainWindow
from app.workers.window_call import WindowCall

# Lanes are worked out anew for each step of the timeline.
_LEAST_GROWTH = 1.05
_SOON_S = 0.5


class IndexDesk(QObject):
    """Of at most one clip.

    Signals:
        grown(FrameIndex, bool): more frames are known; whether it is worth a step of the timeline.
        taken_back(): nothing of the clip can be shown until its index is complete.
        completed(FrameIndex, bool): whether frames may have another number than before.
        failed(): the clip could not be read to its end; frames that are known stay.
    """

    # Under which it stands in the panel of long work.
    opening_key = "index"

    grown = Signal(object, bool)
    taken_back = Signal()
    completed = Signal(object, bool)
    failed = Signal()

    def __init__(self, window: MainWindow, canvas: Canvas) -> None:
        super().__init__(window)
        self._window = window
        self._canvas = canvas
        self._session: ClipSession | None = None
        self._unsubscribe: Callable[[], None] = _nothing
        self._laid_out = 0
        self._opening_since_s = 0.0
        self._is_blank = False

    @property
    def why_not(self) -> str:
        """Why nothing can be drawn in the clip for now; "" where it can."""
        session = self._session
        if session is None or session.index_complete:
            return ""
        state = session.index_state
        percent = round(100 * state.share)
        if state.error is not None:
            text = self.tr("Indexing stopped · you can watch what is known; drawing needs the rest")
        else:
            text = self.tr(
                "Indexing… {0} % · you can watch; drawing starts when every frame has its number"
            )
        return text.format(percent)

    def follow(self, session: ClipSession, shown: FrameIndex) -> None:
        """Follow a clip that was just opened; `shown` is its index as the window knows it."""
        self.leave()
        if not shown.grows:
            return
        self._session, self._laid_out = session, shown.frame_count
        tell = partial(WindowCall(self._on_told), session)
        self._unsubscribe = session.subscribe(tell)
        # What was told before this has not been heard.
        state = session.index_state
        if state.error is not None:
            tell(IndexFailed(state.error))
        elif state.is_complete and state.index is not None:
            renumbered = not state.index.extends(shown)
            tell(IndexComplete(state.index, renumbered))
        else:
            tell(IndexGrown(state.index, state.share))

    def leave(self) -> None:
        """Follow nothing any more."""
        self._unsubscribe()
        self._unsubscribe = _nothing
        self._session = None
        self._fill()

    def show_opening(self, share: float) -> None:
        """Say how far an index is of which no frame can be shown yet, unless it comes soon."""
        self._opening_since_s = self._opening_since_s or time.monotonic()
        if time.monotonic() - self._opening_since_s < _SOON_S:
            return
        if self.opening_key not in self._window.progress.keys:
            self._window.progress.start(self.opening_key, self.tr("Numbering a clip's frames"))
        self._window.progress.advance(self.opening_key, share)

    def hide_opening(self) -> None:
        self._opening_since_s = 0.0
        self._window.progress.remove(self.opening_key)

    def _on_told(self, session: ClipSession, event: ClipEvent) -> None:
        if session is not self._session:
            return
        match event:
            case IndexGrown(index, _):
                self._on_grown(index)
            case IndexComplete(index, renumbered):
                renumbered = renumbered or self._is_blank
                self.leave()
                self.completed.emit(index, renumbered)
            case IndexFailed(error):
                self._window.problems.show_error(error, again=session.index_again)
                self._say()
                self.failed.emit()

    def _on_grown(self, index: FrameIndex | None) -> None:
        if index is None:
            if not self._is_blank:
                self._is_blank = True
                self.taken_back.emit()
        elif not self._is_blank:
            is_step = index.frame_count >= self._laid_out * _LEAST_GROWTH
            if is_step:
                self._laid_out = index.frame_count
            self.grown.emit(index, is_step)
        self._say()

    def _say(self) -> None:
        if self._is_blank:
            self._canvas.set_empty(
                self.tr("The frames are being numbered"),
                self.tr(
                    "This clip's time stamps cannot be relied on, so all of it is read first: {0} %"
                ).format(round(100 * self._share())),
            )
            self._canvas.update()
        else:
            self._canvas.set_editable(False, why_not=self.why_not)

    def _share(self) -> float:
        return 0.0 if self._session is None else self._session.index_state.share

    def _fill(self) -> None:
        if self._is_blank:
            self._is_blank = False
            self._canvas.set_empty("", "")


def _nothing() -> None:
    """Take the place of a subscription where there is none."""
