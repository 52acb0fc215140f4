"""What a new decoder process is to do. Pickled by the program, which the decoder trusts."""

import pickle
from dataclasses import dataclass
from typing import Any

from app.media.index.frame_index import FrameIndex

SLOT_COUNT = 5
# Room for a picture of any screen, where a clip's frames are larger than it says at first; memory
# that is never touched costs nothing.
LEAST_SLOT_PX, MOST_SLOT_PX = 3840 * 2160, 7680 * 4320


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


@dataclass(frozen=True, slots=True)
class SparePlan:
    """Give everything up and wait for a PlayerPlan, as the first command."""

    memory_bytes: int
    slot_bytes: int
    slot_count: int

    def will_do_for(self, plan: PlayerPlan) -> bool:
        """Whether a process that was started so can play this."""
        return (
            not plan.yields
            and plan.memory_bytes <= self.memory_bytes
            and (plan.slot_bytes, plan.slot_count) == (self.slot_bytes, self.slot_count)
        )


Plan = PlayerPlan | TaskPlan


def pickled(plan: object) -> bytes:
    return pickle.dumps(plan, protocol=pickle.HIGHEST_PROTOCOL)


def unpickled(content: bytes) -> Any:
    """Load what the program pickled; only ever used in a decoder process, on what it was given."""
    return pickle.loads(content)  # noqa: S301 - see above: the other direction is never unpickled
