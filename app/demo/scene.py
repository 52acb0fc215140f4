"""What a scene is made of: camera, light, actors, timing. `app.demo.painter` paints it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from app.demo.actors import Actor
from app.demo.backdrop import Backdrop, Checkpoint
from app.demo.barrier import Barrier
from app.demo.camera import Camera
from app.demo.encode import Encoding
from app.demo.night import NightLight
from app.demo.solids import Light


@dataclass(frozen=True, slots=True)
class Look:
    """How the camera renders: lens and sensor."""

    vignette: float
    blur_px: float
    ringing: float
    contrast: float
    noise: float
    grain_px: float
    shadow: float  # how dark an actor's shadow is, 0..1
    shadow_soft_px: float


@dataclass(frozen=True, slots=True)
class Hider:
    """A rectangle in the picture that hides what is farther than `depth`; truth only."""

    left: float
    top: float
    right: float
    bottom: float
    depth: float


@dataclass(frozen=True, slots=True)
class Fixture:
    """Something that could be annotated and never moves: left, top, right, bottom in pixels."""

    label: str
    edges: tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Scene:
    """Everything that makes one clip."""

    camera: Camera
    light: Light
    look: Look
    encoding: Encoding
    pts: tuple[int, ...]  # of each frame, in encoding.time_base
    title: str
    recorded_at: datetime
    paint_backdrop: Callable[[Camera, Light, Checkpoint], Backdrop]
    actors: tuple[Actor, ...]
    hiders: tuple[Hider, ...] = ()
    fixtures: tuple[Fixture, ...] = ()
    night: NightLight | None = None
    barrier: Barrier | None = None
    seed: int = 1

    def seconds(self, frame_index: int) -> float:
        """Return a frame's time since the clip's first frame."""
        return float(self.pts[frame_index] * self.encoding.time_base)


def even_pts(count: int, rate: Fraction, time_base: Fraction) -> tuple[int, ...]:
    """Return the pts of a constant frame rate."""
    return tuple(int(i / rate / time_base) for i in range(count))
