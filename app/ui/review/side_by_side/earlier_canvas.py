"""The picture with the boxes of then: only looked at, and never of another frame than that of now.

It makes no picture and asks for none. What it paints is what the canvas paints, the same image
through the same view, so that whatever is covered there is covered here.
"""

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from app.ui.canvas.canvas import Canvas
from app.ui.canvas.layers import Level
from app.ui.canvas.view_transform import Screen, ViewTransform
from app.ui.theme import Theme


class EarlierCanvas(Canvas):
    """A canvas that mirrors another one.

    Signals:
        looked(view: ViewTransform): a hand has zoomed or moved the frame here.
        resized(): it has another size.
    """

    looked = Signal(object)
    resized = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        # Zoom, notices and the line at the foot stand on the canvas of now, and hold for both.
        self._painter.layers.leave_out(Level.WORDS, Level.MODE)
        self._mirrors = False
        self.set_read_only(True, why=self.tr("This is how it was. Boxes are changed in “Now”."))
        self.setAccessibleName(self.tr("The same frame with the boxes of before"))
        self.moved.connect(self._on_moved)

    @property
    def screen_size(self) -> Screen:
        """The size of this canvas, as views know it."""
        return self._stage.screen

    def mirror(self, other: Canvas) -> None:
        """Show the picture that another canvas shows, where that shows it."""
        view, painted = other.view, other.painted
        if view is not None and view.screen == self.screen_size:
            self._look(view)
        if painted is None or view is None:
            self._picture = None
            self._stage.scene.set_frame(None)
            self.update()
        elif painted is not self._picture:
            self.show_painted(painted)

    def resizeEvent(self, event: QResizeEvent) -> None:
        # Whoever is mirrored says where the frame lies then.
        self._mirrors = True
        super().resizeEvent(event)
        self._mirrors = False
        self.resized.emit()

    def _look(self, view: ViewTransform) -> None:
        self._mirrors = True
        self._stage.hand.frame = view.source_width, view.source_height
        self.set_view(view)
        self._mirrors = False

    def _on_moved(self) -> None:
        if not self._mirrors and self.view is not None:
            self.looked.emit(self.view)
