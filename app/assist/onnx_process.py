"""The program's side of a process that runs one model (`onnx_child`); nothing of it is believed."""

import contextlib
import math
import os
import select
import socket
import subprocess
import sys
import time
import weakref
from collections.abc import Callable, Iterator

import numpy as np
import numpy.typing as npt

from app.assist.finding import FinderError, Pixels
from app.assist.onnx_wire import ANSWER, MOST_DIMS, MOST_NUMBERS, START, Outcome
from app.media.errors import DecodingCancelledError
from app.media.isolated.spawning import start_keyless

# The largest models take seconds a picture, on a slow and busy machine many times that.
ANSWER_S = 120.0
_LOADED_S = 300.0
_LOOK_EVERY_MS = 100
_AT_ONCE = 1 << 18
_BROKE_DOWN = (
    "OpenCV broke down on this model: its file may be damaged, or it takes more memory than there "
    "is."
)
_REFUSED = {
    Outcome.UNLOADABLE: "OpenCV cannot load this model.",
    Outcome.UNRUNNABLE: "OpenCV cannot run this model.",
    Outcome.OTHER_FORM: "This model's output is not that of a YOLO detector.",
}


class ModelProcess:
    """Runs one model in a process of its own, which has no key.

    For one thread: the process ends with the thread that made this. It also ends with `close`, with
    this object, after an error, and with the program.
    """

    def __init__(
        self,
        untrusted_model: bytes,
        size: tuple[int, int],
        *,
        cancelled: Callable[[], bool] | None = None,
        answer_s: float = ANSWER_S,
    ) -> None:
        """Start it and have it load the model, for pictures of this (width, height). Blocks.

        Raises: FinderError; DecodingCancelledError.
        """
        self._size, self._answer_s = size, answer_s
        self._cancelled = cancelled or _never
        if not sys.executable or getattr(sys, "frozen", False):
            raise FinderError("This form of the program can start no process for a model.")
        self._pipe, theirs = socket.socketpair()
        try:
            with theirs:
                process = start_keyless("app.assist.onnx_child", theirs.fileno())
        except OSError as error:
            self._pipe.close()
            raise FinderError("A process for this model cannot be started.") from error
        self._pipe.setblocking(False)
        self.pid = process.pid
        self._end = weakref.finalize(self, _end, process, self._pipe)
        with self._ending_on_error(_LOADED_S) as until_s:
            self._send(START.pack(len(untrusted_model), *size, os.getpid()), until_s)
            self._send(untrusted_model, until_s)
            self._answer(Outcome.LOADED, until_s)

    def close(self) -> None:
        """End the process, whatever it does."""
        self._end()

    def run(self, picture: Pixels) -> npt.NDArray[np.float32]:
        """Give the model's first output for a BGR picture of its size.

        Raises: FinderError; DecodingCancelledError. The process has ended then.
        """
        width, height = self._size
        if picture.shape != (height, width, 3) or picture.dtype != np.uint8:
            raise ValueError("a picture of another size")
        with self._ending_on_error(self._answer_s) as until_s:
            self._send(np.ascontiguousarray(picture).tobytes(), until_s)
            shape = self._answer(Outcome.ROWS, until_s)
            content = self._take(math.prod(shape) * 4, until_s)
        return np.frombuffer(content, np.float32).reshape(shape)

    @contextlib.contextmanager
    def _ending_on_error(self, limit_s: float) -> Iterator[float]:
        """Give the time until which an answer is waited for."""
        try:
            if not self._end.alive:
                raise FinderError(_BROKE_DOWN)
            yield time.monotonic() + limit_s
        except OSError as error:
            self.close()
            raise FinderError(_BROKE_DOWN) from error
        except BaseException:
            self.close()
            raise

    def _answer(self, wanted: Outcome, until_s: float) -> tuple[int, ...]:
        """Take an answer; give the shape that it states, within bounds."""
        outcome, dims, *sizes = ANSWER.unpack(self._take(ANSWER.size, until_s))
        if outcome in _REFUSED:
            raise FinderError(_REFUSED[outcome])
        if outcome != wanted or dims > MOST_DIMS or math.prod(sizes[:dims]) > MOST_NUMBERS:
            raise FinderError(_BROKE_DOWN)
        return tuple(sizes[:dims])

    def _send(self, content: bytes, until_s: float) -> None:
        left = memoryview(content)
        while left:
            self._wait(select.POLLOUT, until_s)
            with contextlib.suppress(BlockingIOError):
                left = left[self._pipe.send(left[:_AT_ONCE]) :]

    def _take(self, size: int, until_s: float) -> bytearray:
        taken = bytearray(size)
        left = memoryview(taken)
        while left:
            self._wait(select.POLLIN, until_s)
            with contextlib.suppress(BlockingIOError):
                count = self._pipe.recv_into(left)
                if not count:
                    raise FinderError(_BROKE_DOWN)
                left = left[count:]
        return taken

    def _wait(self, event: int, until_s: float) -> None:
        poll = select.poll()
        poll.register(self._pipe, event)
        while True:
            if self._cancelled():
                raise DecodingCancelledError
            if poll.poll(_LOOK_EVERY_MS):
                return
            if time.monotonic() >= until_s:
                raise FinderError("This model gave no answer in time, so it was ended.")


def _end(process: subprocess.Popen[bytes], pipe: socket.socket) -> None:
    pipe.close()
    process.kill()
    process.wait()


def _never() -> bool:
    return False
