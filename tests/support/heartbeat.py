"""A pulse of the GUI thread: how long it was away from its event loop, and what it did then.

A gap does not count the time in which the thread was ready to run and the system gave the core to
somebody else (Linux tells it for each thread): that is the machine's load, not our freezing. What
the thread computes or waits for counts in full.

A late beat is looked into by a signal, whose handler Python runs on the GUI thread itself. To walk
another thread's frames while it runs brought Python 3.11 down with a segmentation fault.
"""

import os
import signal
import statistics
import threading
import time
import traceback
from collections import Counter
from types import FrameType

from PySide6.QtCore import QObject, Qt, QTimer

BEAT_MS = 5
_LATE_S = 0.015
_SAMPLE_S = 0.003


class Heartbeat(QObject):
    """Beats every 5 ms on the thread that makes it; late beats are sampled."""

    def __init__(self) -> None:
        super().__init__()
        self.gaps_s: list[float] = []
        self.blocked: Counter[str] = Counter()
        self._last = time.perf_counter()
        self._queue = _RunQueue()
        self._gui_thread = threading.get_ident()
        self._ended = threading.Event()
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(BEAT_MS)
        self._timer.timeout.connect(self._on_beat)
        self._sampler = threading.Thread(target=self._sample, name="heartbeat-sampler")

    def __enter__(self) -> "Heartbeat":
        self._last = time.perf_counter()
        self._queue.waited_s()
        self._before = signal.signal(signal.SIGUSR1, self._on_signal)
        self._timer.start()
        self._sampler.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.stop()
        self._on_beat()
        self._ended.set()
        self._sampler.join()
        signal.signal(signal.SIGUSR1, self._before)
        self._queue.close()

    @property
    def median_ms(self) -> float:
        return statistics.median(self.gaps_s) * 1000

    def line(self, name: str) -> str:
        """Return the figures in one line, with what blocked longest."""
        gaps = sorted(self.gaps_s)
        late = gaps[int(len(gaps) * 0.95)] * 1000
        worst = "; ".join(f"{count}x {place}" for place, count in self.blocked.most_common(3))
        return (
            f"{name:<12} n {len(gaps):5} p50 {self.median_ms:6.1f} p95 {late:6.1f}"
            f" max {gaps[-1] * 1000:6.1f} ms  {worst}"
        )

    def _on_beat(self) -> None:
        now = time.perf_counter()
        self.gaps_s.append(max(now - self._last - self._queue.waited_s(), 0.0))
        self._last = now

    def _sample(self) -> None:
        while not self._ended.wait(_SAMPLE_S):
            if time.perf_counter() - self._last > _LATE_S:
                signal.pthread_kill(self._gui_thread, signal.SIGUSR1)

    def _on_signal(self, _number: int, frame: FrameType | None) -> None:
        self.blocked[_place(frame)] += 1


class _RunQueue:
    """How long this thread stood in the queue for a core, from call to call."""

    def __init__(self) -> None:
        try:
            self._file: int | None = os.open("/proc/thread-self/schedstat", os.O_RDONLY)
        except FileNotFoundError:
            # A kernel that does not tell: gaps are then all that passed on the clock.
            self._file = None
        self._last_ns = 0

    def waited_s(self) -> float:
        """Return the seconds waited since the last call."""
        if self._file is None:
            return 0.0
        total_ns = int(os.pread(self._file, 64, 0).split()[1])
        waited_ns, self._last_ns = total_ns - self._last_ns, total_ns
        return waited_ns / 1e9

    def close(self) -> None:
        if self._file is not None:
            os.close(self._file)
            self._file = None


def _place(frame: FrameType | None) -> str:
    """Name the innermost three frames of our own code."""
    ours = [entry for entry in traceback.extract_stack(frame) if "/app/" in entry.filename]
    return " > ".join(f"{entry.name}:{entry.lineno}" for entry in ours[-3:]) or "Qt"
