"""Where a person was is kept by a clip's id and a frame's number, and by nothing else."""

from pathlib import Path
from uuid import UUID

import pytest

from app.settings.errors import SettingsFileError
from app.settings.last_place import LastPlace, load_last_place, save_last_place

PLACE = LastPlace(UUID(int=7), 31)


def test_a_place_is_kept_and_forgotten(tmp_path: Path) -> None:
    folder = tmp_path / "state"
    assert load_last_place(folder) is None
    save_last_place(folder, PLACE)
    assert load_last_place(folder) == PLACE
    (file,) = folder.iterdir()
    assert file.read_text().split() == ["clip", "=", f'"{PLACE.clip_id.hex}"', "frame", "=", "31"]
    save_last_place(folder, None)
    assert load_last_place(folder) is None


@pytest.mark.parametrize(
    "text",
    [
        'clip = "gate 07"\nframe = 3',
        f'clip = "{PLACE.clip_id.hex}"',
        "clip = 7\nframe = 3",
        f'clip = "{PLACE.clip_id.hex}"\nframe = -1',
        f'clip = "{PLACE.clip_id.hex}"\nframe = true',
    ],
    ids=["no id", "no frame", "a number", "below 0", "a truth value"],
)
def test_what_makes_no_sense_is_no_place(tmp_path: Path, text: str) -> None:
    (tmp_path / "last-place.toml").write_text(text)
    assert load_last_place(tmp_path) is None


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    (tmp_path / "last-place.toml").write_text("clip = ")
    with pytest.raises(SettingsFileError):
        load_last_place(tmp_path)
