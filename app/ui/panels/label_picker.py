"""The popup in which a label is chosen: by digit, by typing a part of its name, or made anew."""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast
from uuid import UUID

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QGuiApplication, QHideEvent, QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from app.ui.controls import push_button
from app.ui.panels.label_delegate import DIGIT_ROLE, LabelDelegate
from app.ui.panels.label_matches import label_for_digit, match_labels, next_color
from app.ui.panels.swatch import swatch_icon
from app.ui.theme import Theme
from models.annotation import Label

_WIDTH_PX = 240
_ROWS_SHOWN = 9
_ROW_PX = 28
_ID_ROLE = Qt.ItemDataRole.UserRole + 1
_FORWARDED = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)


class LabelPicker(QFrame):
    """A list with a field above it; the keyboard does everything.

    A digit chooses at once while nothing is typed. Enter takes the marked row, Esc leaves. The
    last row offers what was typed as a new label; Tab changes the colour that it would get.

    Signals:
        label_chosen(label_id: UUID)
        new_label_requested(name: str, color: str): make this label and use it.
        edit_requested(): open the editor of labels.
        dismissed(): closed without a choice.
    """

    label_chosen = Signal(object)
    new_label_requested = Signal(str, str)
    edit_requested = Signal()
    dismissed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Popup | Qt.WindowType.FramelessWindowHint)
        self._theme = theme
        self._labels: tuple[Label, ...] = ()
        self._color = theme.label_colors[0]
        self._decided = False
        self.setProperty("surface", "card")
        self.setAccessibleName(self.tr("Choose a label"))
        self._field = QLineEdit(self)
        self._field.setPlaceholderText(self.tr("Label"))
        self._field.setAccessibleName(self.tr("Filter labels, or name a new one"))
        self._field.installEventFilter(self)
        self._field.textChanged.connect(self._fill)
        self._list = QListWidget(self)
        self._list.setAccessibleName(self.tr("Labels"))
        self._list.setItemDelegate(LabelDelegate(theme, self._list))
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._list.setMouseTracking(True)
        self._list.setUniformItemSizes(True)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.itemClicked.connect(self._choose)
        column = QVBoxLayout(self)
        column.setContentsMargins(6, 6, 6, 6)
        column.setSpacing(4)
        column.addWidget(self._field)
        column.addWidget(self._list)
        self._edit = push_button(self.tr("Edit labels…"), "ghost", icon="settings")
        self._edit.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._edit.clicked.connect(lambda _on=False: self._on_edit())
        column.addWidget(self._edit, 0, Qt.AlignmentFlag.AlignLeft)
        self.setFixedWidth(_WIDTH_PX)
        theme.changed.connect(self._dress)
        self._dress()

    def set_labels(self, labels: Iterable[Label]) -> None:
        self._labels = tuple(labels)
        self._color = next_color(self._theme.label_colors, self._labels)
        self._fill()

    def open_at(self, global_at: QPoint, *, current: UUID | None = None) -> None:
        """Open with its top left corner there, moved so that all of it is on the screen."""
        self._decided = False
        self._color = next_color(self._theme.label_colors, self._labels)
        self._field.clear()
        self._fill()
        for row in range(self._list.count()):
            if current is not None and self._list.item(row).data(_ID_ROLE) == current:
                self._list.setCurrentRow(row)
        self.adjustSize()
        self.move(self._on_screen(global_at))
        self.show()
        self._field.setFocus(Qt.FocusReason.PopupFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        typed = isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress
        if watched is self._field and typed:
            return self._key_pressed(cast("QKeyEvent", event))
        return super().eventFilter(watched, event)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if not self._decided:
            self._decided = True
            self.dismissed.emit()

    def _key_pressed(self, event: QKeyEvent) -> bool:
        key, text = Qt.Key(event.key()), event.text()
        if key in _FORWARDED:
            self._move_mark(key)
            return True
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            item = self._list.currentItem()
            if item is not None:
                self._choose(item)
            return True
        if key == Qt.Key.Key_Tab:
            self._change_color()
            return True
        if not self._field.text() and text.isdecimal() and len(text) == 1:
            label = label_for_digit(self._labels, int(text))
            if label is not None:
                self._decide(label.id)
                return True
        return False

    def _move_mark(self, key: Qt.Key) -> None:
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_PageUp: -_ROWS_SHOWN}.get(
            key, _ROWS_SHOWN
        )
        last = self._list.count() - 1
        self._list.setCurrentRow(min(max(self._list.currentRow() + step, 0), last))

    def _change_color(self) -> None:
        colors = self._theme.label_colors
        at = colors.index(self._color) if self._color in colors else -1
        self._color = colors[(at + 1) % len(colors)]
        row = self._list.currentRow()
        self._fill()
        self._list.setCurrentRow(row)

    def _choose(self, item: QListWidgetItem) -> None:
        label_id: UUID | None = item.data(_ID_ROLE)
        if label_id is not None:
            self._decide(label_id)
            return
        name = self._field.text().strip()
        self._decided = True
        self.hide()
        self.new_label_requested.emit(name, self._color)

    def _decide(self, label_id: UUID) -> None:
        # Closed before anybody hears of it: the listener may want the focus.
        self._decided = True
        self.hide()
        self.label_chosen.emit(label_id)

    def _on_edit(self) -> None:
        self._decided = True
        self.hide()
        self.edit_requested.emit()

    def _fill(self) -> None:
        matches = match_labels(self._labels, self._field.text())
        self._list.clear()
        for label in matches.labels:
            item = QListWidgetItem(swatch_icon(QColor(label.color)), label.name, self._list)
            item.setData(_ID_ROLE, label.id)
            item.setData(DIGIT_ROLE, "" if label.digit is None else str(label.digit))
        if matches.new_name is not None:
            text = self.tr("New label: %1")
            item = QListWidgetItem(
                swatch_icon(QColor(self._color)), text.replace("%1", matches.new_name), self._list
            )
            item.setData(DIGIT_ROLE, self.tr("Tab: color"))
            item.setToolTip(self.tr("Tab changes the new label's color"))
        self._list.setCurrentRow(0)
        rows = min(max(self._list.count(), 1), _ROWS_SHOWN)
        self._list.setFixedHeight(rows * _ROW_PX)
        self.adjustSize()

    def _on_screen(self, global_at: QPoint) -> QPoint:
        screen = QGuiApplication.screenAt(global_at) or QGuiApplication.primaryScreen()
        room: QRect = screen.availableGeometry()
        size: QSize = self.size()
        return QPoint(
            max(min(global_at.x(), room.right() - size.width()), room.left()),
            max(min(global_at.y(), room.bottom() - size.height()), room.top()),
        )

    def _dress(self) -> None:
        self._field.setFont(self._theme.font("body"))
        self._list.setFont(self._theme.font("body"))
