"""The list itself: rows that select, and an eye and a lock on each that do not."""

from __future__ import annotations

from uuid import UUID

from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QMouseEvent
from PySide6.QtWidgets import QWidget

from app.ui.panels.objects_delegate import Control, ObjectsDelegate
from app.ui.panels.objects_model import ROW_ROLE, ObjectRow
from app.ui.panels.row_view import RowView
from app.ui.theme import Theme


class ObjectsView(RowView):
    """A list in which a click on a control is not a click on its row.

    Signals:
        visibility_clicked(id: UUID)
        lock_clicked(id: UUID)
    """

    visibility_clicked = Signal(object)
    lock_clicked = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._delegate = ObjectsDelegate(theme, self)
        self._pressed: tuple[UUID, Control] | None = None
        self.setItemDelegate(self._delegate)
        self.setSelectionMode(RowView.SelectionMode.ExtendedSelection)

    def event(self, event: QEvent) -> bool:
        """Keep Esc from the window while it deselects here."""
        if event.type() is QEvent.Type.ShortcutOverride and self._deselects(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._deselects(event):
            self.clearSelection()
        else:
            super().keyPressEvent(event)

    def _deselects(self, event: QEvent) -> bool:
        return (
            isinstance(event, QKeyEvent)
            and event.matches(QKeySequence.StandardKey.Cancel)
            and self.selectionModel().hasSelection()
        )

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pressed = self._control_under(event.position().toPoint())
        if self._pressed is None or event.button() is not Qt.MouseButton.LeftButton:
            super().mousePressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        # The second of two quick clicks on a lock is a click on a lock.
        self._pressed = self._control_under(event.position().toPoint())
        if self._pressed is None:
            super().mouseDoubleClickEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._pressed is None:
            super().mouseMoveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        pressed, self._pressed = self._pressed, None
        if pressed is None or event.button() is not Qt.MouseButton.LeftButton:
            super().mouseReleaseEvent(event)
        elif pressed == self._control_under(event.position().toPoint()):
            track_id, control = pressed
            signal = self.visibility_clicked if control is Control.EYE else self.lock_clicked
            signal.emit(track_id)

    def _control_under(self, at: QPoint) -> tuple[UUID, Control] | None:
        index = self.indexAt(at)
        if not index.isValid():
            return None
        control = self._delegate.control_at(self.visualRect(index), at)
        shown: ObjectRow = index.data(ROW_ROLE)
        return None if control is None else (shown.facts.id, control)
