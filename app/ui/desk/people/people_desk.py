"""Who works on the open project: what they may do in the window, and the dialog of people."""

from collections.abc import Callable, Mapping
from functools import partial
from uuid import UUID

from PySide6.QtCore import QObject, Signal
from shiboken6 import isValid

from app.failures import explain
from app.session.people.people import PeopleBook
from app.session.project import Project
from app.ui.desk.objects.label_desk import LabelDesk
from app.ui.desk.project.project_desk import ProjectDesk
from app.ui.desk.project.watch_desk import WatchDesk
from app.ui.people.people_dialog import PeopleDialog
from app.ui.people.removal import RemovalDialog
from app.ui.people.step_down import StepDownDialog
from app.ui.people.texts import role_text
from app.ui.window.main_window import MainWindow
from app.workers.jobs import Jobs
from models.errors import StaleRevisionError
from models.review.assigning import OpenWork
from models.review.errors import HasLeftError
from models.review.person import Person, Role
from models.review.rights import NotAllowedError, Right
from models.review.rules import Rules

# By how the ids of actions begin; the first that fits.
_RIGHT_OF: tuple[tuple[str, Right], ...] = (
    ("project.import_boxes", Right.ANNOTATE),
    ("project.import", Right.IMPORT_CLIPS),
    ("project.find_stored", Right.IMPORT_CLIPS),
    ("project.delete_clip", Right.DELETE_CLIPS),
    ("project.export", Right.EXPORT),
    ("labels.edit", Right.EDIT_LABELS),
    ("queue.submit", Right.HAND_IN),
    ("people.assign", Right.ASSIGN),
    ("clip.reopen", Right.REOPEN),
    ("issue.report", Right.REPORT_ISSUES),
    ("issue.resolve", Right.REPORT_ISSUES),
    ("issue.reopen", Right.REPORT_ISSUES),
    ("issue.fix", Right.ANSWER_ISSUES),
    ("verdict.", Right.JUDGE),
    ("quality.", Right.SEE_QUALITY),
    ("audit.", Right.SEE_AUDIT),
    ("masks.lift", Right.LIFT_MASKS),
)


class PeopleDesk(QObject):
    """Follows the open project by itself.

    Signals:
        changed(): people, rights or rules are others, or another project is open, or none.
        handing_on_wanted(Person): what is theirs to do shall be others'.
    """

    changed = Signal()
    handing_on_wanted = Signal(object)

    def __init__(
        self,
        window: MainWindow,
        jobs: Jobs,
        *,
        projects: ProjectDesk,
        labels: LabelDesk,
        watch: WatchDesk,
    ) -> None:
        super().__init__(window)
        self._window, self._jobs, self._labels = window, jobs, labels
        self._projects = projects
        self._work: Mapping[UUID, OpenWork] = {}
        self._project: Project | None = None
        self._dialog: PeopleDialog | None = None
        self._told: type = type(None)
        projects.opened.connect(self._on_opened)
        projects.leaving.connect(self._on_leaving)
        watch.changed.connect(self.refresh)
        window.registry.connect_action("people.show", self.show)

    @property
    def book(self) -> PeopleBook | None:
        """The people of the open project."""
        return None if self._project is None else self._project.people

    @property
    def dialog(self) -> PeopleDialog | None:
        """The dialog, while it is open."""
        return self._dialog if self._dialog is not None and isValid(self._dialog) else None

    def name_of(self, person_id: UUID | None) -> str:
        """Return what a person is called, or ""."""
        return "" if self.book is None else self.book.name_of(person_id)

    def why_not(self, right: Right) -> str:
        """Say why the person may not do something and whom to ask; "" where they may."""
        if self.book is None or self.book.rights.may(right):
            return ""
        rights = self.book.rights
        problem = explain(NotAllowedError(rights.role, right, ask=self.book.who_may(right)))
        return f"{problem.text} {problem.remedy}"

    def refresh(self) -> None:
        """Look on a worker whether somebody has changed people or rules."""
        project = self._project
        if project is None:
            return
        self._jobs.submit(
            project.people.refresh,
            done=lambda changed: self._on_refreshed(project, changed),
            failed=lambda _: None,
            owner=self,
        )

    def set_work(self, work: Mapping[UUID, OpenWork]) -> None:
        """Take what is still whose to do, by person."""
        self._work = work
        if (dialog := self.dialog) is not None:
            self._fill(dialog)

    def show(self) -> None:
        """Open the dialog of people and rules."""
        if self.book is None:
            return
        if (dialog := self.dialog) is not None:
            dialog.activateWindow()
            return
        self._dialog = dialog = PeopleDialog(self._window)
        dialog.people.name_entered.connect(self._on_name)
        dialog.people.role_chosen.connect(self._on_role)
        dialog.people.removal_wanted.connect(self._on_removal)
        dialog.people.return_wanted.connect(self._on_return)
        dialog.people.handing_on_wanted.connect(self._on_handing_on)
        dialog.rules.save_requested.connect(self._on_rules)
        dialog.finished.connect(self._on_finished)
        self._fill(dialog)
        dialog.open()
        dialog.people.focus_name()

    def _on_opened(self, project: Project) -> None:
        self._project = project
        book = project.people
        self._told = type(None)
        self._tell_problem(book.problem)
        if book.problem is None and book.is_new and book.rights.role is not Role.ADMIN:
            self._window.toast.show_note(
                self.tr("You joined this project as {0}: {1}.").format(
                    book.me.name, role_text(book.rights.role)
                )
            )
        self._tell()

    def _on_leaving(self) -> None:
        self._project = None
        self._work = {}
        if (dialog := self.dialog) is not None:
            dialog.reject()
        self._tell()

    def _on_refreshed(self, project: Project, changed: bool) -> None:
        if not changed or project is not self._project:
            return
        if project.people.me.has_left:
            # Whoever is not of the project any more sees no more of it.
            asked = project.people.who_may(Right.MANAGE_PEOPLE)
            self._projects.show_welcome()
            self._window.problems.show_error(HasLeftError(ask=asked))
            return
        self._tell_problem(project.people.problem)
        self._tell()

    def _tell_problem(self, problem: Exception | None) -> None:
        """Say once that people or rules cannot be believed, and again when it is otherwise."""
        told, self._told = self._told, type(problem)
        if problem is not None and told is not type(problem):
            self._window.problems.show_error(problem)

    def _tell(self) -> None:
        """Switch off what the person may not do, and let others hear of it."""
        reasons: dict[str, str] = {}
        for spec in self._window.registry.specs:
            right = next((right for start, right in _RIGHT_OF if spec.id.startswith(start)), None)
            if right is not None and (why := self.why_not(right)):
                reasons[spec.id] = why
        self._window.registry.refuse(reasons)
        if (dialog := self.dialog) is not None and self.book is not None:
            self._fill(dialog)
        self.changed.emit()

    def _fill(self, dialog: PeopleDialog) -> None:
        book = self.book
        if book is None:
            return
        people = book.known or (book.me,)
        dialog.people.show_people(
            people, me=book.me.id, why_not=self.why_not(Right.MANAGE_PEOPLE), work=self._work
        )
        dialog.rules.show_rules(
            book.rules, self._labels.labels, why_not=self.why_not(Right.CHANGE_RULES)
        )

    def _on_finished(self) -> None:
        dialog, self._dialog = self._dialog, None
        if dialog is not None:
            dialog.deleteLater()
        self._window.activateWindow()

    def _on_name(self, name: str) -> None:
        if (book := self.book) is not None:
            self._do(partial(book.rename, book.me.id, name), self.tr("Saved: this is your name."))

    def _on_role(self, person: Person, role: Role) -> None:
        book = self.book
        if book is not None and (person.id != book.me.id or self._steps_down(book, role)):
            said = self.tr("{0} is {1} now.").format(person.name, role_text(role))
            self._do(partial(book.give_role, person, role), said)

    def _steps_down(self, book: PeopleBook, role: Role) -> bool:
        """Ask an admin who takes the role from themselves; the last one is refused it anyway."""
        admins = [one for one in book.present if one.role is Role.ADMIN]
        dialog = self.dialog
        return len(admins) < 2 or (dialog is not None and StepDownDialog(role, dialog).asked())

    def _on_removal(self, person: Person) -> None:
        book, dialog = self.book, self.dialog
        work = self._work.get(person.id, OpenWork())
        if book is not None and RemovalDialog(person, work, dialog).asked():
            said = self.tr("{0} is not of the project any more.").format(person.name)
            self._do(partial(book.remove, person.id), said)

    def _on_return(self, person: Person) -> None:
        if (book := self.book) is not None:
            said = self.tr("{0} is of the project again, as {1}.")
            said = said.format(person.name, role_text(person.role))
            self._do(partial(book.take_back, person.id), said)

    def _on_handing_on(self, person: Person) -> None:
        if (dialog := self.dialog) is not None:
            dialog.accept()
        self.handing_on_wanted.emit(person)

    def _on_rules(self, rules: Rules, seen: Rules) -> None:
        if (book := self.book) is not None:
            self._do(partial(book.settle, rules, seen=seen), self.tr("The rules are saved."))

    def _do(self, work: Callable[[], object], said: str) -> None:
        """Change something on a worker; what is refused is said in the dialog."""
        self._jobs.submit(
            work,
            done=lambda _: self._on_done(said),
            failed=self._on_failed,
            owner=self,
            essential=True,
        )

    def _on_done(self, said: str) -> None:
        self._tell()
        if (dialog := self.dialog) is not None:
            dialog.show_note(said)

    def _on_failed(self, error: Exception) -> None:
        if isinstance(error, StaleRevisionError):
            self.refresh()
        problem = explain(error)
        if (dialog := self.dialog) is not None and problem.known:
            dialog.show_note(f"{problem.text} {problem.remedy}".strip(), is_bad=True)
        else:
            self._window.problems.show_error(error)
