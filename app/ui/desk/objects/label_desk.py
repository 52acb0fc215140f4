"""The labels: which one the next box gets, what the digits mean, and new ones."""

import uuid
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from app.session.labels.labels import LabelsRead
from app.session.project import Project
from app.ui.window.main_window import MainWindow
from app.workers.jobs import JobHandle, Jobs
from models.annotation.labels import Label
from models.label_deeds import LabelChange
from models.label_heirs import Heirs
from models.review.rights import NotAllowedError, Right

_MOST_DIGITS = 9


class LabelDesk(QObject):
    """The labels of the open project.

    Signals:
        labels_changed(tuple[Label, ...])
        current_changed(Label | None): what the next drawn box gets.
        project_changed(): another project is worked in, or none.
        labels_read(): they are known as the database has them.
    """

    labels_changed = Signal(object)
    current_changed = Signal(object)
    project_changed = Signal()
    labels_read = Signal()

    def __init__(self, window: MainWindow, jobs: Jobs) -> None:
        super().__init__(window)
        self._window = window
        self._jobs = jobs
        self._project: Project | None = None
        self._reading: JobHandle | None = None
        self.labels: tuple[Label, ...] = ()
        self.heirs = Heirs()
        self.changes: tuple[LabelChange, ...] = ()
        self.current: Label | None = None

    @property
    def project(self) -> Project | None:
        return self._project

    def set_project(self, project: Project | None) -> None:
        """Read the labels of another project, on a worker; None forgets them."""
        self._project = project
        self.project_changed.emit()
        self.heirs, self.changes = Heirs(), ()
        self._take(())
        self.refresh()

    def refresh(self) -> None:
        """Read the labels anew, on a worker; of several readings the newest wins."""
        if self._reading is not None:
            self._reading.cancel()
            self._reading = None
        if self._project is not None:
            self._reading = self._jobs.submit(
                self._project.label_book.read,
                done=self._on_read,
                failed=self._window.problems.show_error,
                owner=self,
            )

    def by_digit(self, digit: int) -> Label | None:
        return next((label for label in self.labels if label.digit == digit), None)

    def name_of(self, label_id: UUID) -> str:
        """Return a label's name; an id that is not known any more gives a question mark."""
        return next((label.name for label in self.labels if label.id == label_id), "?")

    def choose(self, label_id: UUID) -> None:
        """Give the next boxes this label."""
        chosen = next((label for label in self.labels if label.id == label_id), None)
        if chosen is not None and chosen != self.current:
            self.current = chosen
            self.current_changed.emit(chosen)

    def add(self, name: str, color: str) -> UUID | None:
        """Make a label and save it on a worker; return its id, None where nothing can be saved."""
        if self._project is None or self._project.read_only is not None:
            return None
        try:
            self._project.rights.require(Right.EDIT_LABELS)
        except NotAllowedError as error:
            self._window.problems.show_error(error)
            return None
        digits = {label.digit for label in self.labels}
        digit = next((n for n in range(1, _MOST_DIGITS + 1) if n not in digits), None)
        label = Label(uuid.uuid4(), name, color=color, digit=digit, position=len(self.labels))
        project = self._project
        self._take((*self.labels, label))
        if self._reading is not None:
            # It may have begun before the new label is there.
            self._reading.cancel()
            self._reading = None
        self._jobs.submit(
            lambda: project.add_label(label),
            done=self._on_added,
            failed=self._on_save_failed,
            owner=self,
            essential=True,
        )
        return label.id

    def _take(self, labels: tuple[Label, ...]) -> None:
        self.labels = labels
        self._window.registry.name_labels(
            {label.digit: label.name for label in labels if label.digit is not None}
        )
        self.labels_changed.emit(labels)
        if self.current in labels:
            return
        chosen = self.current and self.current.id
        fallback = labels[0] if labels else None
        # The one that was chosen may have another digit or colour now.
        self.current = next((label for label in labels if label.id == chosen), fallback)
        self.current_changed.emit(self.current)

    def _on_read(self, found: LabelsRead) -> None:
        self.heirs, self.changes = found.heirs, found.changes
        self._take_changed(found.labels)
        if found.problem is not None:
            self._window.problems.show_error(found.problem)
        self.labels_read.emit()

    def _take_changed(self, labels: tuple[Label, ...]) -> None:
        if labels != self.labels:
            self._take(labels)

    def _on_added(self, labels: tuple[Label, ...]) -> None:
        """Take what is stored now, unless another label is on its way already."""
        if {label.id for label in self.labels} <= {label.id for label in labels}:
            self._take_changed(labels)

    def _on_save_failed(self, error: Exception) -> None:
        self._window.problems.show_error(error)
        self.refresh()
