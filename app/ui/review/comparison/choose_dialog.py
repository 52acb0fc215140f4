"""What the open clip is compared with, and from when on two boxes are one."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QDoubleSpinBox, QHBoxLayout, QWidget

from app.quality import CompareSettings
from app.session.review.comparing import Other, OtherKind
from app.ui.controls import WrappedLabel, icon_button, push_button
from app.ui.controls.combo_box import ElidedComboBox
from app.ui.controls.tips import plain_tip
from app.ui.dialogs.frame import Dialog, add_field, form, pad
from app.ui.review.comparison.delete_set_dialog import DeleteSetDialog
from app.ui.review.comparison.texts import NameOf, other_text

_WIDTH_PX = 560
_NAME_LETTERS = 30

# A round goes with its clip, a replica is a clip of its own, suggestions lie in the clip itself.
_DELETABLE = frozenset({OtherKind.TRUTH, OtherKind.OTHER})


class ChooseDialog(Dialog):
    """Asks; the answer is read from it.

    Signals:
        delete_requested(Other): the person has said yes; answer with `drop` or `show_failure`.
    """

    delete_requested = Signal(object)

    def __init__(
        self,
        others: Sequence[Other],
        name_of: NameOf,
        settings: CompareSettings,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent, width_px=_WIDTH_PX)
        self.set_words(
            self.tr("Compare with"),
            self.tr("Their boxes are shown dashed, and what differs is listed. Nothing changes."),
        )
        self._others, self._name_of = tuple(others), name_of
        self.which = ElidedComboBox()
        self.which.addItems([other_text(one, name_of) for one in others])
        # Names may be long: the window keeps its width, and the list shows them whole.
        self.which.setMinimumContentsLength(_NAME_LETTERS)
        self.which.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.delete = icon_button("trash-2", "")
        self.delete.clicked.connect(lambda _on=False: self._ask_to_delete())
        self.which.currentIndexChanged.connect(lambda _row: self._tell())
        self._problem = WrappedLabel(self.inner_px, "small", tone="bad")
        self._problem.setVisible(False)
        self.threshold = overlap_field(settings.threshold)
        self.low = overlap_field(settings.low_overlap)
        self.labels = QCheckBox(self.tr("A box of another label is another object"))
        self.labels.setChecked(settings.labels_must_agree)
        self._compare = push_button(self.tr("Compare"), "primary")
        self._lay_out()
        if all(one.kind is OtherKind.SUGGESTIONS for one in others):
            # There may be none of them: a person has to want them.
            self.which.setPlaceholderText(self.tr("Choose…"))
            self.which.setCurrentIndex(-1)
        self._tell()
        self.which.setFocus()

    @property
    def other(self) -> Other:
        """What was chosen; only where something is."""
        return self._others[self.which.currentIndex()]

    @property
    def settings(self) -> CompareSettings:
        """How it is compared."""
        return CompareSettings(
            self.threshold.value(), self.low.value(), labels_must_agree=self.labels.isChecked()
        )

    def drop(self, other: Other) -> None:
        """Offer it no more: it was deleted."""
        row = self._others.index(other)
        self._others = tuple(one for one in self._others if one is not other)
        self.which.removeItem(row)
        self._tell()

    def show_failure(self, text: str) -> None:
        """Say why it could not be deleted; it is still offered."""
        self._problem.setText(text)
        self._problem.setVisible(True)
        self._tell()

    def _ask_to_delete(self) -> None:
        other = self.other
        if DeleteSetDialog(other, self._name_of, self).asked():
            # Until it is known what came of it.
            self.delete.setEnabled(False)
            self._problem.setVisible(False)
            self.delete_requested.emit(other)

    def _tell(self) -> None:
        """Say whether what is chosen can be deleted, and why not."""
        self.which.setToolTip(plain_tip(self.which.currentText()))
        is_chosen = self.which.currentIndex() >= 0
        self._compare.setEnabled(is_chosen)
        can_go = is_chosen and self.other.kind in _DELETABLE
        tip = self.tr("Delete it…") if can_go else self.tr("Only what was kept can be deleted")
        self.delete.setEnabled(can_go)
        self.delete.setToolTip(tip)
        self.delete.setAccessibleName(tip)

    def _lay_out(self) -> None:
        both = QWidget()
        row = QHBoxLayout(both)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(self.which, 1)
        row.addWidget(self.delete)
        fields = form()
        name = self.tr("With")
        add_field(fields, name, both).setBuddy(self.which)
        self.which.setAccessibleName(name)
        self.which.view().setAccessibleName(name)
        add_field(fields, self.tr("Same box from IoU"), self.threshold)
        add_field(fields, self.tr("Listed below IoU"), self.low)
        self.body.addLayout(fields)
        self.body.addWidget(self.labels)
        self.body.addWidget(self._problem)
        ok = self._compare
        ok.setDefault(True)
        ok.clicked.connect(lambda _on=False: self.accept())
        self.add_buttons(self.cancel_button(), ok)


def overlap_field(value: float) -> QDoubleSpinBox:
    """Return a field for an IoU."""
    field = QDoubleSpinBox()
    field.setRange(0.05, 1.0)
    field.setSingleStep(0.05)
    field.setDecimals(2)
    field.setValue(value)
    pad(field)
    return field
