"""The car park: bays, parked cars, hedges and lamp posts."""

from dataclasses import dataclass

import numpy as np

from app.demo.arrays import Color, rng
from app.demo.backdrop import Backdrop, Checkpoint
from app.demo.camera import Camera
from app.demo.car import HATCHBACK, SALOON, VAN, CarShape, car
from app.demo.furniture import bollard, lamp_post, sign
from app.demo.materials import asphalt, lawn, slabs
from app.demo.meshes import Mesh
from app.demo.plants import bare_tree, shrub
from app.demo.solids import Light, Solid, solid

BAY_M = 2.6
FAR_ROW = (24.6, 29.6)  # y of the bays' mouth and head
NEAR_ROW = (12.2, 17.2)
POST = (-7.8, 11.4)


@dataclass(frozen=True, slots=True)
class Parked:
    """A car that stays where it is for the whole clip."""

    shape: CarShape
    color: Color
    x: float
    y: float
    heading: float
    label: str = "car"

    def mesh(self) -> Mesh:
        """Return the car where it stands."""
        return car(self.shape, self.color).placed(x=self.x, y=self.y, heading=self.heading)


_UP = np.pi / 2
_SILVER, _WHITE, _BLACK = (172, 174, 174), (212, 214, 214), (44, 42, 40)
_BLUE, _GREY, _RED, _GREEN = (110, 66, 38), (104, 104, 106), (44, 40, 138), (66, 78, 48)

PARKED: tuple[Parked, ...] = (
    Parked(SALOON, _BLACK, -14.3, 27.2, _UP + 0.02),
    Parked(HATCHBACK, _WHITE, -11.7, 27.3, -_UP),
    Parked(SALOON, _GREY, -9.1, 27.1, _UP - 0.02),
    Parked(HATCHBACK, _BLUE, -1.3, 27.3, _UP + 0.015),
    Parked(SALOON, _WHITE, 1.3, 27.1, -_UP + 0.02),
    Parked(VAN, _SILVER, 6.5, 27.0, _UP, label="van"),
    Parked(HATCHBACK, _GREEN, 9.1, 27.4, _UP - 0.03),
    Parked(SALOON, _SILVER, 14.3, 27.1, -_UP),
    Parked(SALOON, _GREY, -6.6, 14.6, -_UP + 0.02),
    Parked(HATCHBACK, _RED, 3.8, 14.8, -_UP - 0.02),
    Parked(SALOON, _BLUE, 9.0, 14.6, _UP + 0.02),
)


def paint(camera: Camera, light: Light, checkpoint: Checkpoint) -> Backdrop:
    """Paint the car park without its actors."""
    scene = Backdrop(camera, light, checkpoint)
    _ground(scene)
    things = _things()
    for solids, _ in things:
        scene.shadow_of(solids, soft_px=2.2)
    for parked in PARKED:
        scene.shadow_of_mesh(parked.mesh(), soft_px=3.0)
    scene.settle_shadows(strength=0.46)
    standing: list[tuple[float, list[Solid] | Mesh, tuple[float, float]]] = [
        (camera.depth_of(*at), solids, at) for solids, at in things
    ]
    standing += [(camera.depth_of(p.x, p.y), p.mesh(), (p.x, p.y)) for p in PARKED]
    for _, body, at in sorted(standing, key=lambda item: -item[0]):
        if isinstance(body, Mesh):
            scene.park(body, at=at)
        else:
            scene.stand(body, at=at)
    return scene


def _ground(scene: Backdrop) -> None:
    ground = scene.ground
    scene.color[:] = asphalt(ground, seed=411, color=(116, 119, 121))
    old = asphalt(ground, seed=415, color=(98, 101, 104), wear=0.7)
    scene.fill(scene.area([(-40, 18.6), (40, 18.6), (40, 23.4), (-40, 23.4)]), old, strength=0.55)
    scene.fill(
        scene.area([(-13, 12.2), (-8.0, 12.2), (-8.0, 17.0), (-13, 17.0)]), old, strength=0.8
    )
    # Tyres darken the two tracks of each lane.
    for y in (19.2, 20.7, 22.0, 23.5):
        scene.fill(scene.strip([(-40, y), (0, y), (40, y)], 0.5), (84, 86, 88), strength=0.22)
    grass = lawn(ground, seed=431, color=(58, 104, 92), dry=(86, 136, 142))
    scene.fill(scene.area([(-60, 31.4), (60, 31.4), (60, 80), (-60, 80)]), grass)
    walk = slabs(ground, seed=421, color=(158, 164, 168), size=(0.6, 0.6))
    scene.fill(scene.area([(-60, 29.9), (60, 29.9), (60, 31.3), (-60, 31.3)]), walk)
    scene.fill(scene.area([(-60, 9.6), (60, 9.6), (60, 11.9), (-60, 11.9)]), walk)
    for y in (29.8, 31.35, 9.55, 11.95):
        scene.fill(scene.strip([(-60, y), (0, y), (60, y)], 0.13), (166, 172, 174))
        scene.darken(
            scene.strip([(-60, y - 0.11), (0, y - 0.11), (60, y - 0.11)], 0.07), strength=0.35
        )
    worn = np.clip(0.74 + (asphalt(ground, seed=451, color=(1, 1, 1))[:, :, 0] - 1) * 1.6, 0, 1)
    white = (206, 210, 212)
    for row in (FAR_ROW, NEAR_ROW):
        for i in range(-9, 10):
            x = i * BAY_M
            scene.fill(
                scene.strip([(x, row[0]), (x, sum(row) / 2), (x, row[1])], 0.11) * worn, white
            )
    # The bay for wheelchairs: hatched, with a square of blue.
    x0, x1 = 2 * BAY_M + 5.2, 3 * BAY_M + 5.2
    scene.fill(
        scene.area([(x0 + 0.7, 25.6), (x1 - 0.7, 25.6), (x1 - 0.7, 27.0), (x0 + 0.7, 27.0)]) * worn,
        (150, 96, 42),
    )
    for step in range(5):
        y = 25.0 + step * 0.9
        scene.fill(
            scene.strip([(x1 + 0.15, y), (x1 + 0.8, y + 0.5), (x1 + 1.5, y + 1.0)], 0.14) * worn,
            white,
        )
    for x, y, way in ((-10.0, 20.0, 1.0), (6.2, 20.0, 1.0), (-3.4, 22.7, -1.0), (12.0, 22.7, -1.0)):
        head = [
            (0.0, 0.08),
            (1.4, 0.08),
            (1.4, 0.34),
            (2.3, 0.0),
            (1.4, -0.34),
            (1.4, -0.08),
            (0.0, -0.08),
        ]
        scene.fill(scene.area([(x + way * a, y + b) for a, b in head]) * worn, white, strength=0.85)
    for step in range(-6, 8):
        dash = [(step * 3.2, 7.9), (step * 3.2 + 0.8, 7.9), (step * 3.2 + 1.6, 7.9)]
        scene.fill(scene.strip(dash, 0.12) * worn, white, strength=0.8)
    _wear(scene)


def _wear(scene: Backdrop) -> None:
    source = rng(77)
    turns = np.linspace(0, 2 * np.pi, 18)
    for _ in range(70):
        row = FAR_ROW if source.random() < 0.5 else NEAR_ROW
        x = float((source.integers(-8, 8) + 0.5) * BAY_M + source.normal(0, 0.25))
        y = row[0] + source.uniform(0.6, 4.2)
        radius = source.uniform(0.1, 0.5)
        wobble = source.uniform(0.7, 1.25, len(turns))
        blot = [
            (x + radius * np.cos(t) * w, y + radius * np.sin(t) * w)
            for t, w in zip(turns, wobble, strict=True)
        ]
        scene.fill(scene.area(blot), (62, 62, 62), strength=source.uniform(0.06, 0.34))
    for _ in range(300):
        x, y = source.uniform(-16, 16), source.uniform(7, 31)
        size, tint = source.uniform(0.025, 0.05), source.uniform(0.6, 1.1)
        leaf = [(x - size, y), (x, y - size * 1.3), (x + size, y + size * 0.3), (x, y + size * 1.2)]
        scene.fill(scene.area(leaf), (58 * tint, 108 * tint, 150 * tint), strength=0.75)
    for x, y in ((-1.5, 21.3), (8.4, 18.2)):
        ring = [(x + 0.36 * np.cos(t), y + 0.36 * np.sin(t)) for t in turns]
        scene.fill(scene.area(ring), (80, 82, 84), strength=0.9)
        inner = [(x + 0.3 * np.cos(t), y + 0.3 * np.sin(t)) for t in turns]
        scene.fill(scene.area(inner), (98, 100, 102), strength=0.9)


def _things() -> list[tuple[list[Solid], tuple[float, float]]]:
    things: list[tuple[list[Solid], tuple[float, float]]] = []
    for i in range(26):
        x = -19 + i * 1.5
        things.append(
            (shrub(x, 32.4, width=1.9, height=1.25, seed=500 + i, color=(58, 98, 76)), (x, 32.4))
        )
    for x, y, height, seed in (
        (-11, 34.5, 9, 21),
        (-2.5, 35.5, 8, 22),
        (6.5, 34.6, 9, 23),
        (14, 35.4, 8.5, 24),
    ):
        things.append((bare_tree(x, y, height=height, seed=seed, color=(70, 78, 88)), (x, y)))
    things.append((lamp_post(*POST, height=7.0, arm=1.5), POST))
    things.append((lamp_post(12.9, 30.4, height=7.0, arm=-1.5), (12.9, 30.4)))
    things.append((sign(3.9, 30.2, color=(120, 82, 30)), (3.9, 30.2)))
    for i in range(5):
        x = -3.0 + i * 2.6
        things.append((bollard(x, 11.2, height=0.85), (x, 11.2)))
    meter = [
        solid([np.array([-12.6, 30.4, 0.0]), np.array([-12.6, 30.4, 1.2])], 0.16, (96, 92, 88)),
        solid(
            [np.array([-12.6, 30.3, 1.2]), np.array([-12.6, 30.3, 1.45])],
            0.19,
            (128, 84, 40),
            lift=0.1,
        ),
    ]
    things.append((meter, (-12.6, 30.4)))
    return things
