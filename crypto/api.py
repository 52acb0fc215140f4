"""The older system's four functions, for old callers; our own packages use ``field``.

They seal with field envelopes and open them, and open raw CBC where the read policy allows. The
form is recognised once, by rules that cannot overlap, and never tried again as another:

==============================================  ==============================
bytes: first is 0x12 and length ≡ 9 (mod 16)    envelope only
bytes: length ≥ 32 and ≡ 0 (mod 16)             raw CBC, by policy
text: contains "."                              envelope only
text: anything else                             base64 of raw CBC, by policy
==============================================  ==============================

Every failure to decrypt says ``Decryption failed`` and is an ``EncryptionError``; its type tells
more.
"""

import binascii

from . import raw_cbc
from .current import current
from .errors import DecryptionError, RefusedFormatError
from .field import BYTES, SUITE, FieldCipher, field_cipher
from .keyring import Keyring
from .policy import ReadPolicy

_TABLE = "_api"


def encrypt_bytes(data: bytes) -> bytes:
    """Seal bytes under the current keyring.

    Raises:
        KeyNotConfiguredError, InvalidKeyFormatError, LockedError: there is no usable key.
    """
    return _bytes_cipher(current()).seal_binary(BYTES, data)


def decrypt_bytes(data: bytes) -> bytes:
    """Open what :func:`encrypt_bytes` sealed, or raw CBC where the policy allows.

    Raises:
        DecryptionError: it cannot be opened.
        UnknownKeyError: sealed with a key that is not in the keyring.
        KeyNotConfiguredError, InvalidKeyFormatError, LockedError: there is no usable key.
    """
    keyring = current()
    if data[:1] == bytes((SUITE,)) and len(data) % 16 == 9:
        type_byte, cleartext = _bytes_cipher(keyring).open_binary(data)
        if type_byte != BYTES:
            raise RefusedFormatError
        return cleartext
    return _open_raw(keyring, data)


def encrypt_string(text: str) -> str:
    """Seal a text under the current keyring; errors as :func:`encrypt_bytes`."""
    return _string_cipher(current()).seal_text(text)


def decrypt_string(text: str) -> str:
    """Open what :func:`encrypt_string` sealed, or base64 of raw CBC where the policy allows.

    Errors as :func:`decrypt_bytes`.
    """
    keyring = current()
    if "." in text:
        return _string_cipher(keyring).open_text(text)
    try:
        stored = binascii.a2b_base64(text, strict_mode=True)
    except ValueError as error:
        raise RefusedFormatError from error
    try:
        return _open_raw(keyring, stored).decode("utf-8")
    except UnicodeDecodeError:
        # Raw CBC has one error whatever the cause; from None, as this one quotes cleartext.
        raise DecryptionError from None


def _open_raw(keyring: Keyring, stored: bytes) -> bytes:
    if len(stored) < raw_cbc.MINIMUM_SIZE or len(stored) % raw_cbc.AES_BLOCK:
        raise RefusedFormatError
    if not keyring.read_policy.allows(ReadPolicy.RAW_CBC):
        raise RefusedFormatError
    return raw_cbc.decrypt(keyring.raw_key(), stored)


def _bytes_cipher(keyring: Keyring) -> FieldCipher:
    return field_cipher(keyring, _TABLE, "bytes")


def _string_cipher(keyring: Keyring) -> FieldCipher:
    return field_cipher(keyring, _TABLE, "string")
