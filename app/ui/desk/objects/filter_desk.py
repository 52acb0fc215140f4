"""The filter of the objects: list, canvas and timeline show and go to what it leaves."""

from collections.abc import Callable, Iterable
from functools import partial
from uuid import UUID

from PySide6.QtCore import QObject

from app.session.filters import SavedFilter, delete_filter, save_filter, saved_filters
from app.session.project import Project
from app.ui.desk.clip.clip_desk import ClipDesk
from app.ui.desk.objects.label_desk import LabelDesk
from app.ui.filtering.field import FilterField
from app.ui.filtering.name_dialog import FilterNameDialog
from app.ui.window.main_window import MainWindow
from app.workers.jobs import JobHandle, Jobs
from models.annotation.document import Annotation
from models.annotation.filter_text import Vocabulary
from models.annotation.track_filter import IssueStates, TrackFilter, passing

# Looking through more takes longer than a frame may.
_MOST_AT_ONCE = 2_000


class FilterDesk(QObject):
    """Joins the field above the objects with every part that shows them."""

    def __init__(
        self,
        window: MainWindow,
        jobs: Jobs,
        *,
        clip: ClipDesk,
        labels: LabelDesk,
        also: Iterable[Callable[[frozenset[UUID] | None], None]],
    ) -> None:
        """Make the desk; `also` are told what is shown, as the parts of the window are."""
        super().__init__(clip)
        self._window, self._jobs, self._clip, self._labels = window, jobs, clip, labels
        parts = clip.parts
        shown_by = (parts.canvas.set_shown, parts.timeline.set_shown, parts.objects.set_shown)
        self._tell: tuple[Callable[[frozenset[UUID] | None], None], ...] = (*shown_by, *also)
        self._saved: tuple[SavedFilter, ...] = ()
        self._looking: JobHandle | None = None
        self._shown: frozenset[UUID] | None = None
        self._annotation = Annotation()
        self._issues: IssueStates = {}
        self.field = FilterField(whole_tracks=True)
        clip.parts.objects.set_filter_field(self.field)
        self.field.wanted_changed.connect(lambda _wanted: self._look(None))
        self.field.left.connect(window.workbench.take_focus)
        self.field.submitted.connect(clip.parts.objects.take_focus)
        self.field.entered_below.connect(clip.parts.objects.take_focus)
        self.field.save_requested.connect(self._on_save)
        self.field.delete_requested.connect(self._on_delete)
        clip.editor.annotation_changed.connect(self._on_annotation)
        clip.clip_opened.connect(lambda _clip: self._look(None))
        labels.labels_changed.connect(lambda _labels: self._take_vocabulary())
        labels.project_changed.connect(self._on_project)
        window.filter_chosen.connect(self._on_chosen)
        window.registry.connect_action("objects.filter", self._begin)
        window.registry.connect_action("objects.filter_clear", self.field.clear)

    @property
    def shown(self) -> frozenset[UUID] | None:
        """The ids of the objects that are shown; None: all."""
        return self._shown

    def set_issues(self, states: IssueStates) -> None:
        """Take what reviewers say of the clip's objects."""
        if states != self._issues:
            self._issues = states
            if self.field.wanted.issues:
                self._look(None)

    def _begin(self) -> None:
        self._window.workbench.show_dock("objects")
        self.field.begin()

    def _on_chosen(self, action_id: str, words: str) -> None:
        """Filter by what was typed elsewhere."""
        if action_id == "objects.filter":
            self._begin()
            self.field.edit.setText(words)

    def _take_vocabulary(self) -> None:
        project = self._labels.project
        me = None if project is None else project.store.author
        self.field.set_vocabulary(Vocabulary(self._labels.labels, me))
        # A default that the labels give may be another one now.
        self._look(None)

    def _on_project(self) -> None:
        """Read the person's filters of another project, on a worker; without one forget all."""
        project = self._labels.project
        self._take_saved(None, ())
        if project is None:
            self.field.clear()
            return
        self._jobs.submit(
            lambda: saved_filters(project),
            done=partial(self._take_saved, project),
            failed=self._window.problems.show_error,
            owner=self,
        )

    def _on_annotation(self, annotation: Annotation, touched: frozenset[UUID] | None) -> None:
        self._annotation = annotation
        self._look(touched)

    def _look(self, touched: frozenset[UUID] | None) -> None:
        """Find out what is left: of all objects, or of those that were touched."""
        wanted, annotation = self.field.wanted, self._annotation
        frame_count = self._clip.last_frame + 1
        labels = {label.id: label for label in self._labels.labels}
        look = partial(
            passing, wanted=wanted, frame_count=frame_count, labels=labels, issues=self._issues
        )
        had_job = self._looking is not None
        self._leave_job()
        if touched is not None and self._shown is not None and not had_job:
            some = Annotation(annotation.track(one) for one in touched if one in annotation.tracks)
            fit = look(some) or frozenset()
            self._show((self._shown - touched) | fit)
            return
        if wanted.is_empty or len(annotation.tracks) <= _MOST_AT_ONCE:
            self._show(look(annotation))
            return
        self.field.say(self.tr("looking…"))
        self._looking = self._jobs.submit(
            lambda: look(annotation),
            done=self._on_looked,
            failed=self._window.problems.show_error,
            owner=self,
        )

    def _on_looked(self, ids: frozenset[UUID] | None) -> None:
        self._looking = None
        self._show(ids)

    def _leave_job(self) -> None:
        if self._looking is not None:
            self._looking.cancel()
            self._looking = None

    def _show(self, ids: frozenset[UUID] | None) -> None:
        self._shown = ids
        for tell in self._tell:
            tell(ids)
        total = len(self._annotation.tracks)
        if ids is None:
            self.field.say("")
        elif self._clip.clip is None:
            self.field.say(self.tr("The filter stays for the next clip."))
        else:
            self.field.say(self.tr("{0} of {1} objects").format(f"{len(ids):,}", f"{total:,}"))

    def _take_saved(self, project: Project | None, saved: tuple[SavedFilter, ...]) -> None:
        if project is None or project is self._labels.project:
            self._saved = saved
            self.field.set_saved(saved)

    def _on_save(self) -> None:
        project, wanted = self._labels.project, self.field.wanted
        if project is None or wanted.is_empty:
            return
        dialog = FilterNameDialog([one.name for one in self._saved], self._window)
        dialog.exec()
        name = dialog.choice
        dialog.deleteLater()
        if name:
            self.save(name, wanted)

    def save(self, name: str, wanted: TrackFilter) -> None:
        """Save a filter under a name, on a worker."""
        if (project := self._labels.project) is not None:
            self._jobs.submit(
                lambda: save_filter(project, name, wanted),
                done=partial(self._take_saved, project),
                failed=self._window.problems.show_error,
                owner=self,
                essential=True,
            )

    def _on_delete(self, filter_id: UUID) -> None:
        if (project := self._labels.project) is not None:
            self._jobs.submit(
                lambda: delete_filter(project, filter_id),
                done=partial(self._take_saved, project),
                failed=self._window.problems.show_error,
                owner=self,
                essential=True,
            )
