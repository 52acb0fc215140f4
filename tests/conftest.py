"""What all tests share. Workers' plugins lie in `tests/support`; add them to the list below."""

import os
from pathlib import Path

import pytest

# Before anything imports Qt. Set it to `xcb` to watch the tests on a real or virtual screen.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

pytest_plugins = [
    "tests.support.cleanliness",
    "tests.support.desk",
    "tests.support.postgres",
    "tests.support.promise",
]


@pytest.fixture(scope="session")
def shared_clips() -> Path:
    """The folder of real footage, which is not part of the repository."""
    beside = Path(__file__).resolve().parents[2] / "shared"
    clips = Path(os.environ.get("SAFELIGHT_SHARED", beside)) / "clips"
    if not clips.is_dir():
        pytest.skip("no shared footage on this machine (SAFELIGHT_SHARED)")
    return clips
