"""The sound of a clip, decoded block by block to what a sound device takes.

Sound follows the picture: its seconds are the clip's, counted from the first frame on screen, as
everywhere in the program. What lies before that frame is left out.
"""

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field

import av
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.stream import Discard

from app.media.container import ByteStream, open_container
from app.media.errors import NoSoundError
from app.media.index.frame_index import FrameIndex

# 16 bits, two channels, the usual rate: every device takes it.
RATE_HZ, CHANNELS, FRAME_BYTES = 48_000, 2, 4
DEVICE_BUFFER_MS = 40
# Between the asking and the hearing lies one buffer that plays and, on average, half of another.
LATENCY_S = 1.5 * DEVICE_BUFFER_MS / 1000
_MAX_ERRORS = 64


@dataclass(frozen=True, slots=True)
class SoundBlock:
    """Samples from `clip_s` on: interleaved, little-endian, 16 bits, two channels, 48 kHz."""

    clip_s: float
    samples: bytes = field(repr=False)

    @property
    def end_s(self) -> float:
        return self.clip_s + len(self.samples) / FRAME_BYTES / RATE_HZ


def first_second(index: FrameIndex) -> float:
    """Give the moment of the first frame by the container's own clock, in seconds.

    Frames that are counted have no such moment; their sound begins where the container does.
    """
    return float(index.first_pts * index.time_base)


def has_sound(stream: ByteStream) -> bool:
    """Say whether the clip holds sound that can be decoded; reads the head only.

    Raises: MediaError, what the stream raises.
    """
    container = open_container(stream)
    try:
        return any(track.codec_context is not None for track in container.streams.audio)
    finally:
        container.close()


def sound_blocks(
    stream: ByteStream,
    *,
    first_s: float,
    start_s: float,
    cancelled: Callable[[], bool] | None = None,
) -> Iterator[SoundBlock]:
    """Yield the sound from a moment of the clip to its end; damaged stretches are left out.

    `first_s` is what `first_second` gives, `start_s` counts from there.

    Raises: NoSoundError, MediaError, what the stream raises.
    """
    container = open_container(stream)
    try:
        track = _sound_track(container)
        with suppress(av.FFmpegError):
            container.seek(
                max(int((first_s + start_s) / (track.time_base or 1)), 0),
                stream=track,
                backward=True,
            )
        for block in _blocks(container, track, first_s):
            if cancelled is not None and cancelled():
                return
            if block.end_s > max(start_s, 0.0):
                yield block
    finally:
        container.close()


def _sound_track(container: InputContainer) -> AudioStream:
    tracks = [track for track in container.streams.audio if track.codec_context is not None]
    if not tracks:
        raise NoSoundError("the clip holds no sound")
    for other in container.streams:
        if other.index != tracks[0].index:
            other.discard = Discard.all
    return tracks[0]


def _blocks(container: InputContainer, track: AudioStream, first_s: float) -> Iterator[SoundBlock]:
    resampler = av.AudioResampler(format="s16", layout="stereo", rate=RATE_HZ)
    for frame in _frames(container, track):
        if frame.time is None:
            continue
        for part in resampler.resample(frame):
            samples = bytes(part.planes[0])[: part.samples * FRAME_BYTES]
            if samples and part.time is not None:
                yield SoundBlock(part.time - first_s, samples)


def _frames(container: InputContainer, track: AudioStream) -> Iterator[AudioFrame]:
    for _ in range(_MAX_ERRORS):
        with suppress(av.FFmpegError):
            yield from container.decode(track)
            return
