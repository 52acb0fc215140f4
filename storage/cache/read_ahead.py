"""How far a reader is read ahead of. Pure: no I/O here.

Rules:
- Who goes on where the last read ended is read ahead of by as many pages as were read so, up to
  8 MiB: the requests grow to twice the size each time, and never is more fetched for nothing than
  was read for good. Who takes nothing but whole blocks for 1 MiB (exports, checks) gets up to
  32 MiB, because a server works as long on a request as on some MiB of its answer; hardly a
  picture is so long.
- A step over a page or two is going on: demuxers step over sound. So is the way back to where the
  last run was left: they look at a clip's end first.
- A jump ends it. With it comes as much as the shorter of the last two runs had, up to 512 KiB:
  who jumps from key picture to key picture reads about as much each time, and a picture that comes
  in two requests takes one way there and back more. Who takes a page or two gets exactly those.
- More is asked for when half of the window is used up, so that requests are few.
"""

from collections import deque
from dataclasses import dataclass

from storage.cache.pages import PAGE_SIZE

LONGEST_WINDOW = (8 << 20) // PAGE_SIZE
LONGEST_BULK_WINDOW = 4 * LONGEST_WINDOW
LONGEST_WITH_JUMP = 8
_STEP = 2
# Pages of a whole block.
BULK = 4
_BULK_BEGINS = 16


@dataclass(slots=True)
class _Run:
    """Pages read in order: from where to where, and how far ahead of them."""

    first: int
    last: int
    window: int = 0
    asked_until: int = 0

    def goes_on(self, read: range) -> bool:
        return self.last <= read.start <= self.last + 1 + _STEP


class RunLengths:
    """How many pages an object's readers took before they jumped. They may share it."""

    __slots__ = ("_last",)

    def __init__(self) -> None:
        self._last: deque[int] = deque(maxlen=2)

    def note(self, first: int, last: int, page_count: int) -> None:
        # At its ends lies what says how the clip is made: no picture, or one more page.
        first = max(first, 1)
        if first <= last < page_count - 1:
            self._last.append(last - first + 1)

    @property
    def expected(self) -> int:
        """How many pages the next run will have at least, as far as one can tell."""
        return min(min(self._last, default=0), LONGEST_WITH_JUMP)


class ReadAhead:
    """The window of one reader."""

    __slots__ = ("_aside", "_lengths", "_run", "_whole", "has_jumped")

    def __init__(self, lengths: RunLengths | None = None) -> None:
        self._lengths = RunLengths() if lengths is None else lengths
        self._run: _Run | None = None
        self._aside: _Run | None = None
        self._whole = 0
        self.has_jumped = False

    @property
    def is_bulk(self) -> bool:
        """Whether the reader takes the object whole, block by block."""
        return self._whole >= _BULK_BEGINS

    def after(self, read: range, page_count: int) -> range:
        """Note which pages are read now, at least one, and return those to fetch ahead."""
        self.has_jumped = False
        if self._run is None:
            self._run = _Run(read.start, read[-1])
            return range(0)
        if not self._run.goes_on(read):
            if self._aside is None or not self._aside.goes_on(read):
                return self._jump(read, page_count)
            self._run, self._aside = self._aside, self._run
        return self._go_on(self._run, read, page_count)

    def stop(self) -> None:
        """Begin anew, because what lies ahead cannot be had."""
        if self._run is not None:
            self._run.window = self._run.asked_until = 0

    def _jump(self, read: range, page_count: int) -> range:
        self.has_jumped, self._whole = True, 0
        if self._run is not None:
            self._lengths.note(self._run.first, self._run.last, page_count)
            # What was on its way for it may be given up.
            self._run.asked_until = 0
        stop = min(max(read.start + self._lengths.expected, read.stop), page_count)
        ahead = range(read.stop, stop)
        self._aside, self._run = self._run, _Run(read.start, read[-1], window=len(read) - 1)
        if ahead:
            self._run.asked_until = ahead.stop
        return ahead

    def _go_on(self, run: _Run, read: range, page_count: int) -> range:
        progress = max(read[-1] - run.last, 0)
        self._whole = self._whole + progress if progress >= BULK else 0
        longest = LONGEST_BULK_WINDOW if self.is_bulk else LONGEST_WINDOW
        run.last = max(run.last, read[-1])
        run.window = min(run.window + progress, longest)
        following = run.last + 1
        if run.asked_until - following > run.window // 2:
            return range(0)
        start = max(following, run.asked_until)
        ahead = range(start, max(start, min(following + run.window, page_count)))
        if ahead:
            run.asked_until = ahead.stop
        return ahead
