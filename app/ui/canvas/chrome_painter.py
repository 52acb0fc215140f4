"""Paints what lies over the frame without belonging to it: mode line, zoom, crosshair, hints."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen, QPixmap

from app.ui.canvas.canvas_ink import over_footage, tinted
from app.ui.canvas.hit_testing import Rect
from app.ui.canvas.tag_layout import free_place, measure_places
from app.ui.canvas.view_transform import Screen
from app.ui.theme import Theme

_INSET_PX = 12.0
_PILL_HEIGHT_PX = 26.0
_PILL_PAD_PX = 12.0
_RADIUS_PX = 6.0
_DOT = " · "
_BESIDE_RAIL_PX = 62.0


class ChromePainter:
    """Paints in the fonts of a theme; `forget` when the theme has changed."""

    def __init__(self, theme: Theme) -> None:
        self._theme = theme
        self.forget()

    def forget(self) -> None:
        """Ask the theme again."""
        self._small = self._theme.font("small", tabular=True)
        self._small_metrics = QFontMetricsF(self._small)
        self._tiny = self._theme.font("tiny", bold=True, tabular=True)
        self._tiny_metrics = QFontMetricsF(self._tiny)
        self._title = self._theme.font("title")

    def mode_area(self, text: str, screen: Screen) -> QRectF:
        """Return where the mode line lies: at the foot of the view."""
        width = self._small_metrics.horizontalAdvance(self._fitted(text, screen))
        width += 2 * _PILL_PAD_PX
        return QRectF(
            screen.snapped((screen.width - width) / 2),
            screen.height - _INSET_PX - _PILL_HEIGHT_PX,
            width,
            _PILL_HEIGHT_PX,
        )

    def paint_mode(self, painter: QPainter, text: str, screen: Screen) -> None:
        """Paint the mode line at the foot of the view; its first part is the mode itself."""
        area = self.mode_area(text, screen)
        text = self._fitted(text, screen)
        self._panel(painter, area)
        mode, dot, rest = text.partition(_DOT)
        painter.setFont(self._small)
        painter.setPen(over_footage("text"))
        inner = area.adjusted(_PILL_PAD_PX, 0, 0, 0)
        painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter, mode)
        inner.setLeft(inner.left() + self._small_metrics.horizontalAdvance(mode))
        painter.setPen(over_footage("text", 0.72))
        painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter, dot + rest)

    def paint_zoom(self, painter: QPainter, percent: float, screen: Screen) -> None:
        """Paint the zoom at the top right."""
        text = f"{percent:.0f} %"
        width = max(48.0, self._small_metrics.horizontalAdvance(text) + 2 * 10)
        area = QRectF(screen.width - _INSET_PX - width, _INSET_PX, width, _PILL_HEIGHT_PX)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._theme.color("line"), 1))
        painter.setBrush(self._theme.color("panel"))
        painter.drawRoundedRect(area.adjusted(0.5, 0.5, -0.5, -0.5), _RADIUS_PX, _RADIUS_PX)
        painter.setFont(self._small)
        painter.setPen(self._theme.color("text"))
        painter.drawText(area, Qt.AlignmentFlag.AlignCenter, text)

    def paint_notice(
        self, painter: QPainter, text: str, screen: Screen, *, bad: bool, top: float = 0.0
    ) -> None:
        """Paint at the top what must be known about the picture: damaged, or not exact."""
        width = self._small_metrics.horizontalAdvance(text) + 2 * _PILL_PAD_PX + 20
        y = top + _INSET_PX
        area = QRectF(screen.snapped((screen.width - width) / 2), y, width, _PILL_HEIGHT_PX)
        self._panel(painter, area)
        tone = over_footage("warn" if bad else "dim")
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(tone)
        painter.drawEllipse(QPointF(area.left() + _PILL_PAD_PX + 4, area.center().y()), 4, 4)
        painter.setFont(self._small)
        painter.setPen(over_footage("text"))
        inner = area.adjusted(_PILL_PAD_PX + 20, 0, 0, 0)
        painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter, text)

    def paint_marks(self, painter: QPainter, marks: Sequence[str], *, top: float = 0.0) -> None:
        """Paint beside the tools what is not as usual about the view, one below the other."""
        y = top + _INSET_PX
        for text in marks:
            width = self._small_metrics.horizontalAdvance(text) + 2 * _PILL_PAD_PX + 14
            area = QRectF(_BESIDE_RAIL_PX, y, width, _PILL_HEIGHT_PX)
            self._panel(painter, area)
            painter.setBrush(over_footage("accent"))
            painter.drawEllipse(
                QPointF(area.left() + _PILL_PAD_PX + 2, area.center().y()), 3.5, 3.5
            )
            painter.setFont(self._small)
            painter.setPen(over_footage("text"))
            inner = area.adjusted(_PILL_PAD_PX + 14, 0, 0, 0)
            painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter, text)
            y += _PILL_HEIGHT_PX + 6

    def paint_measure(
        self,
        painter: QPainter,
        text: str,
        rect: Rect,
        *,
        screen: Screen,
        tags: Sequence[Rect],
        anyway: bool = False,
    ) -> None:
        """Paint a box's size below its lower right corner, or where it covers none of `tags`.

        Nothing where the box is out of view or there is no such place; `anyway`: it covers a tag.
        """
        size = self._tiny_metrics.horizontalAdvance(text) + 12, 18.0
        places = measure_places(rect, size, (screen.width, screen.height))
        place = free_place(places, tags) or (places[0] if anyway and places else None)
        if place is None:
            return
        area = QRectF(*place)
        self._panel(painter, area)
        painter.setFont(self._tiny)
        painter.setPen(over_footage("text"))
        painter.drawText(area, Qt.AlignmentFlag.AlignCenter, text)

    def paint_crosshair(self, painter: QPainter, at: tuple[float, float], frame: QRectF) -> None:
        """Paint lines through the pointer, over the whole frame; not antialiased."""
        x, y = at
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        for shift, ink in ((1, tinted("#000000", 0.45)), (0, tinted("#FFFFFF", 0.75))):
            painter.setPen(QPen(ink, 0))
            if frame.top() <= y <= frame.bottom():
                painter.drawLine(
                    QPointF(frame.left(), y + shift), QPointF(frame.right(), y + shift)
                )
            if frame.left() <= x <= frame.right():
                painter.drawLine(
                    QPointF(x + shift, frame.top()), QPointF(x + shift, frame.bottom())
                )

    def paint_hint(self, painter: QPainter, title: str, text: str, *, area: QRectF) -> None:
        """Paint in the middle of an empty view what to do next."""
        icon: QPixmap = self._theme.pixmap("image", "faint", size_px=32)
        width = min(380.0, area.width() - 32)
        flags = int(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        wrapped = flags | int(Qt.TextFlag.TextWordWrap)
        left, top = area.center().x() - width / 2, area.center().y() - 56
        painter.drawPixmap(QPointF(area.center().x() - 16, top), icon)
        painter.setFont(self._title)
        painter.setPen(over_footage("text"))
        painter.drawText(QRectF(left, top + 44, width, 24), flags, title)
        painter.setFont(self._theme.font("body"))
        painter.setPen(over_footage("dim"))
        painter.drawText(QRectF(left, top + 74, width, 120), wrapped, text)

    def _fitted(self, text: str, screen: Screen) -> str:
        room = screen.width - 4 * _INSET_PX
        return self._small_metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)

    def _panel(self, painter: QPainter, area: QRectF) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(over_footage("bg", 0.86))
        painter.drawRoundedRect(area, _RADIUS_PX, _RADIUS_PX)
