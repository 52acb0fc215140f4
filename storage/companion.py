"""The companion: a small JSON beside a container, for people and tools without the key.

| field                                       | holds                                       |
| ------------------------------------------- | ------------------------------------------- |
| `safelight`                                 | 1, the version of this form                 |
| `object`                                    | name, format, ids, commitment, size, hash   |
| `cleartext_size`, `created_at`              | bytes; ISO 8601 in UTC                      |
| `sealed`                                    | a field envelope over event id, clip id,    |
|                                             | time, hash and the caller's metadata        |
| `fallback`                                  | "plaintext", instead of `sealed`: the clip  |
|                                             | was stored without encryption               |

Rules:
- Nothing in clear is sensitive, and nothing of it is believed: it is compared with the object.
- The sealed part is believed if it opens and names this very clip; so a companion that was copied
  from another clip is known. A successor takes over what an earlier form of the same event had.
- Nothing of the caller's metadata stands in clear, beside a plain clip neither.
- It never decides what an object is or whether it may be read.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from crypto.errors import DecryptionError
from crypto.field import FieldCipher, field_cipher
from crypto.keyring import Keyring
from storage.clip_object import ClipObject, StoredClip
from storage.content import cleartext_size_of
from storage.location import stem_of

_VERSION = 1


@dataclass(frozen=True, slots=True)
class CompanionFacts:
    """What only a companion knows of a clip.

    clip_id: hex; that of an earlier form of the clip where this one has no companion yet.
    """

    event_id: str
    clip_id: str | None
    created_at: datetime
    stored_sha256: bytes | None
    metadata: Mapping[str, Any]


def write_companion(clip: StoredClip, keyring: Keyring) -> bytes:
    """Return the companion of a clip whose first object is a container."""
    first = clip.objects[0]
    sealed = _cipher(keyring).seal_json(
        {
            "event_id": clip.event_id,
            "clip_id": first.to_json()["clip_id"],
            "created_at": clip.created_at.isoformat(),
            "stored_sha256": first.to_json()["stored_sha256"],
            "metadata": dict(clip.metadata),
        }
    )
    visible = {
        "safelight": _VERSION,
        "object": first.to_json(),
        "cleartext_size": clip.cleartext_size,
        "created_at": clip.created_at.isoformat(),
        "sealed": sealed,
    }
    return json.dumps(visible, indent=1).encode("ascii") + b"\n"


def write_plain_companion(clip: StoredClip) -> bytes:
    """Return the companion of a clip that was stored without encryption: it says so, and no more.

    The caller's metadata are left out, because there is nothing to seal them with.
    """
    visible = {
        "safelight": _VERSION,
        "fallback": "plaintext",
        "object": clip.objects[0].to_json(),
        "cleartext_size": clip.cleartext_size,
        "created_at": clip.created_at.isoformat(),
    }
    return json.dumps(visible, indent=1).encode("ascii") + b"\n"


def is_companion(untrusted_bytes: bytes) -> bool:
    """Tell whether this is a companion of ours, and not a foreign JSON file."""
    return _parse(untrusted_bytes) is not None


def agrees(untrusted_bytes: bytes, described: ClipObject) -> bool:
    """Tell whether all that a companion says in clear is what the object itself says."""
    visible = _parse(untrusted_bytes)
    if visible is None or visible.get("cleartext_size") != cleartext_size_of(described):
        return False
    try:
        stated = ClipObject.from_json(visible["object"])
        datetime.fromisoformat(visible["created_at"])
    except (KeyError, TypeError, ValueError):
        return False
    return replace(stated, stored_sha256=None) == replace(described, stored_sha256=None)


def is_of(facts: CompanionFacts | None, described: ClipObject) -> bool:
    """Tell whether the facts are those of this very object, and not of an earlier form."""
    return facts is not None and facts.clip_id == described.to_json()["clip_id"]


def open_facts(
    untrusted_bytes: bytes,
    described: ClipObject,
    keyring: Keyring,
    *,
    successor_of: str | None = None,
) -> CompanionFacts | None:
    """Return the sealed facts; None if they are lost, altered or another clip's.

    `successor_of` is the event id where `described` is a successor: facts of an earlier form of
    that event are believed too, but for their hash.

    Raises:
        UnknownKeyError: sealed with a key that is not here.
        LockedError: the keyring is closed.
    """
    visible = _parse(untrusted_bytes)
    if visible is None or not isinstance(visible.get("sealed"), str):
        return None
    try:
        facts = _cipher(keyring).open_json(visible["sealed"])
    except DecryptionError:
        return None
    match facts:
        case {
            "event_id": str(event_id),
            "clip_id": (str() | None) as clip_id,
            "created_at": str(created_at),
            "stored_sha256": stored_sha256,
            "metadata": dict(metadata),
        }:
            is_this = clip_id == described.to_json()["clip_id"]
            if not is_this and (successor_of is None or stem_of(event_id) != stem_of(successor_of)):
                return None
            return CompanionFacts(
                event_id=event_id,
                clip_id=clip_id,
                created_at=datetime.fromisoformat(created_at),
                stored_sha256=bytes.fromhex(stored_sha256) if is_this and stored_sha256 else None,
                metadata=metadata,
            )
        case _:
            return None


def _parse(untrusted_bytes: bytes) -> dict[str, Any] | None:
    try:
        parsed = json.loads(untrusted_bytes)
    except (ValueError, RecursionError):
        return None
    return parsed if isinstance(parsed, dict) and parsed.get("safelight") == _VERSION else None


def _cipher(keyring: Keyring) -> FieldCipher:
    return field_cipher(keyring, "clip_companions", "facts")
