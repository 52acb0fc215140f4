"""Clips in a folder of a disk."""

from os import PathLike
from pathlib import Path

from crypto.keyring import Keyring
from storage.disk_folder import DiskFolder
from storage.sealed import SealedVideoStorage


class LocalVideoStorage(SealedVideoStorage):
    """Clips beneath `root`; without a keyring of its own it uses the unlocked one.

    `holds_clips` says that a database knows of clips there: an absent or empty folder is then
    taken for a disk that is not connected, and nothing is written in its place.
    """

    def __init__(
        self,
        root: str | PathLike[str],
        keyring: Keyring | None = None,
        *,
        holds_clips: bool = False,
    ) -> None:
        super().__init__(DiskFolder(Path(root), holds_objects=holds_clips), keyring)
