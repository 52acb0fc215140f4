"""What all tests share. Workers' plugins lie in `tests/support`; add them to the list below."""

import os
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis.database import DirectoryBasedExampleDatabase

# Before anything imports Qt. Set it to `xcb` to watch the tests on a real or virtual screen.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

# Shared machines are slow at times, which is no failure of a property. What failed is tried first
# the next time; in CI there is none, and the checkout may be read-only.
settings.register_profile(
    "suite",
    deadline=None,
    print_blob=True,
    database=None if os.environ.get("CI") else DirectoryBasedExampleDatabase(".hypothesis"),
)
settings.load_profile("suite")

pytest_plugins = [
    "tests.support.cleanliness",
    "tests.support.collecting",
    "tests.support.desk",
    "tests.support.patience",
    "tests.support.postgres",
    "tests.support.promise",
    "tests.support.quick_passphrases",
    "tests.support.quick_schemas",
    "tests.support.s3_server",
    "tests.support.sharing_imports",
]


@pytest.fixture(scope="session")
def shared_clips() -> Path:
    """The folder of real footage, which is not part of the repository."""
    return _shared("clips")


@pytest.fixture(scope="session")
def shared_annotations() -> Path:
    """The folder of other programs' annotation files, which is not part of the repository."""
    return _shared("annotations")


def _shared(name: str) -> Path:
    beside = Path(__file__).resolve().parents[2] / "shared"
    folder = Path(os.environ.get("SAFELIGHT_SHARED", beside)) / name
    if not folder.is_dir():
        pytest.skip(f"no shared {name} on this machine (SAFELIGHT_SHARED)")
    return folder
