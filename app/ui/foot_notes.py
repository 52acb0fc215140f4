"""Where notes lie over the foot of the picture: in the middle, and never one over another."""

from PySide6.QtCore import QRect
from PySide6.QtWidgets import QWidget

_GAP_PX = 6
_MARK = "foot_note"


def mark_as_note(note: QWidget) -> None:
    """Let other notes keep clear of this one while it is shown."""
    note.setProperty(_MARK, True)


def place_at_foot(note: QWidget, over: QWidget, *, from_bottom_px: int) -> None:
    """Put a note at the foot of `over`, above those that are there already."""
    note.adjustSize()
    place = QRect(
        (over.width() - note.width()) // 2,
        over.height() - note.height() - from_bottom_px,
        note.width(),
        note.height(),
    )
    others = [
        child.geometry()
        for child in over.children()
        if isinstance(child, QWidget)
        and child is not note
        and child.property(_MARK)
        and not child.isHidden()
    ]
    # The lowest first: whoever has gone up over one may meet the next.
    for other in sorted(others, key=lambda one: -one.bottom()):
        if place.intersects(other):
            place.moveBottom(other.top() - _GAP_PX)
    note.move(place.topLeft())
