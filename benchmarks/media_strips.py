"""What the motion strip and the dense thumbnails of a clip cost, per hour of 1080p.

    .venv/bin/python -m benchmarks.media_strips [MINUTES]

Decoding every frame once is the baseline: what a strip that skips nothing would cost at least. CPU
time of this process, decoder threads included. Exits 1 when motion and thumbnails of the long clip
together cost more than two CPU minutes, or a first look more than three CPU seconds.
"""

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from app.media.decoding.frame_reader import FrameReader
from app.media.index.building import build_index
from app.media.index.frame_index import FrameIndex
from app.media.strips.motion import motion_parts
from app.media.strips.motion_strip import Motion
from app.media.strips.survey import is_walkable
from app.media.strips.thumbnails import dense_thumbnails
from benchmarks.long_clip import write_long_clip

# What a minute of the synthetic street takes.
_MINUTE_BYTES = 23 << 20
_LIMIT_S = 120.0
_FIRST_LOOK_LIMIT_S = 3.0
_BASELINE_FRAMES = 600


def cpu_s(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def decode_some(clip: Path, index: FrameIndex) -> None:
    with clip.open("rb") as stream:
        reader = FrameReader(stream, index)
        for frame in range(_BASELINE_FRAMES):
            reader.take(frame, lambda: False)
        reader.close()


def measure(clip: Path) -> bool:
    with clip.open("rb") as stream:
        index = build_index(stream)
    seconds = float(index.duration_pts * index.time_base)
    print(
        f"{index.width}x{index.height}, {seconds / 60:.0f} min, {index.frame_count} frames, "
        f"{len(index.key_frames)} key pictures; every frame affordable: {is_walkable(index)}"
    )
    a_frame_s = cpu_s(lambda: decode_some(clip, index)) / _BASELINE_FRAMES
    whole_s = a_frame_s * index.frame_count
    print(f"  decoding every frame once: {whole_s:.0f} CPU s ({a_frame_s * 1000:.1f} ms a frame)")
    first_s = cpu_s(lambda: measure_motion(clip, index, only_coarse=True))
    motion_s = cpu_s(lambda: measure_motion(clip, index, only_coarse=False))
    made: list[int] = []

    def make() -> None:
        with clip.open("rb") as stream:
            made.extend(len(one.jpeg) for one in dense_thumbnails(stream, index))

    pictures_s = cpu_s(make)
    print(f"  motion, first look:        {first_s:.1f} CPU s")
    share = motion_s / whole_s
    print(f"  motion, complete:          {motion_s:.1f} CPU s, {share:.2f} of decoding all")
    print(
        f"  thumbnails:                {pictures_s:.1f} CPU s, {len(made)} pictures, "
        f"{sum(made) / 1024:.0f} KiB"
    )
    return motion_s + pictures_s <= _LIMIT_S and first_s <= _FIRST_LOOK_LIMIT_S


def measure_motion(clip: Path, index: FrameIndex, *, only_coarse: bool) -> None:
    with clip.open("rb") as stream:
        *_, packed = motion_parts(stream, index, only_coarse=only_coarse)
    Motion.from_bytes(packed, frame_count=index.frame_count)


def main() -> int:
    minutes = int(sys.argv[1]) if len(sys.argv) > 1 else 60
    with tempfile.TemporaryDirectory() as folder:
        fits = []
        for length in (1, minutes):
            clip = Path(folder) / "clip.mp4"
            # The footage is synthetic: nothing that a person filmed is on the disk in clear.
            write_long_clip(clip, length * _MINUTE_BYTES, "front")
            fits.append(measure(clip))
    return 0 if all(fits) else 1


if __name__ == "__main__":
    sys.exit(main())
