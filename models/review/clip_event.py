"""One step of a clip's way through the project, as it is told and kept. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from models.records import ClipState


class Step(StrEnum):
    """What happens to a clip. Who may do it, and from which state, says `workflow`."""

    BEGIN = "begin"
    HAND_IN = "hand_in"
    TAKE_BACK = "take_back"
    ACCEPT = "accept"
    REJECT = "reject"
    WITHDRAW = "withdraw"
    REOPEN = "reopen"
    ASSIGN = "assign"


@dataclass(frozen=True, slots=True)
class ClipEvent:
    """A step that was taken.

    Attributes:
        at: aware, UTC, by the clock of whoever took it.
        order: the revision of the clip's row that came of it, by which steps follow each other.
        round: which handing-in it belongs to; 0 before the first.
        assigned_to, reviewer, due_at: whose the clip was after it.
        reasons: why, in people's words; chosen and own.
    """

    id: UUID
    clip_id: UUID
    person: UUID
    at: datetime
    step: Step
    before: ClipState
    after: ClipState
    order: int = 0
    round: int = 0
    assigned_to: UUID | None = None
    reviewer: UUID | None = None
    due_at: datetime | None = None
    reasons: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return what of it is sealed."""
        told: dict[str, Any] = {
            "step": str(self.step),
            "before": str(self.before),
            "after": str(self.after),
            "order": self.order,
            "round": self.round,
            "assigned_to": None if self.assigned_to is None else self.assigned_to.hex,
            "reviewer": None if self.reviewer is None else self.reviewer.hex,
            "due_at": None if self.due_at is None else self.due_at.isoformat(),
            "reasons": list(self.reasons),
        }
        return {key: value for key, value in told.items() if value not in (None, [])}


def event_of(
    told: Mapping[str, Any], *, event_id: UUID, clip_id: UUID, person: UUID, at: datetime
) -> ClipEvent:
    """Return the event that `to_json` told.

    Raises:
        ValueError, KeyError, TypeError: it is none that this version knows.
    """
    assigned_to, reviewer = told.get("assigned_to"), told.get("reviewer")
    due_at = told.get("due_at")
    return ClipEvent(
        event_id,
        clip_id,
        person,
        at,
        Step(told["step"]),
        ClipState(told["before"]),
        ClipState(told["after"]),
        order=int(told["order"]),
        round=int(told["round"]),
        assigned_to=None if assigned_to is None else UUID(assigned_to),
        reviewer=None if reviewer is None else UUID(reviewer),
        due_at=None if due_at is None else datetime.fromisoformat(due_at),
        reasons=tuple(str(reason) for reason in told.get("reasons", ())),
    )
