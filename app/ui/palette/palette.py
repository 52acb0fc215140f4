"""The command palette: type a few letters, get to any action or clip."""

from collections.abc import Sequence

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFontMetrics, QHideEvent, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from app.ui.actions import ActionRegistry
from app.ui.controls import line, text_label
from app.ui.palette.entries import (
    PaletteEntry,
    action_entries,
    best_entries,
    clip_entries,
    filter_entries,
)
from app.ui.theme import theme
from models.records import ClipRecord

_WIDTH_PX, _HEIGHT_PX, _ROW_PX = 560, 404, 34
_ENTRY_ROLE = int(Qt.ItemDataRole.UserRole)
_Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()


class _Entries(QAbstractListModel):
    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._entries: tuple[PaletteEntry, ...] = ()

    def show_entries(self, entries: Sequence[PaletteEntry]) -> None:
        self.beginResetModel()
        self._entries = tuple(entries)
        self.endResetModel()

    def rowCount(self, parent: _Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._entries)

    def data(self, index: _Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> object:
        if not index.isValid():
            return None
        entry = self._entries[index.row()]
        if role == _ENTRY_ROLE:
            return entry
        if role == int(Qt.ItemDataRole.DisplayRole):
            return entry.title
        if role == int(Qt.ItemDataRole.AccessibleTextRole):
            return ", ".join(part for part in (entry.title, entry.detail, entry.key) if part)
        return None


class _EntryDelegate(QStyledItemDelegate):
    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:  # noqa: ARG002
        return QSize(_WIDTH_PX, _ROW_PX)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        entry = index.data(_ENTRY_ROLE)
        if not isinstance(entry, PaletteEntry):
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = option.rect.adjusted(6, 0, -6, 0)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("hover"))
            painter.drawRoundedRect(area, 6, 6)
        inner = area.adjusted(10, 0, -10, 0)
        ratio = painter.device().devicePixelRatioF()
        # Many actions have no picture of their own: a faint mark keeps the column whole.
        name, tone = (entry.icon, "dim") if entry.icon else ("chevron-right", "faint")
        icon = theme.pixmap(name, tone, size_px=16, ratio=ratio)
        painter.drawPixmap(inner.left(), inner.center().y() - 7, icon)
        self._paint_texts(painter, inner.adjusted(28, 0, 0, 0), entry)
        painter.restore()

    def _paint_texts(self, painter: QPainter, area: QRect, entry: PaletteEntry) -> None:
        right = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        left = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        small = theme.font("small", tabular=True)
        room = area
        painter.setFont(small)
        if entry.key:
            painter.setPen(theme.color("dim"))
            painter.drawText(room, right, entry.key)
        key_px = QFontMetrics(small).horizontalAdvance(entry.key) + 16 if entry.key else 0
        room = room.adjusted(0, 0, -key_px, 0)
        painter.setPen(theme.color("faint"))
        detail_px = QFontMetrics(small).horizontalAdvance(entry.detail) + 16
        body = theme.font("body")
        title_px = QFontMetrics(body).horizontalAdvance(entry.title)
        if title_px + detail_px <= room.width():
            painter.drawText(room.adjusted(title_px + 10, 1, 0, 0), left, entry.detail)
        painter.setFont(body)
        painter.setPen(theme.color("text"))
        title = QFontMetrics(body).elidedText(
            entry.title, Qt.TextElideMode.ElideRight, room.width()
        )
        painter.drawText(room, left, title)


class CommandPalette(QDialog):
    """Opens below the command field; runs the action that is chosen itself.

    Signals:
        clip_chosen(UUID)
        filter_chosen(action_id: str, words: str): what was typed is a filter, for that action.
    """

    clip_chosen = Signal(object)
    filter_chosen = Signal(str, str)

    def __init__(self, registry: ActionRegistry, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup | Qt.WindowType.FramelessWindowHint)
        self.setWindowTitle(self.tr("Commands"))
        self.setFixedSize(_WIDTH_PX, _HEIGHT_PX)
        self.setObjectName("palette")
        self._registry = registry
        self._entries: tuple[PaletteEntry, ...] = ()
        self._focused_before: QWidget | None = None
        self._field = QLineEdit()
        self._view = QListView()
        self._model = _Entries(self)
        self._nothing = text_label(self.tr("Nothing is called that."), tone="dim")
        self._build()

    def open_with(self, clips: Sequence[ClipRecord], *, over: QWidget) -> None:
        """Open in the place of the command field `over`, with these clips."""
        self._focused_before = QApplication.focusWidget()
        self._entries = action_entries(self._registry) + clip_entries(clips)
        self._field.clear()
        self._on_typed("")
        # A hidden field has no width; then the palette opens at its left corner.
        self.move(over.mapToGlobal(QPoint((over.width() - _WIDTH_PX) // 2, -1)))
        self.show()
        self._field.setFocus(Qt.FocusReason.PopupFocusReason)

    def forget(self) -> None:
        """Close and drop the clips' names: the program is being locked."""
        self.hide()
        self._entries = ()
        self._field.clear()
        self._model.show_entries(())

    def hideEvent(self, event: QHideEvent) -> None:
        """Give the keys back to whoever had them."""
        super().hideEvent(event)
        before, self._focused_before = self._focused_before, None
        if before is not None and isValid(before):
            before.window().activateWindow()
            before.setFocus(Qt.FocusReason.PopupFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let the arrows walk the list while the cursor stays in the field."""
        if watched is self._field and isinstance(event, QKeyEvent):
            keys = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)
            if event.type() is QEvent.Type.KeyPress and event.key() in keys:
                self._walk(event.key())
                return True
        return super().eventFilter(watched, event)

    def _build(self) -> None:
        self._field.setPlaceholderText(self.tr("Search or run a command"))
        self._field.setAccessibleName(self.tr("Search or run a command"))
        self._field.setProperty("look", "bare")
        self._field.setFont(theme.font("body"))
        self._field.installEventFilter(self)
        self._field.textChanged.connect(self._on_typed)
        self._field.returnPressed.connect(self._on_chosen)
        self._view.setModel(self._model)
        self._view.setItemDelegate(_EntryDelegate(self._view))
        self._view.setUniformItemSizes(True)
        self._view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._view.setAccessibleName(self.tr("Commands and clips"))
        self._view.setProperty("surface", "raised")
        self._view.clicked.connect(lambda _index: self._on_chosen())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(1, 1, 1, 6)
        layout.setSpacing(0)
        layout.addWidget(self._field)
        layout.addWidget(line())
        layout.addSpacing(6)
        self._nothing.setContentsMargins(16, 8, 16, 8)
        layout.addWidget(self._nothing)
        layout.addWidget(self._view, 1)

    def _walk(self, key: int) -> None:
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_PageUp: -9}.get(Qt.Key(key), 9)
        last = self._model.rowCount() - 1
        row = min(max(self._view.currentIndex().row() + step, 0), last)
        self._view.setCurrentIndex(self._model.index(row, 0))

    def _on_typed(self, text: str) -> None:
        offered = filter_entries(text, self._registry) + best_entries(text, self._entries)
        self._model.show_entries(offered)
        self._view.setCurrentIndex(self._model.index(0, 0))
        self._nothing.setVisible(not offered)

    def _on_chosen(self) -> None:
        entry = self._view.currentIndex().data(_ENTRY_ROLE)
        if not isinstance(entry, PaletteEntry):
            return
        self.hide()
        if entry.clip_id is not None:
            self.clip_chosen.emit(entry.clip_id)
        elif entry.words:
            self.filter_chosen.emit(entry.action_id, entry.words)
        else:
            self._registry.action(entry.action_id).trigger()
