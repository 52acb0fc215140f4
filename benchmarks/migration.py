"""Migrate raw CBC clips: ``.venv/bin/python -m benchmarks.migration [MiB]``.

The baseline copies the same files and flushes the copies, in the same run and in interleaved
rounds. A migration reads each old object, writes the container, and reads that whole. Ratios of
medians are the result, for one job and for two.
"""

import argparse
import os
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from app.compose import create_project, open_project
from app.session.migrating.run import migrate
from app.session.project import Project
from app.settings.paths import Paths
from crypto import raw_cbc

ROUNDS = 5
CLIPS = 4
KEY = bytes(range(32))


def timed(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def copy_all(files: list[Path], folder: Path) -> None:
    for file in files:
        copy = folder / f"{file.name}.copy"
        shutil.copyfile(file, copy)
        with copy.open("rb") as copied:
            os.fsync(copied.fileno())
        copy.unlink()


def migrate_all(project: Project, state: Path, jobs: int) -> None:
    report = migrate(project, state, jobs=jobs)
    if not report.finished:
        raise SystemExit(f"not migrated: {report.failed or report.stopped}")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("mib", nargs="?", type=int, default=32)
    size = parser.parse_args().mib << 20
    with tempfile.TemporaryDirectory() as home:
        os.environ.update(SAFELIGHT_HOME=home, ENCRYPTION_KEY=KEY.hex(), ENCRYPTION_READ="raw-cbc")
        paths = Paths.of_this_machine()
        config, _ = create_project(paths, "Benchmark", passphrase=None, labels=())
        folder = config.store_folder
        if folder is None:
            raise SystemExit("the project's clips lie in no folder")
        stored = raw_cbc.encrypt(KEY, b"\0\0\0\x18ftypisom" + os.urandom(size))
        old = [folder / f"clip-{number}.slc" for number in range(CLIPS)]
        for file in old:
            file.write_bytes(stored)
        times: dict[str, list[float]] = {"copy": [], "1 job": [], "2 jobs": []}
        with closing(open_project(config, paths)) as project:
            state = paths.project_state(config.id)
            for _ in range(ROUNDS):
                times["copy"].append(timed(lambda: copy_all(old, folder.parent)))
                for jobs in (1, 2):
                    name = f"{jobs} job{'s' if jobs > 1 else ''}"
                    times[name].append(timed(lambda j=jobs: migrate_all(project, state, j)))  # type: ignore[misc]
                    for successor in folder.glob("*.*.slc"):
                        successor.unlink()
    baseline = statistics.median(times["copy"])
    for name, measured in times.items():
        median = statistics.median(measured)
        rate = CLIPS * size / median / (1 << 20)
        print(f"{name:8} {median / baseline:5.2f} x a copy, {rate:6.0f} MiB/s")


if __name__ == "__main__":
    main()
