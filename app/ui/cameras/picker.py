"""Which clip to show beside the open one: those of the same time first."""

from collections.abc import Sequence
from uuid import UUID

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
)
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from app.session.side_by_side import Candidate
from app.ui.cameras.texts import shared_texts
from app.ui.clip_list.texts import moment_texts
from app.ui.controls import push_button
from app.ui.controls.no_copying import refuse_copying
from app.ui.dialogs.frame import Dialog
from app.ui.theme import theme

_WIDTH_PX, _ROW_PX, _MOST_ROWS = 520, 48, 7
_CANDIDATE = int(Qt.ItemDataRole.UserRole)
_Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()


class CameraPicker(Dialog):
    """Asks for one clip; `choice` is the answer once it was accepted."""

    def __init__(self, found: Sequence[Candidate], parent: QWidget | None = None) -> None:
        super().__init__(parent, width_px=_WIDTH_PX)
        self._view = QListView()
        self._model = _Candidates(found, self)
        self._build()

    @property
    def choice(self) -> UUID | None:
        candidate = self._view.currentIndex().data(_CANDIDATE)
        return candidate.clip.id if isinstance(candidate, Candidate) else None

    @classmethod
    def ask(cls, found: Sequence[Candidate], parent: QWidget) -> UUID | None:
        """Return the chosen clip, or None."""
        dialog = cls(found, parent)
        return dialog.choice if dialog.asked() else None

    def _build(self) -> None:
        self.set_words(
            self.tr("Show a clip beside this one"),
            self.tr("Both stay in step by the wall clock. Clips of the same time come first."),
        )
        view = self._view
        view.setModel(self._model)
        view.setItemDelegate(_CandidateDelegate(view))
        view.setUniformItemSizes(True)
        view.setMouseTracking(True)
        view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        view.setFixedHeight(_ROW_PX * min(self._model.rowCount(), _MOST_ROWS) + 2)
        view.setAccessibleName(self.tr("Clips"))
        refuse_copying(view)
        view.setCurrentIndex(self._model.index(0, 0))
        view.doubleClicked.connect(lambda _index: self.accept())
        self.body.addWidget(view)
        show = push_button(self.tr("Show beside"), "primary")
        show.setDefault(True)
        show.clicked.connect(lambda _on=False: self.accept())
        self.add_buttons(self.cancel_button(), show)
        view.setFocus(Qt.FocusReason.OtherFocusReason)


class _Candidates(QAbstractListModel):
    def __init__(self, found: Sequence[Candidate], parent: QObject) -> None:
        super().__init__(parent)
        self._found = tuple(found)

    def rowCount(self, parent: _Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._found)

    def data(self, index: _Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> object:
        if not index.isValid():
            return None
        candidate = self._found[index.row()]
        if role == _CANDIDATE:
            return candidate
        if role == int(Qt.ItemDataRole.DisplayRole):
            return candidate.clip.name
        if role == int(Qt.ItemDataRole.AccessibleTextRole):
            shared, _ = shared_texts(candidate.shared_s, candidate.away_s)
            moment = moment_texts(candidate.clip.recorded_at)[0]
            return f"{candidate.clip.name}, {moment}, {shared}"
        return None


class _CandidateDelegate(QStyledItemDelegate):
    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:  # noqa: ARG002
        return QSize(200, _ROW_PX)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        candidate = index.data(_CANDIDATE)
        if not isinstance(candidate, Candidate):
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area: QRect = option.rect
        state: QStyle.StateFlag = option.state
        if state & QStyle.StateFlag.State_Selected:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("accentbg"))
            painter.drawRoundedRect(area.adjusted(2, 2, -2, -2), 6, 6)
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("hover"))
            painter.drawRoundedRect(area.adjusted(2, 2, -2, -2), 6, 6)
        self._paint_texts(painter, area.adjusted(12, 6, -12, -6), candidate)
        painter.restore()

    def _paint_texts(self, painter: QPainter, area: QRect, candidate: Candidate) -> None:
        left = int(Qt.AlignmentFlag.AlignLeft)
        middle_right = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        small, bold = theme.font("small", tabular=True), theme.font("body", bold=True)
        shared, together = shared_texts(candidate.shared_s, candidate.away_s)
        painter.setFont(small)
        painter.setPen(theme.color("accent" if together else "faint"))
        painter.drawText(area, middle_right, shared)
        room = area.width() - QFontMetrics(small).horizontalAdvance(shared) - 16
        clip = candidate.clip
        painter.setFont(bold)
        painter.setPen(theme.color("text"))
        name = QFontMetrics(bold).elidedText(clip.name, Qt.TextElideMode.ElideRight, room)
        painter.drawText(QRect(area.left(), area.top(), room, 20), left, name)
        painter.setFont(small)
        painter.setPen(theme.color("dim"))
        below = moment_texts(clip.recorded_at)[0]
        if clip.camera and clip.camera != clip.name:
            below = f"{below} · {clip.camera}"
        below = QFontMetrics(small).elidedText(below, Qt.TextElideMode.ElideRight, room)
        painter.drawText(QRect(area.left(), area.top() + 19, room, 18), left, below)
