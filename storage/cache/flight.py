"""Pages on their way from a store, and who may still change their mind about them."""

import threading
from enum import Enum, auto


class Stage(Enum):
    """How far a fetch is. Changed under its object's lock only."""

    WAITING = auto()
    FLYING = auto()
    DROPPED = auto()


class Flight:
    """Neighbouring pages that one request fetches.

    pages: what came, in order; fewer where the object ends too early. error: what was raised
    instead. Both are set before `landed`.
    """

    __slots__ = ("error", "is_ahead", "landed", "pages", "span", "stage")

    def __init__(self, span: range, *, is_ahead: bool) -> None:
        self.span = span
        self.is_ahead = is_ahead
        self.stage = Stage.WAITING
        self.landed = threading.Event()
        self.pages: list[bytes] = []
        self.error: BaseException | None = None

    def page(self, number: int) -> bytes:
        """Return a page that landed, b"" where the object ended before it.

        Raises:
            Whatever the fetch raised.
        """
        if self.error is not None:
            raise self.error
        at = number - self.span.start
        return self.pages[at] if at < len(self.pages) else b""
