"""Counts how long the person at an open project works, clip by clip, and keeps it sealed.

Signs of life come from the window; nothing here asks what a person looks at. A span ends with the
visit to a clip, and with the day. What is not written yet is lost with a killed program: at most
what came since the last `write`.
"""

import logging
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from crypto.errors import EncryptionError
from models.access import StoreAccess
from models.annotation.edits import Edit
from models.annotation.track import Source
from models.errors import DatabaseError, ModelError, StaleRevisionError
from models.review.work_span import WorkMeter
from models.review.work_spans import WorkSpanStore

_log = logging.getLogger(__name__)
# Of a clip that plays, each picture is a sign of life.
_AT_MOST_EVERY = timedelta(seconds=1)


class Activity:
    """The work of one person since the project was opened. From any thread but where said.

    `counts` is asked whether anything is to be counted: the project's rules and the person decide.
    """

    def __init__(
        self, access: StoreAccess, person: UUID, *, counts: Callable[[], bool] = lambda: True
    ) -> None:
        self._store = WorkSpanStore(access)
        self._person, self._counts = person, counts
        self._lock = threading.Lock()
        # Of two who write, the later must know what revision the earlier has made.
        self._writing = threading.Lock()
        self._meter: WorkMeter | None = None
        self._clip_id: UUID | None = None
        self._last: datetime | None = None
        self._ended: list[WorkMeter] = []
        self._written: dict[UUID, float] = {}
        self._newest_box_us = 0

    def at_clip(self, clip_id: UUID | None) -> None:
        """Count for this clip from now on; None is work on no clip."""
        with self._lock:
            if clip_id != self._clip_id:
                self._end()
                self._clip_id = clip_id

    def sign(self, at: datetime) -> None:
        """Take a sign of life at a moment (aware); cheap enough for each picture of a film."""
        last = self._last
        if last is None or not timedelta(0) <= at - last < _AT_MOST_EVERY:
            self._note(at)

    def edited(self, at: datetime, edit: Edit) -> None:
        """Take an edit for a sign of life, and count the boxes that a person set by it.

        A box is counted when it is new: not again by undo and redo, nor when a model made it.
        """
        made_us = [
            change.after.at_us
            for track in edit.changes
            for change in track.keyframes
            if change.before is None
            and change.after is not None
            and change.after.source is Source.MANUAL
            and not change.after.outside
        ]
        with self._lock:
            boxes = sum(at_us > self._newest_box_us for at_us in made_us)
            self._newest_box_us = max((self._newest_box_us, *made_us))
        self._note(at, edits=1, boxes=boxes)

    def write(self) -> None:
        """Write what was counted since the last time; blocks.

        What the database does not take now is written the next time. Counting time is no reason to
        disturb anybody at work: nothing is raised but what is a bug.
        """
        with self._writing:
            with self._lock:
                ended, self._ended = self._ended, []
                current = () if self._meter is None else (self._meter,)
            waiting = [one for one in (*ended, *current) if not self._write_one(one)]
            with self._lock:
                self._ended = [one for one in waiting if one in ended] + self._ended

    def close(self) -> None:
        """Write what is left, and count nothing any more; blocks."""
        self._counts = lambda: False
        with self._lock:
            self._end()
        self.write()

    def forget(self) -> None:
        """Delete all that was counted of the person, also what was not written yet; blocks.

        Raises:
            DatabaseError, RowAlteredError: see `ProjectStore`.
        """
        with self._writing:
            with self._lock:
                self._meter, self._last = None, None
                self._ended.clear()
            self._store.forget(self._person)

    def _note(self, at: datetime, *, edits: int = 0, boxes: int = 0) -> None:
        if not self._counts():
            with self._lock:
                self._end()
            return
        with self._lock:
            if self._last is not None and _day(self._last) != _day(at):
                self._end()
            if self._meter is None:
                self._meter = WorkMeter(self._person, self._clip_id)
            self._last = at
            self._meter.note(at, edits=edits, boxes=boxes)

    def _end(self) -> None:
        """End the span, under the lock."""
        if self._meter is not None:
            self._ended.append(self._meter)
        self._meter, self._last = None, None

    def _write_one(self, meter: WorkMeter) -> bool:
        """Write a span; tell whether nothing is left of it to write."""
        with self._lock:
            span = meter.span
        if span is None or not (span.active_s or span.edits):
            return True
        told = span.active_s + span.edits
        if self._written.get(span.id) == told:
            return True
        try:
            stored = self._store.save(span)
        except DatabaseError as error:
            _log.info("working time is not written yet: %s", type(error).__name__)
            return False
        except StaleRevisionError:
            # The person had it forgotten in another window.
            self._drop(meter)
            return True
        except (ModelError, EncryptionError) as error:
            _log.info("working time cannot be written: %s", type(error).__name__)
            return True
        with self._lock:
            meter.stored(stored.revision)
        self._written[span.id] = told
        return True

    def _drop(self, meter: WorkMeter) -> None:
        with self._lock:
            if self._meter is meter:
                self._meter, self._last = None, None


def _day(moment: datetime) -> tuple[int, int, int]:
    """Return the day of a moment as this computer's clock tells it."""
    local = moment.astimezone()
    return local.year, local.month, local.day
