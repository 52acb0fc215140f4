"""A short note that goes by itself: something was done, or an input was refused. No failures."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.ui.notices.foot_notes import FootNote

_SHOWN_MS = 4500
# Above the canvas's own line, which says what the next input does.
_FROM_BOTTOM_PX = 56


class Toast(FootNote):
    """Lies over the lower edge of its parent, centred; no click ever meets it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, shown_ms=_SHOWN_MS, from_bottom_px=_FROM_BOTTOM_PX)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._row.setContentsMargins(12, 8, 14, 8)
        self._until_undone = False

    def show_note(self, text: str, *, icon: str = "info", until_undone: bool = False) -> None:
        """Show `text` for a few seconds; what tells of a step goes with the step, when undone."""
        self._until_undone = until_undone
        self.glyph.show_icon(icon, "ok" if icon == "circle-check" else "dim")
        self._say(text)

    def withdraw(self) -> None:
        """Take back what is told of a step: steps were undone, or done again."""
        if self._until_undone:
            self.hide()
