"""What the wizard found out."""

from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class NewProject:
    """A project to be made.

    clips_folder, database_url: None for the usual place beneath the data folder.
    store_uri: the bucket where the clips lie, None for a folder.
    labels: the key of the list of labels to begin with.
    passphrase: for a new keyring file; None takes the key from `ENCRYPTION_KEY`.
    """

    name: str
    clips_folder: Path | None = None
    store_uri: str | None = None
    database_url: str | None = None
    labels: str = "general"
    passphrase: str | None = field(default=None, repr=False)
