"""Brings an edit into the rows, or refuses it whole.

- An object (a track with its keyframes, or a single-frame box) has one revision: that of its
  head's row. It is raised by every change of the object, and an edit that builds on another one
  is stale.
- The edit's "before" is compared with the rows as well, so that a replay, which has no revisions
  of its own, never overwrites what somebody else did in the meantime.
- A keyframe that comes back (undo of a deletion) revives its tombstone; its revision goes on.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from models.annotation.edits import Edit
from models.annotation.track import Keyframe, Kind, TrackHead
from models.annotation.track_change import TrackChange
from models.annotation_rows import AnnotationRows
from models.errors import StaleRevisionError
from models.records import Revisions
from models.unit_of_work import UnitOfWork
from models.verified_table import NamedRow, uuid_of


@dataclass(frozen=True, slots=True)
class _Step:
    """What becomes of one keyframe: where it was and where it will be."""

    before: tuple[TrackHead, Keyframe] | None
    after: tuple[TrackHead, Keyframe] | None


class EditWriter:
    """Writes one edit of one clip inside a transaction of the caller's."""

    def __init__(self, work: UnitOfWork, rows: AnnotationRows, clip_id: UUID) -> None:
        self._work = work
        self._rows = rows
        self._clip_id = clip_id

    def write(self, edit: Edit, revisions: Revisions) -> dict[UUID, int]:
        """Collect the writes; return the new revisions of the objects that the edit touches.

        Raises:
            StaleRevisionError: the rows are not what the edit was made for.
        """
        heads = self._head_rows(edit.touched)
        steps = _steps_of(edit)
        stored = {
            uuid_of(row["id"]): row
            for row in self._rows.examples.read_those(self._work.connection, "id", steps)
        }
        for change in edit.changes:
            self._check_head(change, heads[change.track_id], revisions)
        for key_id, step in steps.items():
            self._check_keyframe(key_id, step, stored.get(key_id))
        for key_id, step in steps.items():
            # The row of a single-frame box carries the box's revision, and must not fall back.
            if step.after is not None and step.after[0].kind is Kind.BOX and key_id in stored:
                heads[step.after[0].id].append(stored[key_id])
        raised = {key: _revision_of(heads[key]) + 1 for key in edit.touched}
        for change in edit.changes:
            self._write_head(change, heads[change.track_id], raised[change.track_id])
            self._write_remaining(change, steps, raised[change.track_id])
        for key_id, step in steps.items():
            self._write_keyframe(key_id, step, stored.get(key_id), raised)
        return raised

    def current_revisions(self, edit: Edit) -> dict[UUID, int]:
        """Return the revisions that the objects of an edit have now."""
        heads = self._head_rows(edit.touched)
        return {key: _revision_of(rows) for key, rows in heads.items() if rows}

    def _head_rows(self, track_ids: Iterable[UUID]) -> dict[UUID, list[NamedRow]]:
        """Return the rows that can hold each object's head, dead ones too."""
        found: dict[UUID, list[NamedRow]] = {key: [] for key in track_ids}
        connection, rows = self._work.connection, self._rows
        for row in rows.tracks.read_those(connection, "id", found):
            found[uuid_of(row["id"])].append(row)
        for row in rows.examples.read_those(connection, "box_id", found):
            found[uuid_of(row["box_id"])].append(row)
        return found

    def _check_head(self, change: TrackChange, rows: list[NamedRow], revisions: Revisions) -> None:
        live = [row for row in rows if not row["deleted"]]
        expected = revisions.by_track.get(change.track_id)
        current = _revision_of(rows) if rows else None
        # Who never saw the object may make it again once it has ended.
        seen = expected == current or (expected is None and not live)
        elsewhere = any(row["clip_id"] != self._clip_id.bytes for row in rows)
        if not seen or elsewhere or not self._is_head(change.before, live):
            raise self._stale(change.track_id, rows)

    def _is_head(self, before: TrackHead | None, live: list[NamedRow]) -> bool:
        if not live:
            # A single-frame box whose keyframe was taken out has no row left to hold its head.
            return before is None or before.kind is Kind.BOX
        row = live[0]
        in_tracks = "box_id" not in row
        return before == (
            self._rows.head_of_track(row) if in_tracks else self._rows.head_of_box(row)
        )

    def _check_keyframe(self, key_id: UUID, step: _Step, row: NamedRow | None) -> None:
        if step.before is None:
            if row is not None and (not row["deleted"] or row["clip_id"] != self._clip_id.bytes):
                raise self._stale_step(key_id, step, row)
            return
        head, keyframe = step.before
        place = "track_id" if head.kind is Kind.TRACK else "box_id"
        if (
            row is None
            or row["deleted"]
            or row[place] != head.id.bytes
            or not self._rows.keyframe(row).is_as_drawn(keyframe)
        ):
            raise self._stale_step(key_id, step, row)

    def _write_head(self, change: TrackChange, rows: list[NamedRow], revision: int) -> None:
        tracks, clip_id = self._rows.tracks, self._clip_id
        row = next((row for row in rows if "box_id" not in row), None)
        if change.after is not None and change.after.kind is Kind.TRACK:
            if row is None:
                values = self._rows.track_values(clip_id, change.after)
                new = {"id": change.track_id.bytes, **values}
                self._work.insert(tracks, new, revision=revision)
                return
            same = change.before == change.after and not row["deleted"]
            values = {} if same else self._rows.track_values(clip_id, change.after)
            self._work.replace(tracks, row, values, revision=revision)
        elif row is not None and not row["deleted"]:
            self._work.bury(tracks, row, revision=revision)

    def _write_remaining(
        self, change: TrackChange, steps: dict[UUID, _Step], revision: int
    ) -> None:
        """Write the rows that hold a changed head though their keyframe stays as it is."""
        before, after = change.before, change.after
        if before is None or after is None or before == after:
            return
        if before.kind is Kind.TRACK and after.kind is Kind.TRACK:
            return
        examples = self._rows.examples
        place = "track_id" if before.kind is Kind.TRACK else "box_id"
        for row in examples.read_those(self._work.connection, place, [change.track_id]):
            if not row["deleted"] and uuid_of(row["id"]) not in steps:
                values = self._rows.place_values(self._clip_id, after)
                self._work.replace(examples, row, values, revision=revision)

    def _write_keyframe(
        self, key_id: UUID, step: _Step, row: NamedRow | None, raised: dict[UUID, int]
    ) -> None:
        examples, rows = self._rows.examples, self._rows
        if step.after is None:
            if row is not None and step.before is not None:
                self._work.bury(examples, row, revision=_next_revision(step.before[0], row, raised))
            return
        head, keyframe = step.after
        values = {**rows.place_values(self._clip_id, head), **rows.keyframe_values(keyframe)}
        revision = _next_revision(head, row, raised)
        if row is None:
            self._work.insert(examples, {"id": key_id.bytes, **values}, revision=revision)
            return
        moves = (row["track_id"], row["frame_index"]) != (values["track_id"], keyframe.frame_index)
        self._work.replace(examples, row, values, revision=revision, moves=moves)

    def _stale_step(self, key_id: UUID, step: _Step, row: NamedRow | None) -> StaleRevisionError:
        place = step.before or step.after
        return self._stale(key_id if place is None else place[0].id, [] if row is None else [row])

    def _stale(self, track_id: UUID, rows: list[NamedRow]) -> StaleRevisionError:
        latest = max(rows, key=lambda row: int(row["revision"]), default=None)
        author = None if latest is None else latest["updated_by"]
        known = None if author is None else uuid_of(author)
        return StaleRevisionError(self._rows.tracks.name, [track_id], known)


def _steps_of(edit: Edit) -> dict[UUID, _Step]:
    """Return what becomes of each keyframe; one can leave a track and join another."""
    steps: dict[UUID, _Step] = {}
    for change in edit.changes:
        for keyframe in change.keyframes:
            step = steps.get(keyframe.keyframe_id, _Step(None, None))
            before, after = step.before, step.after
            if keyframe.before is not None and change.before is not None:
                before = (change.before, keyframe.before)
            if keyframe.after is not None and change.after is not None:
                after = (change.after, keyframe.after)
            steps[keyframe.keyframe_id] = _Step(before, after)
    return steps


def _revision_of(rows: list[NamedRow]) -> int:
    return max((row["revision"] for row in rows), default=0)


def _next_revision(head: TrackHead, row: NamedRow | None, raised: dict[UUID, int]) -> int:
    own = 0 if row is None else int(row["revision"])
    return max(own + 1, raised[head.id]) if head.kind is Kind.BOX else own + 1
