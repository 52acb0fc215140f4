"""The queue of transfers: what waits, what runs, what came of the rest.

- Of one lane one transfer runs at a time; one that is paused half-way gives its place to the next.
- A transfer that fails stops no other. What was cancelled or failed can be tried again.
- Each runs on a thread of its own, which ends with it. `close` cancels all and waits for them.
- The callbacks come on those threads, or on the one that asked; they must return at once.
"""

import threading
import time
import uuid
from collections.abc import Callable
from dataclasses import replace

from app.session.transfers.control import TransferControl
from app.session.transfers.transfer import Transfer, TransferJob, TransferState


class _Entry:
    """A transfer in the queue. Its control and its thread are those of the present run."""

    def __init__(self, job: TransferJob) -> None:
        self.key = uuid.uuid4().hex
        self.job = job
        self.state = TransferState.WAITING
        self.control: TransferControl | None = None
        self.stopping = False
        self.error: Exception | None = None
        self.result: object = None

    def snapshot(self) -> Transfer:
        taken = Transfer(
            key=self.key,
            job=self.job,
            state=self.state,
            total=self.job.size,
            stopping=self.stopping,
            error=self.error,
            result=self.result,
        )
        if (control := self.control) is None:
            return taken
        done, total = control.done, control.total
        if self.state is TransferState.DONE:
            done = total = max(done, total)
        per_s = control.speed.per_s() if self.state is TransferState.RUNNING else 0.0
        left_s = (total - done) / per_s if per_s > 0 and total > done else None
        return replace(taken, done=done, total=total, per_s=per_s, left_s=left_s, note=control.note)


class TransferQueue:
    """All transfers of one project. Any thread may call it."""

    def __init__(
        self,
        *,
        on_news: Callable[[], None] = lambda: None,
        on_ended: Callable[[Transfer], None] = lambda _: None,
    ) -> None:
        """`on_news`: anything is other than it was. `on_ended`: one is done, failed, cancelled."""
        self._on_news, self._on_ended = on_news, on_ended
        self._lock = threading.RLock()
        self._entries: dict[str, _Entry] = {}
        self._threads: set[threading.Thread] = set()
        self._closed = False

    def add(self, job: TransferJob) -> str:
        """Put a job at the end; return the transfer's key."""
        entry = _Entry(job)
        with self._lock:
            if not self._closed:
                self._entries[entry.key] = entry
                self._start_next()
        self._on_news()
        return entry.key

    def transfers(self) -> tuple[Transfer, ...]:
        """Return how all of them stand, in the order in which they were added."""
        with self._lock:
            return tuple(entry.snapshot() for entry in self._entries.values())

    def pause(self, key: str) -> None:
        self._each((key,), self._pause)

    def resume(self, key: str) -> None:
        self._each((key,), self._resume)

    def cancel(self, key: str) -> None:
        self._each((key,), self._cancel)

    def retry(self, key: str) -> None:
        """Begin anew what failed or was cancelled."""
        self._each((key,), self._retry)

    def pause_all(self) -> None:
        self._each(self._keys(), self._pause)

    def resume_all(self) -> None:
        self._each(self._keys(), self._resume)

    def cancel_all(self) -> None:
        self._each(self._keys(), self._cancel)

    def clear_finished(self) -> None:
        """Forget all that is over, their names too."""
        with self._lock:
            over = [key for key, entry in self._entries.items() if entry.state.is_over]
            for key in over:
                del self._entries[key]
        self._on_news()

    def forget(self, key: str) -> None:
        """Forget one that is over."""
        with self._lock:
            if key in self._entries and self._entries[key].state.is_over:
                del self._entries[key]
        self._on_news()

    def abandon(self) -> None:
        """Cancel all, take no more and tell nothing any more; do not wait."""
        with self._lock:
            self._closed = True
            self._on_news, self._on_ended = (lambda: None), (lambda _: None)
            for entry in self._entries.values():
                if entry.control is not None:
                    entry.control.cancel(leaving=True)
            self._entries.clear()

    def close(self, within_s: float | None = None) -> None:
        """Cancel all, and wait until each has undone what it had half done.

        After `within_s` seconds it is waited for no longer; a later call waits on.
        """
        self.abandon()
        until_s = None if within_s is None else time.monotonic() + within_s
        with self._lock:
            threads = tuple(self._threads)
        for thread in threads:
            thread.join(None if until_s is None else max(0.0, until_s - time.monotonic()))

    def _keys(self) -> tuple[str, ...]:
        with self._lock:
            return tuple(self._entries)

    def _each(self, keys: tuple[str, ...], change: Callable[[_Entry], bool]) -> None:
        """Change some entries; tell of those that came to their end by it."""
        ended: list[Transfer] = []
        with self._lock:
            for key in keys:
                entry = self._entries.get(key)
                if entry is not None and change(entry):
                    ended.append(entry.snapshot())
            self._start_next()
        for transfer in ended:
            self._on_ended(transfer)
        self._on_news()

    def _pause(self, entry: _Entry) -> bool:
        if not entry.stopping and entry.state in (TransferState.WAITING, TransferState.RUNNING):
            entry.state = TransferState.PAUSED
            if entry.control is not None:
                entry.control.pause()
        return False

    def _resume(self, entry: _Entry) -> bool:
        if not entry.stopping and entry.state is TransferState.PAUSED:
            entry.state = TransferState.WAITING
        return False

    def _cancel(self, entry: _Entry) -> bool:
        if entry.state.is_over:
            return False
        if entry.control is None:
            entry.state = TransferState.CANCELLED
            return True
        entry.stopping = True
        entry.control.cancel()
        return False

    def _retry(self, entry: _Entry) -> bool:
        if entry.state in (TransferState.FAILED, TransferState.CANCELLED):
            entry.state, entry.control = TransferState.WAITING, None
            entry.error, entry.stopping = None, False
        return False

    def _start_next(self) -> None:
        busy = {
            entry.job.kind.lane
            for entry in self._entries.values()
            if entry.state is TransferState.RUNNING
        }
        for entry in self._entries.values():
            lane = entry.job.kind.lane
            if entry.state is not TransferState.WAITING or lane in busy or self._closed:
                continue
            busy.add(lane)
            entry.state = TransferState.RUNNING
            if entry.control is None:
                self._start(entry)
            else:
                entry.control.resume()

    def _start(self, entry: _Entry) -> None:
        control = entry.control = TransferControl(entry.job.size, self._tell_news)
        thread = threading.Thread(
            target=self._run, args=(entry, control), name="safelight-transfer"
        )
        self._threads.add(thread)
        thread.start()

    def _run(self, entry: _Entry, control: TransferControl) -> None:
        result: object = None
        error: Exception | None = None
        try:
            result = entry.job.work(control)
        except Exception as raised:  # noqa: BLE001 - whoever shows the transfer explains it
            error = raised
        with self._lock:
            self._threads.discard(threading.current_thread())
            entry.stopping = False
            if error is None:
                entry.state, entry.result = TransferState.DONE, result
            elif control.is_cancelled():
                entry.state = TransferState.CANCELLED
            else:
                entry.state, entry.error = TransferState.FAILED, error
            self._start_next()
            ended, on_ended = entry.snapshot(), self._on_ended
        on_ended(ended)
        self._tell_news()

    def _tell_news(self) -> None:
        self._on_news()
