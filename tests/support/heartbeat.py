"""A pulse of the GUI thread: how long it was away from its event loop, and what it did then.

A gap is what we do to the person, not what the machine's other load does to us:

- what the thread waits for (a lock, a disk, the interpreter) counts in full;
- what it computes counts as the time that a core at full speed would take. A core that shares its
  units with another one, or is lent to another machine, computes at half its speed and less: a
  fixed piece of work, timed before, after and now and then between, tells how fast it goes;
- the time in which it was ready to run and the system gave the core to somebody else (Linux tells
  it for each thread) does not count.

- where it is said so, neither does the time in which another thread of the program was ready and
  had no core, if the GUI thread waited meanwhile: for the interpreter, which that one held, or for
  its outcome. Among many other programs a millisecond's work is away for twenty.

The scale ends at 2.5 times: what takes 30 ms or more is never taken for less than 12.

`median_ms` is over beats; `felt_ms` is over time: the gap that a person's hand meets, half of the
time at least. A window that stands still for 30 ms after each edit beats well in between, and only
the second tells.

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
from pathlib import Path
from types import FrameType

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QColor, QImage, QPainter

BEAT_MS = 5
# What `_fixed_work` takes on a core that nothing else disturbs, on the machine where the bound of
# the test was chosen. A faster one gets no discount, a slower one no blame.
FULL_SPEED_S = 0.00016
_SLOWEST = 0.4
_LOOK_AT_SPEED_EACH_S = 0.1
_LATE_S = 0.015
_SAMPLE_S = 0.003


class Heartbeat(QObject):
    """Beats every 5 ms on the thread that makes it; late beats are sampled."""

    def __init__(self, *, forgives_queues: bool = False) -> None:
        """With `forgives_queues` no gap is charged what the program's other threads queued."""
        super().__init__()
        self.gaps_s: list[float] = []
        # What the thread itself computed in each gap: other threads and programs count nothing.
        self.turns_s: list[float] = []
        self.blocked: Counter[str] = Counter()
        self._last = time.perf_counter()
        self._computed_s = time.thread_time()
        self._speed = 1.0
        self._speed_known = 0.0
        self._queue = _RunQueue()
        self._others = _OtherQueues() if forgives_queues else None
        self._gui_thread = threading.get_ident()
        self._ended = threading.Event()
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(BEAT_MS)
        self._timer.timeout.connect(self._on_beat)
        self._sampler = threading.Thread(target=self._sample, name="heartbeat-sampler")

    def __enter__(self) -> "Heartbeat":
        self._look_at_speed()
        self._begin_gap()
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
        if self._others is not None:
            self._others.close()

    @property
    def median_ms(self) -> float:
        return statistics.median(self.gaps_s) * 1000

    @property
    def felt_ms(self) -> float:
        """The gap at which half of all time is spent in gaps no longer."""
        half, so_far = sum(self.gaps_s) / 2, 0.0
        for gap in sorted(self.gaps_s):
            so_far += gap
            if so_far >= half:
                return gap * 1000
        return 0.0

    def line(self, name: str) -> str:
        """Return the figures in one line, with what blocked longest."""
        gaps = sorted(self.gaps_s)
        late = gaps[int(len(gaps) * 0.95)] * 1000
        worst = "; ".join(f"{count}x {place}" for place, count in self.blocked.most_common(3))
        return (
            f"{name:<12} n {len(gaps):5} p50 {self.median_ms:6.1f} felt {self.felt_ms:6.1f}"
            f" p95 {late:6.1f} max {gaps[-1] * 1000:6.1f} turn {max(self.turns_s) * 1000:6.1f} ms"
            f"  {worst}"
        )

    def _on_beat(self) -> None:
        passed = time.perf_counter() - self._last
        computed = time.thread_time() - self._computed_s
        queued = self._queue.waited_s()
        others = self._others.longest_s(self._sampler.native_id) if self._others else 0.0
        if self._last - self._speed_known > _LOOK_AT_SPEED_EACH_S or computed > _LATE_S:
            self._look_at_speed()
        charged = charged_s(passed, computed, queued, self._speed, others_queued=others)
        self.gaps_s.append(charged)
        self.turns_s.append(computed * self._speed)
        self._begin_gap()

    def _begin_gap(self) -> None:
        self._last = time.perf_counter()
        self._computed_s = time.thread_time()
        self._queue.waited_s()
        if self._others is not None:
            self._others.longest_s(self._sampler.native_id)

    def _look_at_speed(self) -> None:
        """Time the fixed work, and leave that out of the next gap."""
        self._speed = speed_of(min(_timed_fixed_work() for _ in range(3)))
        self._speed_known = time.perf_counter()

    def _sample(self) -> None:
        while not self._ended.wait(_SAMPLE_S):
            if time.perf_counter() - self._last > _LATE_S:
                signal.pthread_kill(self._gui_thread, signal.SIGUSR1)

    def _on_signal(self, _number: int, frame: FrameType | None) -> None:
        self.blocked[_place(frame)] += 1


def charged_s(
    passed: float, computed: float, queued: float, speed: float, *, others_queued: float = 0.0
) -> float:
    """Return the seconds of a gap that are ours.

    Of the seconds that `passed` on the clock the thread `computed` some, `queued` for a core some,
    and waited for the rest, of which another thread queued for `others_queued`; `speed` is the
    core's, between 0.4 and 1.
    """
    return max(passed - computed - queued - others_queued, 0.0) + computed * speed


def speed_of(fixed_work_s: float) -> float:
    """Return how fast a core goes that took so long for the fixed work; 1 is full speed."""
    return min(max(FULL_SPEED_S / fixed_work_s, _SLOWEST), 1.0)


def compute(seconds: float) -> None:
    """Compute for so many CPU seconds of this thread: what nobody does on the GUI thread."""
    until = time.thread_time() + seconds
    while time.thread_time() < until:
        sum(range(100))


def _timed_fixed_work() -> float:
    """Return the CPU seconds that a little Python and a little painting take: as the window's."""
    image = QImage(200, 200, QImage.Format.Format_ARGB32_Premultiplied)
    start = time.thread_time()
    painter = QPainter(image)
    written: dict[int, str] = {}
    for number in range(400):
        written[number % 97] = str(number)
        if number % 4 == 0:
            painter.fillRect(number % 180, number % 170, 20, 20, QColor(number % 255, 3, 4))
    painter.end()
    return time.thread_time() - start


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


class _OtherQueues:
    """How long the program's other threads stood in the queue for a core, from call to call."""

    def __init__(self) -> None:
        self._own_id = threading.get_native_id()
        self._files: dict[int, int] = {}
        self._last_ns: dict[int, int] = {}

    def longest_s(self, left_out: int | None) -> float:
        """Return the seconds of the one that waited longest since the last call."""
        try:
            ids = {int(task.name) for task in Path("/proc/self/task").iterdir()}
        except FileNotFoundError:
            return 0.0
        ids -= {self._own_id, left_out}
        for gone in self._files.keys() - ids:
            os.close(self._files.pop(gone))
            self._last_ns.pop(gone, None)
        return max((self._waited_ns(one) for one in ids), default=0) / 1e9

    def close(self) -> None:
        for file in self._files.values():
            os.close(file)
        self._files.clear()

    def _waited_ns(self, thread_id: int) -> int:
        try:
            if thread_id not in self._files:
                path = f"/proc/self/task/{thread_id}/schedstat"
                self._files[thread_id] = os.open(path, os.O_RDONLY)
            total_ns = int(os.pread(self._files[thread_id], 64, 0).split()[1])
        except (OSError, IndexError):
            # It ended just now, or this kernel does not tell.
            return 0
        waited_ns = total_ns - self._last_ns.get(thread_id, 0)
        self._last_ns[thread_id] = total_ns
        return waited_ns


def _place(frame: FrameType | None) -> str:
    """Name the innermost three frames of our own code."""
    ours = [entry for entry in traceback.extract_stack(frame) if "/app/" in entry.filename]
    return " > ".join(f"{entry.name}:{entry.lineno}" for entry in ours[-3:]) or "Qt"
