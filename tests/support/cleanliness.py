"""What a test may not leave behind: settings, an unlocked keyring, warnings in the log, threads."""

import inspect
import logging
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

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
_JOIN_SECONDS = 5.0


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
def _no_thread_left() -> Iterator[None]:
    """Fail on a thread that the test started and nobody joined. Qt's own appear as dummies."""
    before = set(threading.enumerate())
    yield
    for thread in set(threading.enumerate()) - before:
        if isinstance(thread, threading._DummyThread):
            continue
        thread.join(_JOIN_SECONDS)
        assert not thread.is_alive(), f"thread {thread.name} was left running"
