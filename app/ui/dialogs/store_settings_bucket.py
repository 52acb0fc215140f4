"""The form for a bucket: which one, at which server, with whose credentials. No secret is asked."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.session.store_check import warnings
from app.ui.controls import WrappedLabel, push_button, restyle
from app.ui.dialogs.frame import add_field, form
from app.ui.dialogs.store_settings_advanced import AdvancedRows
from app.ui.dialogs.store_settings_fields import BucketFields, Flaw
from app.ui.dialogs.store_settings_words import about_credentials, flaw_text, sentence
from app.ui.theme import theme
from storage.errors import StorageConfigurationError
from storage.s3.settings import S3Settings

_URI = "s3://"
# More letters at once than a key types: it was pasted.
_PASTED = 6
# Its text stands on one line with the fields' names.
_FLUSH_LEFT = "padding-left: 0; padding-right: 6px;"


class BucketForm(QWidget):
    """Asks for a bucket; what is typed is checked at once, and nothing is asked of the network.

    Signals:
        changed(): ask `settings` again.
    """

    changed = Signal()

    def __init__(self, width_px: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._width_px = width_px
        self._bucket, self._prefix = QLineEdit(), QLineEdit()
        self._endpoint, self._region = QLineEdit(), QLineEdit()
        self._profile = QComboBox()
        self._more = push_button(self.tr("Advanced"), "ghost")
        self._advanced = AdvancedRows()
        self._remark = WrappedLabel(width_px, "small", tone="dim")
        self._uri = QLineEdit()
        self._before = ""
        self._profiles_known = False
        self._filling = False
        self._build()
        self.set_settings(None)

    @property
    def fields(self) -> BucketFields:
        """What stands in the fields."""
        return BucketFields(
            bucket=self._bucket.text().strip(),
            prefix=self._prefix.text().strip(),
            endpoint=self._endpoint.text().strip(),
            region=self._region.text().strip(),
            profile=str(self._profile.currentData() or ""),
            addressing=self._advanced.addressing,
            ca_bundle=self._advanced.authority.text().strip(),
            connect_timeout_s=self._advanced.connect_timeout_s,
            read_timeout_s=self._advanced.read_timeout_s,
        )

    @property
    def settings(self) -> S3Settings | None:
        """The bucket, or None while something is missing or wrong."""
        if self.fields.flaw() is not None:
            return None
        try:
            return self.fields.settings()
        except StorageConfigurationError:
            return None

    def set_settings(self, settings: S3Settings | None) -> None:
        """Fill the form; None empties it."""
        fields = BucketFields() if settings is None else BucketFields.of(settings)
        self._filling = True
        self._bucket.setText(fields.bucket)
        self._prefix.setText(fields.prefix)
        self._endpoint.setText(fields.endpoint)
        self._region.setText(fields.region)
        self._choose_profile(fields.profile)
        self._advanced.fill(fields)
        self._filling = False
        self._before = fields.bucket
        self._on_changed()

    def show_profiles(self, names: Sequence[str]) -> None:
        """Offer these profiles; the one that is chosen stays, also where it is not among them."""
        chosen = self.fields.profile
        self._filling = self._profiles_known = True
        self._profile.clear()
        self._profile.addItem(self.tr("Default credentials"), "")
        for name in names:
            self._profile.addItem(name, name)
        self._choose_profile(chosen)
        self._filling = False

    def take_focus(self) -> None:
        """Put the cursor into the first field."""
        self._bucket.setFocus(Qt.FocusReason.OtherFocusReason)

    def set_read_only(self, read_only: bool) -> None:
        """Only show what is there."""
        for field in (self._bucket, self._prefix, self._endpoint, self._region):
            field.setReadOnly(read_only)
        self._profile.setEnabled(not read_only)
        self._advanced.set_read_only(read_only)

    def _build(self) -> None:
        self._bucket.setPlaceholderText(self.tr("A name, or paste an s3:// address"))
        self._prefix.setPlaceholderText(self.tr("Optional: a folder in the bucket"))
        self._endpoint.setPlaceholderText(self.tr("Empty means Amazon S3"))
        self._region.setPlaceholderText(self.tr("Empty means the profile's own"))
        self._profile.addItem(self.tr("Default credentials"), "")
        fields = form()
        add_field(fields, self.tr("Bucket"), self._bucket)
        add_field(fields, self.tr("Prefix"), self._prefix)
        add_field(fields, self.tr("Endpoint"), self._endpoint)
        add_field(fields, self.tr("Region"), self._region)
        add_field(fields, self.tr("Profile"), self._profile)
        self._advanced.setVisible(False)
        self._profile.view().setAccessibleName(self._profile.accessibleName())
        self._uri.setReadOnly(True)
        self._uri.setTextMargins(-2, 0, 0, 0)
        self._uri.setProperty("look", "bare")
        self._uri.setFont(theme.font("small", tabular=True))
        self._uri.setAccessibleName(self.tr("Address of the clip store"))
        self._remark.setAccessibleName(self.tr("Remark on the bucket"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addLayout(fields)
        more = QHBoxLayout()
        more.setContentsMargins(0, 0, 0, 0)
        more.addWidget(self._more)
        more.addStretch(1)
        layout.addLayout(more)
        layout.addWidget(self._advanced)
        layout.addWidget(self._uri)
        layout.addWidget(self._remark)
        self._connect()

    def _connect(self) -> None:
        self._more.setCheckable(True)
        self._more.setStyleSheet(_FLUSH_LEFT)
        theme.set_icon(self._more, "chevron-right", "dim", on_role="dim")
        self._more.toggled.connect(self._on_more)
        self._bucket.textChanged.connect(self._on_bucket)
        self._bucket.editingFinished.connect(self._take_uri)
        for field in (self._prefix, self._endpoint, self._region):
            field.textChanged.connect(lambda _text: self._on_changed())
        self._profile.currentIndexChanged.connect(lambda _at: self._on_changed())
        self._advanced.changed.connect(self._on_changed)

    def _on_more(self, on: bool) -> None:
        theme.set_icon(self._more, "chevron-down" if on else "chevron-right", "dim", on_role="dim")
        self._advanced.setVisible(on)
        self.changed.emit()

    def _on_bucket(self, text: str) -> None:
        pasted = len(text) - len(self._before) >= _PASTED
        self._before = text
        if pasted and text.strip().startswith(_URI):
            self._take_uri()
        else:
            self._on_changed()

    def _take_uri(self) -> None:
        """Take a whole address apart that stands where the bucket's name belongs."""
        text = self._bucket.text().strip()
        if not text.startswith(_URI):
            return
        try:
            settings = S3Settings.from_uri(text)
        except StorageConfigurationError as error:
            # What is secret in it must not stay on the screen.
            self._bucket.clear()
            self._say(str(error), "bad")
            return
        self.set_settings(settings)
        if BucketFields.of(settings) != BucketFields(
            bucket=settings.bucket,
            prefix=settings.prefix.rstrip("/"),
            endpoint=settings.endpoint_url or "",
            region=settings.region or "",
            profile=settings.profile or "",
        ):
            self._more.setChecked(True)

    def _choose_profile(self, name: str) -> None:
        at = self._profile.findData(name)
        if at < 0:
            known = not self._profiles_known
            text = name if known else self.tr("{0} (not on this computer)").format(name)
            self._profile.addItem(text, name)
            at = self._profile.count() - 1
        self._profile.setCurrentIndex(at)

    def _on_changed(self) -> None:
        if self._filling:
            return
        flaw = self.fields.flaw()
        wrong = {
            self._bucket: flaw is Flaw.BUCKET,
            self._prefix: flaw is Flaw.PREFIX,
            self._endpoint: flaw is not None and flaw.startswith("endpoint"),
            self._region: flaw is Flaw.REGION,
            self._advanced.authority: flaw is Flaw.CA,
        }
        for field, bad in wrong.items():
            restyle(field, state="bad" if bad else None)
        self._uri.clear()
        if flaw is None:
            try:
                settings = self.fields.settings()
            except StorageConfigurationError as error:
                self._say(sentence(str(error)), "bad")
            else:
                self._uri.setText(settings.to_uri())
                self._uri.setCursorPosition(0)
                self._uri.setToolTip(self._uri.text())
                self._say(*self._advice(settings))
        elif flaw is Flaw.BUCKET_MISSING:
            self._say(about_credentials(), "dim")
        else:
            self._say(flaw_text(flaw), "bad")
        self._uri.setVisible(bool(self._uri.text()))
        self.changed.emit()

    def _advice(self, settings: S3Settings) -> tuple[str, str]:
        found = warnings(settings)
        return (found[0], "warn") if found else (about_credentials(), "dim")

    def _say(self, text: str, tone: str) -> None:
        self._remark.setText(text)
        restyle(self._remark, tone=tone)
