"""What solid and dashed boxes are, in one line."""

from PySide6.QtCore import QLineF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from app.ui.controls import ElidedLabel, text_label
from app.ui.controls.tips import plain_tip
from app.ui.places.places_panel import INDENT_PX
from app.ui.review.comparison.their_layer import legend_pen
from app.ui.theme import theme

_SAMPLE = QSize(28, 16)


class Legend(QWidget):
    """Two samples of lines and what each stands for."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theirs = ElidedLabel("", "small", tone="dim")
        row = QHBoxLayout(self)
        row.setContentsMargins(INDENT_PX, 0, 8, 0)
        row.setSpacing(6)
        row.addWidget(_Sample(dashed=False))
        row.addWidget(text_label(self.tr("this clip"), "small", tone="dim"))
        row.addSpacing(8)
        row.addWidget(_Sample(dashed=True))
        row.addWidget(self._theirs, 1)

    @property
    def theirs(self) -> str:
        return self._theirs.text()

    def set_theirs(self, text: str) -> None:
        """Say whose the dashed boxes are."""
        self._theirs.setText(text)
        self._theirs.setToolTip(plain_tip(text))
        self.setAccessibleName(self.tr("Solid: this clip. Dashed: {0}.").format(text))


class _Sample(QWidget):
    def __init__(self, *, dashed: bool) -> None:
        super().__init__()
        self._dashed = dashed
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setFixedSize(_SAMPLE)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - it is small: all of it
        pen = legend_pen() if self._dashed else QPen(theme.color("text"), 2.0)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        middle = self.height() / 2
        with QPainter(self) as painter:
            painter.setPen(pen)
            painter.drawLine(QLineF(0, middle, self.width(), middle))
