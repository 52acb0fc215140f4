"""How long two annotations take to be compared.

    python -m benchmarks.quality [--frames 10000] [--boxes 20] [--motmetrics PYTHON]

The baseline is bare NumPy: the IoUs of each frame, frame by frame, as a matrix of its boxes, which
any comparison needs. With `--motmetrics` (a Python that has it, in an environment of its own) the
same boxes go through motmetrics, on fewer frames; it gives IDF1 and CLEAR alone. Times are CPU.
More than 2 s for 10,000 frames with 20 boxes a side end with exit code 1.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import numpy as np

from app.quality import compare
from app.quality.boxes import BoxTable
from app.quality.html_report import html_report
from app.quality.sampling import sample
from models.annotation import Annotation, Box, Keyframe, Label, Track

LABELS = (Label(UUID(int=1), "person", "#56B4E9"), Label(UUID(int=2), "car", "#E69F00"))
EVERY = 10
# For 10,000 frames with 20 boxes a side.
ALLOWED_S = 2.0
_MOTMETRICS = """
import json, sys, time
import numpy as np, motmetrics
frames = json.load(open(sys.argv[1]))
start = time.process_time()
accumulator = motmetrics.MOTAccumulator(auto_id=True)
for ours, our_boxes, theirs, their_boxes in frames:
    far = motmetrics.distances.iou_matrix(np.array(our_boxes), np.array(their_boxes), max_iou=0.5)
    accumulator.update(ours, theirs, far)
names = ["mota", "motp", "idf1", "num_switches"]
motmetrics.metrics.create().compute(accumulator, metrics=names)
print(time.process_time() - start)
"""


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("--frames", type=int, default=10_000)
    asked.add_argument("--boxes", type=int, default=20)
    asked.add_argument("--motmetrics", type=Path)
    options = asked.parse_args()
    places = (("a wide square", 1920.0), ("a crowd", 420.0))
    slowest_s = max(measure(name, width, options) for name, width in places)
    allowed_s = ALLOWED_S * options.frames * options.boxes / 200_000
    if slowest_s > allowed_s:
        sys.exit(f"comparing took {slowest_s:.2f} s of CPU; asked for were {allowed_s:.2f} s")


def measure(name: str, width: float, options: argparse.Namespace) -> float:
    frames = range(options.frames)
    truth, candidate = crowd(width, options.frames, options.boxes)
    tables = [
        sample(side, frames, {}, cancelled=lambda: False).table for side in (truth, candidate)
    ]
    rounds = [
        (
            timed(lambda: bare_iou(*tables)),
            timed(lambda: compare(truth, candidate, frames=frames, labels=LABELS)),
        )
        for _ in range(3)
    ]
    bare_s, ours_s = (float(np.median(column)) for column in zip(*rounds, strict=True))
    report = compare(truth, candidate, frames=frames, labels=LABELS)
    page_s = timed(lambda: html_report(report, title="benchmark"))
    print(
        f"{name}: {options.frames:,} frames, {options.boxes} boxes a side, "
        f"{len(report.disagreements):,} disagreements"
    )
    print(f"  bare IoUs {bare_s:.2f} s; compare {ours_s:.2f} s, {ours_s / bare_s:.2f}x")
    print(f"  the report as a page {page_s:.2f} s")
    if options.motmetrics:
        few = min(500, options.frames)
        a_frame_s = through_motmetrics(options.motmetrics, *tables, few=few) / few
        ratio = ours_s / (a_frame_s * options.frames)
        print(f"  motmetrics {a_frame_s * 1e3:.2f} ms a frame; compare {ratio:.2f}x")
    return ours_s


def crowd(width: float, frames: int, boxes: int) -> tuple[Annotation, Annotation]:
    """Return walkers with a keyframe every ten frames, and a copy that is a little off."""
    chance = np.random.Generator(np.random.PCG64(5))
    keys = np.arange(0, frames, EVERY)
    walks = np.abs(np.cumsum(chance.normal(0, 6, (boxes, len(keys), 2)), axis=1))
    spots = (walks + chance.random((boxes, 1, 2)) * width) % width
    truth, candidate = [], []
    for number in range(boxes):
        label = LABELS[number % 2].id
        shift = chance.normal(0, 3, (len(keys), 2))
        truth.append(walker(number, label, keys, spots[number]))
        # Half of the copies lose their object for a while.
        gone = (keys > frames * 0.4) & (keys < frames * 0.45) & bool(number % 2)
        candidate.append(walker(number, label, keys, spots[number] + shift, gone))
    return Annotation(truth), Annotation(candidate)


def walker(
    number: int, label: UUID, keys: np.ndarray, spots: np.ndarray, gone: np.ndarray | None = None
) -> Track:
    away = np.zeros(len(keys), bool) if gone is None else gone
    return Track(
        UUID(int=number + 1),
        number + 1,
        label_id=label,
        keyframes=tuple(
            Keyframe(
                UUID(int=number * 1_000_000 + at + 1),
                int(frame),
                0,
                Box(float(x), float(y), 60.0 + number, 120.0 + number),
                outside=bool(out),
            )
            for at, (frame, (x, y), out) in enumerate(zip(keys, spots, away, strict=True))
        ),
    )


def bare_iou(truth: BoxTable, candidate: BoxTable) -> float:
    total = 0.0
    sides = [
        np.split(one.boxes, np.searchsorted(one.places, np.arange(1, one.place_count)))
        for one in (truth, candidate)
    ]
    for ours, theirs in zip(*sides, strict=True):
        a, b = ours[:, None, :], theirs[None, :, :]
        low = np.maximum(a[..., :2], b[..., :2])
        high = np.minimum(a[..., :2] + a[..., 2:], b[..., :2] + b[..., 2:])
        shared = np.prod(np.clip(high - low, 0, None), axis=2)
        union = np.prod(a[..., 2:], axis=2) + np.prod(b[..., 2:], axis=2) - shared
        total += float((shared / union).sum())
    return total


def through_motmetrics(python: Path, truth: BoxTable, candidate: BoxTable, *, few: int) -> float:
    frames = []
    for place in range(few):
        rows = []
        for side in (truth, candidate):
            here = side.places == place
            # motmetrics takes the upper left corner and the size.
            rows += [side.tracks[here].tolist(), side.boxes[here].tolist()]
        frames.append(rows)
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump(frames, file)
        file.flush()
        done = subprocess.run(
            [python, "-c", _MOTMETRICS, file.name], capture_output=True, text=True, check=True
        )
    return float(done.stdout)


def timed(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


if __name__ == "__main__":
    main()
