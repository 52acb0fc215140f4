"""Adds clips that lie in the store already, through the queue of transfers."""

import time

from PySide6.QtCore import QObject

from app.session.adopting_many import AdoptSummary, FoundClip
from app.session.project import Project
from app.session.transfers import Transfer
from app.session.transfers.adopt_job import adopt_job
from app.ui.desk.clips.clips_desk import ClipsDesk
from app.ui.desk.clips.transfer_desk import TransferDesk
from app.ui.window.main_window import MainWindow
from app.workers.window_call import WindowCall

_SHOWN_EVERY_S = 2.0


class AdoptDesk(QObject):
    """Queues additions; the list of clips grows as they come."""

    def __init__(self, window: MainWindow, *, transfers: TransferDesk, clips: ClipsDesk) -> None:
        super().__init__(window)
        self._window = window
        self._transfers = transfers
        self._clips = clips
        self._shown_s = 0.0

    def add(self, project: Project, clips: tuple[FoundClip, ...]) -> None:
        """Add these clips to `project`."""
        title = (
            clips[0][0]
            if len(clips) == 1
            else self.tr("{0} clips of the store").format(f"{len(clips):,}")
        )
        self._transfers.add(
            adopt_job(project, clips, title=title, on_added=WindowCall(self._on_added)),
            done=self._on_done,
            failed=self._on_failed,
        )

    def _on_added(self, _: object) -> None:
        if time.monotonic() - self._shown_s >= _SHOWN_EVERY_S:
            self._shown_s = time.monotonic()
            self._clips.refresh()

    def _on_done(self, transfer: Transfer) -> None:
        self._clips.refresh()
        summary = transfer.result
        if isinstance(summary, AdoptSummary) and summary.first_refusal is not None:
            self._window.problems.show_error(summary.first_refusal)

    def _on_failed(self, transfer: Transfer) -> None:
        self._clips.refresh()
        if transfer.error is not None:
            self._window.problems.show_error(transfer.error)
