"""Many objects are added in parts, and each part fits the annotation that it comes into."""

import pytest

from app.session.adding import in_parts, numbered
from app.session.box_files import put_in
from models.annotation import Annotation, Edit
from tests.support.annotations import key, single, track


def an_edit(count: int) -> Edit:
    return put_in(Annotation(), [single(frame) for frame in range(count)], frame_index=4)


@pytest.mark.parametrize(("count", "sizes"), [(0, []), (3, [3]), (4, [3, 1]), (6, [3, 3])])
def test_parts_do_together_what_the_edit_does(count: int, sizes: list[int]) -> None:
    edit = an_edit(count)
    parts = in_parts(edit, 3)
    assert [len(part.changes) for part in parts] == sizes
    after = Annotation()
    for part in parts:
        assert numbered(part, after) is part
        after = part.applied_to(after)
    assert after == edit.applied_to(Annotation())
    assert len({part.id for part in parts}) == len(parts)
    assert {part.frame_index for part in parts} <= {4}


def test_parts_say_which_of_how_many_they_are() -> None:
    assert [part.name for part in in_parts(an_edit(5), 3)] == [
        "Import 5 objects (1 of 2)",
        "Import 5 objects (2 of 2)",
    ]
    assert [part.name for part in in_parts(an_edit(2), 3)] == ["Import 2 objects"]


def test_numbers_that_were_taken_meanwhile_are_given_to_nobody_else() -> None:
    edit = an_edit(3)
    there = Annotation((track(key(1), number=2),))
    after = numbered(edit, there).applied_to(there)
    assert sorted(one.number for one in after.tracks.values()) == [2, 3, 4, 5]
    assert [one.keyframes for one in numbered(edit, there).changes] == [
        one.keyframes for one in edit.changes
    ]
