"""The state of the way to a store, for people: is it there, how fast, is anything waited for.

Whatever talks to a store reports here; whoever shows the state asks for a snapshot, which costs
nothing. No names and no addresses: only times, counts and the kind of a fault.
"""

import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from storage.fault import Fault

_MEASURED_S = 3.0


@dataclass(frozen=True, slots=True)
class LinkState:
    """How it is now.

    online: None while nothing was asked yet; False from a failure until the next success.
    fault: what failed last, None when online.
    retry_in_s: seconds until the next try of what failed, None when nothing waits for one.
    waiting_s: how long the oldest request now under way has been waiting, 0 without one.
    requests: how many are under way.
    bytes_in, bytes_out: since the start. in_per_s, out_per_s: over the last three seconds.
    """

    online: bool | None = None
    fault: Fault | None = None
    retry_in_s: float | None = None
    waiting_s: float = 0.0
    requests: int = 0
    bytes_in: int = 0
    bytes_out: int = 0
    in_per_s: float = 0.0
    out_per_s: float = 0.0


class Link:
    """Collects what the requests to one store report. Threads share it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._started: dict[int, float] = {}
        self._next = 0
        self._online: bool | None = None
        self._fault: Fault | None = None
        self._retries: dict[int, float] = {}
        self._bytes_in = self._bytes_out = 0
        self._recent: deque[tuple[float, int, int]] = deque()

    @contextmanager
    def request(self) -> Iterator[None]:
        """Count a request as under way."""
        with self._lock:
            number = self._next
            self._next += 1
            self._started[number] = time.monotonic()
        try:
            yield
        finally:
            with self._lock:
                del self._started[number]

    @contextmanager
    def pause(self, seconds: float) -> Iterator[None]:
        """Count the time until a retry."""
        with self._lock:
            number = self._next
            self._next += 1
            self._retries[number] = time.monotonic() + seconds
        try:
            yield
        finally:
            with self._lock:
                del self._retries[number]

    def moved(self, *, bytes_in: int = 0, bytes_out: int = 0) -> None:
        """Note bytes that came or went."""
        now = time.monotonic()
        with self._lock:
            self._bytes_in += bytes_in
            self._bytes_out += bytes_out
            self._recent.append((now, bytes_in, bytes_out))
            self._drop_old(now)

    def succeeded(self) -> None:
        """Note that the store answered."""
        with self._lock:
            self._online, self._fault = True, None

    def failed(self, fault: Fault | None) -> None:
        """Note that a request failed on the way; a refusal by the store is no such failure."""
        with self._lock:
            self._online, self._fault = False, fault

    def state(self) -> LinkState:
        """Return how it is at this moment."""
        now = time.monotonic()
        with self._lock:
            self._drop_old(now)
            span_s = _MEASURED_S
            return LinkState(
                online=self._online,
                fault=self._fault,
                retry_in_s=max(0.0, min(self._retries.values()) - now) if self._retries else None,
                waiting_s=now - min(self._started.values()) if self._started else 0.0,
                requests=len(self._started),
                bytes_in=self._bytes_in,
                bytes_out=self._bytes_out,
                in_per_s=sum(entry[1] for entry in self._recent) / span_s,
                out_per_s=sum(entry[2] for entry in self._recent) / span_s,
            )

    def _drop_old(self, now: float) -> None:
        while self._recent and now - self._recent[0][0] > _MEASURED_S:
            self._recent.popleft()
