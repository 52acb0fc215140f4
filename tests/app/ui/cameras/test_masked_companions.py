"""What is private in a clip is covered beside another one as well, and through a swap."""

from dataclasses import replace
from uuid import UUID, uuid4

import numpy as np
import pytest

from app.media.pictures.picture import Picture
from models.annotation import Annotation, Box, Keyframe, Track
from models.annotation.edits import Edit
from tests.app.ui.cameras.conftest import Cameras
from tests.support.desk import PERSON

_BOX = Box(120, 100, 60, 50)


def is_covered(picture: Picture | None) -> bool:
    """Tell whether all of the box is a mask: of two colours in even rows, in a picture so small."""
    assert picture is not None
    across = picture.bgra.shape[1] / 320
    rows = slice(round(_BOX.y * across), round(_BOX.y2 * across))
    columns = slice(round(_BOX.x * across), round(_BOX.x2 * across))
    part = picture.bgra[rows, columns, :3].reshape(-1, 3)
    return bool(np.isin(part, (72, 96)).all())


def put_box(cameras: Cameras, clip_id: UUID) -> None:
    """Store an object that stands still all through a clip, as a colleague would."""
    project = cameras.person.desk.projects.project
    keyframe = Keyframe(uuid4(), 0, 0, _BOX)
    annotation = Annotation([Track(uuid4(), 1, PERSON.id, keyframes=(keyframe,))])
    revisions = project.store.load_annotation(clip_id).revisions
    fill = Edit.between("fill", Annotation(), annotation, frame_index=0)
    project.store.apply_edit(clip_id, fill, revisions)


def make_private(cameras: Cameras) -> None:
    person = cameras.person
    book = person.desk.people.people.book
    rules = replace(book.rules, private_labels=frozenset({PERSON.id}))
    person.desk.people.people._on_rules(rules, book.rules)
    person.wait_until(lambda: bool(person.window.status.masks.text), "for the rule")


@pytest.mark.promise
def test_a_companion_is_masked_as_it_is_shown_played_and_made_the_main_clip(
    cameras: Cameras,
) -> None:
    person = cameras.person
    cameras.open("gate")
    put_box(cameras, cameras.ids["yard"])
    yard = cameras.add("yard")
    person.go_to(30)
    cameras.wait_in_step()
    assert not is_covered(yard.tile.area.picture)
    seen: list[bool] = []
    make_private(cameras)
    # What was on the screen is covered with the rule, before anything else is painted.
    assert is_covered(yard.tile.area.picture)
    yard.picture_shown.connect(lambda: seen.append(is_covered(yard.tile.area.picture)))
    person.go_to(20)
    cameras.wait_in_step()
    person.play_for(20)
    cameras.wait_in_step()
    assert seen
    assert all(seen)

    shown: list[bool] = []
    person.desk.clip.playback.picture_shown.connect(lambda p: shown.append(is_covered(p)))
    cameras.desk.make_main(yard)
    person.wait_until(
        lambda: person.desk.clip.clip.id == cameras.ids["yard"] and bool(shown), "for the swap"
    )
    person.wait_until(lambda: not person.desk.clip.playback.awaits_picture, "for its own picture")
    assert shown[-1]
    assert is_covered(person.picture())
