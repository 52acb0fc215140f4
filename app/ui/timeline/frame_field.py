"""The number of the frame on screen, which is also the way to another."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from app.ui.theme import Theme
from app.ui.timeline.dimming import set_tone
from app.ui.timeline.go_to import LONGEST, Refusal, is_behind_the_end, target_in
from app.ui.timeline.times import ClipTimes

# The longest that people type.
_DAY_AND_TIME = "2026-00-00 00:00:00"


class FrameField(QLineEdit):
    """Shows a frame index; a click selects it, Enter goes to what was typed, Esc goes back.

    What may be typed is told by `go_to`; while it has the focus there is room for all of it.

    Signals:
        frame_requested(frame_index: int)
        refused(text: str): why nothing can be gone to, and what is accepted.
        accepted(note: str): it is gone to; `note` says what is different from what was typed.
        width_changed()
    """

    frame_requested = Signal(int)
    refused = Signal(str)
    accepted = Signal(str)
    width_changed = Signal()

    def __init__(self, theme: Theme, times: ClipTimes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._times = times
        self._frame = 0
        self.setProperty("look", "bare")
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.setAccessibleName(self.tr("Frame"))
        self.setMaxLength(LONGEST)
        self.set_key("")
        self.returnPressed.connect(self._on_return_pressed)
        theme.changed.connect(self._dress)
        self._dress()
        self._fit()

    def set_times(self, times: ClipTimes) -> None:
        self._times = times
        self._fit()

    def set_key(self, key: str) -> None:
        """Tell in the tooltip what may be typed, and by which key to come here."""
        forms = (
            ("320", self.tr("frame")),
            ("+25, -10", self.tr("frames forward, or back")),
            ("+2s, -1.5s", self.tr("seconds forward, or back")),
            ("12.5s, 0:32.5", self.tr("time in clip")),
            ("1:02:03", self.tr("time in clip; wall clock, if the clip is shorter")),
            ("@08:14:35", self.tr("wall clock")),
            ("2026-11-22 08:14:35", self.tr("day and wall clock")),
            ("00:00:32:12", self.tr("timecode")),
            ("pts 123456", self.tr("presentation time stamp (pts)")),
        )
        title = self.tr("Go to a frame or time")
        lines = [f"{title} ({key})" if key else title]
        self.setToolTip("\n".join([*lines, *(f"{form}   {meaning}" for form, meaning in forms)]))
        self.setAccessibleDescription(self.tr("Takes a frame, a time, a wall clock, a timecode"))

    @property
    def times(self) -> ClipTimes:
        return self._times

    def set_frame(self, frame_index: int, *, dim: bool = False) -> None:
        """Show a frame, unless a person is typing one; `dim` one that is not on screen yet."""
        self._frame = frame_index
        set_tone(self, "dim" if dim else "")
        if not (self.hasFocus() and self.isModified()):
            self._show_frame()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._fit()
        self.selectAll()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._show_frame()
        self._fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.clearFocus()
        else:
            super().keyPressEvent(event)

    def _on_return_pressed(self) -> None:
        target = target_in(self.text(), self._times, frame=self._frame)
        if isinstance(target, Refusal):
            self.selectAll()
            self.refused.emit(self._refusal_text(target))
            return
        note = ""
        if is_behind_the_end(self.text(), self._times, frame=self._frame):
            note = self.tr("The clip ends at frame {0}.").format(target)
        self._frame = target
        self.clearFocus()
        self.frame_requested.emit(target)
        self.accepted.emit(note)

    def _refusal_text(self, refusal: Refusal) -> str:
        times, last = self._times, max(len(self._times) - 1, 0)
        if refusal is Refusal.NO_CLOCK:
            return self.tr("This clip has no wall clock yet. It is set under Camera clock.")
        if refusal is Refusal.NO_TIMECODE:
            return self.tr("This clip has no timecode: its frames are not evenly spaced.")
        if refusal is Refusal.TIMECODE:
            return self.tr("Not in this clip. Its timecode runs from {0} to {1}.").format(
                times.timecode_text(0), times.timecode_text(last)
            )
        start, end = times.wall_clock(0), times.wall_clock(last)
        if refusal is Refusal.NOT_RECORDED and start is not None and end is not None:
            same_day = start.date() == end.date()
            return self.tr("Not in this clip. It runs from {0} to {1}.").format(
                start.strftime("%Y-%m-%d %H:%M:%S"),
                end.strftime("%H:%M:%S" if same_day else "%Y-%m-%d %H:%M:%S"),
            )
        return self.tr(
            "Type a frame, a time (12.5s, 0:32.5), a wall clock (@08:14:35), a timecode, +25, -2s "
            "or pts."
        )

    def _show_frame(self) -> None:
        self.setText(str(self._frame) if len(self._times) else "")
        self.setModified(False)

    def _fit(self) -> None:
        digits = max(len(str(max(len(self._times) - 1, 0))), 3)
        longest = _DAY_AND_TIME if self.hasFocus() else "0" * digits
        width_px = self.fontMetrics().horizontalAdvance(longest) + 12
        if width_px != self.width():
            self.setFixedWidth(width_px)
            self.width_changed.emit()

    def _dress(self) -> None:
        self.setFont(self._theme.font("body", bold=True, tabular=True))
        self._fit()
