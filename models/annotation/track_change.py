"""What an edit does to one track: keyframes by id, and the head.

- A change applies only to the track that it was made for; the "before" sides are compared
  whole but for where they stand in review, which is no edit, and nothing is half applied.
- The cost follows the number of changed keyframes; the rest of the tuple is copied as it is.
"""

from dataclasses import dataclass
from uuid import UUID

from models.annotation.errors import StaleEditError
from models.annotation.track import Keyframe, Kind, Track, TrackHead, position_of


@dataclass(frozen=True, slots=True)
class KeyframeChange:
    """A keyframe put in (no `before`), taken out (no `after`) or replaced under its id.

    Raises:
        ValueError: both sides are missing, or they have different ids.
    """

    before: Keyframe | None
    after: Keyframe | None

    def __post_init__(self) -> None:
        if self.before is None and self.after is None:
            raise ValueError("a keyframe change needs a side")
        if self.before is not None and self.after is not None and self.before.id != self.after.id:
            raise ValueError("a keyframe keeps its id")

    @property
    def keyframe_id(self) -> UUID:
        """The id that both sides share."""
        return (self.before or self.after).id  # type: ignore[union-attr]  # one side is there

    def inverse(self) -> "KeyframeChange":
        """Return the change back."""
        return KeyframeChange(self.after, self.before)


@dataclass(frozen=True, slots=True)
class TrackChange:
    """What happens to one track; a head that stays is the same on both sides.

    Raises:
        ValueError: both heads are missing or one is another track's, or a keyframe stands
            twice.
    """

    track_id: UUID
    before: TrackHead | None
    after: TrackHead | None
    keyframes: tuple[KeyframeChange, ...] = ()

    def __post_init__(self) -> None:
        heads = [head for head in (self.before, self.after) if head is not None]
        if not heads or any(head.id != self.track_id for head in heads):
            raise ValueError("a track change needs a head of its own track")
        if len({change.keyframe_id for change in self.keyframes}) != len(self.keyframes):
            raise ValueError("a track change names each keyframe once")

    @classmethod
    def between(cls, before: Track | None, after: Track | None) -> "TrackChange":
        """Return what leads from one state of a track to another; not both may be None."""
        old = {} if before is None else {keyframe.id: keyframe for keyframe in before.keyframes}
        new = {} if after is None else {keyframe.id: keyframe for keyframe in after.keyframes}
        changes = [KeyframeChange(key, new.get(key_id)) for key_id, key in old.items()]
        changes += [KeyframeChange(None, key) for key_id, key in new.items() if key_id not in old]
        track = before or after
        if track is None:
            raise ValueError("a change needs a track on one side")
        return cls(
            track.id,
            None if before is None else before.head,
            None if after is None else after.head,
            tuple(change for change in changes if change.before != change.after),
        )

    @property
    def changes_nothing(self) -> bool:
        """Whether both sides are the same."""
        return self.before == self.after and not self.keyframes

    def inverse(self) -> "TrackChange":
        """Return the change back."""
        back = tuple(change.inverse() for change in self.keyframes)
        return TrackChange(self.track_id, self.after, self.before, back)

    def merged_with(self, following: "TrackChange") -> "TrackChange | None":
        """Return the one change that does what this and then the following one do.

        None when a track was made and taken away again.

        Raises:
            StaleEditError: the following change does not start where this one ends.
        """
        if self.after != following.before:
            raise StaleEditError(self.track_id, "the head changed in between")
        sides = {change.keyframe_id: (change.before, change.after) for change in self.keyframes}
        for change in following.keyframes:
            key_id = change.keyframe_id
            start, middle = sides.get(key_id, (change.before, change.before))
            if middle != change.before:
                raise StaleEditError(self.track_id, "a keyframe changed in between")
            sides[key_id] = (start, change.after)
        merged = tuple(KeyframeChange(old, new) for old, new in sides.values() if old != new)
        if self.before is None and following.after is None:
            return None
        return TrackChange(self.track_id, self.before, following.after, merged)

    def applied_to(self, track: Track | None) -> Track | None:
        """Return the track after the change; None when it is gone.

        Raises:
            StaleEditError: the track is not what the change was made for.
        """
        if (None if track is None else track.head) != self.before:
            raise StaleEditError(self.track_id, "the track is not the one that was edited")
        keyframes = self._spliced(() if track is None else track.keyframes)
        if self.after is None:
            if keyframes:
                raise StaleEditError(self.track_id, "it has keyframes that were not there")
            return None
        if self.after.kind is Kind.BOX and len(keyframes) > 1:
            raise StaleEditError(self.track_id, "a single-frame box has one keyframe")
        hidden = track is not None and track.hidden
        return self.after.with_keyframes(keyframes, hidden=hidden)

    def _spliced(self, keyframes: tuple[Keyframe, ...]) -> tuple[Keyframe, ...]:
        removed: list[int] = []
        for change in self.keyframes:
            if change.before is None:
                continue
            at = position_of(keyframes, change.before.frame_index)
            if at == len(keyframes) or not keyframes[at].is_as_drawn(change.before):
                raise StaleEditError(self.track_id, "a keyframe is not the one that was edited")
            removed.append(at)
        left = list(keyframes)
        for at in sorted(removed, reverse=True):
            del left[at]
        added = [change.after for change in self.keyframes if change.after is not None]
        if any(change.before is None for change in self.keyframes):
            # The same keyframe, moved meanwhile by another edit, must not come in twice.
            there = {keyframe.id.int for keyframe in left}
            if any(keyframe.id.int in there for keyframe in added):
                raise StaleEditError(self.track_id, "a keyframe is already there")
        for keyframe in added:
            at = position_of(left, keyframe.frame_index)
            if at < len(left) and left[at].frame_index == keyframe.frame_index:
                raise StaleEditError(self.track_id, "another keyframe stands on that frame")
            left.insert(at, keyframe)
        return tuple(left)
