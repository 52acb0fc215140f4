"""What the line at the foot of the canvas says: the mode, the next input, the way out."""

from PySide6.QtCore import QCoreApplication

from app.ui.canvas.interaction import Doing
from app.ui.canvas.mode import Absence, Mode
from app.ui.canvas.outcomes import Refusal
from app.ui.canvas.scene import Item
from app.ui.canvas.tools import DrawStyle, Tool
from models.annotation.track import Kind


def mode_text(mode: Mode) -> str:
    """Return the line for a mode: parts divided by " · ", the mode itself first."""
    match mode.doing:
        case Doing.AIMING | Doing.DRAWING if mode.style is DrawStyle.EXTREMES:
            return _tr(
                "{0} · click its top, bottom, left and right ends · {1} of 4 · Esc cancels"
            ).format(_drawing(mode), mode.points)
        case Doing.BANDING:
            return _tr("Selecting · release to add what has its middle in the frame · Esc cancels")
        case Doing.AIMING:
            return _tr(
                "{0} · click or drag from a corner, or arrows and Enter · Esc cancels"
            ).format(_drawing(mode))
        case Doing.DRAWING:
            return _tr(
                "{0} · click the opposite corner · Shift square, Ctrl from the centre · Esc cancels"
            ).format(_drawing(mode))
        case Doing.MOVING:
            return _tr("Moving {0} · release to put it · Esc puts it back").format(_who(mode))
        case Doing.RESIZING:
            return _tr(
                "Resizing {0} · Shift keeps its shape, Ctrl its centre · Esc puts it back"
            ).format(_who(mode))
        case _ if mode.why_not and not mode.editable:
            return mode.why_not
        case _:
            return _resting(mode)


def refusal_text(reason: Refusal, minimum: float, *, why_not: str = "") -> str:
    """Return why a gesture did nothing; `minimum` is the least side of a box in source pixels."""
    if reason is Refusal.READ_ONLY and why_not:
        return why_not
    return {
        Refusal.TOO_SMALL: _tr("Too small: a box needs at least {0} by {0} pixels.").format(
            f"{minimum:.0f}"
        ),
        Refusal.LOCKED: _tr("This track is locked. Press L to unlock it."),
        Refusal.PINNED: _tr("This track is pinned in place. Press P to unpin it."),
        Refusal.READ_ONLY: _tr("This clip cannot be changed now."),
        Refusal.NOTHING_SELECTED: _tr("Select a track first."),
        Refusal.NOT_SHOWN: _tr("The selected track is not on this frame."),
    }[reason]


def _resting(mode: Mode) -> str:
    if not mode.names:
        if not mode.editable:
            return _tr("Read only · click a box to select it")
        return _tr("Select · click a box, Shift+drag round several · N draws a new one")
    if not mode.editable:
        return _tr("{0} · read only · Esc deselects").format(_who(mode))
    if len(mode.names) > 1:
        return _tr("{0} · drag to move them · Ctrl+arrows nudge · Esc deselects").format(_who(mode))
    return (_shown(mode.shown[0]) if mode.shown else _absent(mode.absence)).format(_who(mode))


def _absent(absence: Absence) -> str:
    return {
        Absence.HIDDEN: _tr("{0} is hidden · H shows it · Esc deselects"),
        Absence.LEFT_OUT: _tr("{0} is left out by the filter · Esc deselects"),
        Absence.ELSEWHERE: _tr("{0} is not on this frame · O brings it back · Esc deselects"),
    }[absence]


def _shown(item: Item) -> str:
    if item.track.locked:
        return _tr("{0} is locked · L unlocks it · Esc deselects")
    if item.track.pinned:
        return _tr("{0} is pinned in place · P unpins it · Esc deselects")
    if item.is_suggestion:
        return _tr("Suggested {0} · A accepts it, X rejects it · Esc deselects")
    if item.track.kind is Kind.BOX:
        return _tr("Editing {0} · drag a handle · on this frame only · Esc deselects")
    if item.shape.is_keyframe:
        return _tr("Editing {0} · drag a handle · K removes this keyframe · Esc deselects")
    return _tr("Editing {0} · drag it or press K to set a keyframe · Esc deselects")


def _drawing(mode: Mode) -> str:
    what = _tr("New track") if mode.tool is Tool.TRACK else _tr("New single-frame box")
    return what if mode.draw_label is None else f"{what}: {mode.draw_label}"


def _who(mode: Mode) -> str:
    if len(mode.names) == 1:
        return mode.names[0]
    return _tr("{0} objects").format(len(mode.names))


def _tr(text: str) -> str:
    return QCoreApplication.translate("Canvas", text)
