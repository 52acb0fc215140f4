"""Makers and hypothesis strategies for tracks, annotations and edits."""

from uuid import UUID, uuid4

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from models.annotation import (
    Annotation,
    Box,
    Detection,
    Keyframe,
    Kind,
    Source,
    Status,
    Track,
)

# The machine is shared and the first draw builds hypothesis's tables: time says nothing here.
unhurried = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])

PERSON = UUID(int=0xA)
CAR = UUID(int=0xB)


def key(frame: int, box: Box | None = None, **fields: object) -> Keyframe:
    """Return a keyframe; its box tells its frame where none is given."""
    return Keyframe(
        uuid4(), frame, pts=frame * 512, box=box or Box(float(frame), 10.0, 20.0, 40.0), **fields
    )


def track(*keyframes: Keyframe, number: int = 1, **fields: object) -> Track:
    """Return a track of these keyframes."""
    fields.setdefault("label_id", PERSON)
    return Track(uuid4(), number, keyframes=keyframes, **fields)


def single(frame: int, box: Box | None = None, *, number: int = 1) -> Track:
    """Return a single-frame box."""
    return track(key(frame, box), number=number, kind=Kind.BOX)


coordinates = st.floats(-5_000, 5_000, allow_nan=False)
sides = st.floats(0, 5_000, allow_nan=False)
boxes = st.builds(Box, coordinates, coordinates, sides, sides)
attributes = st.lists(st.tuples(st.text(max_size=4), st.text(max_size=4)), max_size=2).map(tuple)
detections = st.builds(
    Detection,
    st.text(max_size=8),
    st.floats(0, 1),
    box=boxes,
    version=st.sampled_from(("", "5f2c")),
)
# Built from an integer: hypothesis's own strategy draws 16 bytes one by one.
uuids = st.integers(1, 2**128 - 1).map(lambda number: UUID(int=number))

keyframes = st.builds(
    Keyframe,
    uuids,
    st.integers(0, 40),
    pts=st.integers(-(2**62), 2**62),
    box=boxes,
    occluded=st.booleans(),
    outside=st.booleans(),
    source=st.sampled_from(Source),
    status=st.sampled_from(Status),
    detection=st.none() | detections,
    attributes=attributes,
    gap_after=st.booleans(),
    author=st.none() | uuids,
    at_us=st.integers(0, 2**53),
)


@st.composite
def tracks(draw: st.DrawFn) -> Track:
    kind = draw(st.sampled_from(Kind))
    most = 1 if kind is Kind.BOX else 8
    keys = draw(
        st.lists(
            keyframes,
            min_size=1,
            max_size=most,
            unique_by=(lambda one: one.frame_index, lambda one: one.id),
        )
    )
    return Track(
        draw(uuids),
        draw(st.integers(1, 99)),
        label_id=draw(st.sampled_from((PERSON, CAR))),
        kind=kind,
        source=draw(st.sampled_from(Source)),
        keyframes=tuple(sorted(keys, key=lambda one: one.frame_index)),
        locked=draw(st.booleans()),
        attributes=draw(attributes),
        pinned=draw(st.booleans()),
        group=draw(st.integers(0, 3)),
        ends_after=None if kind is Kind.BOX else draw(st.none() | st.integers(0, 9)),
    )


annotations = st.lists(tracks(), max_size=5).map(Annotation)


@st.composite
def successors(draw: st.DrawFn, annotation: Annotation) -> Annotation:
    """Return an annotation that shares some tracks, keyframes and ids with the given one."""
    changed: dict[UUID, Track | None] = {}
    for old in sorted(annotation.tracks.values(), key=lambda one: one.id.int):
        what = draw(st.sampled_from(("keep", "remove", "relabel", "rekey")))
        if what == "remove":
            changed[old.id] = None
        elif what == "relabel":
            head = old.head
            changed[old.id] = type(head)(
                head.id, head.number, label_id=CAR, kind=head.kind, source=head.source
            ).with_keyframes(old.keyframes)
        elif what == "rekey" and old.kind is Kind.TRACK:
            kept = [one for one in old.keyframes if draw(st.booleans())]
            new = draw(st.lists(keyframes, max_size=4))
            by_frame = {one.frame_index: one for one in (*kept, *new)}
            unique = {one.id: one for one in by_frame.values()}.values()
            changed[old.id] = old.head.with_keyframes(
                tuple(sorted(unique, key=lambda one: one.frame_index))
            )
    for new_track in draw(st.lists(tracks(), max_size=2)):
        changed[new_track.id] = new_track
    return annotation.with_tracks(changed)
