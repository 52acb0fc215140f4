"""cam-gate-night-02: a barrier under one lamp; a car comes in, a guard and a late walker pass."""

from datetime import datetime, timedelta, timezone
from fractions import Fraction

import numpy as np

from app.demo.actors import Actor, Driver, walker
from app.demo.barrier import Barrier
from app.demo.camera import Camera
from app.demo.car import HATCHBACK, SALOON
from app.demo.clothes import Outfit
from app.demo.encode import Encoding
from app.demo.night import NightLight
from app.demo.routes import drive, walk
from app.demo.scene import Hider, Look, Scene
from app.demo.scenes import gate_backdrop
from app.demo.solids import Light

FRAME_COUNT = 340
RECORDED_AT = datetime(2026, 11, 21, 22, 47, 36, tzinfo=timezone(timedelta(hours=1)))
_TIME_BASE = Fraction(1, 1000)


def _pts(count: int) -> tuple[int, ...]:
    """Return uneven times: in low light the camera stretches its exposure now and then."""
    steps = np.full(count, 80)
    steps[np.arange(count) % 23 == 11] = 120
    steps[140:150] = 160
    return tuple(int(t) for t in np.concatenate([[0], np.cumsum(steps[:-1])]))


def build() -> Scene:
    """Return the scene; nothing is painted yet."""
    camera = Camera.looking(
        1280, 720, field_deg=40, position=(0.4, 0.0, 5.2), yaw_deg=-1, pitch_deg=15.5
    )
    toward = np.array([-0.3, -0.6, 0.74])
    return Scene(
        camera=camera,
        light=Light(toward / np.linalg.norm(toward), contrast=0.4),
        look=Look(
            vignette=0.42,
            blur_px=1.0,
            ringing=0.5,
            contrast=1.0,
            noise=4.6,
            grain_px=1.0,
            shadow=0.36,
            shadow_soft_px=3.4,
        ),
        encoding=Encoding(
            codec="libx264",
            width=1280,
            height=720,
            time_base=_TIME_BASE,
            rate=Fraction(25, 2),
            options=(("preset", "superfast"), ("crf", "32"), ("g", "50"), ("bf", "2")),
        ),
        pts=_pts(FRAME_COUNT),
        title="CAM-GATE-NIGHT-02",
        recorded_at=RECORDED_AT,
        paint_backdrop=gate_backdrop.paint,
        actors=_actors(),
        hiders=(_booth(camera),),
        night=NightLight(lamps=gate_backdrop.LAMPS, ambient=0.09, infrared=0.46, saturation=0.16),
        barrier=Barrier(
            x=4.05, y=gate_backdrop.GATE_Y, height=0.95, length=6.8, openings=((8.2, 14.6),)
        ),
        seed=202,
    )


def _booth(camera: Camera) -> Hider:
    seen = camera.project(np.array([(5.5, 20.0, 0.0), (8.8, 20.0, 0.0), (5.5, 20.0, 2.75)]))
    return Hider(
        left=float(seen[0, 0]),
        top=float(seen[2, 1]),
        right=float(seen[1, 0]),
        bottom=float(seen[0, 1]),
        depth=camera.depth_of(5.5, 20.0),
    )


def _actors() -> tuple[Actor, ...]:
    return (
        # Turns in from the street, waits at the barrier, comes through and past the camera.
        Driver(
            drive(
                [
                    (
                        [
                            (34, 31.0),
                            (16, 30.8),
                            (5.6, 29.8),
                            (1.6, 26.6),
                            (1.2, 21.8),
                            (1.4, 14.0),
                            (1.6, 2.0),
                        ],
                        False,
                    )
                ],
                timetable=[
                    (1.0, 0.0, 8.0),
                    (5.0, 0.50, 3.4),
                    (7.6, 0.632, 0.0),
                    (10.2, 0.632, 0.0),
                    (13.6, 0.78, 3.2),
                    (17.0, 1.0, 5.5),
                ],
            ),
            SALOON,
            (120, 118, 116),
            lamps=True,
        ),
        # The guard walks from the booth to the car and back.
        walker(
            walk(
                [(5.4, 19.4), (4.7, 20.6), (3.0, 21.6), (2.7, 22.4)],
                start_s=6.2,
                speed=1.2,
                doors=(True, False),
                pauses=((3.4, 2.6),),
            ),
            Outfit(
                height=1.80,
                coat=(96, 92, 90),
                trousers=(84, 82, 80),
                stripe=(210, 214, 214),
                hat=(40, 40, 40),
            ),
        ),
        # A late walker along the far pavement, then one who comes in on foot.
        walker(
            walk([(-20, 37.6), (-8, 37.6), (6, 37.6), (22, 37.6)], start_s=-4.0, speed=1.35),
            Outfit(coat=(120, 118, 116), trousers=(90, 88, 86)),
            cadence=1.0,
        ),
        walker(
            walk(
                [(12, 29.6), (7.4, 28.2), (4.7, 24.6), (4.6, 18.0), (4.9, 11.5), (5.4, 5.0)],
                start_s=15.0,
                speed=1.45,
            ),
            Outfit(
                height=1.71,
                coat=(140, 136, 134),
                trousers=(92, 90, 90),
                backpack=(40, 40, 40),
                scarf=(150, 150, 150),
            ),
            cadence=2.0,
        ),
        # Traffic on the street.
        Driver(
            drive(
                [([(-40, 34.6), (0, 34.6), (42, 34.6)], False)],
                timetable=[(17.5, 0.0, 11.0), (25.0, 1.0, 11.0)],
            ),
            HATCHBACK,
            (150, 150, 150),
            lamps=True,
        ),
    )
