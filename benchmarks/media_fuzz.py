"""Damaged clips without end: ``python -m benchmarks.media_fuzz --count 5000 --seed 1``.

Each clip is a sound one of some kind with damage at random. Its index is built, and it is seeked,
scrubbed and played, by its own index and by that of the sound clip, all in processes of their own.
Told is how it ended: shown, refused, crashed, hung. This program has to be alive at the end, no
process may be left, and no process may take more memory than it is allowed. Exits 1 otherwise.
"""

import argparse
import io
import logging
import random
import resource
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from app.media import isolated
from app.media.errors import DecoderCrashedError, MediaError
from app.media.index.building import build_index
from app.media.index.frame_index import FrameIndex
from app.media.isolated import IsolatedPlayer, spawning
from app.media.pictures.picture import Picture
from app.media.player.state import PlayerState
from tests.support.footage import FOOTAGE, footage
from tests.support.mutants import mutant

_CACHE_BYTES = 32 << 20
_MOST_MB = 1500.0
_HANG_S = 10.0
_ANSWER_S, _ENDED_S = 30.0, 5.0


@dataclass
class Tally:
    """What has happened so far."""

    ends: Counter[str] = field(default_factory=Counter)
    peak_mb: float = 0.0
    worst: list[str] = field(default_factory=list)

    def note(self, what: str, clip: str, error: Exception) -> None:
        is_bad = isinstance(error, DecoderCrashedError)
        self.ends[f"{what}: {error if is_bad else type(error).__name__}"] += 1
        if is_bad:
            self.worst.append(f"{clip}: {what}: {error}")


class Watched:
    """A player of a damaged clip that is asked for one thing after the other."""

    def __init__(self, clip: bytes, index: FrameIndex) -> None:
        self._answered = threading.Event()
        self.failures: list[Exception] = []
        self.pictures = 0
        self._plays = False
        self.player = IsolatedPlayer(
            lambda _: io.BytesIO(clip),
            index,
            cache_bytes=_CACHE_BYTES,
            on_picture=self._on_picture,
            on_state=self._on_state,
            on_failed=self._on_failed,
            hang_s=_HANG_S,
        )

    def ask(self, name: str, *arguments: float) -> bool:
        """Ask for something, and wait until it is answered; False where nothing comes."""
        self._answered.clear()
        self._plays = name == "play"
        getattr(self.player, name)(*arguments)
        return self._answered.wait(_ANSWER_S)

    def _on_picture(self, picture: Picture) -> None:
        # Touch it all: what was handed over must be there.
        picture.bgra.sum()
        self.pictures += 1
        self._answered.set()

    def _on_state(self, _state: PlayerState) -> None:
        # No picture comes of playing backwards from the first frame, or for hours where a damaged
        # time stamp says so.
        if self._plays:
            self._answered.set()

    def _on_failed(self, error: Exception) -> None:
        self.failures.append(error)
        self._answered.set()


def try_clip(name: str, chance: random.Random, tally: Tally) -> None:
    """Damage a clip of this kind, and do to it what a person would."""
    sound = footage(name)
    clip = mutant(sound, chance)
    try:
        index = isolated.build_index(io.BytesIO(clip))
        tally.ends["index: built"] += 1
    except MediaError as error:
        tally.note("index", name, error)
        index = None
    sound_index = build_index(io.BytesIO(sound))
    for used in (index, sound_index):
        if used is not None:
            _play(name, clip, used, chance, tally)


def _play(name: str, clip: bytes, index: FrameIndex, chance: random.Random, tally: Tally) -> None:
    watched = Watched(clip, index)
    last = index.frame_count - 1
    for _ in range(4):
        order = chance.choice(["show", "show", "scrub", "step", "play"])
        argument = {"step": chance.choice([-3, 1, 2]), "play": chance.choice([-16, 1, 16])}
        if not watched.ask(order, argument.get(order, chance.randint(0, last))):
            tally.ends[f"{order}: no answer"] += 1
            tally.worst.append(f"{name}: {order}: no answer")
        tally.peak_mb = max(tally.peak_mb, *map(_peak_mb, decoder_pids()), 0.0)
    watched.player.close()
    tally.ends["player: shown" if watched.pictures else "player: nothing to show"] += 1
    for error in watched.failures:
        tally.note("player", name, error)


def decoder_pids() -> list[int]:
    nursery = spawning.nursery_pid()
    children = Path(f"/proc/{nursery}/task/{nursery}/children")
    return (
        [int(p) for p in children.read_text().split() if int(p) != spawning.spare_pid()]
        if children.exists()
        else []
    )


def _peak_mb(pid: int) -> float:
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return 0.0
    peaks = [line.split()[1] for line in status.splitlines() if line.startswith("VmHWM:")]
    return int(peaks[0]) / 1024 if peaks else 0.0


def run(count: int, seed: int, *, only: str = "") -> Tally:
    """Try so many damaged clips, of all kinds in turn."""
    tally = Tally()
    names = [name for name in FOOTAGE if only in name]
    for number in range(count):
        # Each has chances of its own, so that it can be tried again alone.
        name = names[number % len(names)]
        try_clip(name, random.Random(f"{seed} {name} {number // len(names)}"), tally)
    return tally


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=5000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="", help="only kinds whose name holds this text")
    arguments = parser.parse_args()
    logging.disable(logging.WARNING)
    started = time.monotonic()
    tally = run(arguments.count, arguments.seed, only=arguments.only)
    took = time.monotonic() - started
    print(f"{arguments.count} damaged clips in {took:.0f} s")
    for what, times in sorted(tally.ends.items()):
        print(f"  {times:6} {what}")
    ours_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"a decoder took {tally.peak_mb:.0f} MB at most, this program {ours_mb:.0f} MB")
    for line in tally.worst[:40]:
        print(" ", line)
    # Who has just ended may not have been reaped yet.
    until_s = time.monotonic() + _ENDED_S
    while (left := decoder_pids()) and time.monotonic() < until_s:
        time.sleep(0.05)
    isolated.end_nursery()
    if left or tally.peak_mb > _MOST_MB or any("no answer" in what for what in tally.ends):
        raise SystemExit("a bound was not kept")


if __name__ == "__main__":
    main()
