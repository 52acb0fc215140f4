"""``file:…``: a keyring file, opened with its passphrase."""

from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote, unquote

from crypto.errors import KeyNotConfiguredError
from crypto.keyring import Keyring
from crypto.keyring_file import open_keyring_file
from crypto.secret import SecretText


def keyfile_uri(path: Path) -> str:
    """Return the URI that names a keyring file, percent-encoded."""
    return f"file://{quote(str(path.absolute()))}"


def keyfile_path(rest: str) -> Path:
    """Return the path in what follows ``file:``, with or without the two slashes.

    Raises:
        KeyNotConfiguredError: there is no path.
    """
    path = rest.removeprefix("//localhost") if rest.startswith("//localhost/") else rest
    path = unquote(path.removeprefix("//"))
    if not path:
        raise KeyNotConfiguredError("file: needs the path of a keyring file")
    return Path(path)


def open_keyfile(
    rest: str,
    *,
    passphrase: Callable[[], SecretText | bytes] | None,
    last_generation: int | None,
) -> Keyring:
    """Open the keyring file that a URI's path names.

    Raises:
        KeyNotConfiguredError: no path, no such file, or nobody can be asked for the passphrase.
        WrongPassphraseError: the passphrase does not open it.
        KeyringFileError: the file cannot be used.
    """
    path = keyfile_path(rest)
    if not path.exists():
        raise KeyNotConfiguredError("The keyring file is not there")
    if passphrase is None:
        raise KeyNotConfiguredError("The keyring file needs its passphrase")
    return open_keyring_file(path, passphrase=passphrase(), last_generation=last_generation)
