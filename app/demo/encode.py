"""Encode frames into the bytes of a file, in memory only."""

import io
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

import av
import numpy as np
from av.video import VideoStream
from av.video.reformatter import ColorRange, Colorspace

from app.demo.arrays import Array

_BT709 = 1  # ITU-T H.273: primaries, transfer and matrix of HDTV


@dataclass(frozen=True, slots=True)
class Encoding:
    """How a scene's clip is encoded."""

    codec: str
    width: int
    height: int
    time_base: Fraction
    rate: Fraction  # nominal; the frames carry their own pts
    options: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class TimedFrame:
    """One frame to encode: (H, W, 3) uint8 BGR, its noise (H, W) int16, and its pts."""

    picture: Array
    noise: Array
    pts: int


def encode(frames: Iterable[TimedFrame], encoding: Encoding) -> bytes:
    """Encode frames in order and return the bytes of an MP4."""
    target = io.BytesIO()
    with av.open(target, mode="w", format="mp4") as container:
        stream = container.add_stream(encoding.codec, rate=encoding.rate)
        if not isinstance(stream, VideoStream):
            raise TypeError(f"{encoding.codec} is not a video codec")
        stream.width, stream.height = encoding.width, encoding.height
        stream.pix_fmt = "yuv420p"
        stream.time_base = encoding.time_base
        context = stream.codec_context
        context.time_base = encoding.time_base
        context.options = dict(encoding.options)
        context.thread_count = 1
        context.color_range = ColorRange.MPEG
        context.colorspace = Colorspace.ITU709
        context.color_primaries = _BT709
        context.color_trc = _BT709
        for timed in frames:
            container.mux(stream.encode(_to_yuv(timed, encoding.time_base)))
        container.mux(stream.encode(None))
    return target.getvalue()


def _to_yuv(timed: TimedFrame, time_base: Fraction) -> av.VideoFrame:
    bgr = av.VideoFrame.from_ndarray(timed.picture, format="bgr24")
    frame = bgr.reformat(
        format="yuv420p", dst_colorspace=Colorspace.ITU709, dst_color_range=ColorRange.MPEG
    )
    plane = frame.planes[0]
    luma = np.frombuffer(memoryview(plane), np.uint8).reshape(plane.height, plane.line_size)
    # A sensor's noise is in the light; the encoder's denoiser takes it out of the colour.
    np.clip(
        luma[:, : plane.width] + timed.noise, 16, 235, out=luma[:, : plane.width], casting="unsafe"
    )
    frame.pts = timed.pts
    frame.time_base = time_base
    return frame
