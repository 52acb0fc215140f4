"""What is walked through is carried along, and is what asking all tracks would give."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.annotation import Annotation, Kind, Source, Track
from models.annotation.gestures import next_group, repeat_previous
from models.annotation.overview import Overview
from models.annotation.persistent_map import PersistentMap
from models.annotation.suspects import ends, starts
from tests.support.annotations import annotations, key, single, successors, track, unhurried


@unhurried
@given(st.data())
def test_an_overview_that_is_carried_along_is_what_asking_all_tracks_gives(
    data: st.DataObject,
) -> None:
    annotation = data.draw(annotations)
    assert annotation.next_group() >= 1
    for _ in range(3):
        annotation = data.draw(successors(annotation))
        tracks = tuple(annotation.tracks.values())
        assert annotation.overview == Overview.of(tracks)
        keys = {one.frame_index for each in tracks for one in each.keyframes}
        assert annotation.annotated_frames() == tuple(sorted(keys))
        assert next_group(annotation) == 1 + max((one.group for one in tracks), default=0)
        last = {
            one.id: min(99, 99 if (end := one.end_frame()) is None else end - 1)
            for one in tracks
            if one.kind is Kind.TRACK
        }
        wanted = sorted((frame, one) for one, frame in last.items() if frame >= 0)
        assert ends(annotation, 100) == tuple(wanted)


@pytest.mark.parametrize("count", [3, 200], ids=["few", "many"])
def test_objects_that_come_and_go_together_leave_the_overview_right(count: int) -> None:
    there = [single(frame, number=frame) for frame in range(0, 2 * count, 2)]
    annotation = Annotation(there)
    new = [
        track(key(frame), key(frame + 5), number=frame, source=Source.SUGGESTED)
        for frame in range(1, 2 * count, 2)
    ]
    both = annotation.with_tracks({one.id: one for one in new})
    assert both.overview == Overview.of((*there, *new))
    assert [entry[3].number for entry in both.overview.waiting] == [one.number for one in new]
    left = both.with_tracks({one.id: None for one in (*there, *new[1:])})
    assert left.overview == Overview.of(new[:1])


def test_nothing_is_asked_again_of_tracks_that_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    tracks = [track(key(at), number=at, source=Source.SUGGESTED) for at in range(50)]
    tracks += [single(at, number=100 + at) for at in range(50)]
    annotation = Annotation(tracks)
    asked: list[UUID] = []
    end_frame = Track.end_frame

    def counted(one: Track) -> int | None:
        asked.append(one.id)
        return end_frame(one)

    monkeypatch.setattr(Track, "end_frame", counted)
    changed = tracks[7].head.with_keyframes((key(60),))
    after = annotation.with_tracks({changed.id: changed})
    assert len(starts(after)) == len(ends(after, 500)) == 50
    assert after.next_keyframe(50) == 60
    assert after.previous_keyframe(7) == 6
    assert set(asked) == {changed.id}
    # What nothing was changed in is the very same, however much there is of it.
    assert after.overview.boxes is annotation.overview.boxes
    assert after.overview.ends is annotation.overview.ends


def test_repeating_looks_at_one_frame_and_not_at_all_boxes(monkeypatch: pytest.MonkeyPatch) -> None:
    annotation = Annotation(single(frame, number=frame + 1) for frame in range(40))
    looked: list[int] = []
    shapes_at = Annotation.shapes_at

    def counted(one: Annotation, frame_index: int) -> tuple[object, ...]:
        looked.append(frame_index)
        return shapes_at(one, frame_index)

    monkeypatch.setattr(Annotation, "shapes_at", counted)
    monkeypatch.setattr(Annotation, "tracks", None)
    edit = repeat_previous(annotation, frame_index=90, pts=90)
    assert len(edit.changes) == 1
    assert sorted(looked) == [39, 90]


def test_a_suggestion_that_is_hidden_in_a_view_is_shown_as_such() -> None:
    one = track(key(3), source=Source.SUGGESTED)
    hidden = Track(one.id, 1, one.label_id, source=one.source, keyframes=one.keyframes, hidden=True)
    (entry,) = Annotation((one,)).with_tracks({one.id: hidden}).overview.waiting
    assert entry[3] is hidden


def test_an_edit_looks_up_a_frame_once_however_many_boxes_it_puts_there(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    new = {one.id: one for one in (single(4, number=100 + at) for at in range(30))}
    asked: list[object] = []
    look = PersistentMap.__getitem__

    def counted(one: PersistentMap[object, object], key: object) -> object:
        asked.append(key)
        return look(one, key)

    annotation = Annotation((single(4, number=99),))
    monkeypatch.setattr(PersistentMap, "__getitem__", counted)
    after = annotation.with_tracks(new)
    # By the lookup, and by both lists of frames in use.
    assert asked.count(4) == 3
    assert len(after.shapes_at(4)) == 31
