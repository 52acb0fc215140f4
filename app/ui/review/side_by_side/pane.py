"""Half of the middle: what it was, with a line over it, and the line over what it is now."""

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from app.ui.cameras.arrangement import Place
from app.ui.cameras.tile_header import HEADER_PX, TileHeader
from app.ui.controls import icon_button
from app.ui.review.side_by_side.earlier_canvas import EarlierCanvas
from app.ui.review.side_by_side.halves import halves
from app.ui.theme import Theme

_USUAL = (1920.0, 1080.0)
_CLOSE_PX, _SPACING_PX = 24, 6


class BeforePane(QWidget):
    """The half of before, as the middle of the window takes it.

    Signals:
        close_requested()
    """

    close_requested = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.canvas = EarlierCanvas(theme, self)
        self.header = TileHeader(self)
        self.now_header = _NowHeader(self)
        self.now_header.close_requested.connect(self.close_requested)

    @property
    def pane(self) -> QWidget:
        return self

    @property
    def line(self) -> QWidget:
        return self.now_header

    def places(self, width: int, height: int) -> tuple[Place, Place]:
        """Return where the two halves lie."""
        view = self.canvas.view
        frame = _USUAL if view is None else (view.source_width, view.source_height)
        return halves(width, height, frame, header_px=HEADER_PX)

    def minimumSizeHint(self) -> QSize:
        return QSize(96, HEADER_PX + 54)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.header.setGeometry(0, 0, self.width(), HEADER_PX)
        self.canvas.setGeometry(0, HEADER_PX, self.width(), max(self.height() - HEADER_PX, 0))

    def forget(self) -> None:
        """Drop picture, boxes and every word about the clip."""
        self.canvas.clear()
        self.header.set_name("")
        self.header.set_moment("")
        self.now_header.set_moment("")


class _NowHeader(TileHeader):
    """The line over the canvas, with the button that ends it."""

    close_requested = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._close = icon_button("x", self.tr("Leave side by side"), size_px=14)
        self._close.setFixedWidth(_CLOSE_PX)
        self._close.clicked.connect(lambda _on=False: self.close_requested.emit())
        self.row.setContentsMargins(12, 0, 4, 0)
        self.row.addWidget(self._close)
        self.set_name(self.tr("Now"))

    def _besides_px(self, badge_text: str) -> int:  # noqa: ARG002 - there is no badge here
        return _CLOSE_PX + _SPACING_PX
