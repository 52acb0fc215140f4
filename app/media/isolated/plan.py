"""What a new decoder process is to do. Pickled by the program, which the decoder trusts."""

import pickle
from dataclasses import dataclass
from typing import Any

from app.media.frame_index import FrameIndex


@dataclass(frozen=True, slots=True)
class PlayerPlan:
    """Play a clip. `target` is the frame that steps and playing go on from.

    `yields`: others come first where processors are scarce.
    """

    index: FrameIndex
    cache_bytes: int
    target: int
    slot_bytes: int
    slot_count: int
    yields: bool = False

    @property
    def memory_bytes(self) -> int:
        return self.cache_bytes


@dataclass(frozen=True, slots=True)
class TaskPlan:
    """Run one of `tasks.TASKS` with these arguments, which are simple values."""

    task: str
    index: FrameIndex | None
    arguments: dict[str, Any]
    slot_bytes: int
    slot_count: int

    @property
    def memory_bytes(self) -> int:
        return 0


Plan = PlayerPlan | TaskPlan


def pickled(plan: object) -> bytes:
    return pickle.dumps(plan, protocol=pickle.HIGHEST_PROTOCOL)


def unpickled(content: bytes) -> Any:
    """Load what the program pickled; only ever used in a decoder process, on what it was given."""
    return pickle.loads(content)  # noqa: S301 - see above: the other direction is never unpickled
