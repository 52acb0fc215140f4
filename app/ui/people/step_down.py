"""Asks an admin before they give up being one."""

from PySide6.QtWidgets import QWidget

from app.ui.controls import push_button
from app.ui.dialogs.frame import Dialog
from app.ui.people.texts import role_text
from models.review.person import Role


class StepDownDialog(Dialog):
    """Accepted where the person wants it."""

    def __init__(self, role: Role, parent: QWidget | None = None) -> None:
        super().__init__(parent, width_px=400)
        self.set_words(
            self.tr("Stop being an admin?"),
            self.tr(
                "You will be {0}, and give no roles any more. Only another admin can make you "
                "one again."
            ).format(role_text(role)),
        )
        keep = self.cancel_button()
        keep.setDefault(True)
        step_down = push_button(self.tr("Step down"), "danger")
        step_down.clicked.connect(lambda _on=False: self.accept())
        self.add_buttons(keep, step_down)
