"""What is to be seen on the frame that is shown. No Qt, no view, no mouse.

The boxes are always those of one frame: the one whose picture is on the screen. They are worked
out anew only when the frame, the annotation or the labels are other ones.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from app.ui.selection import Selection
from models.annotation.document import Annotation
from models.annotation.geometry import Box
from models.annotation.labels import Label
from models.annotation.track import Shape, Source, Track

# A track whose label is gone still shows.
_NAMELESS = "object"
_GREY = "#98A2B3"


@dataclass(frozen=True, slots=True)
class Item:
    """One box on the frame, with all that is said about it."""

    track: Track
    shape: Shape
    label: str
    color: str

    @property
    def track_id(self) -> UUID:
        return self.track.id

    @property
    def box(self) -> Box:
        return self.shape.box

    @property
    def is_suggestion(self) -> bool:
        return self.shape.source is Source.SUGGESTED

    @property
    def name(self) -> str:
        """What people call it: "person 14"."""
        return f"{self.label} {self.track.number}"

    @property
    def tag(self) -> str:
        """What stands at the box: a suggestion says how sure the model is."""
        if not self.is_suggestion:
            return self.name
        score = self.shape.score
        return f"{self.name} ?" if score is None else f"{self.name} · {score:.0%}"


class Scene:
    """The boxes of the frame that is shown, and which of them are selected."""

    def __init__(self) -> None:
        self.annotation = Annotation()
        self.labels: Mapping[UUID, Label] = {}
        self.selection = Selection.of(())
        self.frame_index: int | None = None
        self.shown: frozenset[UUID] | None = None
        self._items: tuple[Item, ...] | None = None

    def set_shown(self, track_ids: frozenset[UUID] | None) -> None:
        """Leave out the boxes of all other tracks; None: of none."""
        if track_ids != self.shown:
            self.shown = track_ids
            self._items = None

    def set_annotation(self, annotation: Annotation) -> None:
        """Show other boxes; tracks that are gone are no longer selected."""
        self.annotation = annotation
        self._select(self._there(self.selection))

    def set_labels(self, labels: Mapping[UUID, Label]) -> None:
        """Name and colour the boxes by other labels."""
        self.labels = dict(labels)
        self._items = None

    def set_frame(self, frame_index: int | None) -> None:
        """Show the boxes of another frame; None: of no frame."""
        if frame_index != self.frame_index:
            self.frame_index = frame_index
            self._items = None

    def select(self, track_ids: Iterable[UUID]) -> bool:
        """Select these tracks; return whether that is another selection."""
        chosen = self._there(track_ids)
        if chosen == self.selection:
            return False
        self._select(chosen)
        return True

    @property
    def items(self) -> tuple[Item, ...]:
        """The boxes in painting order: by number, suggestions below, the selection on top."""
        if self._items is None:
            self._items = self._look_up()
        return self._items

    def item(self, track_id: UUID | None) -> Item | None:
        """Return the box of one track, where it shows one on this frame."""
        return next((item for item in self.items if item.track_id == track_id), None)

    def selected_items(self) -> tuple[Item, ...]:
        """Return the selected boxes that this frame shows."""
        return tuple(item for item in self.items if item.track_id in self.selection.ids)

    def name_of(self, track: Track) -> str:
        """Return what people call a track, on this frame or not."""
        return f"{self._label(track)[0]} {track.number}"

    def _there(self, track_ids: Iterable[UUID]) -> Selection:
        """Return those that there are; a selection of which all are there stays as it is."""
        chosen = track_ids if isinstance(track_ids, Selection) else Selection.of(track_ids)
        if self.annotation.has_all(chosen.ids):
            return chosen
        return Selection.of(one for one in chosen if one in self.annotation.tracks)

    def _select(self, chosen: Selection) -> None:
        if chosen != self.selection:
            self.selection = chosen
        self._items = None

    def _look_up(self) -> tuple[Item, ...]:
        if self.frame_index is None:
            return ()
        items = []
        for shape in self.annotation.shapes_at(self.frame_index):
            track = self.annotation.track(shape.track_id)
            if not track.hidden and (self.shown is None or track.id in self.shown):
                name, color = self._label(track)
                items.append(Item(track, shape, label=name, color=color))
        items.sort(key=lambda item: (item.track_id in self.selection.ids, not item.is_suggestion))
        return tuple(items)

    def _label(self, track: Track) -> tuple[str, str]:
        label = self.labels.get(track.label_id)
        return (_NAMELESS, _GREY) if label is None else (label.name, label.color)


def selection_after_click(
    selection: tuple[UUID, ...], track_id: UUID | None, *, extend: bool
) -> tuple[UUID, ...]:
    """Return what is selected after a click on a track, or (None) beside all.

    An extending click adds the track, or takes it out where it was selected.
    """
    if track_id is None:
        return ()
    if not extend:
        return (track_id,)
    if track_id in selection:
        return tuple(one for one in selection if one != track_id)
    return (*selection, track_id)
