"""The number of the frame on screen, which is also the way to another."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from app.ui.theme import Theme
from app.ui.timeline.playback_texts import frame_from_text
from app.ui.timeline.times import ClipTimes


class FrameField(QLineEdit):
    """Shows a frame index; a click selects it, Enter goes to what was typed, Esc goes back.

    Signals:
        frame_requested(frame_index: int)
    """

    frame_requested = Signal(int)

    def __init__(self, theme: Theme, times: ClipTimes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._times = times
        self._frame = 0
        self.setProperty("look", "bare")
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.setAccessibleName(self.tr("Frame"))
        self.setToolTip(self.tr("Go to a frame or a time: 320, 0:32.5"))
        self.returnPressed.connect(self._on_return_pressed)
        theme.changed.connect(self._dress)
        self._dress()
        self._fit()

    def set_times(self, times: ClipTimes) -> None:
        self._times = times
        self._fit()

    def set_frame(self, frame_index: int) -> None:
        """Show a frame, unless a person is typing one."""
        self._frame = frame_index
        if not (self.hasFocus() and self.isModified()):
            self._show_frame()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.selectAll()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._show_frame()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.clearFocus()
        else:
            super().keyPressEvent(event)

    def _on_return_pressed(self) -> None:
        frame = frame_from_text(self.text(), self._times)
        if frame is None:
            self.selectAll()
            return
        self._frame = frame
        self.clearFocus()
        self.frame_requested.emit(frame)

    def _show_frame(self) -> None:
        self.setText(str(self._frame))
        self.setModified(False)

    def _fit(self) -> None:
        digits = max(len(str(max(len(self._times) - 1, 0))), 3)
        self.setFixedWidth(self.fontMetrics().horizontalAdvance("0" * digits) + 12)

    def _dress(self) -> None:
        self.setFont(self._theme.font("body", bold=True, tabular=True))
        self._fit()
