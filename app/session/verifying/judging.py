"""From what tags, hash and refusals say of a container to its verdict. Pure."""

from app.session.verifying.findings import Verdict
from crypto.clip_audit import AuditReport
from crypto.errors import RefusedFormatError, TruncatedError, UnknownKeyError


def verdict_of(report: AuditReport, *, has_row: bool, hash_matches: bool | None) -> Verdict:
    """Return what a container is whose chunks could be asked for their tags."""
    if not report.header_intact:
        return Verdict.ALTERED
    # Without a row nothing but the last chunk's tag says that the end is the end.
    if report.cut_at is not None or not (report.end_intact or has_row):
        return Verdict.CUT
    if report.damaged or not report.end_intact:
        return Verdict.DAMAGED
    if report.extra_size:
        return Verdict.EXTENDED
    return Verdict.REWRITTEN if hash_matches is False else Verdict.SOUND


def verdict_of_refusal(refusal: Exception | None, *, hash_matches: bool | None) -> Verdict:
    """Return what a container is whose start already was refused."""
    if isinstance(refusal, TruncatedError):
        return Verdict.CUT
    if isinstance(refusal, RefusedFormatError):
        return Verdict.REFUSED
    if isinstance(refusal, UnknownKeyError) and hash_matches is not False:
        return Verdict.WRONG_KEY
    return Verdict.ALTERED
