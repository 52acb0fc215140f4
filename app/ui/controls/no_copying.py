"""Lists that put nothing on the system's clipboard.

A Qt list copies its current row's text on Ctrl+C, of its own accord: here that is the name of a
clip, a camera or a label, and every program on the desktop can read the clipboard.
"""

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView

_COPYING = (QKeySequence.StandardKey.Copy, QKeySequence.StandardKey.Cut)


def copies(event: QKeyEvent) -> bool:
    """Tell whether a key copies or cuts."""
    return any(event.matches(key) for key in _COPYING)


class _NoCopying(QObject):
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: ARG002 - Qt's signature
        return (
            event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and copies(event)
        )


def refuse_copying(view: QAbstractItemView) -> None:
    """Let `view` ignore the keys that would copy a row's text."""
    view.installEventFilter(_NoCopying(view))
