"""What PyAV can do without us: exact seeks on a plain file, as short as they can be written.

The algorithm is ours (the key picture at or before the target, unreferenced pictures left out,
matched by pts); everything else is left out: no checks, no damage, no other kinds of numbering.
"""

from collections.abc import Iterator
from pathlib import Path

import av
import numpy as np
from av.video.reformatter import Interpolation, VideoReformatter


class BareReader:
    """One plain file whose pts are sound."""

    def __init__(self, path: Path, pts: np.ndarray, key_pts: np.ndarray) -> None:
        self.container = av.open(str(path), mode="r")
        self.video = self.container.streams.video[0]
        self.video.thread_type = "AUTO"
        self._reformatter = VideoReformatter()
        self.pts, self.key_pts = pts, key_pts
        self._frames: Iterator[av.VideoFrame] = iter(())
        self._next = -1
        self._target = 0

    def frame(self, number: int) -> av.VideoFrame:
        """Decode this frame; going on to one of the next needs no seek."""
        target = int(self.pts[number])
        self._target = target
        key = int(self.key_pts[np.searchsorted(self.key_pts, target, side="right") - 1])
        if not (
            self._next >= 0 and key <= int(self.pts[min(self._next, len(self.pts) - 1)]) <= target
        ):
            self.container.seek(key, stream=self.video, backward=True)
            self._frames = self._decoded()
        for frame in self._frames:
            if frame.pts == target:
                self._next = number + 1
                return frame
        raise LookupError(number)

    def _decoded(self) -> Iterator[av.VideoFrame]:
        context = self.video.codec_context
        for packet in self.container.demux(self.video):
            before = packet.pts is not None and packet.pts < self._target
            context.skip_frame = "NONREF" if before else "DEFAULT"
            yield from packet.decode()

    def picture(self, frame: av.VideoFrame, width: int, height: int) -> np.ndarray:
        """Make of a frame what a window paints: BGRA of this size."""
        made = self._reformatter.reformat(
            frame, width=width, height=height, format="bgra", interpolation=Interpolation.AREA
        )
        return np.frombuffer(made.planes[0], np.uint8)

    def close(self) -> None:
        self.container.close()
