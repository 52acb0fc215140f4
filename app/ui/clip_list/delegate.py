"""Paints a row of the clip list: thumbnail with its duration, name, moment, camera, state."""

from collections.abc import Sequence

from PySide6.QtCore import (
    QModelIndex,
    QPersistentModelIndex,
    QPointF,
    QRect,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPainterPath, QPen, QPixmap
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from app.ui.clip_list.marks import Mark
from app.ui.clip_list.model import (
    APART_ROLE,
    CLIP_ROLE,
    MARKS_ROLE,
    OPEN_ROLE,
    OWNED_ROLE,
    THUMBNAIL_ROLE,
)
from app.ui.clip_list.owners import Owned
from app.ui.clip_list.texts import duration_text, moment_texts, state_text, state_tone
from app.ui.theme import theme
from models.records import ClipRecord

ROW_PX = 76
_PICTURE = QSize(92, 58)
# The texts end where the fields above the list do.
_LEFT_PX = _RIGHT_PX = 12
_GAP_PX = 11
_RADIUS_PX = 5.0
_MARK_PX = 14
_MARK_PITCH_PX = 20
_APART_OPACITY = 0.45
_NOBODYS = Owned()


class ClipDelegate(QStyledItemDelegate):
    """Stateless; reads the theme when it paints."""

    def sizeHint(
        self,
        option: QStyleOptionViewItem,  # noqa: ARG002 - Qt's signature
        index: QModelIndex | QPersistentModelIndex,  # noqa: ARG002
    ) -> QSize:
        return QSize(200, ROW_PX)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        clip = index.data(CLIP_ROLE)
        if not isinstance(clip, ClipRecord):
            return
        area: QRect = option.rect
        state: QStyle.StateFlag = option.state
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_ground(painter, area, state, is_open=bool(index.data(OPEN_ROLE)))
        if index.data(APART_ROLE):
            # As what cannot be used is shown everywhere; why, its tooltip tells.
            painter.setOpacity(_APART_OPACITY)
        picture_area = QRect(
            area.left() + _LEFT_PX,
            area.top() + (ROW_PX - _PICTURE.height()) // 2,
            _PICTURE.width(),
            _PICTURE.height(),
        )
        _paint_picture(painter, picture_area, index.data(THUMBNAIL_ROLE))
        _paint_badge(painter, picture_area, duration_text(clip))
        text_area = area.adjusted(_LEFT_PX + _PICTURE.width() + _GAP_PX, 0, -_RIGHT_PX, 0)
        whose = index.data(OWNED_ROLE)
        _paint_texts(
            painter,
            text_area,
            clip,
            index.data(MARKS_ROLE) or (),
            whose if isinstance(whose, Owned) else _NOBODYS,
        )
        painter.restore()

    def _paint_ground(
        self, painter: QPainter, area: QRect, state: QStyle.StateFlag, *, is_open: bool
    ) -> None:
        hovered = bool(state & QStyle.StateFlag.State_MouseOver)
        selected = bool(state & QStyle.StateFlag.State_Selected)
        if is_open or hovered or selected:
            painter.fillRect(area, theme.color("hover"))
        if is_open:
            painter.fillRect(area.adjusted(0, 0, 2 - area.width(), 0), theme.color("accent"))
        focused = QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_HasFocus
        if state & focused == focused:
            painter.setPen(QPen(theme.color("accent"), 1))
            painter.drawRoundedRect(QRectF(area).adjusted(3.5, 1.5, -3.5, -1.5), 6, 6)


def _paint_picture(painter: QPainter, area: QRect, picture: object) -> None:
    outline = QPainterPath()
    outline.addRoundedRect(QRectF(area), _RADIUS_PX, _RADIUS_PX)
    if not isinstance(picture, QPixmap) or picture.isNull():
        painter.fillPath(outline, theme.color("bg"))
        ratio = painter.device().devicePixelRatioF()
        icon = theme.pixmap("film", "faint", size_px=20, ratio=ratio)
        painter.drawPixmap(area.center() - QRect(0, 0, 20, 20).center(), icon)
        return
    painter.save()
    painter.setClipPath(outline)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    # Fill the frame and let the longer side hang over: letterboxed thumbnails look ragged.
    size = picture.deviceIndependentSize()
    factor = max(area.width() / size.width(), area.height() / size.height())
    shown = QRectF(0, 0, size.width() * factor, size.height() * factor)
    shown.moveCenter(QRectF(area).center())
    painter.drawPixmap(shown, picture, QRectF(picture.rect()))
    painter.restore()


def _paint_badge(painter: QPainter, picture_area: QRect, text: str) -> None:
    font = theme.font("tiny", bold=True, tabular=True)
    metrics = QFontMetrics(font)
    width = metrics.horizontalAdvance(text) + 8
    badge = QRect(picture_area.right() - width - 2, picture_area.bottom() - 18, width, 16)
    painter.setPen(Qt.PenStyle.NoPen)
    # Over a picture of any brightness: always white on nearly black, whatever the scheme.
    painter.setBrush(QColor(9, 11, 14, 200))
    painter.drawRoundedRect(QRectF(badge), 4, 4)
    painter.setPen(QColor(Qt.GlobalColor.white))
    painter.setFont(font)
    painter.drawText(badge, int(Qt.AlignmentFlag.AlignCenter), text)


def _paint_texts(
    painter: QPainter,
    area: QRect,
    clip: ClipRecord,
    marks: Sequence[Mark] = (),
    whose: Owned = _NOBODYS,
) -> None:
    line = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    bold, small = theme.font("body", bold=True), theme.font("small", tabular=True)
    camera = "" if f"{clip.name} ".startswith(f"{clip.camera} ") else clip.camera
    pitch, top = (17, 3) if camera else (19, 9)
    row = QRect(area.left(), area.top() + top, area.width(), 20)

    painter.setFont(bold)
    painter.setPen(theme.color("text"))
    # What tells two clips of a camera apart stands at the end of their names.
    middle = Qt.TextElideMode.ElideMiddle
    painter.drawText(row, line, QFontMetrics(bold).elidedText(clip.name, middle, row.width()))

    metrics = QFontMetrics(small)
    painter.setFont(small)
    for texts, tone in ((moment_texts(clip.recorded_at), "dim"), ((camera,), "faint")):
        if not texts[0]:
            continue
        row = row.translated(0, pitch)
        room = QRect(row)
        if whose.letters and tone == "dim":
            # A moment can be told shorter; the state's line has no room to spare for a date.
            room.setRight(_paint_letters(painter, row, whose.letters) - 6)
            painter.setFont(small)
        painter.setPen(theme.color(tone))
        painter.drawText(room, line, _fitting(metrics, texts, room.width()))

    row = row.translated(0, pitch)
    tone_of_state = theme.color(state_tone(clip.state))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(tone_of_state)
    painter.drawEllipse(QPointF(row.left() + 3, row.center().y() + 0.5), 3, 3)
    painter.setPen(tone_of_state)
    _paint_marks(painter, row, marks)
    room = row.adjusted(12, 0, -len(marks) * _MARK_PITCH_PX, 0)
    painter.setFont(small)
    painter.setPen(tone_of_state)
    text = _fitting(metrics, (state_text(clip.state),), room.width())
    painter.drawText(room, line, text)
    room.setLeft(room.left() + metrics.horizontalAdvance(text))
    dues = [f"{between}{due}" for due in whose.dues for between in (" · ", "  ")]
    due = next((text for text in dues if metrics.horizontalAdvance(text) <= room.width()), "")
    if due:
        painter.setPen(theme.color("bad" if whose.overdue else "faint"))
        painter.drawText(room, line, due)


def _paint_letters(painter: QPainter, room: QRect, letters: str) -> int:
    """Paint the letters that stand for a person at the right end; return where they begin."""
    font = theme.font("tiny", bold=True)
    width = QFontMetrics(font).horizontalAdvance(letters) + 10
    badge = QRectF(room.right() + 1 - width, room.center().y() - 7.5, width, 16)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.color("raised"))
    painter.drawRoundedRect(badge, 8, 8)
    painter.setFont(font)
    painter.setPen(theme.color("dim"))
    painter.drawText(badge, int(Qt.AlignmentFlag.AlignCenter), letters)
    return int(badge.left())


def _paint_marks(painter: QPainter, row: QRect, marks: Sequence[Mark]) -> None:
    """Paint the marks at the right end of the state's line, the last one outermost."""
    ratio = painter.device().devicePixelRatioF()
    left = row.right() + 1 - _MARK_PX
    for mark in reversed(marks):
        area = QRect(left, row.center().y() - _MARK_PX // 2 + 1, _MARK_PX, _MARK_PX)
        if mark.share is None:
            icon = theme.pixmap(mark.icon, mark.tone, size_px=_MARK_PX, ratio=ratio)
            painter.drawPixmap(area.topLeft(), icon)
        else:
            _paint_share(painter, QRectF(area).adjusted(1.5, 1.5, -1.5, -1.5), mark)
        left -= _MARK_PITCH_PX


def _paint_share(painter: QPainter, ring: QRectF, mark: Mark) -> None:
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(theme.color("line"), 2.5))
    painter.drawEllipse(ring)
    pen = QPen(theme.color(mark.tone), 2.5)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    painter.setPen(pen)
    sixteenths = round(360 * 16 * max(mark.share or 0.0, 0.03))
    painter.drawArc(ring, 90 * 16, -sixteenths)


def _fitting(metrics: QFontMetrics, texts: tuple[str, ...], width: int) -> str:
    """Return the first text that fits, or the last one shortened."""
    for text in texts:
        if metrics.horizontalAdvance(text) <= width:
            return text
    return metrics.elidedText(texts[-1], Qt.TextElideMode.ElideRight, width)
