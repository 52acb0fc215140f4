"""Clips like those of cameras, quickly made: one encoded stretch, repeated with its own pts."""

import io
from fractions import Fraction
from functools import cache

import av
import numpy as np

STRETCH_S = 10


@cache
def street_clip(
    *,
    seconds: int,
    width: int = 1920,
    height: int = 1080,
    fps: int = 25,
    gop: int = 50,
    noise: int = 2,
    crf: int = 30,
    codec: str = "libx264",
) -> bytes:
    """Make an MP4 of a street by day: still ground, a little noise, cars that cross."""
    chance = np.random.default_rng(1)
    ground = chance.integers(60, 180, (height // 8, width // 8)).astype(np.uint8)
    ground = np.kron(ground, np.ones((8, 8), np.uint8))[:height, :width].astype(np.int16)
    layers = [chance.integers(-noise, noise + 1, (height, width)) for _ in range(8)]
    noisy = [np.clip(ground + layer, 16, 235).astype(np.uint8) for layer in layers]
    count, sink, packets = fps * min(STRETCH_S, seconds), io.BytesIO(), []
    with av.open(sink, "w", format="mp4") as output:
        video = output.add_stream(codec, rate=fps)
        video.width, video.height, video.pix_fmt = width, height, "yuv420p"
        video.options = {"preset": "superfast", "crf": str(crf), "g": str(gop), "bf": "2"}
        video.codec_context.thread_type = "FRAME"
        for number in range(count):
            luma = noisy[number % len(noisy)].copy()
            for lane in range(3):
                left = (number * (5 + 2 * lane) + 400 * lane) % (width - width // 9)
                top = height // 4 + lane * height // 5
                luma[top : top + height // 10, left : left + width // 9] = 200 - 50 * lane
            frame = av.VideoFrame(width, height, "yuv420p")
            for plane, values in zip(frame.planes, (luma, 128, 128), strict=True):
                rows = np.frombuffer(plane, np.uint8).reshape(plane.height, plane.line_size)
                rows[:, : plane.width] = values
            frame.pts, frame.time_base = number, Fraction(1, fps)
            packets += video.encode(frame)
        packets += video.encode(None)
        coded = [(bytes(p), p.pts, p.dts, p.is_keyframe, p.time_base) for p in packets]
        for repeat in range(max(seconds // STRETCH_S, 1)):
            for content, pts, dts, is_key, time_base in coded:
                shift = round(repeat * count / fps / time_base)
                packet = av.Packet(content)
                packet.pts, packet.dts, packet.time_base = pts + shift, dts + shift, time_base
                packet.is_keyframe, packet.stream = is_key, video
                output.mux(packet)
    return sink.getvalue()
