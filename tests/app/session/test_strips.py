"""Motion and thumbnails of an open clip: made in the background, kept sealed, gone on closing."""

import io
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import cv2
import numpy as np
import pytest

from app.media.container import ByteStream
from app.media.errors import DecodingCancelledError
from app.media.index.building import build_index
from app.media.index.frame_index import FrameIndex
from app.media.strips.motion_strip import Motion
from app.media.strips.thumbnails import Thumbnail, ThumbnailStrip, unpack_thumbnails
from app.session import strips
from app.session.project import Project
from app.session.strips import Strips, StripsWorker
from app.session.strips_store import StripsStore
from crypto.clip_header import Kind
from models.records import ClipRecord
from storage.base import ClipObject
from storage.interrupt import Interrupt
from tests.support.desk import Desk
from tests.support.distant import DistantObjects, put_stores_far_away
from tests.support.footage import even_pts, make_clip, read_barcode

FRAMES = 60
PATIENCE_S = 60.0


@dataclass
class Watched:
    """A worker under way, and all its news."""

    worker: StripsWorker
    news: list[Strips] = field(default_factory=list)

    def until(self, met: Callable[[], bool]) -> None:
        deadline = time.monotonic() + PATIENCE_S
        while not met():
            assert time.monotonic() < deadline, "waited in vain"
            time.sleep(0.005)

    def to_the_end(self) -> Strips:
        self.until(lambda: bool(self.news) and not self.news[-1].is_working)
        return self.news[-1]


Begin = Callable[..., Watched]


@pytest.fixture
def clip(project: Project, tmp_path: Path) -> ClipRecord:
    file = tmp_path / "gate.mp4"
    file.write_bytes(make_clip(pts=even_pts(FRAMES), size=(320, 192), options={"g": "12"}))
    return project.import_clip(file).clip


@pytest.fixture
def begin(project: Project, clip: ClipRecord) -> Iterator[Begin]:
    with project.open_stream(clip) as stream:
        index = build_index(stream)
    yield from beginner(project, clip, index)


def beginner(project: Project, clip: ClipRecord, index: FrameIndex) -> Iterator[Begin]:
    """Give what begins workers, and end them all."""
    begun: list[StripsWorker] = []

    def begin(*, writable: bool = True, busy: bool = False) -> Watched:
        def open_stream(interrupt: Interrupt) -> io.RawIOBase:
            return project.open_stream(clip, interrupt)

        news: list[Strips] = []
        store = StripsStore(project.storage, clip, link=project.link, writable=writable)
        worker = StripsWorker(open_stream, index, store, on_news=news.append, busy=busy)
        begun.append(worker)
        return Watched(worker, news)

    yield begin
    for worker in begun:
        worker.close()
        assert worker.join(PATIENCE_S)


def stored(project: Project, clip: ClipRecord, kind: Kind) -> bytes:
    clip_id = bytes.fromhex(clip.objects[0]["clip_id"])
    return project.storage.open_derived(clip.event_id, kind, clip_id=clip_id)


def mark_of(thumbnail: Thumbnail) -> int:
    decoded = cv2.imdecode(np.frombuffer(thumbnail.jpeg, np.uint8), cv2.IMREAD_COLOR)
    assert decoded is not None
    return read_barcode(decoded.astype(np.uint8))


def test_what_is_made_is_kept_sealed_beside_the_clip_and_shown_at_once_the_next_time(
    project: Project, clip: ClipRecord, begin: Begin
) -> None:
    poster_before = project.thumbnail(clip)
    made = begin().to_the_end()
    assert made.share == 1.0
    assert made.motion is not None
    assert made.motion.is_complete
    assert [mark_of(one) for one in made.thumbnails] == [o.frame_index for o in made.thumbnails]
    kept = stored(project, clip, Kind.MOTION)
    assert Motion.from_bytes(kept, frame_count=FRAMES) == made.motion
    strip = ThumbnailStrip.from_bytes(stored(project, clip, Kind.THUMBNAILS), frame_count=FRAMES)
    assert strip.pictures == made.thumbnails
    assert strip.is_complete
    assert project.thumbnail(clip) == poster_before is not None
    again = begin()
    assert again.to_the_end() == made
    # Nothing was decoded again: the first news has it all.
    assert again.news[0].share == 1.0


@pytest.mark.promise
def test_nothing_of_the_strips_lies_readable_on_the_disk(
    project: Project, clip: ClipRecord, begin: Begin, tmp_path: Path
) -> None:
    made = begin().to_the_end()
    assert made.motion is not None
    assert made.motion.peak > 0
    files = [file for file in tmp_path.rglob("*.sld") if "motion" in file.name]
    assert len(files) == 1
    # Long enough not to stand in ciphertext by chance.
    secrets = [made.motion.energy[:24], b"SLMO", b"SLTH", made.thumbnails[0].jpeg[:12]]
    secrets += [one.jpeg[100:124] for one in made.thumbnails[:3]]
    for file in tmp_path.rglob("*"):
        if file.is_file() and file.suffix != ".mp4":
            untrusted_bytes = file.read_bytes()
            assert not [secret for secret in secrets if secret in untrusted_bytes], file.name


def test_it_waits_while_somebody_waits_for_the_player(begin: Begin) -> None:
    watched = begin(busy=True)
    watched.until(lambda: len(watched.news) == 1)
    assert watched.news[0].motion is None
    assert watched.worker.is_working
    watched.worker.set_busy(False)
    assert watched.to_the_end().share == 1.0


def test_a_poster_waits_too_and_can_be_called_off(
    project: Project, begin: Begin, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin().to_the_end()
    for file in tmp_path.rglob("*.thumbnails.sld"):
        file.unlink()
    made_while_busy: list[bool] = []
    called_off: list[bool] = []

    def watched_poster(
        stream: ByteStream, index: FrameIndex, *, cancelled: Callable[[], bool]
    ) -> Thumbnail:
        made_while_busy.append(watched.worker._is_busy)
        watched.worker.close()
        called_off.append(cancelled())
        raise DecodingCancelledError

    monkeypatch.setattr(strips, "poster", watched_poster)
    watched = begin(busy=True)
    watched.until(lambda: len(watched.news) == 1)
    watched.worker.join(0.05)
    watched.worker.set_busy(False)
    watched.until(lambda: not watched.worker.is_working)
    assert made_while_busy == [False]
    assert called_off == [True]


def test_closing_ends_it_at_once_and_nothing_made_stays_in_memory(begin: Begin) -> None:
    watched = begin(busy=True)
    watched.worker.close()
    assert watched.worker.join(PATIENCE_S)
    finished = begin()
    finished.to_the_end()
    finished.worker.close()
    assert finished.worker.join(PATIENCE_S)
    assert finished.worker._strip.pictures == ()
    assert finished.worker._motion.peak == 0


def test_a_project_that_cannot_be_written_has_them_in_memory_only(
    project: Project, clip: ClipRecord, begin: Begin
) -> None:
    before = stored(project, clip, Kind.THUMBNAILS)
    made = begin(writable=False).to_the_end()
    assert made.share == 1.0
    assert stored(project, clip, Kind.THUMBNAILS) == before
    assert not list(Path(project.storage.location).glob("*.motion.sld"))


def test_stored_strips_that_were_altered_are_made_anew(
    project: Project, clip: ClipRecord, begin: Begin
) -> None:
    made = begin().to_the_end()
    clip_id = bytes.fromhex(clip.objects[0]["clip_id"])
    (file,) = Path(project.storage.location).glob("*.motion.sld")
    untrusted_bytes = bytearray(file.read_bytes())
    untrusted_bytes[-1] ^= 1
    file.write_bytes(untrusted_bytes)
    project.storage.put_derived(clip.event_id, Kind.THUMBNAILS, b"SLTH junk", clip_id=clip_id)
    again = begin().to_the_end()
    assert again.motion == made.motion
    assert again.share == 1.0
    poster = unpack_thumbnails(stored(project, clip, Kind.THUMBNAILS))[0]
    assert mark_of(poster) == poster.frame_index


def test_nothing_of_a_deleted_clip_comes_back(
    project: Project, clip: ClipRecord, begin: Begin
) -> None:
    watched = begin(busy=True)
    watched.until(lambda: len(watched.news) == 1)
    project.delete_clip(clip.id)
    watched.worker.set_busy(False)
    watched.until(lambda: not watched.worker.is_working)
    assert not list(Path(project.storage.location).glob("*.sld"))


@pytest.fixture
def objects() -> DistantObjects:
    return DistantObjects()


@pytest.fixture
def far_away(
    desk: Desk, objects: DistantObjects, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[Project, ClipRecord, FrameIndex]]:
    """A clip in a distant store, of which nothing is here."""
    put_stores_far_away(monkeypatch, objects)
    project = desk.open()
    file = tmp_path / "far.mp4"
    # Pages are of 256 KiB and more: a clip of several, most of which no key picture lies in.
    options = {"g": "60", "crf": "4", "preset": "ultrafast"}
    plain = make_clip(pts=even_pts(120), size=(640, 360), options=options)
    file.write_bytes(plain)
    clip = project.import_clip(file).clip
    assert project.storage.offline is not None
    project.storage.offline.clear()
    # What is in memory goes with the project.
    project.close()
    project = desk.open()
    yield project, clip, build_index(io.BytesIO(plain))
    objects.cut = False
    objects.unblock()
    project.close()


@pytest.fixture
def begin_far(far_away: tuple[Project, ClipRecord, FrameIndex]) -> Iterator[Begin]:
    yield from beginner(*far_away)


def test_of_a_clip_far_away_only_a_first_look_is_taken_until_it_is_here(
    far_away: tuple[Project, ClipRecord, FrameIndex], begin_far: Begin, objects: DistantObjects
) -> None:
    project, clip, _ = far_away
    first = begin_far().to_the_end()
    assert first.motion is not None
    assert (first.motion.coarse_sweeps, first.motion.refined_frames) == (1, 0)
    accepted = tuple(ClipObject.from_json(entry) for entry in clip.objects)
    offline = project.storage.offline
    assert offline is not None
    state = offline.state(accepted)
    assert state.kept_bytes < state.size
    offline.pin(clip.event_id, accepted)
    # Now nothing needs the way any more.
    objects.cut = True
    last = begin_far(writable=False).to_the_end()
    assert last.share == 1.0


def test_nothing_is_asked_of_a_store_that_is_away(
    far_away: tuple[Project, ClipRecord, FrameIndex], begin_far: Begin, objects: DistantObjects
) -> None:
    objects.link.failed(None)
    objects.cut = True
    reads = objects.reads
    assert begin_far(writable=False).to_the_end().motion is None
    assert objects.reads == reads


def test_closing_calls_off_a_wait_for_bytes(
    far_away: tuple[Project, ClipRecord, FrameIndex], begin_far: Begin, objects: DistantObjects
) -> None:
    watched = begin_far(busy=True, writable=False)
    watched.until(lambda: len(watched.news) == 1)
    objects.block()
    watched.worker.set_busy(False)
    watched.until(lambda: objects.link.state().requests > 0)
    watched.worker.close()
    assert watched.worker.join(PATIENCE_S)
