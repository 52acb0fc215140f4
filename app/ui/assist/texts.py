"""What is said of assistance, in sentences for the person."""

from PySide6.QtCore import QCoreApplication

from app.assist.auto_track import FollowedPath
from app.assist.median_flow import Doubt
from app.ui.action_specs.form import QT_TRANSLATE_NOOP

_WHY = {
    Doubt.FEW_POINTS: QT_TRANSLATE_NOOP("Assist", "Too little of it can be followed."),
    Doubt.UNLIKE: QT_TRANSLATE_NOOP("Assist", "It no longer looks as it did."),
    Doubt.LEFT: QT_TRANSLATE_NOOP("Assist", "It leaves the picture. Press O where it is gone."),
    Doubt.TOO_SMALL: QT_TRANSLATE_NOOP("Assist", "It became too small to follow."),
}


def _tr(text: str) -> str:
    return QCoreApplication.translate("Assist", text)


def why_stopped(path: FollowedPath, *, room_end: int, clip_end: int) -> str:
    """Say why a box was followed no further."""
    if path.doubt is not None:
        return _tr(_WHY[path.doubt])
    if path.last_frame != room_end:
        return _tr("Press the key again to go on.")
    if path.last_frame in {0, clip_end}:
        return _tr("That is the end of the clip.")
    return _tr("Your next keyframe begins there.")


def tracked_text(path: FollowedPath, *, room_end: int, clip_end: int) -> str:
    """Say how far a box was followed, and why no further."""
    why = why_stopped(path, room_end=room_end, clip_end=clip_end)
    if not path.sights:
        return _tr("Nothing tracked. {0}").format(why)
    count = len(path.sights)
    if count == 1:
        return _tr("Tracked 1 frame, to frame {0}. {1}").format(path.last_frame, why)
    return _tr("Tracked {0} frames, to frame {1}. {2}").format(count, path.last_frame, why)


def suggested_text(count: int, boxes: int, *, first: int, last: int) -> str:
    """Say how many suggestions there are now, and where."""
    if not boxes:
        return _tr("Nothing was found on frames {0} to {1}.").format(first, last)
    if not count:
        return _tr("All that was found on frames {0} to {1} has a box already.").format(first, last)
    if count == 1:
        return _tr("1 suggestion on frames {0} to {1}. A accepts it, X rejects it.").format(
            first, last
        )
    return _tr("{0} suggestions on frames {1} to {2}. A accepts one, X rejects it.").format(
        count, first, last
    )
