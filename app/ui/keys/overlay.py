"""F1: the live map of keys, over the window."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QColor, QHideEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractSlider,
    QApplication,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from app.ui.action_specs import ActionSpec
from app.ui.action_specs.form import Context
from app.ui.actions import ActionRegistry
from app.ui.controls import card, heading, text_label
from app.ui.keys.columns import dealt
from app.ui.keys.words import nudge_keys
from app.ui.theme import theme

_MOST_COLUMNS, _BAR_PX = 5, 16
# Between the keys and the scroll bar.
_BESIDE_BAR_PX = 12
# No column is narrower than this: so many need not be tried.
_LEAST_COLUMN_PX = 300
_LEFT_PX, _RIGHT_PX = 28, 16
_MARGIN_PX = 24
# What a heading takes, in rows of keys.
_HEADING_ROWS = 2
_Slide = QAbstractSlider.SliderAction
_SCROLLS = {
    Qt.Key.Key_Down: _Slide.SliderSingleStepAdd,
    Qt.Key.Key_Up: _Slide.SliderSingleStepSub,
    Qt.Key.Key_PageDown: _Slide.SliderPageStepAdd,
    Qt.Key.Key_PageUp: _Slide.SliderPageStepSub,
}
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
        self._card: QFrame | None = None
        self._scroll: QScrollArea | None = None
        self._map = QWidget()
        self._columns = self._built_for = 0
        parent.installEventFilter(self)
        registry.keys_changed.connect(self._forget)
        self.hide()

    def toggle(self) -> None:
        """Show the map, or hide it."""
        if self.isVisible():
            self.hide()
            return
        self._focused_before = QApplication.focusWidget()
        self._cover()
        self.show()
        self.raise_()
        self.setFocus(Qt.FocusReason.PopupFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: ARG002 - Qt's signature
        """Cover the whole parent at any size."""
        if event.type() is QEvent.Type.Resize and self.isVisible():
            self._cover()
        return False

    def hideEvent(self, event: QHideEvent) -> None:
        """Give the keys back to whoever had them."""
        super().hideEvent(event)
        before, self._focused_before = self._focused_before, None
        if before is not None and isValid(before):
            before.setFocus(Qt.FocusReason.PopupFocusReason)

    def event(self, event: QEvent) -> bool:
        """Keep the keys that scroll, before they lead to other clips."""
        if (
            event.type() is QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() in _SCROLLS
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.hide()
        elif event.key() in _SCROLLS and self._scroll is not None:
            self._scroll.verticalScrollBar().triggerAction(_SCROLLS[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: ARG002 - Qt's signature
        self.hide()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        with QPainter(self) as painter:
            veil = QColor(theme.color("canvas"))
            veil.setAlpha(190)
            painter.fillRect(self.rect(), veil)

    def _forget(self) -> None:
        """Make the map anew when it is next looked at."""
        self._built_for = 0
        if self.isVisible():
            self._cover()

    def _cover(self) -> None:
        """Cover the parent, in as many columns as it is wide enough for."""
        area = self._over.rect()
        self.setGeometry(area)
        if self._built_for != area.width():
            self._built_for = area.width()
            self._columns = max(min(_MOST_COLUMNS, area.width() // _LEAST_COLUMN_PX), 1)
            self._build()
            # How wide a column is follows from its words: less of them, until they fit.
            while self._columns > 1 and self._needed_px() > area.width() - 2 * _MARGIN_PX:
                self._columns -= 1
                self._build()
        self._place()

    def _needed_px(self) -> int:
        return self._map.sizeHint().width() + _BAR_PX + _LEFT_PX + _RIGHT_PX

    def _place(self) -> None:
        """Put the card into the middle; what is higher than the window is scrolled."""
        if self._card is None or self._scroll is None:
            return
        inner = self._map.sizeHint()
        bar_px = self._scroll.verticalScrollBar().sizeHint().width()
        self._scroll.setFixedWidth(inner.width() + bar_px)
        head = self._card.sizeHint().height() - self._scroll.sizeHint().height()
        most = max(self.height() - 2 * _MARGIN_PX - head, 120)
        self._scroll.setFixedHeight(min(inner.height(), most))
        self._card.adjustSize()
        middle = self.rect().center() - self._card.rect().center()
        self._card.move(middle)

    def _build(self) -> None:
        if self._card is not None:
            self._card.hide()
            self._card.deleteLater()
        self._card = box = card()
        box.setParent(self)
        inner = QVBoxLayout(box)
        inner.setContentsMargins(_LEFT_PX, 22, _RIGHT_PX, 24)
        inner.setSpacing(16)
        title = QHBoxLayout()
        title.addWidget(text_label(self.tr("Keys"), "title"))
        title.addStretch(1)
        change = text_label(self._how_to_change(), "small", tone="faint")
        title.addWidget(change)
        inner.addLayout(title)
        self._map = map_of_keys = QWidget()
        columns = QHBoxLayout(map_of_keys)
        columns.setContentsMargins(0, 0, _BESIDE_BAR_PX, 0)
        columns.setSpacing(40)
        for groups in self._spread():
            columns.addLayout(self._column(groups))
        self._scroll = QScrollArea()
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidget(map_of_keys)
        # The card is to be seen through; setWidget has just said otherwise.
        self._scroll.viewport().setAutoFillBackground(False)
        map_of_keys.setAutoFillBackground(False)
        inner.addWidget(self._scroll)
        # The hint ends above the keys of the last column.
        bar_px = self._scroll.verticalScrollBar().sizeHint().width()
        title.setContentsMargins(0, 0, _BESIDE_BAR_PX + bar_px, 0)
        box.show()

    def _how_to_change(self) -> str:
        key = self._registry.key_text("help.edit_keys")
        if key:
            return self.tr("{0} changes keys · Esc closes").format(key)
        return self.tr("Esc closes")

    def _spread(self) -> list[list[tuple[ActionSpec, ...]]]:
        """Deal the groups out to the columns, in their order, so that these are equally high."""
        by_group: dict[str, list[ActionSpec]] = {}
        for spec in self._listed():
            by_group.setdefault(spec.group, []).append(spec)
        groups = [tuple(members) for members in by_group.values()]
        rows = [len({*map(_family, members)}) + _HEADING_ROWS for members in groups]
        counts = dealt(rows, self._columns)
        starts = [sum(counts[:at]) for at in range(len(counts))]
        return [groups[start : start + count] for start, count in zip(starts, counts, strict=True)]

    def _listed(self) -> list[ActionSpec]:
        return [one for one in self._registry.specs if one.shortcuts or one.id in _BY_HAND]

    def _column(self, groups: list[tuple[ActionSpec, ...]]) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(6)
        for members in groups:
            column.addWidget(heading(self._registry.group_title(members[0])))
            grid = QGridLayout()
            grid.setHorizontalSpacing(16)
            grid.setVerticalSpacing(3)
            grid.setColumnStretch(0, 1)
            families: dict[str, list[ActionSpec]] = {}
            for spec in members:
                families.setdefault(_family(spec), []).append(spec)
            for row, family in enumerate(families.values()):
                self._add_row(grid, row, tuple(family))
            column.addLayout(grid)
            column.addSpacing(8)
        column.addStretch(1)
        return column

    def _add_row(self, grid: QGridLayout, row: int, family: tuple[ActionSpec, ...]) -> None:
        first = self._registry.action(family[0].id).iconText()
        keys = self._registry.key_texts(family[0].id)
        if family[0].id in _BY_HAND:
            keys = (self.tr("Enter"), self.tr("Double click"))
        elif family[0].id.startswith("nudge."):
            first, together = self._nudge_words(family[0].id)
            each = tuple(self._registry.key_text(spec.id) for spec in family)
            keys = (together,) if together else each
        elif family[0].id.startswith("cameras."):
            first = self._camera_words(family[0].id) if len(family) > 1 else first
            keys = tuple(self._registry.key_text(spec.id) for spec in family)
        elif len(family) > 1:
            first = first.replace(" 1", " 1…9")
            keys = (f"{keys[0]}…{self._registry.key_text(family[-1].id)[-1]}",)
        elif where := self._where(family[0]):
            first = where.format(first)
        grid.addWidget(text_label(first, "small"), row, 0)
        cell = QHBoxLayout()
        cell.setSpacing(4)
        cell.addStretch(1)
        # Both keys of that name are called Enter; one is shown.
        for key in dict.fromkeys(key.replace("Return", "Enter") for key in keys):
            cell.addWidget(_key_cap(key))
        grid.addLayout(cell, row, 1)

    def _where(self, spec: ActionSpec) -> str:
        """Say in which workspace a key means this, where it means something else in the other."""
        others = {Context.ANNOTATE: Context.REVIEW, Context.REVIEW: Context.ANNOTATE}
        other = others.get(spec.context)
        if not any(
            one.context is other and set(one.shortcuts) & set(spec.shortcuts)
            for one in self._registry.specs
        ):
            return ""
        return (
            self.tr("{0} (in Annotate)") if other is Context.REVIEW else self.tr("{0} (in Review)")
        )

    def _camera_words(self, action_id: str) -> str:
        if action_id.startswith("cameras.ms_"):
            return self.tr("Camera 100 ms earlier, later")
        return self.tr("Camera one frame earlier, later")

    def _nudge_words(self, action_id: str) -> tuple[str, str]:
        key_text = self._registry.key_text
        if action_id.endswith("_10"):
            text, keys = self.tr("Nudge by 10 px"), nudge_keys(key_text, suffix="_10")
        else:
            text, keys = self.tr("Nudge by 1 px"), nudge_keys(key_text)
        return text, keys


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
