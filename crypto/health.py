"""Known answers: does this installation compute what every other one computes?

Each check opens or recomputes a fixed vector with fixed, published keys, through the same code
that the program uses. The clip's bytes were written by the ``cryptography`` package's own
Cobblestone-256, the field and index by an independent computation of the formats, the others are
from the standards that they name.
"""

from collections.abc import Callable

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap_with_padding

from . import raw_cbc
from .clip_reader import SeekableReader
from .errors import EncryptionError, SelfTestError
from .field import blind_index, field_cipher
from .keyring import Keyring
from .source import BytesSource

_DATA_KEY = bytes(range(32))
_KEY_ID = bytes.fromhex("f3dec2be3f2e4f58a5ff12b03abbf457")
_CLEARTEXT = b"Safelight"
_CLIP = bytes.fromhex(
    "89534c430d0a1a0a0101000000000000101112131415161718191a1b1c1d1e1f"
    "f3dec2be3f2e4f58a5ff12b03abbf45700000000000000000000000000000001"
    "87da7318fcb1f84e47ca5f0537bc1e2f5c774abbfa6007ab68c756d85a38e853"
    "25e4ac3337c287049f7691563ce1cbdd80735f6b326098d7b2fa1202ed492a70"
    "4d084369f10ebf3c1b3947e152f5990d44"
)
_FIELD = (
    "sl1.EsEoIgXl41vEAAECAwQFBgcICQoLDA0ODzetAQp5TkWOlZhRHAIpc7SATe1hmr3fcDzK450leF__J8h2PP7HKELhw"
    "XPLSyem9g"
)
_BLIND_INDEX = bytes.fromhex("cc8949af79b3e853a5ded4a8d19a93f8")
_RAW = bytes.fromhex("afdd4dafd634577fafd3fc735cf3752bfc581ed386f61edfa476c215d15d55ea")
# RFC 5649 section 6, the 20-octet example.
_KWP_KEY = bytes.fromhex("5840df6e29b02af1ab493b705bf16ea1ae8338f4dcc176a8")
_KWP_WRAPPED = bytes.fromhex("138bdeaa9b8fa7fc61f97742e72248ee5ae6ae5360d1ae6a5f54f373fa543b6a")
_KWP_CLEARTEXT = bytes.fromhex("c37b7e6492584340bed12207808941155068f738")
# RFC 9106 section 5.3.
_ARGON2ID_TAG = bytes.fromhex("0d640df58d78766c08c037a34a8b53c9d01ef0452d75b65eb52520e96b01e659")

# What is checked, how it is computed, and the known answer.
_Check = tuple[str, Callable[[], object], object]


def self_test() -> None:
    """Check every construction against a known answer; takes a few milliseconds.

    Raises:
        SelfTestError: one differs; the message names the construction.
    """
    with Keyring.from_data_key(_DATA_KEY) as keyring:
        _compare(
            *_of_clips(keyring),
            ("index", lambda: blind_index(keyring, "labels", "name", "Person"), _BLIND_INDEX),
            ("raw CBC", lambda: raw_cbc.decrypt(_DATA_KEY, _RAW), _CLEARTEXT),
            ("key wrap", _unwrap, _KWP_CLEARTEXT),
            ("Argon2id", _argon2id, _ARGON2ID_TAG),
        )


def sealing_self_test() -> None:
    """Check what the sealing of a clip needs, before each one; less than a millisecond.

    Unlike :func:`self_test` it may run on several threads at once.

    Raises:
        SelfTestError: as :func:`self_test`.
    """
    with Keyring.from_data_key(_DATA_KEY) as keyring:
        _compare(*_of_clips(keyring))


def _of_clips(keyring: Keyring) -> tuple[_Check, ...]:
    return (
        ("key id", lambda: keyring.primary_id, _KEY_ID),
        ("clip", lambda: _read_clip(keyring), _CLEARTEXT),
        ("field", lambda: field_cipher(keyring, "labels", "name").open(_FIELD), "person"),
    )


def _compare(*checks: _Check) -> None:
    for name, compute, answer in checks:
        try:
            right = compute() == answer
        except EncryptionError as error:
            raise SelfTestError(f"The self test of {name} failed") from error
        if not right:
            raise SelfTestError(f"The self test of {name} failed")


def _read_clip(keyring: Keyring) -> bytes:
    with SeekableReader(BytesSource(_CLIP), keyring) as reader:
        return reader.readall()


def _unwrap() -> bytes:
    try:
        return aes_key_unwrap_with_padding(_KWP_KEY, _KWP_WRAPPED)
    except InvalidUnwrap as error:
        raise SelfTestError("The self test of key wrap failed") from error


def _argon2id() -> bytes:
    kdf = Argon2id(
        salt=b"\x02" * 16,
        length=32,
        iterations=3,
        lanes=4,
        memory_cost=32,
        ad=b"\x04" * 12,
        secret=b"\x03" * 8,
    )
    return kdf.derive(b"\x01" * 32)
