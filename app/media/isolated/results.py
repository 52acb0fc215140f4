"""The results of tasks as bytes, and how they are read without believing them.

Pictures come as pixels and are encoded here, in the program: a JPEG made by a decoder that a clip
has taken over could do the same to whatever opens it. No text comes from there but what is matched
whole against the few forms that it may have.
"""

import json
import re
import struct
from dataclasses import asdict
from datetime import datetime
from fractions import Fraction
from typing import Any, NoReturn

import numpy as np

from app.media.clip_facts import APPLE_DATE, CREATION_TIME, ClipFacts, moment_in, timecode_in
from app.media.errors import DerivedFormatError
from app.media.index.frame_index import FrameIndex
from app.media.index.packet_spans import FrameDamage
from app.media.isolated.wire import LyingDecoderError
from app.media.pictures.picture import Pixels
from app.media.sound.blocks import FRAME_BYTES, RATE_HZ, SoundBlock
from app.media.strips.thumbnails import Thumbnail, jpeg

_PICTURE = struct.Struct(">IIIBB")
_SOUND = struct.Struct(">d")
_INDEX_HEAD = struct.Struct(">4sHI")
_FRACTION = re.compile(r"\d{1,18}/\d{1,18}", re.ASCII)
_CODEC = re.compile(r"[a-z0-9_]{1,32}", re.ASCII)
_PROFILE = re.compile(r"[A-Za-z0-9 _.:()/+-]{0,40}", re.ASCII)
_MOST_FACTS_BYTES = 4096
# Read as JSON: a few characters can become a hundred bytes of objects.
_MOST_DAMAGE_BYTES = 1 << 20
# Four seconds; decoders give a fraction of one.
_MOST_SOUND_BYTES = 4 * RATE_HZ * FRAME_BYTES
_LARGEST_SIDE_PX = 1 << 15
# Thumbnails are up to 216 pixels high, and no picture is more than eight times as wide.
_HIGHEST_THUMBNAIL_PX, _WIDEST_THUMBNAIL_PX = 256, 2048
_LONGEST_SOUND_S = 1e9
_NOTHING, _PART, _WHOLE = b"\0", b"\1", b"\2"


def _refuse(what: str) -> NoReturn:
    raise LyingDecoderError(what)


# -- frame indexes


def index_item(index: FrameIndex | None) -> bytes:
    """Pack an index, a part of one, or None, which takes all parts back."""
    if index is None:
        return _NOTHING
    return (_PART if index.grows else _WHOLE) + index.to_bytes()


def checked_index(untrusted_item: bytes) -> FrameIndex | None:
    """Read what `index_item` packed.

    Raises: LyingDecoderError.
    """
    flag, packed = untrusted_item[:1], untrusted_item[1:]
    if flag == _NOTHING and not packed:
        return None
    if flag not in {_PART, _WHOLE}:
        _refuse("no index")
    _check_facts(packed)
    try:
        index = FrameIndex.from_bytes(packed)
    except DerivedFormatError:
        _refuse("no index")
    sides = (index.coded_width, index.coded_height, index.width, index.height)
    if (
        not all(0 < side < _LARGEST_SIDE_PX for side in sides)
        or index.rotation not in {0, 90, 180, 270}
        or not Fraction(1, 8) <= index.sample_aspect <= 8
        or index.time_base <= 0
        or index.end_pts <= int(index.pts[-1])
        or len(index.key_pts) != len(index.key_dts)
        or bool(np.any(np.diff(index.key_pts) < 0))
        or not _CODEC.fullmatch(index.codec)
    ):
        _refuse("an index that cannot be")
    if flag == _PART:
        # What is stored is never a part, so the stored form does not tell.
        object.__setattr__(index, "grows", True)
    return index


def _check_facts(packed: bytes) -> None:
    """Look at the facts before they are read: a fraction "1/1e999999999" takes all memory."""
    if len(packed) < _INDEX_HEAD.size:
        _refuse("no index")
    size = _INDEX_HEAD.unpack_from(packed)[2]
    start = 22
    facts = _object(packed[start : start + size] if size <= _MOST_FACTS_BYTES else b"")
    texts = [facts.get("time_base"), facts.get("sample_aspect")]
    texts += [rate] if (rate := facts.get("average_rate")) is not None else []
    if not all(isinstance(text, str) and _FRACTION.fullmatch(text) for text in texts):
        _refuse("no fraction")


# -- pictures


def picture_item(frame_index: int, pixels: Pixels, quality: int) -> bytes:
    height, width, channels = pixels.shape
    head = _PICTURE.pack(frame_index, width, height, channels, quality)
    return head + np.ascontiguousarray(pixels).tobytes()


def checked_picture(untrusted_item: bytes, frame_count: int) -> tuple[int, Pixels, int]:
    """Give the frame index, its (height, width, 3 or 4) uint8 pixels, and a JPEG quality.

    Raises: LyingDecoderError.
    """
    if len(untrusted_item) < _PICTURE.size:
        _refuse("no picture")
    frame_index, width, height, channels, quality = _PICTURE.unpack_from(untrusted_item)
    pixels = np.frombuffer(untrusted_item, np.uint8, offset=_PICTURE.size)
    if (
        frame_index >= frame_count
        or channels not in {3, 4}
        or not 0 < width < _LARGEST_SIDE_PX
        or not 0 < height < _LARGEST_SIDE_PX
        or len(pixels) != width * height * channels
        or quality > 100
    ):
        _refuse("a picture that cannot be")
    return frame_index, pixels.reshape(height, width, channels).copy(), quality


def checked_thumbnail(untrusted_item: bytes, frame_count: int) -> Thumbnail:
    """Make a thumbnail of what `picture_item` packed.

    Raises: LyingDecoderError, DamagedClipError.
    """
    frame_index, pixels, quality = checked_picture(untrusted_item, frame_count)
    height, width, channels = pixels.shape
    if channels != 4:
        _refuse("no BGRA")
    if height > _HIGHEST_THUMBNAIL_PX or width > _WIDEST_THUMBNAIL_PX:
        _refuse("a thumbnail that is none")
    return Thumbnail(frame_index, jpeg(pixels, quality))


# -- facts


def facts_item(facts: ClipFacts) -> bytes:
    body = asdict(facts)
    if facts.recorded_at is not None:
        body["recorded_at"] = facts.recorded_at.isoformat()
    if facts.average_rate is not None:
        body["average_rate"] = f"{facts.average_rate.numerator}/{facts.average_rate.denominator}"
    return json.dumps(body).encode()


def checked_facts(untrusted_item: bytes) -> ClipFacts:
    """Read what `facts_item` packed.

    Raises: LyingDecoderError.
    """
    body = _object(untrusted_item if len(untrusted_item) <= _MOST_FACTS_BYTES else b"")
    date, timecode = _text(body, "recorded_at"), _text(body, "start_timecode") or ""
    rate, tag, profile = _text(body, "average_rate"), body.get("date_tag"), body.get("profile")
    interlaced, has_audio, depth = (
        body.get(name) for name in ("interlaced", "has_audio", "bit_depth")
    )
    moment: datetime | None = None if date is None else moment_in(date)
    if (
        (date is not None and moment is None)
        or tag not in {"", APPLE_DATE, CREATION_TIME}
        or timecode != timecode_in(timecode)
        or (rate is not None and not (_FRACTION.fullmatch(rate) and int(rate.split("/")[1])))
        or not isinstance(profile, str)
        or not _PROFILE.fullmatch(profile)
        or type(has_audio) is not bool
        or (interlaced is not None and type(interlaced) is not bool)
        or type(depth) is not int
        or not 0 <= depth <= 64
    ):
        _refuse("facts that cannot be")
    return ClipFacts(
        recorded_at=moment,
        date_tag=str(tag),
        start_timecode=timecode,
        average_rate=None if rate is None else Fraction(rate),
        has_audio=has_audio,
        interlaced=interlaced,
        profile=profile,
        bit_depth=depth,
    )


# -- damage


def damage_item(damage: FrameDamage | None) -> bytes:
    if damage is None:
        return b"null"
    runs = [[[run.start, run.stop] for run in runs] for runs in (damage.damaged, damage.possibly)]
    return json.dumps(runs).encode()


def checked_damage(untrusted_item: bytes, frame_count: int) -> FrameDamage | None:
    """Read what `damage_item` packed.

    Raises: LyingDecoderError.
    """
    both = _json(untrusted_item if len(untrusted_item) <= _MOST_DAMAGE_BYTES else b"")
    if both is None:
        return None
    if not isinstance(both, list) or len(both) != 2:
        _refuse("no damage")
    return FrameDamage(_runs(both[0], frame_count), _runs(both[1], frame_count))


def _runs(untrusted: object, frame_count: int) -> tuple[range, ...]:
    runs: list[range] = []
    for run in untrusted if isinstance(untrusted, list) else _refuse("no runs"):
        if not (isinstance(run, list) and len(run) == 2 and all(type(n) is int for n in run)):
            _refuse("no run")
        if not (runs[-1].stop if runs else 0) <= run[0] < run[1] <= frame_count:
            _refuse("runs out of order")
        runs.append(range(*run))
    return tuple(runs)


# -- sound


def sound_item(block: SoundBlock) -> bytes:
    return _SOUND.pack(block.clip_s) + block.samples


def checked_sound(untrusted_item: bytes) -> SoundBlock:
    """Read what `sound_item` packed.

    Raises: LyingDecoderError.
    """
    samples = untrusted_item[_SOUND.size :]
    if len(untrusted_item) < _SOUND.size or len(samples) % FRAME_BYTES:
        _refuse("no sound")
    (clip_s,) = _SOUND.unpack_from(untrusted_item)
    if not abs(clip_s) < _LONGEST_SOUND_S or len(samples) > _MOST_SOUND_BYTES:
        _refuse("sound out of time")
    return SoundBlock(clip_s, samples)


# -- forms


def _json(untrusted: bytes) -> Any:
    try:
        return json.loads(untrusted)
    except (ValueError, RecursionError):
        _refuse("no JSON")


def _object(untrusted: bytes) -> dict[str, Any]:
    body = _json(untrusted)
    return body if isinstance(body, dict) else _refuse("no object")


def _text(body: dict[str, Any], name: str) -> str | None:
    text = body.get(name)
    return text if text is None or isinstance(text, str) else _refuse("no text")
