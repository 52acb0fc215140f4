"""The fields for one label: its name, its colour, the digit that chooses it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QWidget

from app.ui.controls import text_label
from app.ui.controls.tips import plain_tip
from app.ui.dialogs.frame import add_field, form
from app.ui.dialogs.labels.palette_row import PaletteRow
from app.ui.dialogs.labels.texts import uses_text
from app.ui.panels.attribute_field import QuietField
from models.annotation import Label
from models.label_uses import Uses


class LabelForm(QWidget):
    """Shows one label.

    Signals:
        label_changed(Label)
        private_changed(label_id: UUID, is_private: bool)
    """

    label_changed = Signal(object)
    private_changed = Signal(object, bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._label: Label | None = None
        self.name = QuietField()
        self._colors = PaletteRow(self.tr("Color"))
        self._digit = QComboBox()
        self._digit.addItem(self.tr("none"), None)
        for digit in range(1, 10):
            self._digit.addItem(str(digit), digit)
        self.private = QCheckBox(self.tr("Private: covered until somebody lifts the masks"))
        self.private.setMinimumHeight(28)
        self._uses = text_label("", "small", tone="dim", tabular=True)
        fields = form()
        fields.setContentsMargins(0, 0, 0, 0)
        add_field(fields, self.tr("Name"), self.name)
        add_field(fields, self.tr("Color"), self._colors)
        add_field(fields, self.tr("Key"), self._digit)
        fields.addRow(text_label(""), self.private)
        add_field(fields, self.tr("In use"), self._uses)
        self._uses.setMinimumHeight(28)
        fields.setContentsMargins(0, 0, 0, 0)
        self.setLayout(fields)
        self.name.entered.connect(lambda text: self._change(name=text.strip()))
        self._colors.color_chosen.connect(lambda color: self._change(color=color))
        self._digit.activated.connect(lambda _row: self._change(digit=self._digit.currentData()))
        self.private.clicked.connect(self._on_private)

    def may_be_named(self, allows: Callable[[str], bool]) -> None:
        """Say which names are free."""
        self.name.allows = lambda text: bool(text.strip()) and allows(text.strip())

    def may_be_private(self, why_not: str) -> None:
        """Say why the person may not say which labels are private; "" where they may."""
        self.private.setEnabled(not why_not)
        self.private.setToolTip(plain_tip(why_not))
        self.private.setAccessibleDescription(why_not)

    def show_label(
        self, label: Label | None, uses: Uses | None, *, is_private: bool = False
    ) -> None:
        """Show a label and how many objects bear it; None where it is not known yet."""
        if self._label is None or label is None or label.id != self._label.id:
            self.name.setModified(False)
        self._label = label
        self.setEnabled(label is not None)
        self.name.show_text("" if label is None else label.name)
        self._colors.show_color("" if label is None else label.color)
        self._digit.setCurrentIndex(0 if label is None else self._digit.findData(label.digit))
        self.private.setChecked(is_private)
        self._uses.setText("" if label is None else uses_text(uses))

    def begin_naming(self) -> None:
        """Let the person type another name at once."""
        self.name.setFocus(Qt.FocusReason.OtherFocusReason)
        self.name.selectAll()

    def _on_private(self, on: bool) -> None:
        if self._label is not None:
            self.private_changed.emit(self._label.id, on)

    def _change(self, **fields: str | int | None) -> None:
        if self._label is not None:
            self._label = replace(self._label, **fields)  # type: ignore[arg-type]
            self.label_changed.emit(self._label)
