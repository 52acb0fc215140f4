"""Whose work a clip is, by the rows that people wrote; on both databases."""

from collections.abc import Callable
from dataclasses import replace
from uuid import UUID, uuid4

import pytest

from models.annotation import Annotation, Box, Source, gestures
from models.annotation.edits import Edit
from models.annotation.labels import Label
from models.annotation.track import Kind
from models.label_changes import Fate, settle
from models.review.authors import Authors
from models.store import ProjectStore
from tests.support.databases import AUTHOR, COLLEAGUE, Annotator, a_clip

CAR, VAN = (Label(uuid4(), name, "#E69F00", position=n) for n, name in enumerate(("car", "van")))
BOX, OTHER = Box(10, 10, 20, 20), Box(30, 30, 20, 20)


def change(store: ProjectStore, clip_id: UUID, make: Callable[[Annotation], Edit]) -> Edit:
    """Change a clip as at the window: signed, and on what is stored."""
    at = Annotator.at(store, clip_id)
    return at.apply(make(at.annotation).signed(store.author, at_us=5))


def a_track(annotation: Annotation) -> Edit:
    return gestures.draw_track(annotation, BOX, frame_index=3, pts=3, label_id=CAR.id)


def a_box(annotation: Annotation) -> Edit:
    return gestures.draw_box(annotation, BOX, frame_index=3, pts=3, label_id=CAR.id)


def a_suggestion(annotation: Annotation) -> Edit:
    drawn = a_track(annotation).applied_to(annotation)
    (track,) = (one for one in drawn.tracks.values() if one.id not in annotation.tracks)
    keys = tuple(replace(key, source=Source.SUGGESTED) for key in track.keyframes)
    made = replace(track, source=Source.SUGGESTED, keyframes=keys)
    return Edit.between("Find", annotation, annotation.with_tracks({made.id: made}), frame_index=3)


def one(annotation: Annotation, kind: Kind = Kind.TRACK) -> list[UUID]:
    return [next(track.id for track in annotation.tracks.values() if track.kind is kind)]


WORK: dict[str, Callable[[Annotation], Edit]] = {
    "draws a track": a_track,
    "draws a box": a_box,
    "has a box suggested": a_suggestion,
    "moves a box": lambda a: gestures.put_boxes(
        a, dict.fromkeys(one(a), OTHER), frame_index=3, pts=3
    ),
    "adds a keyframe": lambda a: gestures.toggle_keyframe(a, one(a)[0], frame_index=7, pts=7),
    "gives a track another label": lambda a: gestures.relabel(
        a, one(a), label_id=VAN.id, frame_index=3
    ),
    "gives a box another label": lambda a: gestures.relabel(
        a, one(a, Kind.BOX), label_id=VAN.id, frame_index=3
    ),
    "deletes a track": lambda a: gestures.delete_tracks(a, one(a), frame_index=3),
    "deletes a box": lambda a: gestures.delete_tracks(a, one(a, Kind.BOX), frame_index=3),
    "accepts a suggestion": lambda a: gestures.accept_suggestions(
        a, [key for key, track in a.tracks.items() if track.has_suggestions], frame_index=3
    ),
}


@pytest.mark.promise
@pytest.mark.parametrize("work", WORK)
def test_whoever_has_a_hand_in_a_clip_is_told_and_nobody_else(
    store: ProjectStore, colleague: ProjectStore, work: str
) -> None:
    clip_id, beside = store.add_clip(a_clip()).id, store.add_clip(a_clip(event_id="b")).id
    for make in (a_track, a_box, a_suggestion):
        change(store, clip_id, make)
    authors = Authors(store.access)
    assert authors.has_worked_on(clip_id, AUTHOR)
    assert not authors.has_worked_on(clip_id, COLLEAGUE)
    assert change(colleague, clip_id, WORK[work]).changes
    assert authors.has_worked_on(clip_id, COLLEAGUE)
    assert not authors.has_worked_on(beside, COLLEAGUE)


def test_what_was_drawn_by_mistake_and_taken_back_is_no_work(
    store: ProjectStore, colleague: ProjectStore
) -> None:
    clip_id = store.add_clip(a_clip()).id
    change(store, clip_id, a_track)
    for make in (a_track, a_box):
        drawn = change(colleague, clip_id, make)
        change(colleague, clip_id, lambda _, drawn=drawn: drawn.inverse())  # type: ignore[misc]
    assert not Authors(store.access).has_worked_on(clip_id, COLLEAGUE)


def test_who_merges_or_ends_a_label_has_worked_on_no_clip(
    store: ProjectStore, colleague: ProjectStore
) -> None:
    clip_id = store.add_clip(a_clip()).id
    for make in (a_track, a_box):
        change(store, clip_id, make)
    assert settle(colleague, {CAR.id: Fate(VAN.id)}).objects == 2
    assert not Authors(store.access).has_worked_on(clip_id, COLLEAGUE)
    assert settle(colleague, {VAN.id: Fate.deleted()}).objects == 2
    assert not Authors(store.access).has_worked_on(clip_id, COLLEAGUE)
