"""What is kept beside a clip: truths and sets; test clips; the same footage for a second person."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TypeVar
from uuid import UUID

from PySide6.QtCore import QObject

from app.failures import Problem
from app.interchange.errors import InterchangeError
from app.session.clip_session import ClipSession
from app.session.events import ClipEvent, ClipStepped
from app.session.project import Project
from app.session.review.comparing import import_set, keep_set
from app.session.review.honeypots import Bar, Score, bar_of, mark_test_clip, score_handed_in
from app.session.review.replicas import make_replica
from app.ui.desk.clip.clip_desk import ClipDesk
from app.ui.desk.clips.clips_desk import ClipsDesk
from app.ui.desk.project.project_desk import ProjectDesk
from app.ui.dialogs.files import choose_files
from app.ui.review.quality.score_card import ScoreCard
from app.ui.review.quality.set_dialogs import KeepDialog, SecondDialog, TestingDialog
from app.ui.window.main_window import MainWindow
from app.workers.jobs import Jobs
from app.workers.window_call import WindowCall
from models.errors import RowMissingError
from models.records import ClipRecord, ClipState
from models.review.sets import SetKind

_Made = TypeVar("_Made")


class SetsDesk(QObject):
    """Joins the actions to the open clip; what is written is written on a worker."""

    def __init__(
        self,
        window: MainWindow,
        jobs: Jobs,
        *,
        clip: ClipDesk,
        clips: ClipsDesk,
        projects: ProjectDesk,
    ) -> None:
        super().__init__(clip)
        self._window, self._jobs, self._clip = window, jobs, clip
        self._clips_desk, self._projects = clips, projects
        self._state: ClipState | None = None
        self._unsubscribe: Callable[[], None] = _nothing
        self.card = ScoreCard(clip.parts.canvas)
        projects.leaving.connect(self.card.forget)
        connect = window.registry.connect_action
        connect("quality.keep_truth", partial(self.ask_to_keep, SetKind.TRUTH))
        connect("quality.keep_set", partial(self.ask_to_keep, SetKind.OTHER))
        connect("quality.import_set", self.ask_for_file)
        connect("quality.honeypot", self.ask_to_test)
        connect("people.assign_again", self.ask_for_second)
        clip.clip_opened.connect(self._on_opened)
        clip.clip_closed.connect(self._on_closed)

    def ask_to_keep(self, kind: SetKind) -> None:
        """Ask under which name the clip is kept as it is, and keep it."""
        session = self._clip.session
        if session is None:
            return
        if session.whole_annotation is None:
            self._say(self.tr("The clip can be kept when all its boxes are loaded."))
            return
        dialog = KeepDialog(kind, self._window)
        if dialog.asked():
            self.keep(kind, dialog.name)

    def keep(self, kind: SetKind, name: str) -> None:
        """Keep the open clip as it is."""
        project, session = self._projects.project, self._clip.session
        annotation = None if session is None else session.whole_annotation
        if project is None or session is None or annotation is None:
            return
        said = self.tr("Kept: the clip can be compared with this at any time.")
        if kind is SetKind.TRUTH:
            said = self.tr("Kept: from now on this is the truth of the clip.")
        self._do(
            partial(keep_set, project, session.clip.id, annotation, kind, name),
            lambda _made: self._say(said),
        )

    def ask_for_file(self) -> None:
        """Let a file be chosen, and keep what it says as a truth."""
        project, session = self._projects.project, self._clip.session
        if project is None or session is None:
            return
        if not session.index_complete:
            self._say(self.tr("A file can come in when every frame has its number."))
            return
        filters = [
            self.tr("Boxes of CVAT, MOT, COCO") + " (*.xml *.txt *.csv *.json)",
            self.tr("All files") + " (*)",
        ]
        if files := choose_files(self._window, self.tr("Bring in a truth"), filters):
            self.read(files[0])

    def read(self, path: Path) -> None:
        """Keep what a file says of the open clip as its truth."""
        project, session = self._projects.project, self._clip.session
        if project is None or session is None:
            return
        clip_id, index = session.clip.id, session.index
        self._jobs.submit(
            partial(import_set, project, clip_id, path, index, SetKind.TRUTH),
            done=lambda made: self._say(
                self.tr("{0} is the truth of the clip from now on.").format(made.name)
            ),
            failed=partial(self._on_read_failed, path.name),
            owner=self,
            essential=True,
        )

    def ask_to_test(self) -> None:
        """Look whether the clip is a test clip, and ask whether it shall be one."""
        project, clip = self._projects.project, self._clip.clip
        if project is not None and clip is not None:
            self._do(partial(bar_of, project, clip.id), partial(self._on_bar, project, clip.id))

    def ask_for_second(self) -> None:
        """Ask who annotates the open clip once more, and give it to them."""
        project, clip = self._projects.project, self._clip.clip
        if project is None or clip is None:
            return
        has_it = {clip.assigned_to, clip.submitted_by}
        people = [one for one in project.people.present if one.id not in has_it]
        dialog = SecondDialog(clip.name or clip.event_id, people, self._window)
        if dialog.asked():
            self.give(clip.id, dialog.person)

    def give(self, clip_id: UUID, person: UUID | None) -> None:
        """Give a clip's footage to a person, or to whoever takes it, as a clip of their own."""
        if (project := self._projects.project) is not None:
            self._do(partial(make_replica, project, clip_id, person), self._on_given)

    def mark(self, project: Project, clip_id: UUID, bar: Bar | None) -> None:
        """Make a clip a test clip, or one like any other."""
        said = self.tr("This is a test clip now. Who annotates it is not told.")
        if bar is None:
            said = self.tr("This is no test clip any more.")
        self._do(partial(mark_test_clip, project, clip_id, bar), lambda _: self._say(said))

    def _on_bar(self, project: Project, clip_id: UUID, bar: Bar | None) -> None:
        dialog = TestingDialog(bar, self._window)
        if dialog.asked() and dialog.bar != bar:
            self.mark(project, clip_id, dialog.bar)

    def _on_given(self, made: ClipRecord) -> None:
        self._clips_desk.refresh()
        project = self._projects.project
        who = "" if project is None else project.people.name_of(made.assigned_to)
        text = self.tr("{0} is there for {1}.").format(
            made.name, who or self.tr("whoever takes it")
        )
        self._say(text)

    def _on_opened(self, clip: ClipRecord) -> None:
        session = self._clip.session
        self._on_closed()
        if session is not None:
            self._state = clip.state
            tell = WindowCall(self._on_event)
            self._unsubscribe = session.subscribe(partial(tell, session))

    def _on_closed(self) -> None:
        self._unsubscribe()
        self._unsubscribe, self._state = _nothing, None

    def _on_event(self, session: ClipSession, event: ClipEvent) -> None:
        """Tell a person who has handed in a test clip how well they did."""
        project = self._projects.project
        if not isinstance(event, ClipStepped) or project is None:
            return
        if session is not self._clip.session:
            return
        clip, before = session.clip, self._state
        self._state = clip.state
        is_mine = clip.submitted_by == project.people.me.id
        if clip.state is ClipState.SUBMITTED and before is not ClipState.SUBMITTED and is_mine:
            name = clip.name or clip.event_id
            done = partial(self._on_score, project, name)
            self._do(partial(score_handed_in, project, clip.id), done)

    def _on_score(self, project: Project, clip_name: str, score: Score | None) -> None:
        if score is not None and project is self._projects.project:
            self.card.show_score(clip_name, score)

    def _do(self, work: Callable[[], _Made], done: Callable[[_Made], object]) -> None:
        self._jobs.submit(work, done=done, failed=self._on_failed, owner=self, essential=True)

    def _on_failed(self, error: Exception) -> None:
        if isinstance(error, RowMissingError):
            self._say(self.tr("The clip has no truth yet. Keep one first."))
        else:
            self._window.problems.show_error(error)

    def _on_read_failed(self, name: str, error: Exception) -> None:
        if isinstance(error, InterchangeError):
            problem = Problem(
                self.tr("The boxes can't be read"),
                str(error),
                self.tr("Choose CVAT for video XML, MOT Challenge text, or COCO JSON."),
            )
            self._window.problems.show_problem(problem, subject=name)
        else:
            self._window.problems.show_error(error, subject=name)

    def _say(self, text: str) -> None:
        self._window.toast.show_note(text)


def _nothing() -> None:
    """Take the place of a subscription where there is none."""
