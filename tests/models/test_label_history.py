"""What was done to labels is remembered, sealed, and the newest of it kept."""

from dataclasses import replace
from uuid import uuid4

from models.annotation.label_attributes import AttributeKind, AttributeSpec
from models.annotation.labels import Label
from models.label_changes import Fate
from models.label_deeds import LabelDeed
from models.label_history import (
    KIND,
    MOST_KEPT,
    changes_between,
    endings,
    read_changes,
    remember_changes,
)
from models.store import ProjectStore
from models.view_settings import ViewSetting

CAR = Label(uuid4(), "car", "#E69F00", digit=1, position=0)
VAN = Label(uuid4(), "van", "#D55E00", digit=2, position=1)
DOG = Label(uuid4(), "dog", "#F0E442", position=2)
PLATE = AttributeSpec(uuid4(), "plate", AttributeKind.TEXT)


def test_what_differs_is_named_and_the_order_is_no_difference() -> None:
    after = [
        replace(DOG, position=0),
        replace(CAR, name="vehicle", attributes=(PLATE,), position=1),
        replace(VAN, color="#009E73", digit=None),
        Label(uuid4(), "bag", "#56B4E9"),
    ]
    assert list(changes_between([CAR, VAN, DOG], after)) == [
        (LabelDeed.RENAMED, "car", "vehicle"),
        (LabelDeed.ATTRIBUTES, "vehicle", ""),
        (LabelDeed.LOOKS, "van", ""),
        (LabelDeed.ADDED, "bag", ""),
    ]
    assert list(changes_between([CAR, VAN], [replace(CAR, position=3), VAN])) == []
    fates = {CAR.id: Fate.merged(CAR, VAN), DOG.id: Fate.deleted(), uuid4(): Fate.deleted()}
    assert list(endings(fates, [CAR, VAN, DOG])) == [
        (LabelDeed.MERGED, "car", "van"),
        (LabelDeed.DELETED, "dog", ""),
    ]


def test_a_person_reads_their_own_changes_and_the_oldest_go(
    store: ProjectStore, colleague: ProjectStore
) -> None:
    remember_changes(store, [(LabelDeed.RENAMED, "car", "vehicle")])
    remember_changes(colleague, [(LabelDeed.DELETED, "dog", "")])
    (mine,) = read_changes(store)
    assert (mine.deed, mine.name, mine.other) == (LabelDeed.RENAMED, "car", "vehicle")
    assert [change.name for change in read_changes(colleague)] == ["dog"]
    remember_changes(store, [(LabelDeed.ADDED, f"label {at}", "") for at in range(MOST_KEPT)])
    names = {change.name for change in read_changes(store)}
    assert names == {f"label {at}" for at in range(MOST_KEPT)}
    assert read_changes(colleague) == ()


def test_what_only_a_newer_program_wrote_is_passed_over(store: ProjectStore) -> None:
    for value in ({"at": 1, "deed": "split", "name": "car"}, {"at": "?"}, None, [1]):
        store.save_view_setting(ViewSetting(uuid4(), KIND, value, person=store.author))
    assert read_changes(store) == ()
