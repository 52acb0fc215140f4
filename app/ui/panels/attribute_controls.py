"""Controls for one attribute, each fitting its kind; they show what is and ask for what is wanted.

A value that the options lack stays shown, and says that it is none of them.
"""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from app.ui.controls.no_copying import refuse_copying
from app.ui.controls.tips import plain_tip
from app.ui.panels.attribute_facts import AttributeFact
from app.ui.panels.attribute_field import QuietField
from app.ui.theme import theme
from models.annotation.label_attributes import NO, YES, AttributeKind, AttributeSpec

_HEIGHT_PX = 28
_CHIPS_PX = 172
_CHIP_PADDING_PX = 22
_MOST_CHIPS = 6


class AttributeControl(QWidget):
    """Base of the controls.

    Signals:
        chosen(str): the value that is wanted.
    """

    chosen = Signal(str)

    def __init__(self, spec: AttributeSpec, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.spec = spec
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(4)

    def show_fact(self, fact: AttributeFact) -> None:
        """Show what is told."""
        raise NotImplementedError

    def drop_draft(self) -> None:
        """Forget what was typed: it was meant for another object."""


class _Choice(AttributeControl):
    def __init__(self, spec: AttributeSpec, parent: QWidget | None = None) -> None:
        super().__init__(spec, parent)
        self._box = QComboBox(self)
        self._box.setFixedHeight(_HEIGHT_PX)
        self._box.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._box.setFont(theme.font("body"))
        self._box.setAccessibleName(spec.name)
        self._box.setPlaceholderText(several_text())
        self._box.view().setAccessibleName(spec.name)
        refuse_copying(self._box.view())
        self._column.addWidget(self._box)
        self._box.activated.connect(self._on_activated)
        self.setFocusProxy(self._box)

    def show_fact(self, fact: AttributeFact) -> None:
        self.spec = fact.spec
        wanted = [(option, option) for option in fact.spec.options]
        if fact.value is not None and fact.value not in fact.spec.options:
            wanted.append((not_among_text(fact.value), fact.value))
        box, rows = self._box, range(self._box.count())
        shown = [(box.itemText(at), box.itemData(at)) for at in rows]
        if wanted != shown:
            self._box.clear()
            for text, value in wanted:
                self._box.addItem(text, value)
        at = -1 if fact.value is None else self._box.findData(fact.value)
        self._box.setCurrentIndex(at)
        self._box.setToolTip(plain_tip(self._box.currentText()))

    def _on_activated(self, row: int) -> None:
        self.chosen.emit(str(self._box.itemData(row)))


class _Chips(AttributeControl):
    """A few options side by side, in as many rows as they need."""

    def __init__(self, spec: AttributeSpec, parent: QWidget | None = None) -> None:
        super().__init__(spec, parent)
        self._chips: dict[str, QPushButton] = {}
        self._shown: tuple[str, ...] = ()

    def show_fact(self, fact: AttributeFact) -> None:
        self.spec = fact.spec
        options = fact.spec.options
        if fact.value is not None and fact.value not in options:
            options = (*options, fact.value)
        if options != self._shown:
            self._lay_out(options)
        for option, chip in self._chips.items():
            chip.setChecked(option == fact.value)

    def _lay_out(self, options: tuple[str, ...]) -> None:
        self._shown = options
        while (item := self._column.takeAt(0)) is not None:
            if (row := item.widget()) is not None:
                row.hide()
                row.deleteLater()
        self._chips.clear()
        metrics = QFontMetrics(theme.font("small"))
        room, layout = 0, QHBoxLayout()
        for option in options:
            width = min(metrics.horizontalAdvance(option) + _CHIP_PADDING_PX, _CHIPS_PX)
            if width > room:
                layout = self._new_row()
                room = _CHIPS_PX
            room -= width + layout.spacing()
            chip = self._chip(option, width)
            layout.insertWidget(layout.count() - 1, chip)
            chip.show()

    def _new_row(self) -> QHBoxLayout:
        row = QWidget(self)
        layout = QHBoxLayout(row)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addStretch(1)
        self._column.addWidget(row)
        # At once: what a layout shows comes later, and the rows around take their room before.
        row.show()
        return layout

    def _chip(self, option: str, width: int) -> QPushButton:
        known = option in self.spec.options
        chip = _Chip(option, width)
        chip.setToolTip("" if known else plain_tip(not_among_text(option)))
        chip.setAccessibleName(f"{self.spec.name}: {option}")
        chip.clicked.connect(lambda _on=False: self.chosen.emit(option))
        self._chips[option] = chip
        return chip


class _Chip(QPushButton):
    """Does not switch by itself: what it asks for may be refused."""

    def __init__(self, text: str, width: int) -> None:
        super().__init__()
        self.setProperty("kind", "chip")
        self.setFont(theme.font("small"))
        self.setCheckable(True)
        self.setAutoDefault(False)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._width = width
        metrics = QFontMetrics(self.font())
        room = width - _CHIP_PADDING_PX + 2
        self.setText(metrics.elidedText(text, Qt.TextElideMode.ElideRight, room))

    def sizeHint(self) -> QSize:
        return QSize(self._width, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return QSize(24, super().minimumSizeHint().height())

    def nextCheckState(self) -> None:
        """Stay: only what is told switches."""


class _Check(AttributeControl):
    def __init__(self, spec: AttributeSpec, parent: QWidget | None = None) -> None:
        super().__init__(spec, parent)
        self._box = _StillBox(self)
        self._box.setMinimumHeight(_HEIGHT_PX)
        self._box.setAccessibleName(spec.name)
        self._column.addWidget(self._box)
        self._box.clicked.connect(lambda _on=False: self._on_clicked())
        self.setFocusProxy(self._box)
        self._value: str | None = None

    def show_fact(self, fact: AttributeFact) -> None:
        self.spec, self._value = fact.spec, fact.value
        state = {YES: Qt.CheckState.Checked, None: Qt.CheckState.PartiallyChecked}
        self._box.setTristate(fact.value is None)
        self._box.setCheckState(state.get(fact.value, Qt.CheckState.Unchecked))
        self._box.setText(value_text(fact))

    def _on_clicked(self) -> None:
        self.chosen.emit(NO if self._value == YES else YES)


class _StillBox(QCheckBox):
    def nextCheckState(self) -> None:
        """Stay: only what is told switches."""


class _Typed(AttributeControl):
    def __init__(self, spec: AttributeSpec, parent: QWidget | None = None) -> None:
        super().__init__(spec, parent)
        self._field = QuietField(self)
        self._field.setFixedHeight(_HEIGHT_PX)
        self._field.setFont(theme.font("body", tabular=True))
        self._field.setAccessibleName(spec.name)
        self._field.allows = lambda text: not text or self.spec.allows(text.strip())
        self._column.addWidget(self._field)
        self._field.entered.connect(lambda text: self.chosen.emit(text.strip()))
        self.setFocusProxy(self._field)

    def show_fact(self, fact: AttributeFact) -> None:
        self.spec = fact.spec
        self._field.setPlaceholderText(several_text() if fact.value is None else "")
        self._field.show_text(fact.value or "")
        self._field.setToolTip("" if fact.fits else plain_tip(not_among_text(fact.value or "")))

    def drop_draft(self) -> None:
        self._field.drop_draft()


def control_for(spec: AttributeSpec, parent: QWidget | None = None) -> AttributeControl:
    """Return a control for an attribute."""
    match spec.kind:
        case AttributeKind.SELECT:
            return _Choice(spec, parent)
        case AttributeKind.RADIO:
            few = len(spec.options) <= _MOST_CHIPS
            return _Chips(spec, parent) if few else _Choice(spec, parent)
        case AttributeKind.CHECKBOX:
            return _Check(spec, parent)
        case AttributeKind.NUMBER | AttributeKind.TEXT:
            return _Typed(spec, parent)


def value_text(fact: AttributeFact) -> str:
    """Say what is told, in words."""
    if fact.value is None:
        return several_text()
    if fact.spec.kind is AttributeKind.CHECKBOX and fact.value in (YES, NO):
        yes = fact.value == YES
        return _translate("yes") if yes else _translate("no")
    return fact.value if fact.fits else not_among_text(fact.value)


def several_text() -> str:
    """Say that the objects differ."""
    return _translate("several")


def not_among_text(value: str) -> str:
    """Say that a value is none that the label allows any more."""
    return _translate("%1 (not among the options)").replace("%1", value)


def _translate(text: str) -> str:
    return QCoreApplication.translate("Attributes", text)
