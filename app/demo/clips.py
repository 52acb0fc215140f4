"""The three sample clips, as the rest of the program sees them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from app.demo.encode import TimedFrame, encode
from app.demo.errors import RenderCancelledError
from app.demo.painter import paint_frames
from app.demo.scene import Scene
from app.demo.scenes import entrance, gate_night, parking
from app.demo.story import MANUAL_ENTRANCE, SUGGESTED_PARKING, UNTOUCHED, Story
from app.media.index.building import FrameIndex
from models.annotation.document import Annotation
from models.annotation.labels import Label


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
    scene: Callable[[], Scene] = field(repr=False)
    story: Story = field(repr=False)

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
        scene = self.scene()
        total = self.frame_count if frame_count is None else min(frame_count, self.frame_count)

        def checkpoint() -> None:
            if cancelled is not None and cancelled():
                raise RenderCancelledError(f"rendering {self.event_id} was cancelled")

        def counted() -> Iterator[TimedFrame]:
            if progress is not None:
                progress(0, total)
            for done, frame in enumerate(paint_frames(scene, total, checkpoint), start=1):
                yield frame
                if progress is not None:
                    progress(done, total)

        return encode(counted(), scene.encoding)

    def annotation(self, index: FrameIndex, labels: Sequence[Label]) -> Annotation:
        """Return the sample's annotation; frame i of `index` is the i-th rendered frame.

        Labels are found by name; what the project has no label for is left out. An index of a
        rendered prefix gets the tracks of that prefix.

        Raises:
            ValueError: the index has more frames than this clip, so it belongs to another one.
        """
        if index.frame_count > self.frame_count:
            raise ValueError(f"{self.event_id} has {self.frame_count} frames")
        ids: Mapping[str, UUID] = {label.name: label.id for label in labels}
        tracks = self.story(self.scene(), index.pts, ids, self.event_id)
        return Annotation(tracks)


SAMPLE_CLIPS: tuple[SampleClip, ...] = (
    SampleClip(
        event_id="sample-entrance-01",
        name="cam-entrance-01",
        camera="cam-entrance-01",
        recorded_at=entrance.RECORDED_AT,
        width=1920,
        height=1080,
        frame_count=entrance.FRAME_COUNT,
        scene=entrance.build,
        story=MANUAL_ENTRANCE,
    ),
    SampleClip(
        event_id="sample-parking-03",
        name="cam-parking-03",
        camera="cam-parking-03",
        recorded_at=parking.RECORDED_AT,
        width=1280,
        height=720,
        frame_count=parking.FRAME_COUNT,
        scene=parking.build,
        story=SUGGESTED_PARKING,
    ),
    SampleClip(
        event_id="sample-gate-night-02",
        name="cam-gate-night-02",
        camera="cam-gate-night-02",
        recorded_at=gate_night.RECORDED_AT,
        width=1280,
        height=720,
        frame_count=gate_night.FRAME_COUNT,
        scene=gate_night.build,
        story=UNTOUCHED,
    ),
)
