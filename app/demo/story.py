"""Who has annotated a sample clip so far, and how well.

The truth is the scene's; a story says which part of it stands in the sample project: some of the
actors by hand, all of them as a model's suggestions with its usual mistakes, or nothing yet.
"""

from collections.abc import Mapping
from typing import Protocol
from uuid import UUID

import numpy as np

from app.demo.arrays import Array
from app.demo.scene import Scene
from app.demo.tracks import Guess, by_hand, false_positive, track_of
from app.demo.truth import Trace, traces
from models.annotation.geometry import Box
from models.annotation.track import Track


class Story(Protocol):
    """Returns the tracks that stand in the sample project. `pts` is that of the clip's index."""

    def __call__(
        self, scene: Scene, pts: Array, labels: Mapping[str, UUID], event_id: str, /
    ) -> tuple[Track, ...]: ...


def _cut(trace: Trace, count: int) -> Trace:
    return Trace(
        label=trace.label,
        boxes=trace.boxes[:count],
        present=trace.present[:count],
        hidden=trace.hidden[:count],
    )


# Rows of the entrance scene's actors that somebody has annotated; the others are left to do.
_BY_HAND = (0, 1, 2, 3, 4, 5, 10, 12)


def _manual_entrance(
    scene: Scene, pts: Array, labels: Mapping[str, UUID], event_id: str
) -> tuple[Track, ...]:
    truth = traces(scene)
    tracks = []
    for number, row in enumerate(_BY_HAND, start=1):
        trace = _cut(truth[row], len(pts))
        if trace.label not in labels:
            continue
        tracks.append(
            track_of(
                trace,
                name=f"{event_id}/{row}",
                number=number,
                label_id=labels[trace.label],
                pts=pts,
            )
        )
    return tuple(track for track in tracks if track is not None)


# What a colleague in haste has annotated, and what went wrong: one box slides off its person, one
# object bears another label, and some are not there at all.
_IN_HASTE = ((0, ""), (1, "drift"), (2, ""), (3, "label"), (4, ""), (10, ""))
_CALLED_INSTEAD = {"label": "car"}

# What the model thinks it sees in the car park besides cars and people: label, box, frames, score.
_MISTAKES = (
    ("person", Box(826, 50, 26, 56), (50, 80), 0.41),
    ("person", Box(1012, 468, 30, 62), (268, 294), 0.36),
)


def _suggested_parking(
    scene: Scene, pts: Array, labels: Mapping[str, UUID], event_id: str
) -> tuple[Track, ...]:
    noise = np.random.Generator(np.random.PCG64(33))
    count = len(pts)
    tracks: list[Track] = []
    size = np.array([scene.camera.width, scene.camera.height] * 2)
    still = [
        Trace(
            label=fixture.label,
            boxes=np.repeat(np.clip(np.array([fixture.edges]), 0, size), count, axis=0),
            present=np.ones(count, dtype=bool),
            hidden=np.zeros(count),
        )
        for fixture in scene.fixtures
    ]
    moving = [_cut(trace, count) for trace in traces(scene)]
    for row, trace in enumerate(moving + still):
        if trace.label not in labels:
            continue
        score = float(
            np.clip(noise.normal(0.87 if trace.label != "person" else 0.80, 0.06), 0.5, 0.98)
        )
        every = 12 if row < len(moving) else 150
        track = track_of(
            trace,
            name=f"{event_id}/{row}",
            number=len(tracks) + 1,
            label_id=labels[trace.label],
            pts=pts,
            guess=Guess(score=score, jitter=0.03 if row < len(moving) else 0.012, every=every),
        )
        if track is not None:
            tracks.append(track)
    for i, (label, box, frames, score) in enumerate(_MISTAKES):
        if label in labels and frames[1] < count:
            tracks.append(
                false_positive(
                    box,
                    frames=frames,
                    name=f"{event_id}/mistake-{i}",
                    number=len(tracks) + 1,
                    label_id=labels[label],
                    pts=pts,
                    score=score,
                )
            )
    return tuple(tracks)


def _untouched(
    scene: Scene, pts: Array, labels: Mapping[str, UUID], event_id: str
) -> tuple[Track, ...]:
    del scene, pts, labels, event_id
    return ()


def _hasty_entrance(
    scene: Scene, pts: Array, labels: Mapping[str, UUID], event_id: str
) -> tuple[Track, ...]:
    truth = traces(scene)
    tracks = []
    for number, (row, mistake) in enumerate(_IN_HASTE, start=1):
        trace = _cut(truth[row], len(pts))
        if trace.label not in labels:
            continue
        track = track_of(
            trace,
            name=f"{event_id}/hasty/{row}",
            number=number,
            label_id=labels[_CALLED_INSTEAD.get(mistake, trace.label)],
            pts=pts,
            guess=Guess(score=1.0, jitter=0.02, every=20),
        )
        if track is not None:
            tracks.append(by_hand(track, drift_px=14.0 if mistake == "drift" else 0.0))
    return tuple(tracks)


MANUAL_ENTRANCE: Story = _manual_entrance
SUGGESTED_PARKING: Story = _suggested_parking
HASTY_ENTRANCE: Story = _hasty_entrance
UNTOUCHED: Story = _untouched
