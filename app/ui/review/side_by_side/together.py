"""What is selected or pointed at on one side is marked on the other."""

from collections.abc import Iterable
from uuid import UUID

from PySide6.QtCore import QObject

from app.ui.canvas.canvas import Canvas
from app.ui.editing.editor import Editor
from app.ui.review.side_by_side.difference_layer import DifferenceLayer
from app.ui.review.side_by_side.differences import FrameDifferences
from app.ui.review.side_by_side.earlier_canvas import EarlierCanvas


class Together(QObject):
    """Joins the selection of the clip to that of the boxes of before, while it is on."""

    def __init__(
        self,
        now: Canvas,
        before: EarlierCanvas,
        editor: Editor,
        found: FrameDifferences,
        layers: tuple[DifferenceLayer, DifferenceLayer],
    ) -> None:
        super().__init__(before)
        self._now, self._before, self._editor = now, before, editor
        self._found, self._layers = found, layers
        self._on = False
        # A hand on the left has chosen: what comes of it on the right must not undo that.
        self._leads = False
        editor.selection_changed.connect(lambda _ids: self.select_partners())
        before.selection_changed.connect(self._on_chosen_before)
        now.hovered_changed.connect(self._on_pointed_now)
        before.hovered_changed.connect(self._on_pointed_before)

    def set_on(self, on: bool) -> None:
        self._on = on
        for layer in self._layers:
            layer.pointed = None
        if on:
            self.select_partners()

    def select_partners(self) -> None:
        """Select before what is selected now."""
        if self._on and not self._leads:
            found = (self._found.before_of(one) for one in self._editor.selection)
            self.select_before(one for one in found if one is not None)

    def select_before(self, track_ids: Iterable[UUID]) -> None:
        """Select these before, whatever they have become."""
        self._before.set_selection(track_ids)

    def _on_chosen_before(self, track_ids: tuple[UUID, ...]) -> None:
        found = (self._found.now_of(one) for one in track_ids)
        self._leads = True
        try:
            self._editor.select(tuple(one for one in found if one is not None))
        finally:
            self._leads = False

    def _on_pointed_now(self, track_id: UUID | None) -> None:
        self._point(0, None if track_id is None else self._found.before_of(track_id))

    def _on_pointed_before(self, track_id: UUID | None) -> None:
        self._point(1, None if track_id is None else self._found.now_of(track_id))

    def _point(self, side: int, track_id: UUID | None) -> None:
        if self._on and self._layers[side].pointed != track_id:
            self._layers[side].pointed = track_id
            (self._before, self._now)[side].update()
