"""A card over the picture that asks for one thing and is answered by keys.

While it has the focus, plain keys are its own: none of them reaches an action of the window. What
it asks for can be clicked as well.
"""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QWidget

_FROM_BOTTOM_PX = 44
_CHORDS = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier


class KeyCard(QFrame):
    """Stands above the foot of what it lies over; hidden at first.

    Signals:
        left(): it is gone; who was there before gets the keys.
    """

    left = Signal()

    def __init__(self, over: QWidget) -> None:
        super().__init__(over)
        self._over = over
        self._keys: dict[int, Callable[[], object]] = {}
        self.setProperty("surface", "card")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        over.installEventFilter(self)
        self.hide()

    def open_card(self) -> None:
        """Come up and take the keys."""
        self.show()
        self.place()
        self.raise_()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def close_card(self) -> None:
        """Go away, and give the keys back."""
        if self.isHidden():
            return
        self.put_away()
        self.left.emit()

    def put_away(self) -> None:
        """Go away without a word.

        The keys go first: Qt would give them to the next widget in its order, and a list that gets
        them selects something.
        """
        focused = self.window().focusWidget()
        if focused is not None and (focused is self or self.isAncestorOf(focused)):
            self._over.setFocus(Qt.FocusReason.OtherFocusReason)
        self.hide()

    def on_key(self, key: Qt.Key, act: Callable[[], object]) -> None:
        """Do this when a key is pressed; a later word for the same key counts."""
        self._keys[int(key)] = act

    def forget_keys(self) -> None:
        """Do nothing at any key."""
        self._keys.clear()

    def place(self) -> None:
        """Take the size that is needed now, and the place."""
        self.adjustSize()
        x = max((self._over.width() - self.width()) // 2, 0)
        self.move(x, max(self._over.height() - self.height() - _FROM_BOTTOM_PX, 0))

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            is_plain = not event.modifiers() & _CHORDS and event.key() < Qt.Key.Key_F1
            if is_plain or event.key() in self._keys:
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        act = None if event.modifiers() & _CHORDS else self._keys.get(event.key())
        if act is None or event.isAutoRepeat():
            event.ignore()
            return
        act()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep the place when the parent changes its size."""
        if watched is self._over and event.type() is QEvent.Type.Resize and not self.isHidden():
            self.place()
        return False
