"""Changing the labels: the editor, what is stored of it, and the objects of labels that end."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from uuid import UUID

from PySide6.QtCore import QObject, Signal
from shiboken6 import isValid

from app.session.labels.draft import LabelPlan
from app.session.labels.schema import MOST_BYTES, LabelSchemaError, SchemaProblem, read_schema
from app.session.project import Project
from app.ui.desk.clip.clip_desk import ClipDesk
from app.ui.desk.objects.label_desk import LabelDesk
from app.ui.desk.objects.undone_desk import UndoneDesk
from app.ui.desk.project.private_labels import settle_private, why_not_private
from app.ui.dialogs.labels import LabelsDialog
from app.ui.dialogs.labels.texts import clips_text, objects_text, schema_error_text
from app.ui.window.main_window import MainWindow
from app.workers.jobs import JobHandle, Jobs
from models.annotation.labels import Label
from models.errors import LabelInUseError, StaleRevisionError
from models.label_changes import Fate, Settled
from models.label_uses import Uses

_KEY = "labels-end"


class SchemaDesk(QObject):
    """Opens the editor of labels, stores what it says, and lets labels end clip by clip.

    Signals:
        objects_changed(): objects of any clip may bear other labels, or are gone.
        rules_changed(): other labels are private.
    """

    objects_changed = Signal()
    rules_changed = Signal()

    def __init__(
        self, window: MainWindow, jobs: Jobs, *, labels: LabelDesk, clip: ClipDesk
    ) -> None:
        super().__init__(window)
        self._window = window
        self._jobs = jobs
        self._labels = labels
        self._clip = clip
        self._dialog: LabelsDialog | None = None
        self._ending: JobHandle | None = None
        self._stop = threading.Event()
        self.undone = UndoneDesk(window, labels=labels, clip=clip)
        window.registry.connect_action("labels.edit", self.edit)
        window.progress.cancel_requested.connect(self._on_cancel)
        labels.project_changed.connect(self._on_project)

    @property
    def dialog(self) -> LabelsDialog | None:
        """The editor, while it is open."""
        return self._dialog if self._dialog is not None and isValid(self._dialog) else None

    def edit(self) -> None:
        """Read what there is, on a worker, and open the editor."""
        project = self._labels.project
        if project is None:
            return
        if project.read_only is not None:
            self._window.toast.show_note(self.tr("This project is open for reading only."))
        elif self._ending is not None:
            self._window.toast.show_note(self.tr("Labels are being merged or deleted: wait."))
        elif (dialog := self.dialog) is not None:
            dialog.activateWindow()
        else:
            self._read(project, self._open)

    def _read(
        self, project: Project, then: Callable[[tuple[Label, ...], Mapping[UUID, Uses]], None]
    ) -> None:
        book = project.label_book

        def read() -> tuple[tuple[Label, ...], Mapping[UUID, Uses]]:
            return book.all(), book.uses()

        self._jobs.submit(
            read,
            done=lambda found: then(*found) if self._labels.project is project else None,
            failed=self._window.problems.show_error,
            owner=self,
        )

    def _open(self, labels: tuple[Label, ...], uses: Mapping[UUID, Uses]) -> None:
        if self.dialog is not None:
            return
        self._dialog = dialog = LabelsDialog(labels, uses, self._window)
        dialog.save_requested.connect(self._save)
        dialog.attributes_shown.connect(self._count_attributes)
        dialog.file_chosen.connect(self._take_file)
        dialog.finished.connect(self._on_finished)
        self._show_private(dialog)
        dialog.open()
        dialog.show_first()

    def _on_finished(self) -> None:
        dialog, self._dialog = self._dialog, None
        if dialog is not None:
            dialog.deleteLater()
        # Not every window manager gives the keys back by itself.
        self._window.activateWindow()

    def _show_private(self, dialog: LabelsDialog) -> None:
        if (project := self._labels.project) is not None:
            rules = project.people.rules
            dialog.show_private(rules.private_labels, why_not=why_not_private(project))

    def _save(self, plan: LabelPlan) -> None:
        project, dialog = self._labels.project, self.dialog
        if project is None or dialog is None:
            return
        private = dialog.private_change

        def work() -> None:
            # First what is covered: no object is to be seen while its label changes.
            settle_private(project, private)
            project.label_book.save(plan.labels, seen=plan.seen)

        self._jobs.submit(
            work,
            done=lambda _: self._on_saved(project, plan),
            failed=self._on_save_failed,
            owner=self,
            essential=True,
        )

    def _on_saved(self, project: Project, plan: LabelPlan) -> None:
        if self._labels.project is not project:
            return
        if (dialog := self.dialog) is not None:
            dialog.accept()
        self._labels.refresh()
        self.rules_changed.emit()
        if plan.fates:
            self._end(project, plan.fates)
        else:
            self._window.toast.show_note(self.tr("Labels saved"), icon="circle-check")

    def _on_save_failed(self, error: Exception) -> None:
        dialog, project = self.dialog, self._labels.project
        if dialog is None or project is None:
            self._window.problems.show_error(error)
            return
        # What is private was settled before, or was not: either way this shows it.
        changed_rules = not dialog.private_change.changes_nothing
        self._show_private(dialog)
        self.rules_changed.emit()
        if isinstance(error, StaleRevisionError):
            self._labels.refresh()
            self._read(
                project,
                lambda labels, uses: (
                    dialog.start_again(labels, uses) if dialog is self.dialog else None
                ),
            )
            return
        dialog.set_busy(busy=False)
        is_settled = changed_rules and dialog.private_change.changes_nothing
        note = self.tr("Not saved. Nothing was changed.")
        if is_settled:
            note = self.tr("The labels are not saved. Which of them are private is.")
        dialog.show_note(note, is_bad=True)
        self._window.problems.show_error(error)

    def _end(self, project: Project, fates: Mapping[UUID, Fate]) -> None:
        """Change the objects of labels that end, on a worker, and show how far it is."""
        self._stop = stop = threading.Event()
        progress = self._window.progress
        progress.start(_KEY, self.tr("Changing labels"))

        def work(progress: Callable[[int, int], None], cancelled: Callable[[], bool]) -> Settled:
            return project.label_book.end(
                fates,
                progress=progress,
                cancelled=lambda: stop.is_set() or cancelled(),
                before=self._flush_open,
                after=self._refresh_open,
            )

        self._ending = self._jobs.submit(
            work,
            done=partial(self._on_ended, project),
            failed=partial(self._on_end_failed, project),
            progress=lambda done, of: progress.advance(_KEY, done / max(of, 1), objects_text(done)),
            owner=self,
        )

    def _flush_open(self, clip_id: UUID) -> None:
        """On a worker: let the open clip's edits reach the database before it is read there."""
        session = self._clip.session
        if session is not None and session.clip.id == clip_id:
            session.flush()

    def _refresh_open(self, clip_id: UUID) -> None:
        """On a worker: let the open clip show what was changed."""
        session = self._clip.session
        if session is not None and session.clip.id == clip_id:
            session.refresh()

    def _on_ended(self, project: Project, done: Settled) -> None:
        self._ending = None
        if self._labels.project is not project:
            return
        if done.finished and not done.objects:
            self._window.progress.remove(_KEY)
            self._window.toast.show_note(self.tr("Labels saved"), icon="circle-check")
        else:
            what = f"{objects_text(done.objects)} {clips_text(done.clips)}"
            note = self.tr("Changed: {0}").format(what)
            detail = note
            if not done.finished:
                left = self.tr("Stopped: {0} changed, the label is still there.")
                detail = left.format(what)
                note = self.tr("Stopped halfway")
            self._window.progress.finish(_KEY, note, succeeded=done.finished, detail=detail)
        for problem in done.problems[:1]:
            if isinstance(problem, LabelInUseError):
                text = self.tr("A label stays: somebody has just drawn with it.")
                self._window.toast.show_note(text)
            else:
                self._window.problems.show_error(problem)
        self._show_changes()

    def _on_end_failed(self, project: Project, error: Exception) -> None:
        self._ending = None
        if self._labels.project is not project:
            return
        self._window.progress.finish(
            _KEY,
            self.tr("Stopped halfway"),
            succeeded=False,
            detail=self.tr("What was changed is kept; the label is still there."),
        )
        self._window.problems.show_error(error)
        self._show_changes()

    def _show_changes(self) -> None:
        self._labels.refresh()
        self._clip.refresh()
        self.objects_changed.emit()

    def _on_cancel(self, key: str) -> None:
        if key == _KEY:
            self._stop.set()

    def _on_project(self) -> None:
        """Another project, or none: what runs ends behind the clip that it is at."""
        self._stop.set()
        if self._ending is not None:
            self._ending.cancel()
            self._ending = None

    def _count_attributes(self, label_id: UUID) -> None:
        dialog, project = self.dialog, self._labels.project
        if dialog is None or project is None:
            return
        keys = [spec.key for spec in dialog.draft.label(label_id).attributes]
        self._jobs.submit(
            lambda: project.label_book.attribute_uses(label_id, keys),
            done=lambda uses: (
                dialog.set_attribute_uses(label_id, uses) if dialog is self.dialog else None
            ),
            failed=self._window.problems.show_error,
            owner=dialog,
        )

    def _take_file(self, path: Path) -> None:
        """Read a list of labels on a worker, and let the editor take it in."""
        dialog = self.dialog
        if dialog is None:
            return

        def failed(error: Exception) -> None:
            if isinstance(error, LabelSchemaError):
                dialog.show_note(schema_error_text(error), is_bad=True)
            else:
                dialog.show_note(self.tr("The file cannot be read."), is_bad=True)

        self._jobs.submit(partial(_read_file, path), done=dialog.take, failed=failed, owner=dialog)


def _read_file(path: Path) -> tuple[Label, ...]:
    """Read a list of labels.

    Raises:
        LabelSchemaError: it is none.
        OSError: the file cannot be read.
    """
    with path.open("rb") as file:
        raw = file.read(MOST_BYTES + 1)
    try:
        if len(raw) > MOST_BYTES:
            raise LabelSchemaError(SchemaProblem.NO_LIST)
        return read_schema(raw.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise LabelSchemaError(SchemaProblem.NO_JSON) from error
