r"""Field envelopes: AEAD_AES_256_CBC_HMAC_SHA_512 (RFC 7518 §5.2.5), bound to table and column.

=====  ======  ============================================================================
off    len     field of the binary form
=====  ======  ============================================================================
0      1       0x12
1      8       first half of the field root's id (FR id)
9      16      IV, random: CBC needs it unpredictable, and 128 random bits do not repeat
25     16·n    AES-256-CBC of type byte ‖ cleartext, PKCS#7
…      32      T = HMAC-SHA-512(MAC, A ‖ IV ‖ ciphertext ‖ u64 bits(A))[:32]
=====  ======  ============================================================================

MAC 32 ‖ ENC 32 = X(FR, "safelight/field/v1\0" ‖ table ‖ 0 ‖ column, 64) and
A = "safelight/field/v1\0" ‖ the first 9 bytes ‖ table ‖ 0 ‖ column. The length is 57 + 16·n, never
a multiple of 16, so an envelope is not taken for raw CBC. The text form is ``sl1.`` and base64url
without padding; only the one canonical spelling is accepted ('.' is not in base64).

Type byte: 1 text (UTF-8), 2 JSON (compact UTF-8), 3 bytes. The tag is checked in constant time
before any padding is looked at.
"""

import binascii
import json
import os
import re
import unicodedata
from hmac import digest as hmac_digest
from typing import NoReturn, cast

from .errors import RefusedFormatError
from .field_keys import FieldKeys, derive_field_keys
from .kdf import expand
from .keyring import Keyring
from .scope_keys import ROOT_ID_SIZE
from .scopes import PROJECT_SCOPE
from .secret import BytesLike

TEXT = 1
JSON = 2
BYTES = 3
SUITE = 0x12
TEXT_PREFIX = "sl1."
IV_SIZE = 16
TAG_SIZE = 32
ENVELOPE_OVERHEAD = 1 + ROOT_ID_SIZE + IV_SIZE + TAG_SIZE
_NAME = re.compile(r"[a-z_][a-z0-9_]{0,62}")
_INDEX_INFO = b"safelight/index/v1\0"
URL_TO_STANDARD = bytes.maketrans(b"-_", b"+/")
STANDARD_TO_URL = bytes.maketrans(b"+/", b"-_")


class FieldCipher:
    """Seals and opens the fields of one column. Safe to use from several threads.

    Its derived keys are wiped with the keyring; after that every call raises ``LockedError``.
    """

    __slots__ = ("_by_root", "_column", "_keyring", "_primary", "_scope_id", "_table")

    def __init__(
        self, keyring: Keyring, table: str, column: str, *, scope_id: bytes = PROJECT_SCOPE
    ) -> None:
        """Bind to a column.

        Raises:
            ValueError: a name is not one (``[a-z_][a-z0-9_]{0,62}``).
            UnknownKeyError: the keyring has no key for the scope.
            LockedError: the keyring is closed.
        """
        _require_name(table)
        _require_name(column)
        self._keyring = keyring
        self._table = table
        self._column = column
        self._scope_id = scope_id
        self._by_root: dict[bytes, FieldKeys] = {}
        self._primary = self._keys(keyring.root_id(scope_id))

    def seal_text(self, cleartext: str) -> str:
        """Return the envelope of a text. The empty text is sealed like any other."""
        return _to_text(self.seal_binary(TEXT, cleartext.encode("utf-8")))

    def seal_json(self, cleartext: object) -> str:
        """Return the envelope of a JSON value. None is JSON's null and is sealed.

        Raises:
            TypeError, ValueError: it is no JSON value (NaN and infinities are none).
        """
        text = json.dumps(cleartext, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
        return _to_text(self.seal_binary(JSON, text.encode("utf-8")))

    def seal_bytes(self, cleartext: BytesLike) -> str:
        """Return the envelope of bytes."""
        return _to_text(self.seal_binary(BYTES, cleartext))

    def open(self, envelope: str) -> object:
        """Return the text, JSON value or bytes that the envelope holds.

        Raises:
            RefusedFormatError: not an envelope, or not its canonical spelling.
            UnknownKeyError: sealed under a root that is not in the keyring.
            AlteredError: changed, or moved here from another column.
            LockedError: the keyring is closed.
        """
        type_byte, cleartext = self.open_binary(_from_text(envelope))
        return value_of(type_byte, cleartext)

    def open_text(self, envelope: str) -> str:
        """Return the text in an envelope; errors as :meth:`open`, another type is refused."""
        return cast("str", self._open_type(TEXT, envelope))

    def open_json(self, envelope: str) -> object:
        """Return the JSON value in an envelope; errors as :meth:`open`."""
        return self._open_type(JSON, envelope)

    def open_bytes(self, envelope: str) -> bytes:
        """Return the bytes in an envelope; errors as :meth:`open`."""
        return cast("bytes", self._open_type(BYTES, envelope))

    def seal_binary(self, type_byte: int, cleartext: BytesLike) -> bytes:
        """Return the binary envelope of ``cleartext`` under a type byte."""
        self._keyring.require_open()
        return self._primary.seal(type_byte, cleartext, iv=os.urandom(IV_SIZE))

    def open_binary(self, envelope: BytesLike) -> tuple[int, bytes]:
        """Return the type byte and the cleartext of a binary envelope; errors as :meth:`open`."""
        untrusted = bytes(envelope)
        self._keyring.require_open()
        length = len(untrusted)
        if length <= ENVELOPE_OVERHEAD or length % 16 != 9 or untrusted[0] != SUITE:
            raise RefusedFormatError
        return self.keys_named(untrusted[1 : 1 + ROOT_ID_SIZE]).open(untrusted)

    def keys_named(self, root_id: bytes) -> FieldKeys:
        """Return the column's keys under the root that an envelope names.

        Raises:
            UnknownKeyError: that root is not in the keyring.
        """
        return self._by_root.get(root_id) or self._keys(root_id)

    def _open_type(self, wanted: int, envelope: str) -> object:
        type_byte, cleartext = self.open_binary(_from_text(envelope))
        if type_byte != wanted:
            raise RefusedFormatError
        return value_of(type_byte, cleartext)

    def _keys(self, root_id: bytes) -> FieldKeys:
        root = self._keyring.field_root(self._scope_id, root_id=root_id)
        keys = derive_field_keys(root, root_id, table=self._table, column=self._column)
        self._keyring.close_with(keys)
        self._by_root[root_id] = keys
        return keys

    def __reduce_ex__(self, _protocol: object) -> NoReturn:
        raise TypeError("a cipher is neither copied nor pickled")

    def __repr__(self) -> str:
        return f"<FieldCipher {self._table}.{self._column}>"


def field_cipher(
    keyring: Keyring, table: str, column: str, *, scope_id: bytes = PROJECT_SCOPE
) -> FieldCipher:
    """Return the cipher of one column; make it once and keep it, its keys are cached."""
    return FieldCipher(keyring, table, column, scope_id=scope_id)


def blind_index(
    keyring: Keyring, table: str, column: str, value: str, *, scope_id: bytes = PROJECT_SCOPE
) -> bytes:
    """Return the 16 bytes by which an encrypted column can be searched for equality.

    HMAC-SHA-256 of the case-folded, composed value under a key of its own. Whoever sees the
    column learns which rows are equal, and how often each value occurs.
    """
    _require_name(table)
    _require_name(column)
    folded = unicodedata.normalize("NFC", unicodedata.normalize("NFD", value).casefold())
    info = _INDEX_INFO + table.encode("ascii") + b"\0" + column.encode("ascii")
    with expand(keyring.field_root(scope_id), info, 32) as key:
        return hmac_digest(key.view(), folded.encode("utf-8"), "sha256")[:16]


def _require_name(name: str) -> None:
    if not _NAME.fullmatch(name):
        raise ValueError("a table or column name is [a-z_][a-z0-9_]{0,62}")


def value_of(type_byte: int, cleartext: bytes) -> object:
    """Return what the cleartext of an envelope stands for, by its type byte.

    Raises:
        RefusedFormatError: it is not what the type says, or there is no such type.
    """
    try:
        if type_byte == TEXT:
            return str(cleartext, "utf-8")
        if type_byte == JSON:
            return json.loads(cleartext)
    except ValueError:
        # From None, because these errors quote the cleartext.
        raise RefusedFormatError from None
    if type_byte == BYTES:
        return cleartext
    raise RefusedFormatError


def _to_text(envelope: bytes) -> str:
    encoded = binascii.b2a_base64(envelope, newline=False).translate(STANDARD_TO_URL)
    return TEXT_PREFIX + encoded.rstrip(b"=").decode("ascii")


def _from_text(envelope: str) -> bytes:
    # SQLite keeps numbers and bytes in a column of texts, if somebody puts them there.
    if not isinstance(envelope, str) or not envelope.isascii():
        raise RefusedFormatError
    if not envelope.startswith(TEXT_PREFIX):
        raise RefusedFormatError
    body = envelope[len(TEXT_PREFIX) :].encode("ascii").translate(URL_TO_STANDARD)
    try:
        binary = binascii.a2b_base64(body + b"=" * (-len(body) % 4))
    except binascii.Error as error:
        raise RefusedFormatError from error
    # The decoder skips foreign characters and ignores spare bits; comparing refuses both.
    if _to_text(binary) != envelope:
        raise RefusedFormatError
    return binary
