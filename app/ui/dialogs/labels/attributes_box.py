"""A label's attributes: their list, and the form of the one that is marked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from uuid import uuid4

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QListWidgetItem, QVBoxLayout, QWidget

from app.ui.controls import heading, icon_button, text_label
from app.ui.dialogs.labels.attribute_form import AttributeForm
from app.ui.dialogs.labels.row_list import RowList
from app.ui.dialogs.labels.texts import objects_text
from app.ui.panels.label_delegate import DIGIT_ROLE
from app.ui.theme import theme
from models.annotation import Label
from models.annotation.label_attributes import AttributeKind, AttributeSpec
from models.label_uses import Uses

_LIST_PX = 196


class AttributesBox(QWidget):
    """Edits the attributes of one label at a time; it asks nobody and removes at once.

    Signals:
        changed(tuple[AttributeSpec, ...]): the label's attributes, all of them.
        removed(AttributeSpec, Uses | None): and of how many objects it is told, if that is known.
    """

    changed = Signal(object)
    removed = Signal(object, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._specs: list[AttributeSpec] = []
        self._label: Label | None = None
        self._uses: Mapping[str, Uses] = {}
        self.list = RowList(self.tr("Attributes"))
        self.list.setFixedWidth(_LIST_PX)
        self.form = AttributeForm()
        self.form.may_be_named(self._is_free)
        self._add = icon_button("plus", self.tr("New attribute (Insert)"))
        self._remove = icon_button("trash-2", self.tr("Remove the attribute (Del)"))
        self._note = text_label("", "small", tone="dim", wrap=True)
        self._lay_out()
        self.list.currentRowChanged.connect(lambda _row: self._show_current())
        self.list.move_requested.connect(self._on_move)
        self.list.add_requested.connect(self.add)
        self.list.remove_requested.connect(self.remove)
        self.list.name_requested.connect(self._name)
        self.form.spec_changed.connect(self._on_spec)
        self._add.clicked.connect(lambda _on=False: self.add())
        self._remove.clicked.connect(lambda _on=False: self.remove())

    def show_label(self, label: Label | None) -> None:
        """Show the attributes of a label; of the same one its marked row stays."""
        same = label is not None and self._label is not None and label.id == self._label.id
        row = max(self.list.currentRow(), 0) if same else 0
        self._label = label
        self._specs = [] if label is None else list(label.attributes)
        self._add.setEnabled(label is not None)
        if not same:
            self._uses = {}
        self._fill(row)

    def show_uses(self, uses: Mapping[str, Uses]) -> None:
        """Say of how many objects each attribute is told."""
        self._uses = uses
        self._show_note()

    def add(self) -> None:
        """Make an attribute, and let the person name it."""
        if self._label is None:
            return
        number, name = 1, self.tr("attribute")
        while not self._is_free(name):
            number += 1
            name = f"{self.tr('attribute')} {number}"
        self._specs.append(AttributeSpec(uuid4(), name, AttributeKind.TEXT))
        self._tell(len(self._specs) - 1)
        self._name()

    def remove(self) -> None:
        """Take the marked attribute away; what is told of objects stays with them, unseen."""
        row = self.list.currentRow()
        if 0 <= row < len(self._specs):
            spec = self._specs.pop(row)
            self._tell(min(row, len(self._specs) - 1))
            self.removed.emit(spec, self._uses.get(spec.key))

    def _name(self) -> None:
        self.form.name.setFocus(Qt.FocusReason.OtherFocusReason)
        self.form.name.selectAll()

    def _is_free(self, name: str) -> bool:
        row = self.list.currentRow()
        wanted = name.casefold()
        return all(
            spec.name.casefold() != wanted for at, spec in enumerate(self._specs) if at != row
        )

    def _on_spec(self, spec: AttributeSpec) -> None:
        for row, known in enumerate(self._specs):
            if known.id == spec.id:
                self._specs[row] = spec
                self._tell(row)

    def _on_move(self, row: int, to: int) -> None:
        self._specs.insert(to, self._specs.pop(row))
        self._tell(to)

    def _tell(self, row: int) -> None:
        self._fill(row)
        if self._label is not None:
            self._label = replace(self._label, attributes=tuple(self._specs))
        self.changed.emit(tuple(self._specs))

    def _fill(self, row: int) -> None:
        self.list.blockSignals(True)
        self.list.clear()
        for spec in self._specs:
            item = QListWidgetItem(
                theme.icon("diamond" if spec.mutable else "tag", "dim"), spec.name
            )
            item.setData(DIGIT_ROLE, "")
            item.setToolTip(
                self.tr("May change along the track")
                if spec.mutable
                else self.tr("Holds for the whole track")
            )
            self.list.addItem(item)
        self.list.setCurrentRow(row if self._specs else -1)
        self.list.blockSignals(False)
        self._show_current()

    def _show_current(self) -> None:
        row = self.list.currentRow()
        spec = self._specs[row] if 0 <= row < len(self._specs) else None
        self.form.show_spec(spec)
        self._remove.setEnabled(spec is not None)
        self._show_note()

    def _show_note(self) -> None:
        row = self.list.currentRow()
        spec = self._specs[row] if 0 <= row < len(self._specs) else None
        uses = None if spec is None else self._uses.get(spec.key)
        if spec is None:
            text = self.tr("Attributes tell more of an object: its color, whether it is parked.")
        elif uses is not None and uses.objects:
            told = self.tr("Told of {0}. Their values stay as they are, whatever you change here.")
            text = told.format(objects_text(uses.objects))
        else:
            text = ""
        self._note.setText(text)

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.addWidget(heading(self.tr("Attributes")))
        top.addStretch(1)
        top.addWidget(self._add)
        top.addWidget(self._remove)
        left = QVBoxLayout()
        left.setSpacing(4)
        left.addLayout(top)
        left.addWidget(self.list, 1)
        right = QVBoxLayout()
        right.setSpacing(8)
        right.addWidget(self.form)
        right.addWidget(self._note)
        right.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(16)
        row.addLayout(left)
        row.addLayout(right, 1)
