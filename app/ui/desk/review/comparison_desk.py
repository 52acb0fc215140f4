"""The comparison of the open clip: chosen, computed on a worker, shown, walked, taken over from.

- It is shown in both workspaces; what is taken over is an edit, and so belongs to Annotate.
- What is listed follows the annotation: after a change it is computed anew.
"""

from collections import Counter
from functools import partial
from uuid import UUID

from PySide6.QtCore import QObject, QTimer, Signal

from app.failures import explain
from app.quality import CompareSettings, Disagreement
from app.session.review.comparing import Comparison, Other
from app.ui.desk.clip.clip_desk import ClipDesk
from app.ui.desk.objects.label_desk import LabelDesk
from app.ui.desk.project.project_desk import ProjectDesk
from app.ui.desk.review.comparison_choice import ComparisonChoice
from app.ui.desk.review.comparison_work import ComparisonWork
from app.ui.desk.review.leading import lead_to
from app.ui.desk.review.taking_over import TakingOver
from app.ui.desk.review.workspace_desk import WorkspaceDesk
from app.ui.keys.words import sentences
from app.ui.places.place import Place
from app.ui.review.comparison.comparison_panel import ComparisonPanel
from app.ui.review.comparison.listing import Listed
from app.ui.review.comparison.texts import figures_text, short_text
from app.ui.review.comparison.their_layer import TheirLayer
from app.ui.theme import theme
from app.ui.window.main_window import MainWindow
from app.workers.jobs import Jobs


class ComparisonDesk(QObject):
    """Joins panel, layer and keys to one comparison at a time.

    Signals:
        changed(): another comparison has begun, it came or failed, or none is shown any more.
        looked_at(Disagreement | None): the difference that the person was led to is another.
    """

    changed = Signal()
    looked_at = Signal(object)

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
        self._window = window
        self._clip, self._projects, self._workspace = clip, projects, workspace
        self.panel = ComparisonPanel(window.workbench, self.tr("Comparison"))
        self.layer = TheirLayer(theme)
        clip.parts.canvas.add_layer(self.layer)
        self._taking = TakingOver(window, clip=clip, workspace=workspace)
        self.choice = ComparisonChoice(
            window, jobs, clip=clip, projects=projects, name_of=self.name_of
        )
        self.settings = CompareSettings()
        self._work = ComparisonWork(window, jobs, clip=clip, labels=labels, projects=projects)
        self._other: Other | None = None
        self._shown: Comparison | None = None
        self._places: Listed = ()
        self._show_theirs = window.registry.action("compare.show")
        self._connect()
        self._tell()

    @property
    def other(self) -> Other | None:
        """What the clip is compared with, computed or not."""
        return self._other

    @property
    def comparison(self) -> Comparison | None:
        """What is shown, once it is computed."""
        return self._shown

    @property
    def is_busy(self) -> bool:
        """Whether something is on its way."""
        return self._work.is_busy or self.choice.is_busy

    def ask(self) -> None:
        """Look what there is to compare with, and ask."""
        self.choice.ask(self.settings)

    def begin(self, other: Other, settings: CompareSettings | None = None) -> None:
        """Compare the open clip with this."""
        self._forget()
        self._other, self.settings = other, settings or self.settings
        self.panel.legend.set_theirs(short_text(other, self.name_of))
        self.panel.open()
        self._show_theirs.setChecked(True)
        self.layer.visible = True
        self._tell()
        self._work.begin(other, self.settings)
        self.changed.emit()

    def end(self) -> None:
        """Compare no more."""
        was_on = self._other is not None
        self._forget()
        if was_on:
            self.changed.emit()

    def step(self, by: int) -> None:
        """Go to the next difference, or the one before."""
        if self._other is None:
            self.ask()
        else:
            self.panel.step(by)

    def take(self, *, whole: bool) -> None:
        """Take over what theirs is at the chosen difference, as one edit."""
        self._taking.take(self._shown, self._chosen(), whole=whole)

    def _forget(self) -> None:
        self._work.end()
        self._other = self._shown = None
        self._places = ()
        self._show_theirs.setChecked(False)
        self.layer.set_theirs(None, {})
        self.panel.leave()
        self._clip.parts.canvas.update()
        self._tell()

    def _connect(self) -> None:
        connect = self._window.registry.connect_action
        connect("compare.choose", self.ask)
        connect("compare.next", partial(self.step, 1))
        connect("compare.previous", partial(self.step, -1))
        connect("compare.end", self.end)
        connect("compare.show", self._on_show)
        connect("compare.take_here", partial(self.take, whole=False))
        connect("compare.take_whole", partial(self.take, whole=True))
        self.choice.chosen.connect(self.begin)
        self.choice.deleted.connect(self._on_deleted)
        self.panel.chosen.connect(self._on_chosen)
        self.panel.again_requested.connect(self._work.again)
        self.panel.closed.connect(self.end)
        self.panel.kinds_changed.connect(self._list)
        self.panel.take_requested.connect(lambda whole: self.take(whole=whole))
        self._taking.taken.connect(self._on_taken)
        self._work.waiting.connect(self.panel.set_sentence)
        self._work.compared.connect(self._on_compared)
        self._work.failed.connect(self._on_failed)
        self._work.called_off.connect(self.end)
        self._clip.clip_closed.connect(self._on_closed)
        self._workspace.changed.connect(lambda _key: self._stay_in_front())
        self._clip.editor.annotation_changed.connect(lambda _a, _ids: self._work.again_soon())
        self._clip.editor.editable_changed.connect(lambda _on: self._tell())

    def _on_deleted(self, other: Other) -> None:
        if self._other is not None and self._other.id == other.id:
            self.end()

    def _on_compared(self, comparison: Comparison, places: Listed) -> None:
        self._shown, self._places = comparison, places
        self.layer.set_theirs(comparison.theirs, comparison.report.truth.names)
        self.panel.set_counts(Counter(kind for kind, _ in places))
        self._list()
        self._mark()
        self._tell()
        self.changed.emit()

    def _list(self) -> None:
        """List what is wanted of the differences."""
        shown = self._shown
        if shown is None:
            return
        report, kinds = shown.report, self.panel.kinds
        self.panel.set_places([place for kind, place in self._places if kind in kinds])
        text = figures_text(report)
        if shown.has_nothing:
            text = self.tr("There are no suggestions in this clip.")
        elif not report.disagreements:
            text = sentences(self.tr("Nothing differs."), text)
        self.panel.set_sentence(text)

    def _chosen(self) -> Disagreement | None:
        place = self.panel.here
        key = None if place is None else place.key
        return key if isinstance(key, Disagreement) else None

    def _on_chosen(self, place: Place) -> None:
        lead_to(self._clip, place.frame_index, place.track_ids)
        self._mark()

    def _on_taken(self) -> None:
        # Whoever takes over once more does so at what is on the screen, and at nothing else.
        self.panel.let_go()
        self._mark()

    def _mark(self) -> None:
        one = self._chosen()
        self.layer.set_active(None if one is None else one.truth_id)
        self._clip.parts.canvas.update()
        self.looked_at.emit(one)

    def _on_show(self) -> None:
        self.layer.visible = self._show_theirs.isChecked()
        self._clip.parts.canvas.update()

    def _stay_in_front(self) -> None:
        """Keep the list in sight in the other workspace, which brings a panel of its own up."""
        if self._other is not None:
            QTimer.singleShot(0, self.panel, self.panel.open)

    def _on_closed(self) -> None:
        self.choice.leave()
        self.end()

    def _on_failed(self, error: Exception) -> None:
        if self._other is not None:
            self.panel.set_sentence(explain(error).line)
            self.changed.emit()
        self._window.problems.show_error(error)

    def _tell(self) -> None:
        """Switch on what can be used."""
        is_on = self._other is not None
        for action_id in ("compare.end", "compare.show", "compare.take_here", "compare.take_whole"):
            self._window.registry.set_enabled(action_id, is_on)
        why = self._taking.why_not
        if self._shown is not None and not self._places:
            why = why or self.tr("Nothing differs.")
        self.panel.set_takeable(not why and self._shown is not None, why_not=why)

    def name_of(self, person_id: UUID | None) -> str:
        """Return what a person of the project is called, "" for nobody."""
        project = self._projects.project
        return "" if project is None else project.people.name_of(person_id)
