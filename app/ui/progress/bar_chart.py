"""Bars, one a row, each made of parts; every part can be gone to by keys and led on from."""

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFontMetricsF,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from app.ui.controls.tips import plain_tip
from app.ui.progress.ink import fill
from app.ui.progress.sheet import Cell, Column, Row, Sheet, ticks
from app.ui.progress.sheets import count_text
from app.ui.theme import theme

_NAME_PX, _TOTAL_PX, _AXIS_PX = 168, 72, 26
_ROW_PX, _BAR_PX = 30, 18
# So that what is there can be seen and hit, be it one clip of 50,000.
_LEAST_PX = 3
_STEPS = {Qt.Key.Key_Up: (-1, 0), Qt.Key.Key_Down: (1, 0)} | {
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
}
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)


class BarChart(QWidget):
    """Draws a sheet; the arrow keys go from part to part, Return leads on from one.

    Signals:
        chosen(frozenset[UUID], str): clips that a part counts, and what they are.
        moved(int): the row with the keys lies so many pixels from the top.
    """

    chosen = Signal(object, str)
    moved = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self._sheet: Sheet | None = None
        self._ticks: tuple[float, ...] = (0.0, 1.0)
        # Row and part that have the keys; the part behind the last is the whole row.
        self._at = (0, 0)
        theme.changed.connect(self.update)

    def show_sheet(self, sheet: Sheet) -> None:
        """Draw another sheet, or newer figures of the same one: then the keys stay."""
        is_same = self._sheet is not None and self._sheet.key == sheet.key
        self._sheet, self._ticks = sheet, ticks(sheet.most)
        rows = len(sheet.rows or ())
        self._at = (min(self._at[0], max(rows - 1, 0)), self._at[1]) if is_same else (0, 0)
        self.setMinimumHeight(_AXIS_PX + rows * _ROW_PX + 4)
        self._settle(0)
        self.update()

    @property
    def current_text(self) -> str:
        """What the keys are at, in words."""
        found = self._part(*self._at)
        return "" if found is None else self._words(*found)

    def sizeHint(self) -> QSize:
        return QSize(600, self.minimumHeight())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = _STEPS.get(Qt.Key(event.key()))
        if step is not None and self._rows:
            row = min(max(self._at[0] + step[0], 0), len(self._rows) - 1)
            self._at = (row, self._at[1] + step[1])
            self._settle(step[1])
        elif event.key() in _ENTER and self._rows:
            self._choose(self._at)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        hit = self._hit(event.position())
        if hit is not None and event.button() is Qt.MouseButton.LeftButton:
            self._at = hit
            self._settle(0)
            self._choose(hit)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        hit = self._hit(event.position())
        found = None if hit is None else self._part(*hit)
        leads = found is not None and bool(found[2].clips)
        self.setCursor(Qt.CursorShape.PointingHandCursor if leads else Qt.CursorShape.ArrowCursor)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent):
            hit = self._hit(QPointF(event.pos()))
            found = None if hit is None else self._part(*hit)
            tip = "" if found is None else plain_tip(self._words(*found))
            QToolTip.showText(event.globalPos(), tip, self)
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        sheet = self._sheet
        if sheet is None:
            return
        with QPainter(self) as painter:
            painter.setFont(theme.font("small", tabular=True))
            self._paint_axis(painter, sheet)
            for number, row in enumerate(self._rows):
                top = self._top(number)
                if event.rect().top() - _ROW_PX <= top <= event.rect().bottom():
                    self._paint_row(painter, sheet, number, row)
            if self.hasFocus() and self._rows:
                painter.setPen(QPen(theme.color("text"), 2))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRoundedRect(self._area(*self._at).adjusted(-2, -2, 2, 2), 3, 3)

    @property
    def _rows(self) -> tuple[Row, ...]:
        return () if self._sheet is None else self._sheet.rows or ()

    @property
    def _room_px(self) -> float:
        return max(self.width() - _NAME_PX - _TOTAL_PX, 50)

    def _top(self, number: int) -> int:
        return _AXIS_PX + number * _ROW_PX

    def _x(self, value: float) -> float:
        return _NAME_PX + value / self._ticks[-1] * self._room_px

    def _area(self, number: int, part: int) -> QRectF:
        """Return where a part is drawn; the one behind the last is the name and the sum."""
        sheet = self._sheet
        top = self._top(number) + (_ROW_PX - _BAR_PX) / 2
        if sheet is None or part >= len(sheet.drawn):
            return QRectF(2, top, self.width() - 4, _BAR_PX)
        row, left = self._rows[number], float(_NAME_PX)
        for at in sheet.drawn[:part]:
            left += self._width(row.cells[at].value)
        return QRectF(left, top, self._width(row.cells[sheet.drawn[part]].value), _BAR_PX)

    def _width(self, value: float) -> float:
        return max(self._x(value) - _NAME_PX, _LEAST_PX) if value else 0.0

    def _paint_axis(self, painter: QPainter, sheet: Sheet) -> None:
        bottom = self._top(len(self._rows))
        for tick in self._ticks:
            x = self._x(tick)
            painter.setPen(theme.color("line"))
            painter.drawLine(QPointF(x, _AXIS_PX - 4), QPointF(x, bottom))
            painter.setPen(theme.color("dim"))
            area = QRectF(x - 60, 0, 120, _AXIS_PX - 6)
            painter.drawText(area, Qt.AlignmentFlag.AlignCenter, count_text(tick))
        name = QRectF(4, 0, _NAME_PX - 40, _AXIS_PX - 6)
        painter.drawText(name, _LEFT, _elided(painter, sheet.unit, name.width()))

    def _paint_row(self, painter: QPainter, sheet: Sheet, number: int, row: Row) -> None:
        top = self._top(number)
        name = QRectF(4, top, _NAME_PX - 16, _ROW_PX)
        painter.setPen(theme.color("text"))
        painter.drawText(name, _LEFT, _elided(painter, row.name, name.width()))
        end = float(_NAME_PX)
        for part, at in enumerate(sheet.drawn):
            if not row.cells[at].value:
                continue
            area = self._area(number, part)
            fill(painter, area, sheet.columns[at])
            _paint_number(painter, area, row.cells[at].text)
            end = area.right()
        painter.setPen(theme.color("text"))
        total = QRectF(end + 8, top, _TOTAL_PX, _ROW_PX)
        painter.drawText(total, _LEFT, count_text(sheet.total(row)))

    def _part(self, number: int, part: int) -> tuple[Row, Column | None, Cell] | None:
        sheet = self._sheet
        if sheet is None or not 0 <= number < len(self._rows):
            return None
        row = self._rows[number]
        if part >= len(sheet.drawn):
            return row, None, Cell(count_text(sheet.total(row)), clips=row.clips)
        return row, sheet.columns[sheet.drawn[part]], row.cells[sheet.drawn[part]]

    def _words(self, row: Row, column: Column | None, cell: Cell) -> str:
        if column is None:
            return f"{row.name}: {cell.text}"
        return f"{row.name} · {column.title}: {cell.text}"

    def _hit(self, at: QPointF) -> tuple[int, int] | None:
        number = int((at.y() - _AXIS_PX) // _ROW_PX)
        if self._sheet is None or not 0 <= number < len(self._rows):
            return None
        count = len(self._sheet.drawn)
        for part in range(count):
            if self._area(number, part).contains(at):
                return number, part
        return number, count

    def _settle(self, direction: int) -> None:
        """Put the keys on a part that is there, in this direction if possible; tell of it."""
        sheet = self._sheet
        if sheet is None or not self._rows:
            self.setAccessibleDescription("")
            return
        number, part = self._at
        row, count = self._rows[number], len(sheet.drawn)
        there = [at for at in range(count) if row.cells[sheet.drawn[at]].value] + [count]
        if direction < 0:
            part = max((at for at in there if at <= part), default=there[0])
        else:
            part = min((at for at in there if at >= part), default=count)
        self._at = (number, part)
        self.setAccessibleDescription(self.current_text)
        self.moved.emit(self._top(number))
        self.update()

    def _choose(self, at: tuple[int, int]) -> None:
        found = self._part(*at)
        if found is not None and found[2].clips:
            row, column, cell = found
            what = row.name if column is None else f"{row.name} · {column.title}"
            self.chosen.emit(cell.clips, what)


_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


def _elided(painter: QPainter, text: str, width_px: float) -> str:
    metrics = QFontMetricsF(painter.font())
    return metrics.elidedText(text, Qt.TextElideMode.ElideRight, width_px)


def _paint_number(painter: QPainter, area: QRectF, text: str) -> None:
    """Write a figure on its part, on a ground of its own, where there is room for it."""
    width = QFontMetricsF(painter.font()).horizontalAdvance(text)
    if width + 12 > area.width():
        return
    ground = QRectF(area.center().x() - width / 2 - 4, area.top() + 2, width + 8, area.height() - 4)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.color("panel"))
    painter.drawRoundedRect(ground, 3, 3)
    painter.setPen(theme.color("text"))
    painter.drawText(ground, Qt.AlignmentFlag.AlignCenter, text)
