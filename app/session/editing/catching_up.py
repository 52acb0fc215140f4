"""What an open clip takes in from the database: all its boxes after the near ones, others' edits.

Both run on the database's worker.
"""

import logging
from collections.abc import Callable
from uuid import UUID

from app.session.editing.many_values import many_values
from app.session.editing.saving import retry_delay_s
from app.session.editing.working_annotation import WorkingAnnotation
from app.session.editing.write_worker import WriteWorker
from app.session.events import AnnotationWhole, ClipEvent, ClipReloaded, SaveDelayed
from crypto.errors import EncryptionError
from models.errors import DatabaseError, ModelError, RowMissingError
from models.records import ClipRecord
from models.store import ProjectStore

_log = logging.getLogger(__name__)


class CatchingUp:
    """Keeps what is in memory of one clip up with what is stored."""

    def __init__(
        self,
        clip_id: UUID,
        working: WorkingAnnotation,
        *,
        store: ProjectStore,
        writer: WriteWorker,
        tell: Callable[[ClipEvent], None],
        stop: Callable[[Exception], None],
        take_clip: Callable[[ClipRecord], object],
    ) -> None:
        """`stop` is called with what makes it impossible to go on editing.

        `take_clip` is given the clip's row as it was read anew.
        """
        self._clip_id = clip_id
        self._working = working
        self._store = store
        self._writer = writer
        self._tell = tell
        self._stop = stop
        self._take_clip = take_clip
        self._failures = 0
        self._ended = False

    def load_whole(self) -> None:
        """Load all boxes in the place of what was near a frame; return at once."""
        self._writer.submit(self._load_whole)

    def reload(self) -> None:
        """Take in what others wrote, unless something is pending then; return at once."""
        self._writer.submit(self._reload)

    def end(self) -> None:
        """Begin nothing more."""
        self._ended = True

    def _load_whole(self) -> None:
        if self._ended:
            return
        try:
            with many_values():
                loaded = self._store.load_annotation(self._clip_id)
        except DatabaseError as error:
            delay_s = retry_delay_s(self._failures)
            self._failures += 1
            if self._failures == 1:
                self._tell(SaveDelayed(error, 0))
            self._writer.submit(self._load_whole, delay_s=delay_s)
            return
        except (ModelError, EncryptionError) as error:
            # What was near is not believed any longer either.
            self._working.drop()
            self._stop(error)
            return
        self._working.complete(loaded)
        self._tell(AnnotationWhole())

    def _reload(self) -> None:
        working = self._working
        try:
            # First of all, whether it may still be edited.
            self._take_clip(self._store.clip(self._clip_id))
            if working.pending or working.stopped is not None or working.is_near:
                return
            loaded = self._store.load_annotation(self._clip_id)
        except DatabaseError:
            _log.info("the database is away, so what others wrote is not seen yet")
            return
        except RowMissingError:
            _log.info("clip %s was deleted by somebody else", self._clip_id)
            return
        except (ModelError, EncryptionError) as error:
            self._stop(error)
            return
        touched = working.replace(loaded)
        if touched:
            self._tell(ClipReloaded(touched))
