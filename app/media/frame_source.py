"""FrameSource: frames of one clip from the cache or the decoder. Thread-confined.

It opens the stream when a frame is first needed and again after a failure: a stream that raised
may have anything left in its buffers.
"""

from collections.abc import Callable

import numpy as np

from app.media.container import ByteStream
from app.media.decoder import DecodedFrame, ExactDecoder
from app.media.frame_cache import FrameCache
from app.media.frame_index import FrameIndex
from app.media.frame_reader import Cancelled

# Without a frame seen yet, its size is guessed: 8-bit 4:2:0.
_BYTES_PER_PIXEL = 1.5


class FrameSource:
    """Gives exact frames, remembers them, and fills the cache backwards in one go."""

    def __init__(
        self, open_stream: Callable[[], ByteStream], index: FrameIndex, *, cache_bytes: int
    ) -> None:
        """Open nothing yet."""
        self._open_stream = open_stream
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
        frame = self._open_decoder().frame(frame_index, cancelled=cancelled)
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
                self._keep(self._open_decoder().frame(frame_index, cancelled=cancelled))

    def key_frame_before(self, frame_index: int) -> int | None:
        """Say which displayed key picture comes last at or before this frame."""
        at = int(np.searchsorted(self._key_frames, frame_index, side="right"))
        return int(self._key_frames[at - 1]) if at else None

    def key_picture(self, frame_index: int) -> DecodedFrame | None:
        """Give the key picture at or before this frame, as fast as it can be had.

        Raises: as `ExactDecoder.frame`.
        """
        return self._open_decoder().keyframe_before(frame_index)

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

    def _keep(self, frame: DecodedFrame) -> None:
        # A stand-in is kept as what it is, never as what was asked for.
        if frame.exact:
            self.cache.put(frame)

    def _open_decoder(self) -> ExactDecoder:
        if self._decoder is None:
            self.drop_decoder()
            self._stream = self._open_stream()
            self._decoder = ExactDecoder(self._stream, self._index)
        return self._decoder
