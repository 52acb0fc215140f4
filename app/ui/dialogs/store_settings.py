"""Where the open project's clips lie, whether they can be reached, what of them is kept here."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.settings.errors import SettingsError
from app.settings.projects import ENVIRONMENT_ID, ProjectConfig
from app.ui.controls import WrappedLabel, card, heading, line, push_button
from app.ui.controls.glyph import Glyph
from app.ui.dialogs.frame import Dialog
from app.ui.dialogs.placing import resize_in_place
from app.ui.dialogs.store_settings_check import CheckPanel
from app.ui.dialogs.store_settings_copies import CopiesPanel
from app.ui.dialogs.store_settings_form import StoreForm
from storage.offline import OfflineUsage
from storage.s3.settings import S3Settings

_WIDTH_PX = 804
_LEFT_PX = 404
_RIGHT_PX = 292
_CARD_PX = 16


@dataclass(frozen=True, slots=True)
class StoreChange:
    """What is to be changed; None leaves it as it is."""

    store_uri: str | None = None
    budget_bytes: int | None = None


class StoreSettingsDialog(Dialog):
    """Shows the store's settings; `change` is the answer once it was accepted.

    Signals:
        test_requested(S3Settings): test the way to this bucket; show it in `check`.
        test_cancelled()
        clear_requested(): let the copies go, then `show_usage`.
    """

    test_requested = Signal(object)
    test_cancelled = Signal()
    clear_requested = Signal()

    def __init__(
        self, config: ProjectConfig, *, has_copies: bool, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent, width_px=_WIDTH_PX)
        self._config = config
        self._has_copies = has_copies
        self._was = _settings_of(config)
        self._tested: S3Settings | None = None
        self.form = StoreForm(_LEFT_PX)
        self.check = CheckPanel(_RIGHT_PX)
        self.copies = CopiesPanel(_RIGHT_PX)
        self._side = card()
        self._copies_part = QWidget()
        self._warning = WrappedLabel(_LEFT_PX - 50, "small", tone="text")
        self._warning_card = card("note")
        self._save = push_button(self.tr("Save"), "primary")
        self._build()
        self._show()

    @property
    def change(self) -> StoreChange:
        """What the person wants to be different."""
        uri = self._new_uri()
        return StoreChange(
            store_uri=None if uri == self._config.store_uri else uri,
            budget_bytes=self.copies.budget_bytes if self._has_copies else None,
        )

    def show_profiles(self, names: Sequence[str]) -> None:
        """Offer these AWS profiles."""
        self.form.show_profiles(names)

    def show_usage(self, usage: OfflineUsage) -> None:
        """Show what the copies take."""
        self.copies.show_usage(usage)
        self._refresh()

    def _build(self) -> None:
        self.set_words(
            self.tr("Store settings"),
            self.tr("Where the encrypted clips of “{0}” lie.").format(self._config.name),
        )
        columns = QHBoxLayout()
        columns.setSpacing(24)
        left = QVBoxLayout()
        left.setSpacing(10)
        left.addWidget(self.form)
        left.addWidget(self._build_warning())
        left.addStretch(1)
        columns.addLayout(left, 1)
        columns.addWidget(self._build_side(), 0, Qt.AlignmentFlag.AlignTop)
        self.body.addLayout(columns)
        self._save.setDefault(True)
        self._save.clicked.connect(lambda _on=False: self.accept())
        self.add_buttons(self.cancel_button(), self._save)
        self.form.changed.connect(self._on_form)
        self.check.changed.connect(self._fit)
        self.check.test_requested.connect(self._on_test)
        self.check.cancel_requested.connect(self.test_cancelled)
        self.copies.clear_requested.connect(self.clear_requested)
        self.copies.budget_changed.connect(self._refresh)

    def _build_warning(self) -> QWidget:
        row = QHBoxLayout(self._warning_card)
        row.setContentsMargins(12, 10, 12, 10)
        row.setSpacing(10)
        row.addWidget(Glyph(16, "info", "accent"), 0, Qt.AlignmentFlag.AlignTop)
        # Its width is its own: what is left of the row lies behind it.
        row.addWidget(self._warning)
        row.addStretch(1)
        return self._warning_card

    def _build_side(self) -> QWidget:
        side = QVBoxLayout(self._side)
        side.setContentsMargins(_CARD_PX, 14, _CARD_PX, _CARD_PX)
        side.setSpacing(10)
        side.addWidget(heading(self.tr("Connection")))
        side.addWidget(self.check)
        part = QVBoxLayout(self._copies_part)
        part.setContentsMargins(0, 6, 0, 0)
        part.setSpacing(10)
        part.addWidget(line())
        part.addWidget(heading(self.tr("Copies on this computer")))
        part.addWidget(self.copies)
        side.addWidget(self._copies_part)
        self._copies_part.setVisible(self._has_copies)
        return self._side

    def _show(self) -> None:
        if self._config.store_folder is not None:
            self.form.show_folder(self._config.store_folder)
        else:
            self.form.show_bucket(self._was)
        if self._fixed_reason():
            self.form.set_read_only(self._fixed_reason())
        self._on_form()
        if self.form.settings is not None:
            self.check.take_focus()
        else:
            self.form.take_focus()

    def _fixed_reason(self) -> str:
        if self._config.id == ENVIRONMENT_ID:
            return self.tr(
                "This project is described by environment variables such as S3_BUCKET_NAME. "
                "Change them there."
            )
        if self._config.sample:
            return self.tr("The clips of the sample project stay in their folder.")
        return ""

    def _on_form(self) -> None:
        settings = self.form.settings
        if settings != self._tested and (self.check.report is not None or self.check.runs):
            self.test_cancelled.emit()
            self.check.forget()
        self.check.set_testable(settings is not None)
        self._side.setVisible(self.form.is_bucket)
        self._refresh()

    def _refresh(self) -> None:
        change = self.change
        reopens = change.store_uri is not None
        self._save.setText(self.tr("Save and reopen") if reopens else self.tr("Save"))
        self._save.setAccessibleName(self._save.text())
        self._save.setEnabled(change != StoreChange() and self.form.is_complete())
        text = self._fixed_reason() or (self._consequence() if reopens else "")
        self._warning.setText(text)
        self._warning_card.setVisible(bool(text))
        self._fit()

    def _consequence(self) -> str:
        settings = self.form.settings
        there = (
            self._was is not None
            and settings is not None
            and (self._was.bucket, self._was.prefix) == (settings.bucket, settings.prefix)
        )
        words = []
        if not there:
            words.append(
                self.tr(
                    "The project expects its clips there: nothing is moved. Until the objects are "
                    "copied, its clips will be missing."
                )
            )
        words.append(
            self.tr("The project is opened anew, and asks for its passphrase.")
            if self._config.keyring_file is not None
            else self.tr("The project is opened anew.")
        )
        return " ".join(words)

    def _new_uri(self) -> str:
        if not self.form.is_complete():
            return self._config.store_uri
        if self._was is not None and self.form.settings == self._was:
            return self._config.store_uri
        return self.form.store_uri or self._config.store_uri

    def _on_test(self) -> None:
        settings = self.form.settings
        if settings is not None:
            self._tested = settings
            self.test_requested.emit(settings)

    def _fit(self) -> None:
        """Be as high as what is shown now."""
        layout = self.layout()
        if layout is not None:
            layout.activate()
            resize_in_place(self, QSize(_WIDTH_PX, layout.totalSizeHint().height()))


def _settings_of(config: ProjectConfig) -> S3Settings | None:
    """Return the bucket of a project; None where it has none, or one that cannot be read."""
    try:
        return config.bucket
    except SettingsError:
        return None
