"""One thread that does all writing, in order.

Jobs are plain callables that handle their own errors: one that raises is a bug, is logged, and does
not stop the thread. A job may be put off by a delay, which is how a failed save is tried again.
"""

import heapq
import itertools
import logging
import threading
import time
from collections.abc import Callable

_log = logging.getLogger(__name__)


class WriteWorker:
    """Runs jobs one after the other; equal due times keep their order."""

    def __init__(self, name: str = "safelight-writer") -> None:
        self._jobs: list[tuple[float, int, Callable[[], None]]] = []
        self._order = itertools.count()
        self._changed = threading.Condition()
        self._closing = False
        self._running_job = False
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    def submit(self, job: Callable[[], None], *, delay_s: float = 0.0) -> None:
        """Run `job` after all that was submitted before it, or in `delay_s` seconds.

        Raises:
            RuntimeError: the worker is closed.
        """
        with self._changed:
            if self._closing:
                raise RuntimeError("the write worker is closed")
            due = time.monotonic() + delay_s if delay_s else 0.0
            heapq.heappush(self._jobs, (due, next(self._order), job))
            self._changed.notify_all()

    def flush(self, *, timeout_s: float = 30.0) -> bool:
        """Wait until all jobs that are due have run; return whether they had in time."""
        with self._changed:
            return self._changed.wait_for(self._is_idle, timeout=timeout_s)

    def close(self, *, timeout_s: float = 30.0) -> None:
        """Run what is due, drop what is put off, and end the thread."""
        with self._changed:
            self._closing = True
            self._changed.notify_all()
        self._thread.join(timeout_s)

    def _is_idle(self) -> bool:
        return not self._running_job and not self._is_due()

    def _is_due(self) -> bool:
        return bool(self._jobs) and self._jobs[0][0] <= time.monotonic()

    def _run(self) -> None:
        while (job := self._next_job()) is not None:
            try:
                job()
            except Exception:  # noqa: BLE001 - a bug in one job must not end all saving
                _log.exception("a write job failed in an unforeseen way")
            with self._changed:
                self._running_job = False
                self._changed.notify_all()

    def _next_job(self) -> Callable[[], None] | None:
        with self._changed:
            while not self._is_due():
                if self._closing:
                    return None
                delay_s = self._jobs[0][0] - time.monotonic() if self._jobs else None
                self._changed.wait(delay_s)
            self._running_job = True
            return heapq.heappop(self._jobs)[2]
