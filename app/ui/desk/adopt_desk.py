"""Adds clips that lie in the store already: one row in the progress panel for all of them."""

from collections.abc import Callable
from uuid import uuid4

from PySide6.QtCore import QObject

from app.session.adopting_many import AdoptProgress, AdoptSummary, adopt_all
from app.session.project import Project
from app.ui.desk.clips_desk import ClipsDesk
from app.ui.desk.project_desk import ProjectDesk
from app.ui.main_window import MainWindow
from app.workers.jobs import JobHandle, Jobs
from storage.clip_object import ListedClip


class AdoptDesk(QObject):
    """Runs any number of additions; the list of clips grows as they come."""

    def __init__(
        self, window: MainWindow, jobs: Jobs, *, projects: ProjectDesk, clips: ClipsDesk
    ) -> None:
        super().__init__(window)
        self._window = window
        self._jobs = jobs
        self._clips = clips
        self._running: dict[str, JobHandle] = {}
        projects.leaving.connect(self._on_leaving)
        window.progress.cancel_requested.connect(self._on_cancel)

    def add(self, project: Project, clips: tuple[ListedClip, ...]) -> None:
        """Add these clips to `project`."""
        key = f"adopt-{uuid4().hex}"
        self._window.progress.start(key, self.tr("Adding clips from the store"))
        seen = [0]

        def work(
            progress: Callable[[AdoptProgress], None], cancelled: Callable[[], bool]
        ) -> AdoptSummary:
            return adopt_all(project, clips, progress=progress, cancelled=cancelled)

        def on_progress(state: AdoptProgress) -> None:
            note = f"{state.done + 1:,}/{state.total:,}"
            self._window.progress.advance(key, state.share, note)
            if state.added != seen[0]:
                seen[0] = state.added
                self._clips.refresh()

        self._running[key] = self._jobs.submit(
            work,
            done=lambda summary: self._on_done(key, summary),
            failed=lambda error: self._on_failed(key, error),
            progress=on_progress,
            owner=self,
        )

    def _on_done(self, key: str, summary: AdoptSummary) -> None:
        self._running.pop(key, None)
        self._clips.refresh()
        words = [self.tr("added: {0}").format(f"{summary.added:,}")]
        if summary.known:
            words.append(self.tr("known already: {0}").format(f"{summary.known:,}"))
        if summary.refused:
            words.append(self.tr("refused: {0}").format(f"{summary.refused:,}"))
        text = ", ".join(words)
        text = f"{text[:1].upper()}{text[1:]}"
        self._window.progress.finish(key, text, succeeded=not summary.refused)
        if summary.first_refusal is not None:
            self._window.problems.show_error(summary.first_refusal)

    def _on_failed(self, key: str, error: Exception) -> None:
        self._running.pop(key, None)
        self._clips.refresh()
        self._window.progress.finish(key, self.tr("Not all were added"), succeeded=False)
        self._window.problems.show_error(error)

    def _on_cancel(self, key: str) -> None:
        if (handle := self._running.pop(key, None)) is not None:
            handle.cancel()
            self._window.progress.remove(key)
            self._clips.refresh()

    def _on_leaving(self) -> None:
        for handle in self._running.values():
            handle.cancel()
        self._running.clear()
