"""Pages on their way from a store, and who may still change their mind about them."""

import threading
from collections.abc import Sequence
from enum import Enum, auto

# Whoever jumps so far into what is on its way has it sooner by a request of its own.
_FAR = 8


class Stage(Enum):
    """How far a fetch is. Changed under its object's lock only."""

    WAITING = auto()
    QUEUED = auto()
    FLYING = auto()
    DROPPED = auto()


class Flight:
    """Neighbouring pages that one request fetches. They land one after the other.

    pages: what came so far, in order; fewer than asked for where the object ends too early.
    error: what was raised instead of the rest.
    awaited: how many wait for some of it; changed under its object's lock only.
    """

    __slots__ = ("_changed", "_has_ended", "awaited", "error", "is_ahead", "pages", "span", "stage")

    def __init__(self, span: range, *, is_ahead: bool) -> None:
        self.span = span
        self.is_ahead = is_ahead
        self.stage = Stage.WAITING
        self.awaited = 0
        self.pages: list[bytes] = []
        self.error: BaseException | None = None
        self._changed = threading.Condition()
        self._has_ended = False

    @classmethod
    def landed(cls, page: int, ciphertext: bytes) -> "Flight":
        """Return one that has brought this page."""
        flight = cls(range(page, page + 1), is_ahead=False)
        flight.stage = Stage.FLYING
        flight.land([ciphertext])
        flight.end()
        return flight

    @property
    def is_wanted(self) -> bool:
        """Whether more will come, or an error tells why not."""
        return self.stage is not Stage.DROPPED and (not self._has_ended or self.error is not None)

    @property
    def may_be_taken_over(self) -> bool:
        """Whether who needs it now has to have it begin."""
        is_queued_behind = self.stage is Stage.QUEUED and self.is_ahead and not self.awaited
        return self.stage is Stage.WAITING or is_queued_behind

    def may_be_dropped(self, most_to_come: int) -> bool:
        """Whether nobody needs it, and it has not begun or would bring more pages than that."""
        if not self.is_ahead or self.awaited or self._has_ended:
            return False
        has_begun = self.stage is Stage.FLYING
        return not has_begun or len(self.span) - len(self.pages) > most_to_come

    def land(self, pages: Sequence[bytes]) -> None:
        """Add the next pages; nothing after the end."""
        with self._changed:
            if not self._has_ended:
                self.pages += pages
                self._changed.notify_all()

    def end(self, error: BaseException | None = None) -> None:
        """Let those who wait go on: no more pages will come."""
        with self._changed:
            self.error = error
            self._has_ended = True
            self._changed.notify_all()

    def wait(self, number: int | None, timeout_s: float) -> bool:
        """Wait for a page, None for the end; tell whether the wait is over."""
        with self._changed:
            return self._changed.wait_for(lambda: self._has_ended or self._has(number), timeout_s)

    def page(self, number: int) -> bytes:
        """Return a page that was waited for, b"" where the object ended before it.

        Raises:
            Whatever the fetch raised before the page came.
        """
        if self._has(number):
            return self.pages[number - self.span.start]
        if self.error is not None:
            raise self.error
        return b""

    def is_far_from(self, number: int) -> bool:
        """Whether it is on its way, and several pages will come before this one."""
        following = self.span.start + len(self.pages)
        return self.stage is Stage.FLYING and number - following >= _FAR

    def _has(self, number: int | None) -> bool:
        return number is not None and number - self.span.start < len(self.pages)
