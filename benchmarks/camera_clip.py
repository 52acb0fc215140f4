"""Clips for benchmarks as a camera makes them: a noisy street, one slice a picture.

One stretch is encoded and then copied packet by packet with shifted pts: quickly made, however
long.
"""

import io
from collections.abc import Iterator
from fractions import Fraction

import av
import numpy as np


def camera_clip(
    *,
    size: tuple[int, int] = (1920, 1080),
    fps: int = 30,
    group: int = 250,
    repeats: int = 1,
    b_frames: int = 0,
) -> bytes:
    """Encode `repeats` times `group` frames, with one key picture each."""
    sink = io.BytesIO()
    with av.open(sink, "w", format="mp4") as output:
        video = output.add_stream("libx264", rate=fps)
        video.width, video.height, video.pix_fmt = (*size, "yuv420p")
        video.options = {
            "preset": "superfast",
            "crf": "26",
            "g": str(group),
            "bf": str(b_frames),
            "sc_threshold": "0",
        }
        video.codec_context.thread_type = "FRAME"
        packets = [packet for frame in _street(size, group, fps) for packet in video.encode(frame)]
        packets += video.encode(None)
        coded = [(bytes(p), p.pts, p.dts, p.is_keyframe, p.time_base) for p in packets]
        for repeat in range(repeats):
            for content, pts, dts, is_key, time_base in coded:
                shift = round(repeat * group / fps / time_base)
                packet = av.Packet(content)
                packet.pts, packet.dts, packet.time_base = pts + shift, dts + shift, time_base
                packet.is_keyframe, packet.stream = is_key, video
                output.mux(packet)
    return sink.getvalue()


def _street(size: tuple[int, int], count: int, fps: int) -> Iterator[av.VideoFrame]:
    width, height = size
    chance = np.random.default_rng(1)
    street = chance.integers(60, 180, (height // 8, width // 8)).astype(np.uint8)
    street = np.kron(street, np.ones((8, 8), np.uint8))
    noise = [chance.integers(-9, 10, (height, width)).astype(np.int16) for _ in range(8)]
    noisy = [np.clip(street + layer, 16, 235).astype(np.uint8) for layer in noise]
    for number in range(count):
        luma = noisy[number % len(noisy)].copy()
        left = number * 6 % (width - 200)
        luma[height // 2 : height // 2 + 120, left : left + 200] = 210
        frame = av.VideoFrame(width, height, "yuv420p")
        for plane, values in zip(frame.planes, (luma, 128, 128), strict=True):
            rows = np.frombuffer(plane, np.uint8).reshape(plane.height, plane.line_size)
            rows[:, : plane.width] = values
        frame.pts, frame.time_base = number, Fraction(1, fps)
        yield frame
