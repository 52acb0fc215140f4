"""Keeps one track in the middle of the view, at a size that shows it well. No Qt.

- It stands in the middle on every frame: its box is interpolated, so that is smooth by itself.
- The zoom stays while the box is about as large as it should be, and is then taken along in small
  steps: each other zoom asks the decoder for other pixels.
- After a jump, or where the size is far off, the right zoom is taken at once.
"""

from dataclasses import dataclass, replace
from uuid import UUID

from app.ui.canvas.view_transform import ViewTransform
from models.annotation.geometry import Box

# Of the view's shorter side.
SHARE = 0.4
_MOST_ZOOM = 8.0
_CALM, _SETTLED, _FAR_OFF = 1.25, 1.03, 2.5
_STEP = 1.04
_JUMP_FRAMES = 10


@dataclass(frozen=True, slots=True)
class Following:
    """Whom the view follows. Each frame gives a new one.

    share: how much of the view's shorter side the box takes; the wheel changes it.
    eases: the zoom is on its way.
    """

    track_id: UUID
    share: float = SHARE
    frame_index: int | None = None
    eases: bool = False

    def looked_through(self, view: ViewTransform, box: Box) -> "Following":
        """Take the size at which the person wants to see it now."""
        return replace(self, share=_share(view, box), eases=False)

    def onto(
        self, view: ViewTransform, box: Box, frame_index: int
    ) -> tuple["Following", ViewTransform]:
        """Return how the view goes on at a frame on which the track is there."""
        before = self.frame_index
        jumps = before is None or abs(frame_index - before) > _JUMP_FRAMES
        wanted = min(view.zoom * self.share / _share(view, box), _MOST_ZOOM)
        off = max(wanted / view.zoom, view.zoom / wanted)
        zoom, eases = view.zoom, (self.eases or off > _CALM) and off > _SETTLED
        if (jumps and off > _SETTLED) or off > _FAR_OFF:
            zoom, eases = wanted, False
        elif eases:
            zoom *= min(_STEP, off) if wanted > zoom else 1 / min(_STEP, off)
        gone_on = replace(self, frame_index=frame_index, eases=eases)
        return gone_on, view.centred(box.center, zoom)


def _share(view: ViewTransform, box: Box) -> float:
    side = max(box.w, box.h, 1.0) * view.scale
    return side / min(view.screen.width, view.screen.height)
