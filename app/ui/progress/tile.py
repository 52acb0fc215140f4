"""One figure that stands for itself, with what it is; a click leads to its clips."""

from uuid import UUID

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from app.ui.controls import press_by_return
from app.ui.theme import theme


class Tile(QAbstractButton):
    """Shows a figure and two lines of words.

    Signals:
        chosen(frozenset[UUID], str): the clips that it counts, and what they are.
    """

    chosen = Signal(object, str)

    def __init__(self, caption: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._caption, self._figure, self._note, self._tone = caption, "…", "", "text"
        self._clips: frozenset[UUID] = frozenset()
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.clicked.connect(lambda _on=False: self._on_clicked())
        theme.changed.connect(self.update)
        self.show_figure("…")

    def show_figure(
        self,
        figure: str,
        note: str = "",
        *,
        clips: frozenset[UUID] = frozenset(),
        tone: str = "text",
    ) -> None:
        """Show a figure, what is to be said of it, and lead to its clips from now on."""
        self._figure, self._note, self._clips, self._tone = figure, note, clips, tone
        self.setAccessibleName(f"{self._caption}: {figure}")
        self.setAccessibleDescription(note)
        leads = bool(clips)
        self.setCursor(Qt.CursorShape.PointingHandCursor if leads else Qt.CursorShape.ArrowCursor)
        self.setToolTip(self.tr("Show these clips in the list") if leads else "")
        self.update()

    @property
    def figure(self) -> str:
        return self._figure

    def sizeHint(self) -> QSize:
        return QSize(150, 74)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not press_by_return(self, event):
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            hot = self._clips and self.underMouse()
            edge = "text" if self.hasFocus() else "accent" if hot else "line"
            painter.setPen(QPen(theme.color(edge), 1))
            painter.setBrush(theme.color("raised"))
            area = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
            painter.drawRoundedRect(area, 8, 8)
            inner = area.adjusted(12, 8, -12, -8)
            for text, top, height, role, tone in (
                (self._caption, 0, 16, "small", "dim"),
                (self._figure, 17, 24, "title", self._tone),
                (self._note, 42, 16, "tiny", "dim"),
            ):
                painter.setFont(theme.font(role, tabular=True))
                painter.setPen(theme.color(tone))
                line = QRectF(inner.left(), inner.top() + top, inner.width(), height)
                shown = painter.fontMetrics().elidedText(
                    text, Qt.TextElideMode.ElideRight, int(line.width())
                )
                painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, shown)

    def _on_clicked(self) -> None:
        if self._clips:
            self.chosen.emit(self._clips, self._caption)
