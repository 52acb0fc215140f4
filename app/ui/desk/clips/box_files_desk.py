"""Boxes of another program's file, into the open clip: read on a worker and asked about.

One undo takes them out, however many they are.
"""

import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject

from app.failures import Problem, explain
from app.interchange.errors import InterchangeError
from app.session.adding import made_ready
from app.session.box_files import BoxFile, put_in, read_box_file, save_labels, tracks_of
from app.session.clip_session import ClipSession
from app.session.project import Project
from app.ui.desk.clip.clip_desk import ClipDesk
from app.ui.desk.clips.bringing_in import BringingIn
from app.ui.desk.objects.label_desk import LabelDesk
from app.ui.dialogs.files import choose_files
from app.ui.dialogs.import_boxes import ImportBoxesDialog
from app.ui.editing.selection import ids_to_select
from app.ui.keys.words import sentences, told
from app.ui.window.main_window import MainWindow
from app.workers.jobs import Jobs
from models.annotation.edits import Edit


class BoxFilesDesk(QObject):
    """Joins the action to the open clip and the project's labels."""

    def __init__(
        self, window: MainWindow, jobs: Jobs, *, clip: ClipDesk, labels: LabelDesk
    ) -> None:
        super().__init__(clip)
        self._window, self._jobs, self._clip, self._labels = window, jobs, clip, labels
        self._coming = BringingIn(clip)
        # What is said of files that could not be read, until one could.
        self._said: list[tuple[str, Problem]] = []
        window.registry.connect_action("project.import_boxes", self.ask)

    def ask(self) -> None:
        """Let the person choose a file."""
        filters = [
            self.tr("Boxes of CVAT, MOT, COCO") + " (*.xml *.txt *.csv *.json)",
            self.tr("All files") + " (*)",
        ]
        if files := choose_files(self._window, self.tr("Import boxes"), filters):
            self.read(files[0])

    def read(self, path: Path) -> None:
        """Read a file for the open clip, then ask what becomes of it."""
        session, labels = self._clip.session, self._labels.labels
        if session is None:
            return
        if not self._clip.editor.editable:
            self._window.toast.show_note(self._why_not())
            return
        self._jobs.submit(
            lambda: read_box_file(path, session.index, labels),
            done=partial(self._on_read, session),
            failed=partial(self._on_failed, path.name),
            owner=self,
        )

    def _why_not(self) -> str:
        project = self._labels.project
        if project is not None and project.read_only is not None:
            return self.tr("No boxes can come in: this project is open for reading only.")
        return self._clip.why_not or self.tr("No boxes can come in: editing is stopped.")

    def _on_read(self, session: ClipSession, file: BoxFile) -> None:
        self._settle()
        project = self._labels.project
        if self._clip.session is not session or project is None:
            return
        dialog = ImportBoxesDialog(file, self._labels.labels, self._window)
        if not dialog.asked():
            return
        label_of, (frame, _) = dialog.label_of, self._clip.editor.moment

        def work() -> tuple[Edit, ...]:
            if file.cvat is not None:
                save_labels(project.label_book, file.cvat.labels)
            tracks = tracks_of(file, session.index, label_of)
            now_us = time.time_ns() // 1000
            return made_ready(session, lambda a: put_in(a, tracks, frame_index=frame), at_us=now_us)

        self._jobs.submit(
            work,
            done=partial(self._on_ready, session, project),
            failed=self._window.problems.show_error,
            owner=self,
        )

    def _on_ready(self, session: ClipSession, project: Project, parts: tuple[Edit, ...]) -> None:
        if self._labels.project is project:
            self._labels.refresh()
        if self._clip.session is session:
            self._coming.begin(session, parts, self._on_came)

    def _on_came(self, came: Sequence[Edit]) -> None:
        if not came:
            self._window.toast.show_note(self.tr("There was nothing to import."))
            return
        (edit,) = came
        self._clip.editor.select(ids_to_select(edit))
        count = len(edit.changes)
        text = self.tr("%n objects came in.", "", count)
        hint = self.tr("{key} takes them out again.")
        if count == 1:
            text = self.tr("1 object came in.")
            hint = self.tr("{key} takes it out again.")
        key = self._clip.editor.key_text("edit.undo")
        self._window.toast.show_note(sentences(text, told(hint, key)), until_undone=True)

    def _on_failed(self, name: str, error: Exception) -> None:
        self._settle()
        if isinstance(error, InterchangeError):
            problem = Problem(
                self.tr("The boxes can't be read"),
                str(error),
                self.tr("Choose CVAT for video XML, MOT Challenge text, or COCO JSON."),
            )
            self._window.problems.show_problem(problem, subject=name)
        else:
            problem = explain(error)
            self._window.problems.show_error(error, subject=name)
        self._said.append((name, problem))

    def _settle(self) -> None:
        """Take back what was said of an earlier file: the person has chosen another one since."""
        for name, problem in self._said:
            self._window.problems.settle(name, problem=problem)
        self._said.clear()
