"""Processes that migrate one project until they are killed.

    python -m tests.support.migration_run HOME PROJECT

A server imports everything and then forks a process for each line that it reads, before any thread
exists. A process tells "planned", then "step" for each piece of work, and "ended" when it is over.
"""

import contextlib
import json
import os
import select
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

_PATIENCE_S = 60.0


class MigrationServer:
    """The fork server, seen from the test."""

    def __init__(self, home: Path, project_id: str, environment: dict[str, str]) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.support.migration_run", project_id],
            cwd=Path(__file__).parents[2],
            env={
                **os.environ,
                **environment,
                "SAFELIGHT_HOME": str(home),
                # A library's pool of threads would be there before the first fork.
                "OPENBLAS_NUM_THREADS": "1",
            },
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        self._unread = b""
        self._expect("ready")

    def kill_one(self, steps: int, wait_s: float) -> bool:
        """Start a process, let it do so many steps and go on for a moment; kill it.

        Tell whether it was killed at work, and had not ended before.
        """
        assert self._process.stdin is not None
        self._process.stdin.write(b"migrate\n")
        self._process.stdin.flush()
        pid = int(self._expect("started"))
        for kind in ("planned", *["step"] * steps):
            if (line := self._next_line(_PATIENCE_S)) == ["ended", 0]:
                return False
            assert line is not None, f"no {kind!r} came"
            assert line[0] == kind, f"{line} came in the place of {kind!r}"
        time.sleep(wait_s)
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
        while (line := self._next_line(_PATIENCE_S)) is not None:
            if line[0] == "ended":
                assert line[1] in (-signal.SIGKILL, 0)
                return bool(line[1])
        raise AssertionError("the killed process does not end")

    def close(self) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(_PATIENCE_S)
        self._process.stdout.close()

    def _expect(self, kind: str) -> Any:
        line = self._next_line(_PATIENCE_S)
        assert line is not None, f"no {kind!r} came"
        assert line[0] == kind, f"{line} came in the place of {kind!r}"
        return line[1]

    def _next_line(self, patience_s: float) -> list[Any] | None:
        assert self._process.stdout is not None
        descriptor, until = self._process.stdout.fileno(), time.monotonic() + patience_s
        while b"\n" not in self._unread:
            left = until - time.monotonic()
            if left < 0 or not select.select([descriptor], [], [], left)[0]:
                return None
            piece = os.read(descriptor, 1 << 16)
            assert piece, "the fork server has died"
            self._unread += piece
        line, _, self._unread = self._unread.partition(b"\n")
        return list(json.loads(line))


def tell(kind: str, value: Any = None) -> None:
    """Write one line in one go: a kill comes before it or after it."""
    os.write(1, f"{json.dumps([kind, value])}\n".encode())


def _migrate(project_id: str) -> None:
    from app.compose import open_project
    from app.session.migrating.run import migrate
    from app.session.migrating.watch import MigrationWatch
    from app.settings.paths import Paths
    from app.settings.projects import load_project

    paths = Paths.of_this_machine()
    project = open_project(load_project(paths, project_id), paths)
    watch = MigrationWatch(lambda _done: tell("step"), lambda _done, _total: tell("step"))
    tell("planned")
    migrate(project, paths.project_state(project_id), watch)
    project.close()


def main(project_id: str) -> None:
    """Fork a process for each line of standard input."""
    import app.compose
    import app.session.migrating.run  # noqa: F401

    tell("ready")
    for _ in sys.stdin:
        pid = os.fork()
        if pid == 0:
            tell("started", os.getpid())
            _migrate(project_id)
            os._exit(0)
        _, status = os.waitpid(pid, 0)
        tell("ended", os.waitstatus_to_exitcode(status))


if __name__ == "__main__":
    main(sys.argv[1])
