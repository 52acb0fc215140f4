"""Tracks, keyframes and single-frame boxes from and to their stored rows.

| in memory | row of `tracks` | row of `annotation_examples` |
|---|---|---|
| head of a track | one | |
| keyframe of a track | | one, with `track_id` |
| single-frame box, head and keyframe | | one, with `box_id` and the head's columns |

Knows the forms; reads and writes no database.
"""

from collections.abc import Iterable, Iterator, Sequence
from uuid import UUID

from crypto.keyring import Keyring
from models.annotation.geometry import Box
from models.annotation.track import (
    Attributes,
    Detection,
    Keyframe,
    Kind,
    Source,
    Status,
    Track,
    TrackHead,
)
from models.errors import RowAlteredError
from models.integrity import StoredValue
from models.tables.examples import ExampleRow
from models.tables.tracks import TrackRow
from models.verified_table import NOT_OURS, NamedRow, Row, VerifiedTable, uuid_of

# By value, because calling an Enum costs as much as opening a box.
_SOURCES = {str(source): source for source in Source}
_STATUSES = {str(status): status for status in Status}
_OPENED_AT_ONCE = 2_048
# What the row of a single-frame box has of its head, and that of a keyframe has not.
_OF_A_BOX = (
    "box_id",
    "number",
    "locked",
    "box_source",
    "label",
    "box_attributes",
    "label_id",
    "pinned",
    "group_number",
)


class AnnotationRows:
    """The two tables of annotations and the forms of their rows."""

    def __init__(self, keyring: Keyring) -> None:
        self.tracks = VerifiedTable(keyring, TrackRow)
        self.examples = VerifiedTable(keyring, ExampleRow)

    def track_values(self, clip_id: UUID, head: TrackHead) -> dict[str, StoredValue]:
        """Return the columns of a track's row, sealed where they are sealed."""
        return {
            "clip_id": clip_id.bytes,
            "number": head.number,
            "label": self.tracks.seal_text("label", str(head.label_id)),
            "source": str(head.source),
            "locked": int(head.locked),
            "attributes": self.tracks.seal_json("attributes", _listed(head.attributes)),
            "label_id": head.label_id.bytes,
            "pinned": _flag(head.pinned),
            "group_number": head.group or None,
            "ends_after": head.ends_after,
        }

    def place_values(self, clip_id: UUID, head: TrackHead) -> dict[str, StoredValue]:
        """Return the columns that say to what an example's row belongs."""
        if head.kind is Kind.TRACK:
            return {
                "clip_id": clip_id.bytes,
                "track_id": head.id.bytes,
                **dict.fromkeys(_OF_A_BOX),
            }
        return {
            "clip_id": clip_id.bytes,
            "track_id": None,
            "box_id": head.id.bytes,
            "number": head.number,
            "locked": int(head.locked),
            "box_source": str(head.source),
            "label": self.examples.seal_text("label", str(head.label_id)),
            "box_attributes": self.examples.seal_json("box_attributes", _listed(head.attributes)),
            "label_id": head.label_id.bytes,
            "pinned": _flag(head.pinned),
            "group_number": head.group or None,
        }

    def keyframe_values(self, keyframe: Keyframe) -> dict[str, StoredValue]:
        """Return the columns of a keyframe itself, sealed where they are sealed."""
        examples, detection = self.examples, keyframe.detection
        said = None
        if detection is not None:
            box = detection.box.to_list()
            first = {"model": detection.model, "score": detection.score, "box": box}
            said = [{**first, "version": detection.version} if detection.version else first]
        return {
            "frame_index": keyframe.frame_index,
            "pts": keyframe.pts,
            "bbox": examples.seal_json("bbox", keyframe.box.to_list()),
            "original_detections": examples.seal_json("original_detections", said),
            "attributes": examples.seal_json("attributes", _listed(keyframe.attributes)),
            "occluded": int(keyframe.occluded),
            "outside": int(keyframe.outside),
            "source": str(keyframe.source),
            "status": str(keyframe.status),
            "gap_after": _flag(keyframe.gap_after),
            "made_by": None if keyframe.author is None else keyframe.author.bytes,
            "made_at_us": keyframe.at_us or None,
        }

    def head_of_track(self, row: NamedRow) -> TrackHead:
        """Return the head that a row of `tracks` holds."""
        return next(self.heads_of_tracks([tuple(row[name] for name in self.tracks.columns)]))

    def heads_of_tracks(self, rows: Sequence[Row]) -> Iterator[TrackHead]:
        """Return the heads that rows of `tracks` hold, one for each, in their order.

        Raises:
            RowAlteredError: names one whose values do not open.
        """
        at, tracks = self.tracks.at, self.tracks
        labels = _Labels()
        for some in _in_parts(rows):
            of_label = tracks.open_texts("label", *_sealed(tracks, some, "label"))
            of_more = tracks.open_jsons("attributes", *_sealed(tracks, some, "attributes"))
            for row, label, more in zip(some, of_label, of_more, strict=True):
                with tracks.naming(row[at["id"]]):
                    head = TrackHead(
                        uuid_of(row[at["id"]]),
                        row[at["number"]],
                        label_id=labels[label],
                        kind=Kind.TRACK,
                        source=_SOURCES[row[at["source"]]],
                        locked=bool(row[at["locked"]]),
                        attributes=paired(more),
                        pinned=bool(row[at["pinned"]]),
                        group=row[at["group_number"]] or 0,
                        ends_after=row[at["ends_after"]],
                    )
                yield head

    def head_of_box(self, row: NamedRow) -> TrackHead:
        """Return the head that the row of a single-frame box holds."""
        return next(self.boxes([self._values(row)], [()])).head

    def boxes(
        self, rows: Sequence[Row], keyframes: Iterable[tuple[Keyframe, ...]]
    ) -> Iterator[Track]:
        """Return the single-frame boxes that rows hold, each with its keyframe, in their order.

        Raises:
            RowAlteredError: names one whose values do not open.
        """
        at, examples = self.examples.at, self.examples
        id_at, number_at, source_at = at["box_id"], at["number"], at["box_source"]
        locked_at, pinned_at, group_at = at["locked"], at["pinned"], at["group_number"]
        of_each = iter(keyframes)
        labels = _Labels()
        for some in _in_parts(rows):
            of_label = examples.open_texts("label", *_sealed(examples, some, "label"))
            of_more = examples.open_jsons(
                "box_attributes", *_sealed(examples, some, "box_attributes")
            )
            for row, label, more in zip(some, of_label, of_more, strict=True):
                try:
                    yield Track(
                        UUID(bytes=row[id_at]),
                        row[number_at],
                        label_id=labels[label],
                        kind=Kind.BOX,
                        source=_SOURCES[row[source_at]],
                        keyframes=next(of_each),
                        locked=row[locked_at] == 1,
                        attributes=() if more is None else paired(more),
                        pinned=row[pinned_at] == 1,
                        group=row[group_at] or 0,
                    )
                except NOT_OURS as error:
                    raise RowAlteredError(examples.name, uuid_of(row[at["id"]])) from error

    def keyframe(self, row: NamedRow) -> Keyframe:
        """Return the keyframe that one row holds."""
        return next(self.keyframes([self._values(row)]))

    def keyframes(self, rows: Sequence[Row]) -> Iterator[Keyframe]:
        """Return the keyframes that rows hold, one for each, in their order.

        Raises:
            RowAlteredError: names one whose values do not open.
        """
        # Written for the 100,000 rows of a large clip: positions, and no call that can be saved.
        at, examples = self.examples.at, self.examples
        id_at, frame_at, pts_at = at["id"], at["frame_index"], at["pts"]
        occluded_at, outside_at = at["occluded"], at["outside"]
        source_at, status_at = at["source"], at["status"]
        gap_at, author_at, made_at = at["gap_after"], at["made_by"], at["made_at_us"]
        authors = _Authors()
        columns = ("bbox", "original_detections", "attributes")
        for some in _in_parts(rows):
            opened = [examples.open_jsons(name, *_sealed(examples, some, name)) for name in columns]
            for row, box, said, more in zip(some, *opened, strict=True):
                try:
                    yield Keyframe(
                        UUID(bytes=row[id_at]),
                        row[frame_at],
                        pts=row[pts_at],
                        box=Box(*box),
                        occluded=row[occluded_at] == 1,
                        outside=row[outside_at] == 1,
                        source=_SOURCES[row[source_at]],
                        status=_STATUSES[row[status_at]],
                        detection=None if said is None else _detection(said),
                        attributes=() if more is None else paired(more),
                        gap_after=row[gap_at] == 1,
                        author=authors[row[author_at]],
                        at_us=row[made_at] or 0,
                    )
                except NOT_OURS as error:
                    raise RowAlteredError(examples.name, uuid_of(row[id_at])) from error

    def _values(self, row: NamedRow) -> Row:
        return tuple(row[name] for name in self.examples.columns)


class _Labels(dict[str | None, UUID]):
    """Labels' ids by their text: nearly all objects of a clip bear one of a few."""

    def __missing__(self, text: str | None) -> UUID:
        if text is None:
            raise TypeError("an object bears a label")
        label_id = self[text] = UUID(text)
        return label_id


class _Authors(dict[bytes | None, UUID | None]):
    """People's ids by their bytes."""

    def __missing__(self, stored: bytes | None) -> UUID | None:
        author = self[stored] = None if stored is None else uuid_of(stored)
        return author


def _sealed(
    table: VerifiedTable, rows: Sequence[Row], column: str
) -> tuple[list[str | None], list[bytes]]:
    """Return the envelopes of a column, and the rows' ids."""
    at, id_at = table.at[column], table.at["id"]
    return [row[at] for row in rows], [row[id_at] for row in rows]


def _in_parts(rows: Sequence[Row]) -> Iterator[Sequence[Row]]:
    for start in range(0, len(rows), _OPENED_AT_ONCE):
        yield rows[start : start + _OPENED_AT_ONCE]


def _flag(value: bool) -> int | None:
    """Return what is stored of a flag that most rows do not have."""
    return 1 if value else None


def _listed(attributes: Attributes) -> list[list[str]] | None:
    return [list(pair) for pair in attributes] or None


def paired(stored: object) -> Attributes:
    """Return attributes as they are stored, or none.

    Raises:
        TypeError, ValueError: it is no list of pairs.
    """
    if stored is None:
        return ()
    if not isinstance(stored, list):
        raise TypeError("attributes are a list of pairs")
    return tuple((str(name), str(value)) for name, value in stored)


def _detection(stored: object) -> Detection:
    if not isinstance(stored, list):
        raise TypeError("detections are a list")
    first = stored[0]
    return Detection(
        str(first["model"]),
        float(first["score"]),
        box=Box.from_list(first["box"]),
        version=str(first.get("version", "")),
    )
