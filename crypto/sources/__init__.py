"""Where keys come from, by URI."""

from collections.abc import Callable

from crypto.keyring import Keyring
from crypto.secret import SecretText


def open_source(
    uri: str,
    *,
    passphrase: Callable[[], SecretText | bytes] | None = None,
    last_generation: int | None = None,
) -> Keyring:
    raise NotImplementedError
