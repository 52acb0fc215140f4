"""Which keyframes of a lane are drawn as diamonds, and which run together.

Pure. Keyframes nearer to each other than a diamond's width would overlap into a smear; a run of
them is drawn as one bar. The run is walked in jumps of that width, so that a lane costs its width
in pixels and not its number of keyframes.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence


def keyframe_runs(
    frames: Sequence[int], *, first: float, last: float, gap: float
) -> Iterator[tuple[int, int]]:
    """Yield (first, last) of each run of keyframes in `first`…`last`, `gap` frames or less apart.

    `frames` rise. A keyframe that stands alone is a run whose two ends are equal. A run that
    starts before `first` is given from its first keyframe in view on.
    """
    at = bisect_left(frames, first)
    while at < len(frames) and frames[at] <= last:
        end = at
        while frames[end] <= last:
            further = bisect_right(frames, frames[end] + gap, lo=end) - 1
            if further == end:
                break
            end = further
        yield frames[at], frames[end]
        at = end + 1
