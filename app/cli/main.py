"""Run one command; turn whatever goes wrong into one line and an exit code."""

import contextlib
import importlib
import io
import logging
import os
import sys
from argparse import Namespace
from collections.abc import Sequence

from app.cli.errors import CommandError
from app.cli.parser import build_parser
from app.log import configure_logging
from app.settings.paths import Paths

_log = logging.getLogger(__name__)

# Loaded when they run: most of them bring SQLAlchemy and PyAV, which `--help` can do without.
_COMMANDS = {
    "import": ("app.cli.clips", "import_files"),
    "ls": ("app.cli.clips", "list_clips"),
    "info": ("app.cli.clips", "show_clip"),
    "delete": ("app.cli.clips", "delete_clip"),
    "verify": ("app.cli.verify", "verify_clips"),
    "adopt": ("app.cli.adopt", "adopt_clips"),
    "export clip": ("app.cli.export", "export_clip"),
    "export frame": ("app.cli.export", "export_frame"),
    "audit verify": ("app.cli.audit", "verify_log"),
    "audit devices": ("app.cli.audit_devices", "list_devices"),
    "audit vouch": ("app.cli.audit_devices", "vouch"),
    "audit export": ("app.cli.audit", "export_entries"),
    "keys new": ("app.cli.keys", "new_key"),
    "migrate": ("app.cli.migrate", "migrate_project"),
    "doctor": ("app.cli.doctor", "examine"),
    "demo": ("app.cli.demo", "picture_sample"),
}


def run(argv: Sequence[str]) -> int:
    """Run the command that `argv` spells; return its exit code."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        # A clip's name need not be in the terminal's alphabet.
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        arguments = build_parser().parse_args(argv)
    except SystemExit as ended:
        # argparse has said its piece already: 0 after --help and --version, else 2.
        return int(ended.code or 0)
    # A state folder that cannot be written is what `doctor` will speak of; no log is no obstacle.
    with contextlib.suppress(OSError):
        configure_logging(Paths.of_this_machine().state)
    return run_command(arguments)


def run_command(arguments: Namespace) -> int:
    """Run a parsed command, catching all that it raises."""
    module, function = _COMMANDS[arguments.command]
    try:
        code = int(getattr(importlib.import_module(module), function)(arguments))
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever read our output has enough; Python would complain once more at its own exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001 - the last place that can tell
        return _told(error)
    return code


def _told(error: BaseException) -> int:
    """Say what happened in one line, and log what a line cannot hold."""
    from app.cli.exit_codes import exit_code_of  # noqa: PLC0415 - brings PyAV and SQLAlchemy
    from app.failures import explain  # noqa: PLC0415

    if isinstance(error, CommandError):
        line = f"{error}."
    elif isinstance(error, KeyboardInterrupt):
        line = "Interrupted."
    else:
        problem = explain(error)
        line = problem.line
        if not problem.known:
            _log.error("a command failed", exc_info=error)
    print(f"safelight: {' '.join(line.split())}", file=sys.stderr)
    return exit_code_of(error)
