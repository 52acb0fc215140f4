"""The words of verdicts, and the signs that stand beside them: never a colour alone."""

from PySide6.QtCore import QCoreApplication

from app.ui.panels.object_mark import ObjectMark
from models.review.verdict import Standing, Tally

# The translators' tool knows this name.
translate = QCoreApplication.translate


def mark_of(standing: Standing) -> ObjectMark | None:
    """Return what stands beside an object in lists; an unjudged one has nothing."""
    match standing:
        case Standing.ACCEPTED:
            return ObjectMark("circle-check", "ok", translate("Verdicts", "accepted"))
        case Standing.REJECTED:
            return ObjectMark("x", "bad", translate("Verdicts", "rejected"))
        case Standing.CHANGED:
            return ObjectMark("rotate-ccw", "warn", translate("Verdicts", "judge again"))
        case Standing.UNJUDGED:
            return None


def standing_text(standing: Standing) -> str:
    """Say where an object stands."""
    mark = mark_of(standing)
    return translate("Verdicts", "not judged yet") if mark is None else mark.word


def tally_text(tally: Tally) -> str:
    """Say how many objects of a clip are judged, and how."""
    if not tally.total:
        return translate("Verdicts", "No objects in this clip")
    if not tally.judged and not tally.changed and tally.total == 1:
        return translate("Verdicts", "Its one object is not judged")
    if not tally.judged and not tally.changed:
        return translate("Verdicts", "0 of {0} objects judged").format(f"{tally.total:,}")
    text = translate("Verdicts", "{0} of {1} judged").format(
        f"{tally.judged:,}", f"{tally.total:,}"
    )
    parts = [text]
    if tally.rejected:
        parts.append(translate("Verdicts", "{0} rejected").format(f"{tally.rejected:,}"))
    if tally.changed:
        parts.append(translate("Verdicts", "{0} to judge again").format(f"{tally.changed:,}"))
    return " · ".join(parts)


def usual_reasons() -> tuple[str, ...]:
    """Return what is wrong with an object most often, where the project has not said so itself."""
    return (
        translate("Verdicts", "Box does not fit"),
        translate("Verdicts", "Wrong label"),
        translate("Verdicts", "Identity swapped"),
        translate("Verdicts", "Begins or ends at the wrong frame"),
        translate("Verdicts", "Wrong attribute"),
        translate("Verdicts", "Not an object of interest"),
    )


def usual_clip_reasons() -> tuple[str, ...]:
    """Return why a clip is rejected most often, where the project has not said so itself."""
    return (
        translate("Verdicts", "Objects are missing"),
        translate("Verdicts", "Boxes do not fit"),
        translate("Verdicts", "Wrong labels"),
        translate("Verdicts", "Identities swapped"),
        translate("Verdicts", "See the issues"),
        translate("Verdicts", "See the rejected objects"),
    )
