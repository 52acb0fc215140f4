"""Measures where in a clip something moves: a strip of energies, from coarse to fine.

Two pictures are compared on their luma, scaled down to about 480 pixels (a quarter of 1080p):

- What both have in common is taken away: a jump in brightness of the whole picture (lamps, clouds,
  exposure) counts as nothing. A switch to infra-red does show, as one peak.
- A pixel has changed where it differs by more than the picture's own noise explains: five times
  its standard deviation, which is judged by the median, so that what moves doesn't count as noise.
- Changed pixels count only in groups: lone speckles of a night scene are no motion.
- The uppermost and lowest twelfth of the picture are left out, because most cameras write their
  clock there. That is crude: a person who is seen nowhere else is missed.

Sweeps go from coarse to fine: 32 key pictures over the whole clip, 256 key pictures, then every
fifth of a second, as far as that is affordable (`survey`). In longer clips the last sweep compares
up to 1024 key pictures, and in between some frames behind each.
"""

from collections.abc import Callable, Iterator

import av
import cv2
import numpy as np
from av.video.reformatter import Interpolation

from app.media.container import ByteStream
from app.media.decoding.decoder import DecodedFrame, ExactDecoder
from app.media.errors import DamagedClipError, DecodingCancelledError
from app.media.index.frame_index import FrameIndex
from app.media.pictures.crop import plane_rows
from app.media.strips.motion_strip import COARSE_SWEEPS, Energies, Motion
from app.media.strips.survey import affordable_pictures, is_walkable, spread_keys

_COARSE_KEYS = (32, 256)
_FINE_KEYS = 1024
_LAG_S = 0.2

_LONGEST_SIDE_PX = 480
_LEAST_LEVELS = 12
_NOISE_TIMES = 5.0
_MAD_TO_SIGMA = 1.4826
_CELL_PX = 8
_LEAST_OF_CELL = 0.15
_CLOCK_SHARE = 1 / 12
# Formats whose first plane is 8-bit luma, a byte a sample.
_LUMA_FIRST = frozenset(
    {"gray", "nv12", "nv21", *(f"yuv{j}{s}p" for j in ("", "j") for s in ("420", "422", "444"))}
)


def motion_parts(
    stream: ByteStream,
    index: FrameIndex,
    *,
    known: Motion | None = None,
    only_coarse: bool = False,
    cancelled: Callable[[], bool] | None = None,
) -> Iterator[bytes]:
    """Yield packed `Motion` again and again, each with more in it than the one before.

    Goes on from `known`. With `only_coarse` it stops after 32 key pictures: all that is cheap
    where each byte comes over a network.

    Raises: DecodingCancelledError, MediaError, what the stream raises.
    """
    strip = _Strip(known or Motion.unknown(index.frame_count))
    sweeps = 1 if only_coarse else COARSE_SWEEPS
    decoder = ExactDecoder(stream, index)
    eye = _Eye(index)
    try:
        for sweep in range(strip.motion.coarse_sweeps, sweeps):
            frames = spread_keys(index, _COARSE_KEYS[sweep]).tolist()
            pictures = _key_pictures(decoder, frames, cancelled)
            yield from (strip.packed() for _ in strip.sweep(pictures, eye))
            strip.finish_coarse()
            yield strip.packed()
        if only_coarse or strip.motion.is_complete:
            return
        frames = fine_frames(index)
        start = max(strip.motion.refined_frames - 1, 0)
        pictures = _pictures(decoder, [frame for frame in frames if frame >= start], cancelled)
        for frame_index in strip.sweep(pictures, eye):
            strip.refined(frame_index + 1)
            yield strip.packed()
        strip.refined(index.frame_count)
        yield strip.packed()
    finally:
        decoder.close()


class _Strip:
    """The energies as they are being measured."""

    def __init__(self, motion: Motion) -> None:
        self.motion = motion
        self._energy: Energies = np.frombuffer(motion.energy, np.uint8).copy()

    def sweep(self, pictures: Iterator[DecodedFrame], eye: "_Eye") -> Iterator[int]:
        """Compare each picture with the one before; yield how far it has come."""
        before: tuple[int, Energies] | None = None
        last_bin = -1
        for found in pictures:
            if found.corrupt or (before is not None and found.frame_index <= before[0]):
                continue
            luma = eye.luma(found.picture)
            if before is not None:
                energy = round(255 * eye.changed_share(before[1], luma) ** 0.5)
                last_bin = self._put(before[0], found.frame_index, energy, last_bin)
            before = (found.frame_index, luma)
            yield found.frame_index

    def _put(self, first: int, last: int, energy: int, last_bin: int) -> int:
        """Write down what moved from `first` to `last`; two in one bin leave the higher."""
        count = self.motion.frame_count
        start = (first + 1) * len(self._energy) // count
        end = last * len(self._energy) // count
        if start == last_bin:
            self._energy[start] = max(int(self._energy[start]), energy)
            start += 1
        self._energy[start : end + 1] = energy
        return end

    def finish_coarse(self) -> None:
        self._renew(self.motion.coarse_sweeps + 1, self.motion.refined_frames)

    def refined(self, frames: int) -> None:
        self._renew(self.motion.coarse_sweeps, frames)

    def packed(self) -> bytes:
        self._renew(self.motion.coarse_sweeps, self.motion.refined_frames)
        return self.motion.to_bytes()

    def _renew(self, sweeps: int, refined: int) -> None:
        self.motion = Motion(
            self.motion.frame_count,
            self._energy.tobytes(),
            coarse_sweeps=sweeps,
            refined_frames=refined,
        )


class _Eye:
    """Sees how much of the picture has changed."""

    def __init__(self, index: FrameIndex) -> None:
        longest = max(index.coded_width, index.coded_height)
        scale = min(1.0, _LONGEST_SIDE_PX / longest)
        self._width = max(round(index.coded_width * scale), _CELL_PX)
        self._height = max(round(index.coded_height * scale), _CELL_PX)
        self._cells = (self._width // _CELL_PX, self._height // _CELL_PX)
        self._margin = round(self._height * _CLOCK_SHARE)

    def luma(self, picture: av.VideoFrame) -> Energies:
        """Give the luma, scaled down, as (height, width) uint8."""
        size = (self._width, self._height)
        if picture.format.name in _LUMA_FIRST:
            rows = plane_rows(picture.planes[0])[:, : picture.width]
            return cv2.resize(rows, size, interpolation=cv2.INTER_AREA).astype(np.uint8)
        try:
            grey = picture.reformat(*size, format="gray", interpolation=Interpolation.AREA)
        except av.FFmpegError as error:
            raise DamagedClipError("a picture's format can't be converted") from error
        return plane_rows(grey.planes[0])[:, : grey.width].copy()

    def changed_share(self, before: Energies, after: Energies) -> float:
        """Give the share 0…1 of the picture in which something moved."""
        difference = cv2.subtract(after, before, dtype=cv2.CV_16S)
        # A sixteenth of the pixels is plenty for two medians.
        sample = difference[::4, ::4]
        light = np.median(sample)
        noise = _MAD_TO_SIGMA * float(np.median(np.abs(sample - light)))
        least = max(_LEAST_LEVELS, _NOISE_TIMES * noise)
        low, high = float(light - least), float(light + least)
        mask = cv2.bitwise_not(cv2.inRange(difference, (low,), (high,)))
        mask[: self._margin] = 0
        mask[self._height - self._margin :] = 0
        cells = cv2.resize(mask, self._cells, interpolation=cv2.INTER_AREA)
        cells[cells < 255 * _LEAST_OF_CELL] = 0
        return float(cells.mean()) / 255


def fine_frames(index: FrameIndex) -> list[int]:
    """List the frames of the last sweep, ascending."""
    count = index.frame_count
    seconds = float(index.duration_pts * index.time_base)
    step = max(round(_LAG_S * count / seconds), 1) if seconds > 0 else 1
    if is_walkable(index):
        return [*range(0, count - 1, step), count - 1]
    keys = spread_keys(index, _FINE_KEYS)
    walk = affordable_pictures(index) // max(len(keys), 1)
    frames = {count - 1}
    for key, successor in zip(keys.tolist(), [*keys[1:].tolist(), count], strict=True):
        frames.update(range(key, min(key + walk + 1, successor), step))
    return sorted(frames)


def _key_pictures(
    decoder: ExactDecoder, frames: list[int], cancelled: Callable[[], bool] | None
) -> Iterator[DecodedFrame]:
    for frame_index in frames:
        _check(cancelled)
        try:
            found = decoder.keyframe_before(frame_index, cancelled=cancelled)
        except DamagedClipError:
            continue
        if found is not None:
            yield found


def _pictures(
    decoder: ExactDecoder, frames: list[int], cancelled: Callable[[], bool] | None
) -> Iterator[DecodedFrame]:
    for frame_index in frames:
        _check(cancelled)
        try:
            found = decoder.frame(frame_index, cancelled=cancelled)
        except DamagedClipError:
            continue
        yield found


def _check(cancelled: Callable[[], bool] | None) -> None:
    if cancelled is not None and cancelled():
        raise DecodingCancelledError
