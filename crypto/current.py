"""The one global: the unlocked keyring."""

from .keyring import Keyring


def set_current(keyring: Keyring | None) -> None:
    raise NotImplementedError


def current() -> Keyring:
    raise NotImplementedError


def clear() -> None:
    raise NotImplementedError
