"""The field above the clip list: words of a name, a camera or a date."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLineEdit, QWidget

from app.ui.keys.tips import KeyText, with_key
from app.ui.theme import theme


class ClipSearchField(QLineEdit):
    """A line with a magnifying glass, and a cross that clears it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.show_narrowed_to("")
        self.setAccessibleName(self.tr("Filter the clips"))
        self.setAcceptDrops(False)  # files that are dropped belong to the window
        self.setFont(theme.font("small"))
        self.setClearButtonEnabled(True)
        clear = self.findChild(QAction, "_q_qlineeditclearaction")
        if clear is not None:
            clear.setText(self.tr("Clear the filter"))
            theme.set_icon(clear, "x", "dim", size_px=14)
        glass = QAction(self.tr("Filter the clips"), self)
        theme.set_icon(glass, "search", "faint")
        self.addAction(glass, QLineEdit.ActionPosition.LeadingPosition)
        glass.triggered.connect(lambda _on=False: self.begin())

    def begin(self) -> None:
        """Put the cursor in it."""
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.selectAll()

    def set_keys(self, key_text: KeyText) -> None:
        """Tell in the tooltip by which key it is reached."""
        filtering = self.tr("Words of a name, a camera or a date")
        self.setToolTip(with_key(filtering, key_text("project.find")))

    def show_narrowed_to(self, what: str) -> None:
        """Say to what the list is narrowed that was chosen elsewhere, and has no chip; or ""."""
        self.setPlaceholderText(what or self.tr("Filter"))
