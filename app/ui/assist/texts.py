"""What is said of assistance, in sentences for the person."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication

from app.assist.auto_track import FollowedPath
from app.assist.median_flow import Doubt
from app.ui.action_specs.form import QT_TRANSLATE_NOOP
from app.ui.keys.tips import KeyText
from app.ui.keys.words import sentences, told

_WHY = {
    Doubt.FEW_POINTS: QT_TRANSLATE_NOOP("Assist", "Too little of it can be followed."),
    Doubt.UNLIKE: QT_TRANSLATE_NOOP("Assist", "It no longer looks as it did."),
    Doubt.LEFT: QT_TRANSLATE_NOOP("Assist", "It leaves the picture."),
    Doubt.TOO_SMALL: QT_TRANSLATE_NOOP("Assist", "It became too small to follow."),
}


def _tr(text: str) -> str:
    return QCoreApplication.translate("Assist", text)


def why_stopped(path: FollowedPath, key_text: KeyText, *, room_end: int, clip_end: int) -> str:
    """Say why a box was followed no further."""
    if path.doubt is not None:
        hint = _tr("Press {key} where it is gone.") if path.doubt is Doubt.LEFT else ""
        return sentences(_tr(_WHY[path.doubt]), told(hint, key_text("track.outside")))
    if path.last_frame != room_end:
        return _tr("Press the key again to go on.")
    if path.last_frame in {0, clip_end}:
        return _tr("That is the end of the clip.")
    return _tr("Your next keyframe begins there.")


def tracked_text(path: FollowedPath, key_text: KeyText, *, room_end: int, clip_end: int) -> str:
    """Say how far a box was followed, and why no further."""
    why = why_stopped(path, key_text, room_end=room_end, clip_end=clip_end)
    if not path.sights:
        return _tr("Nothing tracked. {0}").format(why)
    count = len(path.sights)
    if count == 1:
        return _tr("Tracked 1 frame, to frame {0}. {1}").format(path.last_frame, why)
    return _tr("Tracked {0} frames, to frame {1}. {2}").format(count, path.last_frame, why)


def first_to_look_at(paths: Sequence[FollowedPath]) -> FollowedPath:
    """Return the path that ends first in doubt, else the one that leads farthest."""
    doubtful = [path for path in paths if path.doubt is not None]
    return min(doubtful, key=_length) if doubtful else max(paths, key=_length)


def tracked_several_text(paths: Sequence[FollowedPath], *, asked: int) -> str:
    """Say how far several boxes were followed, of how many, and where to look."""
    moved = [path for path in paths if path.sights]
    if not moved:
        return _tr("None of these {0} tracks could be followed.").format(asked)
    farthest = max(moved, key=_length).last_frame
    text = _tr("Tracked {0} of {1}, as far as frame {2}.").format(len(moved), asked, farthest)
    doubtful = sum(path.doubt is not None for path in moved)
    if not doubtful:
        return text
    first = first_to_look_at(moved).last_frame
    return sentences(
        text, _tr("{0} stopped in doubt, the first on frame {1}.").format(doubtful, first)
    )


def _length(path: FollowedPath) -> int:
    return abs(path.last_frame - path.start_frame)


def suggested_text(count: int, boxes: int, key_text: KeyText, *, first: int, last: int) -> str:
    """Say how many suggestions there are now, and where."""
    if not boxes:
        return _tr("Nothing was found on frames {0} to {1}.").format(first, last)
    if not count:
        return _tr("All that was found on frames {0} to {1} has a box already.").format(first, last)
    if count == 1:
        text = _tr("1 suggestion on frames {0} to {1}.").format(first, last)
        accepts = _tr("{key} accepts it")
    else:
        text = _tr("{0} suggestions on frames {1} to {2}.").format(count, first, last)
        accepts = _tr("{key} accepts one")
    ways = (
        told(accepts, key_text("track.accept")),
        told(_tr("{key} rejects it"), key_text("suggestion.reject")),
    )
    hint = ", ".join(way for way in ways if way)
    return sentences(text, hint and f"{hint}.")
