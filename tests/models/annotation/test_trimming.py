"""A trimmed track shows the same within its frames, and nothing elsewhere."""

from dataclasses import replace
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from models.annotation import Box, Keyframe, Kind, Track, shape_at
from models.annotation.trimming import trimmed


@st.composite
def _tracks(draw: st.DrawFn) -> Track:
    kind = draw(st.sampled_from(Kind))
    most = 1 if kind is Kind.BOX else 4
    frames = draw(st.lists(st.integers(0, 30), min_size=1, max_size=most, unique=True))
    keys = tuple(
        Keyframe(
            UUID(int=frame),
            frame,
            frame,
            Box(float(frame), 0, 9, 9),
            outside=draw(st.booleans()),
            occluded=draw(st.booleans()),
            gap_after=draw(st.booleans()),
        )
        for frame in sorted(frames)
    )
    ends_after = draw(st.none() | st.integers(0, 5))
    return Track(UUID(int=1), 1, UUID(int=2), kind=kind, keyframes=keys, ends_after=ends_after)


@settings(max_examples=150)
@given(_tracks(), st.integers(0, 35), st.integers(0, 20))
def test_it_shows_the_same_within_and_nothing_elsewhere(
    track: Track, first: int, more: int
) -> None:
    last = first + more
    part = trimmed(track, first, last)
    for frame in range(60):
        wanted = shape_at(track, frame) if first <= frame <= last else None
        shown = None if part is None else shape_at(part, frame)
        assert (shown is None) == (wanted is None), frame
        if shown is not None and wanted is not None:
            assert shown.occluded == wanted.occluded
            assert abs(shown.box.x - wanted.box.x) < 1e-9
            assert replace(shown.box, x=0) == replace(wanted.box, x=0)
