"""Copying reads ahead of what is written, keeps the order, and ends with the first trouble."""

import io
import os
import threading

import pytest

from app.session.overlapping import copy_overlapping

MEBIBYTE = 1 << 20


def test_all_bytes_arrive_in_order_and_are_told() -> None:
    content = os.urandom(9 * MEBIBYTE + 17)
    target, told = io.BytesIO(), list[int]()
    assert copy_overlapping(io.BytesIO(content), target, told.append) == len(content)
    assert target.getvalue() == content
    assert told == [*(n * MEBIBYTE for n in range(1, 10)), len(content)]


def test_a_full_disk_ends_the_copying() -> None:
    class FullDisk(io.BufferedIOBase):
        def write(self, _block: object) -> int:
            raise OSError(28, "no space left")

    source = io.BytesIO(bytes(50 * MEBIBYTE))
    with pytest.raises(OSError, match="no space"):
        copy_overlapping(source, FullDisk(), lambda _: None)
    assert source.tell() <= 7 * MEBIBYTE


def test_nothing_is_written_any_more_once_it_was_cancelled() -> None:
    slow, written = threading.Event(), list[int]()

    class SlowDisk(io.BufferedIOBase):
        def write(self, block: bytes) -> int:  # type: ignore[override]
            slow.wait(5)
            written.append(len(block))
            return len(block)

    def told(done: int) -> None:
        if done == 3 * MEBIBYTE:
            threading.Timer(0.1, slow.set).start()
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        copy_overlapping(io.BytesIO(bytes(9 * MEBIBYTE)), SlowDisk(), told)
    assert sum(written) == MEBIBYTE
