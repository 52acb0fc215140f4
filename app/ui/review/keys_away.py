"""What lies over the picture gives the keys away before it goes.

Qt would give them to the next widget in its order, and a list that gets them selects its first row.
"""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget


def give_keys_away(going: QWidget, to: QWidget) -> bool:
    """Give the keys to another widget where they are within `going`; return whether they were."""
    focused = going.window().focusWidget()
    if focused is None or not (focused is going or going.isAncestorOf(focused)):
        return False
    to.setFocus(Qt.FocusReason.OtherFocusReason)
    return True
