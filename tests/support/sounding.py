"""Clips whose sound tells its own time: the left channel counts milliseconds."""

import io
from fractions import Fraction

import av
import numpy as np
import numpy.typing as npt

from app.media.sound.blocks import RATE_HZ

FPS = 25


def make_sounding_clip(
    seconds: float, *, picture_offset_s: float = 0.0, codec: str = "pcm_s16le"
) -> bytes:
    """Make a clip with sound from its container's second 0 and pictures from `picture_offset_s`."""
    sink = io.BytesIO()
    with av.open(sink, "w", format="matroska") as output:
        video = output.add_stream("mpeg4", rate=FPS)
        video.width, video.height, video.pix_fmt = 64, 48, "yuv420p"
        audio = output.add_stream(codec, rate=RATE_HZ, layout="stereo")
        for number in range(round(seconds * FPS)):
            picture = av.VideoFrame.from_ndarray(
                np.full((72, 64), number % 200 + 20, np.uint8), format="yuv420p"
            )
            picture.pts = number + round(picture_offset_s * FPS)
            picture.time_base = Fraction(1, FPS)
            output.mux(video.encode(picture))
        count = round(seconds * RATE_HZ)
        left = (np.arange(count) // 48).astype(np.int16)
        both = np.stack([left, -left], axis=1).reshape(1, -1)
        for start in range(0, count, 1024):
            part = np.ascontiguousarray(both[:, 2 * start : 2 * min(start + 1024, count)])
            frame = av.AudioFrame.from_ndarray(part, format="s16", layout="stereo")
            frame.sample_rate, frame.pts = RATE_HZ, start
            frame.time_base = Fraction(1, RATE_HZ)
            output.mux(audio.encode(frame))
        output.mux(video.encode(None))
        output.mux(audio.encode(None))
    return sink.getvalue()


def told_ms(samples: bytes) -> npt.NDArray[np.int16]:
    """Give the milliseconds that each sample frame tells, by its left channel."""
    return np.frombuffer(samples, np.int16)[::2]
