"""Texts: labels in the type scale and the tones of the tokens."""

from typing import Literal

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from app.ui.theme import theme

Tone = Literal["text", "dim", "faint", "accent", "ok", "warn", "bad"]


def text_label(
    text: str = "",
    role: str = "body",
    *,
    tone: Tone = "text",
    bold: bool = False,
    tabular: bool = False,
    wrap: bool = False,
) -> QLabel:
    """Return a plain-text label; what it shows is never read as markup."""
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setFont(theme.font(role, bold=bold, tabular=tabular))
    label.setProperty("tone", tone)
    label.setWordWrap(wrap)
    return label


def heading(text: str) -> QLabel:
    """Return the heading of a panel."""
    return text_label(text, "small", tone="dim", bold=True)


class WrappedLabel(QLabel):
    """A text of several lines at a given width; it is as high as its text needs.

    A plain QLabel tells the height for its width to its own layout only, so that in a card which
    is centred in another layout its last line would be cut off.
    """

    def __init__(
        self,
        width_px: int,
        role: str = "body",
        *,
        tone: Tone = "text",
        centred: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setFont(theme.font(role))
        self.setProperty("tone", tone)
        self.setWordWrap(True)
        self.setFixedWidth(width_px)
        if centred:
            self.setAlignment(Qt.AlignmentFlag.AlignHCenter)

    def setText(self, text: str) -> None:
        """Show another text."""
        super().setText(text)
        self.setFixedHeight(max(self.heightForWidth(self.width()), 0))


class ElidedLabel(QLabel):
    """A label of one line that gives way: an ellipsis stands for what does not fit."""

    def __init__(
        self,
        text: str = "",
        role: str = "body",
        *,
        tone: Tone = "text",
        bold: bool = False,
        tabular: bool = False,
        elide: Qt.TextElideMode = Qt.TextElideMode.ElideRight,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self._elide = elide
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setFont(theme.font(role, bold=bold, tabular=tabular))
        self.setProperty("tone", tone)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def minimumSizeHint(self) -> QSize:
        """Allow to shrink to a few letters."""
        return QSize(self.fontMetrics().averageCharWidth() * 4, self.fontMetrics().height())

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        """Paint the text, shortened to the width."""
        with QPainter(self) as painter:
            area = self.contentsRect()
            text = self.fontMetrics().elidedText(self.text(), self._elide, area.width())
            painter.setPen(theme.color(str(self.property("tone"))))
            painter.drawText(area, int(self.alignment()), text)
