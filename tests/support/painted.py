"""What Qt paints and lays out while something is done: counted, so that no clock is asked."""

from typing import cast

from PySide6.QtCore import QEvent, QObject, QRect
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QApplication, QWidget

_LAYOUT = (QEvent.Type.LayoutRequest, QEvent.Type.Resize)


class Painted(QObject):
    """Collects the paint and layout events of a widget and all within it, while it is entered."""

    def __init__(self, root: QWidget) -> None:
        super().__init__()
        self._root = root
        self.rects: list[tuple[QWidget, QRect]] = []
        self.laid_out: list[QWidget] = []

    def __enter__(self) -> "Painted":
        # What was asked for before is painted before.
        QApplication.processEvents()
        QApplication.instance().installEventFilter(self)
        return self

    def __exit__(self, *_: object) -> None:
        QApplication.processEvents()
        QApplication.instance().removeEventFilter(self)

    def of(self, widget: QWidget) -> list[QRect]:
        """Return the rectangles of a widget that were painted."""
        return [rect for painted, rect in self.rects if painted is widget]

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(watched, QWidget) and (
            watched is self._root or self._root.isAncestorOf(watched)
        ):
            if event.type() is QEvent.Type.Paint:
                region = cast("QPaintEvent", event).region()
                self.rects += [(watched, QRect(rect)) for rect in region]
            elif event.type() in _LAYOUT:
                self.laid_out.append(watched)
        return False
