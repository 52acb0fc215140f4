"""What a stored thing is, and how it is opened.

Rules:
- With an accepted object from the clip's verified row, the thing has to be exactly that; a
  difference is found before any key look-up.
- Without one its first bytes decide: container magic → container; a media signature → plain, only
  under policy `plain`; anything else → raw CBC, only under policy `raw-cbc`.
- Never a second try in another form, and no say for names, companions or metadata: whoever can
  change those could choose a weaker form (CVE-2025-14759 and its kin).
"""

import io

from crypto.clip_header import BODY_OFFSET, COMMITMENT_SIZE, HEADER_SIZE, MAGIC, ClipHeader
from crypto.clip_header import cleartext_size as container_cleartext_size
from crypto.clip_stream import Expected, SeekableReader
from crypto.errors import AlteredError, RefusedFormatError
from crypto.keyring import Keyring
from crypto.policy import ReadPolicy
from crypto.raw_cbc import RawCbcReader
from crypto.source import CiphertextSource
from storage.clip_object import ClipFormat, ClipObject
from storage.media_signature import PREFIX_SIZE, is_media
from storage.plain_reader import PlainReader

_NEEDED: dict[ClipFormat, ReadPolicy] = {
    "container": ReadPolicy.AUTHENTICATED,
    "raw-cbc": ReadPolicy.RAW_CBC,
    "plain": ReadPolicy.PLAIN,
}
# An IV and at least one block, the last of whose bytes is padding.
_RAW_CBC_OVERHEAD = 17


def identify(source: CiphertextSource) -> ClipFormat:
    """Return what the first bytes say."""
    prefix = source.read_at(0, PREFIX_SIZE)
    if prefix.startswith(MAGIC):
        return "container"
    return "plain" if is_media(prefix) else "raw-cbc"


def require_allowed(form: ClipFormat, policy: ReadPolicy) -> None:
    """Refuse a form that is below the read policy.

    Raises:
        RefusedFormatError
    """
    if not policy.allows(_NEEDED[form]):
        raise RefusedFormatError(f"Decryption failed: the read policy allows no {form} clips")


def open_object(
    source: CiphertextSource, keyring: Keyring, accepted: ClipObject | None = None
) -> io.RawIOBase:
    """Return a reader of the cleartext; it owns `source`, which is closed if opening fails.

    Raises:
        EncryptionError: in the order that the design fixes, see `crypto.errors`.
    """
    try:
        if accepted is not None and source.size != accepted.stored_size:
            raise AlteredError
        form = identify(source) if accepted is None else accepted.format
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
    """
    form = identify(source)
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


def _expected(accepted: ClipObject | None) -> Expected | None:
    match accepted:
        case ClipObject(clip_id=bytes(c), key_id=bytes(k), scope_id=bytes(s), commitment=bytes(m)):
            return Expected(
                clip_id=c, key_id=k, scope_id=s, commitment=m, stored_size=accepted.stored_size
            )
        case _:
            return None
