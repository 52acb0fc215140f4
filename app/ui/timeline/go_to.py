"""What a person may type to go to a frame.

Pure. Each form means one thing:

| form | means |
|---|---|
| `320` | frame 320 |
| `+25`, `-10` | so many frames on, or back |
| `+2s`, `-1.5s` | so many seconds on, or back |
| `12.5s` | the time in the clip, in seconds |
| `0:32.5` | the time in the clip, minutes and seconds |
| `1:02:03` | the time in the clip where it is that long; else the wall clock, where it is known |
| `@08:14:35`, `@08:14` | the wall clock, on the day on which the clip has it |
| `2026-11-22 08:14:35` | day and wall clock |
| `00:00:32:12`, `00:00:32;12` | the timecode |
| `pts 123456` | the presentation time stamp |

A time means the frame that is on screen then; in a gap of the recording that is the last one
before it. A frame, or a time in the clip, behind the clip's end means its last frame. A wall clock
that the clip does not have is refused: it would be another moment that is shown.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

import numpy as np

from app.media.clip_clock import ClipClock
from app.ui.timeline.times import ClipTimes

LONGEST = 64
_FRAME = re.compile(r"\d{1,18}", re.ASCII)
_FRAMES_ON = re.compile(r"([+-])(\d{1,18})", re.ASCII)
_SECONDS_ON = re.compile(r"([+-])(\d{1,9}(?:\.\d{0,9})?)\s*s", re.ASCII)
_SECONDS = re.compile(r"(\d{1,9}(?:\.\d{0,9})?)\s*s", re.ASCII)
_PTS = re.compile(r"pts\s*(-?\d{1,19})", re.ASCII | re.IGNORECASE)
_TIME = re.compile(r"(?:(\d{1,6}):)?(\d{1,6}):(\d{1,6}(?:\.\d{0,9})?)", re.ASCII)
_TIMECODE = re.compile(r"\d{1,2}:\d\d:\d\d[:;]\d{2,3}", re.ASCII)
_FACE = re.compile(r"@?\s*(\d{1,2}):(\d\d)(?::(\d\d(?:\.\d{0,6})?))?", re.ASCII)
_DAY_AND_FACE = re.compile(
    r"@?\s*(\d{4})-(\d\d)-(\d\d)(?:\s*T\s*|\s+)(\d{1,2}):(\d\d)(?::(\d\d(?:\.\d{0,6})?))?",
    re.ASCII | re.IGNORECASE,
)
# Written times are rounded to milliseconds: half of one more, so that a frame's own time finds it.
_ROUNDING_S = 0.0005
# Days on which a clip can have a time of day; a longer one has every time on its first two.
_MOST_DAYS = 3


class Refusal(StrEnum):
    """Why nothing can be gone to."""

    FORM = "form"  # it is in none of the forms
    NO_CLOCK = "no clock"
    NOT_RECORDED = "not recorded"  # the clip has no such wall clock
    NO_TIMECODE = "no timecode"
    TIMECODE = "timecode"  # this rate has no such timecode, or the clip is shorter


def target_in(untrusted_text: str, times: ClipTimes, *, frame: int = 0) -> int | Refusal:
    """Read where to go; `frame` is on screen now."""
    place = _place_in(untrusted_text, times, frame=frame)
    return place if isinstance(place, Refusal) else min(place, max(len(times) - 1, 0))


def is_behind_the_end(untrusted_text: str, times: ClipTimes, *, frame: int = 0) -> bool:
    """Return whether what was typed lies behind the clip's end, so that its last frame is shown."""
    place = _place_in(untrusted_text, times, frame=frame)
    return not isinstance(place, Refusal) and place >= len(times) > 0


def _place_in(untrusted_text: str, times: ClipTimes, *, frame: int) -> int | Refusal:
    """Read where to go; what lies behind the end is a frame that the clip does not have."""
    text = untrusted_text.strip()
    if len(text) > LONGEST:
        return Refusal.FORM
    if _FRAME.fullmatch(text):
        return int(text)
    if (match := _FRAMES_ON.fullmatch(text)) is not None:
        step = int(match[2])
        return max(frame + (step if match[1] == "+" else -step), 0)
    if (match := _SECONDS_ON.fullmatch(text)) is not None:
        step_s = float(match[2]) if match[1] == "+" else -float(match[2])
        return _frame_at(times, times.at(frame) + step_s)
    if (match := _SECONDS.fullmatch(text)) is not None:
        return _frame_at(times, float(match[1]))
    if (match := _PTS.fullmatch(text)) is not None:
        return Refusal.FORM if times.pts is None else _frame_of_pts(times, int(match[1]))
    if _TIMECODE.fullmatch(text):
        return _frame_of_timecode(times, text)
    if text.startswith("@") or _DAY_AND_FACE.fullmatch(text):
        return _frame_of_clock(times, text)
    return _frame_of_time(times, text)


def _frame_at(times: ClipTimes, seconds: float) -> int:
    return len(times) if seconds > _end_s(times) else times.on_screen_at(seconds + _ROUNDING_S)


def _frame_of_pts(times: ClipTimes, pts: int) -> int:
    assert times.pts is not None  # noqa: S101 - the type checker's sake
    # Compared as Python's numbers: a typed one may be beyond 64 bits.
    if not len(times.pts) or pts <= int(times.pts[0]):
        return 0
    bounded = min(pts, int(times.pts[-1]))
    return int(np.searchsorted(times.pts, bounded, side="right")) - 1


def _frame_of_timecode(times: ClipTimes, text: str) -> int | Refusal:
    if times.timecode is None:
        return Refusal.NO_TIMECODE
    seconds = times.timecode.seconds_of(text)
    if seconds is None or seconds > _end_s(times):
        return Refusal.TIMECODE
    return times.on_screen_at(seconds)


def _frame_of_time(times: ClipTimes, text: str) -> int | Refusal:
    match = _TIME.fullmatch(text)
    if match is None:
        return Refusal.FORM
    hours, minutes, seconds = match.groups()
    wanted_s = int(hours or 0) * 3600 + int(minutes) * 60 + float(seconds)
    if hours is not None and wanted_s > _end_s(times) and times.clock is not None:
        return _frame_of_clock(times, text)
    return _frame_at(times, wanted_s)


def _frame_of_clock(times: ClipTimes, text: str) -> int | Refusal:
    face = _face_in(text)
    if face is None:
        return Refusal.FORM
    clock, end_s = times.clock, _end_s(times)
    if clock is None:
        return Refusal.NO_CLOCK
    for day in _days(clock, end_s) if face.day is None else (face.day,):
        # A face that a clock shows twice, when it is set back, is meant where the clip has it.
        for fold in (0, 1):
            shown = (day + face.time).replace(tzinfo=clock.started_at.tzinfo, fold=fold)
            seconds = clock.seconds_at(shown)
            if -face.left_out_s < seconds <= end_s:
                return times.on_screen_at(seconds + _ROUNDING_S)
    return Refusal.NOT_RECORDED


@dataclass(frozen=True, slots=True)
class _Face:
    """What a clock shows: `day` is a naive midnight, None where none was typed.

    `left_out_s`: how much later than `time` may be meant, because it was not typed.
    """

    day: datetime | None
    time: timedelta
    left_out_s: float


def _face_in(text: str) -> _Face | None:
    with_day = _DAY_AND_FACE.fullmatch(text)
    face = with_day or _FACE.fullmatch(text)
    if face is None:
        return None
    hour, minute, second = face.groups()[-3:]
    if int(hour) > 23 or int(minute) > 59 or float(second or 0) >= 60:
        return None
    left_out_s = 60.0 if second is None else _ROUNDING_S if "." in second else 1.0
    time = timedelta(hours=int(hour), minutes=int(minute), seconds=float(second or 0))
    if with_day is None:
        return _Face(None, time, left_out_s)
    try:
        day = datetime.fromisoformat("-".join(with_day.groups()[:3]))
    except ValueError:
        return None
    return _Face(day, time, left_out_s)


def _days(clock: ClipClock, end_s: float) -> list[datetime]:
    """List the days of a clip, at midnight and naive."""
    first = clock.at(0).replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None)
    last = clock.at(end_s).replace(tzinfo=None)
    days = [first + timedelta(days=number) for number in range(_MOST_DAYS)]
    return [day for day in days if day <= last]


def _end_s(times: ClipTimes) -> float:
    """Give how long the clip is: its last frame stays on screen for as long as one usually does."""
    if not len(times):
        return 0.0
    usual = float(np.median(np.diff(times.seconds[:1024]))) if len(times) > 1 else 0.0
    return float(times.seconds[-1]) + usual
