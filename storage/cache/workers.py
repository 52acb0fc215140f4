"""Threads that fetch: started when there is work, ended when there has been none for a while."""

import threading
import time
from collections import deque
from collections.abc import Callable

_IDLE_S = 10.0
_JOIN_S = 5.0


class Workers:
    """Up to `most` threads that do jobs in the order they come in. A job raises nothing."""

    def __init__(self, name: str, most: int) -> None:
        self._name = name
        self._most = most
        self._changed = threading.Condition()
        self._jobs: deque[Callable[[], None]] = deque()
        self._threads: set[threading.Thread] = set()
        self._idle = 0
        self._closed = False

    def submit(self, job: Callable[[], None]) -> bool:
        """Have a thread do `job`; False when closed."""
        with self._changed:
            if self._closed:
                return False
            self._jobs.append(job)
            if self._idle >= len(self._jobs):
                self._changed.notify()
            elif len(self._threads) < self._most:
                # A daemon: a request that hangs may not keep the program from ending.
                thread = threading.Thread(target=self._work, name=self._name, daemon=True)
                self._threads.add(thread)
                thread.start()
        return True

    def close(self) -> None:
        """Drop the jobs that wait, and wait a short time for those under way."""
        with self._changed:
            self._closed = True
            self._jobs.clear()
            self._changed.notify_all()
            threads = list(self._threads)
        until = time.monotonic() + _JOIN_S
        for thread in threads:
            if thread is not threading.current_thread():
                thread.join(max(0.0, until - time.monotonic()))

    def _work(self) -> None:
        while (job := self._next()) is not None:
            job()
            # What the job held is let go before the next one is waited for.
            del job

    def _next(self) -> Callable[[], None] | None:
        with self._changed:
            self._idle += 1
            self._changed.wait_for(lambda: self._jobs or self._closed, _IDLE_S)
            self._idle -= 1
            if self._jobs and not self._closed:
                return self._jobs.popleft()
            self._threads.discard(threading.current_thread())
            return None
