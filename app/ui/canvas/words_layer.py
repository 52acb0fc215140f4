"""The layer of what is said about the picture and the view: zoom, marks, notices."""

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QPainter

from app.ui.canvas.chrome_painter import ChromePainter
from app.ui.canvas.layers import Sight


class WordsLayer:
    """Says what is not as usual, below what lies over the top of the view."""

    def __init__(self, chrome: ChromePainter) -> None:
        self._chrome = chrome

    def paint(self, painter: QPainter, sight: Sight) -> None:
        screen, top, picture = sight.view.screen, sight.top_px, sight.picture.picture
        self._chrome.paint_marks(painter, sight.marks, top=top)
        self._chrome.paint_zoom(painter, sight.view.zoom * 100, screen)
        if picture.corrupt:
            damaged = _tr("This frame is damaged in the clip")
            self._chrome.paint_notice(painter, damaged, screen, bad=True, top=top)
        elif not picture.exact:
            nearest = _tr("Nearest picture: frame {0}").format(picture.frame_index)
            self._chrome.paint_notice(painter, nearest, screen, bad=False, top=top)


def _tr(text: str) -> str:
    return QCoreApplication.translate("Canvas", text)
