"""The older system's form: raw AES-256-CBC, which cannot see tampering."""

import io

from .keyring import Keyring
from .secret import BytesLike, SecretKey
from .source import CiphertextSource


def encrypt(key: SecretKey | BytesLike, cleartext: BytesLike) -> bytes:
    raise NotImplementedError


def decrypt(key: SecretKey | BytesLike, ciphertext: BytesLike) -> bytes:
    raise NotImplementedError


class RawCbcReader(io.RawIOBase):
    def __init__(
        self, source: CiphertextSource, keyring: Keyring, *, key_id: bytes | None = None
    ) -> None:
        raise NotImplementedError
