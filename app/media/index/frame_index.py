"""FrameIndex: which frames a clip has, in presentation order, and where decoding can start.

A frame's number is its place among the sorted, distinct pts of the frames that are displayed.

No decoding and no stream here: `index` makes one, `decoder` uses it.

Stored form, big-endian; it is sealed like a clip, so the checks guard against mistakes only:

    4        magic "SLFI"
    2        version = 1
    4        size h of the facts
    4        number n of frames
    4        number k of key packets
    4        CRC-32 of all that follows
    h        facts: JSON in UTF-8
    8 n      pts of the frames
    8 k      pts of the key packets
    8 k      dts of the key packets; the least number there is where none is stated
"""

import json
import math
import struct
import zlib
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt

from app.media.errors import IndexFormatError

Int64Array = npt.NDArray[np.int64]

# Stands in key_dts where the container states no dts.
NO_DTS = np.iinfo(np.int64).min

_MAGIC = b"SLFI"
_VERSION = 1
# In ticks: no clip lasts longer, and differences of pts stay within 64 bits.
_LONGEST_SPAN = 1 << 62
_HEAD = struct.Struct(">4sHIIII")


class Numbering(StrEnum):
    """How frames are numbered: by pts, or, where the clip's pts are unusable, by counting."""

    PTS = "pts"
    COUNTED = "counted"


@dataclass(frozen=True, slots=True, eq=False)
class FrameIndex:
    """All frames of one clip.

    `pts` is sorted and distinct; `key_pts` and `key_dts` belong to the packets at which decoding
    can start, sorted by pts, hidden ones (edit lists) included. `rotation` is how far the
    decoded picture is to be turned clockwise to stand upright. `end_pts` is where the last frame
    ends. `average_rate` is for display only.

    With `Numbering.COUNTED` the pts are the frame numbers themselves, in a time base of one frame.
    """

    pts: Int64Array
    end_pts: int
    key_pts: Int64Array
    key_dts: Int64Array
    time_base: Fraction
    coded_width: int
    coded_height: int
    rotation: int
    sample_aspect: Fraction
    codec: str
    average_rate: Fraction | None = None
    numbering: Numbering = Numbering.PTS
    # Each picture is cut into slices: threads then work within a picture, not across pictures.
    multi_slice: bool = False
    # Pictures that no later one refers to may be left out on the way to a target.
    skip_unreferenced: bool = True
    # More frames follow these: the index is still being built. It crosses processes in its stored
    # form, but is never stored.
    grows: bool = False

    @property
    def frame_count(self) -> int:
        return len(self.pts)

    @property
    def first_pts(self) -> int:
        return int(self.pts[0])

    @property
    def duration_pts(self) -> int:
        return self.end_pts - self.first_pts

    @property
    def display_width(self) -> int:
        return self._upright_size()[0]

    @property
    def display_height(self) -> int:
        return self._upright_size()[1]

    @property
    def width(self) -> int:
        """The width of what is shown, after rotation and sample aspect: boxes live in it."""
        return self._upright_size()[0]

    @property
    def height(self) -> int:
        """The height of what is shown, after rotation and sample aspect."""
        return self._upright_size()[1]

    @property
    def key_frames(self) -> Int64Array:
        """The frame indexes of the key pictures that are displayed, ascending."""
        at = np.searchsorted(self.pts, self.key_pts)
        inside = at < len(self.pts)
        found = np.sort(at[inside][self.pts[at[inside]] == self.key_pts[inside]])
        # Not `np.unique`: the first call of it loads modules, and a window asks for this.
        return found[np.diff(found, prepend=-1) > 0].astype(np.int64)

    def _upright_size(self) -> tuple[int, int]:
        # The longer way: a sample aspect never throws rows or columns away.
        width, height = self.coded_width, self.coded_height
        if self.sample_aspect > 1:
            width = round(width * self.sample_aspect)
        else:
            height = round(height / self.sample_aspect)
        return (height, width) if self.rotation in {90, 270} else (width, height)

    def extends(self, shorter: "FrameIndex") -> bool:
        """Say whether each frame of a shorter index has the same number here."""
        return (
            self.numbering is shorter.numbering
            and self.time_base == shorter.time_base
            and np.array_equal(self.pts[: shorter.frame_count], shorter.pts)
        )

    def frame_of_pts(self, pts: int) -> int | None:
        """Give the frame with exactly this pts, or None."""
        at = int(np.searchsorted(self.pts, pts))
        return at if at < len(self.pts) and int(self.pts[at]) == pts else None

    def nearest(self, pts: int) -> int:
        """Give the frame whose pts is nearest to this one; the earlier of two equally near."""
        at = int(np.searchsorted(self.pts, pts))
        if at == 0:
            return 0
        if at == len(self.pts):
            return at - 1
        return at - 1 if pts - int(self.pts[at - 1]) <= int(self.pts[at]) - pts else at

    def frame_at_seconds(self, seconds: float) -> int:
        """Give the frame on screen at this time, in seconds from the first frame."""
        # Seconds are rounded binary fractions; a frame's own time must give that frame.
        pts = self.first_pts + math.floor(seconds / self.time_base + 1e-6)
        at = int(np.searchsorted(self.pts, pts, side="right")) - 1
        return min(max(at, 0), self.frame_count - 1)

    def seconds(self, frame_index: int) -> float:
        """Give a frame's time in seconds from the first frame."""
        return float((int(self.pts[frame_index]) - self.first_pts) * self.time_base)

    def to_bytes(self) -> bytes:
        """Serialise, for storing as derived data (layout: `_HEAD`, JSON, then the arrays)."""
        facts: dict[str, Any] = {
            "end_pts": self.end_pts,
            "time_base": _text(self.time_base),
            "coded_size": [self.coded_width, self.coded_height],
            "rotation": self.rotation,
            "sample_aspect": _text(self.sample_aspect),
            "codec": self.codec,
            "average_rate": None if self.average_rate is None else _text(self.average_rate),
            "numbering": self.numbering.value,
            "multi_slice": self.multi_slice,
            "skip_unreferenced": self.skip_unreferenced,
        }
        if self.grows:
            facts["grows"] = True
        header = json.dumps(facts, separators=(",", ":")).encode()
        arrays = b"".join(
            array.astype(">i8").tobytes() for array in (self.pts, self.key_pts, self.key_dts)
        )
        body = header + arrays
        head = _HEAD.pack(
            _MAGIC, _VERSION, len(header), len(self.pts), len(self.key_pts), zlib.crc32(body)
        )
        return head + body

    @classmethod
    def from_bytes(cls, untrusted_bytes: bytes) -> "FrameIndex":
        """Read what `to_bytes` wrote.

        Raises: IndexFormatError, also for an index of another version: it is then built anew.
        """
        if len(untrusted_bytes) < _HEAD.size:
            raise IndexFormatError("a stored frame index is too short")
        magic, version, header_size, frames, keys, checksum = _HEAD.unpack_from(untrusted_bytes)
        if magic != _MAGIC or version != _VERSION:
            raise IndexFormatError("a stored frame index is of another version")
        body = untrusted_bytes[_HEAD.size :]
        if len(body) != header_size + 8 * (frames + 2 * keys) or zlib.crc32(body) != checksum:
            raise IndexFormatError("a stored frame index is damaged")
        try:
            facts: dict[str, Any] = json.loads(body[:header_size])
            numbers = np.frombuffer(body, dtype=">i8", offset=header_size).astype(np.int64)
            index = cls(
                pts=numbers[:frames],
                end_pts=int(facts["end_pts"]),
                key_pts=numbers[frames : frames + keys],
                key_dts=numbers[frames + keys :],
                time_base=Fraction(facts["time_base"]),
                coded_width=int(facts["coded_size"][0]),
                coded_height=int(facts["coded_size"][1]),
                rotation=int(facts["rotation"]),
                sample_aspect=Fraction(facts["sample_aspect"]),
                codec=str(facts["codec"]),
                average_rate=_optional_fraction(facts["average_rate"]),
                numbering=Numbering(facts["numbering"]),
                multi_slice=bool(facts["multi_slice"]),
                skip_unreferenced=bool(facts["skip_unreferenced"]),
                grows=bool(facts.get("grows", False)),
            )
        except _UNFIT as error:
            raise IndexFormatError("a stored frame index is damaged") from error
        if frames == 0 or bool(np.any(index.pts[1:] <= index.pts[:-1])):
            raise IndexFormatError("a stored frame index is out of order")
        last = int(index.pts[-1])
        if max(last - index.first_pts, abs(index.end_pts - last)) >= _LONGEST_SPAN:
            raise IndexFormatError("a stored frame index spans too much")
        return index


_UNFIT = (ValueError, KeyError, IndexError, TypeError, ArithmeticError)


def _text(value: Fraction) -> str:
    return f"{value.numerator}/{value.denominator}"


def _optional_fraction(text: str | None) -> Fraction | None:
    return None if text is None else Fraction(text)
