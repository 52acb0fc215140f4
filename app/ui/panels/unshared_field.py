"""A field whose text stays inside the process: what it shows tells of objects in the footage."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from app.ui.controls.no_copying import copies


class UnsharedField(QLineEdit):
    """Puts nothing on the system's clipboards and drags nothing out. A base.

    Neither by Ctrl+C nor by selecting: X11 copies a selection that a mouse made.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.setDragEnabled(False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not copies(event):
            self._press(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        start, length = self.selectionStart(), self.selectionLength()
        self.deselect()
        super().mouseReleaseEvent(event)
        if start >= 0:
            self.setSelection(start, length)

    def _press(self, event: QKeyEvent) -> None:
        """Take a key that copies nothing."""
        super().keyPressEvent(event)

    def _mark(self, *, wrong: bool) -> None:
        """Show whether what was typed can be taken."""
        state = "bad" if wrong else ""
        if self.property("state") != state:
            self.setProperty("state", state)
            self.style().unpolish(self)
            self.style().polish(self)
