"""The one entry: the window without arguments, the sample project by `demo`, else a command.

Qt is imported only where a window is asked for, so that the command line and `doctor` run where
Qt cannot load.
"""

import os
import sys
from collections.abc import Sequence

from crypto.hardening import harden_process


def main(argv: Sequence[str] | None = None) -> int:
    """Run what `argv` (default: the process's arguments) asks for; return the exit code."""
    # Before anything that loads OpenSSL or reads a key.
    harden_process()
    arguments = list(sys.argv[1:] if argv is None else argv)
    if _wants_window(arguments):
        return _open_window(arguments)
    from app.cli.main import run  # noqa: PLC0415 - the window does not need it

    return run(arguments)


def _wants_window(arguments: Sequence[str]) -> bool:
    match arguments:
        case [] | ["--project", _]:
            return True
        case [single]:
            return single.startswith("--project=") or (single == "demo" and _has_screen())
        case _:
            return False


def _has_screen() -> bool:
    if not sys.platform.startswith("linux"):
        return True
    if platform := os.environ.get("QT_QPA_PLATFORM"):
        return platform.partition(":")[0] not in {"offscreen", "minimal"}
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _open_window(arguments: list[str]) -> int:
    try:
        from app.ui.main import run_window  # noqa: PLC0415 - see the module's docstring
    except ImportError as error:
        print(  # noqa: T201 - there is no window to say it in
            f"safelight: The window cannot be opened: {error}. Commands work without it: "
            "“safelight --help”. From a checkout, “python3 run.py” names what Qt lacks.",
            file=sys.stderr,
        )
        return 1
    return run_window(arguments)


if __name__ == "__main__":
    sys.exit(main())
