"""The way of the open clip: how far it is, what may be done next, and who did what with it."""

from functools import partial

from PySide6.QtCore import QObject

from app.failures import explain
from app.session.review.verdicts import unproven
from app.session.review.workflow import Step, check_step_now, history_of, take_step
from app.ui.desk.clip.clip_desk import ClipDesk
from app.ui.desk.clips.clips_desk import ClipsDesk
from app.ui.desk.people.people_desk import PeopleDesk
from app.ui.desk.project.project_desk import ProjectDesk
from app.ui.desk.review.workspace_desk import WorkspaceDesk
from app.ui.people.state_note import StateNote
from app.ui.people.steps_dialog import StepsDialog
from app.ui.people.texts import somebody, when_text
from app.ui.review.keys_away import give_keys_away
from app.ui.window.main_window import MainWindow
from app.workers.jobs import JobHandle, Jobs
from models.records import ClipRecord, ClipState
from models.review.clip_event import ClipEvent
from models.review.errors import ReviewError
from models.review.rights import NotAllowedError, Right

Steps = tuple[ClipEvent, ...]
# What leaves a rejected clip to be mended.
_AT_WORK = frozenset({Step.BEGIN, Step.ASSIGN})
_STEPS = {"clip.reopen": Step.REOPEN, "clip.take_back": Step.TAKE_BACK}


class WorkflowDesk(QObject):
    """Joins the card over the picture, and the actions on a clip's way, to the open clip."""

    def __init__(
        self,
        window: MainWindow,
        jobs: Jobs,
        *,
        projects: ProjectDesk,
        people: PeopleDesk,
        clips: ClipsDesk,
        clip: ClipDesk,
        workspace: WorkspaceDesk,
    ) -> None:
        super().__init__(clip)
        self._window, self._jobs, self._people = window, jobs, people
        self._clips_desk, self._clip, self._projects = clips, clip, projects
        self._workspace = workspace
        self._steps: Steps = ()
        # Of which clip, and of which state of it, the steps are.
        self._read_of: tuple[object, int] | None = None
        self._reading: JobHandle | None = None
        # Whether the person has put away why the clip came back.
        self._read_through = False
        self.note = StateNote(clip.parts.canvas)
        self.note.step_requested.connect(self._on_step)
        self.note.history_requested.connect(self.show_history)
        clip.clip_opened.connect(lambda _clip: self._follow())
        clip.clip_closed.connect(self._on_closed)
        # It is told whenever the clip's row is another.
        clip.editor.editable_changed.connect(lambda _on: self._follow())
        people.changed.connect(self._show)
        workspace.changed.connect(lambda _key: self._show())
        connect = window.registry.connect_action
        connect("clip.steps", self.show_history)
        connect("clip.reopen", partial(self.take, Step.REOPEN))
        connect("clip.take_back", partial(self.take, Step.TAKE_BACK))

    def take(self, step: Step) -> None:
        """Take a step with the open clip, on a worker."""
        project, clip = self._projects.project, self._clip.clip
        if project is None or clip is None:
            return
        self._jobs.submit(
            lambda: take_step(project, clip.id, step),
            done=lambda stored: self._on_taken(step, stored),
            failed=self._window.problems.show_error,
            owner=self,
            essential=True,
        )

    def show_history(self) -> None:
        """Show who did what with the open clip."""
        project, clip = self._projects.project, self._clip.clip
        if project is None or clip is None:
            return
        self._jobs.submit(
            lambda: (history_of(project, clip.id), not unproven(project, (clip,))),
            done=partial(self._on_history, clip),
            failed=self._window.problems.show_error,
            owner=self,
        )

    def _on_history(self, clip: ClipRecord, told: tuple[Steps, bool]) -> None:
        steps, proven = told
        open_clip = self._clip.clip
        if open_clip is not None and open_clip.id == clip.id:
            name = clip.name or clip.event_id
            name_of = self._people.name_of
            StepsDialog(name, steps, name_of, self._window, proven=proven).asked()

    def _on_taken(self, step: Step, clip: ClipRecord) -> None:
        self._clips_desk.show_newer(clip)
        if step is Step.REOPEN:
            said = self.tr("{0} is in progress again: it can be changed.")
        else:
            said = self.tr("{0} is yours again: nobody had judged it.")
        self._window.toast.show_note(said.format(clip.name))

    def _follow(self) -> None:
        """Read the steps of a clip that has got another row; only what needs words is read."""
        project, clip = self._projects.project, self._clip.clip
        if project is None or clip is None:
            return
        now = (clip.id, clip.revision)
        if now == self._read_of:
            return
        same_clip = self._read_of is not None and self._read_of[0] == clip.id
        if not (same_clip and clip.state is ClipState.IN_PROGRESS):
            self._steps = ()
        # Else why it came back stays in sight while what was done last is read.
        self._read_of = now
        self._show()
        if clip.state is ClipState.NEW:
            return
        if self._reading is not None:
            self._reading.cancel()
        self._reading = self._jobs.submit(
            lambda: history_of(project, clip.id),
            done=partial(self._on_read, now),
            # The card says what it can without them.
            failed=lambda _: None,
            owner=self,
        )

    def _on_read(self, read_of: tuple[object, int], steps: Steps) -> None:
        self._reading = None
        if read_of == self._read_of:
            self._steps = steps
            self._show()

    def _on_closed(self) -> None:
        if self._reading is not None:
            self._reading.cancel()
            self._reading = None
        self._steps, self._read_of = (), None
        self._read_through = False
        self._window.registry.refuse({}, because_of="steps")
        self._put_note_away()

    def _put_note_away(self) -> None:
        give_keys_away(self.note, self._clip.parts.canvas)
        self.note.hide()

    def _on_step(self) -> None:
        clip = self._clip.clip
        if clip is not None and clip.state is ClipState.IN_PROGRESS:
            self._read_through = True
            self._put_note_away()
        elif clip is not None:
            self.take(self._way_out(clip))

    def _way_out(self, clip: ClipRecord) -> Step:
        """Return the step after which the clip can be changed: one's own is taken back."""
        book = self._people.book
        own = book is not None and clip.submitted_by == book.me.id
        if clip.state is ClipState.SUBMITTED and own and not self._accepted_once():
            return Step.TAKE_BACK
        return Step.REOPEN

    def _accepted_once(self) -> bool:
        last = self._last(Step.HAND_IN, Step.ACCEPT)
        return last is not None and last.step is Step.ACCEPT

    def _last(self, *steps: Step) -> ClipEvent | None:
        return next((event for event in reversed(self._steps) if event.step in steps), None)

    def _refuse_steps(self) -> None:
        """Switch off what cannot be done with the clip as it stands, and say why."""
        reasons = {name: self._why_not(step) for name, step in _STEPS.items()}
        refused = {name: why for name, why in reasons.items() if why}
        self._window.registry.refuse(refused, because_of="steps")

    def _why_not(self, step: Step) -> str:
        project, clip = self._projects.project, self._clip.clip
        if project is None or clip is None:
            return ""
        try:
            check_step_now(project, clip, step, self._steps)
        except (ReviewError, NotAllowedError) as error:
            problem = explain(error)
            return f"{problem.text.rstrip('.')}. {problem.remedy}".strip()
        return ""

    def _show(self) -> None:
        self._refuse_steps()
        clip = self._clip.clip
        if clip is None or self._workspace.is_review:
            self._put_note_away()
            return
        match clip.state:
            case ClipState.SUBMITTED | ClipState.ACCEPTED:
                self._show_closed(clip)
            case ClipState.REJECTED:
                self._read_through = False
                self._show_rejected()
            case ClipState.IN_PROGRESS if self._came_back and not self._read_through:
                # What is to be mended is needed for longer than until the first edit.
                self._show_rejected(step=self.tr("Close"))
            case _:
                self._put_note_away()

    @property
    def _came_back(self) -> bool:
        """Whether the clip that is worked on was rejected, and not handed in since."""
        last = next((one for one in reversed(self._steps) if one.step not in _AT_WORK), None)
        return last is not None and last.step is Step.REJECT

    def _show_rejected(self, *, step: str = "") -> None:
        said = self._said(self.tr("Rejected"), Step.REJECT)
        event = self._last(Step.REJECT)
        if event is not None and event.reasons:
            said = f"{said}: {'; '.join(event.reasons)}"
        self.note.show_state(said, icon="circle-alert", tone="bad", step=step)

    def _show_closed(self, clip: ClipRecord) -> None:
        accepted = clip.state is ClipState.ACCEPTED
        said = (
            self._said(self.tr("Accepted"), Step.ACCEPT)
            if accepted
            else self._said(self.tr("Handed in"), Step.HAND_IN)
        )
        way_out = self._way_out(clip)
        takes_back = way_out is Step.TAKE_BACK
        self.note.show_state(
            said,
            icon="circle-check" if accepted else "lock",
            tone="ok" if accepted else "dim",
            step=self.tr("Take back") if takes_back else self.tr("Reopen"),
            why_not="" if takes_back else self._people.why_not(Right.REOPEN),
        )

    def _said(self, what: str, step: Step) -> str:
        """Say what happened, by whom and when, as far as that is known."""
        event = self._last(step)
        if event is None:
            return what
        who = self._people.name_of(event.person) or somebody()
        return self.tr("{0} by {1} · {2}").format(what, who, when_text(event.at))
