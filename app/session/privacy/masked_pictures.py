"""Posters and single frames of clips that need not be open, covered as the rules say.

Where a clip is open its annotation in memory counts, else what is stored; that is loaded only where
something may be covered.
"""

import logging
from collections.abc import Callable
from uuid import UUID

from app.media.index.frame_index import FrameIndex
from app.media.pictures.mask_jpeg import masked_jpeg
from app.media.pictures.masking import Parts
from app.media.strips.thumbnail_strip import Thumbnail
from app.session.privacy.masking import Known, Masking
from crypto.errors import EncryptionError
from models.errors import ModelError
from models.records import ClipRecord

_log = logging.getLogger(__name__)

_MOST_POSTERS = 200

# Gives what is known of a clip's objects, of a large one's near a frame.
KnownNear = Callable[[UUID, int], Known]
StoredIndex = Callable[[ClipRecord], FrameIndex | None]


class MaskedPictures:
    """Blocks on the database and, for posters with something to cover, on the store."""

    def __init__(
        self, masking: Masking, *, known_near: KnownNear, stored_index: StoredIndex
    ) -> None:
        self._masking = masking
        self._known_near, self._stored_index = known_near, stored_index
        # What each poster that was given out shows, and what was covered of it.
        self._posters: dict[UUID, tuple[int, Parts]] = {}

    def parts(self, clip_id: UUID, frame_index: int) -> Parts:
        """Return what is covered of a frame; None is all of it.

        Raises:
            RowAlteredError, DatabaseError: see `ProjectStore`.
        """
        if not self._masking.covers(clip_id):
            return ()
        return self._masking.parts(clip_id, self._known_near(clip_id, frame_index), frame_index)

    def poster(self, clip: ClipRecord, made: Thumbnail) -> bytes | None:
        """Return a clip's poster as a JPEG, None where nothing of it may be seen, or no telling.

        Raises:
            EncryptionError, StorageError
        """
        parts = self._parts_or_all(clip.id, made.frame_index)
        # The newest last, for those are most likely on the screen.
        self._posters.pop(clip.id, None)
        self._posters[clip.id] = made.frame_index, parts
        if not parts:
            return made.jpeg if parts is not None else None
        index = self._stored_index(clip)
        if index is None:
            # It may be being built: until then it is as if the parts were not known.
            self._posters[clip.id] = made.frame_index, None
            return None
        size = float(index.width), float(index.height)
        return masked_jpeg(made.jpeg, parts, frame_size=size)

    def poster_is_stale(self, clip_id: UUID, parts_at: Callable[[int], Parts]) -> bool:
        """Whether other parts of a clip's poster are to be covered than were."""
        given = self._posters.get(clip_id)
        return given is not None and parts_at(given[0]) != given[1]

    def stale_posters(self) -> frozenset[UUID]:
        """Return the clips of which other parts of the poster are to be covered now than were.

        Those that were withheld for want of telling are to be asked for anew, too. It looks at
        those that were asked for last, as many as a list can show.
        """
        if not self._masking.labels:
            return frozenset()
        given = list(self._posters.items())[-_MOST_POSTERS:]
        return frozenset(
            clip_id
            for clip_id, (frame_index, parts) in given
            if parts is None or self._parts_or_all(clip_id, frame_index) != parts
        )

    def _parts_or_all(self, clip_id: UUID, frame_index: int) -> Parts:
        try:
            return self.parts(clip_id, frame_index)
        except (ModelError, EncryptionError) as error:
            # Whoever opens the clip is told; a list of clips needs no picture of it.
            _log.info("no poster for clip %s: %s", clip_id, type(error).__name__)
            return None
