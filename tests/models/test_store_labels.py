from dataclasses import replace
from uuid import uuid4

import pytest

from crypto.errors import UnknownKeyError
from crypto.keyring import Keyring
from models.annotation import Box, gestures
from models.annotation.label_attributes import AttributeKind, AttributeSpec
from models.annotation.labels import Label
from models.errors import LabelInUseError, StaleRevisionError
from models.store import ProjectStore
from tests.support.databases import COLLEAGUE, Annotator

PERSON = Label(uuid4(), "person", "#22AA55", digit=1, position=0)
COLOUR = AttributeSpec(
    uuid4(), "colour", AttributeKind.SELECT, ("red", "grün"), default="red", mutable=True
)
SEATS = AttributeSpec(uuid4(), "seats", AttributeKind.NUMBER, ("0", "9", "1"), default="4")
CAR = Label(uuid4(), "véhicule 車", "#3355FF", digit=None, position=1, attributes=(COLOUR, SEATS))


def test_labels_come_back_by_position(store: ProjectStore) -> None:
    assert store.labels() == ()
    store.save_labels([CAR, PERSON])
    assert store.labels() == (PERSON, CAR)


def test_labels_can_be_changed_removed_and_brought_back(store: ProjectStore) -> None:
    store.save_labels([PERSON, CAR])
    renamed = replace(PERSON, name="pedestrian", digit=None)
    store.save_labels([renamed])
    assert store.labels() == (renamed,)
    store.save_labels([renamed, CAR])
    assert store.labels() == (renamed, CAR)


def test_saving_labels_that_somebody_changed_is_refused(
    store: ProjectStore, colleague: ProjectStore
) -> None:
    store.save_labels([PERSON])
    colleague.labels()
    theirs = replace(PERSON, name="walker")
    colleague.save_labels([theirs, CAR])
    with pytest.raises(StaleRevisionError) as refused:
        store.save_labels([replace(PERSON, name="mine")])
    assert refused.value.author == COLLEAGUE
    assert store.labels() == (theirs, CAR)
    store.save_labels([PERSON, CAR])


def test_saving_labels_unseen_never_removes_those_that_are_there(
    store: ProjectStore, colleague: ProjectStore
) -> None:
    store.save_labels([PERSON])
    with pytest.raises(StaleRevisionError):
        colleague.save_labels([CAR])
    assert store.labels() == (PERSON,)


@pytest.mark.parametrize("draw", [gestures.draw_track, gestures.draw_box])
def test_a_label_that_objects_bear_cannot_be_deleted(annotator: Annotator, draw) -> None:
    store = annotator.store
    store.save_labels([PERSON, CAR])
    drawn = annotator.apply(
        draw(annotator.annotation, Box(1, 2, 3, 4), frame_index=0, pts=0, label_id=CAR.id)
    )
    with pytest.raises(LabelInUseError) as refused:
        store.save_labels([PERSON])
    assert (refused.value.label_id, refused.value.objects) == (CAR.id, 1)
    assert store.labels() == (PERSON, CAR)
    annotator.apply(drawn.inverse())
    store.save_labels([PERSON])
    assert store.labels() == (PERSON,)


def test_a_store_knows_whether_its_keyring_is_the_projects(
    store: ProjectStore, keyring: Keyring
) -> None:
    with Keyring.generate() as another:
        stranger = ProjectStore(store.database, another, author=uuid4())
        stranger.check_key()
        store.save_labels([Label(uuid4(), "person", color="#56B4E9", digit=1, position=0)])

        store.check_key()
        with pytest.raises(UnknownKeyError):
            stranger.check_key()
