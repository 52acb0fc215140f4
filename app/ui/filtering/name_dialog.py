"""Asks under which name a filter is to be saved."""

from collections.abc import Collection

from PySide6.QtWidgets import QLineEdit, QWidget

from app.ui.controls import push_button, text_label
from app.ui.dialogs.frame import Dialog, add_field, form

_MOST_CHARACTERS = 60


class FilterNameDialog(Dialog):
    """`choice` is the name, "" until it was accepted."""

    def __init__(self, taken: Collection[str], parent: QWidget | None = None) -> None:
        super().__init__(parent, width_px=380)
        self._taken = {name.casefold() for name in taken}
        self.choice = ""
        self.set_words(self.tr("Save this filter"), self.tr("It is offered in all clips."))
        self.name = QLineEdit()
        self.name.setMaxLength(_MOST_CHARACTERS)
        self._note = text_label("", "small", tone="dim")
        self._save = push_button(self.tr("Save"), "primary")
        self._save.setDefault(True)
        self._save.clicked.connect(lambda _on=False: self._on_save())
        fields = form()
        add_field(fields, self.tr("Name"), self.name)
        self.body.addLayout(fields)
        self.body.addWidget(self._note)
        self.add_buttons(self.cancel_button(), self._save)
        self.name.textChanged.connect(lambda _text: self._refresh())
        self._refresh()

    def _refresh(self) -> None:
        name = self.name.text().strip()
        self._save.setEnabled(bool(name))
        known = name.casefold() in self._taken
        self._note.setText(self.tr("This takes the place of the one saved so.") if known else "")

    def _on_save(self) -> None:
        self.choice = self.name.text().strip()
        if self.choice:
            self.accept()
