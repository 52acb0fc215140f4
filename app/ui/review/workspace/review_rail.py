"""The small panel at the canvas's top left corner while somebody reviews."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from app.ui.actions import ActionRegistry
from app.ui.controls import icon_button
from app.ui.theme import theme

_INSET_PX = 12
_BUTTON_PX = 34
_PAD_PX = 4


class ReviewRail(QFrame):
    """Buttons for actions that there are on every frame. A click leaves the keys with the canvas.

    An action that is switched off takes its button with it.
    """

    def __init__(self, canvas: QWidget, registry: ActionRegistry) -> None:
        super().__init__(canvas)
        self.setProperty("surface", "card")
        self._registry = registry
        self._buttons = QVBoxLayout(self)
        self._buttons.setContentsMargins(_PAD_PX, _PAD_PX, _PAD_PX, _PAD_PX)
        self._buttons.setSpacing(2)
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self.move(_INSET_PX, _INSET_PX)
        self.hide()

    def add(self, action_id: str, icon: str) -> None:
        """Put a button for an action below those that are there."""
        action = self._registry.action(action_id)
        button = icon_button(icon, action.iconText())
        button.setFixedSize(QSize(_BUTTON_PX, _BUTTON_PX))
        button.setCheckable(action.isCheckable())
        button.clicked.connect(lambda _on=False: action.trigger())

        def follow() -> None:
            button.setEnabled(action.isEnabled())
            button.setChecked(action.isChecked())
            button.setToolTip(action.toolTip())
            theme.set_icon(button, icon, "accent" if action.isChecked() else "dim", size_px=16)

        action.changed.connect(follow)
        follow()
        self._buttons.addWidget(button)
        self.adjustSize()
