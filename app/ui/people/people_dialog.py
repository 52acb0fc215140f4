"""People and rules: two pages of one dialog."""

from PySide6.QtWidgets import QSizePolicy, QStackedWidget, QWidget

from app.ui.controls import Segments, push_button, restyle, text_label
from app.ui.dialogs.frame import Dialog
from app.ui.people.people_page import PeoplePage
from app.ui.people.rules_page import RulesPage

_PEOPLE, _RULES = "people", "rules"
_ANY = QSizePolicy.Policy.Preferred


class PeopleDialog(Dialog):
    """`people` and `rules` are filled and heard by the desk; there is nothing to confirm."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, width_px=600)
        self.set_words(
            self.tr("People and rules"),
            self.tr(
                "Roles bind those who work through Safelight. They do not bind who holds the "
                "database and the key."
            ),
        )
        self.people, self.rules = PeoplePage(), RulesPage()
        self.pages = Segments(
            ((_PEOPLE, self.tr("People")), (_RULES, self.tr("Rules"))), name=self.tr("Page")
        )
        self._stack = QStackedWidget()
        self._stack.addWidget(self.people)
        self._stack.addWidget(self.rules)
        self._note = text_label("", "small", tone="dim", wrap=True)
        self.body.addWidget(self.pages)
        self.body.addWidget(self._stack)
        self.body.addWidget(self._note)
        close = push_button(self.tr("Close"))
        close.clicked.connect(lambda _on=False: self.accept())
        self.add_buttons(close)
        self.pages.chosen.connect(self.show_page)
        self.show_page(_PEOPLE)

    def show_note(self, text: str, *, is_bad: bool = False) -> None:
        """Say what was done, or why not."""
        self._note.setText(text)
        restyle(self._note, tone="bad" if is_bad else "dim")

    def show_page(self, key: str) -> None:
        """Show "people" or "rules"."""
        self.pages.set_current(key)
        # The dialog is as high as the page that is shown.
        for name, page in ((_PEOPLE, self.people), (_RULES, self.rules)):
            shown = name == key
            page.setSizePolicy(_ANY, _ANY if shown else QSizePolicy.Policy.Ignored)
            if shown:
                self._stack.setCurrentWidget(page)
        self.show_note("")
        self.adjustSize()
        self._stay_on_screen()

    def _stay_on_screen(self) -> None:
        """Go up where the page is so high that its buttons would lie below the screen."""
        room, frame = self.screen().availableGeometry(), self.frameGeometry()
        if frame.bottom() > room.bottom():
            self.move(frame.left(), max(room.top(), room.bottom() + 1 - frame.height()))
