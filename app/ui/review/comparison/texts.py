"""How comparisons are put into words. Pure but for `translate`."""

from collections.abc import Callable, Mapping
from uuid import UUID

from PySide6.QtCore import QCoreApplication

from app.quality import Disagreement, DisagreementKind, Report
from app.session.review.comparing import Other, OtherKind
from app.ui.people.texts import somebody, when_text

# The translators' tool knows this name.
translate = QCoreApplication.translate
NameOf = Callable[[UUID | None], str]


def other_text(other: Other, name_of: NameOf) -> str:
    """Return what a person chooses from: what it is, whose, from when."""
    when = "" if other.at is None else when_text(other.at)
    who = who_text(other.person, name_of)
    match other.kind:
        case OtherKind.SUGGESTIONS:
            return translate("Comparison", "Suggestions that wait in this clip")
        case OtherKind.ROUND:
            text = translate("Comparison", "As handed in by {0}, round {1} · {2}")
            return text.format(who, other.round, when)
        case OtherKind.TRUTH:
            named = other.name or translate("Comparison", "kept by {0}").format(who)
            return translate("Comparison", "Truth · {0} · {1}").format(named, when)
        case OtherKind.OTHER:
            named = other.name or translate("Comparison", "kept by {0}").format(who)
            return f"{named} · {when}"
        case OtherKind.REPLICA:
            if other.person is None:
                return translate("Comparison", "The same footage · {0}").format(other.name)
            return translate("Comparison", "The same footage by {0} · {1}").format(who, other.name)


def short_text(other: Other, name_of: NameOf) -> str:
    """Return what their boxes are called beside the dashes."""
    who = who_text(other.person, name_of)
    match other.kind:
        case OtherKind.SUGGESTIONS:
            return translate("Comparison", "suggestions")
        case OtherKind.ROUND:
            return translate("Comparison", "{0}, round {1}").format(who, other.round)
        case OtherKind.TRUTH:
            return other.name or translate("Comparison", "truth")
        case OtherKind.OTHER:
            return other.name or translate("Comparison", "kept by {0}").format(who)
        case OtherKind.REPLICA:
            # What nobody has is told by its clip: boxes of nobody would be no boxes.
            return who if other.person is not None else other.name or who


def who_text(person_id: UUID | None, name_of: NameOf) -> str:
    """Return whose something is; where it is nobody's yet, the word for that."""
    nobody = translate("Comparison", "nobody")
    return nobody if person_id is None else name_of(person_id) or somebody()


def kind_text(kind: DisagreementKind) -> str:
    """Return what is not the same, seen from the open clip."""
    return {
        DisagreementKind.MISSING: translate("Comparison", "Only theirs"),
        DisagreementKind.EXTRA: translate("Comparison", "Only here"),
        DisagreementKind.LOW_OVERLAP: translate("Comparison", "Little overlap"),
        DisagreementKind.LABEL: translate("Comparison", "Other label"),
        DisagreementKind.ATTRIBUTE: translate("Comparison", "Other value"),
        DisagreementKind.IDENTITY_SWITCH: translate("Comparison", "Other identity"),
    }[kind]


def what_text(one: Disagreement, ours: Mapping[UUID, str], theirs: Mapping[UUID, str]) -> str:
    """Return which objects a disagreement is about, and what each side says."""
    here = "" if one.candidate_id is None else ours.get(one.candidate_id, "")
    there = "" if one.truth_id is None else theirs.get(one.truth_id, "")
    match one.kind:
        case DisagreementKind.MISSING:
            return there
        case DisagreementKind.EXTRA:
            return here
        case DisagreementKind.LOW_OVERLAP:
            return f"{here} · IoU {one.iou:.2f}"
        case DisagreementKind.LABEL:
            text = translate("Comparison", "{0} · theirs: {1}")
            return text.format(here, one.truth_says)
        case DisagreementKind.ATTRIBUTE:
            text = translate("Comparison", "{0} · {1}: {2} · theirs: {3}")
            nothing = translate("Comparison", "nothing")
            values = one.candidate_says or nothing, one.truth_says or nothing
            return text.format(here, one.attribute, *values)
        case DisagreementKind.IDENTITY_SWITCH:
            before = "" if one.before_id is None else ours.get(one.before_id, "")
            return translate("Comparison", "{0}: {1} → {2}").format(there, before, here)


def frames_text(one: Disagreement) -> str:
    """Return how long it goes on; "" for one frame."""
    if one.last_frame_index == one.frame_index:
        return ""
    return translate("Comparison", "up to frame {0}").format(f"{one.last_frame_index:,}")


def figures_text(report: Report) -> str:
    """Return the figures that are the same whichever side one looks from."""
    iou = report.detection.mean_iou
    parts = [f"F1 {report.detection.overall.f1:.2f}"]
    if iou is not None:
        parts.append(translate("Comparison", "mean IoU {0}").format(f"{iou:.2f}"))
    parts.append(f"IDF1 {report.identity.idf1:.2f}")
    if report.frames.step > 1:
        parts.append(translate("Comparison", "one frame in {0}").format(report.frames.step))
    return " · ".join(parts)
