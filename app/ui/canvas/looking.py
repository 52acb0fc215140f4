"""Through what the canvas looks at the frame, and what a decoder should make for that."""

from dataclasses import replace
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from app.media.pictures.adjust import NO_ADJUSTMENT, Adjustment
from app.media.pictures.view import ViewRequest
from app.ui.canvas.drag_geometry import union
from app.ui.canvas.following import SHARE, Following
from app.ui.canvas.outcomes import Point, Refusal
from app.ui.canvas.stage import Stage
from app.ui.canvas.view_transform import NOTCH, Screen, ViewTransform

# A lens over a larger frame makes do with the pixels of the view.
_MOST_LENS_PX = 4096 * 2304


class Looking(QObject):
    """Moves the view of a stage: by hand, by keys, or after a track.

    Signals:
        view_changed(request: ViewRequest): the pixels that the decoder should make now.
        zoom_changed(percent: float): device pixels per source pixel.
        following_changed(track_id: UUID | None)
        moved(): the frame lies elsewhere in the view.
    """

    view_changed = Signal(object)
    zoom_changed = Signal(float)
    following_changed = Signal(object)
    moved = Signal()

    def __init__(self, stage: Stage, parent: QObject) -> None:
        super().__init__(parent)
        self._stage = stage
        self._request: ViewRequest | None = None
        self._zoom: float | None = None
        self._following: Following | None = None
        self._adjustment = NO_ADJUSTMENT
        self._wants_all_pixels = False

    @property
    def adjustment(self) -> Adjustment:
        return self._adjustment

    @property
    def following(self) -> UUID | None:
        """The track that is kept in the middle."""
        return None if self._following is None else self._following.track_id

    @property
    def share(self) -> float | None:
        """How much of the view's shorter side it takes."""
        return None if self._following is None else self._following.share

    def forget(self) -> None:
        """Look at no frame any more; what is asked for next is told in any case."""
        self._request = self._zoom = None
        self._adjustment = NO_ADJUSTMENT
        self._wants_all_pixels = False
        self._let_go()

    def set_adjustment(self, adjustment: Adjustment) -> None:
        self._adjustment = adjustment
        self.tell()

    def set_all_pixels(self, wanted: bool) -> None:
        """Ask for every pixel of the source, also where the view shows fewer: for a lens."""
        if wanted != self._wants_all_pixels:
            self._wants_all_pixels = wanted
            self.tell()

    def set_screen(self, screen: Screen) -> None:
        self._stage.set_screen(screen)
        self.tell()

    def fit(self) -> None:
        self._let_go()
        self._stage.fit()
        self.tell()

    def actual(self, at: Point) -> None:
        """Show one source pixel on one device pixel."""
        if self._stage.view is not None:
            self._let_go()
            self._look_through(self._stage.view.zoomed_to(1.0, at))

    def show_selection(self) -> Refusal | None:
        """Fill the view with the selected boxes that this frame shows, or say why not."""
        shown = self._stage.scene.selected_items()
        if self._stage.view is None:
            return None
        if not shown:
            return Refusal.NOT_SHOWN
        self._let_go()
        box = union([item.box for item in shown])
        self._look_through(self._stage.view.showing(box, self._stage.margins))
        return None

    def zoom_by(self, notches: float, at: Point) -> None:
        """Go nearer by notches; a track that is followed stays in the middle."""
        view = self._stage.view
        if view is None or not notches:
            return
        zoomed = view.zoomed(NOTCH**notches, at)
        followed = None if self._following is None else self._stage.scene.item(self.following)
        if self._following is not None and followed is not None:
            self._following = self._following.looked_through(zoomed, followed.box)
            zoomed = zoomed.centred(followed.box.center, zoomed.zoom)
        self._look_through(zoomed)

    def pan(self, dx: float, dy: float) -> None:
        """Move the frame by view pixels; whoever does looks elsewhere than at what is followed."""
        if self._stage.view is not None:
            self._let_go()
            self._look_through(self._stage.view.panned(dx, dy))

    def look_like(self, view: ViewTransform) -> None:
        """Look as somebody else does; a hand has moved the frame there."""
        if view != self._stage.view:
            self._let_go()
            self._look_through(view)

    def follow(self, track_id: UUID | None, *, share: float = SHARE) -> None:
        """Keep a track in the middle from now on, so large; None: none."""
        if track_id == self.following:
            return
        self._following = None if track_id is None else Following(track_id, share)
        self.following_changed.emit(track_id)
        self.keep_up()
        self.moved.emit()

    def keep_up(self) -> None:
        """Look at where the followed track is now; where it is not, stay. Gone, it is let go."""
        following, stage = self._following, self._stage
        if following is None or stage.view is None or stage.scene.frame_index is None:
            return
        if following.track_id not in stage.scene.annotation.tracks:
            self._let_go()
            return
        item = stage.scene.item(following.track_id)
        # Under a hand that drags it, the frame stands still.
        if item is not None and not stage.hand.drafts:
            self._following, view = following.onto(stage.view, item.box, stage.scene.frame_index)
            self._look_through(view)

    def tell(self) -> None:
        """Say what is to be made now, where that is something else than before."""
        view = self._stage.view
        if view is None:
            return
        request = view.request()
        whole_px = view.source_width * view.source_height
        if self._wants_all_pixels and view.zoom < 1.0 and whole_px <= _MOST_LENS_PX:
            request = ViewRequest(round(view.source_width), round(view.source_height))
        request = replace(request, adjustment=self._adjustment)
        if request != self._request:
            self._request = request
            self.view_changed.emit(request)
        if view.zoom != self._zoom:
            self._zoom = view.zoom
            self.zoom_changed.emit(view.zoom * 100)
        self.moved.emit()

    def _look_through(self, view: ViewTransform) -> None:
        self._stage.view = view
        self.tell()

    def _let_go(self) -> None:
        if self._following is not None:
            self._following = None
            self.following_changed.emit(None)
