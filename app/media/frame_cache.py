"""Decoded frames near the play head, bounded in bytes.

They are kept as they came from the decoder (YUV): 3 MB for 1080p, where BGRA would take 8.
"""

from bisect import bisect_left, insort

import av

from app.media.decoder import DecodedFrame


def frame_bytes(picture: av.VideoFrame) -> int:
    """Give the memory that a decoded picture holds."""
    return sum(plane.buffer_size for plane in picture.planes)


class FrameCache:
    """Keeps decoded frames within a byte budget; the farthest from the play head go first.

    Thread-confined.
    """

    def __init__(self, budget_bytes: int) -> None:
        """Start empty."""
        self._budget_bytes = budget_bytes
        self._frames: dict[int, DecodedFrame] = {}
        self._in_order: list[int] = []
        self._used_bytes = 0
        self._last_frame_bytes = 0
        self._head = 0

    @property
    def used_bytes(self) -> int:
        return self._used_bytes

    @property
    def capacity_frames(self) -> int:
        """How many frames of the size seen last fit; 0 as long as none was seen."""
        return self._budget_bytes // self._last_frame_bytes if self._last_frame_bytes else 0

    def __len__(self) -> int:
        return len(self._frames)

    def __contains__(self, frame_index: int) -> bool:
        return frame_index in self._frames

    def get(self, frame_index: int) -> DecodedFrame | None:
        """Give the frame, or None where it isn't kept."""
        return self._frames.get(frame_index)

    def put(self, frame: DecodedFrame) -> None:
        """Keep a frame, and drop what lies farthest from the play head: maybe this very one."""
        if frame.frame_index in self._frames:
            return
        size = frame_bytes(frame.picture)
        self._last_frame_bytes = size
        self._frames[frame.frame_index] = frame
        insort(self._in_order, frame.frame_index)
        self._used_bytes += size
        while self._used_bytes > self._budget_bytes:
            self._drop_farthest()

    def move_to(self, frame_index: int) -> None:
        """Say where the play head is now."""
        self._head = frame_index

    def first_of_run(self, frame_index: int) -> int:
        """Give the first of the unbroken run of kept frames that ends with this one."""
        at = bisect_left(self._in_order, frame_index)
        first = frame_index
        while at > 0 and self._in_order[at - 1] == first - 1:
            at, first = at - 1, first - 1
        return first

    def clear(self) -> None:
        """Drop all frames."""
        self._frames.clear()
        self._in_order.clear()
        self._used_bytes = 0

    def _drop_farthest(self) -> None:
        lowest, highest = self._in_order[0], self._in_order[-1]
        at = 0 if self._head - lowest > highest - self._head else -1
        dropped = self._frames.pop(self._in_order.pop(at))
        self._used_bytes -= frame_bytes(dropped.picture)
