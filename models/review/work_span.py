"""How long somebody was at work on a clip, counted from single signs of life. Pure.

Two signs that are at most `GAP_S` apart count as work in between; a longer pause counts as none of
it. So a phone call is not work, and thinking over a frame is.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from uuid import UUID, uuid4

GAP_S = 100.0


@dataclass(frozen=True, slots=True)
class WorkSpan:
    """Work of one person on one clip, pauses left out.

    Attributes:
        clip_id: None for work on no clip, such as assigning.
        began_at: aware, UTC.
        active_s: seconds, of which pauses are no part.
        edits: how many changes were made; `boxes` of them set a box that was not there.
        id, revision: of its row; revision 0 until stored.
    """

    person: UUID
    clip_id: UUID | None
    began_at: datetime
    active_s: float = 0.0
    edits: int = 0
    boxes: int = 0
    id: UUID = field(default_factory=uuid4)
    revision: int = 0


class WorkMeter:
    """Counts the work of one person on one clip; its owner tells it the time."""

    def __init__(self, person: UUID, clip_id: UUID | None) -> None:
        self._person, self._clip_id = person, clip_id
        self._last: datetime | None = None
        self._span: WorkSpan | None = None

    @property
    def span(self) -> WorkSpan | None:
        """What has been counted, None before the first sign of life."""
        return self._span

    def note(self, at: datetime, *, edits: int = 0, boxes: int = 0) -> None:
        """Take a sign of life; one from before the last (a clock that was set back) counts none."""
        span = self._span or WorkSpan(self._person, self._clip_id, at)
        passed_s = 0.0 if self._last is None else (at - self._last).total_seconds()
        if not 0 <= passed_s <= GAP_S:
            passed_s = 0.0
        self._last = at
        self._span = replace(
            span,
            active_s=span.active_s + passed_s,
            edits=span.edits + edits,
            boxes=span.boxes + boxes,
        )

    def stored(self, revision: int) -> None:
        """Go on from a span that is stored with this revision."""
        if self._span is not None:
            self._span = replace(self._span, revision=revision)


def active_time(spans: tuple[WorkSpan, ...]) -> timedelta:
    """Return the time of all spans together."""
    return timedelta(seconds=sum(span.active_s for span in spans))


def boxes_per_hour(spans: tuple[WorkSpan, ...]) -> float | None:
    """Return how many boxes were set in an hour of work; None where less than a minute is known."""
    worked_s = active_time(spans).total_seconds()
    if worked_s < 60:
        return None
    return 3600 * sum(span.boxes for span in spans) / worked_s
