"""Files that are dropped on the window are to be imported."""

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QAction, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QWidget

from app.ui.window.drop_overlay import DropOverlay, dropped_paths


class DroppedFootage(QObject):
    """Watches the window, and says over it what will be imported.

    Signals:
        dropped(tuple[Path, ...])
    """

    dropped = Signal(object)

    def __init__(self, window: QWidget, importing: QAction) -> None:
        """`importing` is enabled where anything can be imported at all."""
        super().__init__(window)
        self._importing = importing
        self._overlay = DropOverlay(window)
        window.setAcceptDrops(True)
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: ARG002 - the window
        match event.type():
            case QEvent.Type.DragEnter if isinstance(event, QDragEnterEvent):
                paths = dropped_paths(event.mimeData())
                # As Qt has it: what is not accepted here may be by nobody.
                event.ignore()
                if paths and self._importing.isEnabled():
                    self._overlay.show_paths(paths)
                    event.acceptProposedAction()
                return True
            case QEvent.Type.DragLeave:
                self._overlay.hide()
                return True
            case QEvent.Type.Drop if isinstance(event, QDropEvent):
                self._overlay.hide()
                event.acceptProposedAction()
                self.dropped.emit(dropped_paths(event.mimeData()))
                return True
        return False
