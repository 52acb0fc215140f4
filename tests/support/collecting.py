"""Cycles are looked for on the thread that runs the tests, as the window does it.

What an earlier test left of its window must not be freed by a worker of a later one.
"""

import gc
from collections.abc import Iterator

import pytest

from app.ui.collecting import Looks

# Among thousands of windows more is left than in one program.
_LOOKS = Looks(all_every_s=0, older_before_all=40)
COUNT_AS_IT_IS = gc.get_freeze_count


@pytest.fixture(autouse=True, scope="session")
def _on_this_thread_alone() -> Iterator[None]:
    gc.disable()
    # What was made to collect thousands of tests stays to the end: to look through it again and
    # again would take a second each time, and to count it takes long, too.
    gc.collect()
    gc.freeze()
    with pytest.MonkeyPatch.context() as patch:
        frozen = gc.get_freeze_count()
        patch.setattr(gc, "get_freeze_count", lambda: frozen)
        yield
    gc.enable()


def pytest_runtest_teardown() -> None:
    """Free what is due, after each test."""
    _LOOKS.take()
