"""The issues of the open clip, led to every part of the window that shows them, and walked through.

What a person sees depends on the workspace: who reviews walks what is open or said to be fixed, who
annotates what is left to do, opened-again first.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from uuid import UUID

from PySide6.QtCore import QObject, QTimer, Signal

from app.session.project import Project
from app.session.review.issues import LONGEST_TEXT
from app.ui.canvas.layers import Level
from app.ui.desk.clip.clip_desk import ClipDesk
from app.ui.desk.objects.label_desk import LabelDesk
from app.ui.desk.project.project_desk import ProjectDesk
from app.ui.desk.review.issue_steps import IssueSteps
from app.ui.desk.review.workspace_desk import WorkspaceDesk
from app.ui.keys.words import sentences, told
from app.ui.review.issues.card_text import CardText
from app.ui.review.issues.issue_layer import IssueLayer
from app.ui.review.issues.issue_list import IssueView, people_of, shown, waits_for
from app.ui.review.issues.issues_panel import IssuesPanel
from app.ui.review.issues.keeper import IssueKeeper
from app.ui.review.issues.pin_hand import PinHand
from app.ui.review.issues.timeline_pins import TimelinePins
from app.ui.review.issues.words import IssueWords, nothing_text
from app.ui.review.undo_note import UndoNote
from app.ui.theme import theme
from app.ui.window.main_window import MainWindow
from app.workers.jobs import Jobs
from models.records import ClipRecord
from models.review.issue import IssueStep, IssueThread
from models.review.rights import Right

_TELL_TIME_EVERY_MS = 30_000


class IssuesDesk(QObject):
    """Joins list, picture, timeline and keys to the keeper of the issues.

    Signals:
        changed(): the issues of the open clip are others, or one of them is another.
        leaving(): they are about to be let go of; what is typed belongs to one of them.
    """

    changed = Signal()
    leaving = Signal()

    def __init__(
        self,
        window: MainWindow,
        jobs: Jobs,
        *,
        clip: ClipDesk,
        labels: LabelDesk,
        projects: ProjectDesk,
        workspace: WorkspaceDesk,
    ) -> None:
        super().__init__(clip)
        self._window, self._clip = window, clip
        self._projects, self._workspace = projects, workspace
        self.keeper = IssueKeeper(jobs, self)
        self.words = IssueWords(self.keeper, clip.editor, labels.name_of, window.registry.key_text)
        self.panel = IssuesPanel(self._card_text, longest=LONGEST_TEXT)
        workspace.column.add_panel(self.panel)
        canvas = clip.parts.canvas
        self.layer = IssueLayer(theme)
        canvas.add_layer(self.layer.regions, Level.BELOW_BOXES)
        canvas.add_layer(self.layer)
        self.pins = TimelinePins(clip.parts.timeline, tell=self.words.tip)
        self.steps = IssueSteps(window, self.keeper, UndoNote(canvas))
        self._hand = PinHand(canvas, self.layer, tell=self.words.tip)
        self._active: UUID | None = None
        self._listed: tuple[IssueThread, ...] = ()
        # How long ago something was said changes by itself.
        self._time = QTimer(self)
        self._time.setInterval(_TELL_TIME_EVERY_MS)
        self._time.timeout.connect(self._show)
        self._connect(labels)
        self._connect_actions()

    @property
    def active(self) -> IssueThread | None:
        """The issue that is looked at."""
        return self.keeper.thread_of(self._active)

    @property
    def listed(self) -> tuple[IssueThread, ...]:
        """The issues that are listed, from top to bottom."""
        return self._listed

    def open_issue(self, issue_id: UUID) -> None:
        """Lead to an issue: its frame, its objects, its thread."""
        thread = self.keeper.thread_of(issue_id)
        if thread is None:
            return
        self.mark(issue_id)
        issue = thread.issue
        self._clip.playback.pause()
        self._clip.editor.select(issue.track_ids)
        if not issue.is_on(self._clip.frame_index):
            self._clip.go_to(issue.first.frame_index)
        self._workspace.show_column()

    def mark(self, issue_id: UUID | None) -> None:
        """Look at an issue without being led anywhere; None looks at none."""
        if issue_id is not None and issue_id not in self.panel.order:
            self._show_also(issue_id)
        self._active = issue_id
        self._show_active()
        if issue_id is not None:
            self.panel.bring_into_sight(issue_id)

    def walk(self, by: int) -> None:
        """Go to the next or the previous issue that waits for somebody here."""
        reviews = self._workspace.is_review
        waiting = [one.issue for one in self._listed if waits_for(one, reviewer=reviews)]
        if not waiting:
            nothing = self.tr("No issue waits for you here.")
            left = any(waits_for(one, reviewer=reviews) for one in self.keeper.threads)
            self._say(sentences(nothing, self.tr("The list is narrowed.") if left else ""))
            return
        ids = [issue.id for issue in waiting]
        if self._active in ids:
            self.open_issue(ids[(ids.index(self._active) + by) % len(ids)])
            return
        here = self._clip.frame_index
        order = [issue for issue in waiting if (issue.first.frame_index >= here) is (by > 0)]
        self.open_issue((order or waiting)[0 if by > 0 else -1].id)

    def _connect(self, labels: LabelDesk) -> None:
        keeper, panel = self.keeper, self.panel
        keeper.changed.connect(self._show)
        keeper.failed.connect(self._window.problems.show_error)
        panel.chosen.connect(self._on_chosen)
        panel.said.connect(self._on_said)
        panel.step_wanted.connect(self.steps.take)
        panel.withdrawal_wanted.connect(self.steps.withdraw)
        panel.corrected.connect(self.steps.correct)
        panel.words_withdrawn.connect(self.steps.withdraw_words)
        panel.view_chosen.connect(self._on_view)
        panel.left.connect(self._window.workbench.take_focus)
        self._hand.opened.connect(self.open_issue)
        self._hand.turned.connect(self.mark)
        self.pins.opened.connect(self.open_issue)
        self._projects.opened.connect(self._on_project)
        self._projects.leaving.connect(self._on_leaving)
        self._clip.clip_opened.connect(self._on_clip)
        self._clip.clip_closed.connect(self._on_clip_closed)
        self._clip.editor.annotation_changed.connect(lambda _a, touched: self._show_names(touched))
        labels.labels_changed.connect(lambda _labels: self._show_names())
        self._workspace.changed.connect(lambda _workspace: self._on_workspace())

    def _connect_actions(self) -> None:
        connect = self._window.registry.connect_action
        connect("issue.next", partial(self.walk, 1))
        connect("issue.previous", partial(self.walk, -1))
        connect("issue.undo", self.steps.undo_last)
        connect("issue.list", self._on_list)
        connect("issue.resolved", self._on_resolved)
        for action_id, step in (
            ("issue.fix", IssueStep.FIX),
            ("issue.resolve", IssueStep.RESOLVE),
            ("issue.reopen", IssueStep.REOPEN),
        ):
            connect(action_id, partial(self._on_step, step))

    def _show(self) -> None:
        """Show all as it is now."""
        threads, view = self.keeper.threads, self.panel.menu.view
        self._listed = shown(threads, view, to_do=not self._workspace.is_review)
        if self._active is not None and self.keeper.thread_of(self._active) is None:
            self._active = None
        self._show_cards(threads)
        issues = [one.issue for one in self._listed]
        self.layer.set_issues(issues)
        self.pins.set_issues(sorted(issues, key=lambda one: one.first.frame_index))
        self._show_active()
        self.changed.emit()

    def _show_active(self) -> None:
        """Show which issue is looked at; the others are as they were."""
        self.layer.set_active(self._active)
        self.pins.set_active(self._active)
        self._clip.parts.canvas.update()
        self.panel.set_active(self._active)
        if (thread := self.active) is not None:
            self.panel.show_thread(self.words.thread(thread, reviews=self._workspace.is_review))

    @property
    def _may_report(self) -> bool:
        project = self._projects.project
        return project is not None and project.rights.may(Right.REPORT_ISSUES)

    def _show_cards(self, threads: Sequence[IssueThread]) -> None:
        open_count = sum(waits_for(thread, reviewer=False) for thread in threads)
        count = self.tr("{0} open").format(open_count) if threads else ""
        nothing = nothing_text(
            is_open=self._clip.clip is not None,
            said=bool(threads),
            narrowed=self.panel.menu.view.narrows,
            reviews=self._workspace.is_review and self._may_report,
        )
        self.panel.show_cards(self._listed, count=count, empty=nothing)
        people = {one for thread in threads for one in people_of(thread)}
        named = sorted((self.words.person(one), one) for one in people)
        self.panel.menu.set_people([(one, name) for name, one in named])
        title = self.tr("Issues {0}").format(open_count) if open_count else self.tr("Issues")
        self._workspace.want_column(bool(threads), title)

    def _card_text(self, thread: IssueThread) -> CardText:
        return self.words.card(thread, pending=thread.issue.id in self.keeper.pending)

    def _show_names(self, touched: frozenset[UUID] | None = None) -> None:
        """Objects may be called otherwise, or be gone; `touched` are those, None for all."""
        named = {one for thread in self._listed for one in thread.issue.track_ids}
        if named and (touched is None or not named.isdisjoint(touched)):
            self._show_cards(self.keeper.threads)

    def _show_also(self, issue_id: UUID) -> None:
        """Widen the list until an issue is in it."""
        thread = self.keeper.thread_of(issue_id)
        if thread is not None and not self.panel.menu.view.shows(thread):
            self.panel.menu.choose(IssueView(resolved=True))

    def _say(self, text: str) -> None:
        self._window.toast.show_note(text)

    def _on_chosen(self, issue_id: UUID) -> None:
        if issue_id == self._active:
            self.mark(None)
        else:
            self.open_issue(issue_id)

    def _on_said(self, issue_id: UUID, text: str) -> None:
        if self.steps.may(Right.ANSWER_ISSUES):
            self.keeper.say(issue_id, text)

    def _on_step(self, step: IssueStep) -> None:
        meant = self._meant(step)
        if meant is None:
            how = told(self.tr("{key} goes to one."), self._window.registry.key_text("issue.next"))
            self._say(sentences(self.tr("Choose an issue first."), how))
        else:
            self.steps.take(meant, step)

    def _meant(self, step: IssueStep) -> UUID | None:
        """Return the issue that is looked at; else the only one of the selected objects here."""
        if self._active is not None:
            return self._active
        frame, selection = self._clip.frame_index, set(self._clip.editor.selection)
        here = [
            issue.id
            for issue in (thread.issue for thread in self.keeper.threads)
            if issue.allows(step) and issue.is_on(frame) and selection & set(issue.track_ids)
        ]
        return here[0] if len(here) == 1 else None

    def _on_list(self) -> None:
        self._workspace.show_column()
        self.panel.take_focus()

    def _on_resolved(self) -> None:
        on = self._window.registry.action("issue.resolved").isChecked()
        self.panel.menu.choose(replace(self.panel.menu.view, resolved=on))

    def _on_view(self, view: IssueView) -> None:
        self._window.registry.action("issue.resolved").setChecked(view.resolved)
        self._show()

    def _on_workspace(self) -> None:
        self.steps.note.forget()
        self._show()

    def _on_project(self, project: Project) -> None:
        self.keeper.set_project(project)
        self._time.start()

    def _on_leaving(self) -> None:
        self._time.stop()
        self.leaving.emit()
        self._projects.close_after(self.keeper.wait_written)
        self.panel.menu.choose(IssueView())
        self.keeper.set_project(None)

    def _on_clip(self, clip: ClipRecord) -> None:
        self.keeper.set_clip(clip.id)

    def _on_clip_closed(self) -> None:
        self.leaving.emit()
        self._active = None
        self.steps.note.forget()
        self.keeper.set_clip(None)
        self.panel.forget()
