"""Roles, people, moments and steps in words. Pure but for `tr`."""

from collections.abc import Callable
from datetime import UTC, datetime
from uuid import UUID

from PySide6.QtCore import QCoreApplication

from app.ui.clip_list.texts import moment_texts
from models.records import ClipState
from models.review.assigning import LeftOut, OpenWork, Part, Plan
from models.review.clip_event import ClipEvent, Step
from models.review.person import Role

# The translators' tool knows this name.
translate = QCoreApplication.translate
NameOf = Callable[[UUID | None], str]


def role_text(role: Role) -> str:
    """Return what a role is called."""
    texts = {
        Role.ANNOTATOR: translate("People", "Annotator"),
        Role.REVIEWER: translate("People", "Reviewer"),
        Role.ADMIN: translate("People", "Admin"),
    }
    return texts[role]


def role_tip(role: Role) -> str:
    """Return what somebody of a role may do."""
    texts = {
        Role.ANNOTATOR: translate("People", "Annotates, imports, hands in, answers issues."),
        Role.REVIEWER: translate(
            "People", "Also accepts and rejects others' work, assigns, exports, changes labels."
        ),
        Role.ADMIN: translate(
            "People", "Also deletes clips, gives roles, changes the rules, reads the audit log."
        ),
    }
    return texts[role]


def somebody() -> str:
    """Return what a person is called whom nobody knows."""
    return translate("People", "somebody unknown")


def when_text(moment: datetime | None) -> str:
    """Write when something happened, by the clock of this computer."""
    return "" if moment is None else moment_texts(moment.astimezone())[-1]


def seen_text(moment: datetime | None, *, now: datetime | None = None) -> str:
    """Write when somebody was seen last, no closer than it is known: to the hour."""
    if moment is None:
        return ""
    hours = int(((now or datetime.now(UTC)) - moment).total_seconds() // 3600)
    if hours < 1:
        return translate("People", "in the last hour")
    if hours < 24:
        return translate("People", "{0} h ago").format(hours)
    return day_text(moment)


def seen_tip() -> str:
    """Say what is known of when somebody was seen."""
    return translate("People", "When they last opened the project, to the hour")


def work_text(work: OpenWork) -> str:
    """Say what is still a person's to do."""
    parts = []
    if work.annotate:
        told = translate("People", "{0} to annotate").format(clips_text(work.annotate))
        parts.append(told)
    if work.review:
        parts.append(translate("People", "{0} to review").format(clips_text(work.review)))
    return translate("People", "Still theirs: {0}.").format(", ".join(parts)) if parts else ""


def day_text(moment: datetime) -> str:
    """Write a day, by the calendar of this computer."""
    return moment_texts(moment.astimezone())[0].split(" · ", maxsplit=1)[0]


def step_text(event: ClipEvent, name_of: NameOf) -> str:
    """Say what was done to a clip, without who and when."""
    texts = {
        Step.BEGIN: translate("People", "Began to work on it"),
        Step.HAND_IN: translate("People", "Handed it in, round {0}").format(event.round),
        Step.TAKE_BACK: translate("People", "Took it back"),
        Step.ACCEPT: translate("People", "Accepted it"),
        Step.REJECT: translate("People", "Rejected it"),
        Step.WITHDRAW: translate("People", "Took the verdict back"),
        Step.REOPEN: translate("People", "Reopened it"),
        Step.ASSIGN: _assigned_text(event, name_of),
    }
    text = texts[event.step]
    if event.step is Step.ACCEPT and event.after is ClipState.SUBMITTED:
        return f"{text} · {translate('People', 'another opinion is needed')}"
    return f"{text}: {'; '.join(event.reasons)}" if event.reasons else text


def _assigned_text(event: ClipEvent, name_of: NameOf) -> str:
    parts = []
    if event.assigned_to is not None:
        who = name_of(event.assigned_to) or somebody()
        parts.append(translate("People", "to annotate: {0}").format(who))
    if event.reviewer is not None:
        who = name_of(event.reviewer) or somebody()
        parts.append(translate("People", "to review: {0}").format(who))
    if event.due_at is not None:
        parts.append(translate("People", "due {0}").format(day_text(event.due_at)))
    told = ", ".join(parts) or translate("People", "to nobody")
    return translate("People", "Assigned · {0}").format(told)


def clips_text(count: int) -> str:
    """Say how many clips."""
    if count == 1:
        return translate("People", "1 clip")
    return translate("People", "{0} clips").format(f"{count:,}")


def plan_text(plan: Plan, name_of: NameOf) -> str:
    """Say what a plan will do."""
    if not plan.clips:
        return translate("People", "No clip would change.")
    shares = plan.shares
    if set(shares) == {None}:
        return translate("People", "{0} will be nobody's.").format(clips_text(len(plan.clips)))
    told = ", ".join(
        f"{name_of(person) or somebody()} {count:,}" if len(shares) > 1 else name_of(person)
        for person, count in shares.items()
    )
    if plan.part is Part.ANNOTATE:
        return translate("People", "{0} will be assigned to {1}.").format(
            clips_text(len(plan.clips)), told
        )
    return translate("People", "{0} will be reviewed by {1}.").format(
        clips_text(len(plan.clips)), told
    )


def left_out_text(plan: Plan) -> str:
    """Say which clips stay as they are, and why; "" where none does."""
    reasons = {
        LeftOut.SAME: translate("People", "{0} as it is already"),
        LeftOut.ACCEPTED: translate("People", "{0} accepted already"),
        LeftOut.OWN_WORK: translate("People", "{0} would be their own work"),
        LeftOut.SAME_FOOTAGE: translate("People", "{0} on footage that they annotate already"),
    }
    told = [reasons[reason].format(clips_text(count)) for reason, count in plan.left_out]
    return "" if not told else translate("People", "Left out: {0}.").format(", ".join(told))
