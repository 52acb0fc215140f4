"""Dialogs that grow while they are open: around their middle, and never beyond the screen."""

from PySide6.QtCore import QPoint, QSize
from PySide6.QtWidgets import QDialog


def resize_in_place(dialog: QDialog, size: QSize, *, middle: bool = False) -> None:
    """Give `dialog` a fixed size; move it only as far as its frame would leave the screen.

    `middle` lets it grow both ways and not from its upper edge.
    """
    before = dialog.size()
    dialog.setFixedSize(size)
    if not dialog.isVisible() or before == size:
        return
    frame = dialog.frameGeometry()
    # The window manager answers later: what the frame adds is known, how large it is now is not.
    margins = frame.size() - dialog.geometry().size()
    wanted = size + margins
    at = frame.topLeft()
    if middle:
        at += QPoint((before.width() - size.width()) // 2, (before.height() - size.height()) // 2)
    room = dialog.screen().availableGeometry()
    left = max(min(at.x(), room.right() + 1 - wanted.width()), room.left())
    top = max(min(at.y(), room.bottom() + 1 - wanted.height()), room.top())
    if (left, top) != (frame.left(), frame.top()):
        dialog.move(left, top)
