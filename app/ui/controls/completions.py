"""The list in which a field proposes how a word may go on: dressed as menus are."""

from PySide6.QtWidgets import QCompleter, QStyledItemDelegate


def dress_completions(completer: QCompleter) -> None:
    """Let a completer's list look like a menu; Qt's own has bare rows without an edge."""
    popup = completer.popup()
    if popup is not None:
        popup.setObjectName("completions")
        # The completer's own delegate knows no style sheet.
        popup.setItemDelegate(QStyledItemDelegate(popup))
