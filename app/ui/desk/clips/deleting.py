"""Deletes clips on a worker; of one with very many boxes it says how far it is."""

import threading
from collections.abc import Callable
from functools import partial
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from app.session.errors import CancelledError
from app.session.project import Project
from app.ui.window.main_window import MainWindow
from app.workers.jobs import Jobs
from models.records import DeletedCounts


class Deleting(QObject):
    """Until a clip's rows are gone the person may call it off, and nothing is.

    Signals:
        deleted(UUID)
    """

    deleted = Signal(object)

    def __init__(self, window: MainWindow, jobs: Jobs) -> None:
        super().__init__(window)
        self._window = window
        self._jobs = jobs
        self._called_off: dict[str, threading.Event] = {}
        window.progress.cancel_requested.connect(self._on_cancel)

    def delete(self, project: Project, clip_id: UUID, name: str) -> None:
        """Delete a clip with all that belongs to it; the person has been asked."""
        key, called_off = f"delete-{clip_id.hex}", threading.Event()
        self._called_off[key] = called_off

        def work(progress: Callable[[int, int], object]) -> DeletedCounts:
            def buried(count: int, total: int) -> None:
                if called_off.is_set():
                    raise CancelledError("the clip stays")
                progress(count, total)

            return project.delete_clip(clip_id, buried=buried)

        self._jobs.submit(
            work,
            done=lambda _counts: self._on_deleted(key, clip_id),
            failed=partial(self._on_failed, key),
            progress=partial(self._on_progress, key, name),
            owner=self,
            essential=True,
        )

    def forget(self) -> None:
        """Say nothing more of what is under way: the project is left."""
        self._called_off.clear()

    def _on_progress(self, key: str, name: str, count: int, total: int) -> None:
        """Most clips are gone at once: of those there is nothing to be said."""
        if key not in self._called_off or (
            count == total and key not in self._window.progress.keys
        ):
            return
        if key not in self._window.progress.keys:
            self._window.progress.start(key, self.tr("Deleting {0}").format(name))
        self._window.progress.advance(key, count / total)

    def _end(self, key: str) -> None:
        self._called_off.pop(key, None)
        self._window.progress.remove(key)

    def _on_deleted(self, key: str, clip_id: UUID) -> None:
        self._end(key)
        self.deleted.emit(clip_id)

    def _on_failed(self, key: str, error: Exception) -> None:
        self._end(key)
        if not isinstance(error, CancelledError):
            self._window.problems.show_error(error)

    def _on_cancel(self, key: str) -> None:
        if (called_off := self._called_off.get(key)) is not None:
            called_off.set()
