"""The tracks that a person has hidden in this view: nothing of it is stored."""

from collections.abc import Iterable
from dataclasses import replace
from uuid import UUID

from models.annotation.document import Annotation


class HiddenTracks:
    """Marks tracks as hidden in what is shown."""

    def __init__(self) -> None:
        self._ids: frozenset[UUID] = frozenset()
        # What was made last: all parts of the window ask for the same.
        self._made: tuple[Annotation, Annotation] | None = None

    def toggle(self, track_ids: Iterable[UUID]) -> None:
        """Hide these tracks; where all of them are hidden, show them."""
        chosen = frozenset(track_ids)
        self._ids = self._ids - chosen if chosen <= self._ids else self._ids | chosen
        self._made = None

    def clear(self) -> None:
        """Show all, as another clip does."""
        self._ids, self._made = frozenset(), None

    def marked_in(self, annotation: Annotation) -> Annotation:
        """Return the annotation with the hidden tracks marked."""
        if not self._ids:
            return annotation
        if self._made is None or self._made[0] is not annotation:
            hidden = {
                track_id: replace(annotation.track(track_id), hidden=True)
                for track_id in self._ids
                if track_id in annotation.tracks
            }
            self._made = annotation, annotation.with_tracks(hidden)
        return self._made[1]
