"""cam-entrance-01: a forecourt in low winter sun; people come, go, cross and hide behind a post."""

from datetime import datetime, timedelta, timezone
from fractions import Fraction

import numpy as np

from app.demo.actors import Actor, cyclist, trolley, walker
from app.demo.camera import Camera
from app.demo.clothes import Outfit
from app.demo.encode import Encoding
from app.demo.meshes import mesh_outline
from app.demo.routes import walk
from app.demo.scene import Hider, Look, Scene, even_pts
from app.demo.scenes import entrance_backdrop
from app.demo.solids import Light

FRAME_COUNT = 325
RECORDED_AT = datetime(2026, 11, 22, 11, 14, 3, tzinfo=timezone(timedelta(hours=1)))
_TO_THE_RIGHT = (
    (-15.5, 25.6),
    (-8, 25.2),
    (-1.8, 24.8),
    (3.5, 26.9),
    (7.8, 27.3),
    (16, 26.6),
    (24, 25.4),
)
_RATE = Fraction(25, 2)
_TIME_BASE = Fraction(1, 12800)


def build() -> Scene:
    """Return the scene; nothing is painted yet."""
    camera = Camera.looking(
        1920, 1080, field_deg=36, position=(0.0, 0.0, 6.2), yaw_deg=4, pitch_deg=18.6
    )
    toward = np.array([-0.75, -0.42, 0.50])
    return Scene(
        camera=camera,
        light=Light(toward / np.linalg.norm(toward), contrast=0.72),
        look=Look(
            vignette=0.20,
            blur_px=0.7,
            ringing=0.55,
            contrast=1.1,
            noise=2.1,
            grain_px=0.7,
            shadow=0.56,
            shadow_soft_px=2.0,
        ),
        encoding=Encoding(
            codec="libx264",
            width=1920,
            height=1080,
            time_base=_TIME_BASE,
            rate=_RATE,
            options=(("preset", "superfast"), ("crf", "27"), ("g", "50"), ("bf", "2")),
        ),
        pts=even_pts(FRAME_COUNT, _RATE, _TIME_BASE),
        title="CAM-ENTRANCE-01",
        recorded_at=RECORDED_AT,
        paint_backdrop=entrance_backdrop.paint,
        actors=_people(),
        hiders=_hiders(camera),
        seed=101,
    )


def _people() -> tuple[Actor, ...]:
    navy, black, grey, olive = (66, 46, 36), (44, 42, 40), (112, 108, 104), (52, 74, 78)
    wine, camel, cream, teal = (48, 36, 98), (92, 132, 170), (186, 198, 204), (104, 84, 40)
    jeans, dark_jeans = (104, 78, 56), (70, 54, 44)
    return (
        # From the left road to the door, behind the post.
        walker(
            walk(
                [(-13, 23.4), (-6, 23.0), (0.5, 21.6), (5.5, 23.8), (10.2, 28.8), (11.6, 34.6)],
                start_s=-3.0,
                doors=(False, True),
            ),
            Outfit(coat=navy, trousers=dark_jeans, coat_to=0.74, scarf=(70, 70, 160)),
        ),
        # Towards the camera, down the forecourt.
        walker(
            walk(
                [(11.4, 34.6), (9.4, 27.0), (6.6, 20.0), (4.2, 13.5), (3.4, 9.6), (3.2, 6.0)],
                start_s=1.0,
                doors=(True, False),
            ),
            Outfit(
                height=1.70,
                coat=wine,
                trousers=black,
                hair=(40, 60, 88),
                coat_to=0.66,
                satchel=(36, 52, 78),
            ),
            cadence=1.2,
        ),
        # Two who walk side by side from the right and pass in front of the first.
        walker(
            walk(
                [(19, 15.2), (12, 15.8), (5.4, 16.1), (-0.2, 17.8), (-8, 22.6), (-19, 23.2)],
                start_s=0.5,
                speed=1.28,
            ),
            Outfit(height=1.83, coat=olive, trousers=jeans, backpack=(48, 46, 44)),
        ),
        walker(
            walk(
                [(19.6, 16.2), (12.2, 16.7), (5.4, 17.0), (0.2, 18.8), (-7.6, 23.5), (-19, 24.2)],
                start_s=0.4,
                speed=1.28,
            ),
            Outfit(
                height=1.66, coat=cream, trousers=dark_jeans, hair=(52, 84, 128), hat=(60, 56, 150)
            ),
            cadence=2.1,
        ),
        # Pulls a suitcase, stops at the corner, then goes on.
        walker(
            walk(
                _TO_THE_RIGHT,
                start_s=5.0,
                speed=1.42,
                pauses=((14.0, 4.5),),
            ),
            Outfit(height=1.78, coat=grey, trousers=(60, 58, 56), hair=(30, 32, 36)),
            cadence=0.5,
        ),
        # Crosses close to the camera from left to right over the lawn's corner.
        walker(
            walk(
                [(-0.2, 7.0), (1.2, 10.6), (4.0, 13.2), (8.2, 15.2), (15, 18.6), (21, 20.4)],
                start_s=10.5,
                speed=1.45,
            ),
            Outfit(
                height=1.80,
                coat=teal,
                trousers=black,
                stripe=(190, 196, 196),
                backpack=(60, 48, 132),
            ),
        ),
        # On the far path, small.
        walker(
            walk([(-22, 36.0), (-12, 39.0), (-5, 42.4), (0.6, 46.0)], start_s=-2.0, speed=1.2),
            Outfit(height=1.74, coat=camel, trousers=dark_jeans),
        ),
        walker(
            walk([(0.8, 45.6), (-6, 41.4), (-14, 38.0), (-24, 35.4)], start_s=13.0, speed=1.35),
            Outfit(height=1.76, coat=black, trousers=jeans),
            cadence=0.8,
        ),
        # Out of the door and away to the left, behind the post, late in the clip.
        walker(
            walk(
                [(11.5, 34.6), (10.0, 28.6), (6.4, 23.6), (2.6, 20.4), (-2.2, 20.9), (-12, 24.0)],
                start_s=11.0,
                speed=1.38,
                doors=(True, False),
            ),
            Outfit(
                height=1.72,
                coat=(58, 62, 128),
                trousers=(66, 62, 60),
                hair=(28, 34, 44),
                coat_to=0.8,
                satchel=(44, 44, 42),
            ),
            cadence=2.6,
        ),
        walker(
            walk(
                [(22, 27.0), (15.5, 27.2), (9.0, 25.0), (4.6, 19.6), (1.4, 12.4), (0.6, 7.0)],
                start_s=12.0,
                speed=1.4,
            ),
            Outfit(height=1.86, coat=(84, 82, 80), trousers=dark_jeans, hat=(44, 42, 40)),
            cadence=1.7,
        ),
        # A cyclist comes up the road from the left late in the clip.
        *cyclist(
            walk(
                [(-18, 24.4), (-9, 23.4), (0, 22.4), (9, 21.4), (17, 19.6), (24, 17.6)],
                start_s=15.2,
                speed=3.7,
            ),
            Outfit(
                height=1.78, coat=(60, 178, 206), trousers=black, hat=(214, 214, 210), coat_to=0.95
            ),
            (128, 70, 34),
        ),
        # The suitcase of the one who stops: 0.8 m behind, in the right hand.
        trolley(
            walk(
                [(x, y - 0.2) for x, y in _TO_THE_RIGHT],
                start_s=5.0 + 0.8 / 1.42,
                speed=1.42,
                pauses=((14.0 - 0.8, 4.5),),
            ),
            (52, 48, 122),
        ),
    )


def _hiders(camera: Camera) -> tuple[Hider, ...]:
    x, y = entrance_backdrop.POST
    foot, head = camera.project(np.array([(x, y, 0.0), (x, y, 6.6)]))
    half = 0.085 * camera.focal_px / foot[2]
    van = mesh_outline(camera, entrance_backdrop.van())
    return (
        Hider(*van, depth=camera.depth_of(*entrance_backdrop.VAN_AT)),
        Hider(
            left=float(foot[0] - half),
            top=float(head[1]),
            right=float(foot[0] + half),
            bottom=float(foot[1]),
            depth=camera.depth_of(x, y),
        ),
    )
