"""The middle of the window: the canvas alone, or with other clips around it."""

from typing import Protocol

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QWidget

from app.ui.cameras.arrangement import Place, arranged
from app.ui.cameras.tile import CameraTile
from app.ui.cameras.tile_header import HEADER_PX, TileHeader
from app.ui.clip_list.dragging import dragged_clip
from app.ui.theme import theme


class Half(Protocol):
    """What takes half of the room of the canvas, and lays a line over the canvas."""

    @property
    def pane(self) -> QWidget:
        """The half that is not the canvas."""

    @property
    def line(self) -> QWidget:
        """What stands over the canvas meanwhile, as high as the header of a tile."""

    def places(self, width: int, height: int) -> tuple[Place, Place]:
        """Return where the pane lies, and where the line with the canvas below it."""


class CameraWall(QWidget):
    """Places the canvas and the tiles. The canvas has a line over it only in company.

    Signals:
        clip_dropped(UUID): a clip of the list was let go here.
    """

    clip_dropped = Signal(object)

    def __init__(self, canvas: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._canvas = canvas
        self.header = TileHeader(self)
        self.header.hide()
        self._tiles: list[CameraTile] = []
        self._half: Half | None = None
        self._hint = _DropHint(self)
        self._takes_clips = False
        canvas.setParent(self)
        self.setFocusProxy(canvas)
        self.setAcceptDrops(True)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        theme.changed.connect(self.update)

    @property
    def tiles(self) -> tuple[CameraTile, ...]:
        return tuple(self._tiles)

    def minimumSizeHint(self) -> QSize:
        return self._canvas.minimumSizeHint()

    def sizeHint(self) -> QSize:
        return self._canvas.sizeHint()

    def set_takes_clips(self, takes: bool) -> None:
        """Say whether a clip of the list may be let go here."""
        self._takes_clips = takes

    def add_tile(self, tile: CameraTile, at: int | None = None) -> None:
        """Show a tile, at a place of its own or behind the others."""
        self._tiles.insert(len(self._tiles) if at is None else at, tile)
        tile.setParent(self)
        tile.setVisible(self._half is None)
        self._place()

    def remove_tile(self, tile: CameraTile) -> None:
        """Let a tile go, with all that it shows."""
        self._tiles.remove(tile)
        tile.forget()
        tile.hide()
        tile.setParent(None)
        tile.deleteLater()
        self._place()

    def share_with(self, half: Half | None) -> None:
        """Give half of the room to something else, or to the tiles again, which wait meanwhile."""
        if self._half is not None:
            for part in (self._half.pane, self._half.line):
                part.hide()
        self._half = half
        for tile in self._tiles:
            tile.setVisible(half is None)
        self._place()
        if half is not None:
            for part in (half.pane, half.line):
                part.setParent(self)
                part.show()
            self._place()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the hairlines between the tiles."""
        with QPainter(self) as painter:
            painter.fillRect(event.rect(), theme.color("line"))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self._takes_clips and dragged_clip(event.mimeData()) is not None:
            self._hint.setGeometry(self.rect())
            self._hint.show()
            self._hint.raise_()
            event.acceptProposedAction()
        else:
            event.ignore()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:  # noqa: ARG002 - Qt's signature
        self._hint.hide()

    def dropEvent(self, event: QDropEvent) -> None:
        self._hint.hide()
        clip_id = dragged_clip(event.mimeData())
        if clip_id is None:
            event.ignore()
        else:
            event.acceptProposedAction()
            self.clip_dropped.emit(clip_id)

    def _place(self) -> None:
        if self._half is not None:
            self._place_halves(self._half)
            return
        places = arranged(self.width(), self.height(), len(self._tiles), header_px=HEADER_PX)
        main = places[0]
        in_company = bool(self._tiles)
        self.header.setVisible(in_company)
        if in_company:
            self.header.setGeometry(main.x, main.y, main.width, HEADER_PX)
            main = Place(main.x, main.y + HEADER_PX, main.width, max(main.height - HEADER_PX, 0))
        self._canvas.setGeometry(main.x, main.y, main.width, main.height)
        for tile, place in zip(self._tiles, places[1:], strict=True):
            tile.setGeometry(place.x, place.y, place.width, place.height)

    def _place_halves(self, half: Half) -> None:
        self.header.hide()
        pane, now = half.places(self.width(), self.height())
        half.pane.setGeometry(pane.x, pane.y, pane.width, pane.height)
        half.line.setGeometry(now.x, now.y, now.width, HEADER_PX)
        below = max(now.height - HEADER_PX, 0)
        self._canvas.setGeometry(now.x, now.y + HEADER_PX, now.width, below)


class _DropHint(QWidget):
    """Says over the canvas what letting a clip go would do; it takes no events itself."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            veil = QColor(theme.color("bg"))
            veil.setAlpha(170)
            painter.fillRect(self.rect(), veil)
            painter.setPen(QPen(theme.color("accent"), 2, Qt.PenStyle.DashLine))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(16, 16, -16, -16), 12, 12)
            painter.setPen(theme.color("text"))
            painter.setFont(theme.font("title"))
            painter.drawText(
                self.rect(), int(Qt.AlignmentFlag.AlignCenter), self.tr("Show beside the open clip")
            )
