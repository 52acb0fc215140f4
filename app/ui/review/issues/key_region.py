"""A region marked by the keyboard alone: arrows lead a crosshair, Enter puts two corners."""

from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPen

from app.ui.canvas.canvas import Canvas
from app.ui.canvas.canvas_ink import over_footage, tinted
from app.ui.canvas.layers import Sight
from models.annotation.geometry import Box

_Key = Qt.Key
_ARROWS = {
    _Key.Key_Left: (-1, 0),
    _Key.Key_Right: (1, 0),
    _Key.Key_Up: (0, -1),
    _Key.Key_Down: (0, 1),
}
_ENTER = (_Key.Key_Return, _Key.Key_Enter)
_SHIFT = Qt.KeyboardModifier.ShiftModifier
_FAR_PX = 10
_CROSS_PX = 12.0
# A smaller region than this, in source pixels, is a slip.
LEAST_PX = 2.0


class KeyRegion(QObject):
    """Takes the canvas's keys while a region is marked; is a layer of the canvas as well.

    Signals:
        marked(region: Box): in source pixels.
        left(): Esc, or the keys went elsewhere.
    """

    marked = Signal(object)
    left = Signal()

    def __init__(self, canvas: Canvas) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self._frame = (0.0, 0.0)
        self._at: tuple[float, float] | None = None
        self._corner: tuple[float, float] | None = None
        canvas.add_layer(self)
        canvas.installEventFilter(self)

    @property
    def is_on(self) -> bool:
        return self._at is not None

    @property
    def region(self) -> Box | None:
        """What is marked so far."""
        if self._at is None or self._corner is None:
            return None
        return Box.from_corners(self._corner, self._at)

    def begin(self, frame: tuple[float, float]) -> None:
        """Begin in the middle of what is seen of a frame of this size."""
        self._frame, self._corner = frame, None
        middle = self._canvas.source_at(self._canvas.rect().center()) or (0.0, 0.0)
        self._move_to(float(round(middle[0])), float(round(middle[1])))
        self._canvas.setFocus(Qt.FocusReason.OtherFocusReason)

    def stop(self) -> None:
        """Mark nothing."""
        if self._at is not None:
            self._at = self._corner = None
            self._canvas.update()
            self.left.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: ARG002 - the canvas
        if self._at is None:
            return False
        kind = event.type()
        if kind in (QEvent.Type.FocusOut, QEvent.Type.MouseButtonPress):
            self.stop()
            return False
        if not isinstance(event, QKeyEvent) or not self._takes(event):
            return False
        if kind is QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        if kind is QEvent.Type.KeyPress:
            self._do(event)
            return True
        return False

    def paint(self, painter: QPainter, sight: Sight) -> None:
        """Paint the crosshair, and what lies between it and the first corner."""
        if self._at is None:
            return
        painter.save()
        x, y = sight.view.to_view(*self._at)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for color, width in ((tinted("#05070A", 0.7), 3.6), (over_footage("bad"), 1.6)):
            painter.setPen(QPen(color, width))
            painter.drawLine(QPointF(x - _CROSS_PX, y), QPointF(x + _CROSS_PX, y))
            painter.drawLine(QPointF(x, y - _CROSS_PX), QPointF(x, y + _CROSS_PX))
            if self.region is not None:
                painter.drawRect(QRectF(*sight.view.rect(self.region)))
        painter.restore()

    def _takes(self, event: QKeyEvent) -> bool:
        held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if event.key() in _ARROWS:
            return not held & ~_SHIFT
        return not held and (event.key() in _ENTER or event.key() == _Key.Key_Escape)

    def _do(self, event: QKeyEvent) -> None:
        if self._at is None:
            return
        if event.key() == _Key.Key_Escape:
            self.stop()
        elif event.key() in _ENTER:
            if not event.isAutoRepeat():
                self._put_corner(self._at)
        else:
            dx, dy = _ARROWS[_Key(event.key())]
            step = _FAR_PX if event.modifiers() & _SHIFT else 1
            self._move_to(self._at[0] + dx * step, self._at[1] + dy * step)

    def _put_corner(self, at: tuple[float, float]) -> None:
        if self._corner is None:
            self._corner = at
            self._canvas.update()
            return
        region = self.region
        if region is None or region.w < LEAST_PX or region.h < LEAST_PX:
            return
        self.stop()
        self.marked.emit(region.rounded())

    def _move_to(self, x: float, y: float) -> None:
        width, height = self._frame
        self._at = min(max(x, 0.0), width), min(max(y, 0.0), height)
        self._canvas.update()
