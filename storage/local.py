"""Clips in a folder of a disk."""

from os import PathLike
from pathlib import Path

from crypto.keyring import Keyring
from storage.disk_folder import DiskFolder
from storage.sealed import SealedVideoStorage


class EncryptedLocalVideoStorage(SealedVideoStorage):
    """Clips beneath `root`; without a keyring of its own it uses the unlocked one."""

    def __init__(self, root: str | PathLike[str], keyring: Keyring | None = None) -> None:
        super().__init__(DiskFolder(Path(root)), keyring)
