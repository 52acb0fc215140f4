"""The ground truth of a scene: where each actor is on each frame, and how much of it shows."""

from dataclasses import dataclass

import numpy as np

from app.demo.actors import Actor
from app.demo.arrays import Array
from app.demo.scene import Hider, Scene

_GONE = 0.22  # an actor of which less is inside the picture counts as outside
_HIDDEN = 0.24  # an actor of which more is hidden counts as occluded


@dataclass(frozen=True, slots=True)
class Trace:
    """One actor on every frame.

    boxes: (N, 4) float64: left, top, right, bottom in pixels, clipped to the picture.
    present: (N,) bool. hidden: (N,) float64, the share of the box that other things cover.
    """

    label: str
    boxes: Array
    present: Array
    hidden: Array

    @property
    def occluded(self) -> Array:
        """(N,) bool: whether enough is hidden to say so."""
        return np.asarray(self.present & (self.hidden > _HIDDEN))


def traces(scene: Scene) -> tuple[Trace, ...]:
    """Return the truth of all actors of a scene, in their order."""
    count = len(scene.pts)
    actors = scene.actors
    raw = np.zeros((len(actors), count, 4))
    depths = np.full((len(actors), count), np.inf)
    for row, actor in enumerate(actors):
        _follow(scene, actor, raw[row], depths[row])
    size = (scene.camera.width, scene.camera.height)
    clipped = np.clip(raw, 0, np.array([*size, *size]))
    whole = _areas(raw)
    present = np.isfinite(depths) & (_areas(clipped) > _GONE * whole) & (whole > 0)
    return tuple(
        Trace(
            label=actor.label,
            boxes=clipped[row],
            present=present[row],
            hidden=_hidden_share(row, clipped, depths, present, scene.hiders),
        )
        for row, actor in enumerate(actors)
    )


def _follow(scene: Scene, actor: Actor, boxes: Array, depths: Array) -> None:
    for frame_index in range(len(scene.pts)):
        spot = actor.route.at(scene.seconds(frame_index))
        if spot is None or spot.presence < 0.35:
            continue
        depth = scene.camera.depth_of(spot.x, spot.y)
        if depth < 1.0:
            continue
        boxes[frame_index] = actor.cloud.outline(scene.camera, spot)
        depths[frame_index] = depth


def _areas(boxes: Array) -> Array:
    return np.asarray(
        np.maximum(boxes[..., 2] - boxes[..., 0], 0) * np.maximum(boxes[..., 3] - boxes[..., 1], 0)
    )


def _hidden_share(
    row: int, boxes: Array, depths: Array, present: Array, hiders: tuple[Hider, ...]
) -> Array:
    """Return (N,): the largest share of the actor's box that one nearer thing covers."""
    own = boxes[row]
    area = np.maximum(_areas(own), 1e-6)
    hidden = np.zeros(len(own))
    for hider in hiders:
        screen = np.array([hider.left, hider.top, hider.right, hider.bottom])
        share = _areas(_meet(own, np.broadcast_to(screen, own.shape))) / area
        hidden = np.maximum(hidden, np.where(hider.depth < depths[row], share, 0.0))
    for other in range(len(boxes)):
        if other == row:
            continue
        # A body fills its box only in part; its middle is what hides.
        inner = boxes[other].copy()
        inset = 0.12 * (inner[:, 2] - inner[:, 0])
        inner[:, 0] += inset
        inner[:, 2] -= inset
        share = _areas(_meet(own, inner)) / area
        nearer = present[other] & (depths[other] < depths[row])
        hidden = np.maximum(hidden, np.where(nearer, share, 0.0))
    return hidden


def _meet(a: Array, b: Array) -> Array:
    return np.concatenate([np.maximum(a[:, :2], b[:, :2]), np.minimum(a[:, 2:], b[:, 2:])], axis=1)
