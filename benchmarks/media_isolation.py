"""A decoder in a process of its own against one in this: ``python -m benchmarks.media_isolation``.

First, against bare PyAV on the plain file, which decodes the same frames and, in the second figure,
makes the same picture of them: opening until the first picture has come from the process, and
random seeks. A round's ratio is that of the medians, or of the 95th percentiles, of its asks; the
result is the median of the rounds' ratios. Asked for: opening at most 1.10, seeking at most 1.05.

Then opening to the first frame, random seeks through the player, playing at normal speed and as
fast as can be, an index, the strip of a clip, and what it takes of memory. Each act is done both
ways right after each other, in changing order, and the two times are divided; the result is the
median of the ratios. Asked for: random seek at most 1.05, opening at most 20 ms more. Each question
of a decoder costs a switch between processes: only on a machine with nothing else to do the figures
mean much.
"""

import argparse
import os
import random
import statistics
import tempfile
import threading
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np

from app.media import isolated
from app.media.index import building as in_process
from app.media.index.frame_index import FrameIndex
from app.media.isolated import IsolatedPlayer, spawning
from app.media.pictures.picture import Picture
from app.media.pictures.view import ViewRequest
from app.media.player.player import Player
from app.media.player.state import PlayerState
from app.media.strips import thumbnails
from benchmarks.bare_pyav import BareReader
from crypto.clip_reader import SeekableReader
from crypto.clip_stream import seal_bytes
from crypto.keyring import Keyring
from crypto.source import BytesSource
from tests.support.camera_clip import camera_clip

SEEK_TARGET, OPEN_TARGET_MS = 1.05, 20.0
OPEN_OF_BARE, SEEK_OF_BARE = 1.10, 1.05
_OPENINGS_A_ROUND, _ASKS_A_ROUND = 9, 20
_SEEKS_A_ROUND, _REST_S = 7, 0.2
VIEW = ViewRequest(1280, 720)
KINDS = {"in process": Player, "isolated": IsolatedPlayer}
Opener = Callable[[], SeekableReader]


class Shown:
    """A player, and the newest thing that it has shown."""

    def __init__(self, kind: str, opener: Opener, index: FrameIndex) -> None:
        self._arrived = threading.Condition()
        self.frame, self.count, self.state = -1, 0, PlayerState(False, 0, 1.0, False, 0.0, 0)
        self.player = KINDS[kind](
            lambda _: opener(),
            index,
            on_picture=self._on_picture,
            on_state=self._on_state,
            on_failed=self._on_failed,
        )
        self.player.set_view(VIEW)

    def show(self, frame_index: int) -> None:
        self.player.show(frame_index)
        with self._arrived:
            assert self._arrived.wait_for(lambda: self.frame == frame_index, 60)

    def wait_for_rest(self) -> None:
        with self._arrived:
            assert self._arrived.wait_for(lambda: not self.state.playing, 120)

    def _on_picture(self, picture: Picture) -> None:
        with self._arrived:
            self.count += 1
            if picture.exact:
                self.frame = picture.frame_index
            self._arrived.notify_all()

    def _on_state(self, state: PlayerState) -> None:
        with self._arrived:
            self.state = state
            self._arrived.notify_all()

    def _on_failed(self, error: Exception) -> None:
        raise error


def compare(name: str, rounds: int, act: Callable[[str, int], float]) -> tuple[float, float]:
    """Do it both ways, `rounds` times; give the ratio and the difference in milliseconds."""
    chance, ratios, times = random.Random(5), [], {kind: [] for kind in KINDS}
    for number in range(rounds):
        for kind in chance.sample(list(KINDS), 2):
            times[kind].append(act(kind, number))
        ratios.append(times["isolated"][-1] / times["in process"][-1])
    medians = {kind: statistics.median(took) * 1000 for kind, took in times.items()}
    ratio, more_ms = statistics.median(ratios), medians["isolated"] - medians["in process"]
    print(
        f"{name:24}"
        + "".join(f"{kind} {took:9.2f} ms   " for kind, took in medians.items())
        + f"ratio {ratio:.3f}   {more_ms:+.2f} ms",
        flush=True,
    )
    return ratio, more_ms


class AgainstBare:
    """The player in its process against bare PyAV on the plain file."""

    def __init__(self, plain: Path, opener: Opener, index: FrameIndex) -> None:
        self._plain, self._opener, self._index = plain, opener, index
        self._chance = random.Random(3)

    def bare_reader(self) -> BareReader:
        return BareReader(self._plain, self._index.pts, self._index.key_pts)

    def opening(self, _numbers: list[int]) -> dict[str, list[float]]:
        """Open again and again, both ways in changing order; give the seconds of each."""
        seconds: dict[str, list[float]] = {"isolated": [], "bare": [], "bare + picture": []}
        for _ in range(_OPENINGS_A_ROUND):
            for kind in self._chance.sample(["isolated", "bare"], 2):
                time.sleep(_REST_S)
                started = time.perf_counter()
                if kind == "isolated":
                    shown = Shown("isolated", self._opener, self._index)
                    shown.show(0)
                    seconds["isolated"].append(time.perf_counter() - started)
                    shown.player.close()
                else:
                    bare = self.bare_reader()
                    self._decode(bare, 0, started, seconds)
                    bare.close()
        return seconds

    def seeking(self, numbers: list[int]) -> dict[str, list[float]]:
        """Ask one for all of a round's frames, then the other, in changing order."""
        seconds: dict[str, list[float]] = {"isolated": [], "bare": [], "bare + picture": []}
        for kind in self._chance.sample(["isolated", "bare"], 2):
            # One at a time: what a player prepares in idle time would slow the other down.
            if kind == "isolated":
                shown = Shown("isolated", self._opener, self._index)
                shown.show(0)
                for number in numbers:
                    time.sleep(_REST_S)
                    seconds["isolated"].append(timed(partial(shown.show, number)))
                shown.player.close()
            else:
                bare = self.bare_reader()
                bare.frame(0)
                for number in numbers:
                    time.sleep(_REST_S)
                    self._decode(bare, number, time.perf_counter(), seconds)
                bare.close()
        return seconds

    def _decode(
        self, bare: BareReader, number: int, started: float, seconds: dict[str, list[float]]
    ) -> None:
        frame = bare.frame(number)
        seconds["bare"].append(time.perf_counter() - started)
        bare.picture(frame, VIEW.width_px, VIEW.height_px)
        seconds["bare + picture"].append(time.perf_counter() - started)

    def report(
        self,
        name: str,
        act: Callable[[list[int]], dict[str, list[float]]],
        rounds: int,
        targets: dict[int, float],
    ) -> bool:
        """Print the medians of the rounds' ratios; say whether those to `bare` keep the targets."""
        asks, count = random.Random(11), self._index.frame_count
        of_rounds = [act(asks.choices(range(count), k=_ASKS_A_ROUND)) for _ in range(rounds)]
        kept = True
        for percent, target in targets.items():
            for bare in ("bare", "bare + picture"):
                points = [
                    {kind: float(np.percentile(took, percent)) for kind, took in each.items()}
                    for each in of_rounds
                ]
                ratios = [point["isolated"] / point[bare] for point in points]
                ms = statistics.median(point["isolated"] for point in points) * 1000
                ratio = statistics.median(ratios)
                kept &= bare != "bare" or ratio <= target
                print(
                    f"{name} p{percent} {ms:7.2f} ms, / {bare:14} {ratio:.3f}"
                    f"  ({min(ratios):.3f} to {max(ratios):.3f})  at most {target:.2f}",
                    flush=True,
                )
        return kept


def against_bare(clip: bytes, opener: Opener, index: FrameIndex, rounds: int) -> bool:
    """Print what opening and seeking take of what bare PyAV takes; say whether it is as asked."""
    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder) / "plain.mp4"
        plain.write_bytes(clip)
        bare = AgainstBare(plain, opener, index)
        kept = bare.report("open", bare.opening, rounds, {50: OPEN_OF_BARE})
        targets = {50: SEEK_OF_BARE, 95: SEEK_OF_BARE}
        return bare.report("seek", bare.seeking, rounds, targets) and kept


def timed(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def cpu_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def resident_mb(pid: int, kind: str = "Pss") -> float:
    rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
    return (
        sum(int(line.split()[1]) for line in rollup.splitlines() if line.startswith(f"{kind}:"))
        / 1024
    )


def decoders() -> list[int]:
    nursery = spawning.nursery_pid()
    return [
        int(pid)
        for pid in Path(f"/proc/{nursery}/task/{nursery}/children").read_text().split()
        if int(pid) != spawning.spare_pid()
    ]


def played(kind: str, opener: Opener, index: FrameIndex, *, rate: float, seconds: float) -> None:
    """Play for a while: print frames shown a second, left-out ones, processor time of each side."""
    shown = Shown(kind, opener, index)
    shown.show(0)
    pids = decoders() if kind == "isolated" else []
    before = [time.process_time(), *map(cpu_seconds, pids)]
    began, count = time.perf_counter(), shown.count
    shown.player.play(rate)
    time.sleep(seconds)
    fps = (shown.count - count) / (time.perf_counter() - began)
    after = [time.process_time(), *map(cpu_seconds, pids)]
    shares = [f"{(b - a) / seconds:.0%}" for a, b in zip(before, after, strict=True)]
    dropped = shown.state.dropped
    memory = [f"{resident_mb(pid):.0f} MB" for pid in pids]
    shown.player.close()
    print(f"  {rate:g}x {kind:11} {fps:6.1f} fps, {dropped} left out, CPU {shares}, {memory}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clip", type=Path)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--bare-rounds", type=int, default=7)
    parser.add_argument("--only-bare", action="store_true", help="end after the figures to bare")
    arguments = parser.parse_args()
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    clip = arguments.clip.read_bytes() if arguments.clip else camera_clip()
    keyring = Keyring.generate()
    sealed, _ = seal_bytes(clip, keyring=keyring)

    def opener() -> SeekableReader:
        return SeekableReader(BytesSource(sealed), keyring)

    index = in_process.build_index(opener())
    print(f"starting the nursery: {timed(isolated.warm_up) * 1000:.0f} ms")
    rounds = arguments.rounds
    kept = against_bare(clip, opener, index, arguments.bare_rounds)
    if arguments.only_bare:
        isolated.end_nursery()
        raise SystemExit(None if kept else "a target was missed")

    def open_one(kind: str, _number: int) -> float:
        started = time.perf_counter()
        shown = Shown(kind, opener, index)
        shown.show(0)
        took = time.perf_counter() - started
        shown.player.close()
        return took

    _, more_ms = compare("open to the first frame", rounds, open_one)
    asks = random.Random(7).choices(range(index.frame_count), k=rounds * _SEEKS_A_ROUND)

    def seek_some(kind: str, number: int) -> float:
        # One player at a time: what a player prepares in idle time would slow the other down.
        shown = Shown(kind, opener, index)
        shown.show(0)
        took = []
        for asked in asks[number * _SEEKS_A_ROUND :][:_SEEKS_A_ROUND]:
            time.sleep(_REST_S)
            took.append(timed(partial(shown.show, asked)))
        shown.player.close()
        return statistics.median(took)

    ratio, _ = compare("random seek", rounds, seek_some)
    for rate in (1.0, 16.0):
        for kind in KINDS:
            played(kind, opener, index, rate=rate, seconds=6.0)
    builders = {"in process": in_process.build_index, "isolated": isolated.build_index}
    compare("index", 5, lambda kind, _: timed(lambda: builders[kind](opener())))
    makers = {"in process": thumbnails.make_thumbnails, "isolated": isolated.make_thumbnails}
    compare(
        "24 thumbnails", 5, lambda kind, _: timed(lambda: makers[kind](opener(), index, count=24))
    )
    nursery = spawning.nursery_pid()
    assert nursery is not None
    print(f"nursery: {resident_mb(nursery, 'Rss'):.0f} MB resident")
    isolated.end_nursery()
    if not kept or ratio > SEEK_TARGET or more_ms > OPEN_TARGET_MS:
        raise SystemExit("a target was missed")


if __name__ == "__main__":
    main()
