"""The transfers of the open project: joins the queue to the panel, the strip and the status bar."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, QTimer

from app.session.project import Project
from app.session.transfers import Transfer, TransferJob, TransferQueue, TransferState
from app.ui.desk.clips.transfer_texts import row_of, sum_of
from app.ui.desk.project.link_texts import holds_up
from app.ui.dialogs.leave_transfers import LeaveTransfersDialog
from app.ui.window.main_window import MainWindow
from app.workers.transfers import Transfers

# Speeds and times are read, not watched: more often they would only flicker.
_SHOW_EVERY_MS = 250


@dataclass(frozen=True, slots=True)
class _Waiter:
    done: Callable[[Transfer], object]
    failed: Callable[[Transfer], object]


class TransferDesk(QObject):
    """Adds jobs, shows how they stand, and hands back what came of them."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self.transfers = Transfers(self)
        self._project: Project | None = None
        self._waiters: dict[str, _Waiter] = {}
        self._timer = QTimer(self)
        self._timer.setInterval(_SHOW_EVERY_MS)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._show)
        self.transfers.changed.connect(self._on_changed)
        self.transfers.ended.connect(self._on_ended)
        panel, act = window.transfers, self._act
        panel.pause_requested.connect(lambda key: act(lambda queue: queue.pause(key)))
        panel.resume_requested.connect(lambda key: act(lambda queue: queue.resume(key)))
        panel.cancel_requested.connect(lambda key: act(lambda queue: queue.cancel(key)))
        panel.retry_requested.connect(lambda key: act(lambda queue: queue.retry(key)))
        panel.forget_requested.connect(lambda key: act(lambda queue: queue.forget(key)))
        panel.pause_all_requested.connect(lambda: act(lambda queue: queue.pause_all()))
        panel.resume_all_requested.connect(lambda: act(lambda queue: queue.resume_all()))
        panel.cancel_all_requested.connect(lambda: act(lambda queue: queue.cancel_all()))
        panel.clear_requested.connect(lambda: act(lambda queue: queue.clear_finished()))
        window.strip.read.connect(lambda: act(lambda queue: queue.clear_finished()))
        window.may_close = self._may_close

    @property
    def left(self) -> tuple[Transfer, ...]:
        """Those that are not over."""
        return tuple(one for one in self.transfers.transfers if not one.state.is_over)

    def add(
        self,
        job: TransferJob,
        *,
        done: Callable[[Transfer], object] = lambda _: None,
        failed: Callable[[Transfer], object] = lambda _: None,
    ) -> str:
        """Queue a job. What came of it is handed back each time that it has ended."""
        key = self.transfers.add(job)
        self._waiters[key] = _Waiter(done, failed)
        return key

    def set_project(self, project: Project | None) -> None:
        """Say whose store the transfers go to and come from."""
        self._project = project

    def let_go(self) -> Callable[[float | None], None]:
        """Cancel and forget all: the project is left. Return what waits for the last to end.

        It takes the most seconds to wait, or None.
        """
        self._waiters.clear()
        wait = self.transfers.let_go()
        self._show()
        return wait

    def _act(self, change: Callable[[TransferQueue], None]) -> None:
        change(self.transfers.queue)
        self._show()

    def _on_changed(self) -> None:
        if not self._timer.isActive():
            self._timer.start()

    def _on_ended(self, transfer: Transfer) -> None:
        waiter = self._waiters.get(transfer.key)
        if waiter is not None and transfer.state is TransferState.DONE:
            waiter.done(transfer)
        elif waiter is not None and transfer.state is TransferState.FAILED:
            waiter.failed(transfer)
        self._show()

    def _show(self) -> None:
        transfers = self.transfers.transfers
        known = {transfer.key for transfer in transfers}
        for key in self._waiters.keys() - known:
            del self._waiters[key]
        link = None if self._project is None else self._project.link
        awaits_store = link is not None and holds_up(link.state())
        total = sum_of(transfers, awaits_store=awaits_store)
        # What is under way first, in its order; below it what is over, the newest on top.
        left = [transfer for transfer in transfers if not transfer.state.is_over]
        over = [transfer for transfer in reversed(transfers) if transfer.state.is_over]
        self._window.transfers.show_rows(
            [row_of(transfer, awaits_store=awaits_store) for transfer in (*left, *over)]
        )
        self._window.strip.show_sum(total)
        self._window.status.show_transfers(total)
        if left:
            # A speed falls and a time to go grows although nothing is told any more.
            self._timer.start()

    def _may_close(self) -> bool:
        """Ask before work that matters is stopped by ending the program."""
        count = sum(transfer.job.matters for transfer in self.left)
        return not count or LeaveTransfersDialog.ask(count, self._window)
