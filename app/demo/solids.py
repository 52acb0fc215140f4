"""Bodies made of spheres: the convex hull of a few spheres is a limb, a coat, a bag, a lamp post.

A hull of spheres projects to the convex hull of circles, and casts the hull of ellipses as its
shadow, so one short routine draws figures, furniture and trees, and their exact outlines.
No I/O and no state here.
"""

from dataclasses import dataclass

import cv2
import numpy as np

from app.demo.arrays import Array, Color
from app.demo.camera import Camera
from app.demo.sprites import Sprite

_TURN = np.linspace(0.0, 2 * np.pi, 14, endpoint=False)
_CIRCLE = np.stack([np.cos(_TURN), np.sin(_TURN)], axis=1)
_SHIFT = 3  # fixed-point bits of cv2's polygon corners


@dataclass(frozen=True, slots=True)
class Solid:
    """One hull of spheres. `lift` moves it in the drawing order, in metres towards the camera."""

    centers: Array  # (N, 3) metres
    radii: Array  # (N,) metres
    color: Color
    lift: float = 0.0
    flat: bool = False  # True: no shading, as for a lamp or a dark opening


def solid(
    points: list[Array] | Array,
    radii: float | list[float],
    color: Color,
    *,
    lift: float = 0.0,
    flat: bool = False,
) -> Solid:
    """Build a solid; one radius serves all spheres."""
    centers = np.asarray(points, dtype=np.float64).reshape(-1, 3)
    sizes = np.broadcast_to(np.asarray(radii, dtype=np.float64), (len(centers),))
    return Solid(centers=centers, radii=sizes, color=color, lift=lift, flat=flat)


@dataclass(frozen=True, slots=True)
class Light:
    """The sun (or the lamp): a unit vector towards it, and how far it outshines the ambient."""

    toward: Array  # (3,)
    contrast: float  # 0 = overcast or night, 1 = hard sun
    level: float = 1.0  # brightness of what stands in it

    def on_screen(self, camera: Camera) -> Array:
        """Return the (2,) direction, in picture axes, in which lit sides face."""
        right, up, _ = camera.axes
        return np.array([self.toward @ right, -(self.toward @ up)])


def outline(camera: Camera, solids: list[Solid]) -> tuple[float, float, float, float]:
    """Return left, top, right, bottom of the solids' exact outline, in pixels."""
    centers = np.concatenate([s.centers for s in solids])
    radii = np.concatenate([s.radii for s in solids])
    seen = camera.project(centers)
    size = radii * camera.focal_px / seen[:, 2]
    return (
        float((seen[:, 0] - size).min()),
        float((seen[:, 1] - size).min()),
        float((seen[:, 0] + size).max()),
        float((seen[:, 1] + size).max()),
    )


def _hull(points: Array) -> Array:
    return np.asarray(cv2.convexHull(np.rint(points * (1 << _SHIFT)).astype(np.int32)))


def _tones(color: Color, light: Light) -> tuple[Color, Color, Color]:
    """Return the shaded, the middle and the lit tone of a colour."""
    blue, green, red = (channel * light.level for channel in color)
    deep = 1.0 - 0.36 * light.contrast - 0.04
    high = 1.0 + 0.14 * light.contrast
    # Shade is lit by the sky, so it keeps more blue than red.
    return (
        (blue * deep + 5 * light.level, green * deep, red * deep * 0.97),
        (blue * 0.93, green * 0.94, red * 0.95),
        (blue * high + 2, green * high + 4, red * high + 6),
    )


def draw(camera: Camera, solids: list[Solid], light: Light, *, oversample: int = 2) -> Sprite:
    """Draw solids, far ones first, into a sprite that holds their whole outline."""
    centers = np.concatenate([s.centers for s in solids])
    radii = np.concatenate([s.radii for s in solids])
    seen = camera.project(centers)
    size = radii * camera.focal_px / seen[:, 2]
    left, top, right, bottom = (
        int(np.floor((seen[:, 0] - size).min())) - 2,
        int(np.floor((seen[:, 1] - size).min())) - 2,
        int(np.ceil((seen[:, 0] + size).max())) + 2,
        int(np.ceil((seen[:, 1] + size).max())) + 2,
    )
    left, top = max(left, -64), max(top, -64)
    right, bottom = min(right, camera.width + 64), min(bottom, camera.height + 64)
    if right - left < 4 or bottom - top < 4:
        return Sprite.empty()
    place = (seen[:, :2] - (left, top)) * oversample
    size = size * oversample
    shape = ((bottom - top) * oversample, (right - left) * oversample)
    paint = np.zeros((*shape, 3), np.uint8)
    cover = np.zeros(shape, np.uint8)
    lit = light.on_screen(camera)
    starts = np.cumsum([0] + [len(s.radii) for s in solids])
    order = sorted(
        range(len(solids)),
        key=lambda i: float(seen[starts[i] : starts[i + 1], 2].mean()) - solids[i].lift,
        reverse=True,
    )
    for i in order:
        part = slice(starts[i], starts[i + 1])
        spots, spread = place[part][:, None, :], size[part][:, None, None]
        whole = _hull((spots + spread * _CIRCLE).reshape(-1, 2))
        cv2.fillConvexPoly(cover, whole, 255, cv2.LINE_8, _SHIFT)
        if solids[i].flat:
            cv2.fillConvexPoly(paint, whole, solids[i].color, cv2.LINE_8, _SHIFT)
            continue
        tones = _tones(solids[i].color, light)
        cv2.fillConvexPoly(paint, whole, tones[0], cv2.LINE_8, _SHIFT)
        for tone, shrink, move in ((tones[1], 0.84, 0.15), (tones[2], 0.5, 0.36)):
            inner = (spots + spread * (_CIRCLE * shrink + lit * move)).reshape(-1, 2)
            cv2.fillConvexPoly(paint, _hull(inner), tone, cv2.LINE_8, _SHIFT)
    return Sprite.from_oversampled(paint, cover, left=left, top=top, oversample=oversample)


def cast_shadow(camera: Camera, solids: list[Solid], light: Light, *, soft_px: float) -> Sprite:
    """Return the shadow on the ground as a sprite without colour; its cover is the shade."""
    toward = light.toward
    slope = toward[:2] / toward[2]
    length = float(np.hypot(*slope))
    along = slope / max(length, 1e-6)
    across = np.array([-along[1], along[0]])
    stretch = float(np.hypot(1.0, length))
    rim = _CIRCLE[:, :1] * along * stretch + _CIRCLE[:, 1:] * across
    rings = []
    for part in solids:
        foot = part.centers[:, :2] - part.centers[:, 2:] * slope
        ring = foot[:, None, :] + part.radii[:, None, None] * rim
        rings.append(np.concatenate([ring.reshape(-1, 2), np.zeros((ring.size // 2, 1))], axis=1))
    seen = camera.project(np.concatenate(rings))[:, :2]
    margin = int(3 * soft_px) + 2
    low = np.maximum(np.floor(seen.min(axis=0)).astype(int) - margin, -64)
    high = np.ceil(seen.max(axis=0)).astype(int) + margin
    high = np.minimum(high, (camera.width + 64, camera.height + 64))
    if (high - low).min() < 4:
        return Sprite.empty()
    cover = np.zeros((high[1] - low[1], high[0] - low[0]), np.uint8)
    start = 0
    for ring in rings:
        spots = seen[start : start + len(ring)] - low
        cv2.fillConvexPoly(cover, _hull(spots), 255, cv2.LINE_8, _SHIFT)
        start += len(ring)
    cover = np.asarray(cv2.GaussianBlur(cover, (0, 0), soft_px))
    return Sprite(left=int(low[0]), top=int(low[1]), paint=None, cover=cover)
