"""A clip in a bucket behind a slow way: how often it is asked for bytes, and for how many.

Each request costs a way there and back, and what is asked for in vain stands in the way of what is
needed. Times are told by `benchmarks.media_over_s3`.
"""

import io
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import cache
from pathlib import Path

import av
import pytest

from app.compose import create_project, open_project
from app.media.isolated import start_player
from app.media.pictures.picture import Picture
from app.media.pictures.view import ViewRequest
from app.session.importing import ClipDetails
from app.session.project import Project
from app.settings.paths import Paths
from crypto.clip_header import BODY_OFFSET, CHUNK_SIZE, SEALED_CHUNK_SIZE
from storage.cache.pages import PAGE_SIZE, page_at
from storage.cache.read_ahead import LONGEST_WITH_JUMP
from tests.support.camera_clip import camera_clip
from tests.support.s3_server import S3Server
from tests.support.shaped_way import AskedRange, ShapedWay

PASSPHRASE = "a lamp for the darkroom"
LATENCY_S, BYTES_PER_S = 0.08, 20e6 / 8
GROUP = 20
PATIENCE_S = 60.0


@cache
def clip() -> bytes:
    """Make a clip of 40 seconds whose key pictures have 200 KB, and groups of pictures 400."""
    return camera_clip(fps=10, group=GROUP, repeats=4)


def key_pages() -> list[range]:
    """Return which pages hold each key picture."""
    with av.open(io.BytesIO(clip())) as container:
        packets = [packet for packet in container.demux(video=0) if packet.is_keyframe]
    spans = [(packet.pos, packet.pos + packet.size - 1) for packet in packets]
    return [range(page_of(first), page_of(last) + 1) for first, last in spans]


def page_of(at: int) -> int:
    return page_at(BODY_OFFSET + at // CHUNK_SIZE * SEALED_CHUNK_SIZE)


def pages_of(asked: AskedRange) -> range:
    return range(page_at(asked.offset), page_at(asked.offset + asked.size - 1) + 1)


class Screen:
    """Where a player's pictures go.

    Attributes:
        begun: how many requests had been made when each picture came.
    """

    def __init__(self, way: ShapedWay) -> None:
        self._way = way
        self._changed = threading.Condition()
        self.pictures: list[Picture] = []
        self.begun: list[int] = []
        self.failures: list[Exception] = []

    def show(self, picture: Picture) -> None:
        with self._changed:
            self.begun.append(len(self._way.asked))
            self.pictures.append(picture)
            self._changed.notify_all()

    def fail(self, error: Exception) -> None:
        with self._changed:
            self.failures.append(error)
            self._changed.notify_all()

    def wait(self, condition: Callable[[], bool]) -> None:
        with self._changed:
            came = self._changed.wait_for(lambda: condition() or self.failures, PATIENCE_S)
        assert not self.failures
        assert came

    def shows(self, frame_index: int) -> bool:
        newest = self.pictures[-1] if self.pictures else None
        return newest is not None and newest.exact and newest.frame_index == frame_index


@pytest.fixture
def way(s3_server: S3Server) -> Iterator[ShapedWay]:
    with ShapedWay(s3_server.url, latency_s=LATENCY_S, bytes_per_s=BYTES_PER_S) as way:
        yield way


@pytest.fixture
def project(
    tmp_path: Path, s3_server: S3Server, way: ShapedWay, unused_prefix: str
) -> Iterator[Project]:
    """A project whose one clip was stored from elsewhere: nothing of it is kept here."""
    paths = Paths.of_this_machine({"SAFELIGHT_HOME": str(tmp_path / "home")})
    file = tmp_path / "street.mp4"
    file.write_bytes(clip())
    uri = s3_server.settings(unused_prefix, endpoint_url=way.url).to_uri()
    config, _ = create_project(paths, "Hotel", passphrase=PASSPHRASE, labels=(), store_uri=uri)
    with closing(open_project(config, paths, passphrase=PASSPHRASE)) as importing:
        importing.import_clip(file, ClipDetails())
    shutil.rmtree(paths.copies, ignore_errors=True)
    with closing(open_project(config, paths, passphrase=PASSPHRASE)) as opened:
        yield opened


def of_clip(asked: list[AskedRange]) -> list[AskedRange]:
    return [each for each in asked if each.path.split("?")[0].endswith(".slc")]


def near(pages: range) -> range:
    return range(pages.start, pages.stop + 2 * LONGEST_WITH_JUMP)


def test_pictures_over_a_slow_way_take_few_requests_and_few_bytes(
    project: Project, way: ShapedWay
) -> None:
    (row,) = project.clips()
    way.asked.clear()
    session, screen = project.open_clip(row.id), Screen(way)
    player = start_player(
        session.open_stream,
        session.index,
        on_picture=screen.show,
        on_state=lambda _: None,
        on_failed=screen.fail,
    )
    try:
        player.set_view(ViewRequest(640, 360))
        player.show(0)
        screen.wait(lambda: screen.shows(0))
        opening = of_clip(way.asked[: screen.begun[0]])
        keys = key_pages()
        # The head, the last chunk, the pictures behind the head, and what follows on those; how
        # much was read ahead besides depends on how soon the picture is painted.
        needed = [pages for pages in map(pages_of, opening) if pages.start < keys[0].stop]
        assert len(needed) <= 4
        assert sum(each.size for each in opening) <= 40 * PAGE_SIZE
        # With a jump comes as much as was read at each of the last two places: a key picture at
        # least, once the player has shown a picture behind one in both.
        for target in (110, 250):
            player.scrub(target)
            screen.wait(lambda target=target: screen.shows(target))
        for target in (310, 70, 370, 210):
            key = keys[target // GROUP]
            begun = len(way.asked)
            # What was read ahead of the place before may reach into the key picture.
            ahead = {page for each in of_clip(way.asked[:begun]) for page in pages_of(each)}
            player.scrub(target)
            screen.wait(lambda target=target: screen.shows(target))
            # The place before may have been painted once more in between.
            came = next(
                begun_then
                for begun_then, picture in zip(screen.begun, screen.pictures, strict=True)
                if picture.frame_index // GROUP == target // GROUP
            )
            asked = of_clip(way.asked[begun:came])
            there = [pages for pages in map(pages_of, asked) if pages.start in near(key)]
            # The key picture comes in one way there and back.
            (first,) = [pages for pages in there if pages.start == key.start]
            since = [pages_of(each) for each in asked]
            ahead.update(*since[: since.index(first)])
            assert set(key) <= ahead.union(first)
            assert sum(map(len, there)) <= len(key) + 4 * LONGEST_WITH_JUMP
            # Of the place before, requests may begin until the player hears of the jump.
            since = since[since.index(first) :]
            assert len([pages for pages in since if pages not in there]) <= 2
    finally:
        player.close()
        project.close_clip(session)
