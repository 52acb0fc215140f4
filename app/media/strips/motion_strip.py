"""Motion: how much moves in each stretch of a clip, and its stored form.

No decoding here: `motion` measures it. Stored form, big-endian; it is sealed like a clip, so the
checks guard against mistakes only:

    4   magic "SLMO"
    2   version = 1
    2   number n of bins, 1…2048
    4   frame count of the clip
    4   frames, from the first on, that the last sweep has been over
    1   coarse sweeps that are done
    1   peak: the highest energy
    4   CRC-32 of the energies
    n   energy of each bin, one byte

Bin b covers the frames f with f·n ÷ frame count = b, rounded down. An energy of e stands for
(e ÷ 255)² of the picture: people far away, a thousandth of it, still show.
"""

import struct
import zlib
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from app.media.errors import MotionFormatError
from app.media.index.frame_index import Int64Array

MOST_BINS = 2048
COARSE_SWEEPS = 2

_HEAD = struct.Struct(">4sHHIIBBI")
_MAGIC, _VERSION = b"SLMO", 1
_COARSE_SHARE = 0.1

Energies = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Motion:
    """What is known of the motion in one clip.

    `energy` has a byte for each bin. `coarse_sweeps` and `refined_frames` tell how far measuring
    has come; where it has not been, the energy is 0.
    """

    frame_count: int
    energy: bytes
    coarse_sweeps: int = 0
    refined_frames: int = 0

    @classmethod
    def unknown(cls, frame_count: int) -> "Motion":
        """Give the motion of a clip that nobody has looked at yet."""
        return cls(frame_count, bytes(bin_count(frame_count)))

    @property
    def peak(self) -> int:
        return max(self.energy, default=0)

    @property
    def is_complete(self) -> bool:
        return self.refined_frames >= self.frame_count

    @property
    def share(self) -> float:
        """How much of the work is done, 0…1; a guess for people."""
        if self.is_complete:
            return 1.0
        refined = self.refined_frames / self.frame_count
        coarse = self.coarse_sweeps * _COARSE_SHARE
        return min(coarse + refined * (1 - COARSE_SWEEPS * _COARSE_SHARE), 1.0)

    def share_at(self, frame_index: int) -> float:
        """Say in how much of the picture something moves around a frame, 0…1."""
        at = min(max(frame_index, 0), self.frame_count - 1)
        energy: int = self.energy[at * len(self.energy) // self.frame_count]
        return (energy / 255) ** 2

    def peaks(self, edges: Int64Array) -> Energies:
        """Give the highest energy in each of the stretches between `edges` (rising frames).

        A stretch narrower than a bin takes the bin at its left edge.
        """
        energy = np.frombuffer(self.energy, np.uint8)
        if len(edges) < 2 or not len(energy):
            return np.zeros(0, dtype=np.uint8)
        frames = np.clip(edges, 0, self.frame_count - 1)
        bins = frames * len(energy) // self.frame_count
        # reduceat's last stretch would run to the end of the clip; the cut keeps it in view.
        return np.maximum.reduceat(energy[: max(bins[-1], bins[-2] + 1)], bins[:-1])

    def to_bytes(self) -> bytes:
        """Serialise, for storing as derived data."""
        head = _HEAD.pack(
            _MAGIC,
            _VERSION,
            len(self.energy),
            self.frame_count,
            self.refined_frames,
            self.coarse_sweeps,
            self.peak,
            zlib.crc32(self.energy),
        )
        return head + self.energy

    @classmethod
    def from_bytes(cls, untrusted_bytes: bytes, *, frame_count: int) -> "Motion":
        """Read what `to_bytes` wrote, of a clip with this many frames.

        Raises: MotionFormatError.
        """
        if len(untrusted_bytes) < _HEAD.size:
            raise MotionFormatError("a stored motion strip is too short")
        magic, version, bins, frames, refined, sweeps, peak, crc = _HEAD.unpack_from(
            untrusted_bytes
        )
        if magic != _MAGIC or version != _VERSION:
            raise MotionFormatError("a stored motion strip is of another version")
        energy = untrusted_bytes[_HEAD.size :]
        if frames != frame_count or bins != bin_count(frame_count) or len(energy) != bins:
            raise MotionFormatError("a stored motion strip is not of this clip's length")
        if refined > frames or sweeps > COARSE_SWEEPS:
            raise MotionFormatError("a stored motion strip tells more than there is")
        if zlib.crc32(energy) != crc or max(energy) != peak:
            raise MotionFormatError("a stored motion strip is damaged")
        return cls(frames, energy, coarse_sweeps=sweeps, refined_frames=refined)


def bin_count(frame_count: int) -> int:
    """Give the number of bins for a clip of that many frames."""
    return max(min(frame_count, MOST_BINS), 1)
