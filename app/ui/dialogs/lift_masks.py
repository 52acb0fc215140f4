"""Asks why the masks of a clip are to be lifted."""

from PySide6.QtWidgets import QLineEdit, QWidget

from app.session.privacy.masking import LONGEST_REASON
from app.ui.controls import push_button
from app.ui.dialogs.frame import Dialog, add_field, form


class LiftMasksDialog(Dialog):
    """Says what it means, and takes a reason; without one there is no going on."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.set_words(
            self.tr("Lift the masks of this clip"),
            self.tr(
                "Its private objects are shown until you leave the clip or lock. "
                "The audit log keeps your name, the time and the reason."
            ),
        )
        self.reason = QLineEdit()
        self.reason.setMaxLength(LONGEST_REASON)
        self.reason.setPlaceholderText(self.tr("What it is needed for"))
        fields = form()
        add_field(fields, self.tr("Reason"), self.reason)
        self.body.addLayout(fields)
        self.ok = push_button(self.tr("Lift masks"), "primary", icon="eye")
        self.ok.setDefault(True)
        self.ok.setEnabled(False)
        self.ok.clicked.connect(lambda _on=False: self.accept())
        self.reason.textChanged.connect(lambda text: self.ok.setEnabled(bool(text.strip())))
        self.add_buttons(self.cancel_button(), self.ok)
        self.reason.setFocus()
