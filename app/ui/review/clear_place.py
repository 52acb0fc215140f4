"""Where a card covers least of what it is about. Pure: rectangles in, a corner out."""

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QPoint, QRect, QSize

_GAP_PX = 12


def clear_place(card: QSize, room: QRect, about: Sequence[QRect]) -> QPoint:
    """Return the top left corner of a card in `room` at which it covers least of `about`.

    Beside the first of them where there is room, right of it before left; else at an edge of the
    room. With nothing to keep clear it stands in the middle of the foot. A card that is larger than
    the room begins at the room's corner.
    """
    foot = QPoint(room.left() + (room.width() - card.width()) // 2, _bottom(card, room))
    shown = [rect for rect in (one.intersected(room) for one in about) if not rect.isEmpty()]
    if not shown:
        return _within(foot, card, room)
    places = [_within(one, card, room) for one in (*_beside(shown[0], card, room), foot)]
    return min(places, key=lambda at: _covered(QRect(at, card), shown))


def _beside(first: QRect, card: QSize, room: QRect) -> Iterable[QPoint]:
    """Yield places about the first, nearest to it, then those at the edges; the best come first."""
    middle = first.center().y() - card.height() // 2
    left, right = room.left(), room.left() + room.width() - card.width()
    yield QPoint(first.right() + 1 + _GAP_PX, middle)
    yield QPoint(first.left() - _GAP_PX - card.width(), middle)
    across = first.center().x() - card.width() // 2
    yield QPoint(across, first.bottom() + 1 + _GAP_PX)
    yield QPoint(across, first.top() - _GAP_PX - card.height())
    for x in (right, left):
        for y in (_bottom(card, room), room.top(), middle):
            yield QPoint(x, y)


def _within(at: QPoint, card: QSize, room: QRect) -> QPoint:
    """Return the place nearest to `at` that lies wholly in the room."""
    x = max(min(at.x(), room.left() + room.width() - card.width()), room.left())
    return QPoint(x, max(min(at.y(), _bottom(card, room)), room.top()))


def _bottom(card: QSize, room: QRect) -> int:
    return room.top() + room.height() - card.height()


def _covered(card: QRect, about: Sequence[QRect]) -> float:
    """Return how much is hidden, the share of the first above all, for that is asked about."""
    first, *others = about
    hidden = card.intersected(first)
    share = hidden.width() * hidden.height() / (first.width() * first.height())
    rest = sum(part.width() * part.height() for part in map(card.intersected, others))
    return share * 1000 + rest / max(card.width() * card.height(), 1)
