"""What the older system's rows hold in sealed columns, and what each column demands of it.

| a stored text                                     | form                            |
|---------------------------------------------------|---------------------------------|
| starts with `sl1.`                                | envelope, and nothing else      |
| strict base64 of 32, 48, 64 … bytes               | raw CBC, under policy `raw-cbc` |
| anything else                                     | plain, under policy `plain`     |

- The form is recognised once and never tried again as another.
- Raw CBC has one error whatever the cause, also where its cleartext is not what the column holds:
  to tell them apart lets an attacker decrypt.
- Knows single values; reads and writes no database.
"""

import binascii
import json
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

from crypto import raw_cbc
from crypto.errors import DECRYPTION_FAILED, DecryptionError, UnknownKeyError
from crypto.field import TEXT_PREFIX, FieldCipher
from crypto.keyring import Keyring
from crypto.policy import ReadPolicy
from models.annotation.geometry import Box
from models.records import ClockSource
from models.review.person import Role

# Ed25519, RFC 8032.
_SIGNATURE_SIZE = 64
_NOT_SO = "it is not what the column holds"


class FieldForm(StrEnum):
    """In which form a value was found."""

    ENVELOPE = "envelope"
    RAW_CBC = "raw-cbc"
    PLAIN = "plain"


class UnreadableFieldError(Exception):
    """A value cannot be taken over; the message says why and holds nothing of it."""


class Kind(StrEnum):
    """What a column holds once it is opened."""

    TEXT = "text"
    JSON = "json"
    BYTES = "bytes"


@dataclass(frozen=True, slots=True)
class FieldRule:
    """What a column holds; `check` raises ValueError, TypeError or KeyError for anything else."""

    kind: Kind
    check: Callable[[Any], object]


def form_of(stored: str) -> FieldForm:
    """Return the form that a stored text has."""
    if stored.startswith(TEXT_PREFIX):
        return FieldForm.ENVELOPE
    try:
        size = len(binascii.a2b_base64(stored, strict_mode=True))
    except ValueError:
        return FieldForm.PLAIN
    is_raw = size >= raw_cbc.MINIMUM_SIZE and size % raw_cbc.AES_BLOCK == 0
    return FieldForm.RAW_CBC if is_raw else FieldForm.PLAIN


def open_field(
    stored: str, form: FieldForm, *, rule: FieldRule, cipher: FieldCipher, keyring: Keyring
) -> Any:
    """Return a stored value's cleartext, which is what the column holds.

    Raises:
        UnreadableFieldError
        LockedError: the keyring is closed.
    """
    try:
        match form:
            case FieldForm.ENVELOPE:
                opened = _open_envelope(stored, rule.kind, cipher)
            case FieldForm.RAW_CBC:
                opened = _parsed(_open_raw(stored, keyring), rule.kind)
            case FieldForm.PLAIN:
                if not keyring.read_policy.allows(ReadPolicy.PLAIN):
                    raise UnreadableFieldError("the read policy allows no plain values")
                opened = _parsed(stored.encode("utf-8"), rule.kind)
        rule.check(opened)
    except UnknownKeyError as error:
        raise UnreadableFieldError(str(error)) from error
    except DecryptionError:
        raise UnreadableFieldError(DECRYPTION_FAILED) from None
    except (ValueError, TypeError, KeyError, RecursionError):
        # From None, because these errors quote the cleartext.
        why = DECRYPTION_FAILED if form is FieldForm.RAW_CBC else _NOT_SO
        raise UnreadableFieldError(why) from None
    return opened


def seal_field(opened: Any, kind: Kind, cipher: FieldCipher) -> str:
    """Return the envelope of a value that `open_field` returned."""
    match kind:
        case Kind.TEXT:
            return cipher.seal_text(opened)
        case Kind.JSON:
            return cipher.seal_json(opened)
        case Kind.BYTES:
            return cipher.seal_bytes(opened)


def _open_envelope(stored: str, kind: Kind, cipher: FieldCipher) -> Any:
    match kind:
        case Kind.TEXT:
            return cipher.open_text(stored)
        case Kind.JSON:
            return cipher.open_json(stored)
        case Kind.BYTES:
            return cipher.open_bytes(stored)


def _open_raw(stored: str, keyring: Keyring) -> bytes:
    if not keyring.read_policy.allows(ReadPolicy.RAW_CBC):
        raise UnreadableFieldError("the read policy allows no raw CBC values")
    return raw_cbc.decrypt(keyring.raw_key(), binascii.a2b_base64(stored, strict_mode=True))


def _parsed(cleartext: bytes, kind: Kind) -> Any:
    """Return what the older system wrote: texts, JSON, and bytes as hex digits."""
    text = cleartext.decode("utf-8")
    match kind:
        case Kind.TEXT:
            return text
        case Kind.JSON:
            return json.loads(text, parse_constant=_no_number)
        case Kind.BYTES:
            return bytes.fromhex(text)


def _no_number(_text: str) -> float:
    raise ValueError("NaN and infinities are no JSON")


def _demand(is_so: bool) -> None:
    if not is_so:
        raise ValueError(_NOT_SO)


def _anything(_value: Any) -> None:
    """Take what its kind makes of it."""


def _some_text(value: Any) -> None:
    _demand(isinstance(value, str) and bool(value))


def _text(value: Any) -> None:
    _demand(isinstance(value, str))


def _pairs(value: Any) -> None:
    _demand(isinstance(value, list))
    for name, content in value:
        _demand(isinstance(name, str) and isinstance(content, str))


def _detections(value: Any) -> None:
    _demand(isinstance(value, list) and bool(value))
    for one in value:
        str(one["model"]), float(one["score"]), Box.from_list(one["box"])


def _objects(value: Any) -> None:
    _demand(isinstance(value, list))
    for one in value:
        _demand(isinstance(one["name"], str) and isinstance(one["stored_size"], int))


RULES: dict[str, dict[str, FieldRule]] = {
    "clips": {
        "event_id": FieldRule(Kind.TEXT, _some_text),
        "name": FieldRule(Kind.TEXT, _text),
        "camera": FieldRule(Kind.TEXT, _text),
        "objects": FieldRule(Kind.JSON, _objects),
        "fingerprint": FieldRule(Kind.BYTES, lambda value: _demand(len(value) in (16, 32))),
        "clock_zone": FieldRule(Kind.TEXT, _text),
        "clock_drift_ppm": FieldRule(Kind.JSON, float),
        "clock_source": FieldRule(Kind.TEXT, ClockSource),
        "start_timecode": FieldRule(Kind.TEXT, _text),
        "stored_as": FieldRule(Kind.TEXT, _some_text),
        "facts": FieldRule(Kind.JSON, lambda value: _demand(isinstance(value, dict))),
    },
    "labels": {
        "name": FieldRule(Kind.TEXT, _some_text),
        "attributes": FieldRule(Kind.JSON, lambda value: _demand(isinstance(value, list))),
    },
    "tracks": {
        "label": FieldRule(Kind.TEXT, _some_text),
        "attributes": FieldRule(Kind.JSON, _pairs),
    },
    "annotation_examples": {
        "bbox": FieldRule(Kind.JSON, Box.from_list),
        "label": FieldRule(Kind.TEXT, _some_text),
        "original_detections": FieldRule(Kind.JSON, _detections),
        "attributes": FieldRule(Kind.JSON, _pairs),
        "box_attributes": FieldRule(Kind.JSON, _pairs),
        "frame_data": FieldRule(Kind.JSON, lambda value: _demand(isinstance(value, dict))),
    },
    # The older system had none; what a value means is its kind's business.
    "view_settings": {"value": FieldRule(Kind.JSON, _anything)},
    # Nor did it know of reviewing.
    "people": {
        "name": FieldRule(Kind.TEXT, _some_text),
        "role": FieldRule(Kind.TEXT, Role),
        "details": FieldRule(Kind.JSON, _anything),
    },
    "project_rules": {"value": FieldRule(Kind.JSON, _anything)},
    "issues": {
        "kind": FieldRule(Kind.TEXT, _some_text),
        "subject": FieldRule(Kind.JSON, _anything),
    },
    "comments": {"text": FieldRule(Kind.TEXT, _text)},
    "verdicts": {
        "reasons": FieldRule(Kind.JSON, _anything),
        "signature": FieldRule(Kind.BYTES, lambda value: _demand(len(value) == _SIGNATURE_SIZE)),
    },
    "clip_events": {"event": FieldRule(Kind.JSON, _anything)},
    "annotation_sets": {
        "name": FieldRule(Kind.TEXT, _text),
        "content": FieldRule(Kind.BYTES, lambda value: _demand(bool(value))),
    },
    "work_spans": {"span": FieldRule(Kind.JSON, _anything)},
    "unplaced_rows": {
        "content": FieldRule(Kind.JSON, lambda value: _demand(isinstance(value, dict)))
    },
}
"""Every sealed column of the synced tables. A label may be an id, or a name that becomes one."""


def label_id_of(opened: str, ids_by_name: dict[str, UUID]) -> str:
    """Return the id that a label's text is, or that the label of this name has.

    Raises:
        UnreadableFieldError: the project has no such label.
    """
    try:
        return str(UUID(opened))
    except ValueError:
        pass
    if (found := ids_by_name.get(opened.casefold())) is None:
        raise UnreadableFieldError("the project has no label of this name")
    return str(found)
