"""Clips as a camera makes them, quickly made however long: one encoded stretch, repeated.

A street by day: still ground with sensor noise, three cars that cross, one slice a picture. The
stretch is copied packet by packet with shifted pts. For benchmarks, and tests that need weight.
"""

import io
from collections.abc import Iterator
from fractions import Fraction

import av
import numpy as np

_STRETCH_S = 10


def camera_clip(
    *,
    size: tuple[int, int] = (1920, 1080),
    fps: int = 25,
    group: int = 50,
    b_frames: int = 2,
    frames: int | None = None,
    repeats: int = 6,
    noise: int = 9,
    crf: int = 26,
) -> bytes:
    """Encode H.264 in MP4: `repeats` times `frames` (ten seconds) with a key picture each `group`.

    `noise` is the sensor's, in levels either way; with `crf` it decides on the bit rate: 3.4 Mbit/s
    at 1080p25 as it stands here, half of one with a noise of 2 and 30.
    """
    count = fps * _STRETCH_S if frames is None else frames
    sink = io.BytesIO()
    with av.open(sink, "w", format="mp4") as output:
        video = output.add_stream("libx264", rate=fps)
        video.width, video.height, video.pix_fmt = (*size, "yuv420p")
        video.options = {
            "preset": "superfast",
            "crf": str(crf),
            "g": str(group),
            "bf": str(b_frames),
            "sc_threshold": "0",
        }
        video.codec_context.thread_type = "FRAME"
        pictures = _street(size, count, fps=fps, noise=noise)
        packets = [packet for picture in pictures for packet in video.encode(picture)]
        packets += video.encode(None)
        coded = [(bytes(p), p.pts, p.dts, p.is_keyframe, p.time_base) for p in packets]
        for repeat in range(repeats):
            for content, pts, dts, is_key, time_base in coded:
                shift = round(repeat * count / fps / time_base)
                packet = av.Packet(content)
                packet.pts, packet.dts, packet.time_base = pts + shift, dts + shift, time_base
                packet.is_keyframe, packet.stream = is_key, video
                output.mux(packet)
    return sink.getvalue()


def _street(size: tuple[int, int], count: int, *, fps: int, noise: int) -> Iterator[av.VideoFrame]:
    width, height = size
    chance = np.random.default_rng(1)
    ground = chance.integers(60, 180, (-(-height // 8), -(-width // 8))).astype(np.uint8)
    ground = np.kron(ground, np.ones((8, 8), np.uint8))[:height, :width].astype(np.int16)
    layers = [chance.integers(-noise, noise + 1, (height, width)) for _ in range(8)]
    noisy = [np.clip(ground + layer, 16, 235).astype(np.uint8) for layer in layers]
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
        yield frame
