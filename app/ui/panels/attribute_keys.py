"""Takes keys before they are shortcuts, for as long as a mode is on.

`AttributeKeys` takes a mode's keys from one widget; `EscapeWatch` takes Esc wherever the focus is.
"""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from app.ui.panels.attribute_field import QuietField
from app.ui.panels.box_field import BoxField

ARROWS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
TABS = (Qt.Key.Key_Tab, Qt.Key.Key_Backtab)


class AttributeKeys(QObject):
    """Belongs to the widget, so that it ends with it; while off, it lets everything pass.

    Signals:
        object_stepped(int): 1 for the next, -1 for the previous one.
        attribute_stepped(int)
        digit_pressed(int)
        entered()
        left()
    """

    object_stepped = Signal(int)
    attribute_stepped = Signal(int)
    digit_pressed = Signal(int)
    entered = Signal()
    left = Signal()

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.on = False
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: ARG002 - Qt's signature
        if not self.on or not isinstance(event, QKeyEvent) or not _is_ours(event):
            return False
        if event.type() is QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        if event.type() is QEvent.Type.KeyPress:
            self._tell(event)
            return True
        return False

    def _tell(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in TABS:
            held = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
            self.object_stepped.emit(-1 if key == Qt.Key.Key_Backtab or held else 1)
        elif key in ARROWS:
            self.attribute_stepped.emit(ARROWS[key])
        elif event.isAutoRepeat():
            return
        elif key == Qt.Key.Key_Escape:
            self.left.emit()
        elif key in ENTER:
            self.entered.emit()
        else:
            self.digit_pressed.emit(key - Qt.Key.Key_0)


class EscapeWatch(QObject):
    """Hears Esc in one window, also where a field would keep it to itself.

    A field with something half typed lets go of that first. Some widgets know Esc better.

    Signals:
        pressed()
    """

    pressed = Signal()

    def __init__(self, window: QWidget, *, but: Collection[QWidget]) -> None:
        super().__init__(window)
        self._window = window
        self._but = but
        self._focused: QWidget | None = None
        self._on = False

    def set_on(self, on: bool) -> None:
        """Begin to listen, or stop."""
        application = QApplication.instance()
        if on == self._on or not isinstance(application, QApplication):
            return
        self._on = on
        if on:
            self._window.installEventFilter(self)
            application.focusChanged.connect(self._on_focus)
            self._watch(QApplication.focusWidget())
        else:
            self._window.removeEventFilter(self)
            application.focusChanged.disconnect(self._on_focus)
            self._watch(None)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QKeyEvent) or event.key() != Qt.Key.Key_Escape:
            return False
        if isinstance(watched, QuietField | BoxField) and watched.isModified():
            return False
        if event.type() is QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        if event.type() is QEvent.Type.KeyPress:
            self.pressed.emit()
            return True
        return False

    def _on_focus(self, _old: QWidget | None, now: QWidget | None) -> None:
        self._watch(now)

    def _watch(self, widget: QWidget | None) -> None:
        if self._focused is not None and isValid(self._focused):
            self._focused.removeEventFilter(self)
        ours = widget is not None and widget.window() is self._window and widget not in self._but
        self._focused = widget if ours and widget is not self._window else None
        if self._focused is not None:
            self._focused.installEventFilter(self)


def _is_ours(event: QKeyEvent) -> bool:
    held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    key = Qt.Key(event.key())
    if key in TABS:
        return not held & ~Qt.KeyboardModifier.ShiftModifier
    if held:
        return False
    is_digit = Qt.Key.Key_1 <= key <= Qt.Key.Key_9
    return key in ARROWS or key in ENTER or key == Qt.Key.Key_Escape or is_digit
