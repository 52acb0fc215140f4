"""cam-parking-03: a car park from above under a thin overcast; cars arrive, leave and pass."""

from datetime import datetime, timedelta, timezone
from fractions import Fraction

import numpy as np

from app.demo.actors import Actor, Driver, walker
from app.demo.camera import Camera
from app.demo.car import HATCHBACK, SALOON, VAN
from app.demo.clothes import Outfit
from app.demo.encode import Encoding
from app.demo.meshes import mesh_outline
from app.demo.routes import drive, walk
from app.demo.scene import Fixture, Hider, Look, Scene, even_pts
from app.demo.scenes import parking_backdrop
from app.demo.solids import Light

FRAME_COUNT = 375
# The same minute as at the entrance, so that both can be watched side by side.
RECORDED_AT = datetime(2026, 11, 22, 11, 13, 55, tzinfo=timezone(timedelta(hours=1)))
_RATE = Fraction(25, 2)
_TIME_BASE = Fraction(1, 12800)
# x265 is slow even at its fastest preset; these take out what a still camera does not need.
_FAST_HEVC = (
    "log-level=none:keyint=60:bframes=3:pools=1:frame-threads=1:rd=1:early-skip=1:rskip=1"
    ":max-merge=1:aq-mode=0:cutree=0:no-weightp=1:no-signhide=1"
)


def build() -> Scene:
    """Return the scene; nothing is painted yet."""
    camera = Camera.looking(
        1280, 720, field_deg=41, position=(0.0, 0.0, 9.4), yaw_deg=-4, pitch_deg=31.4
    )
    toward = np.array([-0.46, -0.36, 0.81])
    return Scene(
        camera=camera,
        light=Light(toward / np.linalg.norm(toward), contrast=0.5),
        look=Look(
            vignette=0.26,
            blur_px=0.7,
            ringing=0.5,
            contrast=1.05,
            noise=1.8,
            grain_px=0.6,
            shadow=0.46,
            shadow_soft_px=2.4,
        ),
        encoding=Encoding(
            codec="libx265",
            width=1280,
            height=720,
            time_base=_TIME_BASE,
            rate=_RATE,
            options=(
                ("preset", "ultrafast"),
                ("crf", "26"),
                ("x265-params", _FAST_HEVC),
            ),
        ),
        pts=even_pts(FRAME_COUNT, _RATE, _TIME_BASE),
        title="CAM-PARKING-03",
        recorded_at=RECORDED_AT,
        paint_backdrop=parking_backdrop.paint,
        actors=_actors(),
        hiders=tuple(_hider(camera, parked) for parked in parking_backdrop.PARKED),
        fixtures=tuple(
            Fixture(label=p.label, edges=mesh_outline(camera, p.mesh()))
            for p in parking_backdrop.PARKED
        ),
        seed=303,
    )


def _hider(camera: Camera, parked: parking_backdrop.Parked) -> Hider:
    """Return what a parked car hides; the corners of its outline are air."""
    left, top, right, bottom = mesh_outline(camera, parked.mesh())
    inset = 0.1 * (right - left)
    return Hider(
        left + inset, top, right - inset, bottom, depth=camera.depth_of(parked.x, parked.y)
    )


def _actors() -> tuple[Actor, ...]:
    jeans, dark = (104, 78, 56), (62, 56, 52)
    return (
        # Arrives from the left and parks in the far row.
        Driver(
            drive(
                [
                    (
                        [
                            (-21, 20.0),
                            (-10, 20.0),
                            (-2.0, 20.1),
                            (1.6, 20.9),
                            (3.4, 23.2),
                            (3.9, 25.4),
                            (3.9, 27.1),
                        ],
                        False,
                    )
                ],
                timetable=[(1.0, 0.0, 4.6), (6.0, 0.66, 3.0), (11.0, 1.0, 0.0)],
                waits=(False, True),
            ),
            HATCHBACK,
            (40, 44, 150),
        ),
        # Backs out of the far row and leaves to the right.
        Driver(
            drive(
                [
                    ([(-6.5, 27.2), (-6.5, 25.0), (-6.9, 22.6), (-8.4, 20.6), (-10.8, 20.0)], True),
                    ([(-10.8, 20.0), (-6, 20.0), (4, 20.0), (22, 19.8)], False),
                ],
                timetable=[
                    (15.5, 0.0, 0.0),
                    (20.6, 0.217, 0.0),
                    (21.4, 0.217, 0.0),
                    (29.6, 1.0, 6.5),
                ],
                waits=(True, False),
            ),
            SALOON,
            (160, 162, 162),
        ),
        # Passes through, right to left.
        Driver(
            drive(
                [([(24, 22.8), (10, 22.7), (-6, 22.7), (-24, 22.9)], False)],
                timetable=[(-1.5, 0.0, 5.4), (7.0, 1.0, 6.2)],
            ),
            VAN,
            (214, 214, 212),
            label="van",
        ),
        # Leaves a bay of the near row and drives off to the left.
        Driver(
            drive(
                [
                    (
                        [
                            (1.3, 14.7),
                            (1.2, 17.4),
                            (0.0, 20.6),
                            (-3.2, 22.5),
                            (-9, 22.7),
                            (-24, 22.9),
                        ],
                        False,
                    )
                ],
                timetable=[(21.5, 0.0, 0.0), (25.0, 0.22, 2.6), (31.5, 1.0, 6.4)],
                waits=(True, False),
            ),
            SALOON,
            (84, 52, 30),
        ),
        # The driver of the first car walks off between the rows, past the other cars.
        walker(
            walk(
                [(2.7, 26.6), (2.6, 24.4), (0.4, 23.6), (-4, 23.9), (-11, 24.0), (-20, 23.6)],
                start_s=13.2,
                speed=1.4,
                doors=(True, False),
            ),
            Outfit(coat=(74, 60, 46), trousers=dark, backpack=(40, 40, 40)),
        ),
        # The driver of the second car comes across the lane with a bag.
        walker(
            walk(
                [(12.4, 9.0), (7.0, 12.0), (6.4, 17.6), (0.2, 22.4), (-4.6, 25.2), (-5.3, 26.9)],
                start_s=-1.5,
                speed=1.45,
                doors=(False, True),
            ),
            Outfit(
                height=1.69,
                coat=(64, 58, 120),
                trousers=jeans,
                hair=(50, 80, 120),
                satchel=(150, 150, 146),
                coat_to=0.72,
            ),
            cadence=1.0,
        ),
        # Two on the footpath in front.
        walker(
            walk([(-10.5, 10.6), (-4, 10.7), (3, 10.6), (12, 10.8)], start_s=3.0, speed=1.3),
            Outfit(height=1.81, coat=(60, 76, 62), trousers=jeans, hat=(52, 48, 44)),
            cadence=0.6,
        ),
        walker(
            walk([(11, 11.1), (4, 11.25), (-4, 11.1), (-13, 11.2)], start_s=12.0, speed=1.35),
            Outfit(height=1.73, coat=(168, 176, 182), trousers=dark, scarf=(60, 60, 150)),
            cadence=2.0,
        ),
        # Along the hedge, far away, behind the cars.
        walker(
            walk([(19, 30.6), (8, 30.6), (-4, 30.6), (-20, 30.6)], start_s=6.0, speed=1.45),
            Outfit(height=1.77, coat=(46, 44, 44), trousers=(84, 70, 60)),
            cadence=2.4,
        ),
    )
