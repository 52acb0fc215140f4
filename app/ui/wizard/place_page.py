"""The wizard's first page: name, labels to begin with, where clips lie, where annotations lie.

Which bucket it is, where it is one, is a page of its own.
"""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QRadioButton,
    QWidget,
)

from app.session.labels.templates import TEMPLATES
from app.ui.controls import push_button, text_label
from app.ui.dialogs.files import choose_folder
from app.ui.dialogs.frame import add_field, form
from app.ui.dialogs.labels.texts import template_text
from app.ui.wizard.page import WizardPage

_FIELDS_LEFT_PX = 24


class PlacePage(WizardPage):
    """Asks for a name; everything else has a sound default."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.set_words(
            self.tr("A new project"),
            self.tr("A project is a set of clips and their annotations, under one key."),
        )
        self._name = QLineEdit()
        self._disk = QRadioButton(self.tr("On this computer"))
        self._bucket = QRadioButton(self.tr("In an S3 bucket"))
        self._folder = QLineEdit()
        self._folder_row = QWidget()
        self._here = QRadioButton(self.tr("On this computer (SQLite)"))
        self._server = QRadioButton(self.tr("On a PostgreSQL server"))
        self._url = QLineEdit()
        self._labels = QComboBox()
        for template in TEMPLATES:
            self._labels.addItem(template_text(template.key), template.key)
        self._labels.setToolTip(self.tr("What the boxes can be called. All of it can be changed."))
        self._build()

    @property
    def name(self) -> str:
        return self._name.text().strip()

    @property
    def in_bucket(self) -> bool:
        """Whether the clips lie in a bucket."""
        return self._bucket.isChecked()

    @property
    def clips_folder(self) -> Path | None:
        text = self._folder.text().strip()
        return Path(text).expanduser() if text and not self.in_bucket else None

    @property
    def database_url(self) -> str | None:
        return self._url.text().strip() if self._server.isChecked() else None

    @property
    def labels(self) -> str:
        """The key of the list of labels to begin with."""
        return str(self._labels.currentData())

    def is_complete(self) -> bool:
        url = self.database_url
        return bool(self.name) and (url is None or url.startswith("postgresql"))

    def enter(self) -> None:
        self._name.setFocus(Qt.FocusReason.OtherFocusReason)

    def _build(self) -> None:
        fields = form()
        self._name.setPlaceholderText(self.tr("Harbour 2026"))
        self._name.textChanged.connect(lambda _text: self.completeness_changed.emit())
        add_field(fields, self.tr("Name"), self._name)
        add_field(fields, self.tr("Labels for"), self._labels)
        self._labels.view().setAccessibleName(self._labels.accessibleName())
        self.body.addLayout(fields)
        self.body.addSpacing(4)
        self._build_store()
        self.body.addSpacing(4)
        self.body.addWidget(text_label(self.tr("Annotations lie"), "small", tone="dim"))
        group = QButtonGroup(self)
        for button in (self._here, self._server):
            group.addButton(button)
            button.setAccessibleName(button.text())
            self.body.addWidget(button)
        self._here.setChecked(True)
        self._server.toggled.connect(self._on_server)
        indented = QHBoxLayout()
        indented.setContentsMargins(_FIELDS_LEFT_PX, 0, 0, 0)
        self._url.setPlaceholderText("postgresql+psycopg://name@server/database")
        self._url.setAccessibleName(self.tr("Address of the PostgreSQL database, no password"))
        self._url.setToolTip(self._url.accessibleName())
        self._url.setVisible(False)
        self._url.textChanged.connect(lambda _text: self.completeness_changed.emit())
        indented.addWidget(self._url)
        self.body.addLayout(indented)
        self.body.addStretch(1)

    def _build_store(self) -> None:
        self.body.addWidget(text_label(self.tr("Clips lie"), "small", tone="dim"))
        group = QButtonGroup(self)
        for button in (self._disk, self._bucket):
            group.addButton(button)
            button.setAccessibleName(self.tr("Clips lie: {0}").format(button.text()))
        self._disk.setChecked(True)
        self._bucket.toggled.connect(self._on_bucket)
        row = QHBoxLayout(self._folder_row)
        row.setContentsMargins(_FIELDS_LEFT_PX, 0, 0, 0)
        row.setSpacing(8)
        self._folder.setPlaceholderText(self.tr("The usual folder for data"))
        self._folder.setAccessibleName(self.tr("Folder for the encrypted clips"))
        choose = push_button(self.tr("Choose…"), name=self.tr("Choose the folder for the clips"))
        choose.clicked.connect(lambda _on=False: self._on_choose())
        row.addWidget(self._folder, 1)
        row.addWidget(choose)
        for widget in (self._disk, self._folder_row, self._bucket):
            self.body.addWidget(widget)

    def _on_bucket(self, on: bool) -> None:
        self._folder_row.setVisible(not on)
        self.completeness_changed.emit()

    def _on_server(self, on: bool) -> None:
        self._url.setVisible(on)
        if on:
            self._url.setFocus(Qt.FocusReason.OtherFocusReason)
        self.completeness_changed.emit()

    def _on_choose(self) -> None:
        folder = choose_folder(self, self.tr("Folder for the encrypted clips"))
        if folder is not None:
            self._folder.setText(str(folder))
