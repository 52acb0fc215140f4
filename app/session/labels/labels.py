"""The labels of a project: read, added to, changed, merged and ended.

One lock keeps two threads of this process from building on each other's reading; what another
process does meanwhile is seen by revisions, and refused as stale.
"""

import logging
import threading
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from models.annotation.labels import Label
from models.errors import LabelInUseError, ModelError, RowAlteredError, StaleRevisionError
from models.label_changes import Fate, Settled, settle
from models.label_deeds import LabelChange, LabelDeed
from models.label_heirs import Heirs, read_heirs, remember_heirs
from models.label_history import (
    changes_between,
    endings,
    read_changes,
    remember_changes,
)
from models.label_uses import Uses
from models.review.rights import Right
from models.store import ProjectStore

_log = logging.getLogger(__name__)
_TRIES = 4


@dataclass(frozen=True, slots=True)
class LabelsRead:
    """The labels, what became of those that ended, and what this person did to them.

    problem: why what is remembered cannot be believed; the labels can.
    """

    labels: tuple[Label, ...]
    heirs: Heirs
    changes: tuple[LabelChange, ...] = ()
    problem: RowAlteredError | None = None


class LabelBook:
    """Every method blocks on the database: none is for the GUI thread.

    What changes labels raises NotAllowedError where the person's role does not allow it.
    """

    def __init__(self, store: ProjectStore, *, require: Callable[[Right], object]) -> None:
        """`require` raises where the person has not got a right."""
        self._store = store
        self._require = require
        self._lock = threading.Lock()

    def all(self) -> tuple[Label, ...]:
        """Return the project's labels in their order."""
        with self._lock:
            return self._store.labels()

    def read(self) -> LabelsRead:
        """Return what `all` does, and what is remembered of labels."""
        with self._lock:
            labels = self._store.labels()
            try:
                heirs, changes = read_heirs(self._store, labels), read_changes(self._store)
            except RowAlteredError as error:
                return LabelsRead(labels, Heirs(), problem=error)
            return LabelsRead(labels, heirs, changes)

    def add(self, label: Label) -> tuple[Label, ...]:
        """Put a label behind those that are there now, also those that others made; return all.

        Its digit is dropped where another label has got it meanwhile.

        Raises:
            StaleRevisionError: others change the labels again and again at this very moment.
        """
        self._require(Right.EDIT_LABELS)
        with self._lock:
            for _ in range(_TRIES - 1):
                try:
                    return self._add(label)
                except StaleRevisionError:
                    _log.info("the labels were changed by another process meanwhile")
            return self._add(label)

    def save(self, labels: Sequence[Label], *, seen: Sequence[Label]) -> tuple[Label, ...]:
        """Make these the project's labels; return all as stored.

        Labels of `seen` that are missing stay, behind the others and without a digit that is taken:
        `end` is for them.

        Raises:
            StaleRevisionError: the labels are not `seen` any more; nothing is written.
        """
        self._require(Right.EDIT_LABELS)
        with self._lock:
            there = self._store.labels()
            if there != tuple(seen):
                differing = {label.id for label in set(there) ^ set(seen)}
                raise StaleRevisionError("labels", differing)
            kept = {label.id for label in labels}
            self._store.save_labels(
                _ranked(labels, [label for label in there if label.id not in kept])
            )
            self._remember(changes_between(there, labels))
            return self._store.labels()

    def uses(self) -> dict[UUID, Uses]:
        """Count the objects that bear each label."""
        return self._store.label_uses()

    def attribute_uses(self, label_id: UUID, keys: Collection[str]) -> dict[str, Uses]:
        """Count the objects of a label of which each of these attributes is told."""
        return self._store.attribute_uses(label_id, keys)

    def end(
        self,
        fates: Mapping[UUID, Fate],
        *,
        progress: Callable[[int, int], object] = lambda _done, _all: None,
        cancelled: Callable[[], bool] = lambda: False,
        before: Callable[[UUID], object] = lambda _clip_id: None,
        after: Callable[[UUID], object] = lambda _clip_id: None,
    ) -> Settled:
        """Settle what becomes of the objects of these labels, then end the labels.

        See `label_changes.settle`. What is called off or hindered leaves the labels there.

        Raises:
            DatabaseError: the database is away; what was done is done.
            StaleRevisionError: others change the labels again and again at this very moment.
        """
        self._require(Right.EDIT_LABELS)
        done = Settled()
        for attempt in range(_TRIES):
            more = settle(
                self._store,
                fates,
                progress=progress,
                cancelled=cancelled,
                before=before,
                after=after,
            )
            done = replace(more, objects=done.objects + more.objects, clips=done.clips + more.clips)
            if not done.finished:
                break
            try:
                self._end(fates)
            except (LabelInUseError, StaleRevisionError) as error:
                # Somebody drew one more, or changed the labels, between the last look and this.
                _log.info("labels cannot end yet: %s", type(error).__name__)
                if attempt == _TRIES - 1:
                    return replace(done, finished=False, problems=(error,))
            else:
                break
        return done

    def _end(self, fates: Mapping[UUID, Fate]) -> None:
        with self._lock:
            there = self._store.labels()
            if any(label.id in fates for label in there):
                # Before they end: what is undone at the next moment has to find who took over.
                remember_heirs(self._store, fates, there)
                self._store.save_labels([label for label in there if label.id not in fates])
                self._remember(endings(fates, there))

    def _add(self, label: Label) -> tuple[Label, ...]:
        there = self._store.labels()
        if label.digit in {other.digit for other in there}:
            label = replace(label, digit=None)
        position = max((other.position for other in there), default=-1) + 1
        labels = (*there, replace(label, position=position))
        self._store.save_labels(labels)
        self._remember(changes_between(there, labels))
        return labels

    def _remember(self, told: Iterable[tuple[LabelDeed, str, str]]) -> None:
        """Write down what was done to labels; it is done, whether or not it can be told later."""
        try:
            remember_changes(self._store, told)
        except ModelError as error:
            _log.warning("a change of labels is not remembered: %s", type(error).__name__)


def _ranked(labels: Sequence[Label], ending: Sequence[Label]) -> list[Label]:
    """Return the labels as they follow each other, those that end at the end."""
    digits = {label.digit for label in labels}
    freed = [replace(label, digit=None) if label.digit in digits else label for label in ending]
    return [replace(label, position=at) for at, label in enumerate([*labels, *freed])]
