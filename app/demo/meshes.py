"""Convex-ish bodies of flat faces: cars, kerbs, barriers, boxes.

Faces are culled by their normal and painted far ones first within their layer; the layers of a
body (floor, body, cabin, trim) are painted in order. That is enough for a camera above them.
"""

from dataclasses import dataclass, replace

import cv2
import numpy as np

from app.demo.arrays import Array, Color
from app.demo.camera import Camera
from app.demo.solids import Light
from app.demo.sprites import Sprite

_SHIFT = 3


@dataclass(frozen=True, slots=True)
class Face:
    """A flat convex polygon; `outward` says which way its outside looks."""

    corners: Array  # (N, 3) metres, in the body's own axes
    color: Color
    outward: tuple[float, float, float]
    layer: int = 0
    gloss: float = 0.0  # how much sky it mirrors when it looks up
    glow: bool = False  # a lamp: its colour is what is seen


@dataclass(frozen=True, slots=True)
class Mesh:
    """Faces in a few arrays, so that placing and lighting them is one operation each."""

    corners: Array  # (N, 3)
    starts: Array  # (F + 1,) where each face's corners begin
    normals: Array  # (F, 3) unit vectors
    colors: Array  # (F, 3)
    layers: Array  # (F,)
    gloss: Array  # (F,)
    glow: Array  # (F,) bool

    @classmethod
    def of(cls, faces: list[Face]) -> "Mesh":
        """Gather faces."""
        normals = []
        for face in faces:
            a, b, c = face.corners[0], face.corners[1], face.corners[2]
            normal = np.cross(b - a, c - a)
            normal /= max(float(np.linalg.norm(normal)), 1e-9)
            normals.append(normal if normal @ np.array(face.outward) >= 0 else -normal)
        return cls(
            corners=np.concatenate([f.corners for f in faces]).astype(np.float64),
            starts=np.cumsum([0] + [len(f.corners) for f in faces]),
            normals=np.array(normals),
            colors=np.array([f.color for f in faces], dtype=np.float64),
            layers=np.array([f.layer for f in faces]),
            gloss=np.array([f.gloss for f in faces]),
            glow=np.array([f.glow for f in faces]),
        )

    def placed(self, *, x: float, y: float, heading: float) -> "Mesh":
        """Return the mesh turned by `heading` radians and moved to (x, y)."""
        cos, sin = np.cos(heading), np.sin(heading)
        turn = np.array([[cos, sin, 0.0], [-sin, cos, 0.0], [0.0, 0.0, 1.0]])
        return replace(
            self,
            corners=self.corners @ turn + np.array([x, y, 0.0]),
            normals=self.normals @ turn,
        )


def mesh_outline(camera: Camera, mesh: Mesh) -> tuple[float, float, float, float]:
    """Return left, top, right, bottom of the mesh in pixels."""
    seen = camera.project(mesh.corners)
    low, high = seen.min(axis=0), seen.max(axis=0)
    return float(low[0]), float(low[1]), float(high[0]), float(high[1])


def draw_mesh(camera: Camera, mesh: Mesh, light: Light, *, oversample: int = 2) -> Sprite:
    """Draw the mesh into a sprite that holds its whole outline."""
    seen = camera.project(mesh.corners)
    low = np.maximum(np.floor(seen[:, :2].min(axis=0)).astype(int) - 3, -200)
    high = np.ceil(seen[:, :2].max(axis=0)).astype(int) + 3
    high = np.minimum(high, (camera.width + 200, camera.height + 200))
    if (high - low).min() < 4:
        return Sprite.empty()
    shape = ((high[1] - low[1]) * oversample, (high[0] - low[0]) * oversample)
    paint = np.zeros((*shape, 3), np.uint8)
    cover = np.zeros(shape, np.uint8)
    spots = np.rint((seen[:, :2] - low) * oversample * (1 << _SHIFT)).astype(np.int32)
    first = mesh.starts[:-1]
    depth = np.add.reduceat(seen[:, 2], first) / np.diff(mesh.starts)
    facing = np.einsum("ij,ij->i", mesh.normals, camera.position - mesh.corners[first]) > 0
    tones = _tones(mesh, light)
    for i in np.lexsort((-depth, mesh.layers)):
        if not facing[i]:
            continue
        polygon = spots[mesh.starts[i] : mesh.starts[i + 1]]
        cv2.fillConvexPoly(cover, polygon, 255, cv2.LINE_8, _SHIFT)
        cv2.fillConvexPoly(paint, polygon, tones[i].tolist(), cv2.LINE_8, _SHIFT)
    return Sprite.from_oversampled(
        paint, cover, left=int(low[0]), top=int(low[1]), oversample=oversample
    )


def _tones(mesh: Mesh, light: Light) -> Array:
    """Return the (F, 3) colours of the faces in this light."""
    sun = np.maximum(0.0, mesh.normals @ light.toward)
    sky = 0.5 + 0.5 * mesh.normals[:, 2]
    soft = (1 - light.contrast) * (0.55 + 0.45 * sky)
    bright = light.level * (soft + light.contrast * (0.40 + 0.28 * sky + 0.5 * sun))
    mirror = mesh.gloss * np.maximum(0.0, mesh.normals[:, 2]) ** 1.5 * 150 * light.level
    lit = mesh.colors * bright[:, None] + mirror[:, None] * (1.04, 1.0, 0.95)
    return np.minimum(np.where(mesh.glow[:, None], mesh.colors, lit), 255.0)


def mesh_shadow(
    camera: Camera, mesh: Mesh, light: Light, *, soft_px: float, parts: int = 1
) -> Sprite:
    """Return the shadow that the mesh's hull casts; more `parts` follow a stepped outline."""
    corners = mesh.corners
    slope = light.toward[:2] / light.toward[2]
    hulls = []
    for level in np.linspace(0, 1, parts + 1)[1:]:
        low = corners[corners[:, 2] <= corners[:, 2].max() * level + 1e-6]
        foot = np.concatenate([low[:, :2], low[:, :2] - low[:, 2:] * slope])
        hulls.append(np.concatenate([foot, np.zeros((len(foot), 1))], axis=1))
    seen = [camera.project(h)[:, :2] for h in hulls]
    every = np.concatenate(seen)
    margin = int(3 * soft_px) + 2
    low_px = np.maximum(np.floor(every.min(axis=0)).astype(int) - margin, -200)
    high_px = np.ceil(every.max(axis=0)).astype(int) + margin
    high_px = np.minimum(high_px, (camera.width + 200, camera.height + 200))
    if (high_px - low_px).min() < 4:
        return Sprite.empty()
    cover = np.zeros((high_px[1] - low_px[1], high_px[0] - low_px[0]), np.uint8)
    for spots in seen:
        ring = cv2.convexHull(np.rint((spots - low_px) * (1 << _SHIFT)).astype(np.int32))
        cv2.fillConvexPoly(cover, np.asarray(ring), 255, cv2.LINE_8, _SHIFT)
    cover = np.asarray(cv2.GaussianBlur(cover, (0, 0), soft_px))
    return Sprite(left=int(low_px[0]), top=int(low_px[1]), paint=None, cover=cover)
