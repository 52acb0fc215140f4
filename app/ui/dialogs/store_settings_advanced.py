"""The rows of the bucket's form that few people need: address style, authority, patience."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDoubleSpinBox,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QWidget,
)

from app.ui.controls import push_button, text_label
from app.ui.dialogs.files import choose_files
from app.ui.dialogs.frame import add_field, form, pad
from app.ui.dialogs.store_settings_fields import BucketFields

_ADDRESSINGS = ("auto", "path", "virtual")


class AdvancedRows(QWidget):
    """Asks how a server is spoken to.

    Signals:
        changed(): something was typed or chosen.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.authority = QLineEdit()
        self._addressing = QComboBox()
        self._connect_timeout = _seconds(1, 120, 5)
        self._read_timeout = _seconds(1, 600, 15)
        self._build()
        self.authority.textChanged.connect(lambda _text: self.changed.emit())
        self._addressing.currentIndexChanged.connect(lambda _at: self.changed.emit())
        for number in (self._connect_timeout, self._read_timeout):
            number.valueChanged.connect(lambda _value: self.changed.emit())

    @property
    def addressing(self) -> str:
        return str(self._addressing.currentData())

    @property
    def connect_timeout_s(self) -> float:
        return self._connect_timeout.value()

    @property
    def read_timeout_s(self) -> float:
        return self._read_timeout.value()

    def fill(self, fields: BucketFields) -> None:
        """Show what stands in these fields."""
        self._addressing.setCurrentIndex(_ADDRESSINGS.index(fields.addressing))
        self.authority.setText(fields.ca_bundle)
        self._connect_timeout.setValue(fields.connect_timeout_s)
        self._read_timeout.setValue(fields.read_timeout_s)

    def set_read_only(self, read_only: bool) -> None:
        """Only show what is there."""
        self.authority.setReadOnly(read_only)
        for widget in (self._addressing, self._connect_timeout, self._read_timeout):
            widget.setEnabled(not read_only)

    def _build(self) -> None:
        self.authority.setPlaceholderText(self.tr("The system's authorities"))
        for text, value in (
            (self.tr("Automatic"), "auto"),
            (self.tr("server/bucket"), "path"),
            (self.tr("bucket.server"), "virtual"),
        ):
            self._addressing.addItem(text, value)
        rows = QFormLayout(self)
        shape = form()
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setHorizontalSpacing(shape.horizontalSpacing())
        rows.setVerticalSpacing(shape.verticalSpacing())
        add_field(rows, self.tr("Address style"), self._addressing)
        self._addressing.view().setAccessibleName(self._addressing.accessibleName())
        row = QHBoxLayout()
        row.setSpacing(8)
        choose = push_button(
            self.tr("Choose…"), name=self.tr("Choose the file of the certificate authority")
        )
        choose.clicked.connect(lambda _on=False: self._on_choose())
        self.authority.setAccessibleName(self.tr("File of the certificate authority"))
        row.addWidget(self.authority, 1)
        row.addWidget(choose)
        label = text_label(self.tr("CA file"), "small", tone="dim")
        label.setMinimumHeight(choose.sizeHint().height())
        rows.addRow(label, row)
        waiting = text_label(self.tr("Wait at most"), "small", tone="dim")
        waiting.setMinimumHeight(28)
        rows.addRow(waiting, self._times())

    def _times(self) -> QHBoxLayout:
        times = QHBoxLayout()
        times.setSpacing(8)
        for name, field in (
            (self.tr("to connect"), self._connect_timeout),
            (self.tr("to answer"), self._read_timeout),
        ):
            field.setAccessibleName(self.tr("Seconds {0}").format(name))
            times.addWidget(field)
            times.addWidget(text_label(name, "small", tone="dim"))
        times.addStretch(1)
        return times

    def _on_choose(self) -> None:
        filters = [f"{self.tr('Certificates')} (*.pem *.crt *.cer)", f"{self.tr('All files')} (*)"]
        for file in choose_files(self, self.tr("Certificate authority"), filters)[:1]:
            self.authority.setText(str(file))


def _seconds(low: int, high: int, value: float) -> QDoubleSpinBox:
    box = QDoubleSpinBox()
    box.setRange(low, high)
    box.setDecimals(0)
    box.setValue(value)
    box.setSuffix(" s")
    box.setMinimumWidth(76)
    pad(box)
    return box
