"""The second line of defence: what looks like a key never reaches the log file."""

import faulthandler
import logging
import sys
import threading
from pathlib import Path

import pytest
from _pytest.faulthandler import fault_handler_stderr_fd_key

from app.log import ScrubbingFormatter, configure_logging, end_catching_crashes, scrubbed

KEY = "0123456789abcdef" * 4


@pytest.mark.promise
@pytest.mark.parametrize(
    "secret",
    [
        KEY,
        KEY.upper(),
        "sl1." + "Ab-_9" * 20,
    ],
)
def test_keys_and_sealed_values_are_taken_out(secret: str) -> None:
    assert secret not in scrubbed(f"value '{secret}' seen")
    assert "seen" in scrubbed(f"value '{secret}' seen")


@pytest.mark.promise
def test_a_password_in_a_url_is_taken_out() -> None:
    line = scrubbed("cannot reach postgresql+psycopg://ann:hunter2@db.example/clips")

    assert "hunter2" not in line
    assert "ann:***@db.example" in line


def test_ordinary_words_and_ids_stay() -> None:
    line = "clip 6f9619ff-8b86-d011-b42d-00c04fc964ff, 1394 frames, chunk 0x3f2a91c0"

    assert scrubbed(line) == line


@pytest.mark.promise
def test_exceptions_are_scrubbed_too(tmp_path: Path, pytestconfig: pytest.Config) -> None:
    root = logging.getLogger()
    before = list(root.handlers), root.level
    hooks = sys.excepthook, threading.excepthook
    configure_logging(tmp_path)
    try:
        try:
            raise ValueError(KEY)
        except ValueError:
            logging.getLogger("test").exception("failed with %s", KEY)
    finally:
        for handler in [h for h in root.handlers if h not in before[0]]:
            root.removeHandler(handler)
            handler.close()
        root.setLevel(before[1])
        sys.excepthook, threading.excepthook = hooks
        end_catching_crashes()
        faulthandler.enable(pytestconfig.stash[fault_handler_stderr_fd_key])

    written = (tmp_path / "safelight.log").read_text()
    assert "failed with" in written
    assert KEY not in written


def test_the_formatter_scrubs_arguments() -> None:
    record = logging.LogRecord("x", logging.INFO, "", 0, "key=%s", (KEY,), None)

    assert KEY not in ScrubbingFormatter("%(message)s").format(record)
