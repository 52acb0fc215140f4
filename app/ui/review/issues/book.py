"""The issues of the open clip as the person sees them: what is stored, and what is to be.

A change is shown at once and put on top of whatever is stored, until its write has ended: then what
was written takes its place, or nothing does where it failed. No Qt, no I/O.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from uuid import UUID

from models.review.errors import IssueMovedError
from models.review.issue import IssueThread

Made = Callable[[IssueThread | None], IssueThread | None]
"""Makes the thread after a change of the one before; None is an issue that is not there."""


@dataclass(frozen=True, slots=True)
class Change:
    """A change that is on its way; the same value tells the book how it ended."""

    number: int
    issue_id: UUID
    made: Made


class IssueBook:
    """All threads of one clip."""

    def __init__(self) -> None:
        self._stored: dict[UUID, IssueThread] = {}
        self._changes: list[Change] = []
        self._begun = 0
        self._shown: dict[UUID, IssueThread] = {}
        self._ordered: tuple[IssueThread, ...] = ()

    @property
    def threads(self) -> tuple[IssueThread, ...]:
        """All threads by frame, then by when they were begun."""
        return self._ordered

    @property
    def begun(self) -> int:
        """How many changes were ever begun; what was read before the last may be old."""
        return self._begun

    @property
    def pending(self) -> frozenset[UUID]:
        """The issues of which a change is on its way."""
        return frozenset(change.issue_id for change in self._changes)

    def thread(self, issue_id: UUID | None) -> IssueThread | None:
        """Return a thread, None where there is none."""
        return None if issue_id is None else self._shown.get(issue_id)

    def forget(self) -> None:
        """Drop everything: another clip. What is on its way arrives, but is not shown here."""
        self._stored.clear()
        self._changes.clear()
        self._renew()

    def set_stored(self, threads: Iterable[IssueThread]) -> bool:
        """Take what was read; return whether anything looks different."""
        self._stored = {one.issue.id: one for one in threads}
        return self._renew()

    def begin(self, issue_id: UUID, made: Made) -> Change:
        """Show a change before it is written."""
        self._begun += 1
        change = Change(self._begun, issue_id, made)
        self._changes.append(change)
        self._renew()
        return change

    def end(self, change: Change, written: IssueThread | None) -> None:
        """A change is written: `written` is the thread as it stands now, None where it is gone."""
        if change not in self._changes:
            return
        self._changes.remove(change)
        if written is None:
            self._stored.pop(change.issue_id, None)
        else:
            self._stored[change.issue_id] = written
        self._renew()

    def fail(self, change: Change) -> None:
        """A change was not written: show what there was before it."""
        if change in self._changes:
            self._changes.remove(change)
            self._renew()

    def _renew(self) -> bool:
        shown = dict(self._stored)
        for change in self._changes:
            try:
                after = change.made(shown.get(change.issue_id))
            except IssueMovedError:
                # Somebody was faster: the write is about to say so.
                continue
            if after is None:
                shown.pop(change.issue_id, None)
            else:
                shown[change.issue_id] = after
        is_other, self._shown = shown != self._shown, shown
        self._ordered = tuple(
            sorted(
                shown.values(),
                key=lambda one: (one.issue.first.frame_index, one.issue.made_at, one.issue.id),
            )
        )
        return is_other
