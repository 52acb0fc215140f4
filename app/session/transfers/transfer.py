"""What a transfer is: its job as it was asked for, and how it stands now. Values only."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from app.session.transfers.control import TransferControl


class TransferState(StrEnum):
    """Where a transfer stands."""

    WAITING = "waiting"
    RUNNING = "running"
    PAUSED = "paused"
    FAILED = "failed"
    DONE = "done"
    CANCELLED = "cancelled"

    @property
    def is_over(self) -> bool:
        return self in (TransferState.FAILED, TransferState.DONE, TransferState.CANCELLED)


class TransferKind(StrEnum):
    """What is done; work of one lane runs one after the other."""

    IMPORT = "import"
    ADOPT = "adopt"
    SAMPLE = "sample"
    KEEP = "keep"
    EXPORT = "export"

    @property
    def lane(self) -> str:
        """What goes into the store, or what comes out of it."""
        return "out" if self in (TransferKind.KEEP, TransferKind.EXPORT) else "in"


@dataclass(frozen=True, slots=True)
class TransferJob:
    """A piece of work.

    title: what people call it: a file's or a clip's name. It is shown, never logged or stored.
    size: how many bytes there are to do, 0 where that is not known yet.
    work: does it, and asks its control again and again whether to go on; what it returns is the
        transfer's result. It leaves nothing behind when the control calls it off.
    subject: what it is about, such as a clip's id.
    matters: a person who ends the program is asked first.
    """

    kind: TransferKind
    title: str
    work: Callable[[TransferControl], Any]
    size: int = 0
    subject: Hashable = None
    matters: bool = True


@dataclass(frozen=True, slots=True)
class Transfer:
    """How a transfer stood when this was taken.

    done, total: bytes. per_s: bytes a second over the last seconds, 0 where it does not run.
    left_s: seconds to go, None where nobody can tell.
    note: what it does just now, in a few words, or "".
    stopping: it was cancelled, and has not come to its end yet.
    error: why it failed. result: what its work returned.
    """

    key: str
    job: TransferJob
    state: TransferState
    done: int = 0
    total: int = 0
    per_s: float = 0.0
    left_s: float | None = None
    note: str = ""
    stopping: bool = False
    error: Exception | None = None
    result: Any = None

    @property
    def share(self) -> float:
        """How far it is, 0 to 1."""
        return min(self.done / self.total, 1.0) if self.total else 0.0

    @property
    def can_pause(self) -> bool:
        return self.state in (TransferState.WAITING, TransferState.RUNNING) and not self.stopping

    @property
    def can_resume(self) -> bool:
        return self.state is TransferState.PAUSED and not self.stopping

    @property
    def can_retry(self) -> bool:
        return self.state in (TransferState.FAILED, TransferState.CANCELLED)

    @property
    def can_cancel(self) -> bool:
        return not self.state.is_over and not self.stopping
