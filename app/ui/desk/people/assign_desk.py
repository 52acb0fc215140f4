"""Assigning clips: which can be meant, the plan that is asked for, its doing and its undoing."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from uuid import UUID

from PySide6.QtCore import QObject

from app.session.clip_listing import ClipListing
from app.session.people.assigning import Assigned, assign
from app.session.people.people import PeopleBook
from app.session.project import Project
from app.session.review.apart import kept_apart
from app.ui.clip_list.owners import People
from app.ui.desk.clip.clip_desk import ClipDesk
from app.ui.desk.clips.clips_desk import ClipsDesk
from app.ui.desk.people.people_desk import PeopleDesk
from app.ui.desk.project.project_desk import ProjectDesk
from app.ui.people.assign_dialog import AssignDialog
from app.ui.people.texts import clips_text
from app.ui.review.undo_note import UndoNote
from app.ui.window.main_window import MainWindow
from app.workers.jobs import JobHandle, Jobs
from models.records import ClipRecord, ClipState
from models.review.assigning import (
    OpenWork,
    Part,
    Plan,
    Wanted,
    open_work,
    open_work_of,
    plan,
)
from models.review.person import Person
from models.review.rights import Right
from models.review.rules import Rules
from models.review.sampling import is_sampled, is_to_review, newcomers

Choice = tuple[str, Callable[[Part], Sequence[ClipRecord]]]


class AssignDesk(QObject):
    """Joins the dialog to the clips of the list and to the database."""

    def __init__(
        self,
        window: MainWindow,
        jobs: Jobs,
        *,
        projects: ProjectDesk,
        people: PeopleDesk,
        clips: ClipsDesk,
        clip: ClipDesk,
    ) -> None:
        super().__init__(window)
        self._window, self._jobs, self._people, self._clip = window, jobs, people, clip
        self._clips_desk, self._projects = clips, projects
        self._clips: Sequence[ClipRecord] = ()
        self._planning: JobHandle | None = None
        self._telling: JobHandle | None = None
        self._work: Mapping[UUID, OpenWork] = {}
        self.note = UndoNote(window.workbench.middle)
        clips.clips_changed.connect(self._on_clips)
        people.changed.connect(self._tell_list)
        people.handing_on_wanted.connect(self.hand_on)
        projects.leaving.connect(self._on_leaving)
        window.clip_list.assign_requested.connect(self.ask)
        window.registry.connect_action("people.assign", lambda: self.ask(window.clip_list.selected))

    def ask(self, selected: Sequence[UUID]) -> None:
        """Ask whose some clips become; `selected` are offered first."""
        project, book = self._projects.project, self._people.book
        if project is None or book is None:
            return
        self._ask(project, book, self.choices(selected, book.rules))

    def hand_on(self, person: Person) -> None:
        """Ask whose the open work of a person becomes."""
        project, book = self._projects.project, self._people.book
        if project is None or book is None:
            return
        work = self._work.get(person.id, OpenWork())
        theirs = self.tr("What {0} has").format(person.name)
        choice: Choice = (theirs, lambda part: open_work_of(self._clips, person.id, part))
        self._ask(project, book, (choice, *self.choices((), book.rules)), part=work.main_part)

    def _ask(
        self,
        project: Project,
        book: PeopleBook,
        choices: tuple[Choice, ...],
        *,
        part: Part = Part.ANNOTATE,
    ) -> None:
        rules = book.rules
        names = [name for name, _ in choices]
        dialog = AssignDialog(names, book.known, self._window, me=book.me.id)
        dialog.choose_part(part)
        dialog.plan_wanted.connect(
            lambda which, wanted: self._make_plan(dialog, choices[which][1], wanted, rules)
        )
        dialog.replan()
        if dialog.asked() and project is self._projects.project:
            self.do(dialog.plan)
        self._drop_plan()

    def _make_plan(
        self,
        dialog: AssignDialog,
        meant: Callable[[Part], Sequence[ClipRecord]],
        wanted: Wanted,
        rules: Rules,
    ) -> None:
        """Make a plan on a worker; of several questions the newest wins."""
        self._drop_plan()
        clips = self._clips
        self._planning = self._jobs.submit(
            lambda: plan(meant(wanted.part), wanted, rules, among=clips),
            done=dialog.show_plan,
            failed=self._window.problems.show_error,
            owner=dialog,
        )

    def _drop_plan(self) -> None:
        if self._planning is not None:
            self._planning.cancel()
            self._planning = None

    def choices(self, selected: Sequence[UUID], rules: Rules) -> tuple[Choice, ...]:
        """Return which clips can be meant."""
        clips, shown = self._clips, self._window.clip_list.clips
        found: list[Choice] = []
        if len(selected) > 1 or (selected and selected[0] != self._open_id()):
            chosen = frozenset(selected)
            picked = [clip for clip in clips if clip.id in chosen]
            found.append((self.tr("The selected clips ({0})").format(len(picked)), _all(picked)))
        if (open_id := self._open_id()) is not None:
            opened = [clip for clip in clips if clip.id == open_id]
            found.append((self.tr("The open clip"), _all(opened)))
        if len(shown) < len(clips):
            name = self.tr("All that the list shows ({0})").format(f"{len(shown):,}")
            found.append((name, _all(shown)))
        found.append((self.tr("All that nobody has"), partial(_nobodys, clips)))
        by_rule = self.tr("Those that the rules choose for review")
        found.append((by_rule, lambda _part: _by_rule(clips, rules)))
        found.extend(
            (self.tr("Camera {0}").format(camera), partial(_of, clips, camera))
            for camera in sorted({clip.camera for clip in clips if clip.camera})
        )
        found.append((self.tr("All clips ({0})").format(f"{len(clips):,}"), _all(clips)))
        return tuple(found)

    def do(self, plan: Plan) -> None:
        """Do what a plan says, on a worker, and offer to take it back."""
        project = self._projects.project
        if project is None or not plan.clips:
            return
        self._submit(project, plan, self._on_assigned)

    def _submit(self, project: Project, plan: Plan, done: Callable[[Assigned], object]) -> None:
        self._jobs.submit(
            lambda: assign(project, plan),
            done=done,
            failed=self._window.problems.show_error,
            owner=self,
            essential=True,
        )

    def _on_assigned(self, done: Assigned) -> None:
        self._clips_desk.refresh()
        said = self.tr("{0} assigned.").format(clips_text(len(done.clips)))
        if done.faster:
            left = self.tr("{0} left as they are: somebody else was faster.")
            said = f"{said} {left.format(clips_text(done.faster))}"
        self.note.offer(said, partial(self._take_back, done.undo))

    def _take_back(self, plan: Plan) -> None:
        project = self._projects.project
        if project is not None:
            self._submit(project, plan, self._on_taken_back)

    def _on_taken_back(self, _done: Assigned) -> None:
        self._clips_desk.refresh()
        self._window.toast.show_note(self.tr("The clips are whose they were."))

    def _open_id(self) -> UUID | None:
        return None if self._clip.clip is None else self._clip.clip.id

    def _on_clips(self, clips: ClipListing) -> None:
        self._clips = clips
        self._tell_list()

    def _tell_list(self) -> None:
        """Let the list of clips tell whose each is, and what the person may do with them."""
        book, why_not = self._people.book, self._people.why_not
        if book is None:
            return
        clips, rules = self._clips, book.rules
        known = People(
            book.me.id,
            {one.id: one.name for one in book.known},
            rules,
            reviews=book.rights.may(Right.JUDGE),
        )
        if self._telling is not None:
            self._telling.cancel()
        rights = book.rights

        def look() -> tuple[People, Mapping[UUID, OpenWork]]:
            """Find out what has to be looked for in all clips."""
            new, apart = newcomers(clips, rules), kept_apart(clips, rights)
            return replace(known, new=new, apart=apart), open_work(clips)

        self._telling = self._jobs.submit(
            look,
            done=lambda told: self._on_told(*told),
            failed=self._window.problems.show_error,
            owner=self,
        )
        asked = {"assign": Right.ASSIGN, "export": Right.EXPORT, "delete": Right.DELETE_CLIPS}
        reasons = {name: why_not(right) for name, right in asked.items()}
        self._window.clip_list.refuse({name: why for name, why in reasons.items() if why})

    def _on_told(self, known: People, work: Mapping[UUID, OpenWork]) -> None:
        self._window.clip_list.set_people(known)
        self._work = work
        self._people.set_work(work)

    def _on_leaving(self) -> None:
        self._clips = ()
        self._work = {}
        self._drop_plan()
        if self._telling is not None:
            self._telling.cancel()
            self._telling = None
        self.note.forget()


def _all(clips: Sequence[ClipRecord]) -> Callable[[Part], Sequence[ClipRecord]]:
    return lambda _part: clips


def _of(clips: Sequence[ClipRecord], camera: str, _part: Part) -> Sequence[ClipRecord]:
    return [clip for clip in clips if clip.camera == camera]


def _nobodys(clips: Sequence[ClipRecord], part: Part) -> Sequence[ClipRecord]:
    """Return the clips for which nobody has that part, and which still need it."""
    if part is Part.ANNOTATE:
        return [clip for clip in clips if clip.assigned_to is None]
    return [clip for clip in clips if clip.reviewer is None]


def _by_rule(clips: Sequence[ClipRecord], rules: Rules) -> Sequence[ClipRecord]:
    """Return what is in the sample, or a newcomer's, and not judged yet."""
    new = newcomers(clips, rules)
    open_states = (ClipState.ACCEPTED,)
    return [
        clip
        for clip in clips
        if clip.state not in open_states
        and clip.reviewer is None
        and (is_sampled(clip.id, rules) or is_to_review(clip, rules, new))
    ]
