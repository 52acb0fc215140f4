"""The layers of issues on the picture: regions, and a pin at each place that one is about."""

from collections.abc import Sequence
from uuid import UUID

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from app.ui.canvas.canvas_ink import over_footage, tinted
from app.ui.canvas.layers import Sight
from app.ui.review.issues.pin_art import HEIGHT_PX, RADIUS_PX, Pin, paint_pin
from app.ui.review.issues.texts import state_tone
from app.ui.theme import Theme
from models.annotation.geometry import Box
from models.review.issue import Issue

# Pins nearer to each other than this are one, with a number.
_STACK_PX = 14.0
_INSET_PX = 26.0


class IssueLayer:
    """Shows a pin for each issue of the frame that is on the screen.

    `regions` is a layer of its own, for below the boxes: their names stay readable on it. `pins`
    are those that were painted last, for whoever asks what lies under the mouse; each has the
    issues that it stands for in `stack`.
    """

    def __init__(self, theme: Theme) -> None:
        self._theme = theme
        self._issues: tuple[Issue, ...] = ()
        self._active: UUID | None = None
        self.regions = _Regions(self)
        self.pins: tuple[tuple[Pin, tuple[UUID, ...]], ...] = ()

    def set_issues(self, issues: Sequence[Issue]) -> None:
        """Show these from now on."""
        self._issues = tuple(issues)
        if not issues:
            self.pins = ()

    def set_active(self, issue_id: UUID | None) -> None:
        """Put one before the others: of a stack it is on top."""
        self._active = issue_id

    def here(self, frame_index: int) -> list[Issue]:
        """Return the issues that are about a frame."""
        return [issue for issue in self._issues if issue.is_on(frame_index)]

    def is_active(self, issue: Issue) -> bool:
        """Tell whether it is the one that is looked at."""
        return issue.id == self._active

    def paint(self, painter: QPainter, sight: Sight) -> None:
        places = [(issue, _anchor(issue, sight)) for issue in self.here(sight.frame_index)]
        self.pins = tuple(self._stacked(places, sight))
        # The one that is looked at lies on the others.
        for pin, _ in sorted(self.pins, key=lambda one: one[0].active):
            paint_pin(painter, pin, over_footage, self._theme.font("tiny", bold=True, tabular=True))

    def _stacked(
        self, places: Sequence[tuple[Issue, QPointF]], sight: Sight
    ) -> list[tuple[Pin, tuple[UUID, ...]]]:
        stacks: list[tuple[float, float, QPointF, list[Issue]]] = []
        for issue, at in places:
            x, y = at.x(), at.y()
            for left, top, _, stack in stacks:
                if abs(left - x) < _STACK_PX and abs(top - y) < _STACK_PX:
                    stack.append(issue)
                    break
            else:
                stacks.append((x, y, at, [issue]))
        pins = []
        for *_, at, stack in stacks:
            first = next((one for one in stack if one.id == self._active), stack[0])
            pin = Pin(first, _within(at, sight), len(stack), active=first.id == self._active)
            pins.append((pin, tuple(one.id for one in stack)))
        return pins


class _Regions:
    """Marks the parts of the frame that issues are about."""

    def __init__(self, of: IssueLayer) -> None:
        self._of = of

    def paint(self, painter: QPainter, sight: Sight) -> None:
        for issue in self._of.here(sight.frame_index):
            if issue.region is not None:
                self._paint_region(painter, sight, issue, issue.region)

    def _paint_region(self, painter: QPainter, sight: Sight, issue: Issue, region: Box) -> None:
        area = QRectF(*sight.view.rect(region))
        active = self._of.is_active(issue)
        tone = state_tone(issue.state)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setBrush(over_footage(tone, 0.12 if active else 0.05))
        painter.setPen(QPen(tinted("#05070A", 0.7), 3.5 if active else 3.0))
        painter.drawRect(area)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        pen = QPen(over_footage(tone), 2.0 if active else 1.4, Qt.PenStyle.CustomDashLine)
        pen.setDashPattern([4, 3])
        painter.setPen(pen)
        painter.drawRect(area)


def _anchor(issue: Issue, sight: Sight) -> QPointF:
    """Return where the pin points: the corner of a region, else a place beside the object.

    Above an object stands its name, and what is in its box is what a person is looking at.
    """
    box = issue.region
    beside = 0.0 if box is not None else RADIUS_PX + 2
    for track_id in issue.track_ids if box is None else ():
        item = sight.stage.scene.item(track_id)
        if item is not None:
            box = item.box
            break
    if box is None:
        left, top, width, _ = sight.view.frame_rect()
        return QPointF(left + width - _INSET_PX, top + _INSET_PX + HEIGHT_PX)
    x, y, width, _ = sight.view.rect(box)
    return QPointF(x + width + beside, y + (HEIGHT_PX if beside else 0))


def _within(tip: QPointF, sight: Sight) -> QPointF:
    """Return the tip, moved so that a pin at the view's edge can still be seen and hit."""
    left, top, width, _ = sight.view.frame_rect()
    screen = sight.view.screen
    is_seen = -1 <= tip.x() <= screen.width + 1 and -1 <= tip.y() <= screen.height + 1
    if not is_seen:
        return tip
    x = min(tip.x(), min(left + width, screen.width) - RADIUS_PX - 2)
    return QPointF(max(x, left), max(tip.y(), max(top, 0) + HEIGHT_PX + 4))
