"""The question when somebody goes on with a bucket that was not reached."""

from PySide6.QtWidgets import QWidget

from app.ui.controls import push_button
from app.ui.dialogs.frame import Dialog, note


class UntestedDialog(Dialog):
    """Asks whether to go on; Enter and Esc both lead back to the test."""

    def __init__(self, *, failed: bool, parent: QWidget | None = None) -> None:
        """Ask; `failed` tells a test that failed from one that was not made."""
        super().__init__(parent)
        self.set_words(
            self.tr("Go on with a bucket that was not reached?")
            if failed
            else self.tr("Go on without a test?"),
            self.tr("Nobody knows yet whether clips can be read and written there."),
        )
        warning = self.tr(
            "The project is made all the same. Until the bucket can be reached, no clip can be "
            "imported or opened. The settings can be changed later under “Store settings”."
        )
        self.body.addWidget(note(warning, self.inner_px))
        back = push_button(self.tr("Back to the test"))
        back.setDefault(True)
        back.clicked.connect(lambda _on=False: self.reject())
        go_on = push_button(self.tr("Go on all the same"), "danger")
        go_on.clicked.connect(lambda _on=False: self.accept())
        self.add_buttons(back, go_on)
