"""The process that runs a person's own model. It has no key.

    python -m app.assist.onnx_child DESCRIPTOR

OpenCV reads such a file in C++, and a few changed bytes make it write where it must not. So it does
that here: in a fresh interpreter, with an environment of its own, which gives up what a decoder
process gives up (`app.media.isolated.confine`) before it is handed the first byte of the model. It
ends with the program, with the thread that started it, and when its socket is closed.
"""

import os
import socket
import sys
from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from app.assist.onnx_wire import ANSWER, MOST_DIMS, MOST_NUMBERS, START, Outcome
from app.media.isolated.confine import confine, keep_only

_NICE = 10
# What OpenCV takes for a model: its bytes, as read, as laid out for the processor, and fused.
_COPIES, _FOR_PICTURES_BYTES = 4, 1 << 30
# A message that quotes damaged names is no text (UnicodeDecodeError).
_REFUSALS = (cv2.error, UnicodeDecodeError)


def main(descriptor: int) -> None:
    pipe = socket.socket(fileno=descriptor)
    pipe.setblocking(True)
    size, width, height, program_pid = START.unpack(_taken(pipe, START.size))
    _confine(descriptor, program_pid, size)
    try:
        net = cv2.dnn.readNetFromONNX(np.frombuffer(_taken(pipe, size), np.uint8))
        names = net.getUnconnectedOutLayersNames()
    except _REFUSALS:
        _tell(pipe, Outcome.UNLOADABLE)
        return
    _tell(pipe, Outcome.LOADED)
    while True:
        pixels = np.frombuffer(_taken(pipe, width * height * 3), np.uint8)
        _run(pipe, net, names, pixels.reshape(height, width, 3))


def _confine(descriptor: int, program_pid: int, model_bytes: int) -> None:
    if sys.platform != "linux":
        return
    keep_only((descriptor,))
    # Looks into files for how many processors there are, once.
    cv2.setNumThreads(cv2.getNumThreads())
    cv2.ocl.setUseOpenCL(False)
    if len(list(Path("/proc/self/task").iterdir())) != 1:
        # Another thread would stay as free as it is.
        os._exit(1)
    confine(
        nursery_pid=program_pid,
        memory_bytes=_COPIES * model_bytes + _FOR_PICTURES_BYTES,
        niceness=_NICE,
    )


def _run(
    pipe: socket.socket,
    net: cv2.dnn.Net,
    names: Sequence[str],
    pixels: npt.NDArray[np.uint8],
) -> None:
    try:
        net.setInput(cv2.dnn.blobFromImage(pixels, 1 / 255, swapRB=True))
        outputs: Sequence[object] = net.forward(names)
        output = np.ascontiguousarray(np.asarray(outputs[0]), np.float32)
    except _REFUSALS:
        _tell(pipe, Outcome.UNRUNNABLE)
        return
    if output.ndim > MOST_DIMS or output.size > MOST_NUMBERS:
        _tell(pipe, Outcome.OTHER_FORM)
        return
    _tell(pipe, Outcome.ROWS, output.shape)
    pipe.sendall(output.data.cast("B") if output.size else b"")


def _tell(pipe: socket.socket, outcome: Outcome, shape: Sequence[int] = ()) -> None:
    sizes = [*shape, *[0] * (MOST_DIMS - len(shape))]
    pipe.sendall(ANSWER.pack(outcome, len(shape), *sizes))


def _taken(pipe: socket.socket, size: int) -> bytearray:
    """Take so many bytes; end with the program."""
    taken = bytearray(size)
    left = memoryview(taken)
    while left:
        count = pipe.recv_into(left)
        if not count:
            os._exit(0)
        left = left[count:]
    return taken


if __name__ == "__main__":
    main(int(sys.argv[1]))
