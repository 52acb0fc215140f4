"""The keyframes of one timeline at work: which are chosen, and what is asked for them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QRect

from app.ui.editing.model_words import refusal_sentence
from app.ui.timeline import key_choice
from app.ui.timeline.key_choice import Ghost, Keys
from app.ui.timeline.layout import NAMES_PX
from app.ui.timeline.spans import Lane
from models.annotation import Annotation, gestures
from models.annotation.errors import GestureRefusedError

if TYPE_CHECKING:
    from app.ui.timeline.timeline import Timeline


class TimelineKeys:
    """Belongs to one timeline; what it asks for goes out by the timeline's signals."""

    def __init__(self, timeline: Timeline) -> None:
        self._timeline = timeline
        self._annotation = Annotation()
        self._move: tuple[Keys, Annotation, gestures.KeyframeMove] | None = None

    @property
    def chosen(self) -> Keys:
        return self._timeline.view.chosen

    def set_annotation(self, annotation: Annotation, changed: Iterable[UUID] | None) -> None:
        """Drop what is chosen and no longer there, and a drag of what is gone."""
        self._annotation = annotation
        ghost = self._timeline.view.ghost
        if ghost is not None and not self._are_there(ghost):
            self._timeline.cancel_drag()
        self.choose(key_choice.still_there(self.chosen, annotation, changed))

    def choose(self, keys: Keys) -> None:
        """Choose exactly these keyframes."""
        if keys != self.chosen:
            self._timeline.view.chosen = keys
            self._timeline.update()
            self._timeline.keys_chosen.emit(keys)

    def keep(self, ids: frozenset[UUID] | None) -> None:
        """Choose no longer what has no lane any more."""
        if ids is not None:
            self.choose({one: frames for one, frames in self.chosen.items() if one in ids})

    def choose_all_of(self, track_ids: Iterable[UUID]) -> None:
        """Choose all keyframes of these tracks."""
        tracks = self._annotation.tracks
        self.choose(
            {
                track_id: tuple(key.frame_index for key in tracks[track_id].keyframes)
                for track_id in track_ids
                if track_id in tracks and tracks[track_id].keyframes
            }
        )

    def press_on(self, track_id: UUID, frame: int, *, adds: bool) -> Keys:
        """Choose a keyframe that is pressed, unless it is chosen; give all that are chosen then."""
        if adds:
            self.choose(key_choice.toggled(self.chosen, track_id, frame))
        elif not key_choice.is_chosen(self.chosen, track_id, frame):
            self.choose({track_id: (frame,)})
        return self.chosen

    def whole(self, lane: Lane) -> Keys:
        """Give all keyframes of a lane's track: where it is selected, of all that are."""
        selection = self._timeline.view.selection
        ids = selection if lane.key in selection else {lane.key}
        tracks = self._annotation.tracks
        return {
            track_id: tuple(key.frame_index for key in tracks[track_id].keyframes)
            for track_id in ids
            if track_id in tracks
        }

    def show(self, ghost: Ghost | None) -> None:
        """Show what a drag would do; None shows nothing."""
        if ghost != self._timeline.view.ghost:
            self._timeline.view.ghost = ghost
            self._timeline.update()

    def show_move(self, keys: Keys, delta: int, *, lead: int) -> None:
        """Show where keyframes would go, of which one stands on `lead` now."""
        ghost = self._timeline.view.ghost
        if not self._are_there(Ghost(lead, keys=keys)):
            self._timeline.cancel_drag()
        elif ghost is None or ghost.delta != delta:
            error = self._move_of(keys).why_not(delta)
            self.show(Ghost(lead + delta, delta, keys=keys, problem=_text_of(error)))

    def _move_of(self, keys: Keys) -> gestures.KeyframeMove:
        """Give what knows where keyframes may go: one for a drag, unless the tracks change."""
        known = self._move
        if known is None or known[0] is not keys or known[1] is not self._annotation:
            move = gestures.KeyframeMove(self._annotation, keys)
            known = self._move = keys, self._annotation, move
        return known[2]

    def show_end(self, track_id: UUID, frame: int, *, before: int) -> None:
        """Show where a track would end that ends at `before`."""
        if not self._are_there(Ghost(frame, ends=track_id)):
            self._timeline.cancel_drag()
            return
        if frame == before:
            self.show(None)
            return
        over = self._over_at(track_id, frame)
        error = None
        try:
            gestures.move_end(self._annotation, track_id, frame_index=over, pts_of=lambda _: 0)
        except GestureRefusedError as refused:
            error = refused
        self.show(Ghost(frame, ends=track_id, problem=_text_of(error)))

    def carry_out(self) -> None:
        """Ask for what the ghost shows, or say why not."""
        ghost = self._timeline.view.ghost
        self.show(None)
        if ghost is None:
            return
        if ghost.problem:
            self._timeline.refused.emit(ghost.problem)
        elif ghost.ends is not None:
            over = self._over_at(ghost.ends, ghost.frame)
            self._timeline.end_moved.emit(ghost.ends, over)
        elif ghost.delta:
            self._timeline.keys_moved.emit(ghost.keys, ghost.delta, ghost.frame)

    def show_band(self, band: QRect | None) -> None:
        self._timeline.view.band = band
        self._timeline.update()

    def choose_within(self, band: QRect, *, adds: bool) -> None:
        """Choose the keyframes below a part of the widget."""
        view = self._timeline.view
        self.show_band(None)
        rows = view.layout.rows_between(band.top(), band.bottom() + 1)
        first = view.scale.position_at(band.left() - NAMES_PX)
        last = view.scale.position_at(band.right() - NAMES_PX)
        lanes = (view.lanes.rows[row] for row in rows)
        found = key_choice.keys_between(lanes, first, last)
        self.choose(key_choice.joined(self.chosen, found) if adds else found)
        ids = {*(self._timeline.view.selection if adds else ()), *found}
        if ids:
            self._timeline.request_selection_of(ids)

    def ask_to_delete(self) -> bool:
        """Ask to take the chosen keyframes away; False without any."""
        if self.chosen:
            self._timeline.keys_delete_requested.emit(self.chosen)
        return bool(self.chosen)

    def _are_there(self, ghost: Ghost) -> bool:
        ids = {*ghost.keys, *(() if ghost.ends is None else (ghost.ends,))}
        return all(track_id in self._annotation.tracks for track_id in ids)

    def _over_at(self, track_id: UUID, frame: int) -> int:
        """Give from which frame on nothing is shown where a bar ends at `frame`.

        A keyframe that ends a track stands on that frame; a bar that is held for so long ends
        with the last frame that is seen.
        """
        track = self._annotation.track(track_id)
        last = track.keyframes[-1]
        held = track.ends_after is not None and not last.outside and not last.gap_after
        return frame + 1 if held else frame

    def forget(self) -> None:
        """Drop all that was of another clip."""
        self._annotation, self._move = Annotation(), None


def _text_of(error: GestureRefusedError | None) -> str:
    return "" if error is None else refusal_sentence(error)
