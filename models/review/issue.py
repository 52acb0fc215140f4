"""An issue: what a reviewer says is wrong, where, and how far it has come. Pure.

    OPEN ── fix (the annotator says so) ──→ FIXED ── resolve (the reviewer agrees) ──→ RESOLVED
      │ └─────────────────── resolve ──────────────────────────────────────────────────→ │
      └←──────────── reopen from either, take back from FIXED ←──────────────────────────┘

An issue is opened again rather than reported twice, so that its thread tells the whole story.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from models.annotation.geometry import Box
from models.review.errors import IssueMovedError
from models.review.rights import Right


class QuickIssue(StrEnum):
    """What is wrong most often, in the order in which it is offered at first."""

    POSITION = "position"
    LABEL = "label"
    MISSING = "missing"
    IDENTITY = "identity"
    ATTRIBUTE = "attribute"
    SURPLUS = "surplus"
    OTHER = "other"


class IssueState(StrEnum):
    """How far an issue has come."""

    OPEN = "open"
    FIXED = "fixed"
    RESOLVED = "resolved"


class IssueStep(StrEnum):
    """What is done to an issue."""

    FIX = "fix"
    TAKE_BACK = "take_back"
    RESOLVE = "resolve"
    REOPEN = "reopen"

    @property
    def right(self) -> Right:
        """What it takes to do it."""
        answers = self in (IssueStep.FIX, IssueStep.TAKE_BACK)
        return Right.ANSWER_ISSUES if answers else Right.REPORT_ISSUES


_FROM: dict[IssueStep, tuple[IssueState, ...]] = {
    IssueStep.FIX: (IssueState.OPEN,),
    IssueStep.TAKE_BACK: (IssueState.FIXED,),
    IssueStep.RESOLVE: (IssueState.OPEN, IssueState.FIXED),
    IssueStep.REOPEN: (IssueState.FIXED, IssueState.RESOLVED),
}
_TO: dict[IssueStep, IssueState] = {
    IssueStep.FIX: IssueState.FIXED,
    IssueStep.TAKE_BACK: IssueState.OPEN,
    IssueStep.RESOLVE: IssueState.RESOLVED,
    IssueStep.REOPEN: IssueState.OPEN,
}


@dataclass(frozen=True, slots=True)
class Spot:
    """A frame, by index and the pts of that index; both belong to one frame of the clip."""

    frame_index: int
    pts: int


@dataclass(frozen=True, slots=True)
class Issue:
    """One issue.

    Attributes:
        first, last: where it is; `last` is None for one frame, else the end of a span, inclusive.
        kind: a `QuickIssue`, or what a newer version calls it.
        region: the part of the frame, in source pixels.
        track_id, other_track_id: the objects that it is about; two where identities are swapped.
        made_at, moved_at: aware, UTC. moved_*: of the last step; None before the first.
        reopened: it was said to be fixed or resolved once, and a reviewer did not agree.
        revision: 0 until stored.
    """

    id: UUID
    clip_id: UUID
    kind: str
    first: Spot
    made_by: UUID
    made_at: datetime
    last: Spot | None = None
    region: Box | None = None
    track_id: UUID | None = None
    other_track_id: UUID | None = None
    state: IssueState = IssueState.OPEN
    reopened: bool = False
    moved_by: UUID | None = None
    moved_at: datetime | None = None
    revision: int = 0

    @property
    def last_frame(self) -> int:
        """The last frame of its span; its only frame where it has no span."""
        return self.first.frame_index if self.last is None else self.last.frame_index

    @property
    def track_ids(self) -> tuple[UUID, ...]:
        """The objects that it is about."""
        return tuple(one for one in (self.track_id, self.other_track_id) if one is not None)

    def is_on(self, frame_index: int) -> bool:
        """Tell whether the issue is about this frame."""
        return self.first.frame_index <= frame_index <= self.last_frame

    def allows(self, step: IssueStep) -> bool:
        """Tell whether the step begins at the state in which the issue is."""
        return self.state in _FROM[step]

    def called(self, kind: str) -> "Issue":
        """Return the issue with another kind."""
        return replace(self, kind=kind)

    def put_back(self, before: "Issue") -> "Issue":
        """Return the issue as it was before its last step; a slip leaves no trace in its state."""
        return replace(
            self,
            state=before.state,
            reopened=before.reopened,
            moved_by=before.moved_by,
            moved_at=before.moved_at,
        )

    def moved(self, step: IssueStep, *, by: UUID, at: datetime) -> "Issue":
        """Return the issue after a step.

        Raises:
            IssueMovedError: it is in another state than the step begins at.
        """
        if not self.allows(step):
            raise IssueMovedError(str(self.state))
        reopened = self.reopened
        if step is IssueStep.REOPEN:
            reopened = True
        elif step is IssueStep.RESOLVE:
            reopened = False
        return replace(self, state=_TO[step], reopened=reopened, moved_by=by, moved_at=at)


@dataclass(frozen=True, slots=True)
class Comment:
    """One entry of an issue's thread.

    Attributes:
        at, edited_at: aware, UTC; when it was said, and when it was corrected last.
        withdrawn: its person took it back; nothing is left of the text.
    """

    id: UUID
    issue_id: UUID
    person: UUID
    at: datetime
    text: str
    edited_at: datetime | None = None
    withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class IssueThread:
    """An issue and what was said about it, the oldest first."""

    issue: Issue
    comments: tuple[Comment, ...] = ()

    @property
    def said(self) -> tuple[Comment, ...]:
        """What was said and not withdrawn."""
        return tuple(one for one in self.comments if not one.withdrawn)

    @property
    def first_line(self) -> str:
        """The first line of the first comment that stands, "" without one."""
        lines = next((one.text.strip().splitlines() for one in self.said), [])
        return lines[0] if lines else ""

    def with_comment(self, comment: Comment) -> "IssueThread":
        """Return the thread with a comment in the place of the one of its id, if it has it."""
        same = (comment if one.id == comment.id else one for one in self.comments)
        return replace(self, comments=tuple(same))
