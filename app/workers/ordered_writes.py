"""Writes that each say one thing: all of them run, one after another, in the order of the hand.

A lane of `Jobs` drops what waits for something newer; here nothing is dropped, not even when the
program ends. One that fails does not hold up those behind it.
"""

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from PySide6.QtCore import QObject

from app.workers.jobs import Jobs

_Result = TypeVar("_Result")


@dataclass(slots=True)
class _Write:
    write: Callable[[], Any]
    done: Callable[[Any], object]
    failed: Callable[[Exception], object]
    result: Any = None
    error: Exception | None = None

    def tell(self) -> None:
        if self.error is None:
            self.done(self.result)
        else:
            self.failed(self.error)


class OrderedWrites(QObject):
    """A queue of writes on the pool. All but `wait` is for the GUI thread."""

    def __init__(self, jobs: Jobs, name: str, parent: QObject) -> None:
        super().__init__(parent)
        self._jobs, self._name = jobs, name
        self._waiting: deque[_Write] = deque()
        self._changed = threading.Condition()
        # Those that wait, and the one that is being written.
        self._left = 0

    @property
    def count(self) -> int:
        """How many writes are not in the database yet."""
        return self._left

    def put(
        self,
        write: Callable[[], _Result],
        *,
        done: Callable[[_Result], object],
        failed: Callable[[Exception], object],
    ) -> None:
        """Run `write` on a worker behind all that was put before, and call back here."""
        with self._changed:
            self._left += 1
            self._waiting.append(_Write(write, done, failed))
        self._jobs.submit(
            self._run,
            done=_tell,
            failed=_never,
            owner=self,
            essential=True,
            lane=self._name,
        )

    def wait(self, seconds: float | None) -> None:
        """Block until all is written, at most so long; from any thread."""
        with self._changed:
            self._changed.wait_for(lambda: self._left == 0, seconds)

    def _run(self) -> list[_Write]:
        """On the lane: write all that waits, also what a job wanted that has given way to this."""
        ended: list[_Write] = []
        while True:
            with self._changed:
                if not self._waiting:
                    return ended
                one = self._waiting.popleft()
            try:
                one.result = one.write()
            except Exception as error:  # noqa: BLE001 - its `failed` gets it, typed as it is
                one.error = error
            ended.append(one)
            with self._changed:
                self._left -= 1
                self._changed.notify_all()


def _never(error: Exception) -> None:
    """Each write has told of its own error."""
    raise error


def _tell(ended: list[_Write]) -> None:
    for one in ended:
        one.tell()
