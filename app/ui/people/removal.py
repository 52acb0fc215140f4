"""Asks before a person is removed from the project, and says what that does and does not do."""

from PySide6.QtWidgets import QWidget

from app.ui.controls import WrappedLabel, push_button
from app.ui.controls.labels import Tone
from app.ui.dialogs.frame import Dialog
from app.ui.people.texts import work_text
from models.review.assigning import OpenWork
from models.review.person import Person


class RemovalDialog(Dialog):
    """Accepted where the admin wants it."""

    def __init__(self, person: Person, work: OpenWork, parent: QWidget | None = None) -> None:
        super().__init__(parent, width_px=460)
        self.set_words(
            self.tr("Remove {0} from the project?").format(person.name),
            self.tr(
                "From now on they can neither open it nor change anything in it. "
                "What they did stays, under their name. You can take them back at any time."
            ),
        )
        if work.any:
            self._say(self.tr("{0} That can be given to others next.").format(work_text(work)))
        self._say(
            self.tr(
                "It takes no key from them: whoever still has the key and the files can read "
                "those without Safelight."
            ),
            tone="dim",
        )
        keep = self.cancel_button()
        keep.setDefault(True)
        remove = push_button(self.tr("Remove"), "danger")
        remove.clicked.connect(lambda _on=False: self.accept())
        self.add_buttons(keep, remove)

    def _say(self, text: str, *, tone: Tone = "text") -> None:
        label = WrappedLabel(self.inner_px, tone=tone)
        label.setText(text)
        self.body.addWidget(label)
