"""One view for two canvases: whichever a hand moves, the other follows."""

from PySide6.QtCore import QObject

from app.ui.canvas.canvas import Canvas
from app.ui.canvas.view_transform import ViewTransform
from app.ui.review.side_by_side.earlier_canvas import EarlierCanvas


class SharedView(QObject):
    """Keeps the canvas of before the mirror of that of now, for as long as it is on."""

    def __init__(self, before: EarlierCanvas, now: Canvas, parent: QObject) -> None:
        super().__init__(parent)
        self._before, self._now = before, now
        self._on = False
        now.moved.connect(self._mirror)
        now.picture_changed.connect(self._mirror)
        before.resized.connect(self._mirror)
        before.looked.connect(self._on_looked)

    def set_on(self, on: bool) -> None:
        """Begin, or let go of the picture at once."""
        self._on = on
        if on:
            self._mirror()
        else:
            self._before.clear()

    def _mirror(self) -> None:
        if self._on:
            self._before.mirror(self._now)

    def _on_looked(self, view: ViewTransform) -> None:
        now = self._now.view
        if self._on and now is not None and now.screen == view.screen:
            self._now.set_view(view)
