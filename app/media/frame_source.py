"""FrameSource: frames of one clip from the cache or the decoder. Thread-confined.

It opens the stream when a frame is first needed and again after a failure: a stream that raised
may have anything left in its buffers. That goes for one whose waiting was called off as well.
"""

import time
from collections.abc import Callable
from typing import TypeVar

import numpy as np

from app.media.called_off import CalledOffStream
from app.media.container import ByteStream
from app.media.decoder import DecodedFrame, ExactDecoder
from app.media.errors import DecodingCancelledError
from app.media.frame_cache import FrameCache
from app.media.frame_index import FrameIndex
from app.media.frame_reader import Cancelled
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
    """Gives exact frames, remembers them, and fills the cache backwards in one go."""

    def __init__(self, open_stream: StreamOpener, index: FrameIndex, *, cache_bytes: int) -> None:
        """Open nothing yet. `open_stream` is handed the interrupt that calls off its waiting."""
        self._open_stream = open_stream
        self._interrupt = Interrupt()
        self._index = index
        self._key_frames = index.key_frames
        self._stream: ByteStream | None = None
        self._decoder: ExactDecoder | None = None
        self.cache = FrameCache(cache_bytes)
        guessed_bytes = index.coded_width * index.coded_height * _BYTES_PER_PIXEL
        self._guessed_capacity = int(cache_bytes // guessed_bytes)

    @property
    def window_frames(self) -> int:
        """How many frames before the play head are worth keeping: half of what fits."""
        return max((self.cache.capacity_frames or self._guessed_capacity) // 2, 1)

    def frame(self, frame_index: int, cancelled: Cancelled) -> DecodedFrame:
        """Give this frame.

        Raises: as `ExactDecoder.frame`.
        """
        kept = self.cache.get(frame_index)
        if kept is not None:
            return kept
        frame = self._decode(frame_index, cancelled)
        self._keep(frame)
        return frame

    def frame_going_back(self, frame_index: int, cancelled: Cancelled) -> DecodedFrame:
        """Give this frame, and keep those before it: the next steps back will want them.

        The way from the key picture is decoded once for all of them. What is cancelled is not
        lost: the next call goes on where this one stopped.

        Raises: as `ExactDecoder.frame`.
        """
        if frame_index not in self.cache:
            self.fill_before(frame_index, cancelled)
        return self.frame(frame_index, cancelled)

    def fill_before(self, end: int, cancelled: Cancelled) -> None:
        """Keep the frames before this one, back to a key picture but no more than a window.

        Raises: as `ExactDecoder.frame`.
        """
        first = max(end - self.window_frames, self.key_frame_before(end - 1) or 0)
        for frame_index in range(first, end):
            if frame_index not in self.cache:
                self._keep(self._decode(frame_index, cancelled))

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

    def _decode(self, frame_index: int, cancelled: Cancelled) -> DecodedFrame:
        return self._reading(
            cancelled, lambda decoder: decoder.frame(frame_index, cancelled=cancelled)
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

    def _keep(self, frame: DecodedFrame) -> None:
        # A stand-in is kept as what it is, never as what was asked for.
        if frame.exact:
            self.cache.put(frame)

    def _open_decoder(self) -> ExactDecoder:
        if self._decoder is None:
            self.drop_decoder()
            self._stream = CalledOffStream(self._open_stream(self._interrupt))
            self._decoder = ExactDecoder(self._stream, self._index)
        return self._decoder
