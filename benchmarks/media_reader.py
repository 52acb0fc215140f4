"""Our player's reading against its limits: ``.venv/bin/python -m benchmarks.media_reader``.

One sealed clip and the same clip in clear. In one run, ask by ask in changing order:

- `sealed`    our exact decoder on the decrypting reader;
- `bare`      PyAV on the plain file with the same algorithm and nothing else;
- `opencv`    `VideoCapture` on the plain file, by frame number (often wrong elsewhere);
- `ffmpeg`    decodes the plain file to nothing: the limit for decoding in order.

A round's ratio is that of the medians (p50) or of the 95th percentiles (p95) of its asks; the
result is the median of the rounds' ratios. Asked for: opening to the first frame at most 1.10 of
bare; random seek at most 1.05 (p50) and 1.10 (p95) of bare, 0.6 (p50) and 0.8 (p95) of OpenCV;
decoding in order at least 0.95 of bare.
"""

import argparse
import io
import os
import random
import shutil
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np

from app.media.decoding.decoder import ExactDecoder
from app.media.index.building import FrameIndex, build_index
from benchmarks.bare_pyav import BareReader
from crypto.clip_reader import SeekableReader
from crypto.clip_stream import seal_stream
from crypto.keyring import Keyring
from crypto.source import FileSource
from tests.support.camera_clip import camera_clip

TURN_FRAMES, LEAST_IN_ORDER = 25, 0.95
Ask = Callable[[int], object]


class Clip:
    """A clip in clear and sealed, with its index."""

    def __init__(self, folder: Path, content: bytes) -> None:
        self.keyring = Keyring.generate()
        self.plain, self.sealed = folder / "plain.mp4", folder / "sealed.slc"
        self.plain.write_bytes(content)
        with self.sealed.open("wb") as sink:
            seal_stream(io.BytesIO(content), sink.write, keyring=self.keyring)
        self.packed = build_index(io.BytesIO(content)).to_bytes()
        self.index = FrameIndex.from_bytes(self.packed)

    def stream(self) -> SeekableReader:
        return SeekableReader(FileSource(self.sealed), self.keyring)


def timed(ask: Ask, number: int) -> float:
    started = time.perf_counter()
    ask(number)
    return time.perf_counter() - started


def interleaved(
    sides: dict[str, Ask], numbers: list[int], *, rounds: int
) -> dict[str, list[np.ndarray]]:
    """Ask all sides for the same, in changing order; give each side's seconds of each round."""
    chance = random.Random(5)
    seconds: dict[str, list[np.ndarray]] = {name: [] for name in sides}
    for ask in sides.values():
        ask(numbers[0])
    per_round = len(numbers) // rounds
    for turn in range(rounds):
        of_round: dict[str, list[float]] = {name: [] for name in sides}
        for number in numbers[turn * per_round : (turn + 1) * per_round]:
            for name in chance.sample(list(sides), len(sides)):
                of_round[name].append(timed(sides[name], number))
        for name, taken in of_round.items():
            seconds[name].append(np.array(taken))
    return seconds


def report(
    title: str, seconds: dict[str, list[np.ndarray]], targets: dict[tuple[str, int], float]
) -> bool:
    """Print figures and ratios; say whether all targets are kept."""
    print(title)
    for name, rounds in seconds.items():
        p50, p95 = np.percentile(np.concatenate(rounds) * 1000, [50, 95])
        print(f"  {name:8} p50 {p50:8.2f}  p95 {p95:8.2f} ms")
    all_kept = True
    for (against, percent), target in targets.items():
        ratios = [
            float(np.percentile(ours, percent) / np.percentile(theirs, percent))
            for ours, theirs in zip(seconds["sealed"], seconds[against], strict=True)
        ]
        ratio = statistics.median(ratios)
        all_kept &= ratio <= target
        print(
            f"  sealed / {against:7} p{percent} {ratio:6.3f}"
            f"  ({min(ratios):.3f} to {max(ratios):.3f})  at most {target:.2f}"
            f" {'kept' if ratio <= target else 'MISSED'}",
            flush=True,
        )
    if "opencv" in seconds:
        pairs = list(zip(seconds["bare"], seconds["opencv"], strict=True))
        limits = [
            statistics.median(float(np.percentile(b, p) / np.percentile(o, p)) for b, o in pairs)
            for p in (50, 95)
        ]
        print(f"  bare   / opencv  p50 {limits[0]:6.3f}  p95 {limits[1]:.3f}  the limit for ours")
    return all_kept


def opening(clip: Clip, rounds: int) -> bool:
    def sealed(_number: int) -> None:
        stream = clip.stream()
        decoder = ExactDecoder(stream, FrameIndex.from_bytes(clip.packed))
        decoder.frame(0)
        decoder.close()
        stream.close()

    def bare(_number: int) -> None:
        reader = BareReader(clip.plain, clip.index.pts, clip.index.key_pts)
        reader.frame(0)
        reader.close()

    seconds = interleaved({"sealed": sealed, "bare": bare}, [0] * (rounds * 24), rounds=rounds)
    return report("open to the first frame", seconds, {("bare", 50): 1.10})


def seeking(clip: Clip, rounds: int, asks: int) -> bool:
    stream = clip.stream()
    decoder = ExactDecoder(stream, clip.index)
    bare = BareReader(clip.plain, clip.index.pts, clip.index.key_pts)
    capture = cv2.VideoCapture(str(clip.plain))

    def opencv(number: int) -> None:
        capture.set(cv2.CAP_PROP_POS_FRAMES, number)
        assert capture.read()[0]

    numbers = random.Random(7).choices(range(clip.index.frame_count), k=rounds * asks)
    seconds = interleaved(
        {"sealed": decoder.frame, "bare": bare.frame, "opencv": opencv}, numbers, rounds=rounds
    )
    decoder.close()
    stream.close()
    bare.close()
    capture.release()
    return report(
        "random seek",
        seconds,
        {("bare", 50): 1.05, ("bare", 95): 1.10, ("opencv", 50): 0.6, ("opencv", 95): 0.8},
    )


def in_order(clip: Clip, rounds: int) -> bool:
    """Decode the whole clip once a round, both sides in turns of a second of footage."""
    stream = clip.stream()
    decoder = ExactDecoder(stream, clip.index)
    bare = BareReader(clip.plain, clip.index.pts, clip.index.key_pts)
    sides: dict[str, Ask] = {"sealed": decoder.frame, "bare": bare.frame}
    chance, ratios = random.Random(2), []
    taken = dict.fromkeys(sides, 0.0)
    stretches = [
        range(start, min(start + TURN_FRAMES, clip.index.frame_count))
        for start in range(0, clip.index.frame_count, TURN_FRAMES)
    ]
    for _ in range(rounds):
        of_round: dict[str, list[float]] = {name: [] for name in sides}
        for stretch in stretches:
            for name in chance.sample(list(sides), len(sides)):
                started = time.perf_counter()
                for number in stretch:
                    sides[name](number)
                of_round[name].append(time.perf_counter() - started)
        ratios.append(statistics.median(of_round["bare"]) / statistics.median(of_round["sealed"]))
        for name, seconds in of_round.items():
            taken[name] += sum(seconds)
    decoder.close()
    stream.close()
    bare.close()
    frames = clip.index.frame_count * rounds
    print("decoding in order")
    for name, seconds in taken.items():
        print(f"  {name:8} {frames / seconds:7.1f} frames a second")
    if shutil.which("ffmpeg"):
        print(f"  ffmpeg   {clip.index.frame_count / ffmpeg_s(clip.plain):7.1f} frames a second")
    ratio = statistics.median(ratios)
    kept = ratio >= LEAST_IN_ORDER
    print(
        f"  sealed / bare {ratio:.3f}  ({min(ratios):.3f} to {max(ratios):.3f})"
        f"  at least {LEAST_IN_ORDER} {'kept' if kept else 'MISSED'}"
    )
    return kept


def ffmpeg_s(plain: Path) -> float:
    started = time.perf_counter()
    subprocess.run(["ffmpeg", "-v", "error", "-i", plain, "-f", "null", "-"], check=True)
    return time.perf_counter() - started


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--asks", type=int, default=40, help="random seeks a round")
    parser.add_argument("--clip", type=Path, help="a plain clip of sound time stamps")
    arguments = parser.parse_args()
    clips = {f"GOP {gop}": camera_clip(group=gop) for gop in (30, 250)}
    if arguments.clip:
        clips = {arguments.clip.name: arguments.clip.read_bytes()}
    kept = True
    for name, content in clips.items():
        with tempfile.TemporaryDirectory() as folder:
            clip = Clip(Path(folder), content)
            index = clip.index
            print(
                f"\n{name}: {index.width}x{index.height} {index.codec}, {index.frame_count} frames,"
                f" {len(content) / 1e6:.1f} MB; {os.cpu_count()} cores,"
                f" load {os.getloadavg()[0]:.1f}"
            )
            kept &= opening(clip, arguments.rounds)
            kept &= seeking(clip, arguments.rounds, arguments.asks)
            kept &= in_order(clip, arguments.rounds)
    if not kept:
        raise SystemExit("a target was missed")


if __name__ == "__main__":
    main()
