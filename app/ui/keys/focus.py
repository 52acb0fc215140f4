"""Which keys a focused control keeps for itself.

Single keys are actions here, as in every annotation tool. Text fields already keep what they
type. Buttons and lists do not: without this, Space on a focused button would play the clip, and
the arrows in the clip list would step frames, so that the window could not be used by keyboard.
"""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QComboBox, QSlider, QWidget

_Key = Qt.Key
_PRESS = frozenset({_Key.Key_Space, _Key.Key_Return, _Key.Key_Enter})
_MOVE = frozenset(
    {_Key.Key_Up, _Key.Key_Down, _Key.Key_Home, _Key.Key_End, _Key.Key_PageUp, _Key.Key_PageDown}
)
_KEPT: tuple[tuple[type[QWidget], frozenset[Qt.Key]], ...] = (
    (QAbstractButton, _PRESS),
    (QComboBox, _PRESS | _MOVE),
    (QAbstractItemView, _PRESS | _MOVE),
    (QSlider, _MOVE | {_Key.Key_Left, _Key.Key_Right}),
)


class LetGo(QObject):
    """While `on`, no focused control of a window keeps these keys: its shortcuts get them."""

    def __init__(self, window: QWidget, keys: frozenset[Qt.Key]) -> None:
        # The window's own: what it asks lives as long as it does.
        super().__init__(window)
        self._keys = keys
        self.on = True
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: ARG002 - Qt's
        """Pass over the window's own answer, which would keep the key for the control."""
        if not self.on or event.type() is not QEvent.Type.ShortcutOverride:
            return False
        if not isinstance(event, QKeyEvent) or event.key() not in self._keys:
            return False
        event.ignore()
        return True


def keeps_key(focused: QWidget | None, event: QKeyEvent) -> bool:
    """Return whether the focused control lives by this key, so that it must not be a shortcut.

    To be asked when a ShortcutOverride event has come up to the window unclaimed.
    """
    if focused is None or event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
        return False
    return any(isinstance(focused, kind) and event.key() in keys for kind, keys in _KEPT)
