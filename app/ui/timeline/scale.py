"""Where a frame lies on the timeline, in pixels.

Pure arithmetic, no Qt. The rules:

- a frame is a point, not a cell: frame 0 of a fitted clip lies `MARGIN_PX` from the left edge and
  the last frame `MARGIN_PX` from the right, so that a keyframe's diamond is never cut in half;
- zooming keeps the frame under the cursor where it is, as far as the clip's ends allow;
- the view never shows more than the clip: the widest zoom is the fitted one.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

MARGIN_PX = 12.0
# Wide enough to hit one frame with the mouse, narrow enough to keep the neighbours in sight.
MAX_PX_PER_FRAME = 48.0


@dataclass(frozen=True, slots=True)
class Scale:
    """A linear map between frame indexes and the pixels of one strip.

    `left_frame` is the (fractional) frame at `MARGIN_PX`; frames left of it lie in the margin.
    """

    frame_count: int
    width_px: float
    left_frame: float
    px_per_frame: float

    @classmethod
    def fitted(cls, frame_count: int, width_px: float) -> Scale:
        """Show the whole clip."""
        return cls(frame_count, width_px, 0.0, _fitting_px_per_frame(frame_count, width_px))

    @property
    def last_frame(self) -> int:
        return max(self.frame_count - 1, 0)

    @property
    def is_fitted(self) -> bool:
        fitting = _fitting_px_per_frame(self.frame_count, self.width_px)
        return self.px_per_frame <= fitting * (1 + 1e-9)

    def x_of(self, frame: float) -> float:
        return MARGIN_PX + (frame - self.left_frame) * self.px_per_frame

    def position_at(self, x: float) -> float:
        """Give the fractional frame at `x`, which may lie outside the clip."""
        return self.left_frame + (x - MARGIN_PX) / self.px_per_frame

    def frame_at(self, x: float) -> int:
        """Give the nearest frame of the clip to `x`."""
        return min(max(round(self.position_at(x)), 0), self.last_frame)

    def visible(self) -> tuple[float, float]:
        """Give the fractional frames at the strip's left and right edge."""
        return self.position_at(0.0), self.position_at(self.width_px)

    def zoomed(self, factor: float, *, at_x: float) -> Scale:
        """Zoom in (`factor` > 1) or out, holding the frame under `at_x` in its place."""
        held = self.position_at(at_x)
        wanted = _clamped_px_per_frame(self.px_per_frame * factor, self.frame_count, self.width_px)
        left = held - (at_x - MARGIN_PX) / wanted
        return _within_clip(replace(self, px_per_frame=wanted, left_frame=left))

    def panned(self, dx_px: float) -> Scale:
        """Move the view `dx_px` pixels to the right along the clip."""
        return _within_clip(replace(self, left_frame=self.left_frame + dx_px / self.px_per_frame))

    def of_length(self, frame_count: int) -> Scale:
        """Take another number of frames; a fitted view stays fitted, a zoomed one in its place."""
        if self.is_fitted:
            return Scale.fitted(frame_count, self.width_px)
        wanted = _clamped_px_per_frame(self.px_per_frame, frame_count, self.width_px)
        return _within_clip(replace(self, frame_count=frame_count, px_per_frame=wanted))

    def resized(self, width_px: float) -> Scale:
        """Take another width; a fitted view stays fitted, a zoomed one keeps its left edge."""
        if self.is_fitted:
            return Scale.fitted(self.frame_count, width_px)
        wanted = _clamped_px_per_frame(self.px_per_frame, self.frame_count, width_px)
        return _within_clip(replace(self, width_px=width_px, px_per_frame=wanted))

    def centred_on(self, frame: float) -> Scale:
        """Keep the zoom and put `frame` in the middle, as far as the clip's ends allow."""
        return self.panned(self.x_of(frame) - self.width_px / 2)

    def showing(self, frame: int, *, lead: float = 0.1) -> Scale:
        """Page the view so that `frame` is in it; a frame in sight changes nothing.

        A frame that left on the right comes back at `lead` of the width, so that a playing clip
        shows what comes next; one that left on the left comes back at `1 - lead`.
        """
        x = self.x_of(frame)
        if MARGIN_PX - 0.5 <= x <= self.width_px - MARGIN_PX + 0.5:
            return self
        share = lead if x > self.width_px / 2 else 1 - lead
        inner_px = self.width_px - 2 * MARGIN_PX
        left = frame - share * inner_px / self.px_per_frame
        return _within_clip(replace(self, left_frame=left))


def _fitting_px_per_frame(frame_count: int, width_px: float) -> float:
    inner_px = max(width_px - 2 * MARGIN_PX, 1.0)
    return inner_px / max(frame_count - 1, 1)


def _clamped_px_per_frame(px_per_frame: float, frame_count: int, width_px: float) -> float:
    fitting = _fitting_px_per_frame(frame_count, width_px)
    return min(max(px_per_frame, fitting), max(MAX_PX_PER_FRAME, fitting))


def _within_clip(scale: Scale) -> Scale:
    shown = max(scale.width_px - 2 * MARGIN_PX, 1.0) / scale.px_per_frame
    furthest = max(scale.last_frame - shown, 0.0)
    return replace(scale, left_frame=min(max(scale.left_frame, 0.0), furthest))
