"""The wizard's frame: pages in their order, steps at the top, buttons below."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget

from app.failures import Problem
from app.ui.controls import WrappedLabel, line, push_button, restyle, text_label
from app.ui.wizard.key_page import KeyPage
from app.ui.wizard.leave_dialog import LeaveDialog
from app.ui.wizard.new_project import NewProject
from app.ui.wizard.page import INNER_PX, WizardPage
from app.ui.wizard.place_page import PlacePage
from app.ui.wizard.recovery_page import RecoveryPage

_SIZE_PX = (520, 500)


class ProjectWizard(QDialog):
    """Finds out what a new project is to be, has it made, hands out the recovery code.

    It makes nothing itself. On `create_requested` make the project in a job, then call
    `show_recovery_code`, or `finish` where there is none, or `show_failure`. The dialog is
    accepted once the code was typed back, or once somebody who closes it says that they have kept
    it; the project exists from `create_requested` on.

    Signals:
        create_requested(NewProject)
    """

    create_requested = Signal(object)

    def __init__(self, *, environment_key: bool, parent: QWidget | None = None) -> None:
        """Start at the first page; `environment_key` says whether ENCRYPTION_KEY is set."""
        super().__init__(parent)
        self.setWindowTitle(self.tr("New project"))
        self.setFixedSize(*_SIZE_PX)
        self._place = PlacePage()
        self._key = KeyPage(environment_key=environment_key)
        self._recovery = RecoveryPage()
        self._pages: tuple[WizardPage, ...] = (self._place, self._key, self._recovery)
        self._steps: list[QLabel] = []
        self._stack = QStackedWidget()
        self._failure = WrappedLabel(INNER_PX, "small", tone="bad")
        self._back = push_button(self.tr("Back"))
        self._next = push_button("", "primary")
        self._cancel = push_button(self.tr("Cancel"), "ghost")
        self._at = 0
        self._busy = False
        self._made = False
        self._build()
        self._show()

    def show_recovery_code(self, code: str) -> None:
        """Show the code of the project that was made."""
        self._busy, self._made = False, True
        self._key.forget()
        self._recovery.show_code(code)
        self._at = 2
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
        """Forget what was typed, however the dialog ends."""
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
        for number, name in enumerate(
            (self.tr("Place"), self.tr("Key"), self.tr("Recovery code")), start=1
        ):
            label = text_label(f"{number}  {name}", "small", tone="faint", bold=True, tabular=True)
            self._steps.append(label)
            steps.addWidget(label)
            steps.addSpacing(12)
        steps.addStretch(1)
        for page in self._pages:
            self._stack.addWidget(page)
            page.completeness_changed.connect(self._refresh)
        self._failure.setVisible(False)
        self._next.setDefault(True)
        self._next.clicked.connect(lambda _on=False: self._on_next())
        self._back.clicked.connect(lambda _on=False: self._on_back())
        self._cancel.clicked.connect(lambda _on=False: self.reject())
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self._cancel)
        buttons.addStretch(1)
        for button in (self._back, self._next):
            button.setMinimumWidth(84)
            buttons.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 18, 24, 20)
        layout.setSpacing(14)
        layout.addLayout(steps)
        layout.addWidget(line())
        layout.addSpacing(2)
        layout.addWidget(self._stack, 1)
        layout.addWidget(self._failure, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addLayout(buttons)

    def _show(self) -> None:
        page = self._pages[self._at]
        self._stack.setCurrentWidget(page)
        for at, label in enumerate(self._steps):
            restyle(label, tone="accent" if at == self._at else "faint")
        self._failure.setVisible(False)
        self._refresh()
        page.enter()

    def _refresh(self) -> None:
        texts = (self.tr("Next"), self.tr("Make the project"), self.tr("Open the project"))
        self._next.setText(self.tr("Working…") if self._busy else texts[self._at])
        self._next.setAccessibleName(self._next.text())
        self._next.setEnabled(not self._busy and self._pages[self._at].is_complete())
        self._back.setVisible(self._at == 1)
        self._cancel.setVisible(not self._made)
        for widget in (self._back, self._cancel, self._stack):
            widget.setEnabled(not self._busy)

    def _on_next(self) -> None:
        if self._at == 0:
            self._at = 1
            self._show()
        elif self._at == 1:
            self._busy = True
            self._failure.setVisible(False)
            self._refresh()
            self.create_requested.emit(
                NewProject(
                    name=self._place.name,
                    clips_folder=self._place.clips_folder,
                    database_url=self._place.database_url,
                    passphrase=self._key.passphrase,
                )
            )
        else:
            self.accept()

    def _on_back(self) -> None:
        self._at = 0
        self._show()
