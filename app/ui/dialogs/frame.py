"""What every dialog has in common: a title, a sentence, a body, buttons at the right."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QComboBox,
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.ui.controls import WrappedLabel, push_button, text_label

_MARGIN_PX = 24
# A line of a form, and the highest field that is one.
_LINE_PX, _HIGHEST_LINE_PX = 28, 36


class Dialog(QDialog):
    """A dialog of a fixed width that is as high as it needs to be.

    Subclasses call `set_words` first, fill `body`, and end with `add_buttons`.
    """

    def __init__(self, parent: QWidget | None = None, *, width_px: int = 440) -> None:
        super().__init__(parent)
        self.inner_px = width_px - 2 * _MARGIN_PX
        self.setFixedWidth(width_px)
        # Names stand in titles, and may be long.
        self._title = WrappedLabel(self.inner_px, "title")
        self._sentence = WrappedLabel(self.inner_px, tone="dim")
        self._sentence.setVisible(False)
        self.body = QVBoxLayout()
        self.body.setSpacing(10)
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(8)
        self._buttons.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(_MARGIN_PX, 22, _MARGIN_PX, 20)
        layout.setSpacing(0)
        layout.addWidget(self._title)
        layout.addSpacing(8)
        layout.addWidget(self._sentence)
        layout.addSpacing(14)
        layout.addLayout(self.body)
        layout.addSpacing(20)
        layout.addLayout(self._buttons)

    def done(self, result: int) -> None:
        """Close, and give the keys back: not every window manager does it by itself."""
        was_active = self.isActiveWindow()
        super().done(result)
        parent = self.parentWidget()
        if was_active and parent is not None:
            parent.window().activateWindow()

    def set_words(self, title: str, text: str = "") -> None:
        """Say what the dialog is about."""
        self.setWindowTitle(title)
        self.setAccessibleName(title)
        self.setAccessibleDescription(text)
        self._title.setText(title)
        self._sentence.setText(text)
        self._sentence.setVisible(bool(text))

    def add_buttons(self, *buttons: QPushButton) -> None:
        """Put buttons at the lower right; the last is the one that goes on."""
        for button in buttons:
            button.setMinimumWidth(84)
            self._buttons.addWidget(button)

    def asked(self) -> bool:
        """Wait for the answer and tell whether there is one; the dialog goes once it was read."""
        accepted = self.exec() == QDialog.DialogCode.Accepted
        self.deleteLater()
        return accepted

    def add_at_left(self, widget: QWidget) -> None:
        """Put something that is none of the answers at the lower left."""
        self._buttons.insertWidget(0, widget)

    def cancel_button(self) -> QPushButton:
        """Return a button that closes the dialog without an answer."""
        button = push_button(self.tr("Cancel"))
        button.clicked.connect(lambda _on=False: self.reject())
        return button


def form() -> QFormLayout:
    """Return a form: names at the left, dim; fields at the right."""
    layout = QFormLayout()
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setHorizontalSpacing(16)
    layout.setVerticalSpacing(8)
    layout.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
    layout.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    layout.setFormAlignment(Qt.AlignmentFlag.AlignTop)
    return layout


def add_field(layout: QFormLayout, name: str, field: QWidget) -> QLabel:
    """Add a field under its name, which is its accessible name as well; return the name's label."""
    label = text_label(name, "small", tone="dim")
    label.setMinimumWidth(92)
    label.setFixedHeight(_line_px(field))
    label.setBuddy(field)
    field.setAccessibleName(name)
    if isinstance(field, QComboBox):
        # Its list opens in a window of its own.
        field.view().setAccessibleName(name)
    layout.addRow(label, field)
    return label


def _line_px(field: QWidget) -> int:
    """Return how high a name is that stands on the field's line, the first of several."""
    field.ensurePolished()
    height_px = max(field.sizeHint().height(), field.minimumHeight(), _LINE_PX)
    return height_px if height_px <= _HIGHEST_LINE_PX else _LINE_PX


def pad(box: QAbstractSpinBox) -> None:
    """Set the text in from the frame; stylesheets cannot, in a box with buttons of its own."""
    field = box.findChild(QLineEdit)
    if field is not None:
        field.setTextMargins(8, 0, 4, 0)


def note(text: str, width_px: int, *, role: str = "small") -> QLabel:
    """Return a dim remark of several lines."""
    label = WrappedLabel(width_px, role, tone="dim")
    label.setText(text)
    return label
