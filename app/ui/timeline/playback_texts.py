"""How speeds are written, and what a person may type to go to a frame.

Pure.
"""

from __future__ import annotations

import re

from app.ui.timeline.times import ClipTimes

SPEEDS = (0.1, 0.25, 0.5, 1.0, 1.5, 2.0, 4.0, 8.0, 16.0)
_FRAME = re.compile(r"\d+")
_TIME = re.compile(r"(?:(\d+):)?(\d+):(\d+(?:\.\d*)?)")


def rate_text(rate: float) -> str:
    """Write a speed as a factor: "0.25" and the multiplication sign."""
    return f"{rate:g}\N{MULTIPLICATION SIGN}"


def frame_from_text(untrusted_text: str, times: ClipTimes) -> int | None:
    """Read a frame index or a time (`1:02:03`, `0:32.5`); None where it is neither.

    What lies behind the clip's end means its last frame. A time means the frame that is on screen
    then.
    """
    text = untrusted_text.strip()
    last = max(len(times) - 1, 0)
    if _FRAME.fullmatch(text):
        return min(int(text), last)
    match = _TIME.fullmatch(text)
    if match is None:
        return None
    hours, minutes, seconds = match.groups()
    wanted_s = int(hours or 0) * 3600 + int(minutes) * 60 + float(seconds)
    # Written times are rounded to milliseconds: half of one more, so that a frame's own time
    # finds that frame.
    return min(int(times.position_of(wanted_s + 0.0005)), last)
