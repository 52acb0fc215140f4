"""What a test may not leave behind: settings, an unlocked keyring, log warnings, threads, windows.

Decoder processes and those of models neither. The nursery that decoders come from is shared by all
tests of a process.
"""

import faulthandler
import inspect
import logging
import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

_OUR_VARIABLES = (
    "ENCRYPTION_KEY",
    "ENCRYPTION_READ",
    "ENCRYPTION_FALLBACK",
    "VIDEO_STORAGE_TYPE",
    "LOCAL_STORAGE_PATH",
    "S3_BUCKET_NAME",
    "S3_ENDPOINT_URL",
    "S3_PREFIX",
    "DATABASE_URL",
)
_OUR_LOGGERS = ("app", "crypto", "models", "storage")
_JOIN_SECONDS = 60.0
_EXIT_SECONDS = 120.0
_SPAWNING = "app.media.isolated.spawning"
_MODELS = "app.assist.onnx_process"


@pytest.fixture(autouse=True)
def isolated_home(
    monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """Give each test its own folders, and none of the caller's keys, stores and databases."""
    home = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("SAFELIGHT_HOME", str(home))
    for variable in _OUR_VARIABLES:
        monkeypatch.delenv(variable, raising=False)
    return home


@pytest.fixture(autouse=True)
def _forgotten_keyring() -> Iterator[None]:
    yield
    if (current := sys.modules.get("crypto.current")) is not None:
        current.forget()


@pytest.fixture(autouse=True)
def _no_warning_in_the_log(
    caplog: pytest.LogCaptureFixture, request: pytest.FixtureRequest
) -> Iterator[None]:
    """Fail on a warning of ours, unless the test takes `caplog` to look at the log itself."""
    yield
    if "caplog" in inspect.signature(request.function).parameters:
        return
    warnings = [
        f"{record.name}: {record.getMessage()}"
        for record in caplog.get_records("call")
        if record.levelno >= logging.WARNING and record.name.partition(".")[0] in _OUR_LOGGERS
    ]
    assert not warnings, f"warnings in the log: {warnings}"


@pytest.fixture(autouse=True)
def _no_window_left() -> Iterator[None]:
    """Take off the screen what a test left there: the next one's pointer would meet it.

    A window that asks before it is closed stays until Qt deletes it, in some later event loop.
    """
    before = _shown_windows()
    yield
    for window in _shown_windows():
        if not any(window is one for one in before):
            window.hide()


def _shown_windows() -> list[Any]:
    """Return the windows on the screen; none before Qt's widgets are loaded."""
    widgets = sys.modules.get("PySide6.QtWidgets")
    if widgets is None:
        return []
    return [one for one in widgets.QApplication.topLevelWidgets() if one.isVisible()]


@pytest.fixture(autouse=True)
def _no_thread_left() -> Iterator[None]:
    """Fail on a thread that the test started and nobody joined. Qt's own appear as dummies."""
    before = set(threading.enumerate())
    yield
    for thread in set(threading.enumerate()) - before:
        if isinstance(thread, threading._DummyThread):
            continue
        thread.join(_JOIN_SECONDS)
        assert not thread.is_alive(), f"thread {thread.name} was left running"


@pytest.fixture(autouse=True)
def _no_decoder_left() -> Iterator[None]:
    """Fail on a decoder process that the test started and nobody ended."""
    yield
    until_s = time.monotonic() + _JOIN_SECONDS
    while (left := decoder_pids()) and time.monotonic() < until_s:
        time.sleep(0.01)
    for pid in left:
        # Of it one test is told, not each that follows, after a minute of waiting.
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    assert not left, f"decoder processes {left} were left running"


@pytest.fixture(autouse=True)
def _no_model_left() -> Iterator[None]:
    """Fail on a process for a model that the test started and nobody ended."""
    yield
    left = model_pids()
    assert not left, f"processes {left} of models were left running"


@pytest.fixture(autouse=True, scope="session")
def _no_nursery_left() -> Iterator[None]:
    yield
    if (spawning := sys.modules.get(_SPAWNING)) is not None:
        pid = spawning.nursery_pid()
        spawning.end_nursery()
        assert pid is None or not Path(f"/proc/{pid}").exists()


@pytest.hookimpl(trylast=True)
def pytest_unconfigure() -> None:
    """End the process if it does not end by itself, and say which thread keeps it.

    Python waits at its exit for threads that were left running, without end.
    """
    faulthandler.dump_traceback_later(_EXIT_SECONDS, exit=True, file=sys.__stderr__)


def decoder_pids() -> list[int]:
    """Return the processes that decode for this one."""
    spawning = sys.modules.get(_SPAWNING)
    nursery = None if spawning is None else spawning.nursery_pid()
    children = Path(f"/proc/{nursery}/task/{nursery}/children")
    if nursery is None or not children.exists():
        return []
    # One waits for a clip as long as the program runs; until it is made, it is not known by its id.
    with spawning._spare._lock:
        spare, pids = str(spawning.spare_pid()), _told_in(children)
    return [int(pid) for pid in pids if pid != spare and _is_alive(pid)]


def model_pids() -> list[int]:
    """Return the processes that run a model for this one."""
    if _MODELS not in sys.modules:
        return []
    children = Path("/proc/self/task").glob("*/children")
    pids = [int(pid) for listed in children for pid in _told_in(listed)]
    return [pid for pid in pids if b"app.assist.onnx_child" in _command_of(pid)]


def _told_in(listed: Path) -> list[str]:
    """Return what a file of the system lists; nothing where its thread has just ended."""
    try:
        return listed.read_text().split()
    except (FileNotFoundError, ProcessLookupError):
        return []


def _command_of(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except (FileNotFoundError, ProcessLookupError):
        return b""


def _is_alive(pid: str) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state not in {"Z", "X"}
