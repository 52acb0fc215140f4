"""The three sample clips, as the rest of the program sees them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

from app.media.index import FrameIndex
from models.annotation.document import Annotation
from models.annotation.labels import Label

_CET = timezone(timedelta(hours=1))


@dataclass(frozen=True, slots=True)
class SampleClip:
    """One sample clip: how it is called, how it is drawn, and what is true in it."""

    event_id: str
    name: str
    camera: str
    recorded_at: datetime
    width: int
    height: int
    frame_count: int

    def render(
        self,
        progress: Callable[[int, int], None] | None = None,
        cancelled: Callable[[], bool] | None = None,
        *,
        frame_count: int | None = None,
    ) -> bytes:
        """Draw and encode the clip; return the bytes of the file, which exist in memory only.

        `progress(done, total)` counts frames. `frame_count` renders a prefix only.

        Raises:
            RenderCancelledError: `cancelled()` returned True.
        """
        raise NotImplementedError

    def annotation(self, index: FrameIndex, labels: Sequence[Label]) -> Annotation:
        """Return the sample's annotation; frame i of `index` is the i-th rendered frame."""
        raise NotImplementedError


SAMPLE_CLIPS: tuple[SampleClip, ...] = (
    SampleClip(
        event_id="sample-entrance-01",
        name="cam-entrance-01",
        camera="cam-entrance-01",
        recorded_at=datetime(2026, 11, 22, 8, 14, 3, tzinfo=_CET),
        width=1920,
        height=1080,
        frame_count=390,
    ),
    SampleClip(
        event_id="sample-parking-03",
        name="cam-parking-03",
        camera="cam-parking-03",
        recorded_at=datetime(2026, 11, 22, 8, 2, 11, tzinfo=_CET),
        width=1280,
        height=720,
        frame_count=600,
    ),
    SampleClip(
        event_id="sample-gate-night-02",
        name="cam-gate-night-02",
        camera="cam-gate-night-02",
        recorded_at=datetime(2026, 11, 21, 22, 47, 36, tzinfo=_CET),
        width=1280,
        height=720,
        frame_count=320,
    ),
)
