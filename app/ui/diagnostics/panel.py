"""The panel of the diagnostics, over the canvas at the right."""

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.ui.controls import heading, icon_button, text_label
from app.ui.controls.floating_card import FloatingCard
from app.ui.diagnostics.figures import Group, plain_text

_WIDTH_PX = 316
_COPIED_MS = 1500


class DiagnosticsPanel(FloatingCard):
    """Shows groups of figures; they are the same text when copied."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Diagnostics"))
        self.setMinimumWidth(_WIDTH_PX)
        self._shown: tuple[Group, ...] = ()
        self._values: dict[tuple[str, str], QLabel] = {}
        self._title = heading(self.tr("Diagnostics"))
        copy = icon_button("copy", self.tr("Copy the figures; they tell nothing of the clip"))
        copy.clicked.connect(lambda _on=False: self.copy())
        close = icon_button("x", self.tr("Close"))
        close.clicked.connect(lambda _on=False: self.hide())
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        head.addWidget(copy)
        head.addWidget(close)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(2)
        self._grid.setColumnStretch(1, 1)
        self._grid.setContentsMargins(0, 0, 6, 0)
        self._layout = layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 8, 8, 12)
        layout.setSpacing(4)
        layout.addLayout(head)
        layout.addLayout(self._grid)
        self._told = QTimer(self)
        self._told.setSingleShot(True)
        self._told.setInterval(_COPIED_MS)
        self._told.timeout.connect(lambda: self._title.setText(self.tr("Diagnostics")))

    @property
    def text(self) -> str:
        """What is shown, as it is copied."""
        return plain_text(self._shown)

    def show_groups(self, groups: tuple[Group, ...]) -> None:
        """Show these figures."""
        layout_before = [(one.title, [name for name, _ in one.rows]) for one in self._shown]
        self._shown = groups
        if layout_before != [(one.title, [name for name, _ in one.rows]) for one in groups]:
            self._lay_out()
        for group in groups:
            for name, value in group.rows:
                self._values[group.title, name].setText(value)
        # It grows with its figures and never shrinks: it would tremble with every digit.
        self._layout.activate()
        self.setMinimumWidth(max(self.sizeHint().width(), self.minimumWidth()))
        self.place()

    def copy(self) -> None:
        """Put the figures on the clipboard."""
        QGuiApplication.clipboard().setText(self.text)
        self._title.setText(self.tr("Copied"))
        self._told.start()

    def _lay_out(self) -> None:
        while (item := self._grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self._values.clear()
        row = 0
        for group in self._shown:
            title = text_label(group.title, "tiny", tone="faint", bold=True)
            title.setContentsMargins(0, 6 if row else 0, 0, 0)
            self._put(title, row, 0, columns=2)
            row += 1
            for name, _ in group.rows:
                value = text_label("", "small", tabular=True)
                value.setAlignment(Qt.AlignmentFlag.AlignRight)
                self._put(text_label(name, "small", tone="dim"), row, 0)
                self._put(value, row, 1)
                self._values[group.title, name] = value
                row += 1

    def _put(self, label: QLabel, row: int, column: int, *, columns: int = 1) -> None:
        self._grid.addWidget(label, row, column, 1, columns)
        # A layout shows what is new in it later, and until then has no room for it.
        label.show()
