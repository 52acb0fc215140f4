"""What is asked before a clip's annotation is kept, tested, or given to somebody else as well."""

from collections.abc import Sequence
from uuid import UUID

from PySide6.QtWidgets import QCheckBox, QDoubleSpinBox, QLineEdit, QWidget

from app.session.review.honeypots import Bar
from app.ui.controls import push_button
from app.ui.controls.combo_box import ElidedComboBox
from app.ui.dialogs.frame import Dialog, add_field, form, pad
from models.review.person import Person
from models.review.sets import SetKind

_MOST_CHARACTERS = 60


class KeepDialog(Dialog):
    """Asks under which name the clip is kept as it is; `name` is the answer."""

    def __init__(self, kind: SetKind, parent: QWidget | None = None) -> None:
        super().__init__(parent, width_px=440)
        if kind is SetKind.TRUTH:
            title = self.tr("Keep as a truth")
            text = self.tr(
                "The boxes as they are now become what others are held to. Later changes of the "
                "clip do not change it; the newest truth counts."
            )
        else:
            title = self.tr("Keep the clip as it is")
            text = self.tr("The boxes as they are now can be compared with later.")
        self.set_words(title, text)
        self._name = QLineEdit()
        self._name.setMaxLength(_MOST_CHARACTERS)
        self._name.setPlaceholderText(self.tr("can be left out"))
        fields = form()
        add_field(fields, self.tr("Name"), self._name)
        self.body.addLayout(fields)
        ok = push_button(self.tr("Keep"), "primary")
        ok.setDefault(True)
        ok.clicked.connect(lambda _on=False: self.accept())
        self.add_buttons(self.cancel_button(), ok)
        self._name.setFocus()

    @property
    def name(self) -> str:
        return self._name.text().strip()


class TestingDialog(Dialog):
    """Asks whether a clip tests who annotates it; `bar` is the answer, None for no."""

    def __init__(self, bar: Bar | None, parent: QWidget | None = None) -> None:
        super().__init__(parent, width_px=460)
        self.set_words(
            self.tr("Test clip"),
            self.tr(
                "Who hands in this clip is told at once how well they did against its truth: the "
                "score and how many objects are missing, not where. Nothing tells them before."
            ),
        )
        self.on = QCheckBox(self.tr("Use this clip as a test clip"))
        self.on.setChecked(bar is not None)
        self.least = QDoubleSpinBox()
        self.least.setRange(0.05, 1.0)
        self.least.setSingleStep(0.05)
        self.least.setValue((bar or Bar()).least_f1)
        pad(self.least)
        self.least.setEnabled(self.on.isChecked())
        self.on.toggled.connect(self.least.setEnabled)
        fields = form()
        add_field(fields, self.tr("F1 to reach"), self.least)
        self.body.addWidget(self.on)
        self.body.addLayout(fields)
        ok = push_button(self.tr("Save"), "primary")
        ok.setDefault(True)
        ok.clicked.connect(lambda _on=False: self.accept())
        self.add_buttons(self.cancel_button(), ok)
        self.on.setFocus()

    @property
    def bar(self) -> Bar | None:
        return Bar(round(self.least.value(), 2)) if self.on.isChecked() else None


class SecondDialog(Dialog):
    """Asks who annotates the clip once more; `person` is the answer, None for whoever takes it."""

    def __init__(
        self, clip_name: str, people: Sequence[Person], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent, width_px=460)
        self.set_words(
            self.tr("Give to a second annotator"),
            self.tr(
                "They get the footage of “{0}” as a clip of their own and see nothing of what is "
                "here. Later the two can be compared."
            ).format(clip_name),
        )
        self.who = ElidedComboBox()
        self._people: tuple[UUID | None, ...] = (None, *(one.id for one in people))
        self.who.addItems([self.tr("Whoever takes it"), *(one.name for one in people)])
        fields = form()
        add_field(fields, self.tr("To"), self.who)
        self.body.addLayout(fields)
        ok = push_button(self.tr("Give"), "primary")
        ok.setDefault(True)
        ok.clicked.connect(lambda _on=False: self.accept())
        self.add_buttons(self.cancel_button(), ok)
        self.who.setFocus()

    @property
    def person(self) -> UUID | None:
        return self._people[self.who.currentIndex()]
