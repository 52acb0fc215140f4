"""The question before the program ends while transfers are under way."""

from PySide6.QtWidgets import QWidget

from app.ui.controls import push_button
from app.ui.dialogs.frame import Dialog


class LeaveTransfersDialog(Dialog):
    """Asks whether to stop them and quit; Enter and Esc both go on."""

    def __init__(self, count: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        title = self.tr("A transfer is under way")
        if count > 1:
            title = self.tr("{0} transfers are under way").format(count)
        stops, goes_on, leaves = (
            self.tr("Quitting stops it."),
            self.tr("Go on with it"),
            self.tr("Stop it and quit"),
        )
        if count > 1:
            stops, goes_on, leaves = (
                self.tr("Quitting stops them."),
                self.tr("Go on with them"),
                self.tr("Stop them and quit"),
            )
        self.set_words(
            title,
            f"{stops} "
            + self.tr(
                "An import that is stopped leaves nothing behind; start it "
                "again later. What is fetched for offline use stays and goes on the next time."
            ),
        )
        stay = push_button(goes_on)
        stay.setDefault(True)
        stay.clicked.connect(lambda _on=False: self.reject())
        leave = push_button(leaves, "danger")
        leave.clicked.connect(lambda _on=False: self.accept())
        self.add_buttons(stay, leave)

    @classmethod
    def ask(cls, count: int, parent: QWidget | None = None) -> bool:
        """Ask; return whether to quit."""
        return cls(count, parent).asked()
