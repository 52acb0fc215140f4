"""Buttons, in the kinds that the stylesheet knows.

Buttons take the focus by Tab only: a click on one must not take the keys away from the canvas.
"""

from typing import Literal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QToolButton, QWidget

from app.ui.theme import theme

Kind = Literal["secondary", "primary", "ghost", "danger", "chip", "segment", "row", "choice"]

_ICON_ROLES = {"primary": "onaccent", "danger": "bad", "ghost": "dim"}


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
    button = QPushButton(f" {text}" if icon and text else text)
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
    button = QToolButton()
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
