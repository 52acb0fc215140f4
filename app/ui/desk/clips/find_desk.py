"""Finds clips in the open project's store that it does not know, and has them added."""

import time
from collections.abc import Callable

from PySide6.QtCore import QObject

from app.failures import explain
from app.session.adopting_many import FoundClip, found_clip
from app.session.project import Project
from app.ui.desk.project.project_desk import ProjectDesk
from app.ui.dialogs.find_clips import FindClipsDialog
from app.ui.window.main_window import MainWindow
from app.workers.jobs import JobHandle, Jobs
from storage.location import stem_of

_TOLD_EVERY_S = 0.1


class FindDesk(QObject):
    """Finds clips in the store that the project does not know, and has them added."""

    def __init__(
        self,
        window: MainWindow,
        jobs: Jobs,
        *,
        projects: ProjectDesk,
        add: Callable[[Project, tuple[FoundClip, ...]], None],
    ) -> None:
        """Make the desk; `add` is told which clips of which project to take in."""
        super().__init__(window)
        self._window = window
        self._jobs = jobs
        self._projects = projects
        self._add = add
        self._listing: JobHandle | None = None
        window.registry.connect_action("project.find_stored", self.show)

    def show(self) -> None:
        """List the store, and let the person choose."""
        project = self._projects.project
        if project is None:
            return
        dialog = FindClipsDialog(self._window)
        dialog.stopped.connect(self._stop)
        dialog.again_requested.connect(lambda: self._list(project, dialog))
        self._list(project, dialog)
        accepted = dialog.exec() == FindClipsDialog.DialogCode.Accepted
        chosen = dialog.choice
        dialog.deleteLater()
        if accepted and chosen and self._projects.project is project:
            self._add(project, chosen)

    def _stop(self) -> None:
        if self._listing is not None:
            self._listing.cancel()
            self._listing = None

    def _list(self, project: Project, dialog: FindClipsDialog) -> None:
        found: list[FoundClip] = []
        shown = [0]

        def on_progress(count: int, looked_at: int) -> None:
            start, shown[0] = shown[0], count
            dialog.add_found(found[start:count], looked_at)

        def on_done(looked_at: int) -> None:
            on_progress(len(found), looked_at)
            dialog.show_listed()

        self._listing = self._jobs.submit(
            lambda progress, cancelled: list_unknown(
                project, found, progress=progress, cancelled=cancelled
            ),
            done=on_done,
            failed=lambda error: dialog.show_failure(explain(error)),
            progress=on_progress,
            owner=dialog,
        )


def list_unknown(
    project: Project,
    found: list[FoundClip],
    *,
    progress: Callable[[int, int], None],
    cancelled: Callable[[], bool],
) -> int:
    """Append to `found` what the project does not know; return how many clips were looked at.

    `progress` is told how many of `found` are there, and how many were looked at.

    Raises:
        StorageUnavailableError, StorageAccessError, ModelError
    """
    known = {stem_of(clip.event_id) for clip in project.clips()}
    looked_at = 0
    told_s = time.monotonic()
    for listed in project.storage.entries():
        looked_at += 1
        if listed.stem not in known:
            found.append(found_clip(listed))
        if cancelled():
            break
        if (now_s := time.monotonic()) - told_s >= _TOLD_EVERY_S:
            told_s = now_s
            progress(len(found), looked_at)
    return looked_at
