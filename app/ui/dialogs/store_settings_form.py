"""Where clips lie: a folder on this computer, or a bucket."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.ui.controls import Segments, push_button
from app.ui.dialogs.files import choose_folder
from app.ui.dialogs.frame import note
from app.ui.dialogs.store_settings_bucket import BucketForm
from storage.s3.settings import S3Settings

FOLDER, BUCKET = "folder", "bucket"


class StoreForm(QWidget):
    """Asks where the clips lie.

    Signals:
        changed(): ask `settings`, `folder` and `is_complete` again.
    """

    changed = Signal()

    def __init__(self, width_px: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kind = Segments(
            ((FOLDER, self.tr("On this computer")), (BUCKET, self.tr("In an S3 bucket"))),
            name=self.tr("Where the clips lie"),
        )
        self._folder = QLineEdit()
        self._folder_page = QWidget()
        self.bucket = BucketForm(width_px)
        self._build(width_px)

    @property
    def settings(self) -> S3Settings | None:
        """The bucket; None for a folder, or while the form is not complete."""
        return self.bucket.settings if self._kind.current == BUCKET else None

    @property
    def is_bucket(self) -> bool:
        return self._kind.current == BUCKET

    @property
    def folder(self) -> Path | None:
        """The folder; None for the usual one, or for a bucket."""
        text = self._folder.text().strip()
        return Path(text).expanduser() if text and not self.is_bucket else None

    @property
    def store_uri(self) -> str | None:
        """The whole address, None for the usual folder or while the form is not complete."""
        if self.is_bucket:
            return None if self.settings is None else self.settings.to_uri()
        return None if self.folder is None else f"file://{self.folder.absolute()}"

    def is_complete(self) -> bool:
        return not self.is_bucket or self.settings is not None

    def show_bucket(self, settings: S3Settings | None) -> None:
        """Show a bucket."""
        self._kind.set_current(BUCKET)
        self._show_kind()
        self.bucket.set_settings(settings)

    def show_folder(self, folder: Path | None) -> None:
        """Show a folder; None is the usual one."""
        self._kind.set_current(FOLDER)
        self._folder.setText("" if folder is None else str(folder))
        self._show_kind()

    def show_profiles(self, names: Sequence[str]) -> None:
        """Offer these AWS profiles."""
        self.bucket.show_profiles(names)

    def set_read_only(self, reason: str) -> None:
        """Only show where the clips lie; `reason` is said in a tooltip."""
        other = FOLDER if self.is_bucket else BUCKET
        self._kind.disable(other, reason)
        self._folder.setReadOnly(True)
        self._choose.setEnabled(False)
        self.bucket.set_read_only(True)

    def take_focus(self) -> None:
        """Put the cursor into the first field."""
        if self.is_bucket:
            self.bucket.take_focus()
        else:
            self._folder.setFocus(Qt.FocusReason.OtherFocusReason)

    def _build(self, width_px: int) -> None:
        row = QHBoxLayout()
        row.setSpacing(8)
        self._folder.setPlaceholderText(self.tr("The usual folder for data"))
        self._folder.setAccessibleName(self.tr("Folder for the encrypted clips"))
        self._folder.textChanged.connect(lambda _text: self.changed.emit())
        self._choose = push_button(
            self.tr("Choose…"), name=self.tr("Choose the folder for the clips")
        )
        self._choose.clicked.connect(lambda _on=False: self._on_choose())
        row.addWidget(self._folder, 1)
        row.addWidget(self._choose)
        page = QVBoxLayout(self._folder_page)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(8)
        page.addLayout(row)
        remark = self.tr("A disk of this computer, or a network disk that is mounted on it.")
        page.addWidget(note(remark, width_px))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)
        layout.addWidget(self._kind)
        layout.addWidget(self._folder_page)
        layout.addWidget(self.bucket)
        layout.addStretch(1)
        self._kind.chosen.connect(lambda _kind: self._on_kind())
        self.bucket.changed.connect(self.changed)
        self._show_kind()

    def _show_kind(self) -> None:
        self._folder_page.setVisible(not self.is_bucket)
        self.bucket.setVisible(self.is_bucket)

    def _on_kind(self) -> None:
        self._show_kind()
        self.take_focus()
        self.changed.emit()

    def _on_choose(self) -> None:
        folder = choose_folder(self, self.tr("Folder for the encrypted clips"))
        if folder is not None:
            self._folder.setText(str(folder))
