"""Read and write at the same time: a disk takes as long for a block as a network and a cipher."""

import io
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import BinaryIO

_BLOCK = 1 << 20
_MOST_WAITING = 4
# For a larger piece Linux looks for memory that lies together, which may well be memory that was
# not used for long: where that has to come from a virtual machine's host it takes ten times longer.
_WRITTEN_AT_ONCE = 256 << 10


def copy_overlapping(
    source: io.BytesIO | io.RawIOBase, target: BinaryIO, told: Callable[[int], None]
) -> int:
    """Copy `source` from where it stands to its end; return how many bytes that were.

    `told` gets the bytes that were read so far, after each block; what it raises ends the copying.
    No more than 4 MiB wait to be written, and nothing does any more when this returns or raises.

    Raises:
        OSError: from writing. What reading raises comes out as well.
    """
    done = 0
    waiting: deque[tuple[Future[None], bytearray]] = deque()
    # Used again and again: new memory for each block costs as much as copying it does.
    buffer = bytearray(_BLOCK)
    with ThreadPoolExecutor(1, thread_name_prefix="safelight-writing") as writer:
        try:
            while count := source.readinto(buffer):
                block = memoryview(buffer)[:count]
                waiting.append((writer.submit(_write, target, block), buffer))
                done += count
                if len(waiting) > _MOST_WAITING:
                    written, buffer = waiting.popleft()
                    written.result()
                else:
                    buffer = bytearray(_BLOCK)
                told(done)
            while waiting:
                waiting.popleft()[0].result()
        except BaseException:
            writer.shutdown(cancel_futures=True)
            raise
    return done


def _write(target: BinaryIO, block: memoryview) -> None:
    pieces = range(0, len(block), _WRITTEN_AT_ONCE)
    target.writelines(block[start : start + _WRITTEN_AT_ONCE] for start in pieces)
