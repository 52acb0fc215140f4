"""What is to be seen on the frame that is shown. No Qt, no view, no mouse.

The boxes are always those of one frame: the one whose picture is on the screen. They are worked
out anew only when the frame, the annotation or the labels are other ones; what is selected only
puts them in another order.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from app.ui.editing.selection import Selection, still_there
from models.annotation.document import Annotation
from models.annotation.geometry import Box
from models.annotation.interpolate import shape_at
from models.annotation.labels import Label
from models.annotation.track import Shape, Source, Track

# A track whose label is gone still shows.
_NAMELESS = "object"
_GREY = "#98A2B3"
# The boxes of so few tracks are worked out one by one, and not those of all tracks of the frame.
_FEW = 20
MOST_TRAILS = 50


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
        # The boxes by number, suggestions first; the same with the selection last; and by track.
        self._found: tuple[Item, ...] | None = None
        self._items: tuple[Item, ...] | None = None
        self._selected: tuple[Item, ...] = ()
        self._by_track: dict[UUID, Item] | None = None

    def set_shown(self, track_ids: frozenset[UUID] | None) -> None:
        """Leave out the boxes of all other tracks; None: of none."""
        if track_ids != self.shown:
            self.shown = track_ids
            self._look_anew()

    def set_annotation(self, annotation: Annotation) -> None:
        """Show other boxes; tracks that are gone are no longer selected."""
        if annotation is not self.annotation:
            self.annotation = annotation
            self._look_anew()
        self._select(self._there(self.selection))

    def set_labels(self, labels: Mapping[UUID, Label]) -> None:
        """Name and colour the boxes by other labels."""
        self.labels = dict(labels)
        self._look_anew()

    def set_frame(self, frame_index: int | None) -> None:
        """Show the boxes of another frame; None: of no frame."""
        if frame_index != self.frame_index:
            self.frame_index = frame_index
            self._look_anew()

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
            self._put_in_order()
        return self._items or ()

    @property
    def unselected(self) -> tuple[Item, ...]:
        """The same boxes in the order that they have when none is selected."""
        return self._all()

    def item(self, track_id: UUID | None) -> Item | None:
        """Return the box of one track, where it shows one on this frame."""
        if track_id is None:
            return None
        if self._by_track is None:
            self._by_track = {item.track_id: item for item in self._all()}
        return self._by_track.get(track_id)

    def selected_items(self) -> tuple[Item, ...]:
        """Return the selected boxes that this frame shows."""
        if self._items is None:
            self._put_in_order()
        return self._selected

    def trailed_items(self) -> tuple[Item, ...]:
        """Return the selected boxes whose way is shown: none where so many would show nothing."""
        selected = self.selected_items()
        return selected if len(selected) <= MOST_TRAILS else ()

    def name_of(self, track: Track) -> str:
        """Return what people call a track, on this frame or not."""
        return f"{self._label(track)[0]} {track.number}"

    def _there(self, track_ids: Iterable[UUID]) -> Selection:
        """Return those that there are; a selection of which all are there stays as it is."""
        return still_there(Selection.of(track_ids), self.annotation)

    def _select(self, chosen: Selection) -> None:
        if chosen is not self.selection:
            self.selection = chosen
            self._items = None

    def _look_anew(self) -> None:
        self._found = self._items = self._by_track = None

    def _put_in_order(self) -> None:
        """Lay what is selected on top."""
        found, ids = self._all(), self.selection.ids
        self._selected = tuple(item for item in found if item.track_id in ids) if ids else ()
        if self._selected:
            below = tuple(item for item in found if item.track_id not in ids)
            self._items = below + self._selected
        else:
            self._items = found

    def _all(self) -> tuple[Item, ...]:
        if self._found is None:
            self._found = self._look_up()
        return self._found

    def _look_up(self) -> tuple[Item, ...]:
        items = []
        for shape in self._shapes():
            track = self.annotation.track(shape.track_id)
            if not track.hidden and (self.shown is None or track.id in self.shown):
                name, color = self._label(track)
                items.append(Item(track, shape, label=name, color=color))
        offers = tuple(item for item in items if item.is_suggestion)
        return offers + tuple(item for item in items if not item.is_suggestion)

    def _shapes(self) -> Iterable[Shape]:
        """Return what the frame shows, by number, or at least what is shown of it."""
        frame, shown, annotation = self.frame_index, self.shown, self.annotation
        if frame is None:
            return ()
        if shown is None or len(shown) > _FEW:
            return annotation.shapes_at(frame)
        tracks = [annotation.tracks[one] for one in shown if one in annotation.tracks]
        tracks.sort(key=lambda track: (track.number, track.id.int))
        return [shape for track in tracks if (shape := shape_at(track, frame)) is not None]

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
