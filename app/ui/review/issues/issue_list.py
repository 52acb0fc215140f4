"""Which issues the list shows, and in which order. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from models.review.issue import IssueState, IssueThread


@dataclass(frozen=True, slots=True)
class IssueView:
    """What a person wants to see of a clip's issues.

    state: those in this state alone; None is all. person: those that this person reported, moved
    or answered. resolved: also those that are settled; asked for by state they are there anyway.
    """

    state: IssueState | None = None
    person: UUID | None = None
    resolved: bool = False

    def shows(self, thread: IssueThread) -> bool:
        """Tell whether the list shows a thread."""
        state = thread.issue.state
        if self.state is not None and state is not self.state:
            return False
        if self.state is None and state is IssueState.RESOLVED and not self.resolved:
            return False
        return self.person is None or self.person in people_of(thread)

    @property
    def narrows(self) -> bool:
        """Whether anything but settled issues is left out."""
        return self.state is not None or self.person is not None


def people_of(thread: IssueThread) -> frozenset[UUID]:
    """Return who has had to do with an issue."""
    issue = thread.issue
    moved = () if issue.moved_by is None else (issue.moved_by,)
    return frozenset((issue.made_by, *moved, *(comment.person for comment in thread.comments)))


def shown(
    threads: Iterable[IssueThread], view: IssueView, *, to_do: bool
) -> tuple[IssueThread, ...]:
    """Return what the list shows, by frame.

    As a list `to_do` for who annotates, what was opened again comes first, and what waits for the
    reviewer last.
    """
    chosen = [thread for thread in threads if view.shows(thread)]
    if to_do:
        chosen.sort(key=_urgency)
    return tuple(chosen)


def waits_for(thread: IssueThread, *, reviewer: bool) -> bool:
    """Tell whether an issue waits for who reviews (open or to be looked at again), or annotates."""
    state = thread.issue.state
    return state is IssueState.OPEN or (reviewer and state is IssueState.FIXED)


def _urgency(thread: IssueThread) -> int:
    issue = thread.issue
    if issue.state is IssueState.OPEN:
        return 0 if issue.reopened else 1
    return 2 if issue.state is IssueState.FIXED else 3
