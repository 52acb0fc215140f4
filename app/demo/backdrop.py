"""The still part of a scene: painted once, then copied under every frame.

Painting happens in float on a full-size picture. What can hide an actor is remembered as an
`Occluder`, so that the frame painter can put it back over an actor who walks behind it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

import cv2
import numpy as np

from app.demo.arrays import Array, Color
from app.demo.camera import Camera, GroundMap
from app.demo.meshes import Mesh, draw_mesh, mesh_shadow
from app.demo.solids import Light, Solid, cast_shadow, draw
from app.demo.sprites import Sprite

# Called between strokes; it may raise to stop the painting.
Checkpoint: TypeAlias = Callable[[], None]


@dataclass(frozen=True, slots=True)
class Occluder:
    """Something that stands still and hides what is farther away than its `depth` (metres)."""

    sprite: Sprite
    depth: float


@dataclass(slots=True)
class Backdrop:
    """The picture in the making.

    color: (H, W, 3) float32. sun: (H, W), 1 where it shines. place_x, place_y: (H, W) metres,
    where on the ground the thing stands that a pixel shows. emission: (H, W), light that a pixel
    gives by itself at night.
    """

    camera: Camera
    light: Light
    checkpoint: Checkpoint
    ground: GroundMap = field(init=False)
    color: Array = field(init=False)
    sun: Array = field(init=False)
    place_x: Array = field(init=False)
    place_y: Array = field(init=False)
    emission: Array = field(init=False)
    occluders: list[Occluder] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.ground = self.camera.ground_map()
        shape = (self.camera.height, self.camera.width)
        self.color = np.zeros((*shape, 3), np.float32)
        self.sun = np.ones(shape, np.float32)
        self.emission = np.zeros(shape, np.float32)
        self.place_x, self.place_y = self.ground.x.copy(), self.ground.y.copy()

    def area(self, corners: Sequence[tuple[float, float]]) -> Array:
        """Return the soft-edged (H, W) mask, 0..1, of a polygon on the ground."""
        points = np.array([(x, y, 0.0) for x, y in corners])
        seen = self.camera.project(points)[:, :2]
        return self.polygon(seen)

    def polygon(self, points: Array) -> Array:
        """Return the soft-edged mask of a polygon in the picture, (N, 2) pixels."""
        mask = np.zeros((self.camera.height, self.camera.width), np.uint8)
        spots = np.rint(np.clip(points, -20000, 20000) * 16).astype(np.int32)
        cv2.fillPoly(mask, [spots], 255, cv2.LINE_AA, 4)
        return mask.astype(np.float32) / 255

    def strip(self, points: Sequence[tuple[float, float]], width: float) -> Array:
        """Return the mask of a band on the ground along a polyline, `width` metres wide."""
        line = np.asarray(points, dtype=np.float64)
        ahead = np.gradient(line, axis=0)
        ahead /= np.linalg.norm(ahead, axis=1, keepdims=True)
        side = np.stack([-ahead[:, 1], ahead[:, 0]], axis=1) * width / 2
        ring = np.concatenate([line + side, (line - side)[::-1]])
        return self.area([(float(x), float(y)) for x, y in ring])

    def fill(
        self,
        mask: Array,
        color: Array | Color,
        *,
        strength: float = 1.0,
        at: tuple[float, float] | None = None,
    ) -> None:
        """Paint a colour, or an (H, W, 3) texture, through a mask; `at` says where it stands."""
        self.checkpoint()
        part = _box_of(mask)
        if part is None:
            return
        weight = (mask[part] * strength)[:, :, None]
        paint = color[part] if isinstance(color, np.ndarray) else np.asarray(color, np.float32)
        self.color[part] += weight * (paint - self.color[part])
        if at is not None:
            self.place_x[part][mask[part] > 0.5] = at[0]
            self.place_y[part][mask[part] > 0.5] = at[1]

    def darken(self, mask: Array, *, strength: float) -> None:
        """Darken through a mask, as dirt and wear do."""
        self.color *= (1 - strength * mask)[:, :, None]

    def hide_behind(self, mask: Array, *, at: tuple[float, float]) -> None:
        """Let what was painted through a mask hide actors that are farther than `at`."""
        part = _box_of(mask)
        if part is None:
            return
        cover = (mask[part] * 255).astype(np.uint8)
        sprite = Sprite(left=part[1].start, top=part[0].start, paint=None, cover=cover)
        self.occluders.append(Occluder(sprite=sprite, depth=self.camera.depth_of(*at)))

    def emit(self, corners: Sequence[tuple[float, float, float]], amount: float) -> None:
        """Let a polygon in the world, such as a lit window, give light at night."""
        mask = self.polygon(self.camera.project(np.array(corners))[:, :2])
        self.emission = np.maximum(self.emission, mask * amount)

    def cast(self, sprite: Sprite) -> None:
        """Take the sun away under a shadow."""
        window = sprite.window(self.camera.width, self.camera.height)
        if window is None:
            return
        rows, columns, own_rows, own_columns = window
        cover = sprite.cover[own_rows, own_columns].astype(np.float32) / 255
        self.sun[rows, columns] = np.minimum(self.sun[rows, columns], 1 - cover)

    def settle_shadows(self, *, strength: float, warmth: Color = (0.0, 0.0, 0.0)) -> None:
        """Darken the ground where no sun falls; call once, before things are stood on it.

        `warmth` is what the sun adds to blue, green and red where it shines, as a share.
        """
        shade = (1 - self.sun)[:, :, None] * np.array([0.84, 0.95, 1.0], np.float32)
        self.color *= 1 - strength * shade
        self.color *= 1 + self.sun[:, :, None] * np.array(warmth, np.float32)

    def put(self, sprite: Sprite, *, at: tuple[float, float], hides: bool) -> None:
        """Stand a sprite in the picture; what hides is put back over actors behind it."""
        self.checkpoint()
        window = sprite.window(self.camera.width, self.camera.height)
        if window is None or sprite.paint is None:
            return
        rows, columns, own_rows, own_columns = window
        cover = sprite.cover[own_rows, own_columns].astype(np.float32)[:, :, None] / 255
        paint = sprite.paint[own_rows, own_columns].astype(np.float32)
        self.color[rows, columns] = self.color[rows, columns] * (1 - cover) + paint
        self.sun[rows, columns] *= 1 - cover[:, :, 0]
        solid_part = cover[:, :, 0] > 0.5
        self.place_x[rows, columns][solid_part] = at[0]
        self.place_y[rows, columns][solid_part] = at[1]
        if hides:
            self.occluders.append(Occluder(sprite=sprite, depth=self.camera.depth_of(*at)))

    def stand(self, solids: list[Solid], *, at: tuple[float, float], hides: bool = True) -> None:
        """Stand solids on the ground; their shadow is cast by `shadow_of` beforehand."""
        sprite = draw(self.camera, solids, self.light, oversample=3)
        self.put(sprite, at=at, hides=hides)

    def shadow_of(self, solids: list[Solid], *, soft_px: float) -> None:
        """Cast the shadow of solids that will be stood later."""
        self.cast(cast_shadow(self.camera, solids, self.light, soft_px=soft_px))

    def park(self, mesh: Mesh, *, at: tuple[float, float]) -> None:
        """Stand a mesh, such as a parked car."""
        sprite = draw_mesh(self.camera, mesh, self.light, oversample=3)
        self.put(sprite, at=at, hides=True)

    def shadow_of_mesh(self, mesh: Mesh, *, soft_px: float) -> None:
        """Cast the shadow of a mesh that will be stood later."""
        self.cast(mesh_shadow(self.camera, mesh, self.light, soft_px=soft_px))

    def wall(
        self,
        foot_a: tuple[float, float],
        foot_b: tuple[float, float],
        texture: Array,
        *,
        bottom: float = 0.0,
        top: float,
        hides: bool = False,
    ) -> None:
        """Hang a (h, w, 3) uint8 texture on an upright wall from a (left) to b (right)."""
        corners = np.array(
            [(*foot_a, top), (*foot_b, top), (*foot_b, bottom), (*foot_a, bottom)], np.float64
        )
        seen = self.camera.project(corners)[:, :2]
        low = np.maximum(np.floor(seen.min(axis=0)).astype(int) - 2, 0)
        high = np.ceil(seen.max(axis=0)).astype(int) + 2
        high = np.minimum(high, (self.camera.width, self.camera.height))
        if (high - low).min() < 2:
            return
        scale = 3
        height, width = texture.shape[:2]
        source = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32)
        target = ((seen - low) * scale).astype(np.float32)
        matrix = cv2.getPerspectiveTransform(source, target)
        size = ((high[0] - low[0]) * scale, (high[1] - low[1]) * scale)
        paint = cv2.warpPerspective(texture, matrix, size, flags=cv2.INTER_AREA)
        cover = cv2.warpPerspective(np.full((height, width), 255, np.uint8), matrix, size)
        small = ((high[0] - low[0]), (high[1] - low[1]))
        sprite = Sprite(
            left=int(low[0]),
            top=int(low[1]),
            paint=np.asarray(cv2.resize(paint, small, interpolation=cv2.INTER_AREA)),
            cover=np.asarray(cv2.resize(cover, small, interpolation=cv2.INTER_AREA)),
        )
        middle = ((foot_a[0] + foot_b[0]) / 2, (foot_a[1] + foot_b[1]) / 2)
        self.put(sprite, at=middle, hides=hides)


def _box_of(mask: Array) -> tuple[slice, slice] | None:
    """Return the rows and columns that a mask touches, so that small fills stay cheap."""
    rows = np.flatnonzero(mask.any(axis=1))
    columns = np.flatnonzero(mask.any(axis=0))
    if not len(rows):
        return None
    return slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1)
