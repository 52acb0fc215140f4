"""Runs one task in a decoder process of its own, on the caller's thread, item by item.

The caller's thread reads the clip for the process, but only while it waits for the next item: the
process runs ahead by what it has read already, and no further. Whoever stops taking items ends it.
"""

import select
from collections.abc import Callable, Iterator
from typing import Any

from app.media.container import ByteStream
from app.media.errors import DecoderCrashedError, DecodingCancelledError
from app.media.index.frame_index import FrameIndex
from app.media.isolated.decoder_process import Decoder, receive
from app.media.isolated.plan import TaskPlan
from app.media.isolated.serving import StreamServer, Watch
from app.media.isolated.spawning import start_decoder
from app.media.isolated.wire import (
    ITEM,
    PROGRESS,
    Kind,
    LyingDecoderError,
    checked_error,
    unpacked,
)

# Small: most that comes out is small, and what isn't comes in pieces.
_SLOT_BYTES, _SLOT_COUNT = 1 << 20, 4
_LARGEST_ITEM = 1 << 28
_LOOK_EVERY_S = 0.1
# A task looks up between packets less often than a player, and nobody looks at a frozen picture.
TASK_HANG_S = 60.0

Progress = Callable[[int, int], None]
Cancelled = Callable[[], bool]


def run_task(
    task: str,
    stream: ByteStream,
    index: FrameIndex | None,
    arguments: dict[str, Any] | None = None,
    *,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
    hang_s: float = TASK_HANG_S,
) -> Iterator[bytes]:
    """Yield the items of a task of `task_functions.TASKS` as they come.

    The task runs ahead of who takes them by a few items at most. Closing the iterator ends it.

    Raises: DecodingCancelledError, MediaError, what the stream or `progress` raises, OSError.
    """
    plan = TaskPlan(task, index, arguments or {}, slot_bytes=_SLOT_BYTES, slot_count=_SLOT_COUNT)
    decoder = start_decoder(plan)
    server = StreamServer(decoder, lambda _: stream, closes=False)
    run = _Run(decoder, server, index, progress)
    try:
        yield from run.items(cancelled or _never, Watch(decoder, server, hang_s))
    except LyingDecoderError as lie:
        raise DecoderCrashedError("the decoder of this clip sent nonsense") from lie
    finally:
        decoder.end()


class _Run:
    """One task in its process."""

    def __init__(
        self,
        decoder: Decoder,
        server: StreamServer,
        index: FrameIndex | None,
        progress: Progress | None,
    ) -> None:
        self._decoder, self._server = decoder, server
        self._frame_count = 0 if index is None else index.frame_count
        self._progress, self._pieces = progress, _Pieces(decoder)
        self._is_done = False

    def items(self, cancelled: Cancelled, watch: Watch) -> Iterator[bytes]:
        data, requests = self._decoder.data, self._decoder.requests
        poll = select.poll()
        poll.register(data, select.POLLIN)
        poll.register(requests, select.POLLIN)
        while not self._is_done:
            if cancelled():
                raise DecodingCancelledError
            ready = {descriptor for descriptor, _ in poll.poll(_LOOK_EVERY_S * 1000)}
            if not ready and watch.is_hanging():
                raise DecoderCrashedError("the decoder of this clip hung and was ended")
            if requests.fileno() in ready:
                if not (message := receive(requests, None)):
                    raise DecoderCrashedError("the decoder of this clip broke down")
                self._server.serve(message)
            if data.fileno() in ready:
                watch.pace()
                if item := self._taken(receive(data, None) or b""):
                    yield item

    def _taken(self, message: bytes) -> bytes | None:
        """Take a message; give the item that it completes."""
        match message[:1]:
            case Kind.PROGRESS if len(message) == PROGRESS.size:
                _, done, total = PROGRESS.unpack(message)
                if self._progress is not None and total > 0:
                    self._progress(min(done, total), total)
            case Kind.ITEM if len(message) == ITEM.size:
                return self._pieces.joined(message)
            case Kind.DONE:
                self._is_done = True
            case Kind.FAILED:
                body = unpacked(message)
                original = self._server.original(body.get("token"))
                raise original or checked_error(body, self._frame_count)
            case b"":
                raise DecoderCrashedError("the decoder of this clip broke down")
            case _:
                raise LyingDecoderError("an unknown message")
        return None


def _never() -> bool:
    return False


class _Pieces:
    """Joins the pieces of an item."""

    def __init__(self, decoder: Decoder) -> None:
        self._arena = decoder.arena
        self._pieces: list[bytes] = []
        self._size = 0

    def joined(self, message: bytes) -> bytes | None:
        """Take a piece; give the item where this was its last."""
        _, slot, is_last, size = ITEM.unpack(message)
        self._size += size
        if slot >= self._arena.slot_count or size > self._arena.slot_bytes:
            raise LyingDecoderError("a piece out of bounds")
        if self._size > _LARGEST_ITEM:
            raise LyingDecoderError("an item without end")
        self._pieces.append(self._arena.copied(slot, size).tobytes())
        if not is_last:
            return None
        item = b"".join(self._pieces)
        self._pieces, self._size = [], 0
        return item
