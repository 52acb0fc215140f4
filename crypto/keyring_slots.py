r"""The slots of a keyring file: each holds the file's KEK under another secret.

==========  =================================================================================
passphrase  slot key = Argon2id(passphrase, salt, parameters), 32 bytes
recovery    slot key = X(recovery secret, "safelight/keyring-recovery/v1\0", 32)
==========  =================================================================================

Both hold AES-KWP(slot key, KEK). Whoever can write the file chooses Argon2id's parameters, so they
are refused out of range before anything is computed: too low would make a stolen file cheap to
guess, too high would exhaust the machine.
"""

import secrets
import threading
from dataclasses import dataclass

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.keywrap import (
    InvalidUnwrap,
    aes_key_unwrap_with_padding,
    aes_key_wrap_with_padding,
)

from .errors import KeyringParametersError, WrongPassphraseError, WrongRecoveryCodeError
from .kdf import expand
from .secret import SecretKey

KEK_SIZE = 32
SALT_SIZE = 16
WRAPPED_KEK_SIZE = KEK_SIZE + 8
_RECOVERY_INFO = b"safelight/keyring-recovery/v1\0"
# OpenSSL computes the lanes on one pool of threads for the process, and two derivations that wait
# for it at the same time wait for ever.
_one_at_a_time = threading.Lock()


@dataclass(frozen=True, slots=True)
class Argon2Params:
    """Argon2id's cost. The default takes about 0.2 s of CPU on a 2024 machine."""

    memory_kib: int = 64 * 1024
    time_cost: int = 3
    lanes: int = 4

    def require_in_range(self) -> None:
        """Refuse what is outside 64 MiB to 1 GiB, t 1 to 10, p 1 to 8.

        Raises:
            KeyringParametersError: it is.
        """
        if not (
            64 * 1024 <= self.memory_kib <= 1024 * 1024
            and 1 <= self.time_cost <= 10
            and 1 <= self.lanes <= 8
        ):
            raise KeyringParametersError("The keyring's Argon2id parameters are out of range")


@dataclass(frozen=True, slots=True)
class PassphraseSlot:
    """The KEK under a passphrase."""

    params: Argon2Params
    salt: bytes
    wrapped_kek: bytes

    @classmethod
    def make(cls, kek: SecretKey, passphrase: SecretKey, params: Argon2Params) -> "PassphraseSlot":
        """Wrap the KEK under a passphrase with a fresh salt.

        Raises:
            KeyringParametersError: parameters out of range, or too little memory.
        """
        salt = secrets.token_bytes(SALT_SIZE)
        with _argon2id(passphrase, salt, params) as slot_key:
            return cls(params, salt, aes_key_wrap_with_padding(slot_key.view(), kek.view()))

    def unlock(self, passphrase: SecretKey) -> SecretKey:
        """Return the KEK, which the caller closes.

        Raises:
            WrongPassphraseError: the passphrase is not this slot's, or the slot is damaged.
            KeyringParametersError: parameters out of range, or too little memory.
        """
        with _argon2id(passphrase, self.salt, self.params) as slot_key:
            try:
                return unwrap(slot_key, self.wrapped_kek)
            except InvalidUnwrap as error:
                raise WrongPassphraseError from error


@dataclass(frozen=True, slots=True)
class RecoverySlot:
    """The KEK under a recovery code."""

    wrapped_kek: bytes

    @classmethod
    def make(cls, kek: SecretKey, recovery: SecretKey) -> "RecoverySlot":
        """Wrap the KEK under a recovery code's 32 bytes."""
        with expand(recovery, _RECOVERY_INFO, 32) as slot_key:
            return cls(aes_key_wrap_with_padding(slot_key.view(), kek.view()))

    def unlock(self, recovery: SecretKey) -> SecretKey:
        """Return the KEK, which the caller closes.

        Raises:
            WrongRecoveryCodeError: the code is not this slot's, or the slot is damaged.
        """
        with expand(recovery, _RECOVERY_INFO, 32) as slot_key:
            try:
                return unwrap(slot_key, self.wrapped_kek)
            except InvalidUnwrap as error:
                raise WrongRecoveryCodeError from error


def unwrap(wrapping_key: SecretKey, wrapped: bytes) -> SecretKey:
    """Undo AES-KWP (RFC 5649).

    Raises:
        InvalidUnwrap: the check value does not match.
    """
    return SecretKey.taking(bytearray(aes_key_unwrap_with_padding(wrapping_key.view(), wrapped)))


def _argon2id(passphrase: SecretKey, salt: bytes, params: Argon2Params) -> SecretKey:
    params.require_in_range()
    output = bytearray(32)
    try:
        kdf = Argon2id(
            salt=salt,
            length=len(output),
            iterations=params.time_cost,
            lanes=params.lanes,
            memory_cost=params.memory_kib,
        )
        with _one_at_a_time:
            kdf.derive_into(passphrase.view(), output)  # type: ignore[arg-type]
    except MemoryError as error:
        raise KeyringParametersError("Too little memory to open this keyring") from error
    return SecretKey.taking(output)
