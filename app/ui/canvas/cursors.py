"""The pointer's shape says what a press would do."""

from PySide6.QtCore import Qt

from app.ui.canvas.hit_testing import HitTarget, Part
from app.ui.canvas.interaction import Doing

_Shape = Qt.CursorShape

_HANDLES = {
    (-1, -1): _Shape.SizeFDiagCursor,
    (1, 1): _Shape.SizeFDiagCursor,
    (1, -1): _Shape.SizeBDiagCursor,
    (-1, 1): _Shape.SizeBDiagCursor,
    (0, -1): _Shape.SizeVerCursor,
    (0, 1): _Shape.SizeVerCursor,
    (-1, 0): _Shape.SizeHorCursor,
    (1, 0): _Shape.SizeHorCursor,
}


def cursor_for(
    doing: Doing,
    target: HitTarget | None,
    *,
    panning: bool,
    movable: bool,
    leads: bool = False,
) -> Qt.CursorShape:
    """Return the pointer's shape; `target` is what lies under it or is being dragged.

    `leads`: a click would lead to another frame.
    """
    if panning:
        return _Shape.ClosedHandCursor
    if doing in (Doing.AIMING, Doing.DRAWING, Doing.BANDING, Doing.MARKING):
        return _Shape.CrossCursor
    if leads and doing is Doing.IDLE:
        return _Shape.PointingHandCursor
    if target is None:
        return _Shape.ArrowCursor
    if not movable:
        return _Shape.PointingHandCursor
    if target.part is Part.BODY:
        return _Shape.ClosedHandCursor if doing is Doing.MOVING else _Shape.OpenHandCursor
    return _HANDLES[target.part.value]
