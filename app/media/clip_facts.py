"""What a file says of itself beside its frames: when it was recorded, its timecode, its streams.

Nothing here is needed to show the right frame, and nothing of it can be trusted: tags are strings
that anybody can write. Each is bounded, matched whole against the one form it may have, and left
out where it says what cannot be.

What the tags mean:

- `com.apple.quicktime.creationdate`: local time with its offset, when recording began.
- `creation_time`: in MP4, QuickTime and Matroska UTC, when the file was begun (FFmpeg writes a "Z"
  behind it); in AVI what the camera's clock showed, in a zone that nobody states.
- `timecode`: the SMPTE timecode of the first frame; ";" before the frames where numbers are
  dropped.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from fractions import Fraction

from av.video.stream import VideoStream

from app.media.container import ByteStream, open_container, video_stream

APPLE_DATE = "com.apple.quicktime.creationdate"
CREATION_TIME = "creation_time"
_TIMECODE = "timecode"
_LONGEST_TAG = 40
# Cameras whose battery is flat start at 1904, 1970, 1980 or the first day of 2000.
_EARLIEST = datetime(2000, 1, 2, tzinfo=UTC)
# A file's clock, or ours, may be in another zone than it believes.
_AHEAD = timedelta(days=1)
_FASTEST_RATE = 1000
_MOMENT = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:?\d\d)?", re.ASCII
)
_TIMECODE_FORM = re.compile(r"(\d\d):(\d\d):(\d\d)([:;.])(\d\d)", re.ASCII)
# AVFieldOrder: progressive is 1; 2 to 5 are the ways to interlace.
_INTERLACED = range(2, 6)
_PROGRESSIVE = 1


@dataclass(frozen=True, slots=True)
class ClipFacts:
    """What a file told, as far as it can be believed.

    Attributes:
        recorded_at: when the first frame was taken: aware, or naive where the file says what the
            camera's clock showed and not in which zone; None where it says nothing believable.
        date_tag: the tag that said so, or "".
        start_timecode: `HH:MM:SS:FF`, with ";" before FF where it is drop-frame; or "".
        average_rate: frames a second, for display only; None where the file states none.
        interlaced: None where the file does not say.
        profile: the codec's profile, by FFmpeg's name; or "".
        bit_depth: of a luma sample; 0 where it is not known.
    """

    recorded_at: datetime | None = None
    date_tag: str = ""
    start_timecode: str = ""
    average_rate: Fraction | None = None
    has_audio: bool = False
    interlaced: bool | None = None
    profile: str = ""
    bit_depth: int = 0


def read_facts(stream: ByteStream, *, now: datetime | None = None) -> ClipFacts:
    """Read what a clip's head says; nothing is decoded.

    `now` is when a date begins to lie in the future, by default this moment.

    Raises: NotAVideoError, NoVideoStreamError, DamagedClipError, what the stream raises.
    """
    container = open_container(stream)
    try:
        video = video_stream(container)
        others = (one.metadata for one in container.streams if one.index != video.index)
        tags = (container.metadata, video.metadata)
        recorded_at, date_tag = _first_moment(tags, now or datetime.now(UTC))
        return ClipFacts(
            recorded_at=recorded_at,
            date_tag=date_tag,
            # A timecode track is a stream of its own; FFmpeg does not always copy its tag.
            start_timecode=_first_timecode((video.metadata, container.metadata, *others)),
            average_rate=_believable_rate(video.average_rate),
            has_audio=bool(container.streams.audio),
            interlaced=_interlaced(video),
            profile=(video.codec_context.profile or "")[:_LONGEST_TAG],
            bit_depth=_bit_depth(video),
        )
    finally:
        container.close()


def moment_in(untrusted_text: str) -> datetime | None:
    """Read a date and time as files state it: aware where an offset stands behind it, else naive.

    None for everything else, also for days and offsets that there are not.
    """
    if len(untrusted_text) > _LONGEST_TAG or (match := _MOMENT.fullmatch(untrusted_text)) is None:
        return None
    *whole, fraction, zone = match.groups()
    micros = (fraction or "").ljust(6, "0")[:6]
    text = "{}-{}-{}T{}:{}:{}".format(*whole) + f".{micros}"
    try:
        return datetime.fromisoformat(text + (zone or ""))
    except ValueError:
        return None


def is_believable(moment: datetime, now: datetime) -> bool:
    """Tell whether footage can be from then; a naive moment is judged as if in UTC."""
    aware = moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)
    return _EARLIEST <= aware <= now + _AHEAD


def timecode_in(untrusted_text: str) -> str:
    """Read a timecode; "" where it is none. Whether the rate has such a frame is not known here."""
    match = _TIMECODE_FORM.fullmatch(untrusted_text[: _LONGEST_TAG + 1])
    if match is None:
        return ""
    hours, minutes, seconds, mark, frames = match.groups()
    if int(hours) > 23 or int(minutes) > 59 or int(seconds) > 59:
        return ""
    return f"{hours}:{minutes}:{seconds}{':' if mark == ':' else ';'}{frames}"


def _first_moment(tags: Iterable[Mapping[str, str]], now: datetime) -> tuple[datetime | None, str]:
    both = tuple(tags)
    for name in (APPLE_DATE, CREATION_TIME):
        for untrusted_tags in both:
            moment = moment_in(_tag(untrusted_tags, name))
            if moment is not None and is_believable(moment, now):
                return moment, name
    return None, ""


def _first_timecode(tags: Iterable[Mapping[str, str]]) -> str:
    found = (timecode_in(_tag(untrusted_tags, _TIMECODE)) for untrusted_tags in tags)
    return next((timecode for timecode in found if timecode), "")


def _tag(untrusted_tags: Mapping[str, str], name: str) -> str:
    """Return a tag whatever its case: Matroska's come in capitals."""
    for key, value in untrusted_tags.items():
        if key.lower() == name:
            return value
    return ""


def _believable_rate(stated: Fraction | None) -> Fraction | None:
    return Fraction(stated) if stated and 0 < stated <= _FASTEST_RATE else None


def _interlaced(video: VideoStream) -> bool | None:
    order = int(video.codec_context.field_order)
    if order in _INTERLACED:
        return True
    return False if order == _PROGRESSIVE else None


def _bit_depth(video: VideoStream) -> int:
    pixels = video.codec_context.format
    return pixels.components[0].bits if pixels is not None and pixels.components else 0
