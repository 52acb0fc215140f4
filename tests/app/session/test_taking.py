"""What is taken over from another annotation, and what of one's own stays."""

from dataclasses import replace

import pytest

from app.quality import CompareSettings, Disagreement, DisagreementKind, compare
from app.session.review.taking import take_here, take_whole
from models.annotation import Annotation, Box, Source, Track
from models.annotation.errors import NotShownError, TrackLockedError, TrackPinnedError
from models.annotation.interpolate import shape_at
from models.annotation.labels import Label
from tests.support.annotations import CAR, PERSON, key, single, track

FRAMES = range(20)
LABELS = (Label(PERSON, "person", color="#56B4E9"), Label(CAR, "car", color="#009E73"))


def pts_of(frame: int) -> int:
    if frame not in FRAMES:
        raise LookupError
    return frame * 512


def differing(theirs: Annotation, ours: Annotation) -> tuple[Disagreement, ...]:
    return compare(
        theirs, ours, frames=FRAMES, labels=LABELS, settings=CompareSettings()
    ).disagreements


def of(kind: DisagreementKind, theirs: Annotation, ours: Annotation) -> Disagreement:
    return next(one for one in differing(theirs, ours) if one.kind is kind)


def walker(x: float = 100.0, *, number: int = 1, **fields: object) -> Track:
    return track(
        key(2, Box(x, 50, 40, 80)), key(12, Box(x + 100, 50, 40, 80)), number=number, **fields
    )


def test_after_all_was_taken_nothing_differs() -> None:
    theirs = Annotation([walker(), walker(500, number=2, label_id=CAR), single(5, number=3)])
    ours = Annotation(
        [walker(130, number=7), walker(500, number=4), single(9, Box(300, 9, 50, 50), number=5)]
    )
    names = []
    for _ in range(20):
        left = differing(theirs, ours)
        if not left:
            break
        edit = take_whole(ours, left[0], theirs, frame_index=left[0].frame_index)
        names.append(edit.name)
        after = edit.applied_to(ours)
        assert edit.inverse().applied_to(after) == ours
        ours = after
    assert not differing(theirs, ours)
    assert set(names) == {"Take theirs"}
    numbers = [one.number for one in ours.tracks.values()]
    assert len(set(numbers)) == len(numbers), "each object has a number of its own"


def test_one_frame_is_taken_and_those_beside_it_stay() -> None:
    theirs, ours = walker(), walker(108)
    both = Annotation([theirs]), Annotation([ours])
    where = of(DisagreementKind.LOW_OVERLAP, *both)
    after = take_here(both[1], where, both[0], frame_index=7, pts_of=pts_of).applied_to(both[1])
    mine = after.track(ours.id)
    assert shape_at(mine, 7).box == shape_at(theirs, 7).box
    assert [one.frame_index for one in mine.keyframes] == [2, 7, 12]
    assert shape_at(mine, 2) == shape_at(ours, 2)

    # What they do not have is out of sight on that frame, and back on the next.
    nothing = Annotation()
    extra = of(DisagreementKind.EXTRA, nothing, both[1])
    gone = take_here(both[1], extra, nothing, frame_index=7, pts_of=pts_of).applied_to(both[1])
    shown = [frame for frame in FRAMES if shape_at(gone.track(ours.id), frame) is not None]
    assert shown == [frame for frame in range(2, 20) if frame != 7]
    assert shape_at(gone.track(ours.id), 8).box == shape_at(ours, 8).box
    assert take_whole(both[1], extra, nothing, frame_index=7).applied_to(both[1]) == Annotation()

    # What only they have comes as a box of this frame.
    missing = of(DisagreementKind.MISSING, both[0], nothing)
    came = take_here(nothing, missing, both[0], frame_index=7, pts_of=pts_of).applied_to(nothing)
    (box,) = came.tracks.values()
    assert [one.frame_index for one in box.keyframes] == [7]
    assert box.id != theirs.id
    with pytest.raises(NotShownError):
        take_here(nothing, missing, both[0], frame_index=0, pts_of=pts_of)


def test_where_only_the_label_differs_the_boxes_stay() -> None:
    theirs, ours = walker(label_id=CAR), walker(104)
    both = Annotation([theirs]), Annotation([ours])
    where = of(DisagreementKind.LABEL, *both)
    for take in (
        take_whole(both[1], where, both[0], frame_index=3),
        take_here(both[1], where, both[0], frame_index=3, pts_of=pts_of),
    ):
        mine = take.applied_to(both[1]).track(ours.id)
        assert mine.label_id == CAR
        assert mine.keyframes == ours.keyframes


def test_what_is_locked_or_pinned_is_not_taken_over() -> None:
    theirs = Annotation([walker()])
    locked = Annotation([walker(108, locked=True)])
    where = of(DisagreementKind.LOW_OVERLAP, theirs, locked)
    with pytest.raises(TrackLockedError):
        take_whole(locked, where, theirs, frame_index=3)
    pinned = Annotation([replace(one, locked=False, pinned=True) for one in locked.tracks.values()])
    with pytest.raises(TrackPinnedError):
        take_here(pinned, where, theirs, frame_index=3, pts_of=pts_of)


def test_a_suggestion_that_was_taken_waits_no_more() -> None:
    suggested = track(
        key(2, Box(100, 50, 40, 80), source=Source.SUGGESTED),
        key(12, Box(200, 50, 40, 80), source=Source.SUGGESTED),
        source=Source.SUGGESTED,
    )
    ours = Annotation([suggested])
    theirs = Annotation([suggested])
    where = of(DisagreementKind.MISSING, theirs, Annotation())
    (mine,) = take_whole(ours, where, theirs, frame_index=2).applied_to(ours).tracks.values()
    assert not mine.has_suggestions
    assert {one.source for one in mine.keyframes} == {Source.SEMI_AUTO}
