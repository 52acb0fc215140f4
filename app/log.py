"""Logging to the state folder: ids and sizes, never labels, names, paths of evidence or keys.

A filter takes out what looks like a key or a sealed value, as a second line of defence; the first
is that nobody logs one. Crashes of the interpreter go to a file of their own, without locals.
"""

import faulthandler
import logging
import logging.handlers
import re
import sys
import threading
from pathlib import Path
from types import TracebackType
from typing import IO

_HEX_KEY = re.compile(r"(?<![0-9A-Fa-f])[0-9A-Fa-f]{64}(?![0-9A-Fa-f])")
_ENVELOPE = re.compile(r"sl1\.[A-Za-z0-9_-]{20,}")
_PASSWORD_IN_URL = re.compile(r"(?<=://)([^/@\s:]+):[^/@\s]+@")
_crash_file: IO[str] | None = None


def scrubbed(text: str) -> str:
    """Return `text` without what looks like a key, a sealed value or a password in a URL."""
    text = _HEX_KEY.sub("[64 hex digits removed]", text)
    text = _ENVELOPE.sub("[sealed value removed]", text)
    return _PASSWORD_IN_URL.sub(r"\1:***@", text)


class ScrubbingFormatter(logging.Formatter):
    """Scrubs the finished line, so that arguments and exception texts are covered too."""

    def format(self, record: logging.LogRecord) -> str:
        return scrubbed(super().format(record))


def configure_logging(state: Path, *, level: int = logging.INFO) -> None:
    """Log to `safelight.log` in `state` (1 MiB, three old ones kept) and catch crashes there.

    SQLAlchemy, boto and urllib3 stay at WARNING, whatever `level` says: their debug output shows
    values.
    """
    state.mkdir(mode=0o700, parents=True, exist_ok=True)
    handler = logging.handlers.RotatingFileHandler(
        state / "safelight.log", maxBytes=1 << 20, backupCount=3, encoding="utf-8"
    )
    handler.setFormatter(
        ScrubbingFormatter("%(asctime)s %(levelname)s %(threadName)s %(name)s: %(message)s")
    )
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(level)
    for talkative in ("sqlalchemy", "alembic", "boto3", "botocore", "urllib3", "libav"):
        logging.getLogger(talkative).setLevel(logging.WARNING)
    _catch_crashes(state)


def _catch_crashes(state: Path) -> None:
    global _crash_file  # noqa: PLW0603 - faulthandler needs the file open for the life of the process
    if _crash_file is None:
        _crash_file = (state / "crash.log").open("a", encoding="utf-8")
        faulthandler.enable(_crash_file)
    sys.excepthook = _log_uncaught
    threading.excepthook = lambda args: _log_uncaught(
        args.exc_type, args.exc_value or args.exc_type(), args.exc_traceback
    )


def end_catching_crashes() -> None:
    """Close the file for crashes, if it is open; those to come go nowhere."""
    global _crash_file  # noqa: PLW0603 - see above
    if _crash_file is not None:
        faulthandler.disable()
        _crash_file.close()
        _crash_file = None


def _log_uncaught(
    kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> None:
    if not issubclass(kind, KeyboardInterrupt):
        logging.getLogger(__name__).critical("uncaught", exc_info=(kind, error, trace))
