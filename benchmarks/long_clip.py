"""A long clip for benchmarks: one encoded minute, copied packet by packet with shifted pts."""

import io
from pathlib import Path
from typing import Literal

import av

from tests.support.camera_clip import camera_clip


def write_long_clip(path: Path, at_least: int, table: Literal["front", "end"]) -> None:
    """Write an MP4 of `at_least` bytes; `table` says where its moov box stands."""
    minute = camera_clip()
    options = {"movflags": "faststart"} if table == "front" else {}
    with (
        av.open(str(path), "w", format="mp4", options=options) as output,
        av.open(io.BytesIO(minute)) as source,
    ):
        video = source.streams.video[0]
        copied = output.add_stream_from_template(video)
        coded = [
            (bytes(packet), packet.pts, packet.dts, packet.duration, packet.is_keyframe)
            for packet in source.demux(video)
            if packet.pts is not None and packet.dts is not None
        ]
        length = max(pts + duration for _, pts, _, duration, _ in coded)
        written = repeat = 0
        while written < at_least:
            for content, pts, dts, duration, is_key in coded:
                packet = av.Packet(content)
                packet.pts, packet.dts = pts + repeat * length, dts + repeat * length
                packet.duration, packet.time_base = duration, video.time_base
                packet.is_keyframe, packet.stream = is_key, copied
                output.mux(packet)
                written += len(content)
            repeat += 1
