"""What a hand on the canvas is doing: selecting, drawing, moving, resizing, panning.

A state machine without Qt. It is told of presses, moves and releases in source and view pixels
and of what lies under the pointer; it answers with outcomes, and keeps the draft that the canvas
shows meanwhile. It never sees the annotation.

    IDLE ─ press on a box ─→ ARMED ─ 3 px ─→ MOVING or RESIZING ─ release ─→ Changed
      │ ├─ press beside ───→ ARMED ─ 3 px ─→ PANNING
      │ ├─ the same with Shift or Ctrl ────→ BANDING ─ release ─→ Banded
      │ └─ a reviewer's hand, anywhere ────→ MARKING ─ release ─→ Marked
      └─ a drawing tool: AIMING ─ press ─→ DRAWING ─ release after 3 px, or a second press ─→ Drawn
                                           or, by extreme points, the fourth press ────────→ Drawn

Panning with the middle button or Alt runs beside all of them and disturbs none.
"""

from collections.abc import Mapping
from enum import Enum, auto
from uuid import UUID

from app.ui.canvas import drag_geometry as drags
from app.ui.canvas.drag_geometry import Bounds
from app.ui.canvas.hit_testing import HitTarget, Part
from app.ui.canvas.outcomes import (
    Banded,
    Changed,
    DragStarted,
    Drawn,
    Grab,
    Led,
    Marked,
    Outcome,
    Panned,
    Picked,
    Point,
    Pointer,
    Refusal,
    Refused,
)
from app.ui.canvas.tools import DrawStyle, Tool
from models.annotation.geometry import Box

# A press that wanders less than this is a click: hands tremble, and nobody moves a box by it.
DRAG_PX = 3.0
EXTREMES = 4


class Doing(Enum):
    """What the hand is at."""

    IDLE = auto()
    ARMED = auto()
    AIMING = auto()
    DRAWING = auto()
    MOVING = auto()
    RESIZING = auto()
    PANNING = auto()
    BANDING = auto()
    MARKING = auto()


class Interaction:
    """The state of the hand. What a call returns is to be done in that order."""

    def __init__(self) -> None:
        self.tool = Tool.SELECT
        self.style = DrawStyle.CORNERS
        # A drag goes round a part of the frame, wherever it begins: nothing is moved by it.
        self.marks = False
        self.doing = Doing.IDLE
        self.frame: Point = (0.0, 0.0)
        self.minimum = drags.MINIMUM_PX
        self.drafts: Mapping[UUID, Box] = {}
        # The extreme points that were put so far.
        self.points: tuple[Point, ...] = ()
        self._pressed: Pointer | None = None
        self._now: Pointer | None = None
        self._grab: Grab | None = None
        self._held = False
        self._pan_from: Point | None = None

    @property
    def new_box(self) -> Box | None:
        """The box that is being drawn, or None."""
        if self.doing is not Doing.DRAWING or self._pressed is None or self._now is None:
            return None
        if self.style is DrawStyle.EXTREMES:
            return drags.around((*self.points, self._now.source), self.frame)
        return drags.drawn(self._pressed.source, self._now.source, self.frame, how=self._now.how)

    @property
    def band(self) -> Box | None:
        """The part of the frame that is being gone round to select what is in it, or None."""
        if self.doing is not Doing.BANDING or self._pressed is None or self._now is None:
            return None
        return Box.from_corners(self._pressed.source, self._now.source)

    @property
    def region(self) -> Box | None:
        """The part of the frame that is being marked, or None."""
        if self.doing is not Doing.MARKING or self._pressed is None or self._now is None:
            return None
        return drags.drawn(self._pressed.source, self._now.source, self.frame, how=drags.FREE)

    @property
    def target(self) -> HitTarget | None:
        """What is being moved or resized, or would be."""
        return None if self._grab is None else self._grab.target

    @property
    def panning(self) -> bool:
        """Whether the frame follows the pointer."""
        return self._pan_from is not None or self.doing is Doing.PANNING

    @property
    def panning_by_hold(self) -> bool:
        """Whether `begin_pan` is waiting for its `end_pan`."""
        return self._pan_from is not None

    def take_up(self, tool: Tool) -> None:
        """Take another tool; a draft of the last one is dropped."""
        self.tool = tool
        self._rest()

    def set_style(self, style: DrawStyle) -> None:
        """Draw another way from now on; a draft of the last way is dropped."""
        self.style = style
        if self.doing is Doing.DRAWING:
            self._rest()

    def cancel(self) -> bool:
        """Drop what is being drawn, moved or resized; else put a drawing tool down.

        Return whether there was anything to leave.
        """
        if self.doing is Doing.AIMING:
            self.take_up(Tool.SELECT)
            return True
        left = self.doing not in (Doing.IDLE, Doing.ARMED)
        self._rest()
        return left

    def frame_changed(self) -> None:
        """Drop a move or resize: its box belongs to the frame that was shown until now."""
        if self.doing in (Doing.ARMED, Doing.MOVING, Doing.RESIZING, Doing.MARKING):
            self._rest()

    def press(self, pointer: Pointer, grab: Grab | None) -> list[Outcome]:
        """The main button goes down; `grab` is what lies there when nothing is drawn."""
        self._now = pointer
        if self.doing is Doing.AIMING:
            self.doing, self._pressed = Doing.DRAWING, pointer
            self._held = self.style is DrawStyle.CORNERS
            self.points = (pointer.source,)
            return [DragStarted()]
        if self.doing is Doing.DRAWING:
            self.points = (*self.points, pointer.source)
            lacks = self.style is DrawStyle.EXTREMES and len(self.points) < EXTREMES
            return [] if lacks else self._finish_drawing()
        if grab is not None and pointer.extend:
            return [Picked(grab.target.track_id, extend=True)]
        self.doing, self._pressed, self._grab = Doing.ARMED, pointer, grab
        if grab is None or grab.was_selected or pointer.leads_to is not None:
            return []
        return [Picked(grab.target.track_id)]

    def move(self, pointer: Pointer) -> list[Outcome]:
        """The pointer moves, with the main button down or not."""
        before, self._now = self._now, pointer
        match self.doing:
            case Doing.ARMED if self._wandered(pointer):
                return self._begin_drag(pointer)
            case Doing.MOVING | Doing.RESIZING:
                self._drag_to(pointer)
            case Doing.PANNING if before is not None:
                return [_panned(before.view, pointer.view)]
            case _:
                pass
        return []

    def release(self, pointer: Pointer) -> list[Outcome]:
        """The main button goes up."""
        self._now = pointer
        match self.doing:
            case Doing.DRAWING if self._held:
                self._held = False
                return self._finish_drawing() if self._wandered(pointer) else []
            case Doing.ARMED:
                return self._click()
            case Doing.BANDING:
                band = self.band
                self._rest()
                return [] if band is None else [Banded(band)]
            case Doing.MARKING:
                return self._finish_marking()
            case Doing.MOVING | Doing.RESIZING:
                self._drag_to(pointer)
                return self._finish_drag()
            case Doing.PANNING:
                self._rest()
            case _:
                pass
        return []

    def begin_pan(self, view: Point) -> None:
        """The frame follows the pointer from here on, whatever else is going on."""
        self._pan_from = view

    def pan_to(self, view: Point) -> list[Outcome]:
        """Follow the pointer."""
        if self._pan_from is None:
            return []
        outcome = _panned(self._pan_from, view)
        self._pan_from = view
        return [outcome]

    def end_pan(self) -> None:
        """Let go of the frame."""
        self._pan_from = None

    def _click(self) -> list[Outcome]:
        pressed, target = self._pressed, self.target
        self._rest()
        if pressed is not None and pressed.leads_to is not None:
            return [Led(pressed.leads_to)]
        if pressed is not None and pressed.extend and target is None:
            return []
        return [Picked(None if target is None else target.track_id)]

    def _begin_drag(self, pointer: Pointer) -> list[Outcome]:
        grab, pressed = self._grab, self._pressed
        if pressed is None:
            return []
        if grab is None and pressed.extend:
            self.doing = Doing.BANDING
            return []
        if self.marks:
            self.doing = Doing.MARKING
            return [DragStarted()]
        if grab is None:
            self.doing = Doing.PANNING
            return [_panned(pressed.view, pointer.view)]
        if grab.refusal is not None:
            self._rest()
            return [Refused(grab.refusal)]
        self.doing = Doing.MOVING if grab.target.part is Part.BODY else Doing.RESIZING
        self._drag_to(pointer)
        return [DragStarted()]

    def _drag_to(self, pointer: Pointer) -> None:
        if self._grab is None or self._pressed is None:
            return
        by = (
            pointer.source[0] - self._pressed.source[0],
            pointer.source[1] - self._pressed.source[1],
        )
        target = self._grab.target
        if self.doing is Doing.MOVING:
            # Boxes that move together keep their places to each other, also at the edge.
            around = drags.union(list(self._grab.boxes.values()))
            there = drags.moved(around, by, Bounds.around(around, self.frame))
            dx, dy = there.x - around.x, there.y - around.y
            self.drafts = {one: box.moved(dx, dy) for one, box in self._grab.boxes.items()}
        else:
            start = self._grab.boxes[target.track_id]
            bounds = Bounds.around(start, self.frame)
            box = drags.resized(start, target.part, by, bounds=bounds, how=pointer.how)
            self.drafts = {target.track_id: box}

    def _finish_drag(self) -> list[Outcome]:
        starts = {} if self._grab is None else self._grab.boxes
        boxes = {one: box.rounded() for one, box in self.drafts.items()}
        resized = self.doing is Doing.RESIZING
        self._rest()
        if resized and not all(drags.large_enough(box, self.minimum) for box in boxes.values()):
            return [Refused(Refusal.TOO_SMALL)]
        changed = {one: box for one, box in boxes.items() if box != starts[one].rounded()}
        return [Changed(changed)] if changed else []

    def _finish_marking(self) -> list[Outcome]:
        region = self.region
        self._rest()
        if region is None or not drags.large_enough(region.rounded(), self.minimum):
            return [Refused(Refusal.TOO_SMALL)]
        return [Marked(region.rounded())]

    def _finish_drawing(self) -> list[Outcome]:
        box, kind = self.new_box, self.tool.kind
        self._rest()
        if box is None or kind is None:
            return []
        if not drags.large_enough(box.rounded(), self.minimum):
            return [Refused(Refusal.TOO_SMALL)]
        self.take_up(Tool.SELECT)
        return [Drawn(box.rounded(), kind)]

    def _wandered(self, pointer: Pointer) -> bool:
        if self._pressed is None:
            return False
        (x, y), (from_x, from_y) = pointer.view, self._pressed.view
        return max(abs(x - from_x), abs(y - from_y)) > DRAG_PX

    def _rest(self) -> None:
        self.doing = Doing.IDLE if self.tool.kind is None else Doing.AIMING
        self.drafts = {}
        self._pressed = self._grab = None
        self._held = False
        self.points = ()


def _panned(before: Point, now: Point) -> Panned:
    return Panned(now[0] - before[0], now[1] - before[1])
