"""The fields for one attribute of a label."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QStackedWidget,
    QWidget,
)

from app.ui.controls import text_label
from app.ui.dialogs.frame import add_field, form
from app.ui.dialogs.labels.spec_changes import (
    converted,
    options_from_text,
    options_text,
    with_options,
    with_range,
)
from app.ui.dialogs.labels.texts import kind_text
from app.ui.panels.attribute_field import QuietField
from models.annotation.label_attributes import NO, YES, AttributeKind, AttributeSpec

_RANGE = 3
_NOBODY = UUID(int=0)


class AttributeForm(QWidget):
    """Shows one attribute; what would leave it without a sense is marked and not taken.

    Signals:
        spec_changed(AttributeSpec)
    """

    spec_changed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._spec: AttributeSpec | None = None
        self.name = QuietField()
        self._kind = QComboBox()
        for kind in AttributeKind:
            self._kind.addItem(kind_text(kind), str(kind))
        self._options = QuietField()
        self._options.setPlaceholderText(self.tr("red, blue, other"))
        self._options.allows = lambda text: bool(options_from_text(text))
        self._range = [QuietField() for _ in range(_RANGE)]
        self._choice = QComboBox()
        self._default = QuietField()
        self._defaults = QStackedWidget()
        self._defaults.addWidget(self._choice)
        self._defaults.addWidget(self._default)
        self._mutable = QCheckBox(self.tr("May change along the track"))
        self._mutable.setToolTip(
            self.tr("What is told then holds from a keyframe to the next, else for the whole track")
        )
        self._form = form()
        self._lay_out(self._form)
        self.setLayout(self._form)
        self._connect()
        self.show_spec(None)

    def may_be_named(self, allows: Callable[[str], bool]) -> None:
        """Say which names are free."""
        self.name.allows = lambda text: bool(text.strip()) and allows(text.strip())

    def show_spec(self, spec: AttributeSpec | None) -> None:
        """Show an attribute, or none."""
        if self._spec is None or spec is None or spec.id != self._spec.id:
            for field in (self.name, self._options, self._default, *self._range):
                field.setModified(False)
        self._spec = spec
        self.setEnabled(spec is not None)
        shown = spec or AttributeSpec(_NOBODY, "-", AttributeKind.TEXT)
        self.name.show_text("" if spec is None else spec.name)
        self._kind.setCurrentIndex(self._kind.findData(str(shown.kind)))
        is_number = shown.kind is AttributeKind.NUMBER
        self._form.setRowVisible(self._options, shown.kind.has_options)
        self._form.setRowVisible(self._bounds, is_number)
        self._options.show_text(options_text(shown.options) if shown.kind.has_options else "")
        for field, text in zip(self._range, shown.options or ("",) * _RANGE, strict=False):
            field.show_text(text if is_number else "")
        self._show_default(shown)
        self._mutable.setChecked(shown.mutable)

    def _show_default(self, spec: AttributeSpec) -> None:
        by_choice = spec.kind.has_options or spec.kind is AttributeKind.CHECKBOX
        self._defaults.setCurrentWidget(self._choice if by_choice else self._default)
        self._default.allows = lambda text: not text or spec.allows(text)
        self._default.show_text("" if by_choice else spec.default)
        self._choice.clear()
        if spec.kind is AttributeKind.CHECKBOX:
            self._choice.addItem(self.tr("No"), NO)
            self._choice.addItem(self.tr("Yes"), YES)
        for option in spec.options if spec.kind.has_options else ():
            self._choice.addItem(option, option)
        self._choice.setCurrentIndex(self._choice.findData(spec.default))

    def _lay_out(self, fields: QFormLayout) -> None:
        fields.setContentsMargins(0, 0, 0, 0)
        add_field(fields, self.tr("Name"), self.name)
        add_field(fields, self.tr("Chosen as"), self._kind)
        add_field(fields, self.tr("Options"), self._options)
        self._bounds = QWidget()
        row = QHBoxLayout(self._bounds)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        names = (self.tr("Least"), self.tr("Largest"), self.tr("Step"))
        for field, name in zip(self._range, names, strict=True):
            field.setAccessibleName(name)
            field.setPlaceholderText(name)
            row.addWidget(field)
        add_field(fields, self.tr("Range"), self._bounds)
        add_field(fields, self.tr("Default"), self._defaults)
        self._choice.setAccessibleName(self.tr("Default"))
        self._default.setAccessibleName(self.tr("Default"))
        self._default.setPlaceholderText(self.tr("none"))
        self._choice.view().setAccessibleName(self._choice.accessibleName())
        fields.addRow(text_label(""), self._mutable)

    def _connect(self) -> None:
        self.name.entered.connect(lambda text: self._change(name=text.strip()))
        self._kind.activated.connect(lambda _row: self._on_kind())
        self._options.entered.connect(self._on_options)
        for field in self._range:
            field.entered.connect(lambda _text: self._on_range())
        self._choice.activated.connect(
            lambda _row: self._change(default=self._choice.currentData())
        )
        self._default.entered.connect(lambda text: self._change(default=text))
        self._mutable.clicked.connect(lambda on: self._change(mutable=on))

    def _change(self, **fields: str | bool) -> None:
        if self._spec is not None:
            self._put(replace(self._spec, **fields))  # type: ignore[arg-type]

    def _on_kind(self) -> None:
        if self._spec is not None:
            kind = AttributeKind(self._kind.currentData())
            self._put(converted(self._spec, kind, first_option=self.tr("unknown")))

    def _on_options(self, text: str) -> None:
        if self._spec is not None:
            self._put(with_options(self._spec, options_from_text(text)))

    def _on_range(self) -> None:
        """Take a range as soon as all three numbers make sense together."""
        least, largest, step = (field.text() for field in self._range)
        if self._spec is not None:
            self._put(with_range(self._spec, (least, largest, step)))

    def _put(self, spec: AttributeSpec | None) -> None:
        if spec is not None and spec != self._spec:
            self._spec = spec
            self.spec_changed.emit(spec)
