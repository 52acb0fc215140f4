"""The differences as places to walk through, made on a worker: there may be very many."""

from uuid import UUID

from app.quality import Disagreement, DisagreementKind, Report
from app.ui.places.place import Place
from app.ui.review.comparison.texts import frames_text, kind_text, what_text

Listed = tuple[tuple[DisagreementKind, Place], ...]


def places_of(report: Report) -> Listed:
    """Return a place for each difference, with its kind."""
    ours, theirs = report.candidate.names, report.truth.names
    return tuple(
        (
            one.kind,
            Place(
                one,
                one.frame_index,
                _ids(one),
                f"{kind_text(one.kind)} · {what_text(one, ours, theirs)}",
                frames_text(one),
            ),
        )
        for one in report.disagreements
    )


def _ids(one: Disagreement) -> tuple[UUID, ...]:
    """Return the objects of the open clip that it is about."""
    found = (one.before_id, one.candidate_id)
    return tuple(dict.fromkeys(each for each in found if each is not None))
