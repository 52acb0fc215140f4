"""Verdicts at the window: two keys that decide on what is singled out, else on the clip."""

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Protocol
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from app.failures import explain
from app.session.review.verdicts import check_may_judge_now
from app.ui.desk.clip.clip_desk import ClipDesk
from app.ui.desk.clips.clips_desk import ClipsDesk
from app.ui.desk.objects.label_desk import LabelDesk
from app.ui.desk.project.project_desk import ProjectDesk
from app.ui.desk.review.clip_verdicts import ClipVerdictDesk
from app.ui.desk.review.issues_desk import IssuesDesk
from app.ui.desk.review.many_verdicts import ManyVerdicts
from app.ui.desk.review.workspace_desk import WorkspaceDesk
from app.ui.panels.object_mark import ObjectMark, no_mark
from app.ui.review.undo_note import UndoNote
from app.ui.review.verdicts.book import MADE_AT_ONCE
from app.ui.review.verdicts.choice_card import ChoiceCard
from app.ui.review.verdicts.keeper import VerdictKeeper
from app.ui.review.verdicts.reason_card import ReasonCard
from app.ui.review.verdicts.texts import (
    mark_of,
    tally_text,
    usual_reasons,
)
from app.ui.review.verdicts.verdict_bar import VerdictBar
from app.ui.window.main_window import MainWindow
from app.workers.jobs import Jobs
from models.review.errors import ReviewError
from models.review.rights import NotAllowedError
from models.review.verdict import Standing, Tally

_JUDGING = (
    "verdict.accept",
    "verdict.reject",
    "verdict.accept_selected",
    "verdict.reject_selected",
    "verdict.accept_frame",
    "verdict.accept_rest",
)


class SingledOut(Protocol):
    """What is decided on instead of the clip."""

    @property
    def name(self) -> str:
        """What people call it."""

    def accept(self) -> None:
        """Accept it, and go on."""

    def reject(self) -> None:
        """Ask why it is rejected, then go on."""

    def stop(self) -> None:
        """End, because something else is singled out."""


class VerdictDesk(QObject):
    """Joins bar, cards, marks and keys to the keeper of the verdicts.

    Signals:
        changed(): other verdicts are known, or may be given.
        judged(ids: Collection[UUID]): the person has judged these objects.
    """

    changed = Signal()
    judged = Signal(object)

    def __init__(
        self,
        window: MainWindow,
        jobs: Jobs,
        *,
        clip: ClipDesk,
        clips: ClipsDesk,
        labels: LabelDesk,
        projects: ProjectDesk,
        workspace: WorkspaceDesk,
        issues: IssuesDesk,
    ) -> None:
        super().__init__(clip)
        self._window, self._clip, self._clips_desk = window, clip, clips
        self._labels, self._projects = labels, projects
        self._workspace, self._issues = workspace, issues
        self._singled: SingledOut | None = None
        # Whether anything was marked, so that who draws boxes is not slowed down by marks.
        self._marks = False
        canvas = clip.parts.canvas
        self.keeper = VerdictKeeper(jobs, self)
        self.bar = VerdictBar()
        workspace.column.add_below(self.bar)
        self.reasons = ReasonCard(canvas)
        self.choices = ChoiceCard(canvas)
        self.undo_note = UndoNote(canvas)
        self.many = ManyVerdicts(window, projects, self)
        self.on_clip = ClipVerdictDesk(window, clip=clip, clips=clips, issues=issues, desk=self)
        self._connect()

    @property
    def tally(self) -> Tally:
        """How many objects of the clip stand where."""
        session = self._clip.session
        return Tally() if session is None else self.keeper.tally(session.revisions.by_track)

    @property
    def singled_out(self) -> SingledOut | None:
        """What is decided on instead of the clip."""
        return self._singled

    def single_out(self, what: SingledOut) -> None:
        """Let the two keys decide on this, in the place of what they decided on before."""
        before, self._singled = self._singled, what
        if before is not None and before is not what:
            before.stop()
        self._show()

    def let_go(self, what: SingledOut) -> None:
        """Let the two keys decide on the clip again, unless something else has come meanwhile."""
        if self._singled is what:
            self._singled = None
            self._show()

    def standing_of(self, track_id: UUID) -> Standing:
        """Tell where an object of the open clip stands."""
        session = self._clip.session
        revision = None if session is None else session.revisions.by_track.get(track_id)
        return self.keeper.book.standing_of(track_id, revision)

    def name_of(self, track_id: UUID) -> str:
        """Return what people call an object of the clip."""
        return self._issues.words.name_of(track_id) or self.tr("the object")

    def why_not(self) -> str:
        """Say why the person cannot judge the open clip now; "" where they can."""
        project, clip = self._projects.project, self._clip.clip
        session = self._clip.session
        if project is None or clip is None or session is None:
            return self.tr("Open a clip to judge it.")
        if project.read_only is not None:
            return self.tr("This project can only be read.")
        try:
            book = self.keeper.book
            check_may_judge_now(project, clip, book.steps, has_worked=book.has_worked)
        except (ReviewError, NotAllowedError) as error:
            problem = explain(error)
            return f"{problem.text.rstrip('.')}. {problem.remedy}".strip()
        if session.boxes_awaited:
            return self.tr("Wait until all boxes are loaded.")
        return ""

    def accept(self) -> None:
        """Accept what is singled out, else the clip."""
        if self.may_judge():
            if self._singled is not None:
                self._singled.accept()
            else:
                self.on_clip.accept()

    def reject(self) -> None:
        """Reject what is singled out, else the clip, with a reason."""
        if self.may_judge():
            if self._singled is not None:
                self._singled.reject()
            else:
                self.on_clip.reject()

    def accept_objects(self, track_ids: Iterable[UUID]) -> bool:
        """Accept objects that are not accepted yet; tell whether that could be done."""
        left = [one for one in track_ids if self.standing_of(one) is not Standing.ACCEPTED]
        return self._judge(left, accepted=True)

    def reject_objects(
        self, track_ids: Sequence[UUID], done: Callable[[], object] = lambda: None
    ) -> None:
        """Ask why, reject the objects, and call back."""
        if not track_ids or not self.may_judge():
            return
        if len(track_ids) == 1:
            title = self.tr("Why is {0} rejected?").format(self.name_of(track_ids[0]))
        else:
            title = self.tr("Why are {0} objects rejected?").format(f"{len(track_ids):,}")

        def confirmed(reasons: tuple[str, ...]) -> None:
            if self._judge(track_ids, accepted=False, reasons=reasons):
                done()

        known = self.keeper.book.verdict_on(track_ids[0])
        chosen = () if known is None or known.is_accepted else known.reasons
        self.reasons.ask(title, self.reasons_or(usual_reasons()), confirmed, chosen=chosen)

    def undo(self) -> None:
        """Take back what was decided last."""
        if not self.undo_note.take():
            self._say(self.tr("There is no verdict to take back."))

    def _judge(
        self, track_ids: Sequence[UUID], *, accepted: bool, reasons: Sequence[str] = ()
    ) -> bool:
        session = self._clip.session
        if session is None or not self.may_judge():
            return False
        revisions = session.revisions.by_track
        objects = [(one, revisions[one]) for one in track_ids if one in revisions]
        if len(objects) > MADE_AT_ONCE:
            many_ids = frozenset(one for one, _ in objects)
            if accepted:
                self.many.accept(objects, many_ids)
            else:
                self.many.reject(objects, many_ids, reasons=reasons)
        elif objects:
            ids = self.keeper.judge(objects, accepted=accepted, reasons=reasons)
            self._offer_undo([one for one, _ in objects], ids, accepted=accepted)
            self.judged.emit(tuple(one for one, _ in objects))
        return True

    def _offer_undo(
        self, track_ids: Sequence[UUID], verdict_ids: tuple[UUID, ...], *, accepted: bool
    ) -> None:
        if len(track_ids) == 1:
            text = self.tr("{0} accepted") if accepted else self.tr("{0} rejected")
            text = text.format(self.name_of(track_ids[0]))
        else:
            text = self.tr("{0} objects accepted") if accepted else self.tr("{0} objects rejected")
            text = text.format(f"{len(track_ids):,}")
        key = self._window.registry.key_text("verdict.undo")
        undo = partial(self.keeper.withdraw, verdict_ids)
        self.undo_note.offer(text, undo, key=key, done=accepted)

    def may_judge(self) -> bool:
        """Tell whether the person can judge now; say why where they cannot."""
        why_not = self.why_not()
        if why_not:
            self._say(why_not)
        return not why_not

    def reasons_or(self, usual: Sequence[str]) -> Sequence[str]:
        """Return the project's own reasons, else the usual ones."""
        project = self._projects.project
        own = () if project is None else project.people.rules.reasons
        return own or usual

    def show_rights(self) -> None:
        """Show what the person may do now, after roles or rules were changed."""
        self._show()

    def _show(self) -> None:
        """Show all as it is now."""
        why_not = self.why_not()
        refused = dict.fromkeys(_JUDGING, why_not) if why_not else {}
        self._window.registry.refuse(refused, because_of="verdicts")
        project, clip = self._projects.project, self._clip.clip
        singled = self._singled
        self.bar.show_target("" if singled is None else singled.name)
        key = self._window.registry.key_text
        self.bar.show_keys(key("verdict.accept"), key("verdict.reject"))
        if project is None or clip is None:
            self.bar.show_state("", "", why_not)
        elif self._workspace.is_review:
            self.bar.show_state(tally_text(self.tally), self.on_clip.others(project, clip), why_not)
        self._show_marks()
        self.changed.emit()

    def _show_marks(self) -> None:
        """Mark what was judged; also for who mends it, where boxes are drawn."""
        wanted = not self.keeper.book.is_empty
        if not wanted and not self._marks:
            return
        self._marks = wanted
        marks = self._mark if wanted else no_mark
        self._clip.parts.objects.set_marks(marks)
        self._clip.parts.timeline.set_marks(marks)

    def _mark(self, track_id: UUID) -> ObjectMark | None:
        return mark_of(self.standing_of(track_id))

    def _connect(self) -> None:
        keeper, registry = self.keeper, self._window.registry
        keeper.changed.connect(self._show)
        keeper.failed.connect(self._window.problems.show_error)
        self.bar.accept_requested.connect(self.accept)
        self.bar.reject_requested.connect(self.reject)
        for card in (self.reasons, self.choices):
            card.left.connect(self._clip.parts.canvas.setFocus)
        self._projects.opened.connect(keeper.set_project)
        self._projects.leaving.connect(self._on_leaving)
        self._clip.clip_opened.connect(keeper.set_clip)
        self._clip.clip_closed.connect(self._on_clip_closed)
        # It is told whenever the clip's row is another, and when all boxes are loaded.
        self._clip.editor.editable_changed.connect(lambda _on: self._follow())
        self._clip.editor.annotation_changed.connect(lambda _a, _ids: self._on_annotation())
        self._clip.editor.saved.connect(self._on_saved)
        self._workspace.changed.connect(lambda _key: self._on_workspace())
        registry.keys_changed.connect(self._show)
        connect = registry.connect_action
        connect("verdict.accept", self.accept)
        connect("verdict.reject", self.reject)
        connect("verdict.undo", self.undo)

    def _follow(self) -> None:
        """Take over the clip's row as it is now."""
        clip, known = self._clip.clip, self.keeper.clip
        if clip is None or known is None or clip.id != known.id:
            return
        if clip.revision != known.revision:
            self.keeper.set_clip(clip)
        else:
            self._show()

    def _on_annotation(self) -> None:
        if self._marks and self._clip.session is not None:
            self._show_marks()

    def _on_saved(self, pending: int) -> None:
        """What was judged and is changed now is to be judged again: its revision says so."""
        if not pending and self._marks:
            self._show()

    def _on_workspace(self) -> None:
        self._put_away()
        self._show()

    def _on_leaving(self) -> None:
        self._projects.close_after(self.keeper.wait_written)
        self.keeper.set_project(None)

    def _on_clip_closed(self) -> None:
        self._put_away()
        self.keeper.set_clip(None)

    def _put_away(self) -> None:
        self.undo_note.forget()
        self.reasons.forget()
        self.choices.forget()

    def _say(self, text: str) -> None:
        self._window.toast.show_note(text)
