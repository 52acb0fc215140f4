"""Arrays of many frames hold what each frame shows."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.quality.errors import CompareCancelledError
from app.quality.sampling import sample
from models.annotation import Annotation, Kind, shape_at
from tests.app.quality.tables import never
from tests.support.annotations import CAR, PERSON, annotations, key, track, unhurried

frame_ranges = st.builds(range, st.integers(0, 20), st.integers(0, 60), st.integers(1, 5))


@given(annotations, frame_ranges)
@unhurried
def test_every_frame_shows_exactly_what_interpolation_says(
    annotation: Annotation, frames: range
) -> None:
    seen = sample(annotation, frames, {PERSON: 0}, cancelled=never)
    table = seen.table
    found = {}
    for row in range(len(table)):
        shown = seen.tracks[table.tracks[row]]
        frame = frames[table.places[row]]
        found[frame, shown.id] = tuple(table.boxes[row])
        left = max(
            (one for one in shown.keyframes if one.frame_index <= frame),
            key=lambda one: one.frame_index,
        )
        assert seen.told[seen.told_of[row]] == left.attributes
        assert table.labels[row] == (0 if shown.label_id == PERSON else 1)
        assert seen.single[table.tracks[row]] == (shown.kind is Kind.BOX)
    assert found == {
        (frame, one.id): (shape.box.x, shape.box.y, shape.box.w, shape.box.h)
        for frame in frames
        for one in annotation.tracks.values()
        if (shape := shape_at(one, frame)) is not None
    }
    assert list(table.places) == sorted(table.places)


@pytest.mark.parametrize("frames", [range(9, 0, -1), range(-3, 4)], ids=["backwards", "negative"])
def test_frames_that_no_clip_has_are_refused(frames: range) -> None:
    with pytest.raises(ValueError):
        sample(Annotation(), frames, {}, cancelled=never)


def test_sampling_can_be_called_off() -> None:
    with pytest.raises(CompareCancelledError):
        sample(Annotation([track(key(0), label_id=CAR)]), range(3), {}, cancelled=lambda: True)
