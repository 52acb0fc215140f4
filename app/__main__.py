"""The one entry: `safelight` opens the window, `safelight demo` the sample project, all else is
the command line.

Qt is imported only where a window is asked for, so that the command line and `doctor` run where
Qt cannot load.
"""

import sys
from collections.abc import Sequence


def main(argv: Sequence[str] | None = None) -> int:
    """Run what `argv` (default: the process's arguments) asks for; return the exit code."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    if not arguments or arguments[0] in {"window", "--project"}:
        from app.ui.main import run_window  # noqa: PLC0415 - see the module's docstring

        return run_window(arguments)
    from app.cli import main as cli  # noqa: PLC0415

    return cli.run(arguments)


if __name__ == "__main__":
    sys.exit(main())
