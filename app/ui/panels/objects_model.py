"""The objects of a frame, or of the whole clip, as rows of a list.

A row is worked out when the view asks for it, so that a list of 100,000 boxes costs what is in
sight. When the frame or the annotation changes, rows that stay keep their place, their selection
and the scroll position: only what came or went is inserted or removed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from app.ui.panels.object_facts import ObjectFacts, facts_at
from app.ui.panels.object_mark import MarkOf, ObjectMark, no_mark
from app.ui.panels.object_texts import object_name, presence_text
from models.annotation import Annotation, Label

AnyIndex = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
# With more rows than this, painting those in sight costs less than comparing all.
_MOST_COMPARED = 200


ROW_ROLE = Qt.ItemDataRole.UserRole + 1


@dataclass(frozen=True, slots=True)
class ObjectRow:
    """All that the delegate draws of one row; `color` is `#RRGGBB`, None without a label.

    A `mark` stands in the place of the state, of which `state` is then the word.
    """

    facts: ObjectFacts
    name: str
    state: str
    color: str | None
    mark: ObjectMark | None = None


class ObjectsModel(QAbstractListModel):
    """Rows by track number; `all_tracks` adds those that are not on the frame.

    With `set_shown` it has rows of what a filter leaves only.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._annotation = Annotation()
        self._labels: Mapping[UUID, Label] = {}
        self._frame = 0
        self._all_tracks = False
        self._shown: frozenset[UUID] | None = None
        self._mark_of: MarkOf = no_mark
        self._ids: list[UUID] = []
        self._rows: dict[UUID, int] = {}

    @property
    def ids(self) -> tuple[UUID, ...]:
        return tuple(self._ids)

    def row_of(self, track_id: UUID) -> int | None:
        return self._rows.get(track_id)

    def id_at(self, row: int) -> UUID:
        return self._ids[row]

    def ids_between(self, first: int, last: int) -> list[UUID]:
        """Return the tracks of these rows, both ends included."""
        return self._ids[first : last + 1]

    def stretches_of(self, track_ids: frozenset[UUID]) -> list[tuple[int, int]]:
        """Return in which rows these tracks stand, in stretches, both ends included, ascending."""
        if len(track_ids) >= len(self._ids) > 0 and track_ids.issuperset(self._rows):
            return [(0, len(self._ids) - 1)]
        if len(track_ids) < len(self._ids):
            there = sorted(self._rows[one] for one in track_ids if one in self._rows)
        else:
            there = [row for row, one in enumerate(self._ids) if one in track_ids]
        stretches: list[tuple[int, int]] = []
        for row in there:
            if stretches and row == stretches[-1][1] + 1:
                stretches[-1] = stretches[-1][0], row
            else:
                stretches.append((row, row))
        return stretches

    def set_annotation(
        self, annotation: Annotation, changed_ids: Iterable[UUID] | None = None
    ) -> None:
        """Take over an annotation; `changed_ids` says which tracks differ from the one before."""
        self._renew_ids(annotation)
        changed = None if changed_ids is None else set(changed_ids)
        if changed is None:
            self._repaint(0, len(self._ids) - 1)
            return
        for track_id in changed & self._rows.keys():
            self._repaint(self._rows[track_id], self._rows[track_id])

    def set_labels(self, labels: Iterable[Label]) -> None:
        self._labels = {label.id: label for label in labels}
        self._repaint(0, len(self._ids) - 1)

    def set_marks(self, mark_of: MarkOf) -> None:
        """Mark objects by this from now on; ask again when it answers otherwise."""
        self._mark_of = mark_of
        self._repaint(0, len(self._ids) - 1)

    def set_frame(self, frame_index: int) -> None:
        """Go to a frame; while a clip plays, most rows say the same on the next one."""
        if frame_index == self._frame:
            return
        before, self._frame = self._frame, frame_index
        if not self._all_tracks:
            self._renew_ids(self._annotation)
        if len(self._ids) > _MOST_COMPARED:
            self._repaint(0, len(self._ids) - 1)
            return
        for row, track_id in enumerate(self._ids):
            track = self._annotation.track(track_id)
            if presence_text(facts_at(track, before)) != presence_text(
                facts_at(track, frame_index)
            ):
                self._repaint(row, row)

    def set_all_tracks(self, *, on: bool) -> None:
        if on != self._all_tracks:
            self._all_tracks = on
            self._renew_ids(self._annotation)

    def set_shown(self, ids: frozenset[UUID] | None) -> None:
        """Have rows of these tracks only; None: of all."""
        if ids != self._shown:
            self._shown = ids
            self._renew_ids(self._annotation)

    def rowCount(self, parent: AnyIndex = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._ids)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= len(self._ids):
            return None
        facts = facts_at(self._annotation.track(self._ids[index.row()]), self._frame)
        if role == ROW_ROLE:
            return self._row(facts)
        if role == Qt.ItemDataRole.DisplayRole:
            return object_name(facts.track, self._labels)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._spoken(facts)
        return None

    def _row(self, facts: ObjectFacts) -> ObjectRow:
        label = self._labels.get(facts.track.label_id)
        color = None if label is None else label.color
        name, mark = object_name(facts.track, self._labels), self._mark_of(facts.track.id)
        state = presence_text(facts) if mark is None else mark.word
        return ObjectRow(facts, name, state, color, mark)

    def _spoken(self, facts: ObjectFacts) -> str:
        words = [object_name(facts.track, self._labels), presence_text(facts)]
        mark = self._mark_of(facts.track.id)
        words += [] if mark is None else [mark.word]
        words += [self.tr("hidden")] * facts.track.hidden + [self.tr("locked")] * facts.track.locked
        return ", ".join(words)

    def _wanted_ids(self, annotation: Annotation) -> list[UUID]:
        shown = self._shown
        if not self._all_tracks:
            on_frame = annotation.ids_at(self._frame)
            return [one for one in on_frame if shown is None or one in shown]
        tracks = annotation.tracks.values()
        left = [t for t in tracks if shown is None or t.id in shown]
        return [t.id for t in sorted(left, key=lambda t: (t.number, t.id.int))]

    def _renew_ids(self, annotation: Annotation) -> None:
        """Take over an annotation and replace the rows that differ, from both ends inwards.

        Views ask for rows while some of them are being removed: the old annotation, which knows
        all of those, stays until they are gone.
        """
        old, new = self._ids, self._wanted_ids(annotation)
        if old == new:
            self._annotation = annotation
            return
        same = min(len(old), len(new))
        head = next((i for i in range(same) if old[i] != new[i]), same)
        tail = next((i for i in range(same - head) if old[-1 - i] != new[-1 - i]), same - head)
        if len(old) > head + tail:
            self.beginRemoveRows(_NOWHERE, head, len(old) - tail - 1)
            self._take(old[:head] + old[len(old) - tail :])
            self.endRemoveRows()
        self._annotation = annotation
        if len(new) > head + tail:
            self.beginInsertRows(_NOWHERE, head, len(new) - tail - 1)
            self._take(new)
            self.endInsertRows()

    def _take(self, ids: list[UUID]) -> None:
        self._ids = ids
        self._rows = {track_id: row for row, track_id in enumerate(ids)}

    def _repaint(self, first: int, last: int) -> None:
        if last >= first:
            self.dataChanged.emit(self.index(first), self.index(last))
