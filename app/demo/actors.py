"""Who moves in a scene. An actor knows how it looks at a time, and its outline without drawing."""

import math
from dataclasses import dataclass, field, replace
from typing import Protocol

import numpy as np

from app.demo.arrays import Array, Color
from app.demo.camera import Camera
from app.demo.car import CarShape, car
from app.demo.clothes import Outfit
from app.demo.meshes import draw_mesh, mesh_shadow
from app.demo.person import STRIDE_M, Pose, person
from app.demo.routes import Route, Spot
from app.demo.solids import Light, Solid, cast_shadow, draw
from app.demo.sprites import Sprite


@dataclass(frozen=True, slots=True)
class Cloud:
    """The spheres that an actor may fill, in its own axes: what a box has to hold.

    A walker's legs and arms swing twice a second; a person who annotates draws one box that
    holds the swing. So the truth is the outline of the whole gait, not of one step.
    """

    centers: Array  # (N, 3)
    radii: Array  # (N,)

    def outline(self, camera: Camera, spot: Spot) -> tuple[float, float, float, float]:
        """Return left, top, right, bottom in pixels, not clipped to the picture."""
        cos, sin = math.cos(spot.heading), math.sin(spot.heading)
        turn = np.array([[cos, sin, 0.0], [-sin, cos, 0.0], [0.0, 0.0, 1.0]])
        seen = camera.project(self.centers @ turn + (spot.x, spot.y, 0.0))
        size = self.radii * camera.focal_px / seen[:, 2]
        return (
            float((seen[:, 0] - size).min()),
            float((seen[:, 1] - size).min()),
            float((seen[:, 0] + size).max()),
            float((seen[:, 1] + size).max()),
        )


class Actor(Protocol):
    """Something that moves and is annotated."""

    @property
    def label(self) -> str:
        """The name of its label."""

    @property
    def route(self) -> Route:
        """Where it goes."""

    @property
    def cloud(self) -> Cloud:
        """What its box holds."""

    def sprites(
        self, camera: Camera, light: Light, spot: Spot, *, soft_px: float
    ) -> tuple[Sprite, Sprite]:
        """Return the shadow and the picture at a spot."""


def _cloud_of(poses: list[list[Solid]]) -> Cloud:
    return Cloud(
        centers=np.concatenate([s.centers for solids in poses for s in solids]),
        radii=np.concatenate([s.radii for solids in poses for s in solids]),
    )


@dataclass(frozen=True, slots=True)
class Walker:
    """A person on foot."""

    route: Route
    outfit: Outfit
    cadence: float = 0.0  # where in the step the walk begins, radians
    label: str = "person"
    cloud: Cloud = field(init=False)

    def __post_init__(self) -> None:
        here = Pose(x=0.0, y=0.0, heading=0.0, phase=0.0, swing=0.82)
        phases = np.linspace(0, 2 * math.pi, 8, endpoint=False)
        gait = [person(replace(here, phase=float(p)), self.outfit) for p in phases]
        object.__setattr__(self, "cloud", _cloud_of(gait))

    def solids(self, spot: Spot) -> list[Solid]:
        """Return the body at a spot."""
        stride = STRIDE_M * self.outfit.height / 1.75 * (0.72 + 0.28 * abs(spot.speed) / 1.35)
        pose = Pose(
            x=spot.x,
            y=spot.y,
            heading=spot.heading,
            phase=self.cadence + spot.distance / stride * 2 * math.pi,
            swing=min(1.0, abs(spot.speed) / 1.1),
            gaze=0.22 * math.sin(spot.distance * 0.45 + self.cadence),
        )
        return person(pose, self.outfit)

    def sprites(
        self, camera: Camera, light: Light, spot: Spot, *, soft_px: float
    ) -> tuple[Sprite, Sprite]:
        """Return the shadow and the picture at a spot."""
        body = self.solids(spot)
        return cast_shadow(camera, body, light, soft_px=soft_px), draw(camera, body, light)


@dataclass(frozen=True, slots=True)
class Driver:
    """A car or a van."""

    route: Route
    shape: CarShape
    color: Color
    label: str = "car"
    lamps: bool = False
    cloud: Cloud = field(init=False)

    def __post_init__(self) -> None:
        corners = car(self.shape, self.color).corners
        object.__setattr__(self, "cloud", Cloud(centers=corners, radii=np.zeros(len(corners))))

    def sprites(
        self, camera: Camera, light: Light, spot: Spot, *, soft_px: float
    ) -> tuple[Sprite, Sprite]:
        """Return the shadow and the picture at a spot."""
        mesh = car(self.shape, self.color, braking=0.05 < abs(spot.speed) < 1.3, lamps=self.lamps)
        mesh = mesh.placed(x=spot.x, y=spot.y, heading=spot.heading)
        return mesh_shadow(camera, mesh, light, soft_px=soft_px, parts=2), draw_mesh(
            camera, mesh, light
        )
