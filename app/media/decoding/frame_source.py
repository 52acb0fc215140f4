"""FrameSource: frames of one clip from the cache or the decoder. Thread-confined.

It opens the stream when a frame is first needed and again after a failure: a stream that raised
may have anything left in its buffers. That goes for one whose waiting was called off as well.
"""

import time
from collections.abc import Callable
from typing import TypeVar

import numpy as np

from app.media.container import ByteStream
from app.media.decoding.decoder import DecodedFrame, ExactDecoder
from app.media.decoding.frame_cache import FrameCache
from app.media.decoding.frame_reader import Cancelled
from app.media.errors import DecodingCancelledError
from app.media.index.frame_index import FrameIndex
from app.media.pictures.proxy import ProxyMaker
from app.media.player.decode_meter import DecodeMeter
from app.media.streams.called_off import CalledOffStream
from storage.errors import ReadInterruptedError
from storage.interrupt import Interrupt

_Answer = TypeVar("_Answer")
StreamOpener = Callable[[Interrupt], ByteStream]

# Without a frame seen yet, its size is guessed: 8-bit 4:2:0.
_BYTES_PER_PIXEL = 1.5
# A key picture that comes faster than this is shown although a newer one is wanted: it is all that
# is seen while a hand drags.
_KEY_PICTURE_PATIENCE_S = 0.25


class FrameSource:
    """Gives exact frames and remembers them, and proxies of them where they are wanted."""

    def __init__(self, open_stream: StreamOpener, index: FrameIndex, *, cache_bytes: int) -> None:
        """Open nothing yet. `open_stream` is handed the interrupt that calls off its waiting."""
        self._open_stream = open_stream
        self._interrupt = Interrupt()
        self._index = index
        self._key_frames = index.key_frames
        self._stream: ByteStream | None = None
        self._decoder: ExactDecoder | None = None
        self._proxy_maker = ProxyMaker(index)
        self.cache = FrameCache(cache_bytes)
        self.meter = DecodeMeter(index)

    @property
    def index(self) -> FrameIndex:
        return self._index

    @property
    def capacity_frames(self) -> int:
        """How many frames fit into the cache."""
        pixels = self._index.coded_width * self._index.coded_height
        guess = int(self.cache.budget_bytes // (pixels * _BYTES_PER_PIXEL))
        return self.cache.capacity_frames or guess

    @property
    def capacity_proxies(self) -> int:
        """How many proxies fit into the cache; 0 where they would save no memory."""
        if self._proxy_maker.size is None:
            return 0
        guess = int(self.cache.budget_bytes // self._proxy_maker.size_bytes)
        return self.cache.capacity_proxies or guess

    def frame(
        self, frame_index: int, cancelled: Cancelled, *, paused: Cancelled | None = None
    ) -> DecodedFrame:
        """Give this frame.

        `paused` ends the decoding as `cancelled` does, but not a wait for bytes: the next call
        goes on where this one stopped.

        Raises: as `ExactDecoder.frame`.
        """
        kept = self.cache.get(frame_index)
        self.meter.asked(is_kept=kept is not None)
        return self._kept(self._decode(frame_index, cancelled, paused)) if kept is None else kept

    def frame_and_way(self, frame_index: int, cancelled: Cancelled, *, most: int) -> DecodedFrame:
        """Give this frame, and keep up to so many of those that are decoded on the way to it.

        Only where that costs no time: of a clip whose frames come in the order in which they are
        shown, none can be left out on the way.

        Raises: as `ExactDecoder.frame`.
        """
        if self.comes_in_order and frame_index not in self.cache:
            first = max(self.key_frame_before(frame_index) or 0, frame_index - most)
            if first <= self.meter.last < frame_index:
                # The decoder stands there already: it is not to be sent back.
                first = self.meter.last + 1
            with self.meter.decoding(frame_index):
                for at in range(first, frame_index):
                    self._kept(self._decoded(at, cancelled, None))
                frame = self._kept(self._decoded(frame_index, cancelled, None))
            self.meter.asked(is_kept=False)
            return frame
        return self.frame(frame_index, cancelled)

    def fill(
        self,
        frame_index: int,
        cancelled: Cancelled,
        *,
        paused: Cancelled | None = None,
        as_proxy: bool = False,
    ) -> DecodedFrame:
        """Decode this frame ahead of its time and keep it, or a proxy of it; give the frame.

        Raises: as `ExactDecoder.frame`.
        """
        frame = self.cache.get(frame_index) or self._decode(frame_index, cancelled, paused)
        if frame.exact and as_proxy:
            self.cache.put_proxy(self._proxy_maker.proxy_of(frame))
        elif frame.exact:
            self.cache.put(frame)
        return frame

    def set_index(self, index: FrameIndex) -> None:
        """Go on with a longer index; what is kept stays, for no frame's number changes."""
        self._index = index
        self._key_frames = index.key_frames
        if self._decoder is not None:
            self._decoder.set_index(index)

    def key_frame_before(self, frame_index: int) -> int | None:
        """Say which displayed key picture comes last at or before this frame."""
        at = int(np.searchsorted(self._key_frames, frame_index, side="right"))
        return int(self._key_frames[at - 1]) if at else None

    def key_frame_after(self, frame_index: int) -> int:
        """Say which displayed key picture comes next after this frame; the clip's end without."""
        at = int(np.searchsorted(self._key_frames, frame_index, side="right"))
        keys = self._key_frames
        return int(keys[at]) if at < len(keys) else self._index.frame_count

    @property
    def comes_in_order(self) -> bool:
        """Whether frames are decoded in the order in which they are shown: without B-frames."""
        return bool(np.array_equal(self._index.key_pts, self._index.key_dts))

    @property
    def frames_per_key(self) -> float:
        """How many frames there are to a key picture, on average."""
        return self._index.frame_count / max(len(self._key_frames), 1)

    @property
    def key_frames(self) -> np.ndarray[tuple[int, ...], np.dtype[np.int64]]:
        """The displayed key pictures, ascending."""
        return self._key_frames

    def key_picture(self, frame_index: int, cancelled: Cancelled) -> DecodedFrame | None:
        """Give the key picture at or before this frame, as fast as it can be had.

        `cancelled` calls off no decoding, only waiting for bytes that takes long.

        Raises: as `ExactDecoder.frame`.
        """
        started_s = time.monotonic()

        def called_off() -> bool:
            return time.monotonic() - started_s > _KEY_PICTURE_PATIENCE_S and cancelled()

        return self._reading(called_off, lambda decoder: decoder.keyframe_before(frame_index))

    def end_waiting(self) -> None:
        """Call off every wait for bytes, now and later; for any thread."""
        self._interrupt.end()

    def drop_decoder(self) -> None:
        """Close decoder and stream; the next frame that isn't kept opens them again."""
        if self._decoder is not None:
            self._decoder.close()
        if self._stream is not None:
            self._stream.close()
        self._decoder = self._stream = None

    def close(self) -> None:
        """Drop everything."""
        self.drop_decoder()
        self.cache.clear()

    def _kept(self, frame: DecodedFrame) -> DecodedFrame:
        # A stand-in is kept as what it is, never as what was asked for.
        if frame.exact:
            self.cache.put(frame)
        return frame

    def _decode(
        self, frame_index: int, cancelled: Cancelled, paused: Cancelled | None
    ) -> DecodedFrame:
        with self.meter.decoding(frame_index):
            return self._decoded(frame_index, cancelled, paused)

    def _decoded(
        self, frame_index: int, cancelled: Cancelled, paused: Cancelled | None
    ) -> DecodedFrame:
        def stopped() -> bool:
            return cancelled() or (paused is not None and paused())

        return self._reading(
            cancelled, lambda decoder: decoder.frame(frame_index, cancelled=stopped)
        )

    def _reading(self, called_off: Cancelled, use: Callable[[ExactDecoder], _Answer]) -> _Answer:
        """Use the decoder, and wait for its bytes no longer than they are wanted.

        Raises: DecodingCancelledError, what `use` raises.
        """
        self._interrupt.watch(called_off)
        try:
            while True:
                try:
                    return use(self._open_decoder())
                except ReadInterruptedError as error:
                    self.drop_decoder()
                    if self._interrupt.is_set():
                        raise DecodingCancelledError from error
                # FFmpeg may keep an older wait's end to itself until it is asked the next time.
        finally:
            self._interrupt.watch(None)

    def _open_decoder(self) -> ExactDecoder:
        if self._decoder is None:
            self.drop_decoder()
            self._stream = CalledOffStream(self._open_stream(self._interrupt))
            self._decoder = ExactDecoder(self._stream, self._index)
        return self._decoder
