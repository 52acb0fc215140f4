"""A careless annotator's copy of a truth: seeded, and the same on every machine.

Of `random.Random` only `random()` is used, which gives the same numbers in every Python, and every
coordinate is rounded to 0.01 px.
"""

import csv
import random
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

SEED = 20260807
LABELS = ("person", "car", "van", "bicycle", "bag")


class Row(NamedTuple):
    """One box; `frame` counts from 1, as in MOT files."""

    frame: int
    track: int
    x: float
    y: float
    w: float
    h: float
    label: str


def read(path: Path) -> list[Row]:
    with path.open(newline="") as file:
        return [
            Row(int(frame), int(track), *map(float, (x, y, w, h)), label)
            for frame, track, x, y, w, h, label in csv.reader(file)
        ]


def mot_rows(path: Path) -> list[Row]:
    """Read a MOT file, all of one label."""
    fields = (line.split(",") for line in path.read_text().splitlines() if line)
    return [Row(int(one[0]), int(one[1]), *map(float, one[2:6]), "person") for one in fields]


def write(path: Path, rows: Sequence[Row]) -> None:
    with path.open("w", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)


def perturbed(truth: Sequence[Row], seed: int = SEED) -> list[Row]:
    """Shift boxes, lose some, swap tracks, begin tracks anew, mislabel a track, see ghosts."""
    chance = random.Random(seed)
    tracks = sorted({row.track for row in truth})
    frames = max(row.frame for row in truth)
    swaps = [
        (int(frames * chance.random()), *_two(chance, tracks)) for _ in range(len(tracks) // 2)
    ]
    breaks = {track: int(frames * chance.random()) for track in tracks if chance.random() < 0.4}
    guesses = {track: LABELS[int(chance.random() * len(LABELS))] for track in tracks}
    wrong = {track: guesses[track] for track in tracks if chance.random() < 0.25}
    lost = {track: int(frames * chance.random()) for track in tracks if chance.random() < 0.5}
    made = []
    for row in truth:
        track = row.track
        for at, one, other in swaps:
            if row.frame >= at:
                track = {one: other, other: one}.get(track, track)
        if row.frame >= breaks.get(row.track, frames + 1):
            track += 100
        if 0 <= row.frame - lost.get(row.track, frames + 1) < 25 or chance.random() < 0.04:
            continue
        far = 0.45 if chance.random() < 0.06 else 0.12
        shifts = [far * (2 * chance.random() - 1) for _ in range(4)]
        made.append(
            Row(
                row.frame,
                track,
                round(row.x + shifts[0] * row.w, 2),
                round(row.y + shifts[1] * row.h, 2),
                round(row.w * (1 + shifts[2]), 2),
                round(row.h * (1 + shifts[3]), 2),
                wrong.get(row.track, row.label),
            )
        )
    return sorted(made + _ghosts(chance, truth, frames), key=lambda row: (row.frame, row.track))


def _two(chance: random.Random, tracks: Sequence[int]) -> tuple[int, int]:
    first = int(chance.random() * len(tracks))
    second = (first + 1 + int(chance.random() * (len(tracks) - 1))) % len(tracks)
    return tracks[first], tracks[second]


def _ghosts(chance: random.Random, truth: Sequence[Row], frames: int) -> list[Row]:
    made = []
    for number in range(4):
        like = truth[int(chance.random() * len(truth))]
        x, y = round(like.x + 300 * chance.random(), 2), round(like.y + 80 * chance.random(), 2)
        start = int(frames * chance.random())
        made += [
            Row(frame, 900 + number, x, y, like.w, like.h, like.label)
            for frame in range(start + 1, min(start + 40, frames) + 1)
        ]
    return made
