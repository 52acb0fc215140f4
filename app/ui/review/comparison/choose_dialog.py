"""What the open clip is compared with, and from when on two boxes are one."""

from collections.abc import Sequence

from PySide6.QtWidgets import QCheckBox, QComboBox, QDoubleSpinBox, QWidget

from app.quality import CompareSettings
from app.session.comparing import Other
from app.ui.controls import push_button
from app.ui.dialogs.frame import Dialog, add_field, form, pad
from app.ui.review.comparison.texts import NameOf, other_text


class ChooseDialog(Dialog):
    """Asks; the answer is read from it."""

    def __init__(
        self,
        others: Sequence[Other],
        name_of: NameOf,
        settings: CompareSettings,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent, width_px=520)
        self.set_words(
            self.tr("Compare with"),
            self.tr("Their boxes are shown dashed, and what differs is listed. Nothing changes."),
        )
        self._others = tuple(others)
        self.which = QComboBox()
        self.which.addItems([other_text(one, name_of) for one in others])
        self.threshold = overlap_field(settings.threshold)
        self.low = overlap_field(settings.low_overlap)
        self.labels = QCheckBox(self.tr("A box of another label is another object"))
        self.labels.setChecked(settings.labels_must_agree)
        fields = form()
        add_field(fields, self.tr("With"), self.which)
        add_field(fields, self.tr("Same box from IoU"), self.threshold)
        add_field(fields, self.tr("Listed below IoU"), self.low)
        self.body.addLayout(fields)
        self.body.addWidget(self.labels)
        ok = push_button(self.tr("Compare"), "primary")
        ok.setDefault(True)
        ok.clicked.connect(lambda _on=False: self.accept())
        self.add_buttons(self.cancel_button(), ok)
        self.which.setFocus()

    @property
    def other(self) -> Other:
        """What was chosen."""
        return self._others[self.which.currentIndex()]

    @property
    def settings(self) -> CompareSettings:
        """How it is compared."""
        return CompareSettings(
            self.threshold.value(), self.low.value(), labels_must_agree=self.labels.isChecked()
        )


def overlap_field(value: float) -> QDoubleSpinBox:
    """Return a field for an IoU."""
    field = QDoubleSpinBox()
    field.setRange(0.05, 1.0)
    field.setSingleStep(0.05)
    field.setDecimals(2)
    field.setValue(value)
    pad(field)
    return field
