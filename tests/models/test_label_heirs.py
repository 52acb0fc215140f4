"""What is undone after a label ended: its objects find who took over."""

from dataclasses import replace
from uuid import UUID, uuid4

import pytest

from models.annotation import Annotation, Box, Keyframe, Track, gestures
from models.annotation.edits import Edit
from models.annotation.label_attributes import AttributeKind, AttributeSpec
from models.annotation.labels import Label
from models.label_changes import Fate, settling
from models.label_heirs import KIND, Heirs, read_heirs, remember_heirs
from models.store import ProjectStore
from models.view_settings import ViewSetting

COLOUR = AttributeSpec(uuid4(), "colour", AttributeKind.TEXT)
DOING = AttributeSpec(uuid4(), "doing", AttributeKind.TEXT, mutable=True)
CAR = Label(uuid4(), "car", "#E69F00", position=0, attributes=(COLOUR, DOING))
VAN = Label(
    uuid4(),
    "van",
    "#D55E00",
    position=1,
    attributes=(replace(COLOUR, id=uuid4()), replace(DOING, id=uuid4())),
)
TRUCK = Label(uuid4(), "truck", "#F0E442", position=2, attributes=(replace(COLOUR, id=uuid4()),))
INTO_VAN = {CAR.id: Fate.merged(CAR, VAN)}
INTO_TRUCK = {VAN.id: Fate.merged(VAN, TRUCK)}


def a_car() -> Track:
    key = Keyframe(uuid4(), 3, pts=3, box=Box(1, 2, 30, 40), attributes=((DOING.key, "parks"),))
    return Track(uuid4(), 1, label_id=CAR.id, keyframes=(key,), attributes=((COLOUR.key, "red"),))


def remembered(store: ProjectStore, fates: dict[UUID, Fate], left: tuple[Label, ...]) -> Heirs:
    remember_heirs(store, fates, (CAR, VAN, TRUCK))
    return read_heirs(store, left)


@pytest.mark.parametrize(
    ("merges", "left", "heir"),
    [
        pytest.param((INTO_VAN,), (VAN, TRUCK), VAN, id="once"),
        pytest.param((INTO_VAN, INTO_TRUCK), (TRUCK,), TRUCK, id="merged and merged again"),
    ],
)
def test_every_step_fits_what_merging_made_of_its_objects(
    store: ProjectStore,
    merges: tuple[dict[UUID, Fate], ...],
    left: tuple[Label, ...],
    heir: Label,
) -> None:
    car = a_car()
    drawn = Edit.between("Draw", Annotation(), Annotation([car]), frame_index=3)
    told = gestures.set_attributes(
        drawn.applied_to(Annotation()), [car.id], {COLOUR.key: "blue"}, frame_index=3
    )
    gone = gestures.delete_tracks(
        told.applied_to(drawn.applied_to(Annotation())), [car.id], frame_index=3
    )
    merged = told.applied_to(drawn.applied_to(Annotation()))
    for fates in merges:
        merged = settling(merged, fates).applied_to(merged)
        heirs = remembered(store, fates, left)
    back = heirs.inherited(told.inverse()).applied_to(merged)
    assert back.track(car.id).label_id == heir.id
    assert dict(back.track(car.id).attributes) == {heir.attributes[0].key: "red"}
    assert heirs.inherited(drawn.inverse()).applied_to(back).tracks == {}
    restored = heirs.inherited(gone.inverse()).applied_to(Annotation())
    assert restored.tracks == merged.tracks
    assert heirs.inherited(gone).id == gone.id


def test_a_deleted_label_has_no_heir_but_its_name_is_known(store: ProjectStore) -> None:
    car = a_car()
    back = Edit.between("Delete", Annotation(), Annotation([car]), frame_index=3)
    heirs = remembered(store, {CAR.id: Fate.deleted()}, (VAN, TRUCK))
    assert heirs.inherited(back) == back
    assert heirs.name_of(CAR.id) == "car"
    assert heirs.name_of(VAN.id) is None
    # Merged first, and then the heir was deleted.
    remember_heirs(store, INTO_VAN, (CAR,))
    heirs = remembered(store, {VAN.id: Fate.deleted()}, (TRUCK,))
    assert heirs.inherited(back) == back


def test_a_label_that_is_there_again_is_its_own_heir(store: ProjectStore) -> None:
    drawn = Edit.between("Draw", Annotation(), Annotation([a_car()]), frame_index=3)
    assert remembered(store, INTO_VAN, (CAR, VAN)).inherited(drawn) == drawn


def test_what_only_a_newer_program_wrote_is_passed_over(store: ProjectStore) -> None:
    for value in ({"label": CAR.id.hex}, ["?"], None, {"label": 3, "name": "", "into": None}):
        store.save_view_setting(ViewSetting(uuid4(), KIND, value))
    assert read_heirs(store, ()).name_of(CAR.id) is None
