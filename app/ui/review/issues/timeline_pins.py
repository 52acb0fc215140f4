"""The pins of issues on the timeline, below the ruler: a click leads to the frame."""

from collections.abc import Callable, Sequence
from uuid import UUID

from PySide6.QtCore import QEvent, QObject, QPointF, Qt, Signal
from PySide6.QtGui import QHelpEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QToolTip, QWidget

from app.ui.controls.tips import plain_tip
from app.ui.review.issues.pin_art import HEIGHT_PX, RADIUS_PX, Pin, paint_pin
from app.ui.review.issues.texts import state_tone
from app.ui.theme import theme
from app.ui.timeline.layout import NAMES_PX, RULER_PX
from app.ui.timeline.timeline import Timeline
from models.review.issue import Issue

# Pins nearer to each other than this are one, with a number, which needs room of its own.
_STACK_PX, _NUMBERED_PX = 20.0, 30.0
_SPAN_PX = 3
# So far a pin and its number reach to either side.
_REACH_PX = 40
# Numbers on the pins reach into the ruler.
_ABOVE_PX = 4


class TimelinePins(QWidget):
    """Lies over the strips, paints pins, and lets all through that is not meant for one.

    Signals:
        opened(issue_id: UUID): a pin was clicked; of a stack, each click the next.
    """

    opened = Signal(object)

    def __init__(self, timeline: Timeline, *, tell: Callable[[UUID], str]) -> None:
        """Lie over a timeline; `tell` gives the tooltip of an issue."""
        super().__init__(timeline)
        self._timeline, self._tell = timeline, tell
        self._issues: tuple[Issue, ...] = ()
        self._active: UUID | None = None
        self._pressed = False
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        timeline.installEventFilter(self)
        self._lie()
        self.hide()

    def set_issues(self, issues: Sequence[Issue]) -> None:
        """Show these."""
        self._issues = tuple(issues)
        self.setVisible(bool(issues))
        self.update()

    def set_active(self, issue_id: UUID | None) -> None:
        """Put the one that is looked at before the others."""
        if issue_id != self._active:
            self._active = issue_id
            self.update()

    def pins(self) -> list[tuple[Pin, tuple[UUID, ...]]]:
        """Return what lies where now; pins that would lie on each other are one."""
        view = self._timeline.view
        if not view.has_clip:
            return []
        stacks: list[tuple[float, list[Issue]]] = []
        width = self.width()
        for issue in self._issues:
            x = view.scale.x_of(issue.first.frame_index)
            if not -RADIUS_PX <= x <= width + RADIUS_PX:
                continue
            room = _NUMBERED_PX if stacks and len(stacks[-1][1]) > 1 else _STACK_PX
            if stacks and abs(stacks[-1][0] - x) < room:
                stacks[-1][1].append(issue)
            else:
                stacks.append((x, [issue]))
        pins = []
        for x, stack in stacks:
            top = next((one for one in stack if one.id == self._active), stack[0])
            active = top.id == self._active
            # Of many the one that is looked at is told where it is.
            at = view.scale.x_of(top.first.frame_index) if active else x
            pin = Pin(top, QPointF(at, _ABOVE_PX + HEIGHT_PX + 2), len(stack), active=active)
            pins.append((pin, tuple(one.id for one in stack)))
        return pins

    def paintEvent(self, event: QPaintEvent) -> None:
        scale, pins = self._timeline.view.scale, self.pins()
        # The playhead asks for a narrow strip with each frame.
        near = event.rect().adjusted(-_REACH_PX, 0, _REACH_PX, 0)
        pins = [one for one in pins if near.left() <= one[0].tip.x() <= near.right()]
        with QPainter(self) as painter:
            for issue in self._issues:
                if issue.last is not None:
                    left = scale.x_of(issue.first.frame_index)
                    right = scale.x_of(issue.last_frame)
                    tone = theme.color(state_tone(issue.state))
                    painter.fillRect(
                        round(left), _ABOVE_PX, max(round(right - left), 2), _SPAN_PX, tone
                    )
            font = theme.font("tiny", bold=True, tabular=True)
            for pin, _ in sorted(pins, key=lambda one: one[0].active):
                paint_pin(painter, pin, theme.color, font)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: ARG002 - Qt's
        kind = event.type()
        if kind is QEvent.Type.Resize:
            self._lie()
        elif kind is QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            under = self._under(QPointF(event.pos()))
            if under is not None:
                tip = plain_tip(self._tell(under[0]))
                QToolTip.showText(event.globalPos(), tip, self._timeline)
                return True
        elif isinstance(event, QMouseEvent):
            return self._mouse(event)
        return False

    def _mouse(self, event: QMouseEvent) -> bool:
        kind = event.type()
        if kind is QEvent.Type.MouseButtonRelease and self._pressed:
            self._pressed = False
            return True
        if kind is QEvent.Type.MouseMove:
            return self._pressed
        presses = kind in (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonDblClick)
        left = event.button() is Qt.MouseButton.LeftButton
        under = self._under(event.position()) if presses and left else None
        if under is None:
            return False
        self._pressed = True
        top, stack = under
        # A pin that is looked at already leads on to the next that it stands for.
        at = stack.index(top)
        self.opened.emit(stack[(at + 1) % len(stack)] if top == self._active else top)
        return True

    def _under(self, at: QPointF) -> tuple[UUID, tuple[UUID, ...]] | None:
        if self.isHidden():
            return None
        here = at - QPointF(self.pos())
        found = ((pin.issue.id, stack) for pin, stack in self.pins() if pin.holds(here))
        return next(found, None)

    def _lie(self) -> None:
        width = max(self._timeline.width() - NAMES_PX, 1)
        height = _ABOVE_PX + int(HEIGHT_PX) + 6
        self.setGeometry(NAMES_PX, RULER_PX - _ABOVE_PX, width, height)
        self.raise_()
