"""The pictures of the clips in the list, each asked for once, when its row is first painted."""

from collections.abc import Callable, Collection, Container
from uuid import UUID

from PySide6.QtGui import QPixmap


class Thumbnails:
    """Knows which pictures came, and which were asked for.

    Args:
        want: is told of a clip whose picture is needed; it may come later, or never.
    """

    def __init__(self, want: Callable[[UUID], object]) -> None:
        self._want = want
        self._pictures: dict[UUID, QPixmap] = {}
        self._asked: set[UUID] = set()

    def of(self, clip_id: UUID) -> QPixmap | None:
        """Return a clip's picture; without one ask for it, once."""
        picture = self._pictures.get(clip_id)
        if picture is None and clip_id not in self._asked:
            self._asked.add(clip_id)
            self._want(clip_id)
        return picture

    def put(self, clip_id: UUID, picture: QPixmap) -> None:
        """Take a clip's picture."""
        self._pictures[clip_id] = picture

    def ask_again(self) -> None:
        """Ask anew, from now on, for those that did not come."""
        self._asked &= self._pictures.keys()

    def keep_only(self, clip_ids: Container[UUID]) -> None:
        """Drop the pictures of clips that are gone."""
        self._pictures = {
            one: picture for one, picture in self._pictures.items() if one in clip_ids
        }
        self.ask_again()

    def drop(self, clip_ids: Collection[UUID] | None = None) -> None:
        """Drop these clips' pictures, None: all of them."""
        if clip_ids is None:
            self._pictures.clear()
            self._asked.clear()
        for clip_id in clip_ids or ():
            self._pictures.pop(clip_id, None)
            self._asked.discard(clip_id)
