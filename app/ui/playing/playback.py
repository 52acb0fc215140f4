"""The player, as Qt sees it: its callbacks become signals on the window's thread."""

import io
import threading
import time
from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from app.media.index.building import FrameIndex
from app.media.isolated import AnyPlayer, start_player
from app.media.pictures.masking import Parts, masked
from app.media.pictures.picture import Picture
from app.media.pictures.view import ViewRequest
from app.media.player.state import PlayAnchor, PlayerState, PlayerStats
from app.media.streams.read_tally import ReadTally
from app.workers.window_call import WindowCall
from storage.interrupt import Interrupt

# Says what is covered of a frame, from any thread; None is all of it.
PartsAt = Callable[[int], Parts]
# A picture that comes later than this while playing is waited for.
_LATE_S = 0.5


class Playback(QObject):
    """At most one clip's player, which decodes in a process of its own where the system allows.

    A window that is slower than the player gets the newest picture only: older ones that it has not
    taken yet are dropped, never queued.

    What is private is covered on the player's thread, before anything else has the picture; and
    once more where masks came to a frame while its picture was on its way.

    Signals:
        picture_shown(Picture)
        state_changed(PlayerState)
        failed(Exception): the clip's stream or decoder said no; the player lives on.
    """

    picture_shown = Signal(object)
    state_changed = Signal(object)
    failed = Signal(object)

    def __init__(
        self, *, cache_bytes: int, yields: bool = False, parent: QObject | None = None
    ) -> None:
        """`yields`: the players of others come first where processors are scarce."""
        super().__init__(parent)
        self.cache_bytes = cache_bytes
        self._yields = yields
        self._player: AnyPlayer | None = None
        self._view: ViewRequest | None = None
        self._low_end = False
        self._cache_limit_bytes: int | None = None
        self.tally = ReadTally()
        self._closing: list[threading.Thread] = []
        self._parts_at: PartsAt = _all
        self._ticket = self._new_ticket()
        self.state = PlayerState(False, 0, 1.0, False, 0.0, 0)
        self._awaits = False
        self._shown_at_s = 0.0

    @property
    def awaits_picture(self) -> bool:
        """Whether a picture was asked for and is not there, or the next one is late."""
        if self._player is None:
            return False
        late = time.monotonic() - self._shown_at_s > _LATE_S
        return self._awaits or self.state.buffering or (self.state.playing and late)

    def open(
        self,
        open_stream: Callable[[Interrupt], io.RawIOBase],
        index: FrameIndex,
        *,
        parts_at: PartsAt,
    ) -> None:
        """Start a player for this clip in the place of the one before.

        `parts_at` says what is covered of its frames.
        """
        self.close()
        self._parts_at = parts_at
        self._ticket = self._new_ticket()
        ticket = self._ticket
        tell_state = WindowCall(self._on_state_arrived)
        tell_failure = WindowCall(self._on_failure_arrived)
        self.tally = ReadTally()
        self._player = start_player(
            self.tally.counted(open_stream),
            index,
            cache_bytes=self.cache_bytes,
            yields=self._yields,
            # The player's thread may outlive this object: it is handed nothing of it.
            on_picture=ticket.deliver,
            on_state=lambda state: tell_state(ticket, state),
            on_failed=lambda error: tell_failure(ticket, error),
        )
        if self._view is not None:
            self._player.set_view(self._view)
        if self._low_end:
            self._player.set_low_end(True)
        if self._cache_limit_bytes is not None:
            self._player.limit_cache(self._cache_limit_bytes)

    def close(self) -> None:
        """End the player and drop every frame; what it still had under way is not delivered.

        A decoder in the midst of a frame is not waited for: `wait_closed` does that.
        """
        self._ticket.end()
        self._parts_at = _all
        self._ticket = self._new_ticket()
        player, self._player = self._player, None
        self._closing = [thread for thread in self._closing if thread.is_alive()]
        if player is not None:
            closing = threading.Thread(target=player.close, name="player-closing")
            closing.start()
            self._closing.append(closing)
        self._awaits = False
        self.state = PlayerState(False, 0, 1.0, False, 0.0, 0)

    def wait_closed(self) -> None:
        """Wait until every player has ended: the program ends."""
        self.close()
        for thread in self._closing:
            thread.join()
        self._closing.clear()

    def set_index(self, index: FrameIndex) -> None:
        """Go on with a longer index of the open clip."""
        if self._player is not None:
            self._player.set_index(index)

    @property
    def stats(self) -> PlayerStats:
        """What the present player has done so far; all 0 without one."""
        return PlayerStats() if self._player is None else self._player.stats

    def limit_cache(self, most_bytes: int | None) -> None:
        """Share `cache_bytes` with others, in this clip and those to come; None: all of it again.

        A player is always made for all of it: what a decoder's process may take is settled then.
        """
        if most_bytes != self._cache_limit_bytes:
            self._cache_limit_bytes = most_bytes
            if self._player is not None:
                self._player.limit_cache(most_bytes)

    def set_low_end(self, on: bool) -> None:
        """Spare a weak machine, in this clip and those to come."""
        self._low_end = on
        if self._player is not None:
            self._player.set_low_end(on)

    @property
    def low_end(self) -> bool:
        """Whether a weak machine is to be spared in any case."""
        return self._low_end

    def set_view(self, view: ViewRequest) -> None:
        self._view = view
        if self._player is not None:
            self._player.set_view(view)

    def present(self, picture: Picture) -> None:
        """Show a picture of this clip that another player has made, until its own comes.

        So does what is on the screen when there is more to cover of it.
        """
        if self._player is not None:
            self.picture_shown.emit(masked(picture, self._parts_at(picture.frame_index)))

    def show(self, frame_index: int) -> None:
        if self._player is not None:
            self._awaits = True
            self._player.show(frame_index)

    def scrub(self, frame_index: int) -> None:
        if self._player is not None:
            self._awaits = True
            self._player.scrub(frame_index)

    def step(self, delta: int) -> None:
        if self._player is not None:
            self._awaits = True
            self._player.step(delta)

    def play(self, rate: float, *, anchor: PlayAnchor | None = None) -> None:
        if self._player is not None:
            self._player.play(rate, anchor=anchor)

    def pause(self) -> None:
        if self._player is not None:
            self._player.pause()

    def set_loop(self, loop: tuple[int, int] | None) -> None:
        if self._player is None:
            return
        if loop is None:
            self._player.clear_loop()
        else:
            self._player.set_loop(*loop)

    def _new_ticket(self) -> "_Ticket":
        return _Ticket(WindowCall(self._on_arrived), self._parts_at)

    def _on_arrived(self, ticket: "_Ticket") -> None:
        taken = ticket.take()
        if taken is None or ticket is not self._ticket:
            return
        picture, is_stale = taken
        self._shown_at_s = time.monotonic()
        self._awaits = self._awaits and not picture.exact
        self.picture_shown.emit(picture)
        waits = self._awaits or self.state.playing
        if is_stale and ticket is self._ticket and self._player is not None and not waits:
            # It may be covered where it need not be any more, and no other one is on its way.
            self._player.show(picture.frame_index)

    def _on_state_arrived(self, ticket: "_Ticket", state: PlayerState) -> None:
        if ticket is self._ticket:
            self.state = state
            self.state_changed.emit(state)

    def _on_failure_arrived(self, ticket: "_Ticket", error: Exception) -> None:
        if ticket is self._ticket:
            self._awaits = False
            self.failed.emit(error)


class _Ticket:
    """One player's way to the window; it holds the newest picture that was not taken yet."""

    def __init__(self, tell: WindowCall, parts_at: PartsAt) -> None:
        self._tell, self._parts_at = tell, parts_at
        self._lock = threading.Lock()
        self._newest: tuple[Picture, Parts] | None = None
        self._is_over = False

    def deliver(self, picture: Picture) -> None:
        """Take a picture, on the player's thread, and cover what is private."""
        parts = self._parts_at(picture.frame_index)
        covered = masked(picture, parts)
        with self._lock:
            if self._is_over:
                # The player was closed meanwhile; nothing of the clip may stay.
                return
            awaited = self._newest is None
            self._newest = covered, parts
        if awaited:
            self._tell(self)

    def take(self) -> tuple[Picture, bool] | None:
        """Give what came last, covered as it has to be now, and whether that has changed since."""
        with self._lock:
            newest, self._newest = self._newest, None
        if newest is None:
            return None
        picture, covered = newest
        # Somebody may have drawn a box meanwhile, or a rule have changed.
        parts = self._parts_at(picture.frame_index)
        if parts == covered:
            return picture, False
        return masked(picture, parts), True

    def end(self) -> None:
        """Drop what was not taken, and take nothing more."""
        with self._lock:
            self._newest, self._is_over = None, True


def _all(_frame_index: int) -> Parts:
    """Cover all: nobody has said what may be seen."""
    return None
