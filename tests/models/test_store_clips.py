from dataclasses import replace
from datetime import datetime, timedelta, timezone
from uuid import uuid4

import pytest

from models.annotation import Box, gestures
from models.errors import EventIdTakenError, RowMissingError, StaleRevisionError
from models.records import ClipState, DeletedCounts
from models.store import ProjectStore
from tests.support.databases import COLLEAGUE, Annotator, a_clip


def test_a_clip_comes_back_as_it_was_stored(store: ProjectStore) -> None:
    record = a_clip()
    stored = store.add_clip(record)
    assert stored == replace(record, revision=1)
    assert store.clip(record.id) == stored
    assert store.clips() == (stored,)


def test_a_clip_without_optional_facts_comes_back_as_it_was_stored(store: ProjectStore) -> None:
    record = a_clip(recorded_at=None, fingerprint=None, objects=(), name="", camera="")
    assert store.add_clip(record) == replace(record, revision=1)


def test_clips_stand_with_the_newest_recording_first(store: ProjectStore) -> None:
    old, new = a_clip(), a_clip()
    new = replace(new, recorded_at=old.created_at)
    unknown = a_clip(recorded_at=None, created_at=old.recorded_at)
    for record in (unknown, new, replace(old, recorded_at=None, created_at=old.created_at)):
        store.add_clip(record)
    moments = [clip.recorded_at or clip.created_at for clip in store.clips()]
    assert moments == sorted(moments, reverse=True)


def test_a_clip_is_found_by_its_event_id_and_by_its_fingerprint(store: ProjectStore) -> None:
    clip = store.add_clip(a_clip(event_id="Gate-7", fingerprint=b"f" * 32))
    assert store.clip_by_event("Gate-7") == clip
    assert store.clip_by_fingerprint(b"f" * 32) == clip
    assert store.clip_by_event("gate-7") is None
    assert store.clip_by_event("Gate-8") is None
    assert store.clip_by_fingerprint(b"g" * 32) is None


@pytest.mark.parametrize("second", ["Gate-7", "gate-7"])
def test_an_event_id_is_taken_once_also_in_another_case(store: ProjectStore, second: str) -> None:
    store.add_clip(a_clip(event_id="Gate-7"))
    with pytest.raises(EventIdTakenError):
        store.add_clip(a_clip(event_id=second))
    assert len(store.clips()) == 1


def test_an_updated_clip_has_a_higher_revision(store: ProjectStore) -> None:
    clip = store.add_clip(a_clip())
    changed = store.update_clip(replace(clip, state=ClipState.SUBMITTED, name="South gate"))
    assert changed == replace(clip, state=ClipState.SUBMITTED, name="South gate", revision=2)
    assert store.clip(clip.id) == changed


def test_an_update_of_a_clip_that_somebody_changed_is_refused_and_tells_who(
    store: ProjectStore, colleague: ProjectStore
) -> None:
    clip = store.add_clip(a_clip())
    theirs = colleague.update_clip(replace(clip, name="theirs"))
    with pytest.raises(StaleRevisionError) as refused:
        store.update_clip(replace(clip, name="mine"))
    assert (refused.value.row_ids, refused.value.author) == ({clip.id}, COLLEAGUE)
    assert store.clip(clip.id) == theirs


def test_a_clip_that_is_not_there_is_named(store: ProjectStore) -> None:
    missing = a_clip()
    for ask in (
        lambda: store.clip(missing.id),
        lambda: store.update_clip(missing),
        lambda: store.delete_clip(missing.id),
        lambda: store.load_annotation(missing.id),
    ):
        with pytest.raises(RowMissingError) as error:
            ask()
        assert error.value.row_id == missing.id


def test_deleting_a_clip_counts_and_ends_its_annotation(annotator: Annotator) -> None:
    label, store = uuid4(), annotator.store
    drawn = annotator.apply(
        gestures.draw_track(
            annotator.annotation, Box(1, 2, 30, 40), frame_index=0, pts=0, label_id=label
        )
    )
    (track_id,) = drawn.touched
    annotator.apply(
        gestures.put_box(
            annotator.annotation, track_id, box=Box(5, 6, 30, 40), frame_index=9, pts=9
        )
    )
    annotator.apply(
        gestures.draw_box(
            annotator.annotation, Box(7, 8, 9, 10), frame_index=3, pts=3, label_id=label
        )
    )
    other = store.add_clip(a_clip(fingerprint=None))
    assert store.track_counts() == {annotator.clip_id: 2}
    assert store.count_annotation(annotator.clip_id) == DeletedCounts(1, 2, boxes=1)
    assert store.delete_clip(annotator.clip_id) == DeletedCounts(1, 2, boxes=1)
    assert store.clips() == (other,)
    assert store.track_counts() == {}
    with pytest.raises(RowMissingError):
        store.delete_clip(annotator.clip_id)
    with pytest.raises(RowMissingError):
        annotator.apply(gestures.delete_tracks(annotator.annotation, [track_id], frame_index=0))


def test_an_event_id_is_free_again_once_its_clip_is_deleted(store: ProjectStore) -> None:
    first = store.add_clip(a_clip(event_id="Gate-7"))
    store.delete_clip(first.id)
    second = store.add_clip(a_clip(event_id="Gate-7"))
    assert store.clip_by_event("Gate-7") == second
    assert store.clip_by_fingerprint(bytes(range(32))) == second


def test_the_data_version_changes_when_another_store_writes(
    store: ProjectStore, colleague: ProjectStore
) -> None:
    before = store.data_version()
    clip = store.add_clip(a_clip())
    assert store.data_version() == before
    colleague.update_clip(replace(clip, name="theirs"))
    assert store.data_version() != before


def test_the_time_of_recording_keeps_the_clock_that_it_was_read_from(store: ProjectStore) -> None:
    in_berlin = datetime(2026, 11, 22, 8, 14, 3, tzinfo=timezone(timedelta(hours=1)))
    stored = store.add_clip(a_clip(recorded_at=in_berlin))

    found = store.clip(stored.id).recorded_at
    assert found == in_berlin
    assert found.utcoffset() == timedelta(hours=1)
