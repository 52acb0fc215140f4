"""Verdicts in the database: bound to what was looked at, and in nobody's way who edits."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from crypto.device_key import DeviceKey
from crypto.keyring import Keyring
from models.access import StoreAccess
from models.annotation import gestures
from models.annotation.geometry import Box
from models.annotation.track import Kind, Status, Track
from models.audit.entry import Signer
from models.audit.writer import AuditWriter
from models.engine import Database
from models.errors import RowAlteredError
from models.records import ClipRecord
from models.review.errors import ObjectMovedOnError
from models.review.verdict import Outcome, Verdict, newest
from models.review.verdicts import VerdictStore
from models.store import ProjectStore
from tests.support.databases import AUTHOR, COLLEAGUE, Annotator

NOW = datetime(2026, 3, 1, 9, tzinfo=UTC)
LABEL = UUID(int=0x1AB)


class RefusedError(Exception):
    """What a check says no by."""


def anybody(_clip: ClipRecord) -> None:
    """Let everybody judge."""


def nobody(_clip: ClipRecord) -> None:
    raise RefusedError


def draw(annotator: Annotator, *, kind: Kind = Kind.TRACK) -> UUID:
    draw = gestures.draw_track if kind is Kind.TRACK else gestures.draw_box
    box = Box(10, 10, 20, 20)
    edit = annotator.apply(draw(annotator.annotation, box, frame_index=3, pts=300, label_id=LABEL))
    (change,) = edit.changes
    return change.track_id


def move(annotator: Annotator, track_id: UUID, frame: int = 3) -> None:
    edit = gestures.put_boxes(
        annotator.annotation, {track_id: Box(40, 40, 20, 20)}, frame_index=frame, pts=frame * 100
    )
    annotator.apply(edit)


def on(annotator: Annotator, track_id: UUID, outcome: Outcome = Outcome.ACCEPTED) -> Verdict:
    return Verdict(
        uuid4(),
        annotator.clip_id,
        annotator.store.author,
        NOW,
        outcome,
        0,
        track_id=track_id,
        judged_revision=annotator.revisions.by_track[track_id],
        reasons=("Wrong label",) if outcome is Outcome.REJECTED else (),
    )


def statuses(annotator: Annotator, track_id: UUID) -> set[Status]:
    track: Track = annotator.stored().tracks[track_id]
    return {keyframe.status for keyframe in track.keyframes}


@pytest.fixture
def verdicts(store: ProjectStore) -> VerdictStore:
    return VerdictStore(store.access)


@pytest.mark.parametrize("kind", list(Kind), ids=str)
def test_a_verdict_is_on_what_was_looked_at_and_on_nothing_else(
    annotator: Annotator, verdicts: VerdictStore, kind: Kind
) -> None:
    track = draw(annotator, kind=kind)
    seen = on(annotator, track, Outcome.REJECTED)
    move(annotator, track)
    with pytest.raises(ObjectMovedOnError):
        verdicts.judge(annotator.clip_id, [seen], anybody)
    unseen = replace(seen, track_id=uuid4())
    with pytest.raises(ObjectMovedOnError):
        verdicts.judge(annotator.clip_id, [on(annotator, track), unseen], anybody)
    with pytest.raises(RefusedError):
        verdicts.judge(annotator.clip_id, [on(annotator, track)], nobody)
    assert verdicts.of_clip(annotator.clip_id) == ()
    assert statuses(annotator, track) == {Status.PENDING}

    (stored,) = verdicts.judge(annotator.clip_id, [on(annotator, track, Outcome.REJECTED)], anybody)
    assert verdicts.of_clip(annotator.clip_id) == (stored,)
    assert stored.reasons == ("Wrong label",)
    assert statuses(annotator, track) == {Status.REJECTED}
    again = replace(on(annotator, track), at=NOW + timedelta(seconds=1))
    verdicts.judge(annotator.clip_id, [again], anybody)
    assert newest(verdicts.of_clip(annotator.clip_id))[track].id == again.id
    assert statuses(annotator, track) == {Status.ACCEPTED}
    verdicts.withdraw(annotator.clip_id, [again.id], anybody)
    assert verdicts.of_clip(annotator.clip_id) == (stored,)
    assert statuses(annotator, track) == {Status.REJECTED}
    verdicts.withdraw(annotator.clip_id, [stored.id], anybody)
    assert statuses(annotator, track) == {Status.SUBMITTED}


@pytest.mark.promise
@pytest.mark.parametrize("kind", list(Kind), ids=str)
def test_no_edit_of_somebody_at_work_is_lost_to_a_verdict(
    annotator: Annotator, colleague: ProjectStore, kind: Kind
) -> None:
    track = draw(annotator, kind=kind)
    move(annotator, track)
    reviewer = Annotator.at(colleague, annotator.clip_id)
    VerdictStore(colleague.access).judge(annotator.clip_id, [on(reviewer, track)], anybody)
    # The annotator's window has not heard of it: their next edit, and undoing it, still fit.
    edit = gestures.put_boxes(
        annotator.annotation, {track: Box(60, 60, 20, 20)}, frame_index=3, pts=300
    )
    annotator.apply(edit)
    assert statuses(annotator, track) == {Status.PENDING}
    annotator.apply(edit.inverse())
    # So does one that is made before a verdict and put on what is read after it.
    before = gestures.put_boxes(
        annotator.annotation, {track: Box(80, 80, 20, 20)}, frame_index=3, pts=300
    )
    VerdictStore(colleague.access).judge(annotator.clip_id, [on(annotator, track)], anybody)
    late = Annotator.at(colleague, annotator.clip_id)
    late.apply(before)
    assert late.stored().tracks[track].keyframes[0].box == Box(80, 80, 20, 20)


def test_withdrawing_takes_back_only_ones_own(
    annotator: Annotator, verdicts: VerdictStore, colleague: ProjectStore
) -> None:
    track = draw(annotator)
    (mine,) = verdicts.judge(annotator.clip_id, [on(annotator, track)], anybody)
    VerdictStore(colleague.access).withdraw(annotator.clip_id, [mine.id], anybody)
    assert verdicts.of_clip(annotator.clip_id) == (mine,)
    assert (mine.person, colleague.author) == (AUTHOR, COLLEAGUE)


def test_nothing_of_a_verdict_is_left_when_its_clip_is_deleted(
    annotator: Annotator, verdicts: VerdictStore, store: ProjectStore, database: Database
) -> None:
    track = draw(annotator)
    verdicts.judge(annotator.clip_id, [on(annotator, track, Outcome.REJECTED)], anybody)
    store.delete_clip(annotator.clip_id)
    assert verdicts.of_clip(annotator.clip_id) == ()
    with database.reading() as connection:
        rows = connection.execute(text("SELECT deleted, reasons, signature FROM verdicts")).all()
    assert [tuple(row) for row in rows] == [(1, None, None)]


@pytest.fixture
def device() -> Iterator[DeviceKey]:
    key = DeviceKey.generate()
    yield key
    key.close()


@pytest.mark.promise
def test_a_verdict_that_a_device_did_not_sign_is_refused(
    annotator: Annotator, database: Database, keyring: Keyring, device: DeviceKey
) -> None:
    audit = AuditWriter(keyring, device, Signer(AUTHOR, "test"))
    with database.writing() as connection:
        audit.register(connection, {})
    signing = VerdictStore(StoreAccess(database, keyring, AUTHOR, audit=audit))
    track = draw(annotator)
    (stored,) = signing.judge(annotator.clip_id, [on(annotator, track)], anybody)
    assert stored.device == device.device_id
    assert signing.of_clip(annotator.clip_id) == (stored,)

    # Somebody who holds the project's keys, and not the device's, says it was said.
    class Forger(VerdictStore):
        def _insert(self, work, verdict):  # type: ignore[no-untyped-def]
            return super()._insert(work, verdict.signed(device.device_id, bytes(64)))

    forged = on(annotator, track, Outcome.REJECTED)
    Forger(StoreAccess(database, keyring, AUTHOR)).judge(annotator.clip_id, [forged], anybody)
    with pytest.raises(RowAlteredError):
        signing.of_clip(annotator.clip_id)
