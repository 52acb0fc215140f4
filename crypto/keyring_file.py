"""Keyring files: data keys under a passphrase and a recovery code."""

from dataclasses import dataclass
from pathlib import Path

from .keyring import Keyring
from .policy import ReadPolicy
from .secret import SecretText

Passphrase = SecretText | bytes | str


@dataclass(frozen=True, slots=True)
class Argon2Params:
    memory_kib: int = 64 * 1024
    time_cost: int = 3
    lanes: int = 4


def create_keyring_file(
    path: Path,
    *,
    passphrase: Passphrase,
    read_policy: ReadPolicy = ReadPolicy.AUTHENTICATED,
    kdf: Argon2Params | None = None,
    keyring: Keyring | None = None,
) -> str:
    raise NotImplementedError


def open_keyring_file(
    path: Path,
    *,
    passphrase: Passphrase | None = None,
    recovery_code: str | None = None,
    last_generation: int | None = None,
) -> Keyring:
    raise NotImplementedError


def change_passphrase(
    path: Path,
    *,
    new_passphrase: Passphrase,
    passphrase: Passphrase | None = None,
    recovery_code: str | None = None,
    kdf: Argon2Params | None = None,
) -> str:
    raise NotImplementedError


def verify_recovery_code_text(code: str) -> bool:
    raise NotImplementedError
