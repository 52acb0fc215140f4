"""The ground, the building and the greenery of the entrance camera."""

import numpy as np

from app.demo.arrays import Array, rng
from app.demo.backdrop import Backdrop, Checkpoint
from app.demo.camera import Camera
from app.demo.car import SALOON, VAN, car
from app.demo.facades import bricks, glazing, window
from app.demo.furniture import bench, bin_, bollard, cycle_stand, lamp_post, sign
from app.demo.materials import asphalt, lawn, slabs
from app.demo.meshes import Mesh
from app.demo.plants import bare_tree, shrub
from app.demo.solids import Light, Solid, solid

VAN_AT = (17.6, 25.2)
POST = (2.3, 17.2)  # the lamp post that people walk behind

_KERB = (168, 174, 178)
_FRONT_LAWN = [
    (-40, 21.5),
    (-16, 20.6),
    (-9.5, 19.6),
    (-5.8, 18.0),
    (-3.2, 15.6),
    (-1.6, 12.8),
    (-0.7, 10.0),
    (-0.3, 7.4),
    (-0.2, 4.0),
    (-40, 4.0),
]
_BACK_LAWN = [(-60, 27.4), (-6, 27.0), (-1.6, 27.6), (0.2, 29.4), (0.7, 32.5), (0.7, 70), (-60, 70)]


def van() -> Mesh:
    """Return the van that stands at the plaza for the whole clip."""
    return car(VAN, (214, 216, 214)).placed(x=VAN_AT[0], y=VAN_AT[1], heading=np.pi * 0.985)


def paint(camera: Camera, light: Light, checkpoint: Checkpoint) -> Backdrop:
    """Paint the entrance scene without its actors."""
    scene = Backdrop(camera, light, checkpoint)
    _ground(scene)
    things = _things()
    for solids, _, soft in things:
        scene.shadow_of(solids, soft_px=soft)
    near = car(SALOON, (92, 62, 40)).placed(x=8.3, y=9.9, heading=1.32)
    for mesh in (van(), near):
        scene.shadow_of_mesh(mesh, soft_px=2.5)
    # Something tall outside the picture, to the left: its shade lies over the corner of the lawn.
    scene.shadow_of(bare_tree(-19.5, 9.5, height=15, seed=77, color=(0, 0, 0)), soft_px=3.5)
    scene.settle_shadows(strength=0.58, warmth=(-0.02, 0.012, 0.034))
    _buildings(scene)
    placed = sorted(things, key=lambda thing: -camera.depth_of(*thing[1]))
    for solids, at, _ in placed:
        if camera.depth_of(*at) > camera.depth_of(*VAN_AT):
            scene.stand(solids, at=at)
    scene.park(van(), at=VAN_AT)
    for solids, at, _ in placed:
        if camera.depth_of(*at) <= camera.depth_of(*VAN_AT):
            scene.stand(solids, at=at)
    scene.park(near, at=(8.3, 9.9))
    return scene


def _ground(scene: Backdrop) -> None:
    ground = scene.ground
    scene.color[:] = asphalt(ground, seed=11, color=(158, 164, 167))
    # A resurfaced patch, an old trench, and the darker drip line where cars wait.
    patch = asphalt(ground, seed=15, color=(136, 140, 143), wear=0.6)
    scene.fill(
        scene.area([(4.2, 10.2), (6.9, 10.6), (6.6, 14.2), (3.9, 13.8)]), patch, strength=0.8
    )
    scene.fill(scene.strip([(2.0, 18.2), (9.0, 19.0), (26.0, 20.4)], 0.7), patch, strength=0.75)
    pavers = slabs(ground, seed=21, color=(176, 186, 194))
    plaza = scene.area([(1.2, 28.0), (40, 28.0), (40, 35.2), (1.2, 35.2)])
    scene.fill(plaza, pavers)
    band = slabs(ground, seed=23, color=(136, 142, 150), size=(0.3, 0.3))
    scene.fill(scene.area([(1.2, 28.0), (40, 28.0), (40, 28.7), (1.2, 28.7)]), band, strength=0.85)
    grass = lawn(ground, seed=31, color=(56, 112, 98), dry=(84, 146, 148))
    for edge in (_FRONT_LAWN, _BACK_LAWN):
        outline = scene.area([(x, y) for x, y in edge])
        scene.fill(outline, grass)
    for line in (_FRONT_LAWN[:9], _BACK_LAWN[:5]):
        scene.fill(scene.strip(line, 0.16), _KERB)
        scene.fill(
            scene.strip([(x + 0.1, y + 0.05) for x, y in line], 0.05), (92, 94, 96), strength=0.6
        )
    path = asphalt(ground, seed=41, color=(150, 154, 156))
    scene.fill(scene.strip([(-34, 33.5), (-18, 36.8), (-6, 41.5), (0.9, 46.0)], 1.9), path)
    scene.fill(scene.area([(1.2, 27.85), (40, 27.85), (40, 28.05), (1.2, 28.05)]), _KERB)
    # Double yellow lines along the plaza, worn; a stop line; a crossing to the door.
    worn = np.clip(0.62 + 0.25 * (asphalt(ground, seed=51, color=(1, 1, 1))[:, :, 0] - 1) * 4, 0, 1)
    for y in (27.35, 27.6):
        scene.fill(scene.strip([(3.0, y), (15.0, y), (40.0, y)], 0.09) * worn, (70, 178, 204))
    for step in range(6):
        x = 9.0 + step * 0.9
        bar = scene.area([(x, 22.6), (x + 0.5, 22.6), (x + 0.5, 27.0), (x, 27.0)])
        scene.fill(bar * worn, (206, 210, 212), strength=0.85)
    for x, y in ((6.35, 7.0), (9.5, 7.6)):
        bay = scene.strip([(x, y), (x + 0.65, y + 2.6), (x + 1.3, y + 5.2)], 0.1)
        scene.fill(bay * worn, (206, 210, 212), strength=0.8)
    head = [
        (2.3, 12.6),
        (2.75, 11.5),
        (2.42, 11.6),
        (2.2, 9.6),
        (1.98, 9.64),
        (2.18, 11.64),
        (1.86, 11.7),
    ]
    scene.fill(scene.area(head) * worn, (204, 208, 210), strength=0.75)
    _wear(scene)


def _wear(scene: Backdrop) -> None:
    """Oil, gum, manholes, leaves: what makes ground look used."""
    source = rng(5)
    turns = np.linspace(0, 2 * np.pi, 20)
    for x, y, radius, dark in (
        (6.0, 16.4, 0.36, 0.35),
        (13.5, 21.4, 0.36, 0.3),
        (3.4, 23.4, 0.3, 0.3),
    ):
        ring = [(x + radius * np.cos(t), y + radius * np.sin(t)) for t in turns]
        scene.fill(scene.area(ring), (92, 94, 96), strength=0.8)
        inner = [(x + radius * 0.84 * np.cos(t), y + radius * 0.84 * np.sin(t)) for t in turns]
        scene.fill(scene.area(inner), (112, 114, 116), strength=1 - dark)
    for _ in range(26):
        x, y = source.uniform(0, 18), source.uniform(9, 27)
        radius = source.uniform(0.05, 0.32)
        blot = [
            (x + radius * np.cos(t) * source.uniform(0.7, 1.2), y + radius * np.sin(t) * 0.8)
            for t in turns
        ]
        scene.fill(scene.area(blot), (84, 84, 84), strength=source.uniform(0.06, 0.3))
    for _ in range(420):
        x, y = source.uniform(-26, 3.0), source.uniform(8, 34)
        if x > -0.4 and source.random() < 0.6:
            continue
        size = source.uniform(0.025, 0.055)
        tint = source.uniform(0.6, 1.15)
        leaf = [(x - size, y), (x, y - size * 1.3), (x + size, y + size * 0.3), (x, y + size * 1.2)]
        scene.fill(scene.area(leaf), (52 * tint, 108 * tint, 158 * tint), strength=0.8)


def _buildings(scene: Backdrop) -> None:
    # Far off, hazy: another wing beyond the lawn, behind a hedge.
    far = bricks(60, 9, seed=61, color=(132, 150, 166), px=24)
    for i in range(14):
        window(far, x=2.0 + i * 4.1, y=3.3, width=2.6, height=1.5, panes=3, seed=70 + i, px=24)
        window(far, x=2.0 + i * 4.1, y=6.2, width=2.6, height=1.5, panes=3, seed=90 + i, px=24)
    haze = (far.astype(np.float32) * 0.86 + 26).astype(np.uint8)
    scene.wall((-58, 66), (2, 66), haze, top=9)
    for i in range(22):
        x = -40 + i * 1.9
        hedge = shrub(x, 60, width=2.4, height=1.7, seed=200 + i, color=(52, 84, 70))
        scene.stand(hedge, at=(x, 60), hides=False)
    # The side of the main building, in the sun, then its front.
    side = bricks(14, 9, seed=62, color=(112, 142, 176))
    for i in range(3):
        window(side, x=1.6 + i * 4.3, y=5.0, width=2.2, height=1.5, panes=2, seed=120 + i)
        window(side, x=1.6 + i * 4.3, y=1.4, width=2.2, height=1.5, panes=2, seed=130 + i)
    scene.wall((2.0, 49), (2.0, 35), _toned(side, 1.04), top=9, hides=True)
    front = bricks(34, 9, seed=63, color=(98, 126, 160))
    front[int((9 - 3.3) * 50) : int((9 - 3.0) * 50)] = (150, 158, 162)
    front[int((9 - 0.35) * 50) :] = (104, 106, 108)
    for i, x in enumerate((0.9, 17.4, 22.6, 27.8)):
        window(front, x=x, y=9 - 2.55, width=4.0, height=1.6, panes=5, seed=140 + i)
    for i, x in enumerate((0.9, 6.4, 11.9, 17.4, 22.9, 28.4)):
        window(front, x=x, y=9 - 5.6, width=4.4, height=1.6, panes=5, seed=150 + i)
    doors = glazing(7.0, 2.84, seed=160)
    front[-doors.shape[0] :, 310 : 310 + doors.shape[1]] = doors
    scene.wall((2.0, 35), (36.0, 35), _toned(front, 0.97), top=9)
    # Contact shade along the foot of the wall, and the shade under the canopy.
    canopy = _slab((8.0, 15.4), (32.6, 35.0), (2.95, 3.25))
    shade = scene.area([(8.4, 34.9), (15.9, 34.9), (15.9, 33.4), (8.4, 33.4)])
    scene.darken(shade, strength=0.38)
    scene.sun *= 1 - shade
    for x in (8.25, 15.15):
        column = [solid([np.array([x, 32.8, 0]), np.array([x, 32.8, 3.0])], 0.09, (150, 152, 152))]
        scene.stand(column, at=(x, 32.8))
    for corners, tone in canopy:
        seen = scene.camera.project(np.array(corners))[:, :2]
        scene.fill(scene.polygon(seen), (tone * 0.98, tone, tone))
    fascia = scene.camera.project(
        np.array([(8.0, 32.6, 3.02), (15.4, 32.6, 3.02), (15.4, 32.6, 3.18), (8.0, 32.6, 3.18)])
    )
    scene.fill(scene.polygon(fascia[:, :2]), (126, 92, 44))


def _slab(
    x: tuple[float, float], y: tuple[float, float], z: tuple[float, float]
) -> list[tuple[list[tuple[float, float, float]], float]]:
    """Return the underside, the roof, the left end and the front of a slab, with their grey."""
    (x0, x1), (y0, y1), (z0, z1) = x, y, z
    return [
        ([(x0, y0, z0), (x1, y0, z0), (x1, y1, z0), (x0, y1, z0)], 82.0),
        ([(x0, y0, z1), (x1, y0, z1), (x1, y1, z1), (x0, y1, z1)], 176.0),
        ([(x0, y0, z0), (x0, y1, z0), (x0, y1, z1), (x0, y0, z1)], 188.0),
        ([(x0, y0, z0), (x1, y0, z0), (x1, y0, z1), (x0, y0, z1)], 200.0),
    ]


def _toned(texture: Array, by: float) -> Array:
    return np.asarray(np.clip(texture.astype(np.float32) * by, 0, 255), np.uint8)


def _things() -> list[tuple[list[Solid], tuple[float, float], float]]:
    """Return what stands about: solids, where, and how soft the shadow is in pixels."""
    bark = (66, 74, 84)
    things: list[tuple[list[Solid], tuple[float, float], float]] = []
    for x, y, height, seed in (
        (-8.2, 30.5, 9.0, 1),
        (-15.5, 34.0, 10.5, 2),
        (-3.6, 38.5, 8.0, 3),
        (-22.5, 41.0, 10.0, 4),
        (-12.5, 49.0, 9.5, 5),
        (-1.5, 53.0, 9.0, 6),
        (-29.0, 52.0, 10.0, 8),
    ):
        things.append((bare_tree(x, y, height=height, seed=seed, color=bark), (x, y), 1.3))
    things.append((lamp_post(*POST, height=6.6, arm=1.3), POST, 2.0))
    things.append((sign(-5.2, 17.3, color=(112, 84, 30)), (-5.2, 17.3), 1.6))
    for i in range(7):
        x = 3.2 + i * 1.75 + (1.2 if i > 2 else 0)
        things.append((bollard(x, 28.35), (x, 28.35), 1.2))
    things.append((bench(-2.6, 31.0), (-2.6, 31.0), 1.2))
    things.append((bin_(-0.9, 30.6), (-0.9, 30.6), 1.2))
    racks = [17.6 + i * 0.8 for i in range(5)]
    things += [(cycle_stand(x, 31.6), (x, 31.6), 1.0) for x in racks]
    for i in range(4):
        x = 3.2 + i * 1.15
        things.append(
            (
                shrub(x, 34.2, width=1.3, height=0.9, seed=300 + i, color=(60, 104, 78)),
                (x, 34.2),
                1.5,
            )
        )
    return things
