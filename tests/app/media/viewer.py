"""Viewer: stands in for the canvas. Takes what a player delivers and lets a test wait for it."""

import threading
import time
from collections.abc import Callable

from app.media.container import ByteStream
from app.media.decoding.frame_source import StreamOpener
from app.media.index.building import FrameIndex
from app.media.isolated import AnyPlayer
from app.media.pictures.picture import Picture
from app.media.player.player import Player, PlayerState

# Only what never comes takes so long; a busy machine may take long for what does.
_PATIENCE_S = 120.0
_LOOK_EVERY_S = 0.05


class Viewer:
    """A player and all that it has delivered, in order."""

    def __init__(
        self,
        open_stream: Callable[[], ByteStream],
        index: FrameIndex,
        *,
        cache_bytes: int = 1 << 26,
        interruptible: StreamOpener | None = None,
        start: Callable[..., AnyPlayer] = Player,
    ) -> None:
        opener = interruptible or (lambda _interrupt: open_stream())
        self.pictures: list[Picture] = []
        self.shown_at_s: list[float] = []
        self.states: list[PlayerState] = []
        self.failures: list[Exception] = []
        self._arrived = threading.Condition()
        self.player = start(
            opener,
            index,
            cache_bytes=cache_bytes,
            on_picture=lambda picture: self._take(self.pictures, picture),
            on_state=lambda state: self._take(self.states, state),
            on_failed=lambda error: self._take(self.failures, error),
        )

    def __enter__(self) -> "Viewer":
        return self

    def __exit__(self, *_: object) -> None:
        self.player.close()

    def wait_until(self, condition: Callable[[], bool]) -> None:
        deadline_s = time.monotonic() + _PATIENCE_S
        with self._arrived:
            while not condition():
                assert time.monotonic() < deadline_s, "waited in vain"
                # Not all that can be waited for is delivered: statistics are looked up.
                self._arrived.wait(_LOOK_EVERY_S)

    def wait_for_frame(self, frame_index: int) -> Picture:
        """Wait until the newest picture is this frame, as asked for."""
        self.wait_until(
            lambda: (
                bool(self.pictures)
                and self.pictures[-1].exact
                and self.pictures[-1].frame_index == frame_index
            )
        )
        return self.pictures[-1]

    def wait_for_rest(self) -> PlayerState:
        """Wait until the player tells that it no longer plays."""
        self.wait_until(lambda: bool(self.states) and not self.states[-1].playing)
        return self.states[-1]

    def has_played(self) -> bool:
        """Say whether it has told of playing, and plays no longer."""
        states = list(self.states)
        return any(state.playing for state in states) and not states[-1].playing

    def _take(self, taken: list, thing: object) -> None:
        with self._arrived:
            taken.append(thing)
            if taken is self.pictures:
                self.shown_at_s.append(time.monotonic())
            self._arrived.notify_all()
