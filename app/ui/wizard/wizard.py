"""The wizard's frame: pages in their order, steps at the top, buttons below."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget

from app.failures import Problem
from app.ui.controls import WrappedLabel, line, push_button, restyle, text_label
from app.ui.dialogs.placing import resize_in_place
from app.ui.dialogs.store_settings_check import CheckPanel
from app.ui.wizard.bucket_page import BucketPage
from app.ui.wizard.key_page import KeyPage
from app.ui.wizard.leave_dialog import LeaveDialog
from app.ui.wizard.new_project import NewProject
from app.ui.wizard.page import INNER_PX, SCROLLING_PX, WizardPage
from app.ui.wizard.place_page import PlacePage
from app.ui.wizard.recovery_page import RecoveryPage
from app.ui.wizard.untested_dialog import UntestedDialog

_SIZE_PX = (520, 540)
_BUCKET_SIZE_PX = (520, 720)


class ProjectWizard(QDialog):
    """Finds out what a new project is to be, has it made, hands out the recovery code.

    It makes nothing itself. On `create_requested` make the project in a job, then call
    `show_recovery_code`, or `finish` where there is none, or `show_failure`. The dialog is
    accepted once the code was typed back, or once somebody who closes it says that they have kept
    it; the project exists from `create_requested` on.

    Signals:
        create_requested(NewProject)
        test_requested(S3Settings): test the way to this bucket; show it in `check`.
        test_cancelled()
    """

    create_requested = Signal(object)
    test_requested = Signal(object)
    test_cancelled = Signal()

    def __init__(self, *, environment_key: bool, parent: QWidget | None = None) -> None:
        """Start at the first page; `environment_key` says whether ENCRYPTION_KEY is set."""
        super().__init__(parent)
        self.setWindowTitle(self.tr("New project"))
        self.setFixedSize(*_SIZE_PX)
        self._place = PlacePage()
        self._bucket = BucketPage()
        self._key = KeyPage(environment_key=environment_key)
        self._recovery = RecoveryPage()
        self._pages: tuple[WizardPage, ...] = (
            self._place,
            self._bucket,
            self._key,
            self._recovery,
        )
        self._steps: list[QLabel] = []
        self._stack = QStackedWidget()
        self._failure = WrappedLabel(INNER_PX, "small", tone="bad")
        self._back = push_button(self.tr("Back"))
        self._next = push_button("", "primary")
        self._cancel = push_button(self.tr("Cancel"), "ghost")
        self._skip = push_button(self.tr("Go on without it…"), "ghost")
        self._page: WizardPage = self._place
        self._busy = False
        self._made = False
        self._build()
        self._show()

    @property
    def check(self) -> CheckPanel:
        """Where the test of the bucket is shown."""
        return self._bucket.check

    def show_profiles(self, names: Sequence[str]) -> None:
        """Offer these AWS profiles."""
        self._bucket.show_profiles(names)

    def show_recovery_code(self, code: str) -> None:
        """Show the code of the project that was made."""
        self._busy, self._made = False, True
        self._key.forget()
        self._recovery.show_code(code)
        self._page = self._recovery
        self._show()

    def finish(self) -> None:
        """End the wizard: the project was made and has no recovery code."""
        self._busy, self._made = False, True
        self._key.forget()
        self.accept()

    def show_failure(self, problem: Problem) -> None:
        """Say why the project could not be made; the person may change the answers."""
        self._busy = False
        self._failure.setText(problem.line)
        self._failure.setVisible(True)
        self._refresh()

    def done(self, result: int) -> None:
        """Forget what was typed, and stop a test, however the dialog ends."""
        self.test_cancelled.emit()
        self._key.forget()
        self._recovery.forget()
        super().done(result)

    def reject(self) -> None:
        """Close, but not while the project is being made, and not by Esc from the code's page."""
        if not self._busy and not self._made:
            super().reject()

    def closeEvent(self, event: QEvent) -> None:
        """Closing the window at the code's page would lose the code for good, so it is asked."""
        if self._busy:
            event.ignore()
        elif not self._made:
            super().reject()
        elif self._recovery.is_complete():
            self.accept()
        else:
            event.ignore()
            self._ask_to_leave()

    def _ask_to_leave(self) -> None:
        question = LeaveDialog(self)
        question.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        question.accepted.connect(self.accept)
        question.open()

    def _build(self) -> None:
        steps = QHBoxLayout()
        steps.setSpacing(8)
        for _ in self._pages:
            label = text_label("", "small", tone="faint", bold=True, tabular=True)
            self._steps.append(label)
            steps.addWidget(label)
            steps.addSpacing(12)
        steps.addStretch(1)
        for page in self._pages:
            self._stack.addWidget(page)
            page.completeness_changed.connect(self._refresh)
        self._place.completeness_changed.connect(self._show_steps)
        self._bucket.test_requested.connect(self.test_requested)
        self._bucket.test_cancelled.connect(self.test_cancelled)
        self._failure.setVisible(False)
        self._next.setDefault(True)
        self._skip.clicked.connect(lambda _on=False: self._ask_to_skip())
        self._next.clicked.connect(lambda _on=False: self._on_next())
        self._back.clicked.connect(lambda _on=False: self._on_back())
        self._cancel.clicked.connect(lambda _on=False: self.reject())
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self._cancel)
        buttons.addStretch(1)
        buttons.addWidget(self._skip)
        for button in (self._back, self._next):
            button.setMinimumWidth(84)
            buttons.addWidget(button)
        layout = QVBoxLayout(self)
        # Pages reach into the right margin, where a page that scrolls has its scroll bar.
        layout.setContentsMargins(24, 18, 24 - SCROLLING_PX, 20)
        layout.setSpacing(14)
        layout.addLayout(steps)
        layout.addLayout(_short_of_margin(line()))
        layout.addSpacing(2)
        layout.addWidget(self._stack, 1)
        layout.addWidget(self._failure, 0, Qt.AlignmentFlag.AlignLeft)
        buttons.setContentsMargins(0, 0, SCROLLING_PX, 0)
        layout.addLayout(buttons)

    def _show(self) -> None:
        size_px = _BUCKET_SIZE_PX if self._page is self._bucket else _SIZE_PX
        resize_in_place(self, QSize(*size_px), middle=True)
        self._stack.setCurrentWidget(self._page)
        self._failure.setVisible(False)
        self._show_steps()
        self._refresh()
        self._page.enter()

    def _path(self) -> tuple[WizardPage, ...]:
        """Return the pages that this project needs."""
        return tuple(
            page for page in self._pages if page is not self._bucket or self._place.in_bucket
        )

    def _show_steps(self) -> None:
        names = {
            self._place: self.tr("Place"),
            self._bucket: self.tr("Bucket"),
            self._key: self.tr("Key"),
            self._recovery: self.tr("Recovery code"),
        }
        path = self._path()
        for at, label in enumerate(self._steps):
            label.setVisible(at < len(path))
            if at < len(path):
                label.setText(f"{at + 1}  {names[path[at]]}")
                restyle(label, tone="accent" if path[at] is self._page else "faint")

    def _refresh(self) -> None:
        self._next.setText(self.tr("Working…") if self._busy else self._next_text())
        self._next.setAccessibleName(self._next.text())
        self._next.setEnabled(not self._busy and self._page.is_complete())
        self._back.setVisible(self._page in (self._bucket, self._key))
        self._cancel.setVisible(not self._made)
        self._skip.setVisible(
            self._page is self._bucket
            and self._bucket.is_complete()
            and not self._bucket.check.runs
            and not self._bucket.passed
        )
        for widget in (self._back, self._cancel, self._stack):
            widget.setEnabled(not self._busy)

    def _next_text(self) -> str:
        if self._page is self._key:
            return self.tr("Make the project")
        if self._page is self._recovery:
            return self.tr("Open the project")
        if self._page is self._bucket and self._bucket.check.runs:
            return self.tr("Stop the test")
        if self._page is self._bucket and not self._bucket.passed:
            return self.tr("Test connection")
        return self.tr("Next")

    def _on_next(self) -> None:
        if self._page is self._recovery:
            self.accept()
        elif self._page is self._key:
            self._create()
        elif self._page is self._bucket and not self._bucket.passed:
            self._bucket.toggle_test()
        else:
            self._step(1)

    def _create(self) -> None:
        self._busy = True
        self._failure.setVisible(False)
        self._refresh()
        bucket = self._bucket.settings if self._place.in_bucket else None
        self.create_requested.emit(
            NewProject(
                name=self._place.name,
                clips_folder=self._place.clips_folder,
                store_uri=None if bucket is None else bucket.to_uri(),
                database_url=self._place.database_url,
                labels=self._place.labels,
                passphrase=self._key.passphrase,
            )
        )

    def _ask_to_skip(self) -> None:
        question = UntestedDialog(failed=self._bucket.tested, parent=self)
        question.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        question.accepted.connect(lambda: self._step(1))
        question.open()

    def _on_back(self) -> None:
        self._step(-1)

    def _step(self, by: int) -> None:
        path = self._path()
        self._page = path[path.index(self._page) + by]
        self._show()


def _short_of_margin(widget: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setContentsMargins(0, 0, SCROLLING_PX, 0)
    row.addWidget(widget)
    return row
