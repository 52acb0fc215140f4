"""Threads that wait for a server, so that whoever wants the answer need not.

Rules:
- They are daemons: one that hangs in a request neither holds up the program's end nor a lock.
- They end by themselves after a moment without work, so that a store that was never closed leaves
  no thread behind.
"""

import queue
import threading
from collections.abc import Callable
from concurrent.futures import CancelledError, Future
from typing import TypeVar

from storage.errors import ReadInterruptedError
from storage.interrupt import Interrupt

_T = TypeVar("_T")
_IDLE_S = 1.0
# An interrupted wait ends this much later at most.
POLL_S = 0.03


class Workers:
    """Up to `limit` threads, each started when there is work for it."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._lock = threading.Lock()
        self._jobs: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self._threads: set[threading.Thread] = set()
        self._idle = 0
        self._queued = 0
        self._closed = False

    def submit(self, work: Callable[[], _T]) -> "Future[_T]":
        """Do `work` on a thread; it must end by itself and submit no further work it waits for.

        Raises:
            ReadInterruptedError: the workers are closed.
        """
        future: Future[_T] = Future()

        def job() -> None:
            if not future.set_running_or_notify_cancel():
                return
            try:
                result = work()
            except BaseException as error:  # noqa: BLE001 - belongs to whoever waits for it
                future.set_exception(error)
            else:
                future.set_result(result)

        with self._lock:
            if self._closed:
                raise ReadInterruptedError("the store was closed")
            self._queued += 1
            self._jobs.put(job)
            if self._queued > self._idle and len(self._threads) < self._limit:
                thread = threading.Thread(target=self._run, name="s3-request", daemon=True)
                self._threads.add(thread)
                thread.start()
        return future

    def close(self, *, within_s: float) -> None:
        """Drop what has not begun, and wait this long at most for what has."""
        with self._lock:
            self._closed = True
            threads = list(self._threads)
            for _ in threads:
                self._jobs.put(lambda: None)
        for thread in threads:
            thread.join(within_s / max(1, len(threads)) if thread.is_alive() else None)

    def _run(self) -> None:
        while True:
            with self._lock:
                self._idle += 1
            job = self._next()
            if job is None:
                return
            job()
            del job

    def _next(self) -> Callable[[], None] | None:
        """Return the next job; None when the thread is to end, which is then no longer counted."""
        try:
            job = self._jobs.get(timeout=_IDLE_S)
        except queue.Empty:
            job = None
        with self._lock:
            self._idle -= 1
            if job is None:
                # One may have been queued since, counting on this thread.
                try:
                    job = self._jobs.get_nowait()
                except queue.Empty:
                    self._threads.discard(threading.current_thread())
                    return None
            self._queued -= 1
            if self._closed:
                self._threads.discard(threading.current_thread())
                return None
        return job


def wait_for(future: "Future[_T]", called_off: Callable[[], object] | None = None) -> _T:
    """Return a future's result; `called_off` is called all the while, and what it raises comes out.

    Raises:
        ReadInterruptedError: the store was closed meanwhile.
    """
    while True:
        if called_off is not None:
            called_off()
        try:
            return future.result(timeout=None if called_off is None else POLL_S)
        except CancelledError:
            raise ReadInterruptedError("the store was closed") from None
        except TimeoutError:
            if future.done():
                raise


def check_of(interrupt: Interrupt | None) -> Callable[[], object] | None:
    """Return what `wait_for` asks for an interrupt."""
    return None if interrupt is None else interrupt.check
