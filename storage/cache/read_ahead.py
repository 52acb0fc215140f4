"""How far a reader is read ahead of. Pure: no I/O here.

Rules:
- Who goes on where the last read ended is read ahead of by as many pages as were read so, up to
  8 MiB: the requests grow to twice the size each time, and never is more fetched for nothing than
  was read for good. Who takes whole blocks at a time (exports, checks) gets up to 32 MiB, because a
  server works as long on a request as on some MiB of its answer.
- A step over a page or two is going on: demuxers step over sound.
- A jump ends it. Who jumps again and again gets exactly what is asked for.
- More is asked for when half of the window is used up, so that requests are few.
"""

from storage.cache.pages import PAGE_SIZE

LONGEST_WINDOW = (8 << 20) // PAGE_SIZE
LONGEST_BULK_WINDOW = 4 * LONGEST_WINDOW
_STEP = 2
# Pages of a whole block; nobody who plays or seeks takes so many in one read.
BULK = 4


class ReadAhead:
    """The window of one reader."""

    __slots__ = ("_asked_until", "_last", "_window")

    def __init__(self) -> None:
        self._last: int | None = None
        self._window = 0
        self._asked_until = 0

    @property
    def is_idle(self) -> bool:
        """Whether nothing is wanted ahead at the moment."""
        return self._window == 0

    def after(self, read: range, page_count: int) -> range:
        """Note which pages are read now, at least one, and return those to fetch ahead."""
        last, self._last = self._last, read[-1]
        if last is None or not last <= read.start <= last + 1 + _STEP:
            self.stop()
            return range(0)
        progress = read[-1] - last
        longest = LONGEST_BULK_WINDOW if progress >= BULK else LONGEST_WINDOW
        self._window = min(self._window + progress, longest)
        if self._asked_until - read.stop > self._window // 2:
            return range(0)
        ahead = range(max(read.stop, self._asked_until), min(read.stop + self._window, page_count))
        self._asked_until = max(self._asked_until, ahead.stop)
        return ahead

    def stop(self) -> None:
        """Begin anew: after a jump, or because what lies ahead cannot be had."""
        self._window = 0
        self._asked_until = 0
