"""DecodeMeter: how long decoding takes. It steers what is decoded ahead, and fills the diagnostics.

Thread-confined; no content, only times and counts.
"""

import statistics
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager

from app.media.index.frame_index import FrameIndex

_REMEMBERED = 120
# A guess as good as any until a frame has been decoded: 4 ms for 1080p.
_GUESSED_S_A_PIXEL = 2e-9


class DecodeMeter:
    """Counts and times what a source decodes."""

    def __init__(self, index: FrameIndex) -> None:
        """Begin with a guess from the clip's size."""
        self._steps_s: deque[float] = deque(maxlen=_REMEMBERED)
        self._seeks_s: deque[float] = deque(maxlen=_REMEMBERED)
        # The frame decoded last.
        self.last = -1
        self._was_stopped = False
        self.frame_s = index.coded_width * index.coded_height * _GUESSED_S_A_PIXEL
        self.decoded = self.hits = self.misses = 0

    @property
    def decode_ms(self) -> float:
        """The median of the frames that followed the one decoded before."""
        return _median_ms(self._steps_s)

    @property
    def seek_ms(self) -> float:
        """The median of all others: the way to a key picture, and from there."""
        return _median_ms(self._seeks_s)

    @property
    def seek_p95_ms(self) -> float:
        ordered = sorted(self._seeks_s)
        return round(ordered[int(0.95 * (len(ordered) - 1))] * 1000, 2) if ordered else 0.0

    def asked(self, *, is_kept: bool) -> None:
        """Note that a frame was wanted, and whether it was there."""
        if is_kept:
            self.hits += 1
        else:
            self.misses += 1

    @contextmanager
    def decoding(self, frame_index: int) -> Iterator[None]:
        """Time one frame's decoding. One that is stopped, and gone on with later, tells nothing."""
        started_s, was_stopped = time.monotonic(), self._was_stopped
        self._was_stopped = True
        yield
        self._was_stopped = False
        took_s = time.monotonic() - started_s
        self.decoded += 1
        if not was_stopped and self.last == frame_index - 1:
            self._steps_s.append(took_s)
            self.frame_s += (took_s - self.frame_s) / 8
        elif not was_stopped:
            self._seeks_s.append(took_s)
        self.last = frame_index


def _median_ms(times_s: deque[float]) -> float:
    return round(statistics.median(times_s) * 1000, 2) if times_s else 0.0
