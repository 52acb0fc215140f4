"""Annotations of a few tracks, and what comparing them gives."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID, uuid4

from app.quality import CompareSettings, Disagreement, DisagreementKind, Report, compare
from models.annotation import Annotation, Box, Keyframe, Label, Track
from models.annotation.label_attributes import NO, AttributeKind, AttributeSpec
from tests.support.annotations import CAR, PERSON

DOING = AttributeSpec(
    uuid4(), "doing", AttributeKind.RADIO, ("walks", "runs"), default="walks", mutable=True
)
SPEED = AttributeSpec(uuid4(), "speed", AttributeKind.NUMBER, mutable=True)
LEFT = AttributeSpec(uuid4(), "left alone", AttributeKind.CHECKBOX, default=NO)
LABELS = (
    Label(PERSON, "person", "#112233", attributes=(DOING, SPEED, LEFT)),
    Label(CAR, "car", "#112233"),
)
HERE, THERE, FAR = Box(0, 0, 100, 100), Box(500, 0, 100, 100), Box(0, 700, 100, 100)


def walk(
    number: int, *keys: tuple[int, Box | None], label: UUID = PERSON, **fields: object
) -> Track:
    """Return a track of keyframes; None for a box stands for outside, where the last one was."""
    keyframes: list[Keyframe] = []
    for frame, box in keys:
        shown = keyframes[-1].box if box is None else box
        keyframes.append(Keyframe(uuid4(), frame, 0, shown, outside=box is None))
    return Track(UUID(int=number), number, label, keyframes=tuple(keyframes), **fields)


def told(track: Track, **values: dict[int, str]) -> Track:
    """Return the track with an attribute told at some keyframes."""
    specs = {"doing": DOING, "speed": SPEED}
    return replace(
        track,
        keyframes=tuple(
            replace(
                one,
                attributes=tuple(
                    (specs[name].key, at[one.frame_index])
                    for name, at in values.items()
                    if one.frame_index in at
                ),
            )
            for one in track.keyframes
        ),
    )


def compared(
    truth: Sequence[Track],
    candidate: Sequence[Track],
    frames: range = range(100),
    **settings: object,
) -> Report:
    return compare(
        Annotation(truth),
        Annotation(candidate),
        frames=frames,
        labels=LABELS,
        settings=CompareSettings(**settings),
    )


def of_kind(report: Report, kind: DisagreementKind) -> list[Disagreement]:
    return [one for one in report.disagreements if one.kind is kind]
