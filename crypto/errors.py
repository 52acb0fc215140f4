"""What can go wrong with bytes and keys.

::

    EncryptionError
    ├── KeyNotConfiguredError      no key was given
    ├── InvalidKeyFormatError      what was given is not a key
    ├── InvalidReadPolicyError     an unknown word where a read policy stands
    ├── LockedError                the key was here and has been wiped
    ├── UnknownKeyError            sealed with a key that this keyring lacks
    ├── SelfTestError              a known-answer vector failed: do not trust this installation
    ├── KeyringFileError
    │   ├── WrongPassphraseError
    │   │   └── WrongRecoveryCodeError
    │   ├── RecoveryCodeFormatError    mistyped: its checksum fails
    │   ├── KeyringAlteredError
    │   └── KeyringParametersError
    └── DecryptionError
        ├── AlteredError
        ├── TruncatedError
        ├── DamagedChunkError
        └── RefusedFormatError

Messages are short and safe to show; no message, repr or argument holds a key, a passphrase or
cleartext. Three of them are known to users of the older system and never change:
``ENCRYPTION_KEY not configured``, ``Invalid hex key format`` and ``Decryption failed``.
"""

DECRYPTION_FAILED = "Decryption failed"


class EncryptionError(Exception):
    """Anything that this package refuses or cannot do."""


class KeyNotConfiguredError(EncryptionError):
    """No key was given; the message names what to set."""


class InvalidKeyFormatError(EncryptionError):
    """What was given as a key is not one."""

    def __init__(self, message: str = "Invalid hex key format") -> None:
        super().__init__(message)


class InvalidReadPolicyError(EncryptionError):
    """The read policy is none of authenticated, raw-cbc, plain."""


class LockedError(EncryptionError):
    """The keyring was locked: its keys are wiped, and it has to be opened again."""

    def __init__(self, message: str = "The keyring is locked") -> None:
        super().__init__(message)


class UnknownKeyError(EncryptionError):
    """Sealed with a key that is not in the keyring: a wrong key, not damage.

    Attributes:
        key_id: the public id that the sealed bytes name: 16 bytes of a data key, or the first 8
            of a field root.
    """

    def __init__(self, key_id: bytes) -> None:
        super().__init__(f"The key {key_id[:4].hex()}… is not in this keyring")
        self.key_id = key_id

    def __reduce__(self) -> tuple[type["UnknownKeyError"], tuple[bytes]]:
        return type(self), (self.key_id,)


class SelfTestError(EncryptionError):
    """A known-answer vector failed, so nothing that this installation seals can be trusted."""


class KeyringFileError(EncryptionError):
    """A keyring file cannot be used."""


class WrongPassphraseError(KeyringFileError):
    """The passphrase opens no slot of the keyring file."""

    def __init__(self, message: str = "The passphrase does not open this keyring") -> None:
        super().__init__(message)


class WrongRecoveryCodeError(WrongPassphraseError):
    """The recovery code is well formed and opens no slot of the keyring file."""

    def __init__(self, message: str = "The recovery code does not open this keyring") -> None:
        super().__init__(message)


class RecoveryCodeFormatError(KeyringFileError):
    """The recovery code was mistyped: its length, alphabet or checksum is wrong."""


class KeyringAlteredError(KeyringFileError):
    """The keyring file is not what was written: damaged, edited or cut."""


class KeyringParametersError(KeyringFileError):
    """The keyring file asks for something that is out of range or not in this version."""


class DecryptionError(EncryptionError):
    """The bytes cannot be opened."""

    def __init__(self, message: str = DECRYPTION_FAILED) -> None:
        super().__init__(message)


class AlteredError(DecryptionError):
    """A tag, a commitment or the record of what should lie here does not match."""


class TruncatedError(DecryptionError):
    """The end is not where it was sealed: cut, extended, or damaged there."""


class DamagedChunkError(DecryptionError):
    """One chunk of a clip fails its tag; the others can still be read.

    Attributes:
        chunk_index: 0-based number of the chunk.
        cleartext_offset: where the chunk's cleartext starts in the clip, in bytes.
    """

    def __init__(self, chunk_index: int, cleartext_offset: int) -> None:
        super().__init__(f"{DECRYPTION_FAILED}: damaged at byte {cleartext_offset}")
        self.chunk_index = chunk_index
        self.cleartext_offset = cleartext_offset

    def __reduce__(self) -> tuple[type["DamagedChunkError"], tuple[int, int]]:
        return type(self), (self.chunk_index, self.cleartext_offset)


class RefusedFormatError(DecryptionError):
    """Not a form that may be read here: unknown, not canonical, or below the read policy."""
