"""Where a person was in a project when they left it: the clip's id and the frame, nothing else."""

from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from app.settings import toml_file

_FILE = "last-place.toml"


@dataclass(frozen=True, slots=True)
class LastPlace:
    """`frame_index` may be behind the end of a clip that has been sealed anew since."""

    clip_id: UUID
    frame_index: int


def load_last_place(folder: Path) -> LastPlace | None:
    """Return what is kept in a project's state folder, None where that is nothing that makes sense.

    Raises:
        SettingsFileError: the file cannot be read or is not TOML.
    """
    untrusted = toml_file.read(folder / _FILE)
    clip, frame = untrusted.get("clip"), untrusted.get("frame")
    if type(clip) is not str or type(frame) is not int or frame < 0:
        return None
    try:
        return LastPlace(UUID(clip), frame)
    except ValueError:
        return None


def save_last_place(folder: Path, place: LastPlace | None) -> None:
    """Keep where the person is; None: at no clip.

    Raises:
        SettingsFileError: the disk refuses.
    """
    table = {} if place is None else {"clip": place.clip_id.hex, "frame": place.frame_index}
    toml_file.write(folder / _FILE, table)
