"""What is shown, where, and what the hand is at, taken together. No Qt, nothing painted.

The questions that need more than one of them are answered here: what lies under the pointer, what
a press there would take, where a nudge leads, which box Tab goes to.
"""

from collections.abc import Mapping, Sequence
from typing import overload
from uuid import UUID

from app.ui.canvas import drag_geometry as drags
from app.ui.canvas.hit_testing import Candidate, HitTarget, Part, bodies_at, hit
from app.ui.canvas.interaction import Doing, Interaction
from app.ui.canvas.mode import Absence, Hints, Mode
from app.ui.canvas.outcomes import Grab, Pointer, Refusal
from app.ui.canvas.scene import Item, Scene
from app.ui.canvas.tab_order import next_along, next_round
from app.ui.canvas.trail import trail
from app.ui.canvas.view_transform import Margins, Screen, ViewTransform
from app.ui.keys.tips import KeyText, no_keys
from models.annotation.geometry import Box
from models.annotation.labels import Label

Point = tuple[float, float]

_DOT_REACH_PX = 6.0
_Known = tuple[tuple[Item, ...], ViewTransform, bool, list[Candidate]]
_BUSY = (Doing.AIMING, Doing.DRAWING, Doing.BANDING, Doing.MARKING)


class Stage:
    """A scene in a view, and the hand on it."""

    def __init__(self) -> None:
        self.scene = Scene()
        self.hand = Interaction()
        self.screen = Screen(1, 1)
        self.margins = Margins()
        self.view: ViewTransform | None = None
        self.editable = True
        # What is waited for until boxes may be changed, and why they never are in this place.
        self.why_not = self.why_read_only = ""
        self.hints = Hints()
        # What Esc does where that is not to deselect.
        self.escape = ""
        self.key_text: KeyText = no_keys
        self.draw_label: Label | None = None
        self.pointer: Point | None = None
        self.target: HitTarget | None = None
        self.leads: int | None = None
        # Whether a lens lies on the pointer, and whether one comes up while a handle is dragged.
        self.lens_held = self.corner_lens = False
        self._preferred: UUID | None = None
        self._walks = False
        # What may lie under the pointer, which moves far more often than boxes do.
        self._known_candidates: _Known | None = None

    @property
    def why_refused(self) -> str:
        """What is told to a person who tries to change a box; "" for the plain reason."""
        return self.why_read_only or self.why_not

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
        before, self.hand = self.hand, Interaction()
        self.hand.minimum, self.hand.style = before.minimum, before.style
        self.hand.marks = before.marks
        self.view = self.target = self._preferred = self.leads = None
        self._known_candidates = None
        self._walks = False

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
        leads_to = None if extend else self.leads
        return Pointer(source, at, how=how, extend=extend, leads_to=leads_to)

    def look_at(self, at: Point | None) -> None:
        """Move the pointer, and find what is under it; what is being dragged stays so."""
        if at != self.pointer:
            self._walks = False
        self.pointer = at
        if self.hand.doing in (Doing.MOVING, Doing.RESIZING):
            return
        self.leads = None
        if at is None or self.hand.doing in _BUSY:
            self.target = None
            return
        shown = self._candidates()
        if self._preferred not in {one.track_id for one in bodies_at(shown, *at)}:
            self._preferred = None
        self.target = hit(shown, at, hovered=self.hovered, preferred=self._preferred)
        self.leads = self.leads_to(at)

    def grab_at(self, at: Point) -> Grab | None:
        """Return what a press would take: the body of one of several selected takes them all."""
        self.look_at(at)
        target = self.target
        item = None if target is None else self.scene.item(target.track_id)
        if target is None or item is None:
            return None
        together: tuple[Item, ...] = (item,)
        if target.part is Part.BODY and item.track_id in self.scene.selection.ids:
            together = tuple(
                one
                for one in self.scene.selected_items()
                if _is_free(one) or one.track_id == item.track_id
            )
        refusal = None
        if not self.editable:
            refusal = Refusal.READ_ONLY
        elif not _is_free(item):
            refusal = Refusal.LOCKED if item.track.locked else Refusal.PINNED
        return Grab(
            target,
            {one.track_id: one.box for one in together},
            was_selected=item.track_id in self.scene.selection.ids,
            refusal=refusal,
        )

    def nudged(self, dx: float, dy: float) -> Mapping[UUID, Box] | Refusal:
        """Return the selected boxes moved by source pixels, as far as the frame allows."""
        if not self.editable:
            return Refusal.READ_ONLY
        shown = self.scene.selected_items()
        if not shown:
            return Refusal.NOT_SHOWN
        free = [item for item in shown if _is_free(item)]
        if not free:
            return Refusal.LOCKED if shown[-1].track.locked else Refusal.PINNED
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
        """Return the box that Tab goes to from the selected one; it then stays in front there."""
        selected = self.scene.selected_items()
        current = selected[-1].track_id if selected else None
        bodies = [] if self.pointer is None else bodies_at(self._candidates(), *self.pointer)
        stack = [one.track_id for one in bodies]
        # A single box under the pointer is gone to once; from there on it is all of them.
        goes_round = len(stack) > 1 or (bool(stack) and current not in stack)
        if goes_round and not self._walks:
            chosen = next_round(stack, current, backwards=backwards)
        else:
            chosen = next_along(self.scene.items, current, backwards=backwards)
            self._walks = chosen is not None
        self._preferred = chosen or self._preferred
        return chosen

    def within(self, band: Box) -> tuple[UUID, ...]:
        """Return the tracks whose boxes have their middle in a part of the frame."""
        found = []
        for item in self.scene.items:
            x, y = item.box.center
            if band.x <= x <= band.x2 and band.y <= y <= band.y2:
                found.append(item.track_id)
        return tuple(found)

    def leads_to(self, at: Point) -> int | None:
        """Return the frame of the trail's keyframe under a point, if handles leave it free."""
        view, here = self.view, self.scene.frame_index
        on_handle = self.target is not None and self.target.part is not Part.BODY
        if view is None or here is None or on_handle:
            return None
        nearest = None
        for item in self.scene.trailed_items():
            for point in (one for run in trail(item.track, here) for one in run):
                x, y = view.to_view(point.x, point.y)
                away = max(abs(x - at[0]), abs(y - at[1]))
                is_other = point.is_keyframe and point.frame_index != here
                if is_other and away <= _DOT_REACH_PX and (nearest is None or away < nearest[0]):
                    nearest = away, point.frame_index
        return None if nearest is None else nearest[1]

    def mode(self) -> Mode:
        """Return what the mode line depends on."""
        tracks = self.scene.annotation.tracks
        chosen: Sequence[UUID] = self.scene.selection
        shown = self.scene.selected_items()
        target = self.hand.target
        # It may just have gone: deleted by somebody else, or with the whole clip.
        dragged = None if target is None else tracks.get(target.track_id)
        moving = self.hand.doing in (Doing.MOVING, Doing.RESIZING)
        if moving and dragged is not None and len(self.hand.drafts) == 1:
            chosen = [dragged.id]
        return Mode(
            self.hand.doing,
            self.hand.tool,
            names=_Names(self.scene, chosen),
            shown=shown,
            editable=self.editable,
            draw_label=None if self.draw_label is None else self.draw_label.name,
            why_not=self.why_not,
            absence=self._absence(),
            style=self.hand.style,
            points=len(self.hand.points),
            hints=self.hints,
            escape=self.escape,
        )

    def movable(self, item: Item) -> bool:
        """Tell whether a drag would move the box."""
        return self.editable and _is_free(item)

    def _absence(self) -> Absence:
        """Tell why the only selected track shows no box here."""
        if len(self.scene.selection) != 1:
            return Absence.ELSEWHERE
        track = self.scene.annotation.tracks[self.scene.selection[0]]
        if track.hidden:
            return Absence.HIDDEN
        left_out = self.scene.shown is not None and track.id not in self.scene.shown
        return Absence.LEFT_OUT if left_out else Absence.ELSEWHERE

    def _candidates(self) -> list[Candidate]:
        view, items = self.view, self.scene.items
        if view is None:
            return []
        known = self._known_candidates
        if known is not None and known[0] is items and known[1:3] == (view, self.editable):
            return known[3]
        selected = self.scene.selection.ids
        found = [
            Candidate(
                item.track_id,
                view.rect(item.box),
                selected=item.track_id in selected,
                fixed=not self.movable(item),
            )
            for item in items
        ]
        self._known_candidates = items, view, self.editable, found
        return found


class _Names(Sequence[str]):
    """What tracks are called, worked out for those that are asked for."""

    def __init__(self, scene: Scene, track_ids: Sequence[UUID]) -> None:
        self._scene, self._ids = scene, track_ids

    def __len__(self) -> int:
        return len(self._ids)

    @overload
    def __getitem__(self, at: int) -> str: ...

    @overload
    def __getitem__(self, at: slice) -> Sequence[str]: ...

    def __getitem__(self, at: int | slice) -> str | Sequence[str]:
        if isinstance(at, slice):
            return _Names(self._scene, self._ids[at])
        return self._scene.name_of(self._scene.annotation.track(self._ids[at]))


def _is_free(item: Item) -> bool:
    return not item.track.locked and not item.track.pinned
