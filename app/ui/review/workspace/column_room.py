"""Room for the Review column: in Review the list of objects above it is content with less."""

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QDockWidget, QMainWindow

_MOST = 0.28
# Heading, filter and four objects.
_LEAST_PX = 192
_NEAR_PX = 4


class ColumnRoom(QObject):
    """Takes height from the dock of the objects, and gives it back as it was.

    What a person has set by hand meanwhile stays.
    """

    def __init__(self, workbench: QMainWindow, column: QDockWidget) -> None:
        super().__init__(column)
        self._workbench, self._column = workbench, column
        # How high the list was, and how high it was made.
        self._before: tuple[int, int] | None = None
        self._wanted = False

    def take(self) -> None:
        """Leave the list no more than its share, as soon as the docks have their sizes."""
        self._wanted = True
        QTimer.singleShot(0, self, self._take)

    def give_back(self) -> None:
        """Let the list be as high as before."""
        self._wanted = False
        objects = self._objects()
        if self._before is None or objects is None:
            return
        (was, made), self._before = self._before, None
        if abs(objects.height() - made) <= _NEAR_PX:
            self._resize(objects, was)

    def _take(self) -> None:
        objects = self._objects()
        if not self._wanted or self._before is not None or objects is None:
            return
        most = max(round(self._both(objects) * _MOST), _LEAST_PX)
        if objects.height() > most:
            self._before = objects.height(), most
            self._resize(objects, most)

    def _resize(self, objects: QDockWidget, height: int) -> None:
        below = self._both(objects) - height
        docks = [objects, self._column]
        self._workbench.resizeDocks(docks, [height, max(below, 1)], Qt.Orientation.Vertical)

    def _both(self, objects: QDockWidget) -> int:
        """Return how high both are together: below the column are the tabs of its docks."""
        return objects.height() + self._workbench.height() - self._column.y()

    def _objects(self) -> QDockWidget | None:
        """Return the dock of the objects where it stands above the column."""
        found = self._workbench.findChild(QDockWidget, "dock-objects")
        if not isinstance(found, QDockWidget) or not found.isVisible() or found.isFloating():
            return None
        column = self._column
        is_above = column.isVisible() and found.x() == column.x() and found.y() < column.y()
        return found if is_above and not column.isFloating() else None
