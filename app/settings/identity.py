"""Who works here: a stable random id of this profile, written into every row that it changes."""

import uuid

from app.settings import toml_file
from app.settings.errors import SettingsFileError
from app.settings.paths import Paths


def person_id(paths: Paths) -> uuid.UUID:
    """Return this profile's id; the first call makes it.

    Raises:
        SettingsFileError: the file is damaged or the disk refuses.
    """
    file = paths.state / "profile.toml"
    table = toml_file.read(file)
    if not table:
        made = uuid.uuid4()
        toml_file.write(file, {"person": str(made)})
        return made
    try:
        return uuid.UUID(str(table["person"]))
    except (KeyError, ValueError) as error:
        raise SettingsFileError("profile.toml holds no valid person id") from error
