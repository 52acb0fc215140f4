"""The gate at night, painted in flat light; `app.demo.night` lights it."""

import numpy as np

from app.demo.arrays import Color, rng
from app.demo.backdrop import Backdrop, Checkpoint
from app.demo.camera import Camera
from app.demo.car import HATCHBACK, car
from app.demo.facades import bricks, window
from app.demo.furniture import bin_, bollard, lamp_post, sign
from app.demo.materials import asphalt, lawn, slabs
from app.demo.night import Lamp
from app.demo.plants import bare_tree, shrub
from app.demo.solids import Light, Solid, solid

GATE_Y = 19.0
LAMPS = (Lamp(-2.9, 20.7, 6.4, 1.25), Lamp(8.4, 36.0, 7.0, 1.0), Lamp(-13.6, 36.0, 7.0, 0.9))
_STEEL: Color = (150, 152, 150)


def paint(camera: Camera, light: Light, checkpoint: Checkpoint) -> Backdrop:
    """Paint the gate without its actors and without its light."""
    scene = Backdrop(camera, light, checkpoint)
    _ground(scene)
    _buildings(scene)
    for solids, at in sorted(_things(), key=lambda item: -camera.depth_of(*item[1])):
        scene.stand(solids, at=at)
    van = car(HATCHBACK, (84, 82, 82)).placed(x=-6.4, y=11.6, heading=1.45)
    scene.park(van, at=(-6.4, 11.6))
    _dress(scene)
    return scene


def _ground(scene: Backdrop) -> None:
    ground = scene.ground
    grass = lawn(ground, seed=631, color=(58, 92, 84), dry=(80, 120, 122))
    scene.color[:] = grass
    road = asphalt(ground, seed=611, color=(118, 120, 121))
    street = asphalt(ground, seed=613, color=(108, 110, 112), wear=0.8)
    drive = [
        (-3.4, 2.0),
        (4.2, 2.0),
        (3.6, 12),
        (3.4, 24),
        (4.4, 27.4),
        (6.5, 29.2),
        (-6.0, 29.2),
        (-4.0, 27.4),
        (-3.2, 24),
        (-3.2, 12),
    ]
    scene.fill(scene.area(drive), road)
    scene.fill(scene.area([(-9.4, 6.0), (-3.2, 6.0), (-3.2, 16.6), (-9.4, 16.6)]), road)
    scene.fill(scene.area([(-90, 29.0), (90, 29.0), (90, 36.4), (-90, 36.4)]), street)
    walk = slabs(ground, seed=621, color=(150, 154, 156), size=(0.6, 0.6))
    scene.fill(scene.area([(-90, 36.6), (90, 36.6), (90, 38.6), (-90, 38.6)]), walk)
    scene.fill(scene.area([(3.7, 6.0), (5.6, 6.0), (5.2, 24), (3.5, 24)]), walk)
    kerb = (170, 172, 172)
    for line in (
        [(3.75, 6.0), (3.55, 14.0), (3.45, 24.0)],
        [(-3.2, 16.6), (-3.2, 20.0), (-3.2, 24.0)],
        [(-90.0, 36.5), (0.0, 36.5), (90.0, 36.5)],
    ):
        scene.fill(scene.strip(line, 0.16), kerb)
    worn = np.clip(0.7 + (asphalt(ground, seed=651, color=(1, 1, 1))[:, :, 0] - 1) * 1.8, 0, 1)
    white = (204, 206, 206)
    scene.fill(scene.area([(0.3, 16.9), (3.4, 16.9), (3.4, 17.3), (0.3, 17.3)]) * worn, white)
    for step in range(5):
        y = 5.0 + step * 2.6
        scene.fill(scene.strip([(0.15, y), (0.12, y + 0.7), (0.1, y + 1.4)], 0.12) * worn, white)
    for step in range(-12, 13):
        dash = [(step * 4.0, 32.7), (step * 4.0 + 1, 32.7), (step * 4.0 + 2, 32.7)]
        scene.fill(scene.strip(dash, 0.14) * worn, white)
    for y in (8.8, 11.5, 14.2):
        scene.fill(scene.strip([(-9.2, y + 0.5), (-6.5, y + 0.2), (-3.6, y)], 0.11) * worn, white)
    source = rng(9)
    turns = np.linspace(0, 2 * np.pi, 16)
    for _ in range(34):
        x, y, radius = source.uniform(-8, 3.4), source.uniform(6, 28), source.uniform(0.1, 0.55)
        blot = [
            (x + radius * np.cos(t), y + radius * np.sin(t) * source.uniform(0.7, 1.2))
            for t in turns
        ]
        scene.fill(scene.area(blot), (66, 66, 66), strength=source.uniform(0.08, 0.32))


def _buildings(scene: Backdrop) -> None:
    far = bricks(80, 8, seed=661, color=(118, 126, 134), px=22)
    for i in range(16):
        window(far, x=3.0 + i * 4.8, y=3.4, width=2.2, height=1.5, panes=2, seed=670 + i, px=22)
    scene.wall((-40, 43), (40, 43), far, top=8)
    booth = bricks(3.0, 2.7, seed=663, color=(150, 154, 156))
    window(booth, x=0.4, y=0.55, width=2.2, height=1.1, panes=2, seed=680, frame=(90, 90, 90))
    scene.wall((5.7, 20.2), (8.7, 20.2), booth, top=2.7, hides=True)
    side = bricks(2.4, 2.7, seed=664, color=(120, 124, 126))
    window(side, x=0.5, y=0.55, width=1.4, height=1.1, panes=1, seed=681, frame=(90, 90, 90))
    scene.wall((5.7, 22.6), (5.7, 20.2), side, top=2.7, hides=True)
    slabs_of_roof = (
        ([(5.4, 19.9, 2.7), (9.0, 19.9, 2.7), (9.0, 22.9, 2.7), (5.4, 22.9, 2.7)], 138.0),
        ([(5.4, 19.9, 2.58), (9.0, 19.9, 2.58), (9.0, 19.9, 2.75), (5.4, 19.9, 2.75)], 176.0),
    )
    for corners, grey in slabs_of_roof:
        mask = scene.polygon(scene.camera.project(np.array(corners))[:, :2])
        scene.fill(mask, (grey, grey, grey), at=(6.6, 20.2))
        scene.hide_behind(mask, at=(6.6, 20.2))
    # A lit desk behind the booth's window, and a few late windows over the street.
    scene.emit([(6.1, 20.2, 1.15), (8.2, 20.2, 1.15), (8.2, 20.2, 2.1), (6.1, 20.2, 2.1)], 96)
    scene.emit([(6.75, 20.2, 1.15), (7.2, 20.2, 1.15), (7.1, 20.2, 1.75), (6.85, 20.2, 1.75)], 0)
    for i, amount in ((4, 70), (5, 44), (8, 96), (11, 58)):
        left, right = -36.9 + i * 4.8, -34.9 + i * 4.8
        pane = [(left, 43, 3.2), (right, 43, 3.2), (right, 43, 4.5), (left, 43, 4.5)]
        scene.emit(pane, amount)
    for x, y, way in ((-4.4, 20.9, 1.0), (9.8, 37.0, -1.0), (-15.0, 37.4, 1.0)):
        z = 6.56 if y < 30 else 7.16
        end = x + way * 1.0
        scene.emit(
            [(end, y, z), (end + 0.55, y, z), (end + 0.55, y, z + 0.16), (end, y, z + 0.16)], 330
        )


def _fence(
    x0: float, x1: float, y: float, *, seed: int
) -> list[tuple[list[Solid], tuple[float, float]]]:
    """Return a palisade: rails and pales, in pieces of about two metres."""
    pieces = []
    source = rng(seed)
    count = max(1, round((x1 - x0) / 2.0))
    step = (x1 - x0) / count
    for i in range(count):
        left, right = x0 + i * step, x0 + (i + 1) * step
        piece = [solid([np.array([left, y, 0.0]), np.array([left, y, 2.0])], 0.05, _STEEL)]
        piece += [
            solid([np.array([left, y, z]), np.array([right, y, z])], 0.025, _STEEL)
            for z in (0.35, 1.7)
        ]
        for x in np.linspace(left, right, 11)[1:-1]:
            high = 1.9 + source.normal(0, 0.008)
            piece.append(
                solid([np.array([x, y, 0.08]), np.array([x, y, high])], 0.016, (140, 142, 140))
            )
        pieces.append((piece, ((left + right) / 2, y)))
    return pieces


def _things() -> list[tuple[list[Solid], tuple[float, float]]]:
    things = _fence(-22, -3.6, GATE_Y + 1.2, seed=1) + _fence(9.0, 22, GATE_Y + 1.2, seed=2)
    things.append((lamp_post(-4.4, 20.9, height=6.0, arm=1.0, glow=True), (-4.4, 20.9)))
    things.append((lamp_post(9.8, 37.0, height=6.6, arm=-1.0, glow=True), (9.8, 37.0)))
    things.append((lamp_post(-15.0, 37.4, height=6.6, arm=1.0, glow=True), (-15.0, 37.4)))
    things.append((sign(4.4, 18.2, color=(120, 120, 120)), (4.4, 18.2)))
    things.append((bollard(3.8, 15.6), (3.8, 15.6)))
    things.append((bollard(3.75, 13.4), (3.75, 13.4)))
    things.append((bin_(5.3, 18.9), (5.3, 18.9)))
    for x, y, height, seed in (
        (-11, 25, 9, 31),
        (13, 24.5, 9, 32),
        (-20, 41, 10, 33),
        (6, 41.4, 9, 34),
        (-4, 41, 8, 35),
    ):
        things.append((bare_tree(x, y, height=height, seed=seed, color=(84, 88, 92)), (x, y)))
    green = (70, 100, 84)
    for i in range(9):
        at = (7.4 + (i % 5) * 1.5, 15.2 - (i // 5) * 1.6)
        things.append((shrub(*at, width=1.7, height=1.2, seed=800 + i, color=green), at))
    post = [
        solid(
            [np.array([4.05, GATE_Y, 0.0]), np.array([4.05, GATE_Y, 1.05])], 0.2, (170, 172, 172)
        ),
        solid(
            [np.array([4.05, GATE_Y - 0.2, 0.85]), np.array([4.05, GATE_Y - 0.2, 0.95])],
            0.07,
            (60, 60, 200),
            lift=0.2,
        ),
    ]
    things.append((post, (4.05, GATE_Y)))
    rest = [solid([np.array([-2.9, GATE_Y, 0.0]), np.array([-2.9, GATE_Y, 0.86])], 0.07, _STEEL)]
    things.append((rest, (-2.9, GATE_Y)))
    return things


def _dress(scene: Backdrop) -> None:
    """Darken the sky side: what is far over the ground gets no light from the ring."""
    scene.darken(np.clip((scene.ground.footprint - 0.12) * 2.2, 0, 1), strength=0.35)
