"""What decodes a clip and is done with it, in a process of its own: as the originals, but isolated.

Each function has the signature of the one in `app.media` that it stands for. The caller's thread
reads the stream for the process until the task is done; to stop asking for items, or to cancel,
ends the process. Where processes cannot be had (`is_supported`), the original is called.
"""

import select
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from app.media import index as _index
from app.media import still as _still
from app.media import thumbnails as _thumbnails
from app.media.container import ByteStream
from app.media.errors import DecoderCrashedError, DecodingCancelledError
from app.media.frame_index import FrameIndex
from app.media.isolated.plan import TaskPlan
from app.media.isolated.serving import StreamServer, Watch
from app.media.isolated.spawning import Decoder, is_supported, receive, start_decoder
from app.media.isolated.wire import (
    ITEM,
    PROGRESS,
    Kind,
    LyingDecoderError,
    checked_error,
    unpacked,
)
from app.media.thumbnails import Thumbnail, unpack_thumbnails
from app.media.upright import Rect

# Small: what comes out is small, and where it isn't, it comes in pieces.
_SLOT_BYTES, _SLOT_COUNT = 1 << 20, 4
_LARGEST_ITEM = 512 << 20
_LOOK_EVERY_S = 0.1
# A task looks up between packets less often than a player, and nobody looks at a frozen picture.
TASK_HANG_S = 60.0

Progress = Callable[[int, int], None]
Cancelled = Callable[[], bool]


def build_index(stream: ByteStream, *, progress: Progress | None = None) -> FrameIndex:
    """As `index.build_index`.

    Raises: as that, DecoderCrashedError, IndexFormatError.
    """
    if not is_supported():
        return _index.build_index(stream, progress=progress)
    return FrameIndex.from_bytes(_only(run_task("build_index", stream, None, progress=progress)))


def make_thumbnails(
    stream: ByteStream,
    index: FrameIndex,
    *,
    count: int = 32,
    height_px: int = 108,
    cancelled: Cancelled | None = None,
) -> list[Thumbnail]:
    """As `thumbnails.make_thumbnails`."""
    if not is_supported():
        return _thumbnails.make_thumbnails(
            stream, index, count=count, height_px=height_px, cancelled=cancelled
        )
    arguments = {"count": count, "height_px": height_px}
    packed = _only(run_task("thumbnails", stream, index, arguments, cancelled=cancelled))
    return _checked_thumbnails(packed, index)


def poster(stream: ByteStream, index: FrameIndex, *, height_px: int = 216) -> Thumbnail:
    """As `thumbnails.poster`."""
    if not is_supported():
        return _thumbnails.poster(stream, index, height_px=height_px)
    packed = _only(run_task("poster", stream, index, {"height_px": height_px}))
    (made,) = _checked_thumbnails(packed, index)
    return made


def still_png(
    stream: ByteStream,
    index: FrameIndex,
    frame_index: int,
    *,
    boxes: Sequence[tuple[Rect, str]] = (),
) -> bytes:
    """As `still.still_png`."""
    if not is_supported():
        return _still.still_png(stream, index, frame_index, boxes=boxes)
    arguments = {"frame_index": frame_index, "boxes": boxes}
    return _only(run_task("still", stream, index, arguments))


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
    run = _Run(decoder, StreamServer(decoder, lambda _: stream, closes=False), index, progress)
    try:
        yield from run.items(cancelled or _never, Watch(decoder, hang_s))
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
            if data.fileno() in ready and (item := self._taken(receive(data, None) or b"")):
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


def _only(items: Iterator[bytes]) -> bytes:
    found = list(items)
    if len(found) != 1:
        raise DecoderCrashedError("the decoder of this clip gave no result")
    return found[0]


def _checked_thumbnails(untrusted_packed: bytes, index: FrameIndex) -> list[Thumbnail]:
    made = unpack_thumbnails(untrusted_packed)
    if any(one.frame_index >= index.frame_count for one in made):
        raise DecoderCrashedError("the decoder of this clip named a frame that there is not")
    return made
