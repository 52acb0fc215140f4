"""Exact seek: from a frame index to that very picture."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO

import av

from app.media.index import FrameIndex


@dataclass(frozen=True, slots=True, eq=False)
class DecodedFrame:
    """A decoded picture and the frame that it really is.

    `exact` is False where it stands in for a frame that could not be decoded.
    """

    frame_index: int
    pts: int
    picture: av.VideoFrame
    exact: bool
    corrupt: bool


class ExactDecoder:
    """Decodes any frame of one clip. One decoder = one thread = one stream."""

    def __init__(self, stream: BinaryIO, index: FrameIndex) -> None:
        """Open the container. The stream stays the caller's, who closes it after `close`."""
        raise NotImplementedError

    def frame(
        self, frame_index: int, *, cancelled: Callable[[], bool] | None = None
    ) -> DecodedFrame:
        """Decode this frame.

        Raises: NoSuchFrameError, DecodingCancelledError, DamagedClipError, what the stream raises.
        """
        raise NotImplementedError

    def keyframe_before(self, frame_index: int) -> DecodedFrame | None:
        """Decode just the key picture at or before this frame; None where none can be shown."""
        raise NotImplementedError

    def close(self) -> None:
        """Free the decoder. May be called twice."""
        raise NotImplementedError
