"""How far a clip can be relied on: who could have changed it unseen, and until when. Pure."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from models.records import ClipRecord


class AuthenticityKind(StrEnum):
    """What vouches for the clip's bytes now."""

    AUTHENTICATED = "authenticated"
    NOT_AUTHENTICATED = "not-authenticated"
    PLAIN = "plain"


@dataclass(frozen=True, slots=True)
class Authenticity:
    """Since when a clip is authentic; `since` None for one that came as a container.

    A clip with a time came as raw CBC or plain: nothing vouches for it before that.
    """

    kind: AuthenticityKind
    since: datetime | None = None


def authenticity(record: ClipRecord) -> Authenticity:
    """Return what a clip's verified row says of its authenticity."""
    formats = {entry.get("format") for entry in record.objects} or {record.origin}
    if "plain" in formats:
        return Authenticity(AuthenticityKind.PLAIN)
    if formats != {"container"}:
        return Authenticity(AuthenticityKind.NOT_AUTHENTICATED)
    return Authenticity(AuthenticityKind.AUTHENTICATED, record.authentic_since)
