"""Merging labels and taking them away, with the objects that bear them, on both databases."""

from collections.abc import Callable
from dataclasses import replace
from uuid import UUID, uuid4

import pytest
from sqlalchemy import update

from models.annotation import Annotation, Box, Keyframe, Kind, Track, gestures
from models.annotation.edits import Edit
from models.annotation.label_attributes import AttributeKind, AttributeSpec
from models.annotation.labels import Label
from models.engine import Database
from models.errors import LabelInUseError, RowAlteredError
from models.label_changes import Fate, Settled, settle, settling
from models.label_uses import Uses
from models.store import ProjectStore
from models.tables.examples import ExampleRow
from models.tables.tracks import TrackRow
from tests.support.databases import AUTHOR, COLLEAGUE, Annotator, a_clip


def _text(name: str, *, mutable: bool = False) -> AttributeSpec:
    return AttributeSpec(uuid4(), name, AttributeKind.TEXT, mutable=mutable)


COLOUR, DOING, PLATE = _text("Colour"), _text("doing", mutable=True), _text("plate")
VAN_COLOUR, VAN_DOING = _text("colour"), _text("Doing", mutable=True)
CAR = Label(uuid4(), "car", "#E69F00", position=0, attributes=(COLOUR, DOING, PLATE))
VAN = Label(uuid4(), "van", "#D55E00", position=1, attributes=(VAN_COLOUR, VAN_DOING))
DOG = Label(uuid4(), "dog", "#F0E442", position=2)


def _track(label: Label, number: int, *, kind: Kind = Kind.TRACK, locked: bool = False) -> Track:
    key = Keyframe(
        uuid4(),
        number,
        pts=number * 512,
        box=Box(1, 2, 30, 40),
        attributes=((DOING.key, "parking"),) if label is CAR else (),
        author=COLLEAGUE,
        at_us=7,
    )
    told = ((COLOUR.key, "red"), (PLATE.key, "B-X 1")) if label is CAR else ()
    return Track(
        uuid4(),
        number,
        label_id=label.id,
        kind=kind,
        keyframes=(key,),
        locked=locked,
        attributes=told,
    )


def _annotated(store: ProjectStore, *tracks: Track) -> UUID:
    annotator = Annotator.at(store, store.add_clip(a_clip()).id)
    wanted = Annotation(tracks)
    annotator.apply(Edit.between("Draw", annotator.annotation, wanted, frame_index=0))
    return annotator.clip_id


@pytest.fixture
def clips(store: ProjectStore) -> tuple[UUID, UUID, UUID]:
    """Three clips: cars as track and box, a locked car and a van, and only a dog."""
    store.save_labels([CAR, VAN, DOG])
    return (
        _annotated(store, _track(CAR, 1), _track(CAR, 2, kind=Kind.BOX), _track(DOG, 3)),
        _annotated(store, _track(CAR, 1, locked=True), _track(VAN, 2)),
        _annotated(store, _track(DOG, 1)),
    )


def _of(store: ProjectStore, clip_id: UUID) -> list[Track]:
    tracks = store.load_annotation(clip_id).annotation.tracks.values()
    return sorted(tracks, key=lambda track: track.number)


def test_objects_are_counted_by_label_and_clip_also_in_older_rows(
    store: ProjectStore, database: Database, clips: tuple[UUID, UUID, UUID]
) -> None:
    first, second, third = clips
    expected = {
        CAR.id: Uses({first: 2, second: 1}),
        VAN.id: Uses({second: 1}),
        DOG.id: Uses({first: 1, third: 1}),
    }
    assert store.label_uses() == expected
    assert (expected[CAR.id].objects, expected[CAR.id].clips) == (3, 2)
    with database.writing() as connection:
        # As an older Safelight left them; counting does not check the tags that no longer fit.
        marked = connection.execution_options(safelight_unit_of_work=True)
        for mapped in (TrackRow, ExampleRow):
            marked.execute(update(mapped.__table__).values(label_id=None))
    assert store.label_uses() == expected


def test_objects_of_which_an_attribute_is_told_are_counted_once(
    store: ProjectStore, clips: tuple[UUID, UUID, UUID]
) -> None:
    annotator = Annotator.at(store, clips[0])
    car = next(track for track in annotator.annotation.tracks.values() if track.number == 1)
    annotator.apply(
        gestures.put_box(
            annotator.annotation, car.id, box=Box(9, 9, 9, 9), frame_index=30, pts=30 * 512
        )
    )
    counted = store.attribute_uses(CAR.id, [COLOUR.key, DOING.key, "other"])
    assert counted[COLOUR.key].by_clip == {clips[0]: 2, clips[1]: 1}
    assert counted[DOING.key].by_clip == {clips[0]: 2, clips[1]: 1}
    assert counted["other"].objects == 0
    assert store.attribute_uses(DOG.id, [COLOUR.key])[COLOUR.key].objects == 0


def test_merged_objects_bear_the_other_label_and_tell_the_same_under_its_attributes(
    store: ProjectStore, clips: tuple[UUID, UUID, UUID]
) -> None:
    third = store.load_annotation(clips[2])
    told: list[tuple[int, int]] = []
    around: list[UUID] = []
    done = settle(
        store,
        {CAR.id: Fate.merged(CAR, VAN)},
        progress=lambda done, all_: told.append((done, all_)),
        before=around.append,
        after=around.append,
    )
    assert done == Settled(3, 2)
    assert told[0] == (0, 3)
    assert told[-1] == (3, 3)
    assert set(around) == set(clips[:2])
    first, second = _of(store, clips[0]), _of(store, clips[1])
    assert [track.label_id for track in first] == [VAN.id, VAN.id, DOG.id]
    assert [track.label_id for track in second] == [VAN.id, VAN.id]
    for track in (*first[:2], second[0]):
        assert track.attributes == ((VAN_COLOUR.key, "red"), (PLATE.key, "B-X 1"))
        assert track.keyframes[0].attributes == ((VAN_DOING.key, "parking"),)
        assert (track.keyframes[0].author, track.keyframes[0].at_us) == (COLLEAGUE, 7)
    assert second[0].locked
    untouched = store.load_annotation(clips[2])
    assert untouched.revisions == third.revisions
    store.save_labels([VAN, DOG])
    assert store.labels() == (VAN, DOG)


def test_objects_of_a_deleted_label_go_and_come_back_by_the_inverse(
    store: ProjectStore, clips: tuple[UUID, UUID, UUID]
) -> None:
    before = store.load_annotation(clips[0])
    edit = settling(before.annotation, {CAR.id: Fate.deleted()})
    assert settle(store, {CAR.id: Fate.deleted()}) == Settled(3, 2)
    assert [track.label_id for track in _of(store, clips[0])] == [DOG.id]
    assert edit.inverse().applied_to(edit.applied_to(before.annotation)) == before.annotation
    store.save_labels([VAN, DOG])


def test_what_is_called_off_is_half_done_and_can_be_finished(
    store: ProjectStore, clips: tuple[UUID, UUID, UUID]
) -> None:
    done: list[UUID] = []
    fates = {CAR.id: Fate.deleted()}
    halfway = settle(store, fates, after=done.append, cancelled=lambda: bool(done))
    assert (halfway.clips, halfway.finished) == (1, False)
    left = store.label_uses()[CAR.id]
    assert left.clips == 1
    assert done[0] not in left.by_clip
    with pytest.raises(LabelInUseError):
        store.save_labels([VAN, DOG])
    assert store.labels() == (CAR, VAN, DOG)
    assert settle(store, fates).finished
    assert CAR.id not in store.label_uses()


def _meanwhile(
    colleague: ProjectStore, clip_id: UUID, change: Callable[[Annotation], Edit]
) -> None:
    Annotator.at(colleague, clip_id).apply(change(colleague.load_annotation(clip_id).annotation))


def test_a_clip_that_somebody_changes_at_that_moment_is_read_again(
    store: ProjectStore, colleague: ProjectStore, clips: tuple[UUID, UUID, UUID]
) -> None:
    class Overtaken(ProjectStore):
        overtaken = False

        def apply_edit(self, clip_id, edit, revisions, **how):  # type: ignore[no-untyped-def]
            if not self.overtaken and clip_id == clips[0]:
                self.overtaken = True
                car = next(c.track_id for c in edit.changes if c.before.kind is Kind.TRACK)
                _meanwhile(
                    colleague,
                    clip_id,
                    lambda a: gestures.put_box(
                        a, car, box=Box(5, 5, 5, 5), frame_index=50, pts=50 * 512
                    ),
                )
            return super().apply_edit(clip_id, edit, revisions, **how)

    mine = Overtaken(store.database, store._keyring, author=AUTHOR)
    assert settle(mine, {CAR.id: Fate.merged(CAR, VAN)}) == Settled(3, 2)
    assert mine.overtaken
    assert sum(len(track.keyframes) for track in _of(store, clips[0])) == 4
    assert CAR.id not in store.label_uses()


def test_an_altered_clip_keeps_its_labels_and_the_others_change(
    store: ProjectStore,
    database: Database,
    clips: tuple[UUID, UUID, UUID],
    caplog: pytest.LogCaptureFixture,
) -> None:
    with database.writing() as connection:
        marked = connection.execution_options(safelight_unit_of_work=True)
        table = TrackRow.__table__
        marked.execute(update(table).where(table.c.clip_id == clips[0]).values(number=77))
    done = settle(store, {CAR.id: Fate.merged(CAR, VAN)})
    assert (done.objects, done.clips, done.finished) == (1, 1, False)
    assert [type(problem) for problem in done.problems] == [RowAlteredError]
    assert set(store.label_uses()[CAR.id].by_clip) == {clips[0]}
    assert str(clips[0]) in caplog.text


def test_a_value_whose_place_is_taken_stays_where_it_is() -> None:
    taken = replace(_track(CAR, 1), attributes=((COLOUR.key, "red"), (VAN_COLOUR.key, "blue")))
    edit = settling(Annotation([taken]), {CAR.id: Fate.merged(CAR, VAN)})
    after = edit.applied_to(Annotation([taken])).track(taken.id)
    assert after.attributes == taken.attributes
