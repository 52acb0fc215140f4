"""What reviewing refuses.

```
ReviewError
├── LastAdminError     a project would be left without an admin
├── OwnRemovalError    nobody removes themselves from a project
├── HasLeftError       the person is not of the project any more
├── StepRefusedError   a clip cannot take that step from where it is, or not by this person
│   ├── WrongStateError    not from this state
│   ├── OwnWorkError       nobody judges their own work, unless the rules allow it
│   ├── OthersClipError    it is somebody else's to hand in
│   ├── NotTheirsError     it is somebody else's to take back
│   ├── TakenError         it is somebody else's work already
│   ├── JudgedAlreadyError the same person cannot give the second opinion as well
│   └── ReasonMissingError a rejection says why
├── ObjectMovedOnError an object was changed since the reviewer looked at it
├── ClipHasReplicasError others work on the clip's footage
├── UncoversError      it would show what a privacy mask covers
├── IssueMovedError    an issue is in another state than the step begins at
├── NotTheirWordsError only who said something corrects or withdraws it
├── IssueAnsweredError somebody has answered an issue that was to be withdrawn
└── ClipHandedInError  it was handed in or accepted: reopen it before it is changed
```

RowsGoneError is a RowAlteredError: rows of people or rules are not there any more. So is
RowsPutBackError: they are older than what the audit log tells of them.

Each message is a plain sentence without names, texts or ids of people.
"""

from uuid import UUID

from models.errors import ModelError, RowAlteredError


class ReviewError(ModelError):
    """Anything that reviewing refuses."""


class RowsGoneError(RowAlteredError):
    """Rows that were there once are not: somebody took them away outside Safelight."""

    def __init__(self, table: str) -> None:
        super().__init__(table, UUID(int=0))
        self.args = (f"Rows of {table} are gone that were there",)


class RowsPutBackError(RowAlteredError):
    """Rows are older than what the audit log tells: somebody put them back outside Safelight."""

    def __init__(self, table: str) -> None:
        super().__init__(table, UUID(int=0))
        self.args = (f"Rows of {table} are not what the audit log tells: older ones were put back",)


class LastAdminError(ReviewError):
    """A project without an admin could not be looked after any more."""

    def __init__(self) -> None:
        super().__init__("Somebody has to stay admin of the project")


class OwnRemovalError(ReviewError):
    """Who removed themselves could not take it back."""

    def __init__(self) -> None:
        super().__init__("Nobody removes themselves: another admin can")


class HasLeftError(ReviewError):
    """An admin has removed the person from the project; `ask` names admins, never in the message.

    me: whether it is the person who asks; else somebody whom they wanted to change.
    """

    def __init__(self, *, me: bool = True, ask: tuple[str, ...] = ()) -> None:
        super().__init__(
            "You are not of this project any more: an admin has removed you from it"
            if me
            else "This person is not of the project any more: take them back first"
        )
        self.me, self.ask = me, ask


class ClipHasReplicasError(ReviewError):
    """A clip cannot go while others are replicas of it: their footage is its own."""

    def __init__(self, count: int) -> None:
        others = "1 other clip is" if count == 1 else f"{count} other clips are"
        super().__init__(f"{others} annotated on this clip's footage: delete those first")
        self.count = count


class StepRefusedError(ReviewError):
    """A clip cannot take that step; nothing was changed."""


class WrongStateError(StepRefusedError):
    """The clip is in another state than the step begins at."""


class OwnWorkError(StepRefusedError):
    """The rules of the project keep people from judging what they did themselves.

    changed: they have made or changed objects of it, be it somebody else's.
    ask: the names of people who may judge it, never in the message.
    """

    def __init__(self, *, changed: bool = False, ask: tuple[str, ...] = ()) -> None:
        super().__init__(
            "You have changed objects of this clip: somebody else has to judge it"
            if changed
            else "This is your own work: somebody else has to judge it"
        )
        self.changed, self.ask = changed, ask


class OthersClipError(StepRefusedError):
    """A clip is handed in by whose it is, by who worked on it, or by who may assign it.

    owner: whose it is; `ask` is what they are called, never in the message.
    """

    def __init__(self, owner: UUID, *, ask: tuple[str, ...] = ()) -> None:
        super().__init__("This clip is somebody else's work: it is theirs to hand in")
        self.owner, self.ask = owner, ask


class NotTheirsError(StepRefusedError):
    """Only who handed the clip in may take it back."""

    def __init__(self) -> None:
        super().__init__("Only who handed the clip in can take it back")


class TakenError(StepRefusedError):
    """Only who may assign clips takes one from somebody else."""

    def __init__(self) -> None:
        super().__init__("This clip is somebody else's work already")


class JudgedAlreadyError(StepRefusedError):
    """The rules ask for different people."""

    def __init__(self) -> None:
        super().__init__(
            "You have accepted this clip already: the other opinion is somebody else's"
        )


class ReasonMissingError(StepRefusedError):
    """Who gets the clip back has to know why."""

    def __init__(self) -> None:
        super().__init__("Say why the clip is rejected")


class ObjectMovedOnError(ReviewError):
    """What was judged is not there any more as it was seen; nothing was written."""

    def __init__(self, track_ids: tuple[UUID, ...]) -> None:
        super().__init__("Somebody has changed this object meanwhile: look at it once more")
        self.track_ids = track_ids


class UncoversError(ReviewError):
    """Who may not look behind masks does not take them away either; nothing was changed.

    held: it stays covered, but by what would be the person's own to end.
    """

    def __init__(self, *, held: bool = False) -> None:
        self.held = held
        super().__init__(
            "This private object is held to the end of the clip by somebody else's last keyframe: "
            "only a reviewer or an admin changes that one"
            if held
            else "This would uncover a private object: ask a reviewer or an admin of the project"
        )


class IssueMovedError(ReviewError):
    """Somebody has moved the issue meanwhile; nothing was changed. `state` is where it is now."""

    def __init__(self, state: str) -> None:
        super().__init__("Somebody else has moved this issue meanwhile")
        self.state = state


class NotTheirWordsError(ReviewError):
    """Nobody puts words into somebody else's mouth."""

    def __init__(self) -> None:
        super().__init__("Only who said it can correct or withdraw it")


class IssueAnsweredError(ReviewError):
    """An issue that others have answered or moved is resolved, not withdrawn."""

    def __init__(self) -> None:
        super().__init__("Somebody has answered this issue already: resolve it instead")


class ClipHandedInError(ReviewError):
    """A clip that was handed in or accepted is not changed under its reviewer's eyes."""

    def __init__(self, *, accepted: bool) -> None:
        self.accepted = accepted
        super().__init__(
            "This clip was accepted: it is not changed until it is reopened"
            if accepted
            else "This clip was handed in: it is not changed until it is taken back or reopened"
        )
