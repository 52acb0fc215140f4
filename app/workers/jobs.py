"""A pool for work that may block: reading, opening, importing, counting.

A job is a plain function. It runs on one of a few threads; its result, its exception and its
progress come back as queued signals, so every callback runs on the thread that made the pool (the
GUI thread). Writes of edits do not belong here: they have one worker of their own, in order. Other
writes that each say the whole share a lane: the last one submitted is the last one written.

- A job that is cancelled, or whose owner is gone, never calls back.
- A function with a parameter `cancelled` is handed a `Callable[[], bool]` to ask now and then; one
  with a parameter `progress` is handed a callable whose latest arguments reach the job's
  `progress` callback. Progress is merged: a fast job cannot flood the event loop.
"""

import inspect
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QObject, Qt, Signal, Slot
from shiboken6 import isValid

from app.workers.lanes import Lanes

_Result = TypeVar("_Result")


@dataclass(frozen=True, slots=True)
class _Done:
    result: Any


@dataclass(frozen=True, slots=True)
class _Failed:
    error: Exception


class JobHandle:
    """One submitted job; `cancel` may be called from any thread, any number of times."""

    def __init__(self) -> None:
        self._cancelled = threading.Event()

    def cancel(self) -> None:
        """Ask the job to end early; it calls back no more, whether it does or not."""
        self._cancelled.set()

    def is_cancelled(self) -> bool:
        return self._cancelled.is_set()


class _Job(Generic[_Result]):
    """A job on its way: what to run, whom to tell."""

    def __init__(
        self,
        fn: Callable[..., _Result],
        *,
        done: Callable[[_Result], object],
        failed: Callable[[Exception], object],
        progress: Callable[..., object] | None,
        owner: QObject | None,
        unwanted: Callable[[_Result], object] | None,
        essential: bool,
    ) -> None:
        self.fn = fn
        self.done = done
        self.failed = failed
        self.progress = progress
        self.owner = owner
        self.unwanted = unwanted
        self.essential = essential
        self.outcome: _Done | _Failed | None = None
        self.handle = JobHandle()
        self._lock = threading.Lock()
        self._latest: tuple[Any, ...] | None = None

    def put_progress(self, args: tuple[Any, ...]) -> bool:
        """Keep the latest progress; return whether the GUI thread has to be told of it."""
        with self._lock:
            news = self._latest is None
            self._latest = args
            return news

    def take_progress(self) -> tuple[Any, ...] | None:
        with self._lock:
            latest, self._latest = self._latest, None
            return latest

    def is_wanted(self) -> bool:
        if self.handle.is_cancelled():
            return False
        return self.owner is None or isValid(self.owner)


class Jobs(QObject):
    """The pool.

    Signals (for the pool itself; others use the callbacks):
        _ended(job, outcome): a job returned or raised.
        _advanced(job): a job has new progress.
    """

    _ended = Signal(object, object)
    _advanced = Signal(object)

    def __init__(self, *, threads: int = 4, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool = ThreadPoolExecutor(max_workers=threads, thread_name_prefix="safelight-read")
        self._running: set[_Job[Any]] = set()
        self._lanes: Lanes[_Job[Any]] = Lanes()
        self._stopped = False
        self._ended.connect(self._on_ended, Qt.ConnectionType.QueuedConnection)
        self._advanced.connect(self._on_advanced, Qt.ConnectionType.QueuedConnection)

    @property
    def count(self) -> int:
        """How many jobs have not called back yet."""
        return len(self._running)

    def submit(
        self,
        fn: Callable[..., _Result],
        *,
        done: Callable[[_Result], object],
        failed: Callable[[Exception], object],
        progress: Callable[..., object] | None = None,
        owner: QObject | None = None,
        unwanted: Callable[[_Result], object] | None = None,
        essential: bool = False,
        lane: str | None = None,
    ) -> JobHandle:
        """Run `fn` on the pool; call from the pool's own thread.

        Args:
            fn: what to run; see the module's text on `cancelled` and `progress`.
            done: called with its result.
            failed: called with the exception that it raised, as it was raised.
            progress: called with the latest arguments of `fn`'s `progress`.
            owner: the QObject that the callbacks belong to; once it is deleted they are dropped.
            unwanted: lets go of a result that `done` is not called with any more; on a worker.
            essential: it runs even when everything is cancelled because the program ends.
            lane: jobs of one lane run one after another, in order. Of several that wait only the
                newest runs, also when they are essential; the others are cancelled.
        """
        job: _Job[_Result] = _Job(
            fn,
            done=done,
            failed=failed,
            progress=progress,
            owner=owner,
            unwanted=unwanted,
            essential=essential,
        )
        if self._stopped:
            job.handle.cancel()
            return job.handle
        self._running.add(job)
        if lane is None:
            self._pool.submit(self._run, job)
            return job.handle
        begins, replaced = self._lanes.put(lane, job)
        if begins:
            self._pool.submit(self._run_lane, lane)
        if replaced is not None:
            replaced.handle.cancel()
            self._running.discard(replaced)
        return job.handle

    def cancel_all(self, owner: QObject | None = None) -> None:
        """Cancel the jobs of `owner`, or all."""
        for job in self._running:
            if not job.essential and (owner is None or job.owner is owner):
                job.handle.cancel()

    def stop(self) -> None:
        """Cancel all but what is essential, and wait for that; nothing calls back after."""
        self._stopped = True
        self.cancel_all()
        # Cancelled jobs that still wait in the queue end at once, so nothing has to be dropped.
        self._pool.shutdown(wait=True)
        for job in self._running:
            _let_go(job)
        self._running.clear()

    def _run_lane(self, lane: str) -> None:
        # One task to the lane's end: a pool that is being stopped takes no further one.
        while (job := self._lanes.take(lane)) is not None:
            self._run(job)

    def _run(self, job: _Job[Any]) -> None:
        if job.handle.is_cancelled():
            self._ended.emit(job, None)
            return
        outcome: _Done | _Failed
        try:
            outcome = _Done(job.fn(**self._extras(job)))
        except Exception as error:  # noqa: BLE001 - the caller's `failed` gets it, typed as it is
            outcome = _Failed(error)
        job.outcome = outcome
        self._ended.emit(job, outcome)

    def _extras(self, job: _Job[Any]) -> dict[str, Any]:
        wanted = _open_parameters(job.fn)
        extras: dict[str, Any] = {}
        if "cancelled" in wanted:
            extras["cancelled"] = job.handle.is_cancelled
        if "progress" in wanted:

            def report(*args: object) -> None:
                if job.progress is not None and job.put_progress(args):
                    self._advanced.emit(job)

            extras["progress"] = report
        return extras

    @Slot(object, object)
    def _on_ended(self, job: _Job[Any], outcome: _Done | _Failed | None) -> None:
        if job not in self._running:
            return
        self._running.discard(job)
        if not job.is_wanted():
            if job.unwanted is not None:
                self._pool.submit(_let_go, job)
            return
        match outcome:
            case _Done(result):
                job.done(result)
            case _Failed(error):
                job.failed(error)

    @Slot(object)
    def _on_advanced(self, job: _Job[Any]) -> None:
        latest = job.take_progress()
        if latest is not None and job.progress is not None and job.is_wanted():
            job.progress(*latest)


def _let_go(job: _Job[Any]) -> None:
    """Hand a result that nobody waits for to the job's `unwanted`."""
    if isinstance(job.outcome, _Done) and job.unwanted is not None:
        job.unwanted(job.outcome.result)


def _open_parameters(fn: Callable[..., Any]) -> set[str]:
    """Return the names of the parameters that `fn` still takes by keyword."""
    bound = set(fn.keywords) if isinstance(fn, partial) else set()
    try:
        parameters = inspect.signature(fn).parameters.values()
    except ValueError:  # a function written in C that does not tell
        return set()
    return {p.name for p in parameters if p.kind is not p.POSITIONAL_ONLY} - bound
