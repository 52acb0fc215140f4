"""F1: the live map of keys, over the window."""

from itertools import groupby

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QColor, QHideEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from app.ui import action_specs
from app.ui.action_specs import ActionSpec
from app.ui.actions import ActionRegistry
from app.ui.controls import card, heading, text_label
from app.ui.theme import theme

_COLUMNS = (
    (action_specs.PLAYBACK, action_specs.STEPS),
    (action_specs.DRAW, action_specs.LABELS, action_specs.EDIT),
    (action_specs.VIEW, action_specs.CAMERAS, action_specs.PROJECT, action_specs.HELP),
)
# Families of actions that stand in one row: their keys differ in a digit or a direction only.
_FAMILIES = ("label.choose_", "label.give_", "nudge.", "cameras.frame_", "cameras.ms_")

# What is done on a picture itself: nothing that a shortcut could name.
_BY_HAND = frozenset({"cameras.swap"})


class KeysOverlay(QWidget):
    """Covers its parent; any click, Esc or F1 closes it."""

    def __init__(self, registry: ActionRegistry, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("Keys"))
        self._registry = registry
        self._over = parent
        self._focused_before: QWidget | None = None
        parent.installEventFilter(self)
        self._build()
        self.hide()

    def toggle(self) -> None:
        """Show the map, or hide it."""
        if self.isVisible():
            self.hide()
            return
        self._focused_before = QApplication.focusWidget()
        self.setGeometry(self._over.rect())
        self.show()
        self.raise_()
        self.setFocus(Qt.FocusReason.PopupFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: ARG002 - Qt's signature
        """Cover the whole parent at any size."""
        if event.type() is QEvent.Type.Resize and self.isVisible():
            self.setGeometry(self._over.rect())
        return False

    def hideEvent(self, event: QHideEvent) -> None:
        """Give the keys back to whoever had them."""
        super().hideEvent(event)
        before, self._focused_before = self._focused_before, None
        if before is not None and isValid(before):
            before.setFocus(Qt.FocusReason.PopupFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.hide()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: ARG002 - Qt's signature
        self.hide()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        painter = QPainter(self)
        veil = QColor(theme.color("canvas"))
        veil.setAlpha(190)
        painter.fillRect(self.rect(), veil)
        painter.end()

    def _build(self) -> None:
        box = card()
        inner = QVBoxLayout(box)
        inner.setContentsMargins(28, 22, 28, 24)
        inner.setSpacing(16)
        title = QHBoxLayout()
        title.addWidget(text_label(self.tr("Keys"), "title"))
        title.addStretch(1)
        title.addWidget(text_label(self.tr("Esc closes"), "small", tone="faint"))
        inner.addLayout(title)
        columns = QHBoxLayout()
        columns.setSpacing(40)
        for groups in _COLUMNS:
            columns.addLayout(self._column(groups))
        inner.addLayout(columns)
        layout = QVBoxLayout(self)
        layout.addStretch(1)
        layout.addWidget(box, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(1)

    def _column(self, groups: tuple[str, ...]) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(6)
        specs = [one for one in self._registry.specs if one.shortcuts or one.id in _BY_HAND]
        for group in groups:
            members = [spec for spec in specs if spec.group == group]
            if not members:
                continue
            column.addWidget(heading(self._registry.group_title(members[0])))
            grid = QGridLayout()
            grid.setHorizontalSpacing(16)
            grid.setVerticalSpacing(3)
            grid.setColumnStretch(0, 1)
            for row, (_, family) in enumerate(groupby(members, key=_family)):
                self._add_row(grid, row, tuple(family))
            column.addLayout(grid)
            column.addSpacing(8)
        column.addStretch(1)
        return column

    def _add_row(self, grid: QGridLayout, row: int, family: tuple[ActionSpec, ...]) -> None:
        first = self._registry.action(family[0].id).iconText()
        keys = self._registry.key_texts(family[0].id)
        if family[0].id in _BY_HAND:
            keys = (self.tr("Return"), self.tr("Double click"))
        elif family[0].id.startswith("nudge."):
            first, keys = self._nudge_words(family[0].id)
        elif family[0].id.startswith("cameras."):
            first = self._camera_words(family[0].id) if len(family) > 1 else first
            keys = tuple(self._registry.key_text(spec.id) for spec in family)
        elif len(family) > 1:
            first = first.replace(" 1", " 1…9")
            keys = (f"{keys[0]}…{self._registry.key_text(family[-1].id)[-1]}",)
        grid.addWidget(text_label(first, "small"), row, 0)
        cell = QHBoxLayout()
        cell.setSpacing(4)
        cell.addStretch(1)
        for key in keys:
            cell.addWidget(_key_cap(key))
        grid.addLayout(cell, row, 1)

    def _camera_words(self, action_id: str) -> str:
        if action_id.startswith("cameras.ms_"):
            return self.tr("Camera 100 ms earlier, later")
        return self.tr("Camera one frame earlier, later")

    def _nudge_words(self, action_id: str) -> tuple[str, tuple[str, ...]]:
        if action_id.endswith("_10"):
            return self.tr("Nudge by 10 px"), (self.tr("Ctrl+Shift+arrows"),)
        return self.tr("Nudge by 1 px"), (self.tr("Ctrl+arrows"),)


def _family(spec: ActionSpec) -> str:
    for family in _FAMILIES:
        if spec.id.startswith(family):
            return family + ("10" if spec.id.endswith("_10") else "")
    return spec.id


def _key_cap(key: str) -> QFrame:
    cap = QLabel(key)
    cap.setTextFormat(Qt.TextFormat.PlainText)
    cap.setFont(theme.font("tiny"))
    cap.setProperty("shape", "key")
    return cap
