"""The inspector's rows for what is told of the selected objects."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from app.ui.controls import ElidedLabel
from app.ui.controls.tips import plain_tip
from app.ui.panels.attribute_controls import AttributeControl, control_for
from app.ui.panels.attribute_facts import AttributeFact
from app.ui.theme import Theme
from models.annotation.label_attributes import AttributeSpec

# As in the form above: the fields of both stand below each other.
_NAMES_PX, _BESIDE_PX = 60, 12


class InspectorAttributes(QWidget):
    """One row an attribute; rows are made anew only where the attributes themselves differ.

    Signals:
        attribute_chosen(AttributeSpec, str): tell this of the selected objects.
    """

    attribute_chosen = Signal(object, str)

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._specs: tuple[AttributeSpec, ...] = ()
        self._of: frozenset[UUID] = frozenset()
        self._controls: list[AttributeControl] = []
        self._notes: list[QLabel] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(_BESIDE_PX)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnMinimumWidth(0, _NAMES_PX)
        self._grid.setColumnStretch(1, 1)

    def show_facts(
        self, facts: Sequence[AttributeFact], *, of: frozenset[UUID], locked: bool
    ) -> None:
        """Show what is told of the selected objects on the frame; `of` are their ids."""
        if of != self._of:
            self._of = of
            for control in self._controls:
                control.drop_draft()
        specs = tuple(fact.spec for fact in facts)
        if specs != self._specs:
            self._specs = specs
            self._lay_out()
        self.setVisible(bool(specs))
        for fact, control, note in zip(facts, self._controls, self._notes, strict=True):
            control.show_fact(fact)
            control.setEnabled(not locked)
            note.setText(self._remark(fact))
            note.setVisible(bool(note.text()))

    def _remark(self, fact: AttributeFact) -> str:
        if fact.value is None:
            return self.tr("several")
        if fact.since is not None:
            return self.tr("from frame %1").replace("%1", str(fact.since))
        return ""

    def _lay_out(self) -> None:
        while (item := self._grid.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        self._controls, self._notes = [], []
        for row, spec in enumerate(self._specs):
            caption, note = self._caption(spec), self._note()
            control = control_for(spec, self)
            control.chosen.connect(
                lambda value, control=control: self.attribute_chosen.emit(control.spec, value)
            )
            self._grid.addWidget(caption, 2 * row, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(control, 2 * row, 1, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(note, 2 * row + 1, 1)
            caption.show()
            control.show()
            self._controls.append(control)
            self._notes.append(note)

    def _caption(self, spec: AttributeSpec) -> QLabel:
        caption = ElidedLabel(spec.name, "small", tone="dim", parent=self)
        caption.setFixedSize(_NAMES_PX, 28)
        along = self.tr("%1: may change along the track")
        told = along.replace("%1", spec.name) if spec.mutable else spec.name
        caption.setToolTip(plain_tip(told))
        return caption

    def _note(self) -> QLabel:
        """Return room for a remark below what is told; none of it while there is no remark."""
        note = ElidedLabel("", "tiny", tone="faint", tabular=True, parent=self)
        note.hide()
        return note
