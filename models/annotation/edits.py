"""One named, invertible change of an annotation.

An `Edit` says for each touched track what its head and its changed keyframes were before and
are after. The same value is applied in memory, written to the journal and the database, shown
in the undo history and kept for audit.

- `edit.inverse().applied_to(edit.applied_to(a)) == a`, exactly.
- An edit applies only where its "before" is what the annotation holds; else `StaleEditError`
  and nothing is changed.
- Every edit that is applied has an id of its own: the database answers a repeated id with
  "done already". So an undo applies `inverse()` and a redo applies `renewed()`.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from uuid import UUID, uuid4

from models.annotation.document import Annotation
from models.annotation.errors import EditFormatError, StaleEditError
from models.annotation.json_form import JsonObject, change_json, read_change, reading, typed
from models.annotation.track import Track, TrackHead
from models.annotation.track_change import KeyframeChange, TrackChange

__all__ = ["Edit", "JsonObject", "KeyframeChange", "TrackChange", "TrackHead"]

_VERSION = 1
# Takes the place of ids where keyframes are compared without them.
_ANY = UUID(int=0)


@dataclass(frozen=True, slots=True)
class Edit:
    """One named change. `frame_index` is where the person stood: undo jumps back to it.

    Successive edits with the same `merge_key` may be undone as one. An edit without changes
    is what a gesture returns that had nothing to do; nobody needs to apply it.

    Raises:
        ValueError: a track stands twice among the changes.
    """

    id: UUID
    name: str
    frame_index: int
    changes: tuple[TrackChange, ...]
    merge_key: str | None = None

    def __post_init__(self) -> None:
        if len(self.touched) != len(self.changes):
            raise ValueError("an edit names each track once")

    @classmethod
    def of(
        cls,
        name: str,
        changes: Iterable[TrackChange],
        *,
        frame_index: int,
        merge_key: str | None = None,
    ) -> "Edit":
        """Return a new edit with these changes, without those that change nothing."""
        kept = tuple(change for change in changes if not change.changes_nothing)
        return cls(uuid4(), name, frame_index, changes=kept, merge_key=merge_key)

    @classmethod
    def between(
        cls,
        name: str,
        before: Annotation,
        after: Annotation,
        *,
        frame_index: int,
        merge_key: str | None = None,
    ) -> "Edit":
        """Return the edit that leads from one annotation to another."""
        changes = (
            TrackChange.between(before.tracks.get(track_id), after.tracks.get(track_id))
            for track_id in sorted(before.ids_that_differ(after), key=_in_order_of_id)
        )
        return cls.of(name, changes, frame_index=frame_index, merge_key=merge_key)

    @property
    def touched(self) -> frozenset[UUID]:
        """The ids of the tracks that the edit changes."""
        return frozenset(change.track_id for change in self.changes)

    def applied_to(self, annotation: Annotation) -> Annotation:
        """Return the annotation after the edit.

        Raises:
            StaleEditError: the annotation is not what the edit was made for.
        """
        changed: dict[UUID, Track | None] = {}
        for change in self.changes:
            changed[change.track_id] = change.applied_to(annotation.tracks.get(change.track_id))
        return annotation.with_tracks(changed)

    def inverse(self) -> "Edit":
        """Return a new edit that takes this one back."""
        return Edit(
            uuid4(),
            self.name,
            self.frame_index,
            changes=tuple(change.inverse() for change in reversed(self.changes)),
        )

    def signed(self, author: UUID, *, at_us: int) -> "Edit":
        """Return the edit with every keyframe that it sets bearing its author and time (µs UTC).

        What only goes from one track to another was set by whoever set it there.
        """
        # Of a thousand tracks that go no keyframe is set: to look at each held up the window.
        sets_any = any(key.after is not None for one in self.changes for key in one.keyframes)
        stood = {
            replace(key.before, id=_ANY)
            for change in self.changes
            for key in change.keyframes
            if sets_any and key.before is not None
        }

        def signed(change: KeyframeChange) -> KeyframeChange:
            after = change.after
            if after is None or (stood and replace(after, id=_ANY) in stood):
                return change
            return KeyframeChange(change.before, replace(after, author=author, at_us=at_us))

        changes = (
            replace(change, keyframes=tuple(map(signed, change.keyframes)))
            for change in self.changes
        )
        return replace(self, changes=tuple(changes))

    def renewed(self) -> "Edit":
        """Return the same change as a new edit, to be applied once more (redo)."""
        return replace(self, id=uuid4())

    def merged_with(self, following: "Edit") -> "Edit | None":
        """Return one new edit that does what this and then the following one do.

        None where the two are not one gesture: without a common merge key, on different
        frames, or not one behind the other.
        """
        if self.merge_key is None or self.merge_key != following.merge_key:
            return None
        if self.frame_index != following.frame_index:
            return None
        merged: dict[UUID, TrackChange | None] = {
            change.track_id: change for change in self.changes
        }
        try:
            for change in following.changes:
                first = merged.get(change.track_id)
                merged[change.track_id] = change if first is None else first.merged_with(change)
        except StaleEditError:
            return None
        left = (change for change in merged.values() if change is not None)
        return Edit.of(self.name, left, frame_index=self.frame_index, merge_key=self.merge_key)

    def to_json(self) -> JsonObject:
        """Return the edit as a JSON object; `from_json` gives back an equal edit."""
        form: JsonObject = {
            "v": _VERSION,
            "id": self.id.hex,
            "name": self.name,
            "frame": self.frame_index,
            "changes": [change_json(change) for change in self.changes],
        }
        if self.merge_key is not None:
            form["merge"] = self.merge_key
        return form

    @classmethod
    def from_json(cls, untrusted: object) -> "Edit":
        """Read a stored edit.

        Raises:
            EditFormatError: it does not have the form that `to_json` writes.
        """
        with reading():
            fields = typed(untrusted, dict)
            if fields["v"] != _VERSION:
                raise EditFormatError("a stored edit has a version that this program lacks")
            return cls(
                UUID(typed(fields["id"], str)),
                typed(fields["name"], str),
                typed(fields["frame"], int),
                changes=tuple(read_change(item) for item in typed(fields["changes"], list)),
                merge_key=typed(fields["merge"], str) if "merge" in fields else None,
            )


def _in_order_of_id(track_id: UUID) -> int:
    return track_id.int
