r"""Recovery codes: 32 random bytes that people can write down and type back.

RFC 4648 base32 of secret 32 ‖ checksum 3, in 14 groups of 4, with checksum =
SHA-256("safelight/recovery-code/v1\0" ‖ secret)[:3]. 35 bytes are exactly 56 letters, so each
code has one spelling. Case, spaces and dashes do not matter, and 0, 1, 8 are read as O, I, B.
"""

import base64
import hashlib
import secrets
from hmac import compare_digest

from .errors import RecoveryCodeFormatError
from .secret import SecretKey

_CHECKSUM_LABEL = b"safelight/recovery-code/v1\0"
_SECRET_SIZE = 32
_CHECKSUM_SIZE = 3
_LETTERS = 56
_GROUP = 4
_ALPHABET = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
_MISREAD = str.maketrans("018", "OIB")


def make_recovery_code() -> str:
    """Return a new code. It is shown once; nothing can make it again."""
    return _spell(secrets.token_bytes(_SECRET_SIZE))


def recovery_secret(untrusted_code: str) -> SecretKey:
    """Return the 32 bytes of a code, which the caller closes.

    Raises:
        RecoveryCodeFormatError: it was mistyped.
    """
    letters = _letters(untrusted_code)
    if len(letters) != _LETTERS:
        raise RecoveryCodeFormatError(f"A recovery code has {_LETTERS} letters and digits")
    if not _ALPHABET.issuperset(letters):
        raise RecoveryCodeFormatError("A recovery code has the letters A-Z and digits 2-7 only")
    decoded = base64.b32decode(letters)
    secret = bytearray(decoded[:_SECRET_SIZE])
    if not compare_digest(_checksum(secret), decoded[_SECRET_SIZE:]):
        raise RecoveryCodeFormatError("The recovery code was mistyped")
    return SecretKey.taking(secret)


def verify_recovery_code_text(code: str) -> bool:
    """Return True when a code is well formed, whether or not it opens anything.

    Raises:
        RecoveryCodeFormatError: it was mistyped.
    """
    recovery_secret(code).close()
    return True


def same_recovery_code(shown: str, typed: str) -> bool:
    """Tell whether what was typed back is the code that was shown, however it is spaced."""
    return compare_digest(_letters(shown).encode(), _letters(typed).encode())


def _letters(code: str) -> str:
    return "".join(code.split()).replace("-", "").upper().translate(_MISREAD)


def _spell(secret: bytes) -> str:
    letters = base64.b32encode(secret + _checksum(secret)).decode("ascii")
    return "-".join(letters[start : start + _GROUP] for start in range(0, _LETTERS, _GROUP))


def _checksum(secret: bytes | bytearray) -> bytes:
    return hashlib.sha256(_CHECKSUM_LABEL + secret).digest()[:_CHECKSUM_SIZE]
