"""PlayerReport: what a player tells of itself, no more often than anyone can read it."""

import time
from collections.abc import Callable
from dataclasses import replace

from app.media.decoding.frame_source import FrameSource
from app.media.player.commands import PlayerCommands
from app.media.player.screen import PlayerScreen
from app.media.player.state import PlayAnchor, PlayerState, PlayerStats

_TELL_EVERY_S = 0.25


class PlayerReport:
    """Makes states and statistics. Thread-confined but for `stats`, which any thread may read."""

    def __init__(
        self,
        commands: PlayerCommands,
        source: FrameSource,
        screen: PlayerScreen,
        on_state: Callable[[PlayerState], None],
    ) -> None:
        """Tell nothing yet."""
        self._commands, self._source, self._screen = commands, source, screen
        self._on_state = on_state
        self._state: PlayerState | None = None
        self._told_at_s = 0.0
        self.anchor: PlayAnchor | None = None
        # Frames left out since playing began, and since the player began.
        self.dropped = self._dropped_before = 0
        self.stats = PlayerStats()
        # Whether what moves is made with fewer pixels.
        self.low_end = False

    def begin_to_play(self) -> None:
        """Count left-out frames anew."""
        self._dropped_before += self.dropped
        self.dropped = 0
        # The one before belongs to another stretch: no sound or camera may follow it.
        self.anchor = None
        self._screen.pace.begin()

    def tell(self, *, buffering: bool = False, rests: bool = False) -> None:
        """Tell what is new. What changes all the time waits; at rest the last word is said."""
        state = self._state_now(buffering=buffering)
        if state == self._state and not rests:
            return
        now_s = time.monotonic()
        is_small = self._state is not None and _plain(state) == _plain(self._state)
        if is_small and not rests and now_s - self._told_at_s < _TELL_EVERY_S:
            return
        run = self._source.cache.run_around(state.frame_index)
        state = replace(state, buffered=run)
        self.stats = self._stats_now()
        if state != self._state:
            self._state, self._told_at_s = state, now_s
            self._on_state(state)

    def _state_now(self, *, buffering: bool) -> PlayerState:
        now, pace = self._commands.now, self._screen.pace
        return PlayerState(
            playing=now.plays,
            frame_index=now.target,
            rate=now.rate,
            buffering=buffering,
            fps_shown=pace.fps if now.plays else 0.0,
            dropped=self.dropped,
            anchor=self.anchor if now.plays else None,
            buffered=None if self._state is None else self._state.buffered,
            low_end=self.low_end,
        )

    def _stats_now(self) -> PlayerStats:
        meter, cache = self._source.meter, self._source.cache
        return PlayerStats(
            decoded=meter.decoded,
            decode_ms=meter.decode_ms,
            seek_ms=meter.seek_ms,
            seek_p95_ms=meter.seek_p95_ms,
            shown=self._screen.shown,
            dropped=self._dropped_before + self.dropped,
            cached_frames=len(cache),
            cached_bytes=cache.used_bytes,
            cache_hits=meter.hits,
            cache_misses=meter.misses,
        )


def _plain(state: PlayerState) -> PlayerState:
    """Leave out what changes all the time: while a clip plays, and while frames are prepared."""
    if not state.playing:
        return replace(state, buffered=None)
    return replace(state, frame_index=0, fps_shown=0.0, dropped=0, buffered=None)
