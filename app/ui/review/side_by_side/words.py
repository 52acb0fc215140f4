"""What the two pictures and their differences are called. Pure but for `translate`."""

from PySide6.QtCore import QCoreApplication

from app.session.review.comparing import Other, OtherKind
from app.ui.people.texts import day_text
from app.ui.review.comparison.texts import NameOf, other_text, who_text
from app.ui.review.side_by_side.differences import Difference, How

# The translators' tool knows this name.
translate = QCoreApplication.translate


def before_title(other: Other, name_of: NameOf) -> str:
    """Return what stands over the left picture."""
    if other.kind is not OtherKind.ROUND:
        return other_text(other, name_of)
    when = "" if other.at is None else day_text(other.at.astimezone())
    text = translate("SideBySide", "Round {0}, handed in by {1}, {2}")
    return text.format(other.round, who_text(other.person, name_of), when)


def count_text(count: int) -> str:
    """Return how many boxes differ on the frame."""
    if count == 0:
        return translate("SideBySide", "nothing differs here")
    if count == 1:
        return translate("SideBySide", "1 difference here")
    return translate("SideBySide", "{0} differences here").format(count)


def mark_text(one: Difference, *, of_now: bool, is_round: bool) -> str:
    """Return what is written at a box that differs, on the side of now or before."""
    match one.how:
        case How.GONE if is_round:
            return translate("SideBySide", "gone")
        case How.GONE:
            return translate("SideBySide", "only theirs")
        case How.NEW if is_round:
            return translate("SideBySide", "new")
        case How.NEW:
            return translate("SideBySide", "only here")
        case How.MOVED if is_round:
            return translate("SideBySide", "moved")
        case How.MOVED:
            return translate("SideBySide", "little overlap")
        case How.RELABELLED:
            return _label_text(one, of_now=of_now, is_round=is_round)
        case How.OCCLUSION:
            return _occlusion_text(one, of_now=of_now)


def _label_text(one: Difference, *, of_now: bool, is_round: bool) -> str:
    other = one.before if of_now else one.now
    label = "" if other is None else other.label
    if not is_round:
        here, theirs = translate("SideBySide", "here: {0}"), translate("SideBySide", "theirs: {0}")
        return (theirs if of_now else here).format(label)
    was, now = translate("SideBySide", "was {0}"), translate("SideBySide", "now {0}")
    return (was if of_now else now).format(label)


def _occlusion_text(one: Difference, *, of_now: bool) -> str:
    item = one.now if of_now else one.before
    if item is not None and item.shape.occluded:
        return translate("SideBySide", "occluded")
    return translate("SideBySide", "not occluded")
