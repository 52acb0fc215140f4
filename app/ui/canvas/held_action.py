"""An action that lasts as long as its key is down.

A shortcut takes the press of its key, and nobody is told of it; the release still comes to the
application, where it is looked for. Chosen from a menu there is no release: the action then lasts
until it is used again.
"""

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QApplication

_MODIFIERS = {
    Qt.KeyboardModifier.ShiftModifier: Qt.Key.Key_Shift,
    Qt.KeyboardModifier.ControlModifier: Qt.Key.Key_Control,
    Qt.KeyboardModifier.AltModifier: Qt.Key.Key_Alt,
}
_AWAY = (QEvent.Type.ApplicationDeactivate, QEvent.Type.WindowDeactivate)


class HeldAction(QObject):
    """Watches the keys of one action, whatever they are at the moment.

    Signals:
        began()
        ended(): the key is up, or nobody can tell any more.
    """

    began = Signal()
    ended = Signal()

    def __init__(self, action: QAction, parent: QObject) -> None:
        super().__init__(parent)
        self._action = action
        self.holds = False
        action.triggered.connect(self._on_triggered)

    def end(self) -> None:
        """Let go, whether the key is down or not."""
        if self.holds:
            self.holds = False
            application = QApplication.instance()
            if application is not None:
                application.removeEventFilter(self)
            self.ended.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: ARG002 - Qt's
        """Look for the release; nothing is kept from anybody."""
        if event.type() in _AWAY or self._is_release(event):
            self.end()
        return False

    def _on_triggered(self) -> None:
        if self.holds:
            self.end()
            return
        self.holds = True
        application = QApplication.instance()
        if application is not None:
            application.installEventFilter(self)
        self.began.emit()

    def _is_release(self, event: QEvent) -> bool:
        if event.type() is not QEvent.Type.KeyRelease or not isinstance(event, QKeyEvent):
            return False
        return not event.isAutoRepeat() and event.key() in self._keys()

    def _keys(self) -> set[int]:
        """Give the keys whose release ends it: with two held, either."""
        keys: set[int] = set()
        for sequence in self._action.shortcuts():
            pressed = sequence[0]  # type: ignore[index]  # the stubs do not know it
            keys.add(pressed.key())
            held = pressed.keyboardModifiers()
            keys |= {key for modifier, key in _MODIFIERS.items() if held & modifier}
        return keys
