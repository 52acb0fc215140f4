"""The question where the objects of a label go that ends."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from PySide6.QtGui import QColor
from PySide6.QtWidgets import QComboBox, QRadioButton, QWidget

from app.ui.controls import push_button
from app.ui.dialogs.frame import Dialog, note
from app.ui.dialogs.labels.texts import uses_text
from app.ui.panels.swatch import swatch_icon
from models.annotation import Label
from models.label_uses import Uses


class EndLabelDialog(Dialog):
    """Gives the objects another label, or deletes them: the default never deletes."""

    def __init__(
        self,
        label: Label,
        others: Sequence[Label],
        *,
        uses: Uses | None,
        deletes: bool,
        parent: QWidget | None = None,
    ) -> None:
        """Ask about `label`; with `deletes`, deleting its objects is offered besides merging."""
        super().__init__(parent, width_px=420)
        is_unused = uses is not None and not uses.objects
        title = self.tr("Delete the label {0}?") if deletes else self.tr("Merge {0} into…")
        self.set_words(title.format(label.name), uses_text(uses) + ".")
        self._merge = QRadioButton(self.tr("Give them the label"))
        self._delete = QRadioButton(self.tr("Delete them, with all their boxes"))
        self._into = QComboBox()
        self._into.setAccessibleName(self.tr("The label that they get"))
        self._into.view().setAccessibleName(self._into.accessibleName())
        for other in others:
            self._into.addItem(swatch_icon(QColor(other.color)), other.name, str(other.id))
        self._into.activated.connect(lambda _row: self._merge.setChecked(True))
        self._ask = not (deletes and is_unused)
        if self._ask:
            self._offer(deletes=deletes, can_merge=bool(others))
            remark = self.tr(
                "It is done once you save the labels, clip by clip, and cannot be undone as one."
            )
            self.body.addWidget(note(remark, self.inner_px))
        name = self.tr("Delete") if deletes else self.tr("Merge")
        go = push_button(name, "danger" if deletes else "primary")
        go.setDefault(not deletes)
        go.setEnabled(deletes or bool(others))
        go.clicked.connect(lambda _on=False: self.accept())
        cancel = self.cancel_button()
        cancel.setDefault(deletes)
        self.add_buttons(cancel, go)

    @property
    def into(self) -> UUID | None:
        """The label that the objects get, if any."""
        if not self._ask or self._delete.isChecked() or self._into.currentIndex() < 0:
            return None
        return UUID(self._into.currentData())

    @property
    def deletes(self) -> bool:
        """Whether the objects go with their label; False where there are none."""
        return self._ask and self._delete.isChecked()

    def choose_delete(self) -> None:
        """Choose to delete the objects."""
        self._delete.setChecked(True)

    def choose_into(self, label_id: UUID) -> None:
        """Choose the label that the objects get."""
        self._merge.setChecked(True)
        self._into.setCurrentIndex(self._into.findData(str(label_id)))

    def _offer(self, *, deletes: bool, can_merge: bool) -> None:
        if deletes:
            self.body.addWidget(self._merge)
            self._merge.setEnabled(can_merge)
        self.body.addWidget(self._into)
        self._into.setEnabled(can_merge)
        if deletes:
            self.body.addWidget(self._delete)
        (self._merge if can_merge else self._delete).setChecked(True)
