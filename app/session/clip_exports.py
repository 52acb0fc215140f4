"""What leaves a project in clear: a clip's original bytes, or one frame; asked for and noted.

How the file comes to be, see `exporting`. What is private stays covered, or stays here.
"""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from app.media.isolated import still_png
from app.session import exporting
from app.session.audit.auditing import AuditLog
from app.session.clip_indexes import ClipIndexes
from app.session.open_clips import ClipOpener
from app.session.people.people import PeopleBook
from app.session.privacy.masked_pictures import MaskedPictures
from app.session.privacy.masking import Known, Masking
from models.audit import events
from models.audit.entry import Event, Outcome
from models.records import ClipRecord
from models.review.rights import Right


class ClipExports:
    """Writes clips and frames of one project in clear. Everything here blocks."""

    def __init__(
        self,
        *,
        people: PeopleBook,
        audit: AuditLog,
        masking: Masking,
        known: Callable[[ClipRecord], Known],
        pictures: MaskedPictures,
        indexes: ClipIndexes,
        open_stream: ClipOpener,
    ) -> None:
        self._people = people
        self._audit = audit
        self._masking = masking
        self._known = known
        self._pictures = pictures
        self._indexes = indexes
        self._open_stream = open_stream

    def frame_png(self, clip: ClipRecord, frame_index: int) -> bytes:
        """Return one frame in full size as a PNG in memory; what is private is covered."""
        self._people.require(Right.VIEW)
        masks = self._pictures.parts(clip.id, frame_index)
        with self._audit.opening(clip.id), self._open_stream(clip) as stream:
            return still_png(stream, self._indexes.get(clip), frame_index, masks=masks)

    def write_frame(
        self, clip: ClipRecord, frame_index: int, target: Path, *, overwrite: bool = False
    ) -> None:
        """Write one frame in clear; see `exporting.export_frame`.

        Raises:
            NotAllowedError: the person's role does not allow it.
        """
        self._people.require(Right.EXPORT)
        with self._audit.exporting(partial(_frame_exported, clip, frame_index, target)):
            png = self.frame_png(clip, frame_index)
            exporting.export_frame(clip, frame_index, png, target, overwrite=overwrite)

    def require_unmasked(self, clip: ClipRecord) -> None:
        """Make sure that a clip may be written out as it is.

        Raises:
            MasksInForceError: it has private objects, and their masks are not lifted.
            RowAlteredError: a row of its annotation is, so that there is no telling.
        """
        if self._masking.covers(clip.id):
            self._masking.require_unmasked(clip.id, self._known(clip))

    def write_clip(
        self,
        clip: ClipRecord,
        target: Path,
        *,
        overwrite: bool = False,
        progress: Callable[[int], None] | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> int:
        """Write the clip's original bytes in clear; see `exporting.export_stream`.

        Raises:
            NotAllowedError: the person's role does not allow it.
            MasksInForceError: it has private objects, and their masks are not lifted.
        """
        self._people.require(Right.EXPORT)
        self.require_unmasked(clip)
        with (
            self._audit.opening(clip.id),
            self._audit.exporting(partial(_clip_exported, clip, target)),
            self._open_stream(clip) as stream,
        ):
            return exporting.export_stream(
                clip,
                stream,
                target,
                overwrite=overwrite,
                progress=progress,
                cancelled=cancelled,
            )


def _clip_exported(clip: ClipRecord, target: Path, outcome: Outcome) -> Event:
    return events.exported("clip", target, outcome=outcome, clip_id=clip.id)


def _frame_exported(clip: ClipRecord, frame_index: int, target: Path, outcome: Outcome) -> Event:
    frames = ((frame_index, frame_index),)
    return events.exported("frame", target, outcome=outcome, clip_id=clip.id, frames=frames)
