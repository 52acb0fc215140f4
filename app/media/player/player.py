"""Player: shows frames of one clip from a thread of its own."""

import threading
from collections.abc import Callable

from app.media.decoding.frame_source import FrameSource, StreamOpener
from app.media.index.frame_index import FrameIndex
from app.media.pictures.picture import Picture, PictureMaker
from app.media.pictures.view import ViewRequest
from app.media.player.commands import FASTEST_RATE, SLOWEST_RATE, PlayerCommands
from app.media.player.loop import PlayerLoop
from app.media.player.state import PlayAnchor, PlayerState, PlayerStats

__all__ = [
    "DEFAULT_CACHE_BYTES",
    "FASTEST_RATE",
    "SLOWEST_RATE",
    "PlayAnchor",
    "Player",
    "PlayerState",
    "PlayerStats",
]

DEFAULT_CACHE_BYTES = 256 * 1024 * 1024


class Player:
    """One clip, one thread, newest request wins. Callbacks run on the player's thread.

    Every method returns at once; only `close` waits, until the thread has ended. Nothing is shown
    before the first `show`, `scrub`, `step` or `play`.
    """

    # A child process puts in its own, which also tell that the thread makes headway.
    commands_type: type[PlayerCommands] = PlayerCommands

    def __init__(
        self,
        open_stream: StreamOpener,
        index: FrameIndex,
        *,
        cache_bytes: int = DEFAULT_CACHE_BYTES,
        on_picture: Callable[[Picture], None],
        on_state: Callable[[PlayerState], None],
        on_failed: Callable[[Exception], None],
    ) -> None:
        """Start the thread; it opens the stream itself, because a stream belongs to one thread.

        `open_stream` is handed the interrupt that ends its waiting for a network when a newer
        request makes it pointless. `cache_bytes` bounds what decoded frames are kept. `on_failed`
        gets what reading and decoding raised: MediaError, EncryptionError, StorageError, OSError.
        The player goes on living; the next request opens the stream anew.
        """
        self._commands = self.commands_type(
            index.frame_count, ViewRequest(index.width, index.height)
        )
        self._source = FrameSource(open_stream, index, cache_bytes=cache_bytes)
        self._loop = PlayerLoop(
            self._commands,
            self._source,
            maker=PictureMaker(index),
            on_picture=on_picture,
            on_state=on_state,
            on_failed=on_failed,
        )
        self._thread = threading.Thread(target=self._loop.run, name="player", daemon=True)
        self._thread.start()

    def show(self, frame_index: int) -> None:
        """Show this frame, exactly; stops playing. Outside the clip its nearest end is shown."""
        self._commands.show(frame_index, scrubs=False)

    def scrub(self, frame_index: int) -> None:
        """Show the key picture before this frame at once, then the frame itself; stops playing."""
        self._commands.show(frame_index, scrubs=True)

    def step(self, delta: int) -> None:
        """Go this many frames on (or back, if negative) from the frame last asked for."""
        self._commands.step(delta)

    def play(self, rate: float = 1.0, *, anchor: PlayAnchor | None = None) -> None:
        """Play on from here, at 0.1 to 16 times the clip's own speed; from its end: anew.

        A rate below 0 plays backwards, to the clip's first frame. With an anchor, play so that the
        clip's second `anchor.clip_s` is on screen when the monotonic clock says `anchor.at_s`, and
        go on so whatever has to be left out for it; what lies outside the clip is waited for.
        """
        self._commands.play(rate, anchor)

    def pause(self) -> None:
        """Stop playing; the frame shown last stays."""
        self._commands.pause()

    def set_loop(self, first_frame: int, last_frame: int) -> None:
        """Play from the first to the last of these frames again and again."""
        self._commands.set_loop((first_frame, last_frame))

    def clear_loop(self) -> None:
        """Play to the end of the clip again."""
        self._commands.set_loop(None)

    def limit_cache(self, most_bytes: int | None) -> None:
        """Keep no more than this of what `cache_bytes` allows; None: all of it again."""
        self._commands.limit_cache(most_bytes)

    def set_low_end(self, on: bool) -> None:
        """Spare a weak machine: what moves has fewer pixels, less is decoded ahead and kept.

        A frame at rest is always shown whole. It goes on by itself while frames keep coming late.
        """
        self._commands.set_low_end(on)

    @property
    def stats(self) -> PlayerStats:
        """What has been done so far, as of the last state told or later; from any thread."""
        return self._loop.stats

    def set_view(self, view: ViewRequest) -> None:
        """Deliver pictures for this view from now on, and the present frame again at once."""
        self._commands.set_view(view)

    def set_index(self, index: FrameIndex) -> None:
        """Go on with a longer index of this clip, as one comes while it is being built.

        What plays goes on, what is kept stays: `index.extends` the one before. At the end of an
        index that `grows`, playing waits for the next.
        """
        self._commands.set_index(index)

    def close(self) -> None:
        """End the thread, drop all frames, close the stream. May be called twice."""
        self._commands.close()
        self._source.end_waiting()
        if threading.current_thread() is not self._thread:
            self._thread.join()
