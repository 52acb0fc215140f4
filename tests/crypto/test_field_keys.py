import pytest

from crypto.errors import AlteredError, LockedError
from crypto.field_keys import FieldKeys
from crypto.secret import SecretKey

# RFC 7518 appendix B.3, AEAD_AES_256_CBC_HMAC_SHA_512.
KEY = bytes(range(64))
CLEARTEXT = (
    b"A cipher system must not be required to be secret, and it must be able to fall into the "
    b"hands of the enemy without inconvenience"
)
ASSOCIATED = b"The second principle of Auguste Kerckhoffs"
IV = bytes.fromhex("1af38c2dc2b96ffdd86694092341bc04")
CIPHERTEXT = bytes.fromhex(
    "4affaaadb78c31c5da4b1b590d10ffbd3dd8d5d302423526912da037ecbcc7bd822c301dd67c373bccb584ad3e9279c2"
    "e6d12a1374b77f077553df829410446b36ebd97066296ae6427ea75c2e0846a11a09ccf5370dc80bfecbad28c73f09b3"
    "a3b75e662a2594410ae496b2e2e6609e31e6e02cc837f053d21f37ff4f51950bbe2638d09dd7a4930930806d0703b1f6"
)
TAG = bytes.fromhex("4dd3b4c088a7f45c216839645b2012bf2e6269a8c56a816dbc1b267761955bc5")
PREFIX = b"123456789"


def keys() -> FieldKeys:
    # The type byte is the cleartext's first, so 'A' stands for it here.
    return FieldKeys(SecretKey(KEY), PREFIX, ASSOCIATED)


def test_sealing_gives_the_vector_of_rfc_7518() -> None:
    sealed = keys().seal(CLEARTEXT[0], CLEARTEXT[1:], iv=IV)
    assert sealed == PREFIX + IV + CIPHERTEXT + TAG


def test_opening_gives_back_the_vectors_cleartext() -> None:
    kind, rest = keys().open(PREFIX + IV + CIPHERTEXT + TAG)
    assert bytes([kind]) + rest == CLEARTEXT


def test_tag_is_checked_before_the_padding() -> None:
    damaged = bytearray(PREFIX + IV + CIPHERTEXT + TAG)
    damaged[-33] ^= 1
    with pytest.raises(AlteredError):
        keys().open(bytes(damaged))


def test_closed_keys_seal_and_open_nothing() -> None:
    closed = keys()
    closed.close()
    with pytest.raises(LockedError):
        closed.seal(1, b"x", iv=IV)
    with pytest.raises(LockedError):
        closed.open(PREFIX + IV + CIPHERTEXT + TAG)
