"""Where the frame lies in the view: source pixels to widget pixels and back.

No Qt here. Three kinds of pixel meet in a view and are told apart by name:

- *source*: display pixels of the clip, in which boxes are kept;
- *view*: the widget's logical pixels, in which the mouse speaks;
- *device*: pixels of the screen, `ratio` of them to a view pixel (1, 1.25, 2 …).

`zoom` is device pixels per source pixel, so that 1 is "100 %" and exact on every screen. The
frame's corner lies on a whole device pixel, so that a picture of the right size is copied, not
scaled.
"""

from dataclasses import dataclass, replace
from math import ceil, floor

from app.media.pictures.view import ViewRequest
from models.annotation.geometry import Box

MIN_ZOOM = 0.05
MAX_ZOOM = 64.0
NOTCH = 1.2

# How far the frame may be pushed beyond the view's edge, as a share of the view: enough to bring
# a corner to the middle of the hand's reach, never so far that the frame is lost.
_SLACK = 0.4
# Up to this much more than the view shows, the whole frame is asked for, so that panning about
# needs no new picture.
_WHOLE_BELOW = 1.5
# A part of the frame is asked for in steps of this share of what is seen.
_STEP = 1 / 8


@dataclass(frozen=True, slots=True)
class Margins:
    """The view pixels that a fitted frame leaves free; `rail` only where it must."""

    edge: float = 16.0
    rail: float = 64.0


@dataclass(frozen=True, slots=True)
class Screen:
    """The view's size in view pixels, and its device pixel ratio."""

    width: float
    height: float
    ratio: float = 1.0

    def snapped(self, value: float) -> float:
        """Return the nearest place that is a whole device pixel."""
        return round(value * self.ratio) / self.ratio


@dataclass(frozen=True, slots=True)
class ViewTransform:
    """One way of looking at a frame of a certain size. Every change returns a new one.

    `x`, `y` are the view position of the frame's top left corner. `fitted`: the frame follows
    the view's size.
    """

    source_width: float
    source_height: float
    screen: Screen
    zoom: float
    x: float
    y: float
    fitted: bool = True

    @classmethod
    def fitting(
        cls, source: tuple[float, float], screen: Screen, margins: Margins
    ) -> "ViewTransform":
        """Show the whole frame as large as it goes, in the middle if the tool rail allows."""
        width, height = source
        edge = min(margins.edge, screen.width / 16, screen.height / 16)
        room = max(1.0, screen.width - 2 * edge), max(1.0, screen.height - 2 * edge)
        zoom = _fit(source, room, screen.ratio)
        left = (screen.width - width * zoom / screen.ratio) / 2
        if left < margins.rail < screen.width / 3:
            zoom = _fit(source, (screen.width - margins.rail - edge, room[1]), screen.ratio)
            left = max(margins.rail, (screen.width - width * zoom / screen.ratio) / 2)
        top = (screen.height - height * zoom / screen.ratio) / 2
        x, y = screen.snapped(left), screen.snapped(top)
        return cls(width, height, screen, zoom=zoom, x=x, y=y)

    @property
    def scale(self) -> float:
        """View pixels per source pixel."""
        return self.zoom / self.screen.ratio

    def to_view(self, x: float, y: float) -> tuple[float, float]:
        """Return the view position of a source position."""
        return self.x + x * self.scale, self.y + y * self.scale

    def to_source(self, x: float, y: float) -> tuple[float, float]:
        """Return the source position of a view position, inside the frame or not."""
        return (x - self.x) / self.scale, (y - self.y) / self.scale

    def rect(self, box: Box) -> tuple[float, float, float, float]:
        """Return a source box as (x, y, width, height) in view pixels."""
        scale = self.scale
        return self.x + box.x * scale, self.y + box.y * scale, box.w * scale, box.h * scale

    def frame_rect(self) -> tuple[float, float, float, float]:
        """Return where the whole frame lies, in view pixels."""
        return self.x, self.y, self.source_width * self.scale, self.source_height * self.scale

    def zoomed(self, factor: float, at: tuple[float, float]) -> "ViewTransform":
        """Zoom by a factor; what lies under the view position `at` stays there."""
        return self.zoomed_to(self.zoom * factor, at)

    def zoomed_to(self, zoom: float, at: tuple[float, float]) -> "ViewTransform":
        """Zoom to device pixels per source pixel; what lies under `at` stays there."""
        zoom = min(max(zoom, MIN_ZOOM), MAX_ZOOM)
        source_x, source_y = self.to_source(*at)
        scale = zoom / self.screen.ratio
        moved = replace(
            self, zoom=zoom, x=at[0] - source_x * scale, y=at[1] - source_y * scale, fitted=False
        )
        return _within_reach(moved)

    def panned(self, dx: float, dy: float) -> "ViewTransform":
        """Move the frame by view pixels."""
        return _within_reach(replace(self, x=self.x + dx, y=self.y + dy, fitted=False))

    def showing(self, box: Box, margins: Margins) -> "ViewTransform":
        """Fill two thirds of the view with a source box."""
        screen = self.screen
        room = screen.width * 2 / 3, screen.height * 2 / 3
        size = max(box.w, 1.0), max(box.h, 1.0)
        zoom = min(max(_fit(size, room, screen.ratio), MIN_ZOOM), 8.0)
        if zoom <= ViewTransform.fitting(self._source, screen, margins).zoom:
            return ViewTransform.fitting(self._source, screen, margins)
        return self.centred(box.center, zoom)

    def centred(self, at: tuple[float, float], zoom: float) -> "ViewTransform":
        """Bring a source position to the middle of the view, as far as the frame's edge allows."""
        return _within_reach(
            self.magnified(at, (self.screen.width / 2, self.screen.height / 2), zoom=zoom)
        )

    def magnified(
        self, source: tuple[float, float], at: tuple[float, float], *, zoom: float
    ) -> "ViewTransform":
        """Put a source position on a view position at a zoom, wherever that leaves the frame."""
        zoom = min(max(zoom, MIN_ZOOM), MAX_ZOOM)
        scale = zoom / self.screen.ratio
        x, y = at[0] - source[0] * scale, at[1] - source[1] * scale
        return replace(self, zoom=zoom, x=x, y=y, fitted=False)

    def on(self, screen: Screen, margins: Margins) -> "ViewTransform":
        """Look the same way through a view of another size: fitted again, or the same middle."""
        if self.fitted:
            return ViewTransform.fitting(self._source, screen, margins)
        middle = self.to_source(self.screen.width / 2, self.screen.height / 2)
        scale = self.zoom / screen.ratio
        moved = replace(
            self,
            screen=screen,
            x=screen.width / 2 - middle[0] * scale,
            y=screen.height / 2 - middle[1] * scale,
        )
        return _within_reach(moved)

    def visible(self) -> Box:
        """Return the part of the frame that the view shows, in source pixels."""
        x, y = self.to_source(0, 0)
        x2, y2 = self.to_source(self.screen.width, self.screen.height)
        return Box(x, y, x2 - x, y2 - y).clipped(self.source_width, self.source_height)

    def request(self) -> ViewRequest:
        """Return what a decoder should make for this view.

        A part of the frame is asked for in coarse steps with something to spare around it, so
        that small pans change nothing.
        """
        width, height = self.source_width * self.zoom, self.source_height * self.zoom
        room_x, room_y = (
            self.screen.width * self.screen.ratio,
            self.screen.height * self.screen.ratio,
        )
        seen = self.visible()
        small = width <= room_x * _WHOLE_BELOW and height <= room_y * _WHOLE_BELOW
        if small or seen.area == 0:
            return ViewRequest(max(1, round(width)), max(1, round(height)), None)
        x, x2 = _stepped(seen.x, seen.x2, self.source_width)
        y, y2 = _stepped(seen.y, seen.y2, self.source_height)
        part = x, y, x2 - x, y2 - y
        if part == (0.0, 0.0, float(self.source_width), float(self.source_height)):
            return ViewRequest(round(width), round(height), None)
        return ViewRequest(round(part[2] * self.zoom), round(part[3] * self.zoom), part)

    @property
    def _source(self) -> tuple[float, float]:
        return self.source_width, self.source_height


def _within_reach(view: ViewTransform) -> ViewTransform:
    screen, scale = view.screen, view.scale
    x = _clamped(view.x, view.source_width * scale, screen.width)
    y = _clamped(view.y, view.source_height * scale, screen.height)
    return replace(view, x=screen.snapped(x), y=screen.snapped(y))


def _fit(source: tuple[float, float], room: tuple[float, float], ratio: float) -> float:
    zoom = min(room[0] * ratio / source[0], room[1] * ratio / source[1])
    return min(max(zoom, MIN_ZOOM), MAX_ZOOM)


def _clamped(at: float, size: float, room: float) -> float:
    # A frame that is smaller than the view keeps a quarter of itself in it, and 16 pixels.
    slack = max(0.0, min(room * _SLACK, size * 0.75, size - 16))
    low, high = min(0.0, room - size) - slack, max(0.0, room - size) + slack
    return min(max(at, low), high)


def _stepped(start: float, end: float, limit: float) -> tuple[float, float]:
    # Steps are even, because chroma is stored for pairs of pixels.
    step = max(16, 2 * round((end - start) * _STEP / 2))
    return (
        float(max(0, floor(start / step) * step)),
        float(min(limit, ceil(end / step) * step)),
    )
