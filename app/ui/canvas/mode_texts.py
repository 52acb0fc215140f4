"""What the line at the foot of the canvas says: the mode, the next input, the way out."""

from PySide6.QtCore import QCoreApplication

from app.ui.canvas.interaction import Doing
from app.ui.canvas.mode import Absence, Mode
from app.ui.canvas.outcomes import Refusal
from app.ui.canvas.scene import Item
from app.ui.canvas.tools import DrawStyle, Tool
from app.ui.keys.tips import KeyText
from app.ui.keys.words import nudge_keys, told, with_remedy
from models.annotation.track import Kind


def mode_text(mode: Mode, key_text: KeyText) -> str:
    """Return the line for a mode: parts divided by " · ", the mode itself first.

    Esc, Enter, the arrows and what is held with the mouse are fixed; other keys are the person's.
    """
    match mode.doing:
        case Doing.AIMING | Doing.DRAWING if mode.style is DrawStyle.EXTREMES:
            return _tr(
                "{0} · click its top, bottom, left and right ends · {1} of 4 · Esc cancels"
            ).format(_drawing(mode), mode.points)
        case Doing.BANDING:
            return _tr("Selecting · release to add what has its middle in the frame · Esc cancels")
        case Doing.MARKING:
            return _tr("Marking what is wrong · release to report it · Esc cancels")
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
            return _resting(mode, key_text)


def refusal_text(reason: Refusal, minimum: float, key_text: KeyText, *, why_not: str = "") -> str:
    """Return why a gesture did nothing; `minimum` is the least side of a box in source pixels."""
    if reason is Refusal.READ_ONLY and why_not:
        return why_not
    return {
        Refusal.TOO_SMALL: _tr("Too small: a box needs at least {0} by {0} pixels.").format(
            f"{minimum:.0f}"
        ),
        Refusal.LOCKED: with_remedy(_tr("This track is locked."), "track.lock", key_text),
        Refusal.PINNED: with_remedy(_tr("This track is pinned in place."), "track.pin", key_text),
        Refusal.READ_ONLY: _tr("This clip cannot be changed now."),
        Refusal.NOTHING_SELECTED: _tr("Select a track first."),
        Refusal.NOT_SHOWN: _tr("The selected track is not on this frame."),
    }[reason]


def _resting(mode: Mode, key_text: KeyText) -> str:
    if not mode.names:
        if not mode.editable:
            return mode.hints.resting or _tr("Read only · click a box to select it")
        draws = told(_tr("{key} draws a new one"), key_text("draw.repeat"))
        return _line(_tr("Select · click a box, Shift+drag round several"), draws)
    who = _who(mode)
    if not mode.editable:
        parts = [who, mode.hints.selected or _tr("read only")]
    elif len(mode.names) > 1:
        nudging = told(_tr("{key} nudge"), nudge_keys(key_text))
        parts = [who, _tr("drag to move them"), nudging]
    elif mode.shown:
        parts = _shown(mode.shown[0], who, key_text)
    else:
        parts = _absent(mode.absence, who, key_text)
    return _line(*parts, mode.escape or _tr("Esc deselects"))


def _absent(absence: Absence, who: str, key_text: KeyText) -> list[str]:
    match absence:
        case Absence.HIDDEN:
            shows = told(_tr("{key} shows it"), key_text("track.hide"))
            return [_tr("{0} is hidden").format(who), shows]
        case Absence.LEFT_OUT:
            return [_tr("{0} is left out by the filter").format(who)]
        case Absence.ELSEWHERE:
            back = told(_tr("{key} brings it back"), key_text("track.outside"))
            return [_tr("{0} is not on this frame").format(who), back]


def _shown(item: Item, who: str, key_text: KeyText) -> list[str]:
    if item.track.locked:
        unlocks = told(_tr("{key} unlocks it"), key_text("track.lock"))
        return [_tr("{0} is locked").format(who), unlocks]
    if item.track.pinned:
        unpins = told(_tr("{key} unpins it"), key_text("track.pin"))
        return [_tr("{0} is pinned in place").format(who), unpins]
    if item.is_suggestion:
        ways = (
            told(_tr("{key} accepts it"), key_text("track.accept")),
            told(_tr("{key} rejects it"), key_text("suggestion.reject")),
        )
        return [_tr("Suggested {0}").format(who), ", ".join(way for way in ways if way)]
    editing = _tr("Editing {0}").format(who)
    if item.track.kind is Kind.BOX:
        return [editing, _tr("drag a handle"), _tr("on this frame only")]
    key = key_text("track.keyframe")
    if item.shape.is_keyframe:
        return [editing, _tr("drag a handle"), told(_tr("{key} removes this keyframe"), key)]
    return [
        editing,
        told(_tr("drag it or press {key} to set a keyframe"), key)
        or _tr("drag it to set a keyframe"),
    ]


def _line(*parts: str) -> str:
    return " · ".join(part for part in parts if part)


def _drawing(mode: Mode) -> str:
    what = _tr("New track") if mode.tool is Tool.TRACK else _tr("New single-frame box")
    return what if mode.draw_label is None else f"{what}: {mode.draw_label}"


def _who(mode: Mode) -> str:
    if len(mode.names) == 1:
        return mode.names[0]
    return _tr("{0} objects").format(len(mode.names))


def _tr(text: str) -> str:
    return QCoreApplication.translate("Canvas", text)
