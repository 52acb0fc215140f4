"""A clip without a stored index opens at once, and its index is built while it is looked at."""

import io
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction

import pytest

from app.media.index.building import build_index
from app.media.index.frame_index import FrameIndex
from app.session.clip_session import ClipSession
from app.session.errors import CancelledError, IndexIncompleteError
from app.session.events import ClipEvent, IndexComplete, IndexFailed, IndexGrown
from app.session.importing import ClipDetails
from app.session.project import Project
from crypto.clip_header import Kind
from crypto.errors import DecryptionError
from models.annotation.geometry import Box
from models.annotation.gestures import draw_track
from models.records import ClipRecord
from storage.errors import StorageUnavailableError
from storage.fault import Fault
from tests.support.desk import PERSON, Desk
from tests.support.footage import footage
from tests.support.gated import GatedObjects, gated_clip, put_stores_behind_gate

FRAMES = 400
_PATIENCE_S = 60.0


@pytest.fixture
def objects(monkeypatch: pytest.MonkeyPatch) -> GatedObjects:
    made = GatedObjects()
    put_stores_behind_gate(monkeypatch, made)
    return made


@pytest.fixture
def project(objects: GatedObjects, desk: Desk) -> Iterator[Project]:
    opened = desk.open()
    yield opened
    opened.close()


@pytest.fixture
def clip(project: Project, objects: GatedObjects) -> ClipRecord:
    """Return an imported clip whose stored index is lost."""
    made = project.import_cleartext(gated_clip(), ClipDetails(event_id="gate")).clip
    lose_index(objects)
    return made


def lose_index(objects: GatedObjects) -> None:
    objects.remove(["gate.index.sld"])
    objects.opened.clear()


def has_index(objects: GatedObjects) -> bool:
    return any(entry.name == "gate.index.sld" for entry in objects.entries())


def content(objects: GatedObjects, name: str) -> bytes:
    source = objects.open(name)
    return bytes(source.read_at(0, source.size))


def wait_until(met: Callable[[], bool]) -> None:
    ends_at = time.monotonic() + _PATIENCE_S
    while not met():
        assert time.monotonic() < ends_at, "waited in vain"
        time.sleep(0.005)


def index_threads() -> list[threading.Thread]:
    return [one for one in threading.enumerate() if one.name == "safelight-index"]


def drawn_on(session: ClipSession, frame_index: int, *, pts: int) -> None:
    edit = draw_track(
        session.annotation,
        Box(10, 20, 30, 40),
        frame_index=frame_index,
        pts=pts,
        label_id=PERSON.id,
    )
    session.apply(edit)


def test_a_clip_is_handed_out_with_its_first_frames_while_the_rest_is_on_its_way(
    project: Project, objects: GatedObjects, clip: ClipRecord
) -> None:
    objects.hold_back_after(0.6)
    session = project.open_clip(clip.id)
    first = session.index
    assert first.grows
    assert 0 < first.frame_count < FRAMES
    assert not session.index_complete
    seen: list[ClipEvent] = []
    session.subscribe(seen.append)
    objects.hold_back_after(1.0)
    wait_until(lambda: session.index_complete)
    assert session.index.extends(first)
    assert session.index.frame_count == FRAMES
    wait_until(lambda: any(isinstance(event, IndexComplete) for event in seen))
    (complete,) = [event for event in seen if isinstance(event, IndexComplete)]
    assert not complete.renumbered
    grown = [event.share for event in seen if isinstance(event, IndexGrown)]
    assert grown == sorted(grown)
    project.close_clip(session)


def test_nothing_can_be_drawn_before_every_frame_has_its_number(
    project: Project, objects: GatedObjects, clip: ClipRecord
) -> None:
    objects.hold_back_after(0.6)
    session = project.open_clip(clip.id)
    with pytest.raises(IndexIncompleteError):
        drawn_on(session, 3, pts=1536)
    assert isinstance(session.stopped, IndexIncompleteError)
    assert not session.annotation.tracks
    objects.hold_back_after(1.0)
    wait_until(lambda: session.index_complete)
    assert session.stopped is None
    drawn_on(session, 3, pts=1536)
    project.close_clip(session)
    assert len(project.store.load_annotation(clip.id).annotation.tracks) == 1


def test_the_index_is_stored_so_that_the_next_opening_reads_nothing_of_the_clip(
    project: Project, objects: GatedObjects, clip: ClipRecord
) -> None:
    session = project.open_clip(clip.id)
    wait_until(lambda: session.index_complete)
    project.close_clip(session)
    stored = session.index.to_bytes()
    objects.opened.clear()
    again = project.open_clip(clip.id)
    assert again.index_complete
    assert again.index.to_bytes() == stored
    assert objects.opened == ["gate.index.sld"]
    project.close_clip(again)


@pytest.mark.promise
def test_a_clip_closed_in_the_midst_leaves_no_index_and_no_thread(
    project: Project, objects: GatedObjects, clip: ClipRecord
) -> None:
    objects.hold_back_after(0.6)
    session = project.open_clip(clip.id)
    assert index_threads()
    project.close_clip(session)
    assert not index_threads()
    assert not has_index(objects)


@pytest.mark.promise
def test_a_project_that_is_closed_ends_an_opening_that_still_waits_for_its_first_frame(
    desk: Desk, project: Project, objects: GatedObjects, clip: ClipRecord
) -> None:
    objects.hold_back_after(0.0)
    second = desk.open()
    failures: list[Exception] = []

    def open_it() -> None:
        try:
            second.open_clip(clip.id)
        except CancelledError as error:
            failures.append(error)

    opening = threading.Thread(target=open_it)
    opening.start()
    wait_until(lambda: bool(index_threads()))
    second.close()
    opening.join(_PATIENCE_S)
    assert len(failures) == 1
    assert not index_threads()


def test_an_opening_that_nobody_waits_for_any_more_ends(
    project: Project, objects: GatedObjects, clip: ClipRecord
) -> None:
    objects.hold_back_after(0.0)
    with pytest.raises(CancelledError):
        project.open_clip(clip.id, cancelled=lambda: bool(index_threads()))
    assert not index_threads()


def test_a_failure_is_told_and_a_second_try_goes_on_with_the_frames_that_are_known(
    project: Project, objects: GatedObjects, clip: ClipRecord
) -> None:
    objects.hold_back_after(0.6)
    session = project.open_clip(clip.id)
    seen: list[ClipEvent] = []
    session.subscribe(seen.append)
    objects.fails = lambda: StorageUnavailableError("the way is cut", Fault.CONNECTION)
    wait_until(lambda: any(isinstance(event, IndexFailed) for event in seen))
    known = session.index
    assert isinstance(session.index_state.error, StorageUnavailableError)
    assert isinstance(session.stopped, IndexIncompleteError)
    objects.fails = None
    session.index_again()
    session.index_again()
    wait_until(lambda: len(index_threads()) == 1)
    objects.hold_back_after(1.0)
    wait_until(lambda: session.index_complete)
    assert session.index.extends(known)
    counts = [
        event.index.frame_count for event in seen if isinstance(event, IndexGrown) and event.index
    ]
    assert counts == sorted(counts)
    project.close_clip(session)


@pytest.mark.promise
def test_an_altered_clip_never_gets_a_whole_index(
    project: Project, objects: GatedObjects, clip: ClipRecord
) -> None:
    name = "gate.slc"
    sealed = content(objects, name)
    at = len(sealed) * 3 // 4
    objects.replace(name, sealed[:at] + bytes([sealed[at] ^ 1]) + sealed[at + 1 :])
    session = project.open_clip(clip.id)
    wait_until(lambda: session.index_state.error is not None)
    assert isinstance(session.index_state.error, DecryptionError)
    assert not session.index_complete
    project.close_clip(session)
    assert not has_index(objects)


def draw_and_lose_the_index(
    project: Project, objects: GatedObjects, clip: ClipRecord, *, pts: int
) -> None:
    session = project.open_clip(clip.id)
    wait_until(lambda: session.index_complete)
    drawn_on(session, 3, pts=pts)
    project.close_clip(session)
    lose_index(objects)
    objects.hold_back_after(0.6)


def test_frames_whose_boxes_agree_with_their_numbers_are_shown_early(
    project: Project, objects: GatedObjects, clip: ClipRecord
) -> None:
    draw_and_lose_the_index(project, objects, clip, pts=1536)
    session = project.open_clip(clip.id)
    assert session.index.grows
    project.close_clip(session)


@pytest.mark.promise
@pytest.mark.parametrize(
    "told", [{"time_base": Fraction(1, 25)}, {"frame_count": 20}, {"duration_pts": 512 * 20}]
)
def test_frames_are_not_shown_early_if_the_row_tells_of_other_numbers(
    project: Project, objects: GatedObjects, clip: ClipRecord, told: dict[str, object]
) -> None:
    project.store.update_clip(replace(clip, **told))  # type: ignore[arg-type]
    objects.hold_back_after(0.6)
    with pytest.raises(CancelledError):
        project.open_clip(clip.id, cancelled=lambda: objects.waiting)


@pytest.mark.promise
def test_frames_whose_boxes_tell_of_other_numbers_are_not_shown_before_all_are_known(
    project: Project, objects: GatedObjects, clip: ClipRecord
) -> None:
    draw_and_lose_the_index(project, objects, clip, pts=1537)
    with pytest.raises(CancelledError):
        project.open_clip(clip.id, cancelled=lambda: objects.waiting)
    objects.hold_back_after(1.0)
    session = project.open_clip(clip.id)
    assert session.index_complete
    project.close_clip(session)


@pytest.mark.promise
def test_an_index_of_another_clip_is_not_taken(
    project: Project, objects: GatedObjects, clip: ClipRecord
) -> None:
    project.import_cleartext(footage("h264 of variable rate in mp4"), ClipDetails(event_id="other"))
    objects.replace("gate.index.sld", content(objects, "other.index.sld"))
    session = project.open_clip(clip.id)
    wait_until(lambda: session.index_complete)
    assert session.index.frame_count == FRAMES
    project.close_clip(session)


@pytest.mark.parametrize("kind", ["of another version", "that was not complete", "of no sense"])
def test_a_stored_index_that_cannot_be_used_is_built_again(
    project: Project, objects: GatedObjects, clip: ClipRecord, kind: str
) -> None:
    whole = build_index(io.BytesIO(gated_clip()))
    stored = {
        "of another version": whole.to_bytes()[:4] + b"\0\7" + whole.to_bytes()[6:],
        "that was not complete": replace(whole, pts=whole.pts[:9], grows=True).to_bytes(),
        "of no sense": b"SLFI",
    }[kind]
    clip_id = bytes.fromhex(clip.objects[0]["clip_id"])
    project.storage.put_derived("gate", Kind.INDEX, stored, clip_id=clip_id)
    session = project.open_clip(clip.id)
    wait_until(lambda: session.index_complete)
    assert session.index.frame_count == FRAMES
    project.close_clip(session)
    packed = project.storage.open_derived("gate", Kind.INDEX, clip_id=clip_id)
    assert FrameIndex.from_bytes(packed).frame_count == FRAMES
