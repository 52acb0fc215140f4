"""Which generation of a project's keyring file this machine saw last.

Somebody who puts an older keyring file back brings an old passphrase back with it. The generation
is kept apart from the file, in the state folder, so that this does not go unnoticed here.
"""

from app.settings import toml_file
from app.settings.paths import Paths


def last_generation(paths: Paths, project_id: str) -> int | None:
    """Return the highest generation seen, None on a machine that never opened the project.

    Raises:
        SettingsFileError: the note cannot be read.
    """
    seen = toml_file.read(paths.project_state(project_id) / "keyring.toml").get("generation")
    return seen if type(seen) is int else None


def remember_generation(paths: Paths, project_id: str, generation: int) -> None:
    """Note that this generation was seen.

    Raises:
        SettingsFileError: the disk refuses.
    """
    file = paths.project_state(project_id) / "keyring.toml"
    toml_file.write(file, {"generation": generation})
