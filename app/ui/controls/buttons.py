"""Buttons, in the kinds that the stylesheet knows.

Buttons take the focus by Tab only: a click on one must not take the keys away from the canvas.
A focused button is pressed by Return as by Space; Qt's own leave Return to a dialog's default.
"""

from typing import Literal

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QPushButton, QToolButton, QWidget

from app.ui.theme import theme

Kind = Literal["secondary", "primary", "ghost", "danger", "chip", "segment", "row", "choice"]

_ICON_ROLES = {"primary": "onaccent", "danger": "bad", "ghost": "dim"}
_RETURN = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


def press_by_return(button: QAbstractButton, event: QKeyEvent) -> bool:
    """Press `button` when the event is Return, once however long it is held; return whether."""
    if event.key() not in _RETURN:
        return False
    if not event.isAutoRepeat():
        button.click()
    event.accept()
    return True


class PushButton(QPushButton):
    """A button with a text that Return presses."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not press_by_return(self, event):
            super().keyPressEvent(event)


class ToolButton(QToolButton):
    """A button with an icon that Return presses."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not press_by_return(self, event):
            super().keyPressEvent(event)


def push_button(
    text: str, kind: Kind = "secondary", *, icon: str = "", name: str = "", tip: str = ""
) -> QPushButton:
    """Return a button with a text.

    Args:
        text: what it says.
        kind: how it looks; a dialog has one primary at most.
        icon: an icon before the text, or "".
        name: the accessible name where it is not the text.
        tip: the tooltip.
    """
    button = PushButton(f" {text}" if icon and text else text)
    button.setProperty("kind", kind)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    button.setAutoDefault(False)
    button.setAccessibleName(name or text)
    button.setToolTip(tip)
    if kind in ("primary", "segment"):
        button.setFont(theme.font("body", bold=True))
    if kind == "chip":
        button.setFont(theme.font("small"))
    if icon:
        theme.set_icon(button, icon, _ICON_ROLES.get(kind, "text"))
    return button


def icon_button(icon: str, name: str, *, role: str = "dim", size_px: int = 16) -> QToolButton:
    """Return a button that shows an icon only; `name` is its tooltip and accessible name."""
    button = ToolButton()
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    button.setAccessibleName(name)
    button.setToolTip(name)
    theme.set_icon(button, icon, role, size_px=size_px)
    return button


def restyle(widget: QWidget, **properties: str | None) -> None:
    """Set properties that the stylesheet selects by, and let it look again."""
    for name, value in properties.items():
        widget.setProperty(name, value)
    widget.style().unpolish(widget)
    widget.style().polish(widget)
