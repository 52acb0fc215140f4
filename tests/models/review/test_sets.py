import zlib
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from sqlalchemy import text

from models.annotation import Annotation, Box, gestures
from models.errors import RowAlteredError, RowMissingError
from models.records import ClipState
from models.review import sets
from models.review.clip_event import ClipEvent, Step
from models.review.clip_events import ClipEventStore
from models.review.sets import AnnotationSet, SetKind, SetStore
from models.store import ProjectStore
from models.tables.review import AnnotationSetRow
from models.verified_table import VerifiedTable
from tests.support.databases import AUTHOR, Annotator

AT = datetime(2026, 11, 28, 9, 30, 0, 5, tzinfo=UTC)


def draw(annotator: Annotator, *, frames: tuple[int, ...] = (0, 4)) -> None:
    """Give the clip a track and a box, with everything that a keyframe can bear."""
    first, *others = frames
    edit = gestures.draw_track(
        annotator.annotation, Box(1, 2, 30, 40), frame_index=first, pts=first, label_id=uuid4()
    )
    (track_id,) = annotator.apply(edit.signed(AUTHOR, at_us=7)).touched
    for frame in others:
        annotator.apply(
            gestures.put_box(
                annotator.annotation,
                track_id,
                box=Box(frame, 3.25, 30, 40),
                frame_index=frame,
                pts=frame,
            )
        )
    annotator.apply(
        gestures.draw_box(
            annotator.annotation, Box(5, 8, 9, 9), frame_index=3, pts=3, label_id=uuid4()
        )
    )


def test_a_set_holds_what_was_put_into_it_whatever_is_done_since(
    annotator: Annotator, store: ProjectStore
) -> None:
    draw(annotator)
    before = annotator.annotation
    kept = SetStore(store.access)
    made = AnnotationSet(annotator.clip_id, SetKind.TRUTH, AUTHOR, AT, name="Wahrheit ÄÖ")
    kept.add(made, before)
    draw(annotator)
    assert annotator.annotation != before
    assert kept.annotation(made.id) == before
    assert kept.of_clip(annotator.clip_id) == (made,)
    assert kept.of_clip(annotator.clip_id, [SetKind.ROUND]) == ()
    assert kept.of_clip(uuid4()) == ()
    assert kept.clips_with(SetKind.TRUTH) == {annotator.clip_id}
    assert kept.clips_with(SetKind.ROUND) == frozenset()
    empty = AnnotationSet(annotator.clip_id, SetKind.OTHER, AUTHOR, AT.replace(second=9))
    kept.add(empty, Annotation())
    assert kept.annotation(empty.id) == Annotation()
    assert kept.of_clip(annotator.clip_id) == (empty, made)


def test_a_deleted_set_is_gone_with_its_content(annotator: Annotator, store: ProjectStore) -> None:
    draw(annotator)
    kept = SetStore(store.access)
    made = AnnotationSet(annotator.clip_id, SetKind.OTHER, AUTHOR, AT)
    kept.add(made, annotator.annotation)
    kept.delete(made.id)
    kept.delete(made.id)
    assert kept.of_clip(annotator.clip_id) == ()
    with pytest.raises(RowMissingError):
        kept.annotation(made.id)
    with store.database.reading() as connection:
        assert connection.execute(text("SELECT content FROM annotation_sets")).all() == [(None,)]


def test_handing_in_keeps_what_is_stored_at_that_moment(
    annotator: Annotator, store: ProjectStore
) -> None:
    draw(annotator)
    kept = SetStore(store.access)

    def hand_in() -> None:
        ClipEventStore(store.access).take(
            annotator.clip_id,
            lambda clip, _history: (
                clip,
                ClipEvent(
                    uuid4(), clip.id, AUTHOR, AT, Step.HAND_IN, clip.state, ClipState.SUBMITTED
                ),
            ),
            also=kept.keeping_round(),
        )

    hand_in()
    first = annotator.annotation
    (made,) = kept.of_clip(annotator.clip_id)
    assert (made.kind, made.person, made.at) == (SetKind.ROUND, AUTHOR, AT)
    draw(annotator, frames=(9,))
    hand_in()
    assert [kept.annotation(one.id) for one in kept.of_clip(annotator.clip_id)].count(first) == 1
    assert annotator.annotation in [
        kept.annotation(one.id) for one in kept.of_clip(annotator.clip_id)
    ]


@pytest.mark.parametrize(
    "content",
    [b"x", zlib.compress(b"[]"), zlib.compress(b"{"), zlib.compress(b'{"v": 1}') + b"y"],
    ids=["no zlib", "no object", "no JSON", "more behind it"],
)
def test_a_content_that_safelight_does_not_write_is_refused_and_named(
    annotator: Annotator, store: ProjectStore, content: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sets, "_packed", lambda _annotation: content)
    kept = SetStore(store.access)
    made = AnnotationSet(annotator.clip_id, SetKind.OTHER, AUTHOR, AT)
    kept.add(made, Annotation())
    with pytest.raises(RowAlteredError) as refused:
        kept.annotation(made.id)
    assert refused.value.row_id == made.id


@pytest.mark.promise
def test_a_content_that_was_moved_to_another_clip_is_refused(
    annotator: Annotator, store: ProjectStore
) -> None:
    draw(annotator)
    kept = SetStore(store.access)
    made = AnnotationSet(annotator.clip_id, SetKind.TRUTH, AUTHOR, AT)
    kept.add(made, annotator.annotation)
    table = VerifiedTable(store.access.keyring, AnnotationSetRow)
    with store.database.writing() as connection:
        connection.execute(
            text("UPDATE annotation_sets SET kind = 'round' WHERE id = :id"), {"id": made.id.bytes}
        )
    for read in (lambda: kept.annotation(made.id), lambda: kept.of_clip(annotator.clip_id)):
        with pytest.raises(RowAlteredError, match=table.name):
            read()
