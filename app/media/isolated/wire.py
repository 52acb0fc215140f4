"""What a decoder process and the program say to each other.

Down the *command* socket goes what a player is told: pickled, for the decoder trusts the program.
Up the *request* socket comes what it wants to read, one request at a time, and down goes the
answer. Up the *data* socket comes what it has made. Each message has at most `MAX_MESSAGE` bytes.
No byte of a clip or of a frame is in one: those lie in the `Arena`.

    o  u64 number                       open the stream: is it near?           answered
    r  u64 number, u64 offset, u32 size, u32 least                          answered
                                        read; the bytes come in the arena. `least` is what is
                                        wanted now, the rest what may be wanted next
    l  u64 number                       how long is the stream?                answered
    c                                   close the stream

    p  JSON                             a picture lies in a slot
    s  JSON                             the player's state
    f  JSON                             this was raised
    i  u8 slot, u8 last, u32 size       a piece of an item of a task's result; `last` ends the item
    g  u64 done, u64 total              a task's progress
    d                                   a task is done

The program believes nothing of this. The decoder may be in the hands of whoever made the clip, so
everything is checked for form and range, and nothing is unpickled or put into words for people.
"""

import json
import math
import struct
from dataclasses import dataclass, fields
from enum import Enum
from typing import Any, NoReturn

from app.media.errors import (
    DamagedClipError,
    DamagedFrameError,
    DecodingCancelledError,
    MediaError,
    NoSoundError,
    NoSuchFrameError,
    NotAVideoError,
    NoVideoStreamError,
)
from app.media.index.frame_index import FrameIndex
from app.media.isolated.arena import STATS_COUNT
from app.media.pictures.adjust import RANGES, Adjustment
from app.media.pictures.upright import Rect
from app.media.pictures.view import ViewRequest
from app.media.player.state import PlayAnchor, PlayerState, PlayerStats

MAX_MESSAGE = 4096
MAX_REPLY = 1024
REQUEST = struct.Struct("<cQ")
READ = struct.Struct("<cQQII")
ITEM = struct.Struct("<cBBI")
PROGRESS = struct.Struct("<cQQ")
REPLY = struct.Struct("<BQ")
_LARGEST_SIDE_PX = 1 << 15
# No clip has so many bytes; a damaged one may still say that something stands there.
LARGEST_OFFSET = 1 << 62
_LARGEST = 1 << 62
_SMALLEST_PART_PX = 1 / 64


class Kind(bytes, Enum):
    """The first byte of a message."""

    OPEN = b"o"
    READ = b"r"
    SIZE = b"l"
    CLOSE = b"c"
    PICTURE = b"p"
    STATE = b"s"
    FAILED = b"f"
    ITEM = b"i"
    PROGRESS = b"g"
    DONE = b"d"


class LyingDecoderError(Exception):
    """A message that no sound decoder sends; whoever sent it is ended."""


def _refuse(what: str) -> NoReturn:
    raise LyingDecoderError(what)


def packed(kind: Kind, body: dict[str, Any]) -> bytes:
    return kind + json.dumps(body, separators=(",", ":")).encode()


def unpacked(untrusted_message: bytes) -> dict[str, Any]:
    """Read the JSON of a message.

    Raises: LyingDecoderError.
    """
    try:
        body = json.loads(untrusted_message[1:])
    except (ValueError, RecursionError):
        _refuse("no JSON")
    return body if isinstance(body, dict) else _refuse("no object")


# -- pictures


@dataclass(frozen=True, slots=True)
class PictureNote:
    """What is said of a picture that lies in a slot."""

    slot: int
    width: int
    height: int
    frame_index: int
    exact: bool
    corrupt: bool
    reduced: bool
    source_rect: Rect
    view: ViewRequest

    def to_body(self) -> dict[str, Any]:
        view = self.view
        return {
            "slot": self.slot,
            "size": [self.width, self.height],
            "frame": self.frame_index,
            "exact": self.exact,
            "corrupt": self.corrupt,
            "reduced": self.reduced,
            "rect": list(self.source_rect),
            "view": [
                view.width_px,
                view.height_px,
                view.source_rect and list(view.source_rect),
                view.adjustment.to_value(),
            ],
        }

    @classmethod
    def checked(
        cls, body: dict[str, Any], index: FrameIndex, *, slot_bytes: int, slot_count: int
    ) -> "PictureNote":
        """Take what a decoder said, if it can be true of this clip.

        Raises: LyingDecoderError.
        """
        width, height = _list(body.get("size"), 2)
        view_width, view_height, view_rect, adjustment = _list(body.get("view"), 4)
        note = cls(
            slot=_whole(body.get("slot"), 0, slot_count - 1),
            width=_whole(width, 1, _LARGEST_SIDE_PX),
            height=_whole(height, 1, _LARGEST_SIDE_PX),
            frame_index=_whole(body.get("frame"), 0, index.frame_count - 1),
            exact=_truth(body.get("exact")),
            corrupt=_truth(body.get("corrupt")),
            reduced=_truth(body.get("reduced")),
            source_rect=_rect(body.get("rect")),
            view=ViewRequest(
                _whole(view_width, 1, _LARGEST),
                _whole(view_height, 1, _LARGEST),
                None if view_rect is None else _rect(view_rect),
                _adjustment(adjustment),
            ),
        )
        x, y, wide, high = note.source_rect
        is_inside = (
            min(x, y) > -1
            and min(wide, high) > _SMALLEST_PART_PX
            and x + wide < index.width + 1
            and y + high < index.height + 1
        )
        if not is_inside or note.width * note.height * 4 > slot_bytes:
            _refuse("a picture out of bounds")
        return note


# -- states


def state_body(state: PlayerState) -> dict[str, Any]:
    body: dict[str, Any] = {f.name: getattr(state, f.name) for f in fields(state)}
    if state.anchor is not None:
        body["anchor"] = [state.anchor.clip_s, state.anchor.at_s]
    return body


def checked_state(body: dict[str, Any], index: FrameIndex) -> PlayerState:
    """Take what a decoder said of its state.

    Raises: LyingDecoderError.
    """
    anchor, buffered = body.get("anchor"), body.get("buffered")
    last = index.frame_count - 1
    if anchor is not None:
        clip_s, at_s = _list(anchor, 2)
        anchor = PlayAnchor(_number(clip_s), _number(at_s))
    if buffered is not None:
        first, end = _list(buffered, 2)
        buffered = (_whole(first, 0, last), _whole(end, 0, last))
    return PlayerState(
        playing=_truth(body.get("playing")),
        frame_index=_whole(body.get("frame_index"), 0, last),
        rate=_number(body.get("rate")),
        buffering=_truth(body.get("buffering")),
        fps_shown=_number(body.get("fps_shown")),
        dropped=_whole(body.get("dropped"), 0, _LARGEST),
        anchor=anchor,
        buffered=buffered,
        low_end=_truth(body.get("low_end")),
    )


def stats_numbers(stats: PlayerStats) -> tuple[float, ...]:
    return tuple(float(getattr(stats, f.name)) for f in fields(stats))[:STATS_COUNT]


def checked_stats(untrusted_numbers: tuple[float, ...]) -> PlayerStats:
    """Take the statistics from shared memory; what is no number there becomes 0."""
    kept = [n if math.isfinite(n) and 0 <= n < _LARGEST else 0.0 for n in untrusted_numbers]
    values: dict[str, Any] = {
        f.name: n if f.type is float else int(n)
        for f, n in zip(fields(PlayerStats), kept, strict=False)
    }
    return PlayerStats(**values)


# -- what was raised

# By what name a decoder may raise what, and what is then said: never words of its own.
_RAISED: dict[str, tuple[type[MediaError], str]] = {
    "NoSoundError": (NoSoundError, "the clip holds no sound"),
    "NotAVideoError": (NotAVideoError, "these bytes are in no known video format"),
    "NoVideoStreamError": (NoVideoStreamError, "the clip holds no video that can be decoded"),
    "DamagedClipError": (DamagedClipError, "the clip is damaged and can't be decoded"),
    "DecodingCancelledError": (DecodingCancelledError, "decoding was cancelled"),
    "MediaError": (MediaError, "the clip can't be decoded"),
}


def error_body(error: BaseException) -> dict[str, Any]:
    """Say what was raised: by its token where the program raised it, else by its class."""
    names = [kind.__name__ for kind in type(error).__mro__]
    known = next((n for n in names if n in _RAISED or n in _NUMBERED), "")
    return {
        "token": getattr(error, "token", None),
        "class": known,
        "frame": getattr(error, "frame_index", None),
    }


_NUMBERED = ("DamagedFrameError", "NoSuchFrameError")


def checked_error(body: dict[str, Any], frame_count: int) -> MediaError:
    """Make anew what a decoder says to have raised.

    Raises: LyingDecoderError: it names nothing that a decoder raises.
    """
    name = body.get("class")
    if name in _NUMBERED:
        frame_index = _whole(body.get("frame"), -_LARGEST, _LARGEST)
        if name == "NoSuchFrameError":
            return NoSuchFrameError(frame_index, frame_count)
        return DamagedFrameError(frame_index)
    if not isinstance(name, str) or name not in _RAISED:
        _refuse("an unknown error")
    kind, words = _RAISED[name]
    return kind(words)


# -- form and range


def _list(untrusted: object, length: int) -> list[Any]:
    if isinstance(untrusted, list) and len(untrusted) == length:
        return untrusted
    _refuse("no list")


def _whole(untrusted: object, least: int, most: int) -> int:
    if type(untrusted) is int and least <= untrusted <= most:
        return untrusted
    _refuse("a number out of range")


def _number(untrusted: object) -> float:
    if type(untrusted) in {int, float} and abs(untrusted) < _LARGEST:  # type: ignore[arg-type]
        return float(untrusted)  # type: ignore[arg-type]
    _refuse("no number")


def _truth(untrusted: object) -> bool:
    if isinstance(untrusted, bool):
        return untrusted
    _refuse("neither true nor false")


def _rect(untrusted: object) -> Rect:
    x, y, width, height = (_number(side) for side in _list(untrusted, 4))
    return (x, y, width, height)


def _adjustment(untrusted: object) -> Adjustment:
    """Take an adjustment as `Adjustment.to_value` gives it, and nothing else."""
    if not isinstance(untrusted, dict) or not untrusted.keys() <= {*RANGES, "invert"}:
        _refuse("no adjustment")
    numbers = {name: _number(untrusted[name]) for name in RANGES if name in untrusted}
    try:
        return Adjustment(**numbers, invert=_truth(untrusted.get("invert", False)))
    except ValueError:
        _refuse("an adjustment out of range")
