"""A short note that goes by itself: something was done, or an input was refused. No failures."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.ui.notices.foot_notes import FootNote

_SHOWN_MS = 4500
# Above the canvas's own line, which says what the next input does.
_FROM_BOTTOM_PX = 56


class Toast(FootNote):
    """Lies over the lower edge of its parent, centred; no click ever meets it.

    Where the parent is not to be seen in `else_over`, which holds it, it lies there instead.
    """

    def __init__(self, parent: QWidget, *, else_over: QWidget | None = None) -> None:
        super().__init__(parent, shown_ms=_SHOWN_MS, from_bottom_px=_FROM_BOTTOM_PX)
        self._usual, self._else_over = parent, else_over
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._row.setContentsMargins(12, 8, 14, 8)
        self._until_undone = False

    def show_note(
        self,
        text: str,
        *,
        icon: str = "info",
        until_undone: bool = False,
        shown_ms: int = _SHOWN_MS,
    ) -> None:
        """Show `text` for a few seconds; what tells of a step goes with the step, when undone."""
        self._until_undone = until_undone
        elsewhere = self._else_over
        hidden = elsewhere is not None and not self._usual.isVisibleTo(elsewhere)
        self._lie_over(elsewhere if elsewhere is not None and hidden else self._usual)
        self._timer.setInterval(shown_ms)
        self.glyph.show_icon(icon, "ok" if icon == "circle-check" else "dim")
        self._say(text)

    def withdraw(self) -> None:
        """Take back what is told of a step: steps were undone, or done again."""
        if self._until_undone:
            self.hide()
