"""The wizard's page for a bucket: which one, and whether it can be reached."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from app.ui.controls import line
from app.ui.dialogs.store_settings_bucket import BucketForm
from app.ui.dialogs.store_settings_check import CheckPanel
from app.ui.wizard.page import INNER_PX, SCROLLING_PX, WizardPage
from storage.s3.settings import S3Settings


class BucketPage(WizardPage):
    """Complete once the form is; whether it was tested is asked apart, see `passed`.

    Signals:
        test_requested(S3Settings): test the way to this bucket; show it in `check`.
        test_cancelled()
    """

    test_requested = Signal(object)
    test_cancelled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.set_words(
            self.tr("The bucket"),
            self.tr("Amazon S3, or any server that speaks its language. It only sees ciphertext."),
        )
        self.form = BucketForm(INNER_PX)
        self.check = CheckPanel(INNER_PX, columns=2, button=False)
        self._tested: S3Settings | None = None
        self._build()

    @property
    def settings(self) -> S3Settings | None:
        """The bucket, None while something is missing or wrong."""
        return self.form.settings

    @property
    def passed(self) -> bool:
        """Whether these very settings were tested, and clips can be read at least."""
        return self.check.report is not None and self.check.report.can_read

    @property
    def tested(self) -> bool:
        """Whether these very settings were tested, with whatever result."""
        return self.check.report is not None

    def is_complete(self) -> bool:
        return self.settings is not None

    def enter(self) -> None:
        self.form.take_focus()

    def show_profiles(self, names: Sequence[str]) -> None:
        """Offer these AWS profiles."""
        self.form.show_profiles(names)

    def toggle_test(self) -> None:
        """Have the settings tested, where they are complete; or stop the test."""
        if self.check.runs:
            self.check.stop()
        elif (settings := self.settings) is not None:
            self._tested = settings
            self.test_requested.emit(settings)

    def _build(self) -> None:
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, SCROLLING_PX, 0)
        column.setSpacing(10)
        column.addWidget(self.form)
        column.addWidget(line())
        column.addWidget(self.check)
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(inner)
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.addWidget(scroll, 1)
        self.form.changed.connect(self._on_form)
        self._scroll = scroll
        self.check.changed.connect(self._on_check)
        self.check.test_requested.connect(self.toggle_test)
        self.check.cancel_requested.connect(self.test_cancelled)
        self._on_form()

    def _on_form(self) -> None:
        settings = self.settings
        if settings != self._tested and (self.check.report is not None or self.check.runs):
            self.test_cancelled.emit()
            self.check.forget()
        self.check.set_testable(settings is not None)
        self.completeness_changed.emit()

    def _on_check(self) -> None:
        """Show the steps and what they came to, also where the fields leave little room."""
        if self.check.runs or self.check.report is not None:
            # Once what is new has its place: the lowest line is what it all comes to.
            QTimer.singleShot(0, self, self._scroll_down)
        self.completeness_changed.emit()

    def _scroll_down(self) -> None:
        bar = self._scroll.verticalScrollBar()
        bar.setValue(bar.maximum())
