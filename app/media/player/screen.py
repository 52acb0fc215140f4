"""PlayerScreen: what a player has on screen, and how pictures get there. Thread-confined."""

import time
from collections.abc import Callable
from dataclasses import replace

from app.media.decoding.decoder import DecodedFrame
from app.media.decoding.frame_source import FrameSource
from app.media.pictures.picture import Picture, PictureMaker
from app.media.pictures.view import ViewRequest
from app.media.player.commands import PlayerCommands
from app.media.player.course import Course
from app.media.player.state import Pace

# A clip that moves needs no more on a weak machine; whoever looks closely pauses.
_LOW_END_SCALE = 0.5


class PlayerScreen:
    """Delivers pictures for the view as it is now."""

    def __init__(
        self,
        commands: PlayerCommands,
        source: FrameSource,
        *,
        maker: PictureMaker,
        on_picture: Callable[[Picture], None],
    ) -> None:
        """Begin with nothing shown."""
        self._commands, self._source, self._maker = commands, source, maker
        self._on_picture = on_picture
        self.pace = Pace()
        self.frame: DecodedFrame | None = None
        # It has fewer pixels than it should have at rest.
        self.is_reduced = False
        self._is_proxy = self._moves = False
        self.shown = 0
        # Pictures of what moves are half as wide and high, on weak machines.
        self.halves = False

    @property
    def frame_index(self) -> int | None:
        return None if self.frame is None else self.frame.frame_index

    def show(
        self,
        frame: DecodedFrame,
        *,
        asked: int,
        moves: bool = False,
        is_proxy: bool = False,
        course: Course | None = None,
    ) -> None:
        """Deliver a frame; `asked` is the one that was asked for, `moves` tells that it won't stay.

        `course` is where the play head is going.
        """
        self.frame = replace(frame, exact=frame.frame_index == asked)
        self._is_proxy, self._moves = is_proxy, moves
        self._source.cache.move_to(frame.frame_index, course)
        self.shown += 1
        self.show_again()
        if moves:
            self.pace.shown(time.monotonic())

    def show_again(self) -> None:
        """Deliver what is shown for the view as it is now."""
        if self.frame is None:
            return
        view, halved = self._commands.now.view, self.halves and self._moves
        self.is_reduced = halved or self._is_proxy
        picture = self._maker.to_view(self.frame, _half(view) if halved else view)
        if self.is_reduced:
            picture = replace(picture, view=view, reduced=True)
        self._on_picture(picture)

    def clear(self) -> None:
        """Forget what is shown: the player ends."""
        self.frame = None


def _half(view: ViewRequest) -> ViewRequest:
    return replace(
        view,
        width_px=max(round(view.width_px * _LOW_END_SCALE), 1),
        height_px=max(round(view.height_px * _LOW_END_SCALE), 1),
    )
