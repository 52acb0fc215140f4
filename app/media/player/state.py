"""PlayerState: what a player tells of itself, and how it measures its pace."""

from collections import deque
from dataclasses import dataclass

# Long enough to even out, short enough to follow a change within seconds.
_MEASURED_FRAMES = 60


@dataclass(frozen=True, slots=True)
class PlayAnchor:
    """Which moment of the clip belongs to which moment of the clock: what keeps players in step.

    `clip_s` are seconds from the clip's first frame, `at_s` is of `time.monotonic`, which all
    processes of a machine share.
    """

    clip_s: float
    at_s: float


@dataclass(frozen=True, slots=True)
class PlayerStats:
    """What a player has done since it began, for the diagnostics; no content.

    `decode_ms` and `seek_ms` are medians over the last while, 0 where there was nothing.
    """

    decoded: int = 0
    decode_ms: float = 0.0
    seek_ms: float = 0.0
    seek_p95_ms: float = 0.0
    shown: int = 0
    dropped: int = 0
    cached_frames: int = 0
    cached_bytes: int = 0
    cache_hits: int = 0
    cache_misses: int = 0


@dataclass(frozen=True, slots=True)
class PlayerState:
    """What the player does now.

    `frame_index` is the frame asked for last or, while playing, shown last. `rate` is below 0 where
    it plays backwards. `buffering` tells that a picture takes noticeably long. `dropped` counts the
    frames that came too late and were left out since playing began, at normal speed or slower.
    `anchor` is there while a clip plays, anew for each stretch that runs without a break.
    `buffered` are the first and the last frame of the unbroken run of decoded ones around the play
    head. `low_end` tells that what moves has fewer pixels, to spare the machine. While a clip
    plays, what changes with every frame is told four times a second at most.
    """

    playing: bool
    frame_index: int
    rate: float
    buffering: bool
    fps_shown: float
    dropped: int
    anchor: PlayAnchor | None = None
    buffered: tuple[int, int] | None = None
    low_end: bool = False


class Pace:
    """When the last frames were shown, by the monotonic clock."""

    def __init__(self) -> None:
        """Start with no frame shown."""
        self._times_s: deque[float] = deque(maxlen=_MEASURED_FRAMES)

    @property
    def last_s(self) -> float | None:
        return self._times_s[-1] if self._times_s else None

    @property
    def fps(self) -> float:
        """Frames a second, to one decimal; 0 where too few were shown to tell."""
        times_s = self._times_s
        span_s = times_s[-1] - times_s[0] if times_s else 0.0
        return round((len(times_s) - 1) / span_s, 1) if span_s > 0 else 0.0

    def shown(self, now_s: float) -> None:
        self._times_s.append(now_s)

    def begin(self) -> None:
        """Forget what was before."""
        self._times_s.clear()
