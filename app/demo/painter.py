"""Paint the frames of a scene, one after another.

A frame is the still backdrop, the shadows of the actors, then the actors from far to near; after
each one, what stands nearer to the camera is put back over it.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta

import numpy as np

from app.demo.actors import Actor, Driver
from app.demo.arrays import Array
from app.demo.backdrop import Checkpoint, Occluder
from app.demo.encode import TimedFrame
from app.demo.lens import falloff, finish
from app.demo.night import Headlights, NightStage, glare
from app.demo.noise import sensor_tiles
from app.demo.overlay import write
from app.demo.routes import Spot
from app.demo.scene import Scene
from app.demo.solids import Light, cast_shadow, draw
from app.demo.sprites import Sprite


@dataclass(frozen=True, slots=True)
class _Present:
    """An actor (or the barrier) on one frame."""

    depth: float
    shadow: Sprite
    picture: Sprite


def paint_frames(scene: Scene, count: int, checkpoint: Checkpoint) -> Iterator[TimedFrame]:
    """Yield the first `count` frames; `checkpoint` is called often and may raise to stop."""
    painter = _Painter(scene, checkpoint)
    noise = sensor_tiles(
        scene.seed,
        height=scene.camera.height,
        width=scene.camera.width,
        sigma=scene.look.noise,
        grain_px=scene.look.grain_px,
    )
    for frame_index in range(count):
        checkpoint()
        picture = painter.frame(scene.seconds(frame_index))
        yield TimedFrame(picture, noise[(frame_index * 5) % len(noise)], scene.pts[frame_index])


class _Painter:
    """Holds what stays the same from frame to frame."""

    def __init__(self, scene: Scene, checkpoint: Checkpoint) -> None:
        camera, look = scene.camera, scene.look
        backdrop = scene.paint_backdrop(camera, scene.light, checkpoint)
        self._scene = scene
        self._lens = falloff(camera.width, camera.height, strength=look.vignette)
        bright = backdrop.color if scene.night else backdrop.color * self._lens[:, :, None]
        self._still = finish(
            bright, blur_px=look.blur_px, ringing=look.ringing, contrast=look.contrast
        )
        self._sunlit = (np.clip(backdrop.sun, 0, 1) * 255).astype(np.uint8)
        self._occluders: list[Occluder] = backdrop.occluders
        self._night = (
            NightStage(backdrop, scene.night, self._still, self._lens) if scene.night else None
        )

    def frame(self, time_s: float) -> Array:
        """Return a fresh (H, W, 3) uint8 frame."""
        spots = [(actor, actor.route.at(time_s)) for actor in self._scene.actors]
        here = [(actor, spot) for actor, spot in spots if spot is not None]
        beams = [_beam(actor, spot) for actor, spot in here if _shines(actor)]
        clean = self._night.frame(beams) if self._night else self._still
        frame = clean.copy()
        present = [self._present(actor, spot, beams) for actor, spot in here]
        present += self._barrier(time_s, beams)
        sunlit = None if self._night else self._sunlit
        for each in present:
            each.shadow.shade(frame, strength=self._scene.look.shadow, lit=sunlit)
        for each in sorted(present, key=lambda each: -each.depth):
            each.picture.dimmed(self._lens).put(frame)
            for occluder in self._occluders:
                if occluder.depth < each.depth:
                    occluder.sprite.restore(frame, clean, each.picture)
        for actor, spot in here:
            if isinstance(actor, Driver) and actor.lamps:
                self._dazzle(frame, actor, spot)
        self._write_overlay(frame, time_s)
        return frame

    def _present(self, actor: Actor, spot: Spot, beams: list[Headlights]) -> _Present:
        camera, soft = self._scene.camera, self._scene.look.shadow_soft_px
        shadow, picture = actor.sprites(
            camera, self._light_at(spot.x, spot.y, beams), spot, soft_px=soft
        )
        if self._night:
            picture = self._night.dressed(picture)
        return _Present(
            depth=camera.depth_of(spot.x, spot.y),
            shadow=shadow.faded(spot.presence),
            picture=picture.faded(spot.presence),
        )

    def _light_at(self, x: float, y: float, beams: list[Headlights]) -> Light:
        night = self._scene.night
        if night is None:
            return self._scene.light
        level = night.at(self._scene.camera, x, y, beams)
        return replace(night.shadow_light(x, y), level=min(1.15, level * 1.05 + 0.03))

    def _barrier(self, time_s: float, beams: list[Headlights]) -> list[_Present]:
        barrier = self._scene.barrier
        if barrier is None:
            return []
        camera = self._scene.camera
        light = self._light_at(barrier.x - barrier.length / 2, barrier.y, beams)
        arm = barrier.solids(time_s)
        picture = draw(camera, arm, light)
        return [
            _Present(
                depth=camera.depth_of(barrier.x, barrier.y) - 0.05,
                shadow=cast_shadow(camera, arm, light, soft_px=1.6),
                picture=self._night.dressed(picture) if self._night else picture,
            )
        ]

    def _dazzle(self, frame: Array, actor: Driver, spot: Spot) -> None:
        """Add the bloom of lamps that look into the camera."""
        camera = self._scene.camera
        cos, sin = math.cos(spot.heading), math.sin(spot.heading)
        to_camera = camera.position[:2] - (spot.x, spot.y)
        facing = float(to_camera @ (cos, sin)) / float(np.hypot(*to_camera))
        reach = actor.shape.length / 2
        for side in (-0.62, 0.62):
            if facing > 0.05:
                place = (spot.x + cos * reach - sin * side, spot.y + sin * reach + cos * side)
                size, power = 0.16 + 0.42 * facing**2, 255 * min(1.0, 0.25 + facing)
            else:
                place = (spot.x - cos * reach - sin * side, spot.y - sin * reach + cos * side)
                size, power = 0.14, 70.0
            bloom = glare(
                camera,
                x=place[0],
                y=place[1],
                z=0.62,
                size=size,
                color=(power * 0.98, power, power),
            )
            bloom.add(frame)

    def _write_overlay(self, frame: Array, time_s: float) -> None:
        scene = self._scene
        scale = 4 if scene.camera.height > 900 else 3
        now = scene.recorded_at + timedelta(seconds=time_s)
        write(frame, now.strftime("%Y-%m-%d %H:%M:%S"), x=9 * scale, y=8 * scale, scale=scale)
        x = scene.camera.width - 6 * scale * len(scene.title) - 9 * scale
        write(frame, scene.title, x=x, y=scene.camera.height - 17 * scale, scale=scale)


def _shines(actor: Actor) -> bool:
    return isinstance(actor, Driver) and actor.lamps


def _beam(actor: Actor, spot: Spot) -> Headlights:
    nose = actor.shape.length / 2 if isinstance(actor, Driver) else 0.0
    return Headlights(
        x=spot.x + math.cos(spot.heading) * nose,
        y=spot.y + math.sin(spot.heading) * nose,
        heading=spot.heading,
    )
