"""Who moves in a scene. An actor knows how it looks at a time, and its outline without drawing."""

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np

from app.demo.arrays import Array, Color
from app.demo.camera import Camera
from app.demo.car import CarShape, car
from app.demo.clothes import Outfit, Stance
from app.demo.meshes import draw_mesh, mesh_shadow
from app.demo.person import STRIDE_M, Pose, person
from app.demo.routes import Route, Spot
from app.demo.solids import Light, Solid, cast_shadow, draw
from app.demo.sprites import Sprite
from app.demo.wheeled import CRANK_TURN_M, bicycle, rider, suitcase


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


@dataclass(frozen=True, slots=True)
class Mover:
    """A body of solids whose shape repeats along its way: a walker, a rider, a suitcase.

    `shape(spot, phase)` returns the solids; `phase` grows by 2π every `cycle_m` metres.
    """

    route: Route
    label: str
    shape: Callable[[Spot, float], list[Solid]]
    cycle_m: float
    cadence: float = 0.0  # the phase at the start
    cloud: Cloud = field(init=False)

    def __post_init__(self) -> None:
        # A little less than the full speed: the utmost reach of a foot lasts a moment only.
        here = Spot(x=0.0, y=0.0, heading=0.0, distance=0.0, speed=0.95)
        phases = np.linspace(0, 2 * math.pi, 8, endpoint=False)
        cycle = [self.shape(here, float(phase)) for phase in phases]
        centers = np.concatenate([part.centers for body in cycle for part in body])
        radii = np.concatenate([part.radii for body in cycle for part in body])
        object.__setattr__(self, "cloud", Cloud(centers=centers, radii=radii))

    def sprites(
        self, camera: Camera, light: Light, spot: Spot, *, soft_px: float
    ) -> tuple[Sprite, Sprite]:
        """Return the shadow and the picture at a spot."""
        phase = self.cadence + spot.distance / self.cycle_m * 2 * math.pi
        body = self.shape(spot, phase)
        return cast_shadow(camera, body, light, soft_px=soft_px), draw(camera, body, light)


def walker(route: Route, outfit: Outfit, *, cadence: float = 0.0) -> Mover:
    """Return a person on foot."""

    def shape(spot: Spot, phase: float) -> list[Solid]:
        pose = Pose(
            x=spot.x,
            y=spot.y,
            heading=spot.heading,
            phase=phase,
            swing=min(1.0, abs(spot.speed) / 1.1),
            gaze=0.22 * math.sin(spot.distance * 0.45 + cadence),
        )
        return person(pose, outfit)

    stride = STRIDE_M * outfit.height / 1.75
    return Mover(route, "person", shape, stride, cadence=cadence)


def cyclist(route: Route, outfit: Outfit, color: Color) -> tuple[Mover, Mover]:
    """Return a bicycle and the person on it, in painting order."""

    def machine(spot: Spot, phase: float) -> list[Solid]:
        del phase  # the wheels look the same at any angle
        return bicycle(Stance(spot.x, spot.y, spot.heading), color)

    def body(spot: Spot, phase: float) -> list[Solid]:
        return rider(Stance(spot.x, spot.y, spot.heading), outfit, -phase)

    return (
        Mover(route, "bicycle", machine, CRANK_TURN_M),
        Mover(route, "person", body, CRANK_TURN_M),
    )


def trolley(route: Route, color: Color) -> Mover:
    """Return a suitcase that is pulled along a route."""

    def shape(spot: Spot, phase: float) -> list[Solid]:
        del phase
        return suitcase(Stance(spot.x, spot.y, spot.heading), color)

    return Mover(route, "bag", shape, 1.0)


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
