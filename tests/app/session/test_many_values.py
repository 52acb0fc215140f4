"""While very many values are made, Python does not look for cycles among them."""

import gc
import threading
import weakref
from collections.abc import Iterator

import pytest

from app.session.editing.many_values import free_in_parts, many_values


@pytest.fixture(autouse=True)
def thawed() -> Iterator[None]:
    """Let the collector look at all again, for the tests behind."""
    was_on = gc.isenabled()
    gc.enable()
    yield
    gc.unfreeze()
    if not was_on:
        gc.disable()


def test_nothing_is_looked_at_while_they_are_made_nor_ever_after() -> None:
    gc.unfreeze()
    with many_values():
        assert not gc.isenabled()
        made = [{"number": number} for number in range(1000)]
    assert gc.isenabled()
    assert gc.get_freeze_count() >= len(made)


def test_it_looks_again_when_the_last_thread_is_done_or_has_failed() -> None:
    begun, go_on = threading.Event(), threading.Event()

    def make() -> None:
        with many_values():
            begun.set()
            go_on.wait(30)

    other = threading.Thread(target=make)
    other.start()
    assert begun.wait(30)
    with pytest.raises(ValueError, match="no more"), many_values():
        raise ValueError("no more")
    assert not gc.isenabled()
    go_on.set()
    other.join()
    assert gc.isenabled()


def test_where_nothing_was_looked_at_before_nothing_is_afterwards() -> None:
    gc.disable()
    with many_values():
        pass
    assert not gc.isenabled()


def test_values_are_freed_part_by_part_until_none_is_left() -> None:
    class Value:
        pass

    values = [Value() for _ in range(1001)]
    last = weakref.ref(values[0])
    free_in_parts(values)
    assert values == []
    assert last() is None
