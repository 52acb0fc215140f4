from dataclasses import replace
from itertools import count
from uuid import UUID, uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crypto.keyring import Keyring
from models.annotation import (
    Annotation,
    Box,
    Detection,
    Keyframe,
    Kind,
    Source,
    Status,
    Track,
    gestures,
)
from models.annotation.edits import Edit
from models.annotation.errors import GestureRefusedError
from models.engine import open_database
from models.errors import StaleRevisionError
from models.store import ProjectStore
from tests.support.annotations import annotations, successors
from tests.support.databases import AUTHOR, COLLEAGUE, Annotator, a_clip

LABEL = UUID(int=7)


def full_track() -> Track:
    """Return a track in which every value differs from its default."""
    detection = Detection("yolo-11", 0.1 + 0.2, box=Box(0.1, 1e-9, 1e6, 3.0))
    first = Keyframe(
        uuid4(),
        3,
        pts=-(2**62),
        box=Box(0.30000000000000004, -1.5, 20.25, 1 / 3),
        occluded=True,
        outside=True,
        source=Source.SUGGESTED,
        status=Status.REJECTED,
        detection=detection,
        attributes=(("Farbe", "grün"), ("", "\0")),
    )
    return Track(
        uuid4(),
        12,
        label_id=LABEL,
        source=Source.SEMI_AUTO,
        keyframes=(first, replace(first, id=uuid4(), frame_index=2**40, detection=None)),
        locked=True,
        attributes=(("doors", "4"),),
    )


def between(annotator: Annotator, after: Annotation) -> Edit:
    return Edit.between("test", annotator.annotation, after, frame_index=0)


def drawn(annotator: Annotator, *, frame: int = 0) -> UUID:
    """Draw a track and return its id."""
    box = Box(1, 2, 30, 40)
    edit = gestures.draw_track(
        annotator.annotation, box, frame_index=frame, pts=frame, label_id=LABEL
    )
    (track_id,) = annotator.apply(edit).touched
    return track_id


def moved(annotator: Annotator, track_id: UUID, *, x: float, frame: int = 0) -> Edit:
    return gestures.put_box(
        annotator.annotation, track_id, box=Box(x, 2, 30, 40), frame_index=frame, pts=frame
    )


@pytest.mark.parametrize("kind", Kind)
def test_every_value_of_a_track_and_of_a_box_comes_back_exactly(
    annotator: Annotator, kind: Kind
) -> None:
    track = full_track()
    if kind is Kind.BOX:
        track = replace(track, kind=kind, keyframes=track.keyframes[:1])
    annotator.apply(between(annotator, Annotation([track])))
    assert annotator.stored() == Annotation([track])
    assert annotator.stored().track(track.id) == track


def test_an_edit_its_undo_and_its_redo_are_stored(annotator: Annotator) -> None:
    track_id = drawn(annotator)
    before = annotator.annotation
    edit = annotator.apply(moved(annotator, track_id, x=9, frame=5))
    after = annotator.annotation
    for _ in range(2):
        annotator.apply(edit.inverse())
        assert annotator.stored() == before
        edit = annotator.apply(edit.renewed())
        assert annotator.stored() == after


@pytest.mark.parametrize("kind", Kind)
def test_a_deleted_object_comes_back_by_undo_also_after_reopening(
    annotator: Annotator, kind: Kind
) -> None:
    track = replace(full_track(), locked=False)
    if kind is Kind.BOX:
        track = replace(track, kind=kind, keyframes=track.keyframes[:1])
    annotator.apply(between(annotator, Annotation([track])))
    deletion = annotator.apply(
        gestures.delete_tracks(annotator.annotation, [track.id], frame_index=0)
    )
    assert annotator.stored() == Annotation()
    reopened = Annotator.at(annotator.store, annotator.clip_id)
    reopened.apply(deletion.inverse())
    assert annotator.stored() == Annotation([track])


def test_keyframes_can_trade_places_within_one_edit(annotator: Annotator) -> None:
    track = full_track()
    keys = [replace(track.keyframes[0], id=uuid4(), frame_index=frame) for frame in range(5)]
    one = replace(track, keyframes=tuple(keys))
    annotator.apply(between(annotator, Annotation([one])))
    shifted = [replace(key, frame_index=key.frame_index + 1) for key in keys[:3]]
    new = replace(keys[0], id=uuid4(), frame_index=0)
    two = replace(track, keyframes=(new, *shifted, keys[4]))
    annotator.apply(between(annotator, Annotation([two])))
    assert annotator.stored() == Annotation([two])


def test_a_keyframe_can_leave_one_track_and_join_another(annotator: Annotator) -> None:
    track = full_track()
    annotator.apply(between(annotator, Annotation([track])))
    left = replace(track, keyframes=track.keyframes[:1])
    right = replace(track, id=uuid4(), number=13, keyframes=track.keyframes[1:])
    annotator.apply(between(annotator, Annotation([left, right])))
    assert annotator.stored() == Annotation([left, right])
    box = replace(right, kind=Kind.BOX)
    annotator.apply(between(annotator, Annotation([left, box])))
    assert annotator.stored() == Annotation([left, box])
    annotator.apply(between(annotator, Annotation([left, replace(box, locked=False)])))
    annotator.apply(between(annotator, Annotation([track])))
    assert annotator.stored() == Annotation([track])


def test_a_box_is_relabelled_and_its_only_keyframe_replaced(annotator: Annotator) -> None:
    track = full_track()
    box = replace(track, kind=Kind.BOX, keyframes=track.keyframes[:1])
    for state in (
        box,
        replace(box, label_id=uuid4(), number=99),
        replace(box, keyframes=(replace(track.keyframes[0], id=uuid4()),)),
        replace(box, keyframes=()),
        box,
    ):
        annotator.apply(between(annotator, Annotation([state])))
        expected = Annotation([state]) if state.keyframes else Annotation()
        assert annotator.stored() == expected


def test_an_edit_with_the_same_id_is_stored_once(annotator: Annotator) -> None:
    track_id = drawn(annotator)
    edit = annotator.apply(moved(annotator, track_id, x=9))
    revisions = annotator.revisions
    again = annotator.store.apply_edit(annotator.clip_id, edit, revisions)
    assert again == revisions
    annotator.apply(edit.inverse())
    replayed = annotator.store.apply_edit(annotator.clip_id, edit, annotator.revisions)
    assert replayed == annotator.revisions
    assert annotator.stored() == annotator.annotation


def test_a_stale_edit_is_refused_whole_and_tells_which_track_and_whose(
    annotator: Annotator, colleague: ProjectStore
) -> None:
    first, second = drawn(annotator), drawn(annotator, frame=2)
    other = Annotator.at(colleague, annotator.clip_id)
    other.apply(moved(other, second, x=50, frame=2))
    boxes = {first: Box(9, 9, 9, 9), second: Box(8, 8, 8, 8)}
    edit = gestures.put_boxes(annotator.annotation, boxes, frame_index=2, pts=2)
    with pytest.raises(StaleRevisionError) as refused:
        annotator.apply(edit)
    assert refused.value.track_ids == {second}
    assert refused.value.author == COLLEAGUE
    assert annotator.stored() == other.annotation


def test_people_who_work_on_different_tracks_do_not_disturb_each_other(
    annotator: Annotator, colleague: ProjectStore
) -> None:
    first, second = drawn(annotator), drawn(annotator, frame=2)
    other = Annotator.at(colleague, annotator.clip_id)
    other.apply(moved(other, second, x=50, frame=2))
    annotator.apply(moved(annotator, first, x=60))
    stored = annotator.stored()
    assert stored.track(first) == annotator.annotation.track(first)
    assert stored.track(second) == other.annotation.track(second)


def test_an_edit_of_a_track_that_somebody_deleted_is_refused(
    annotator: Annotator, colleague: ProjectStore
) -> None:
    track_id = drawn(annotator)
    other = Annotator.at(colleague, annotator.clip_id)
    other.apply(gestures.delete_tracks(other.annotation, [track_id], frame_index=0))
    with pytest.raises(StaleRevisionError) as refused:
        annotator.apply(moved(annotator, track_id, x=9))
    assert refused.value.author == COLLEAGUE
    assert annotator.stored() == Annotation()


def test_a_replay_with_fresh_revisions_never_overwrites_a_newer_change(
    annotator: Annotator, colleague: ProjectStore
) -> None:
    track_id = drawn(annotator)
    lost = moved(annotator, track_id, x=9)
    relabelled = gestures.relabel(annotator.annotation, [track_id], label_id=uuid4(), frame_index=0)
    other = Annotator.at(colleague, annotator.clip_id)
    other.apply(moved(other, track_id, x=50))
    other.apply(gestures.relabel(other.annotation, [track_id], label_id=uuid4(), frame_index=0))
    for edit in (lost, relabelled):
        fresh = annotator.store.load_annotation(annotator.clip_id).revisions
        with pytest.raises(StaleRevisionError):
            annotator.store.apply_edit(annotator.clip_id, edit, fresh)
    assert annotator.stored() == other.annotation


def test_the_ids_of_another_clips_objects_are_refused(annotator: Annotator) -> None:
    track = full_track()
    annotator.apply(between(annotator, Annotation([track])))
    elsewhere = Annotator.at(annotator.store, annotator.store.add_clip(a_clip()).id)
    for thief in (track, replace(track, id=uuid4())):
        with pytest.raises(StaleRevisionError):
            elsewhere.apply(between(elsewhere, Annotation([thief])))
    assert elsewhere.stored() == Annotation()
    assert annotator.stored() == Annotation([track])


def test_two_live_keyframes_of_a_track_on_one_frame_are_refused_by_the_database(
    annotator: Annotator, colleague: ProjectStore
) -> None:
    track_id = drawn(annotator)
    key = annotator.annotation.track(track_id).keyframes[0]
    twin = replace(key, id=uuid4())
    edit = moved(annotator, track_id, x=9)
    (change,) = edit.changes
    (keyframe,) = change.keyframes
    forged = replace(
        edit, changes=(replace(change, keyframes=(replace(keyframe, before=None, after=twin),)),)
    )
    with pytest.raises(StaleRevisionError):
        annotator.store.apply_edit(annotator.clip_id, forged, annotator.revisions)
    assert annotator.stored() == annotator.annotation


unhurried = settings(max_examples=30, deadline=None)


@given(data=st.data())
@unhurried
def test_after_random_gestures_the_database_holds_what_is_in_memory(
    data: st.DataObject, shared_store: ProjectStore
) -> None:
    annotator = Annotator.at(shared_store, shared_store.add_clip(a_clip(fingerprint=None)).id)
    history: list[Edit] = []
    for _ in range(data.draw(st.integers(1, 12))):
        edit = data.draw(st.sampled_from(GESTURES))(data, annotator, history)
        if edit is not None and edit.changes:
            history.append(annotator.apply(edit))
    assert annotator.stored() == annotator.annotation


@given(data=st.data())
@unhurried
def test_any_edit_between_two_annotations_is_stored_and_taken_back(
    data: st.DataObject, shared_store: ProjectStore
) -> None:
    annotator = Annotator.at(shared_store, shared_store.add_clip(a_clip(fingerprint=None)).id)
    before = with_own_ids(data.draw(annotations))
    after = with_own_ids(data.draw(successors(before)), like=before)
    annotator.apply(between(annotator, before))
    assert annotator.stored() == without_empty_boxes(before)
    edit = annotator.apply(between(annotator, after))
    assert annotator.stored() == without_empty_boxes(after)
    annotator.apply(edit.inverse())
    assert annotator.stored() == without_empty_boxes(before)


_ids = (UUID(int=number) for number in count(2**64))


def with_own_ids(annotation: Annotation, *, like: Annotation | None = None) -> Annotation:
    """Give what is new ids that no other clip of the database has: hypothesis likes small ones.

    They follow the order of the old ones, so that an example plays the same way again.
    """
    old = {} if like is None else like.tracks
    known = {key.id for track in old.values() for key in track.keyframes}
    return Annotation(
        replace(
            track,
            id=track.id if track.id in old else next(_ids),
            keyframes=tuple(
                key if key.id in known else replace(key, id=next(_ids)) for key in track.keyframes
            ),
        )
        for track in sorted(annotation.tracks.values(), key=lambda one: one.id)
    )


def without_empty_boxes(annotation: Annotation) -> Annotation:
    return Annotation(
        track for track in annotation.tracks.values() if track.keyframes or track.kind is Kind.TRACK
    )


def draw(data: st.DataObject, annotator: Annotator, _: list[Edit]) -> Edit:
    gesture = data.draw(st.sampled_from((gestures.draw_track, gestures.draw_box)))
    frame = data.draw(frames)
    return gesture(
        annotator.annotation, data.draw(boxes), frame_index=frame, pts=frame, label_id=LABEL
    )


def on_a_track(data: st.DataObject, annotator: Annotator, _: list[Edit]) -> Edit | None:
    # By number: ids are random, and an example has to play the same way again.
    by_number = sorted(annotator.annotation.tracks.values(), key=lambda one: one.number)
    ids = [track.id for track in by_number]
    if not ids:
        return None
    now, track_id = annotator.annotation, data.draw(st.sampled_from(ids))
    frame, box = data.draw(frames), data.draw(boxes)
    here = {"frame_index": frame, "pts": frame}
    chosen = data.draw(st.integers(0, 9))
    try:
        return (
            lambda: gestures.put_box(now, track_id, box=box, **here),
            lambda: gestures.toggle_keyframe(now, track_id, **here),
            lambda: gestures.toggle_outside(now, track_id, **here),
            lambda: gestures.toggle_occluded(now, track_id, **here),
            lambda: gestures.delete_keyframe(now, track_id, frame_index=frame),
            lambda: gestures.end_track(now, track_id, **here),
            lambda: gestures.delete_tracks(now, [track_id], frame_index=frame),
            lambda: gestures.relabel(now, [track_id], label_id=uuid4(), frame_index=frame),
            lambda: gestures.set_locked(
                now, ids, locked=not now.track(track_id).locked, frame_index=frame
            ),
            lambda: gestures.paste(now, gestures.copied(now, ids, frame_index=frame), **here),
        )[chosen]()
    except GestureRefusedError:
        return None


def take_back(data: st.DataObject, annotator: Annotator, history: list[Edit]) -> Edit | None:
    return history[-1].inverse() if history else None


GESTURES = (draw, on_a_track, on_a_track, on_a_track, take_back)
frames = st.integers(0, 6)
boxes = st.builds(Box, *(st.floats(0, 1000) for _ in range(4)))


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def shared_store(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory):
    """One database of each kind for all examples; each example works on a clip of its own."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path_factory.mktemp('shared') / 'annotations.db'}"
    else:
        server = request.getfixturevalue("postgres_server")
        server.run("CREATE DATABASE shared_by_examples")
        url = server.url("shared_by_examples")
    with Keyring.generate() as keyring, open_database(url) as database:
        yield ProjectStore(database, keyring, author=AUTHOR)
