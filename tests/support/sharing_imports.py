"""Workers that begin together share the work of compiling the tests.

pytest rewrites the assertions of each module of tests, which takes longer than its import, and
keeps what comes of it on the disk. In a fresh checkout nothing is kept yet: workers that go through
the modules in the same order would each rewrite all of them. So each imports other modules first.
In what order tests are collected does not change.
"""

import importlib
from contextlib import suppress
from pathlib import Path

import pytest


def pytest_collectstart(collector: pytest.Collector) -> None:
    worker = getattr(collector.config, "workerinput", None)
    if worker is None or not isinstance(collector, pytest.Session):
        return
    root = collector.config.rootpath
    folders = [root / one for one in collector.config.args if (root / one).is_dir()]
    files = sorted(file for folder in folders for file in folder.rglob("test_*.py"))
    own_number = int(worker["workerid"].removeprefix("gw"))
    first = len(files) * own_number // int(worker["workercount"])
    for file in files[first:] + files[:first]:
        # What cannot be imported is said when pytest comes to it.
        with suppress(Exception, pytest.skip.Exception):
            importlib.import_module(_module_name(file, root))


def _module_name(file: Path, root: Path) -> str:
    return ".".join(file.relative_to(root).with_suffix("").parts)
