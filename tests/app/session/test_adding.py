"""Objects that were made on a worker fit the annotation that they come into."""

from app.session.adding import numbered
from app.session.box_files import put_in
from models.annotation import Annotation
from tests.support.annotations import key, single, track


def test_numbers_that_were_taken_meanwhile_are_given_to_nobody_else() -> None:
    edit = put_in(Annotation(), [single(frame) for frame in range(3)], frame_index=4)
    assert numbered(edit, Annotation()) is edit
    there = Annotation((track(key(1), number=2),))
    after = numbered(edit, there).applied_to(there)
    assert sorted(one.number for one in after.tracks.values()) == [2, 3, 4, 5]
    assert [one.keyframes for one in numbered(edit, there).changes] == [
        one.keyframes for one in edit.changes
    ]
