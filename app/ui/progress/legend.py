"""What the parts of the bars are, in the order in which they are drawn."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ui.progress.ink import fill
from app.ui.progress.sheet import Column, Sheet
from app.ui.theme import theme

_SIDE_PX, _GAP_PX = 14, 20


class Legend(QWidget):
    """One line of patterns with their names; nothing where there is but one."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._columns: tuple[Column, ...] = ()
        theme.changed.connect(self.update)

    def show_sheet(self, sheet: Sheet) -> None:
        """Tell the parts of this sheet."""
        drawn = tuple(sheet.columns[at] for at in sheet.drawn)
        self._columns = drawn if len(drawn) > 1 else ()
        self.setAccessibleName(", ".join(column.title for column in self._columns))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(400, 20)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        with QPainter(self) as painter:
            font = theme.font("small")
            painter.setFont(font)
            metrics, left = QFontMetricsF(font), 4.0
            for column in self._columns:
                top = (self.height() - _SIDE_PX) / 2
                fill(painter, QRectF(left, top, _SIDE_PX, _SIDE_PX), column)
                left += _SIDE_PX + 6
                width = metrics.horizontalAdvance(column.title)
                painter.setPen(theme.color("dim"))
                area = QRectF(left, 0, width + 4, self.height())
                painter.drawText(area, Qt.AlignmentFlag.AlignVCenter, column.title)
                left += width + _GAP_PX
