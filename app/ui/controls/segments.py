"""A segmented control: a few choices side by side, one of them on."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QPushButton, QSizePolicy, QWidget

from app.ui.controls.buttons import push_button


class Segments(QFrame):
    """Chooses one of a few.

    Signals:
        chosen(str): the person took the segment of this key.
    """

    chosen = Signal(str)

    def __init__(
        self, segments: Sequence[tuple[str, str]], *, name: str, parent: QWidget | None = None
    ) -> None:
        """Show `segments`, pairs of key and text; the first is on."""
        super().__init__(parent)
        self.setProperty("surface", "segments")
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(name)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        group = QButtonGroup(self)
        self._buttons: dict[str, QPushButton] = {}
        for key, text in segments:
            button = push_button(text, "segment")
            button.setCheckable(True)
            button.clicked.connect(lambda _on=False, key=key: self.chosen.emit(key))
            group.addButton(button)
            layout.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
            self._buttons[key] = button
        next(iter(self._buttons.values())).setChecked(True)

    @property
    def current(self) -> str:
        return next(key for key, button in self._buttons.items() if button.isChecked())

    def set_current(self, key: str) -> None:
        """Switch a segment on without telling anybody."""
        self._buttons[key].setChecked(True)

    def disable(self, key: str, reason: str) -> None:
        """Switch a segment off and say why in its tooltip."""
        self._buttons[key].setEnabled(False)
        self._buttons[key].setToolTip(reason)
