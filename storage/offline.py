"""What of a distant store is kept on this computer: copies of ciphertext, for speed and offline."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from storage.clip_object import ClipObject
from storage.interrupt import Interrupt


@dataclass(frozen=True, slots=True)
class CopyState:
    """How much of a clip is here.

    kept_bytes of size: of the stored bytes. pinned: kept until it is unpinned, whole and verified.
    pinning: asked for, and not complete yet.
    """

    kept_bytes: int
    size: int
    pinned: bool = False
    pinning: bool = False


@dataclass(frozen=True, slots=True)
class OfflineUsage:
    """What the copies take, in bytes: all together, those pinned, and what the rest may take."""

    kept_bytes: int
    pinned_bytes: int
    budget_bytes: int


class OfflineCopies(ABC):
    """The copies of one store. Every method may block; threads share it."""

    @abstractmethod
    def state(self, objects: Sequence[ClipObject]) -> CopyState:
        """Return how much is here of the first of `objects` (as a clip's row lists them)."""

    @abstractmethod
    def pin(
        self,
        event_id: str,
        objects: Sequence[ClipObject],
        *,
        progress: Callable[[int, int], None] | None = None,
        interrupt: Interrupt | None = None,
    ) -> None:
        """Fetch what is not here yet, derived data too, check it whole, and keep it.

        `progress` is told the bytes that are here, and of how many. What was fetched before an
        interruption stays, and is not fetched again.

        Raises:
            AlteredError: the stored bytes are not those that the row recorded.
            StorageFullError: the disk here is full; the pin is given up.
            ReadInterruptedError, ClipNotFoundError, StorageUnavailableError
        """

    @abstractmethod
    def unpin(self, event_id: str, objects: Sequence[ClipObject]) -> None:
        """Let the copies go when room is needed."""

    @abstractmethod
    def usage(self) -> OfflineUsage:
        """Return what the copies take."""

    @abstractmethod
    def set_budget(self, budget_bytes: int) -> None:
        """Change what the unpinned copies may take; what is too much goes at once."""

    @abstractmethod
    def clear(self) -> None:
        """Let every copy go that is not pinned."""
