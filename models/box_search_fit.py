"""What the sealed values of candidates tell, before any of their rows is read whole.

- Nothing here is checked by a tag of a row: that a value opens shows that it is of this column, not
  of which row. So this only drops candidates; what is left has still to be read and checked.
- Where something cannot be known yet (an older row names its label in sealed form only), the
  candidate is left.
"""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, select

from models.annotation.labels import Label
from models.annotation.track import Attributes
from models.annotation.track_filter import TrackFilter, values_pass
from models.annotation_rows import AnnotationRows, paired
from models.errors import RowAlteredError
from models.verified_table import NOT_OURS, uuid_of

# Each candidate is these columns, and then those that are asked for.
ID, CLIP_ID, TRACK_ID = range(3)
_FURTHER = 3
_IDS_AT_ONCE = 500
_MOST_TRACKS = 50_000

Candidate = Sequence[Any]


class SealedConditions:
    """The conditions of a filter on what is sealed: sizes and attributes.

    `columns` are those that a candidate has to bring along.
    """

    def __init__(
        self,
        connection: Connection,
        rows: AnnotationRows,
        wanted: TrackFilter,
        labels: Mapping[UUID, Label],
    ) -> None:
        self._connection, self._rows, self._wanted = connection, rows, wanted
        self._labels = {label_id.bytes: label for label_id, label in labels.items()}
        self._sizes = wanted.side is not None or wanted.area is not None
        self.columns = (
            *(("bbox",) if self._sizes else ()),
            *(("label_id", "attributes", "box_attributes") if wanted.attributes else ()),
        )
        self._at = {name: _FURTHER + place for place, name in enumerate(self.columns)}
        # By a track's id what its row tells, and by track or label whether that alone will do.
        self._tracks: dict[bytes, tuple[bytes | None, Attributes]] = {}
        self._alone: dict[bytes | None, bool] = {}

    def fitting(self, candidates: Sequence[Candidate]) -> Sequence[Candidate]:
        """Return those that are not known not to fit.

        Raises:
            RowAlteredError: what is sealed does not open.
        """
        left = candidates
        if self._sizes:
            left = self._of_size(left)
        if self._wanted.attributes:
            left = self._telling(left)
        return left

    def _of_size(self, candidates: Sequence[Candidate]) -> list[Candidate]:
        passes = self._wanted.size_passes
        left = []
        for row, box in zip(candidates, self._opened(candidates, "bbox"), strict=True):
            try:
                _, _, width, height = box
                if passes(width, height):
                    left.append(row)
            except NOT_OURS as error:
                raise self._altered(row) from error
        return left

    def _telling(self, candidates: Sequence[Candidate]) -> list[Candidate]:
        self._look_up({row[TRACK_ID] for row in candidates if row[TRACK_ID] is not None})
        told = (self._opened(candidates, "attributes"), self._opened(candidates, "box_attributes"))
        label_at = self._at["label_id"]
        left = []
        for row, of_key, of_box in zip(candidates, *told, strict=True):
            track_id, label_id = row[TRACK_ID], row[label_at]
            more: Attributes = ()
            if track_id is not None:
                if track_id not in self._tracks:
                    # It was deleted, or taken away: opening the clip says which.
                    continue
                label_id, more = self._tracks[track_id]
            if of_key is None and of_box is None:
                alone = label_id if track_id is None else track_id
                if alone not in self._alone:
                    self._alone[alone] = self._pass([more], label_id)
                fits = self._alone[alone]
            else:
                try:
                    fits = self._pass([paired(of_key), paired(of_box), more], label_id)
                except NOT_OURS as error:
                    raise self._altered(row) from error
            if fits:
                left.append(row)
        return left

    def _pass(self, told: list[Attributes], label_id: bytes | None) -> bool:
        """Tell whether what is told of an object may pass."""
        wanted = self._wanted.attributes
        if label_id is None:
            # Whether a default holds depends on the label, which only the checked row tells.
            keys = {key for pairs in told for key, _ in pairs}
            return all(keys.isdisjoint(one.keys) or values_pass(one, told, None) for one in wanted)
        label = self._labels.get(label_id)
        return all(values_pass(one, told, label) for one in wanted)

    def _look_up(self, track_ids: set[bytes]) -> None:
        """Learn what the rows of live tracks tell."""
        if len(self._tracks) > _MOST_TRACKS:
            self._tracks.clear()
            self._alone.clear()
        tracks = self._rows.tracks
        c = tracks.c
        unknown = [one for one in track_ids if one not in self._tracks]
        for start in range(0, len(unknown), _IDS_AT_ONCE):
            some = unknown[start : start + _IDS_AT_ONCE]
            asked = select(c.id, c.label_id, c.attributes).where(c.id.in_(some), c.deleted == 0)
            found = self._connection.execute(asked).all()
            ids = [row[0] for row in found]
            told = tracks.open_jsons("attributes", [row[2] for row in found], ids)
            for track_id, row, pairs in zip(ids, found, told, strict=True):
                with tracks.naming(track_id):
                    self._tracks[track_id] = (row[1], paired(pairs))

    def _opened(self, candidates: Sequence[Candidate], column: str) -> list[Any]:
        at = self._at[column]
        envelopes = [row[at] for row in candidates]
        return self._rows.examples.open_jsons(column, envelopes, [row[ID] for row in candidates])

    def _altered(self, row: Candidate) -> RowAlteredError:
        return RowAlteredError(self._rows.examples.name, uuid_of(row[ID]))
