"""The question when somebody closes the wizard before the recovery code was typed back."""

from PySide6.QtWidgets import QWidget

from app.ui.controls import push_button
from app.ui.dialogs.frame import Dialog, note


class LeaveDialog(Dialog):
    """Asks whether the code is kept; Enter and Esc both lead back to it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.set_words(
            self.tr("Leave without typing the code back?"),
            self.tr("The recovery code is shown this once. It cannot be shown again later."),
        )
        warning = self.tr(
            "Whoever loses the passphrase and has no code loses the footage and the annotations. "
            "The project is there already, and opens with its passphrase."
        )
        self.body.addWidget(note(warning, self.inner_px))
        back = push_button(self.tr("Back to the code"))
        back.setDefault(True)
        back.clicked.connect(lambda _on=False: self.reject())
        leave = push_button(self.tr("Continue, I have kept it"), "danger")
        leave.clicked.connect(lambda _on=False: self.accept())
        self.add_buttons(back, leave)
