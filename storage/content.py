"""What a stored thing is, and how it is opened.

Rules:
- With an accepted object from the clip's verified row, the thing has to be exactly that; a
  difference is found before any key look-up.
- Without one its first bytes decide: container magic → container; a media signature → plain, only
  under policy `plain`; anything else → raw CBC, only under policy `raw-cbc`.
- A successor is a container with the clip id that its name bears, or it was altered.
- Never a second try in another form, and no say for names, companions or metadata: whoever can
  change those could choose a weaker form (CVE-2025-14759 and its kin).
- Raw CBC and plain clips have no tags. Opening one that a row accepts checks its size and form;
  the hash of the stored bytes that the row may hold needs all of them, so that it is verifying,
  migrating and pinning that compare it.
"""

import io

from crypto.clip_header import BODY_OFFSET, COMMITMENT_SIZE, HEADER_SIZE, MAGIC, ClipHeader
from crypto.clip_header import cleartext_size as container_cleartext_size
from crypto.clip_stream import Expected, SeekableReader
from crypto.errors import DECRYPTION_FAILED, AlteredError, DecryptionError, RefusedFormatError
from crypto.keyring import Keyring
from crypto.policy import ReadPolicy
from crypto.raw_cbc import RawCbcReader
from crypto.source import CiphertextSource
from storage.clip_object import ClipFormat, ClipObject
from storage.location import named_clip_id
from storage.media_signature import PREFIX_SIZE, is_media
from storage.plain_reader import PlainReader

_NEEDED: dict[ClipFormat, ReadPolicy] = {
    "container": ReadPolicy.AUTHENTICATED,
    "raw-cbc": ReadPolicy.RAW_CBC,
    "plain": ReadPolicy.PLAIN,
}
# An IV and at least one block, the last of whose bytes is padding.
_RAW_CBC_OVERHEAD = 17
_OTHER_SIZE = f"{DECRYPTION_FAILED}: its size is not the one that was recorded"
_OTHER_FORM = f"{DECRYPTION_FAILED}: a clip of another form lies in its place"
_OTHER_NAME = f"{DECRYPTION_FAILED}: this is not the clip that its name says"


def identify(source: CiphertextSource) -> ClipFormat:
    """Return what the first bytes say."""
    return _form_of(source.read_at(0, PREFIX_SIZE))


def require_allowed(form: ClipFormat, policy: ReadPolicy) -> None:
    """Refuse a form that is below the read policy.

    Raises:
        RefusedFormatError
    """
    if not policy.allows(_NEEDED[form]):
        raise RefusedFormatError(f"Decryption failed: the read policy allows no {form} clips")


def open_object(
    source: CiphertextSource,
    keyring: Keyring,
    accepted: ClipObject | None = None,
    *,
    named_id: bytes | None = None,
) -> io.RawIOBase:
    """Return a reader of the cleartext; it owns `source`, which is closed if opening fails.

    `named_id` is the clip id that the object's name bears, where it is a successor.

    Raises:
        EncryptionError: in the order that the design fixes, see `crypto.errors`.
    """
    try:
        form = _named_form(source, named_id) if accepted is None else _form(source, accepted)
        require_allowed(form, keyring.read_policy)
        match form:
            case "container":
                return SeekableReader(source, keyring, expected=_expected(accepted))
            case "raw-cbc":
                return RawCbcReader(source, keyring)
            case "plain":
                return PlainReader(source)
    except BaseException:
        source.close()
        raise


def describe(name: str, source: CiphertextSource) -> ClipObject:
    """Return what the bytes say of themselves, without a key: nothing of it is authentic yet.

    Raises:
        RefusedFormatError, TruncatedError: it starts as a container and is none.
        AlteredError: it is not the successor that its name says.
    """
    form = _named_form(source, named_clip_id(name))
    if form != "container":
        return ClipObject(name, form, None, None, None, None, source.size, None)
    prefix = source.read_at(0, BODY_OFFSET)
    header = ClipHeader.parse(prefix[:HEADER_SIZE])
    # Checks the size rule before the commitment is cut out of what may be too short.
    container_cleartext_size(source.size)
    return ClipObject(
        name=name,
        format="container",
        clip_id=header.clip_id,
        key_id=header.key_id,
        scope_id=header.scope_id,
        commitment=prefix[-COMMITMENT_SIZE:],
        stored_size=source.size,
        stored_sha256=None,
    )


def cleartext_size_of(described: ClipObject) -> int:
    """Return the cleartext's size; for raw CBC the most that it can be."""
    match described.format:
        case "container":
            return container_cleartext_size(described.stored_size)
        case "raw-cbc":
            return max(0, described.stored_size - _RAW_CBC_OVERHEAD)
        case "plain":
            return described.stored_size


def _form(source: CiphertextSource, accepted: ClipObject) -> ClipFormat:
    """Return the form that the row says, unless the bytes cannot be of it."""
    if source.size != accepted.stored_size:
        raise AlteredError(_OTHER_SIZE)
    if accepted.format != "container":
        found = identify(source)
        # A plain clip may have a beginning that is not known here; the others' are always known.
        if found != accepted.format and not (accepted.format == "plain" and found == "raw-cbc"):
            raise AlteredError(_OTHER_FORM)
    return accepted.format


def _named_form(source: CiphertextSource, named_id: bytes | None) -> ClipFormat:
    """Return the form that the bytes say, unless the name says that they were altered."""
    prefix = source.read_at(0, PREFIX_SIZE)
    form = _form_of(prefix)
    if named_id is None:
        return form
    if form != "container":
        raise AlteredError(_OTHER_FORM)
    try:
        is_named = ClipHeader.parse(prefix[:HEADER_SIZE]).clip_id == named_id
    except DecryptionError as error:
        raise AlteredError(_OTHER_NAME) from error
    if not is_named:
        raise AlteredError(_OTHER_NAME)
    return form


def _form_of(prefix: bytes) -> ClipFormat:
    if prefix.startswith(MAGIC):
        return "container"
    return "plain" if is_media(prefix) else "raw-cbc"


def _expected(accepted: ClipObject | None) -> Expected | None:
    match accepted:
        case ClipObject(clip_id=bytes(c), key_id=bytes(k), scope_id=bytes(s), commitment=bytes(m)):
            return Expected(
                clip_id=c, key_id=k, scope_id=s, commitment=m, stored_size=accepted.stored_size
            )
        case _:
            return None
