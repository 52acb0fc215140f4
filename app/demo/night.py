"""Night: the same painted scene, lit by lamps, by the camera's infrared ring and by headlights.

A backdrop painted in flat light is taken as reflectance and multiplied by the light that falls
on each pixel's place on the ground. Headlights move, so their light is computed for each frame,
at a quarter of the size. The picture is almost grey, as night mode is.
"""

import math
from dataclasses import dataclass
from functools import cache

import cv2
import numpy as np

from app.demo.arrays import Array, Color
from app.demo.backdrop import Backdrop
from app.demo.camera import Camera
from app.demo.solids import Light
from app.demo.sprites import Sprite

_COARSE = 4  # headlights are computed at 1/4 of the picture's size
_SHOULDER = np.float32(140)  # what is brighter than this is held back
_TINT = np.array([1.05, 1.0, 0.94], np.float32)  # what infrared leaves of white


@dataclass(frozen=True, slots=True)
class Lamp:
    """A lamp over the ground; `power` is the light right under it, 1 = daylight."""

    x: float
    y: float
    height: float
    power: float


@dataclass(frozen=True, slots=True)
class Headlights:
    """The beam of a car: its nose and where it points."""

    x: float
    y: float
    heading: float


def _lamp_light(lamp: Lamp, x: Array, y: Array) -> Array:
    square = (x - lamp.x) ** 2 + (y - lamp.y) ** 2 + lamp.height**2
    return np.asarray(lamp.power * (lamp.height**2 / square) ** 1.7)


def _beam_light(beam: Headlights, x: Array, y: Array) -> Array:
    cos, sin = math.cos(beam.heading), math.sin(beam.heading)
    ahead = (x - beam.x) * cos + (y - beam.y) * sin
    aside = -(x - beam.x) * sin + (y - beam.y) * cos
    reach = np.maximum(ahead + 1.2, 0.4)
    # Two dipped beams: wide, bright between three and twelve metres, gone at thirty.
    width = 0.55 + 0.20 * reach
    core = np.exp(-((np.abs(aside) - 0.45) ** 2) / (2 * width**2))
    fade = np.clip(ahead / 2.2, 0, 1) ** 1.5 * np.exp(-np.maximum(ahead - 4, 0) / 8.0)
    return np.asarray(0.85 * core * fade)


@dataclass(frozen=True, slots=True)
class NightLight:
    """The light of a scene: lamps and the infrared ring. Amounts are shares of daylight."""

    lamps: tuple[Lamp, ...]
    ambient: float
    infrared: float
    saturation: float

    def still(self, camera: Camera, x: Array, y: Array) -> Array:
        """Return the (H, W) light of lamps, ring and sky on ground points."""
        level = np.full_like(x, self.ambient)
        for lamp in self.lamps:
            level = level + _lamp_light(lamp, x, y)
        far = np.hypot(x - camera.position[0], y - camera.position[1])
        return np.asarray(level + self.infrared * np.exp(-((far / 21.0) ** 2)), np.float32)

    def at(self, camera: Camera, x: float, y: float, beams: list[Headlights]) -> float:
        """Return the light on a body that stands at a point."""
        place_x, place_y = np.array([[x]]), np.array([[y]])
        level = float(self.still(camera, place_x, place_y)[0, 0])
        for beam in beams:
            level += 0.8 * float(_beam_light(beam, place_x, place_y)[0, 0])
        return level

    def shadow_light(self, x: float, y: float) -> Light:
        """Return the light of the lamp that is strongest at a point, as a direction."""
        lamp = max(self.lamps, key=lambda each: float(_lamp_light(each, np.array(x), np.array(y))))
        toward = np.array([lamp.x - x, lamp.y - y, lamp.height])
        # A shadow longer than twice the body is too faint to see.
        toward[2] = max(toward[2], 0.5 * float(np.hypot(toward[0], toward[1])))
        return Light(toward / np.linalg.norm(toward), contrast=0.55)

    def greyed(self, picture: Array) -> Array:
        """Return a float picture with the little colour that a night camera keeps."""
        grey = picture @ np.array([0.16, 0.56, 0.28], np.float32)
        mixed = grey[:, :, None] * _TINT * (1 - self.saturation) + picture * self.saturation
        return np.asarray(mixed, np.float32)


class NightStage:
    """Lights a finished backdrop for one frame after another."""

    def __init__(self, backdrop: Backdrop, light: NightLight, still: Array, lens: Array) -> None:
        camera = backdrop.camera
        self._light = light
        self._lens = lens
        self._reflectance = light.greyed(still.astype(np.float32)) * lens[:, :, None]
        self._level = light.still(camera, backdrop.place_x, backdrop.place_y)
        self._coarse_x = np.ascontiguousarray(backdrop.place_x[::_COARSE, ::_COARSE])
        self._coarse_y = np.ascontiguousarray(backdrop.place_y[::_COARSE, ::_COARSE])
        self._glow = backdrop.emission * lens
        self._glow += 0.35 * np.asarray(cv2.GaussianBlur(self._glow, (0, 0), 9.0))
        self._quiet = self._develop(self._level, (slice(None), slice(None)))

    def _develop(self, level: Array, part: tuple[slice, slice]) -> Array:
        """Return part of the uint8 picture under a light, with the shoulder of a pushed sensor."""
        lit = self._reflectance[part] * level[:, :, None]
        lit += self._glow[part][:, :, None] * _TINT
        bright = lit - _SHOULDER
        np.maximum(bright, 0, out=bright)
        bright *= np.float32(0.55)
        lit -= bright
        # convertScaleAbs rounds and saturates in one pass.
        return np.asarray(cv2.convertScaleAbs(lit, beta=7.0))

    def frame(self, beams: list[Headlights]) -> Array:
        """Return a fresh frame without actors; only what headlights reach is lit anew."""
        frame = self._quiet.copy()
        if not beams:
            return frame
        moving = np.zeros_like(self._coarse_x)
        for beam in beams:
            moving += _beam_light(beam, self._coarse_x, self._coarse_y).astype(np.float32)
        reached = moving > 0.004
        rows, columns = np.flatnonzero(reached.any(axis=1)), np.flatnonzero(reached.any(axis=0))
        if not len(rows):
            return frame
        part = (
            slice(rows[0] * _COARSE, (rows[-1] + 1) * _COARSE),
            slice(columns[0] * _COARSE, (columns[-1] + 1) * _COARSE),
        )
        patch = moving[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
        level = self._level[part]
        size = (level.shape[1], level.shape[0])
        frame[part] = self._develop(level + np.asarray(cv2.resize(patch, size)), part)
        return frame

    def dressed(self, sprite: Sprite) -> Sprite:
        """Return an actor's picture as the night camera sees it."""
        if sprite.paint is None:
            return sprite
        grey = self._light.greyed(sprite.paint.astype(np.float32))
        paint = np.clip(grey + 5.0 * (sprite.cover[:, :, None] / 255.0), 0, 255).astype(np.uint8)
        return Sprite(sprite.left, sprite.top, paint, sprite.cover)


def glare(camera: Camera, *, x: float, y: float, z: float, size: float, color: Color) -> Sprite:
    """Return the bloom around a lamp as a sprite to be added; `size` is in metres."""
    seen = camera.project(np.array([(x, y, z)]))[0]
    radius = int(min(36.0, max(3.0, size * camera.focal_px / seen[2])))
    bloom = _bloom(radius)
    paint = np.asarray(cv2.convertScaleAbs(cv2.merge([bloom * channel for channel in color])))
    left, top = int(seen[0]) - 3 * radius, int(seen[1]) - 3 * radius
    return Sprite(left, top, paint, np.zeros(bloom.shape, np.uint8))


@cache
def _bloom(radius: int) -> Array:
    """Return a bloom of a core radius in pixels, about 1 in its middle."""
    reach = np.arange(-3 * radius, 3 * radius + 1, dtype=np.float32) / radius
    square = reach[None, :] ** 2 + reach[:, None] ** 2
    edge = np.clip(3.0 - np.sqrt(square), 0, 1)
    bloom = np.exp(-square * 2.2) + 0.22 * np.exp(-square * 0.45)
    # The lens smears a bright point sideways a little.
    bloom += 0.10 * np.exp(-np.abs(reach[None, :]) * 1.1 - (reach[:, None] * 5) ** 2)
    return np.asarray(bloom * edge, np.float32)
