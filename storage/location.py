"""From event ids to object names and back. Pure: no I/O here.

| object                     | name                           |
| -------------------------- | ------------------------------ |
| the first clip of an event | `<stem>.slc`                   |
| a successor of it          | `<stem>.<clip id, 32 hex>.slc` |
| derived data               | `<stem>.<kind>.sld`            |
| the companion              | `<stem>.json`                  |

Rules:
- The stem of an event id that matches `[A-Za-z0-9][A-Za-z0-9_-]{0,127}` is that id. The stem of
  any other is `~` and the hex SHA-256 of its UTF-8 form; such a stem stands for itself, so that a
  clip whose companion is lost can still be named.
- A stem holds neither dot nor slash: a name belongs to exactly one stem, and never leaves its
  folder.
- Names that follow none of these forms are foreign and left alone.
"""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from crypto.clip_header import Kind
from storage.errors import ClipExistsError, InvalidEventIdError

_PLAIN_STEM = r"[A-Za-z0-9][A-Za-z0-9_-]{0,127}"
_HASHED_STEM = r"~[0-9a-f]{64}"
_STEM = re.compile(f"{_PLAIN_STEM}|{_HASHED_STEM}")
_KINDS = {Kind.INDEX: "index", Kind.THUMBNAILS: "thumbnails", Kind.MOTION: "motion"}
_NAME = re.compile(
    rf"(?P<stem>{_PLAIN_STEM}|{_HASHED_STEM})"
    rf"(?:(?P<clip>(?:\.(?P<clip_id>[0-9a-f]{{32}}))?\.slc)"
    rf"|(?P<derived>\.(?:{'|'.join(_KINDS.values())})\.sld)"
    r"|(?P<companion>\.json))"
)


class Role(StrEnum):
    """What an object is to its event."""

    CLIP = "clip"
    DERIVED = "derived"
    COMPANION = "companion"


@dataclass(frozen=True, slots=True)
class ParsedName:
    """An object's name, taken apart."""

    stem: str
    role: Role


def stem_of(event_id: str) -> str:
    """Return the part of its objects' names that stands for `event_id`.

    Raises:
        InvalidEventIdError: it is empty or holds lone surrogates.
    """
    if _STEM.fullmatch(event_id):
        return event_id
    if not event_id:
        raise InvalidEventIdError("an event id cannot be empty")
    try:
        encoded = event_id.encode("utf-8")
    except UnicodeEncodeError as error:
        raise InvalidEventIdError("an event id must be valid Unicode") from error
    return "~" + hashlib.sha256(encoded).hexdigest()


def clip_name(event_id: str) -> str:
    """Return the name of an event's first clip object."""
    return f"{stem_of(event_id)}.slc"


def successor_name(event_id: str, clip_id: bytes) -> str:
    """Return the name under which a later form of the clip is written."""
    return f"{stem_of(event_id)}.{clip_id.hex()}.slc"


def derived_name(event_id: str, kind: Kind) -> str:
    """Return the name of a kind of derived data; `kind` is not `Kind.CLIP`."""
    return f"{stem_of(event_id)}.{_KINDS[kind]}.sld"


def companion_name(event_id: str) -> str:
    """Return the name of the companion JSON."""
    return f"{stem_of(event_id)}.json"


def parse_name(untrusted_name: str) -> ParsedName | None:
    """Take an object's name apart; None for a foreign one."""
    match = _NAME.fullmatch(untrusted_name)
    if match is None:
        return None
    role = next(role for role in Role if match[role.value] is not None)
    return ParsedName(match["stem"], role)


def named_clip_id(untrusted_name: str) -> bytes | None:
    """Return the clip id (16 bytes) that the name of a successor bears; None for other names."""
    match = _NAME.fullmatch(untrusted_name)
    return None if match is None or match["clip_id"] is None else bytes.fromhex(match["clip_id"])


def refuse_collision(name: str, taken_names: Iterable[str]) -> None:
    """Refuse a name that is taken, or whose stem is taken in other case.

    The second would be one and the same file on a disk that ignores case.

    Raises:
        ClipExistsError
    """
    ours = parse_name(name)
    stem = "" if ours is None else ours.stem.casefold() + "."
    for taken in taken_names:
        if taken == name:
            raise ClipExistsError("something is stored under this event id already")
        # Few names begin so, and only those are worth taking apart.
        if ours is None or not taken.casefold().startswith(stem):
            continue
        theirs = parse_name(taken)
        if theirs is not None and theirs.stem != ours.stem:
            raise ClipExistsError("the event id differs only in case from one that is stored")
