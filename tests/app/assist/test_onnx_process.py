"""A model that breaks OpenCV breaks a process without a key, and never the program."""

import gc
import os
import signal
import subprocess
import sys
from pathlib import Path

import cv2
import numpy as np
import pytest

from app.assist import onnx_process
from app.assist.finding import FinderError
from app.assist.onnx_boxes import OnnxFinder
from app.assist.onnx_process import ModelProcess
from app.assist.onnx_wire import ANSWER, MOST_DIMS, MOST_NUMBERS, START, Outcome
from app.media.errors import DecodingCancelledError
from app.media.isolated.system_calls import can_refuse
from tests.app.assist.made_model import model_of
from tests.app.assist.test_onnx_boxes import PICTURE, V8
from tests.support.waiting import is_gone, wait_until

ROOT = Path(__file__).resolve().parents[3]
SIZE = (96, 64)
# In the name of an operator, which is no text then. It ends OpenCV 4.14 with a segmentation fault.
BREAKING_AT, BREAKING_VALUE = 33, 255


def breaking_model() -> bytes:
    content = bytearray(model_of(V8))
    content[BREAKING_AT] = BREAKING_VALUE
    return bytes(content)


@pytest.mark.promise
def test_a_model_that_breaks_opencv_is_a_sentence_and_the_program_lives() -> None:
    for _ in range(2):
        with pytest.raises(FinderError, match="broke down"):
            OnnxFinder(breaking_model(), "broken.onnx")
    with OnnxFinder(model_of(V8), "sound.onnx") as finder:
        assert len(finder.find(PICTURE)) == 2
        os.kill(finder.pid, signal.SIGSEGV)
        for _ in range(2):
            with pytest.raises(FinderError, match="broke down"):
                finder.find(PICTURE)


def test_what_comes_out_is_what_comes_out_in_the_program() -> None:
    chance = np.random.default_rng(3)
    content = model_of(chance.random((1, 6, 40)), weights=chance.random((3, 240)))
    net = cv2.dnn.readNetFromONNX(np.frombuffer(content, np.uint8))
    process = ModelProcess(content, SIZE)
    for _ in range(3):
        picture = chance.integers(0, 256, (64, 96, 3), np.uint8)
        net.setInput(cv2.dnn.blobFromImage(picture, 1 / 255, swapRB=True))
        (expected,) = net.forward(net.getUnconnectedOutLayersNames())
        given = process.run(picture)
        assert given.dtype == np.float32
        assert np.array_equal(given, expected)
    process.close()


@pytest.mark.promise
@pytest.mark.skipif(sys.platform != "linux", reason="it is confined on Linux")
def test_it_has_no_key_no_right_and_only_its_socket(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("ENCRYPTION_KEY", "AWS_SECRET_ACCESS_KEY", "DATABASE_URL"):
        monkeypatch.setenv(name, "a-secret-of-this-test")
    with OnnxFinder(model_of(V8), "gate.onnx") as finder:
        about = Path(f"/proc/{finder.pid}")
        status = dict(line.split(":\t", 1) for line in (about / "status").read_text().splitlines())
        assert status["NoNewPrivs"].strip() == "1"
        assert int(status["CapEff"], 16) == 0
        if can_refuse():
            assert status["Seccomp"].strip() == "2"
        limits = (about / "limits").read_text().splitlines()
        stated = {line[:26].strip(): line[26:].split()[0] for line in limits}
        assert stated["Max core file size"] == stated["Max file size"] == "0"
        assert int(stated["Max address space"]) < 16 << 30
        assert b"a-secret-of-this-test" not in (about / "cmdline").read_bytes()
        try:
            environment = (about / "environ").read_bytes()
            opened = {str(fd.readlink()).partition(":")[0] for fd in (about / "fd").iterdir()}
        except PermissionError:
            # Nobody's to read: then nobody sees a secret in it either.
            return
        assert b"a-secret-of-this-test" not in environment
        assert opened == {"/dev/null", "socket"}


def test_it_ends_when_it_is_closed_forgotten_called_off_or_too_slow() -> None:
    is_called_off = False
    with OnnxFinder(model_of(V8), "gate.onnx", cancelled=lambda: is_called_off) as finder:
        os.kill(finder.pid, signal.SIGSTOP)
        is_called_off = True
        with pytest.raises(DecodingCancelledError):
            finder.find(PICTURE)
        assert is_gone(finder.pid)
    with pytest.raises(DecodingCancelledError):
        OnnxFinder(model_of(V8), "gate.onnx", cancelled=lambda: True)

    process = ModelProcess(model_of(V8), SIZE, answer_s=0.05)
    os.kill(process.pid, signal.SIGSTOP)
    with pytest.raises(FinderError, match="in time"):
        process.run(PICTURE[:64, :96])
    assert is_gone(process.pid)

    process = ModelProcess(model_of(V8), SIZE)
    pid = process.pid
    del process
    gc.collect()
    assert is_gone(pid)


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere it ends after its picture")
def test_it_ends_with_the_program() -> None:
    program = (
        "import os, signal\n"
        "from tests.app.assist.test_onnx_process import ModelProcess, SIZE, V8, model_of\n"
        "process = ModelProcess(model_of(V8), SIZE)\n"
        "os.kill(process.pid, signal.SIGSTOP)\n"
        "print(process.pid, flush=True)\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, check=False
    )
    assert done.returncode == -signal.SIGKILL
    pid = int(done.stdout)
    wait_until(lambda: is_gone(pid))


LOADED = ANSWER.pack(Outcome.LOADED, 0, 0, 0, 0, 0)
LIES = {
    "nothing at all": b"",
    "a part of an answer": LOADED[:5],
    "an outcome that there is not": ANSWER.pack(77, 0, 0, 0, 0, 0),
    "rows before it has loaded": ANSWER.pack(Outcome.ROWS, 1, 1, 0, 0, 0),
    "too many dimensions": LOADED + ANSWER.pack(Outcome.ROWS, MOST_DIMS + 1, 1, 1, 1, 1),
    "more than there is room for": LOADED
    + ANSWER.pack(Outcome.ROWS, 2, 2, MOST_NUMBERS // 2 + 1, 0, 0),
    "sizes that overflow": LOADED + ANSWER.pack(Outcome.ROWS, 4, *[2**32 - 1] * 4),
    "fewer numbers than it states": LOADED + ANSWER.pack(Outcome.ROWS, 1, 2, 0, 0, 0) + bytes(5),
}


# Takes all that it is sent before it hangs up: else the program notices that, not the lie.
LIAR = """
import os
pipe, left = {pipe}, {size}
os.write(pipe, {lie!r})
while left:
    left -= len(os.read(pipe, left))
"""


@pytest.mark.parametrize("lie", LIES)
def test_nonsense_is_told_as_a_break_down(lie: str, monkeypatch: pytest.MonkeyPatch) -> None:
    model, picture = b"a model", PICTURE[:64, :96]

    def start_liar(_module: str, descriptor: int) -> subprocess.Popen[bytes]:
        is_asked_on = LIES[lie].startswith(LOADED)
        size = START.size + len(model) + (picture.size if is_asked_on else 0)
        told = LIAR.format(pipe=descriptor, size=size, lie=LIES[lie])
        # Without its site it starts in a tenth of the time.
        return subprocess.Popen([sys.executable, "-SE", "-c", told], pass_fds=[descriptor])

    def run() -> None:
        process = ModelProcess(model, SIZE)
        process.run(picture)

    monkeypatch.setattr(onnx_process, "start_keyless", start_liar)
    with pytest.raises(FinderError, match="broke down"):
        run()
