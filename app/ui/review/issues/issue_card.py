"""One card of the list: painted whole, because while somebody scrolls many are made at once."""

from uuid import UUID

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.ui.controls.tips import plain_tip
from app.ui.review.issues.card_text import CardText
from app.ui.theme import theme

_PAD_PX, _LINE_PX, _DOT_PX = 10, 18, 6.0
_RADIUS_PX = 8.0
_Key = Qt.Key
_KEPT = (_Key.Key_Space, _Key.Key_Return, _Key.Key_Enter, _Key.Key_Up, _Key.Key_Down)


def closed_px(*, has_line: bool) -> int:
    """Return how high a card is of which nothing is open; it has a line of what was said or not."""
    return 2 * _PAD_PX + (3 if has_line else 2) * _LINE_PX


class IssueCard(QWidget):
    """Says what an issue is about; opened, its thread stands below in the same frame.

    Signals:
        chosen(issue_id: UUID): a click, Return or Space.
        stepped(by: int): up or down on the keyboard.
        left(): Esc, here or in the thread.
    """

    chosen = Signal(object)
    stepped = Signal(int)
    left = Signal()

    def __init__(self, text: CardText, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = text
        self._active = False
        self._below: QWidget | None = None
        self._column = QVBoxLayout(self)
        self._column.setSpacing(0)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        theme.changed.connect(self.update)
        self.show_text(text)

    @property
    def issue_id(self) -> UUID:
        return self._text.issue_id

    @property
    def text(self) -> CardText:
        return self._text

    def show_text(self, text: CardText) -> None:
        """Say something else of the same issue."""
        self._text = text
        self.setAccessibleName(text.whole)
        self.setToolTip(plain_tip(text.line))
        self._column.setContentsMargins(0, self._own_px(), 0, 0)
        self.update()

    def set_active(self, active: bool) -> None:
        """Mark the one that is looked at."""
        self._active = active
        self.show_text(self._text)

    def open_below(self, widget: QWidget) -> None:
        """Show the thread."""
        self._below = widget
        self._column.addWidget(widget)
        widget.show()

    def close_below(self) -> None:
        """Let go of the thread, which is shown elsewhere or nowhere from now on."""
        if self._below is not None:
            self._column.removeWidget(self._below)
            self._below = None

    def height_px(self, width_px: int) -> int:
        """Return how high it is at this width, with its thread."""
        if self.hasHeightForWidth():
            return self.heightForWidth(width_px)
        return self.sizeHint().height()

    def sizeHint(self) -> QSize:
        below = 0 if self._below is None else self._below.sizeHint().height()
        return QSize(240, self._own_px() + below)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton and event.position().y() < self._own_px():
            self.chosen.emit(self.issue_id)

    def event(self, event: QEvent) -> bool:
        """Keep the keys that a card lives by, before they play the clip."""
        if (
            event.type() is QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and self.hasFocus()
            and event.key() in _KEPT
            and not event.modifiers()
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
            return
        if not self.hasFocus():
            # It comes up from the thread, where up and down must not lead away from what is typed.
            super().keyPressEvent(event)
            return
        match event.key():
            case Qt.Key.Key_Return | Qt.Key.Key_Enter | Qt.Key.Key_Space:
                self.chosen.emit(self.issue_id)
            case Qt.Key.Key_Down:
                self.stepped.emit(1)
            case Qt.Key.Key_Up:
                self.stepped.emit(-1)
            case _:
                super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - it is small: all of it
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            lit = self._active or self.hasFocus()
            painter.setPen(QPen(theme.color("accent" if lit else "line"), 1))
            painter.setBrush(theme.color("hover" if self.underMouse() else "raised"))
            frame = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
            painter.drawRoundedRect(frame, _RADIUS_PX, _RADIUS_PX)
            self._write(painter)

    def _own_px(self) -> int:
        return closed_px(has_line=bool(self._line))

    @property
    def _line(self) -> str:
        """What was said first, where the whole thread is not open below."""
        return "" if self._active else self._text.line

    def _write(self, painter: QPainter) -> None:
        text = self._text
        room = QRect(_PAD_PX, _PAD_PX, self.width() - 2 * _PAD_PX, _LINE_PX)
        small = theme.font("small", tabular=True)
        painter.setFont(small)
        metrics = QFontMetrics(small)
        bold = theme.font("body", bold=True)
        kind_px = min(QFontMetrics(bold).horizontalAdvance(text.kind), room.width())
        self._right(painter, room, text.place, room.width() - kind_px - 10)
        painter.setFont(bold)
        painter.setPen(theme.color("text"))
        painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter), text.kind)
        painter.setFont(small)
        if self._line:
            room.translate(0, _LINE_PX)
            line = metrics.elidedText(self._line, Qt.TextElideMode.ElideRight, room.width())
            painter.setPen(theme.color("dim"))
            painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter), line)
        room.translate(0, _LINE_PX)
        tone = theme.color(text.tone)
        self._paint_mark(painter, QPointF(room.left() + _DOT_PX / 2, room.center().y() + 1))
        painter.setPen(tone)
        state = room.adjusted(int(_DOT_PX) + 6, 0, 0, 0)
        painter.drawText(state, int(Qt.AlignmentFlag.AlignVCenter), text.state)
        state_px = metrics.horizontalAdvance(text.state) + int(_DOT_PX) + 6
        answers = f"↩ {text.answers} · " if text.answers else ""
        self._right(painter, room, answers + text.who, room.width() - state_px - 10)

    def _paint_mark(self, painter: QPainter, middle: QPointF) -> None:
        tone = theme.color(self._text.tone)
        painter.setPen(QPen(tone, 1.4))
        painter.setBrush(tone if self._text.filled else Qt.BrushStyle.NoBrush)
        painter.drawEllipse(middle, _DOT_PX / 2, _DOT_PX / 2)

    def _right(self, painter: QPainter, room: QRect, text: str, most_px: int) -> None:
        shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, most_px)
        painter.setPen(theme.color("dim"))
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
        painter.drawText(room, int(flags), shown)
