"""The bar of attribute mode: which object, which attribute, and what each digit chooses."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.ui.controls import ElidedLabel, icon_button, text_label
from app.ui.controls.tips import plain_tip
from app.ui.panels.attribute_controls import value_text
from app.ui.panels.attribute_facts import AttributeFact
from app.ui.panels.attribute_field import QuietField
from app.ui.panels.attribute_keys import ARROWS, ENTER, TABS
from app.ui.panels.swatch import swatch_icon
from app.ui.theme import theme
from models.annotation.label_attributes import AttributeKind

_WIDTH_PX = 560
_FROM_TOP_PX = 12
# Above the canvas's own line and the notes that come and go.
_FROM_BOTTOM_PX = 100
_MARGIN_PX = 16
_A_ROW = 4
_OURS = (*ENTER, *TABS, *ARROWS, Qt.Key.Key_Escape)


@dataclass(frozen=True, slots=True)
class BarState:
    """What the bar shows: an object by name, its attribute, and where the two stand among others.

    fact: None where the object has no attributes; `name` is "" where the frame has no objects.
    """

    name: str = ""
    color: str = ""
    object_at: int = 0
    objects: int = 0
    attribute_at: int = 0
    attributes: int = 0
    fact: AttributeFact | None = None


class AttributeBar(QFrame):
    """Lies over the upper edge of its parent, or the lower one; shows, asks, decides nothing.

    Signals:
        option_chosen(int): the n-th option, from 1.
        value_entered(str): typed, for a number or a text.
        editing_ended(): the field is left; the keys go back to the canvas.
        object_stepped(int): Tab left the field for the next object, or -1 for the previous one.
        attribute_stepped(int): an arrow left the field for the next attribute, or -1: the previous.
        leave_requested()
    """

    option_chosen = Signal(int)
    value_entered = Signal(str)
    editing_ended = Signal()
    object_stepped = Signal(int)
    attribute_stepped = Signal(int)
    leave_requested = Signal()

    def __init__(self, over: QWidget) -> None:
        super().__init__(over)
        self._over = over
        self.setProperty("surface", "card")
        self.setAccessibleName(self.tr("Attribute mode"))
        self._swatch = QLabel()
        self._name = text_label("", bold=True, tabular=True)
        self._place = text_label("", "small", tone="faint", tabular=True)
        self._attribute = text_label("", bold=True)
        self._value = ElidedLabel("", "body", tone="accent")
        self._count = text_label("", "small", tone="faint", tabular=True)
        self._options = QVBoxLayout()
        self._options.setSpacing(4)
        self.field = QuietField()
        self._hint = ElidedLabel("", "small", tone="dim")
        self._is_low = False
        self._state: BarState | None = None
        self._lay_out()
        self.field.installEventFilter(self)
        self.field.entered.connect(self._on_entered)
        over.installEventFilter(self)
        self.hide()

    def show_state(self, state: BarState) -> None:
        """Show an object and its attribute; the same again costs nothing while a clip plays."""
        if state == self._state and not self.field.hasFocus():
            return
        self._state = state
        fact = state.fact
        self._swatch.setVisible(bool(state.color))
        if state.color:
            self._swatch.setPixmap(swatch_icon(QColor(state.color)).pixmap(12, 12))
        nobody = self.tr("Nothing selected") if state.objects else self.tr("Nothing on this frame")
        self._name.setText(state.name or nobody)
        self._place.setText(f"{state.object_at} / {state.objects}" if state.object_at else "")
        self._attribute.setText("" if fact is None else fact.spec.name)
        self._value.setText("" if fact is None else value_text(fact) or self.tr("not told"))
        self._count.setText(f"{state.attribute_at} / {state.attributes}" if fact else "")
        self._fill_options(fact)
        types = fact is not None and _is_typed(fact.spec.kind)
        if not types and self.field.hasFocus():
            # Hidden with the keys, it would hand them to whatever comes next in the window; what
            # was typed was meant for another attribute.
            self.field.drop_draft()
            self._over.setFocus(Qt.FocusReason.OtherFocusReason)
        self.field.setVisible(types)
        if fact is not None and types:
            spec = fact.spec
            self.field.allows = lambda text: not text or spec.allows(text.strip())
            self.field.setAccessibleName(spec.name)
            self.field.show_text(fact.value or "")
        self._hint.setText(self._typing_hint() if self.field.hasFocus() else self._hint_for(state))
        self._place_itself()

    def lie_low(self, low: bool) -> None:
        """Lie at the lower edge, because the object is at the upper one, or the other way round."""
        if low != self._is_low:
            self._is_low = low
            self._place_itself()

    def begin_typing(self, first: str = "") -> None:
        """Give the field the keys, with a first letter where one was typed already."""
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)
        self.field.selectAll()
        if first:
            self.field.insert(first)
            self.field.setModified(True)
        self._state = None
        self._hint.setText(self._typing_hint())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._over and event.type() is QEvent.Type.Resize:
            self._place_itself()
        if watched is self.field and isinstance(event, QKeyEvent):
            key = Qt.Key(event.key())
            if key in _OURS and event.type() is QEvent.Type.ShortcutOverride:
                event.accept()
                return True
            if key in _OURS and event.type() is QEvent.Type.KeyPress:
                self._leave_field(key)
                return True
        return super().eventFilter(watched, event)

    def _leave_field(self, key: Qt.Key) -> None:
        if key == Qt.Key.Key_Escape:
            self.field.drop_draft()
            self.editing_ended.emit()
        elif self.field.property("state") != "bad":
            self.field.take()
            self.editing_ended.emit()
            if key in TABS:
                self.object_stepped.emit(1 if key == Qt.Key.Key_Tab else -1)
            elif key in ARROWS:
                self.attribute_stepped.emit(ARROWS[key])

    def _on_entered(self, text: str) -> None:
        self.value_entered.emit(text.strip())

    def _typing_hint(self) -> str:
        return self.tr("Enter: keep. ↑ ↓: keep, attribute. Tab: keep, next object. Esc: as it was.")

    def _hint_for(self, state: BarState) -> str:
        if state.fact is None:
            if not state.objects:
                return self.tr("Step to a frame with objects. Esc leaves.")
            if state.name:
                return self.tr("No attributes to tell. Tab: next object. Esc leaves.")
            return self.tr("Tab: next object. Esc leaves.")
        act = self.tr("Digit: choose.")
        if _is_typed(state.fact.spec.kind):
            act = self.tr("Enter: type.")
        return f"{act} " + self.tr("↑ ↓: attribute. Tab: next object. Esc leaves.")

    def _fill_options(self, fact: AttributeFact | None) -> None:
        while (item := self._options.takeAt(0)) is not None:
            if (row := item.widget()) is not None:
                row.hide()
                row.deleteLater()
        options = options_of(fact)
        layout: QHBoxLayout | None = None
        for number, (value, text) in enumerate(options, 1):
            if layout is None or (number - 1) % _A_ROW == 0:
                row = QWidget()
                layout = QHBoxLayout(row)
                layout.setContentsMargins(0, 0, 0, 0)
                layout.setSpacing(4)
                self._options.addWidget(row)
                # At once, so that the bar is as high as it needs to be.
                row.show()
            chosen = fact is not None and fact.value == value
            option = self._option(number, text, chosen=chosen)
            layout.addWidget(option, 1)
            option.show()
        if layout is not None:
            for _ in range(-len(options) % _A_ROW if len(options) > _A_ROW else 0):
                layout.addStretch(1)

    def _option(self, number: int, text: str, *, chosen: bool) -> QPushButton:
        key = f"{number}  " if number <= _MOST_DIGITS else ""
        option = QPushButton()
        option.setProperty("kind", "chip")
        option.setFont(theme.font("small", tabular=True))
        option.setCheckable(True)
        option.setChecked(chosen)
        option.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        room = (_WIDTH_PX - 2 * _MARGIN_PX) // _A_ROW - 30
        metrics = option.fontMetrics()
        option.setText(metrics.elidedText(key + text, Qt.TextElideMode.ElideRight, room))
        option.setAccessibleName(f"{number}: {text}")
        option.setToolTip(plain_tip(text))
        option.clicked.connect(lambda _on=False: self.option_chosen.emit(number))
        return option

    def _place_itself(self) -> None:
        width = min(_WIDTH_PX, max(self._over.width() - 2 * _MARGIN_PX, 240))
        self.setFixedWidth(width)
        layout = self.layout()
        if layout is not None:
            layout.activate()
        self.resize(width, self.sizeHint().height())
        low = self._over.height() - self.height() - _FROM_BOTTOM_PX
        self.move((self._over.width() - width) // 2, low if self._is_low else _FROM_TOP_PX)

    def _lay_out(self) -> None:
        close = icon_button("x", self.tr("Leave attribute mode (Esc)"), size_px=14)
        close.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        close.clicked.connect(lambda _on=False: self.leave_requested.emit())
        first = QHBoxLayout()
        first.setSpacing(8)
        for widget in (self._swatch, self._name, self._place):
            first.addWidget(widget)
        first.addSpacing(16)
        first.addWidget(self._attribute)
        first.addWidget(self._value, 1)
        first.addWidget(self._count)
        first.addWidget(close)
        column = QVBoxLayout(self)
        column.setContentsMargins(_MARGIN_PX, 6, 8, 10)
        column.setSpacing(6)
        column.addLayout(first)
        column.addLayout(self._options)
        column.addWidget(self.field)
        column.addWidget(self._hint)


_MOST_DIGITS = 9


def _is_typed(kind: AttributeKind) -> bool:
    return kind in (AttributeKind.NUMBER, AttributeKind.TEXT)


def options_of(fact: AttributeFact | None) -> tuple[tuple[str, str], ...]:
    """Return what the digits choose from 1 on: values, and how they are called."""
    if fact is None or _is_typed(fact.spec.kind):
        return ()
    if fact.spec.kind is AttributeKind.CHECKBOX:
        return tuple(
            (value, value_text(AttributeFact(fact.spec, value, told=True, fits=True)))
            for value in ("true", "false")
        )
    return tuple((option, option) for option in fact.spec.options)
