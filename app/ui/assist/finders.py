"""From what a person asked for to what looks for it."""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext

from app.assist.finding import Finder
from app.assist.motion_boxes import MotionFinder
from app.assist.onnx_boxes import OnnxFinder
from app.assist.people import CascadeFinder, PeopleFinder
from app.ui.assist.suggest_dialog import Method, Wanted

# One sight of something that moves is noise more often than not.
_LEAST_SEEN = {Method.MOTION: 3}


def least_seen(wanted: Wanted) -> int:
    """Return on how many frames an object must have been seen to be suggested."""
    return _LEAST_SEEN.get(wanted.method, 1) if wanted.join else 1


def finder_for(wanted: Wanted, cancelled: Callable[[], bool]) -> AbstractContextManager[Finder]:
    """Make what looks for boxes; on a worker, for a model takes a while to load.

    Raises: FinderError; DecodingCancelledError.
    """
    match wanted.method:
        case Method.MOTION:
            return nullcontext(MotionFinder())
        case Method.PEOPLE:
            return nullcontext(PeopleFinder())
        case Method.FACES:
            return nullcontext(CascadeFinder("face"))
        case Method.MODEL:
            assert wanted.model is not None  # noqa: S101 - the dialog asks for one
            return OnnxFinder.of_file(wanted.model, side_px=wanted.side_px, cancelled=cancelled)
