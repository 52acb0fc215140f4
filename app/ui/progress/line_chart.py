"""A line, one point a day; each point can be gone to by keys, and is told in words."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ui.progress.sheet import Row, Sheet, ticks
from app.ui.progress.sheets import count_text
from app.ui.theme import theme

_LEFT_PX, _RIGHT_PX, _TOP_PX, _BOTTOM_PX = 56, 28, 44, 28
_LABEL_PX = 84
_MOST_DOTS = 60
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)


class LineChart(QWidget):
    """Draws a sheet's drawn column; left and right go from day to day, Return leads on.

    Signals:
        chosen(frozenset[UUID], str): the clips of a day, where they are known, and what they are.
    """

    chosen = Signal(object, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMouseTracking(True)
        self._sheet: Sheet | None = None
        self._ticks: tuple[float, ...] = (0.0, 1.0)
        self._at = 0
        theme.changed.connect(self.update)

    def show_sheet(self, sheet: Sheet) -> None:
        """Draw another sheet, or newer figures; the keys go to its last day."""
        self._sheet, self._ticks = sheet, ticks(sheet.most)
        self._go(len(sheet.rows or ()) - 1)

    @property
    def current_text(self) -> str:
        """What the keys are at, in words."""
        sheet, row = self._sheet, self._row
        if sheet is None or row is None:
            return ""
        cells = zip(sheet.columns, row.cells, strict=True)
        told = [f"{column.title} {cell.text}" for column, cell in cells if cell.text]
        return f"{row.name} · " + " · ".join(told)

    def sizeHint(self) -> QSize:
        return QSize(600, 300)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        count = len(self._rows)
        goals = {
            Qt.Key.Key_Left: self._at - 1,
            Qt.Key.Key_Right: self._at + 1,
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: count - 1,
        }
        goal = goals.get(Qt.Key(event.key()))
        if goal is not None:
            self._go(goal)
        elif event.key() in _ENTER and self._row is not None:
            self._choose()
        else:
            super().keyPressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._go(self._near(event.position().x()))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton and self._rows:
            self._go(self._near(event.position().x()))
            self._choose()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        sheet = self._sheet
        if sheet is None or not self._rows:
            return
        with QPainter(self) as painter:
            painter.setFont(theme.font("small", tabular=True))
            self._paint_axes(painter, sheet)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._paint_line(painter)
            self._paint_current(painter)

    @property
    def _rows(self) -> tuple[Row, ...]:
        return () if self._sheet is None else self._sheet.rows or ()

    @property
    def _row(self) -> Row | None:
        return self._rows[self._at] if 0 <= self._at < len(self._rows) else None

    @property
    def _plot(self) -> QRectF:
        return QRectF(self.rect()).adjusted(_LEFT_PX, _TOP_PX, -_RIGHT_PX, -_BOTTOM_PX)

    def _x(self, at: int) -> float:
        plot, last = self._plot, len(self._rows) - 1
        return plot.center().x() if last < 1 else plot.left() + at / last * plot.width()

    def _point(self, at: int) -> QPointF:
        sheet, plot = self._sheet, self._plot
        value = 0.0 if sheet is None else sheet.total(self._rows[at])
        return QPointF(self._x(at), plot.bottom() - value / self._ticks[-1] * plot.height())

    def _near(self, x: float) -> int:
        plot, last = self._plot, len(self._rows) - 1
        return round((x - plot.left()) / max(plot.width(), 1) * last) if last > 0 else 0

    def _go(self, at: int) -> None:
        self._at = min(max(at, 0), max(len(self._rows) - 1, 0))
        self.setAccessibleDescription(self.current_text)
        self.update()

    def _choose(self) -> None:
        row = self._row
        if row is not None and row.clips:
            self.chosen.emit(row.clips, row.name)

    def _paint_axes(self, painter: QPainter, sheet: Sheet) -> None:
        plot = self._plot
        for tick in self._ticks:
            y = plot.bottom() - tick / self._ticks[-1] * plot.height()
            painter.setPen(theme.color("line"))
            painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y))
            painter.setPen(theme.color("dim"))
            area = QRectF(0, y - 10, _LEFT_PX - 10, 20)
            middle = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(area, middle, count_text(tick))
        painter.drawText(QRectF(4, 0, 300, 20), Qt.AlignmentFlag.AlignVCenter, sheet.unit)
        step = max(1, round(len(self._rows) / max(plot.width() / _LABEL_PX / 1.2, 1)))
        for at in range(0, len(self._rows), step):
            x = min(max(self._x(at), _LABEL_PX / 2), self.width() - _LABEL_PX / 2)
            area = QRectF(x - _LABEL_PX / 2, plot.bottom() + 6, _LABEL_PX, 18)
            painter.drawText(area, Qt.AlignmentFlag.AlignCenter, self._rows[at].name)

    def _paint_line(self, painter: QPainter) -> None:
        points = [self._point(at) for at in range(len(self._rows))]
        painter.setPen(QPen(theme.color("accent"), 2))
        painter.drawPolyline(QPolygonF(points))
        if len(points) <= _MOST_DOTS:
            painter.setBrush(theme.color("panel"))
            for point in points:
                painter.drawEllipse(point, 3, 3)

    def _paint_current(self, painter: QPainter) -> None:
        point, plot = self._point(self._at), self._plot
        painter.setPen(QPen(theme.color("dim"), 1, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(point.x(), plot.top()), QPointF(point.x(), plot.bottom()))
        painter.setPen(QPen(theme.color("text" if self.hasFocus() else "accent"), 2))
        painter.setBrush(theme.color("accent"))
        painter.drawEllipse(point, 5, 5)
        painter.setPen(theme.color("text"))
        told = QRectF(0, 0, self.width() - _RIGHT_PX, 20)
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(told, right, self.current_text)
