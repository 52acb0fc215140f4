"""While somebody is asked why they reject, the clip stands, and the card keeps clear of objects."""

from itertools import islice

from PySide6.QtCore import QObject, QRect, QRectF

from app.media.player.state import PlayerState
from app.ui.desk.clip.clip_desk import ClipDesk
from app.ui.review.verdicts.reason_card import ReasonCard

# Where hundreds are shown, no place is clear: these will do.
_MOST = 60


class AskingWhy(QObject):
    """Joins the card to the picture below it."""

    def __init__(self, card: ReasonCard, clip: ClipDesk) -> None:
        super().__init__(card)
        self._card, self._clip = card, clip
        # How fast it played when it was asked.
        self._rate: float | None = None
        card.about = self._about
        card.asked.connect(self._on_asked)
        card.left.connect(self._on_left)
        clip.playback.state_changed.connect(self._hold)

    def _on_asked(self) -> None:
        self._rate = None
        self._hold(self._clip.playback.state)

    def _hold(self, state: PlayerState) -> None:
        """Let nothing go by behind the question, also what begins to play only now."""
        if state.playing and not self._card.isHidden():
            self._rate = state.rate
            self._clip.playback.pause()

    def _on_left(self) -> None:
        rate, self._rate = self._rate, None
        if rate is not None and self._clip.session is not None:
            self._clip.playback.play(rate)

    def _about(self) -> tuple[QRect, ...]:
        """Return where the selected objects are; with none of them here, all that are shown."""
        canvas, editor = self._clip.parts.canvas, self._clip.editor
        boxes = {
            shape.track_id: shape.box
            for shape in editor.annotation.shapes_at(self._clip.frame_index)
        }
        ids = [one for one in editor.selection if one in boxes] or canvas.shown_ids()
        places = (canvas.rect_of(boxes[one]) for one in ids if one in boxes)
        found = (QRectF(*place).toAlignedRect() for place in places if place is not None)
        return tuple(islice(found, _MOST))
