"""What is shown, where, and what the hand is at, taken together. No Qt, nothing painted.

The questions that need more than one of them are answered here: what lies under the pointer, what
a press there would take, where a nudge leads, which box Tab goes to.
"""

from collections.abc import Mapping
from uuid import UUID

from app.ui.canvas import drag_geometry as drags
from app.ui.canvas.hit_testing import Candidate, HitTarget, Part, bodies_at, hit
from app.ui.canvas.interaction import Doing, Grab, Interaction, Pointer, Refusal
from app.ui.canvas.mode import Mode
from app.ui.canvas.scene import Item, Scene
from app.ui.canvas.view_transform import Margins, Screen, ViewTransform
from models.annotation.geometry import Box
from models.annotation.labels import Label

Point = tuple[float, float]


class Stage:
    """A scene in a view, and the hand on it."""

    def __init__(self) -> None:
        self.scene = Scene()
        self.hand = Interaction()
        self.screen = Screen(1, 1)
        self.margins = Margins()
        self.view: ViewTransform | None = None
        self.editable = True
        self.why_not = ""
        self.draw_label: Label | None = None
        self.pointer: Point | None = None
        self.target: HitTarget | None = None
        self._preferred: UUID | None = None

    @property
    def hovered(self) -> UUID | None:
        """The track under the pointer."""
        return None if self.target is None else self.target.track_id

    def leave_clip(self) -> None:
        """Forget all of the clip; labels and what may be done belong to the project and stay.

        What a filter lets through is said anew for each clip.
        """
        labels, self.scene = self.scene.labels, Scene()
        self.scene.set_labels(labels)
        minimum, self.hand = self.hand.minimum, Interaction()
        self.hand.minimum = minimum
        self.view = self.target = self._preferred = None

    def set_frame_size(self, size: tuple[float, float] | None) -> None:
        """Show frames of another size, fitted; None: there are none."""
        self.hand.frame = size or (0.0, 0.0)
        self.view = size and ViewTransform.fitting(size, self.screen, self.margins)

    def set_screen(self, screen: Screen) -> None:
        """Look through a view of another size."""
        self.screen = screen
        if self.view is not None:
            self.view = self.view.on(screen, self.margins)

    def fit(self) -> None:
        """Show the whole frame."""
        if self.view is not None:
            size = self.view.source_width, self.view.source_height
            self.view = ViewTransform.fitting(size, self.screen, self.margins)

    def pointer_at(self, at: Point, how: drags.Constraint, *, extend: bool = False) -> Pointer:
        """Return a place in the view in both kinds of pixel."""
        source = at if self.view is None else self.view.to_source(*at)
        return Pointer(source, at, how=how, extend=extend)

    def look_at(self, at: Point | None) -> None:
        """Move the pointer, and find what is under it; what is being dragged stays so."""
        self.pointer = at
        if self.hand.doing in (Doing.MOVING, Doing.RESIZING):
            return
        if at is None or self.hand.doing in (Doing.AIMING, Doing.DRAWING):
            self.target = None
            return
        shown = self._candidates()
        if self._preferred not in {one.track_id for one in bodies_at(shown, *at)}:
            self._preferred = None
        self.target = hit(shown, at, hovered=self.hovered, preferred=self._preferred)

    def grab_at(self, at: Point) -> Grab | None:
        """Return what a press would take: the body of one of several selected takes them all."""
        self.look_at(at)
        target = self.target
        item = None if target is None else self.scene.item(target.track_id)
        if target is None or item is None:
            return None
        together: tuple[Item, ...] = (item,)
        if target.part is Part.BODY and item.track_id in self.scene.selection:
            together = tuple(
                one
                for one in self.scene.selected_items()
                if not one.track.locked or one.track_id == item.track_id
            )
        refusal = None
        if not self.editable:
            refusal = Refusal.READ_ONLY
        elif item.track.locked:
            refusal = Refusal.LOCKED
        return Grab(
            target,
            {one.track_id: one.box for one in together},
            was_selected=item.track_id in self.scene.selection,
            refusal=refusal,
        )

    def nudged(self, dx: float, dy: float) -> Mapping[UUID, Box] | Refusal:
        """Return the selected boxes moved by source pixels, as far as the frame allows."""
        if not self.editable:
            return Refusal.READ_ONLY
        shown = self.scene.selected_items()
        if not shown:
            return Refusal.NOT_SHOWN
        free = [item for item in shown if not item.track.locked]
        if not free:
            return Refusal.LOCKED
        around = drags.union([item.box for item in free])
        there = drags.moved(around, (dx, dy), drags.Bounds.around(around, self.hand.frame))
        by = there.x - around.x, there.y - around.y
        moved = {item.track_id: item.box.moved(*by).rounded() for item in free}
        return {
            item.track_id: moved[item.track_id]
            for item in free
            if moved[item.track_id] != item.box.rounded()
        }

    def next_overlapping(self, *, backwards: bool) -> UUID | None:
        """Return the box to go to from the selected one, among those at the same place.

        The place is the pointer, or the middle of the selected box when the pointer is elsewhere.
        The box then stays in front there.
        """
        selected = self.scene.selected_items()
        at = self.pointer
        shown = self._candidates()
        stack = [] if at is None else bodies_at(shown, *at)
        if not stack and selected and self.view is not None:
            stack = bodies_at(shown, *self.view.to_view(*selected[-1].box.center))
        ids = [one.track_id for one in stack]
        if not ids:
            return None
        current = selected[-1].track_id if selected else None
        if current not in ids:
            chosen = ids[-1] if backwards else ids[0]
        elif len(ids) == 1:
            return None
        else:
            chosen = ids[(ids.index(current) + (-1 if backwards else 1)) % len(ids)]
        self._preferred = chosen
        return chosen

    def mode(self) -> Mode:
        """Return what the mode line depends on."""
        tracks = self.scene.annotation.tracks
        chosen = [tracks[track_id] for track_id in self.scene.selection]
        shown = self.scene.selected_items()
        dragged = self.hand.target
        moving = self.hand.doing in (Doing.MOVING, Doing.RESIZING)
        if moving and dragged is not None and len(self.hand.drafts) == 1:
            chosen = [tracks[dragged.track_id]]
        return Mode(
            self.hand.doing,
            self.hand.tool,
            names=[self.scene.name_of(track) for track in chosen],
            shown=shown,
            editable=self.editable,
            draw_label=None if self.draw_label is None else self.draw_label.name,
            why_not=self.why_not,
        )

    def movable(self, item: Item) -> bool:
        """Tell whether a drag would move the box."""
        return self.editable and not item.track.locked

    def _candidates(self) -> list[Candidate]:
        view = self.view
        if view is None:
            return []
        selected = frozenset(self.scene.selection)
        return [
            Candidate(
                item.track_id,
                view.rect(item.box),
                selected=item.track_id in selected,
                fixed=not self.movable(item),
            )
            for item in self.scene.items
        ]
