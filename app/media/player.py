"""Player: shows frames of one clip from a thread of its own."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO

from app.media.index import FrameIndex
from app.media.picture import Picture
from app.media.view import ViewRequest

DEFAULT_CACHE_BYTES = 256 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class PlayerState:
    """What the player does now. `frame_index` is the frame last shown (or asked for first)."""

    playing: bool
    frame_index: int
    rate: float
    buffering: bool
    fps_shown: float
    dropped: int


class Player:
    """One clip, one thread, newest request wins. Callbacks run on the player's thread.

    Every method returns at once; `close` waits until the thread has ended.
    """

    def __init__(
        self,
        open_stream: Callable[[], BinaryIO],
        index: FrameIndex,
        *,
        cache_bytes: int = DEFAULT_CACHE_BYTES,
        on_picture: Callable[[Picture], None],
        on_state: Callable[[PlayerState], None],
        on_failed: Callable[[Exception], None],
    ) -> None:
        """Start the thread; it opens the stream itself, because a stream belongs to one thread."""
        raise NotImplementedError

    def show(self, frame_index: int) -> None:
        """Show this frame, exactly; stops playing."""
        raise NotImplementedError

    def scrub(self, frame_index: int) -> None:
        """Show the key picture before this frame at once, then the frame itself; stops playing."""
        raise NotImplementedError

    def step(self, delta: int) -> None:
        """Go this many frames on (or back, if negative) from the frame last asked for."""
        raise NotImplementedError

    def play(self, rate: float = 1.0) -> None:
        """Play on from here, at 0.1 to 16 times the clip's own speed."""
        raise NotImplementedError

    def pause(self) -> None:
        """Stop playing; the frame shown last stays."""
        raise NotImplementedError

    def set_loop(self, first_frame: int, last_frame: int) -> None:
        """Play from the first to the last of these frames again and again."""
        raise NotImplementedError

    def clear_loop(self) -> None:
        """Play to the end of the clip again."""
        raise NotImplementedError

    def set_view(self, view: ViewRequest) -> None:
        """Deliver pictures for this view from now on, and the present frame again at once."""
        raise NotImplementedError

    def close(self) -> None:
        """End the thread, drop all frames, close the stream. May be called twice."""
        raise NotImplementedError
