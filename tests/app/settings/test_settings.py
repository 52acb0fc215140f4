"""Paths, projects, preferences and the person's id."""

import stat
import uuid
from pathlib import Path

import pytest

from app.settings.errors import ProjectNotFoundError, SettingsFileError
from app.settings.identity import person_id
from app.settings.paths import Paths
from app.settings.preferences import Preferences, load_preferences, save_preferences
from app.settings.projects import (
    ProjectConfig,
    list_projects,
    load_project,
    new_project_id,
    project_of_environment,
    save_project,
)


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    made = Paths.of_this_machine({"SAFELIGHT_HOME": str(tmp_path)})
    made.make()
    return made


def config(**changes: object) -> ProjectConfig:
    values: dict[str, object] = {
        "id": "harbour-1",
        "name": "Harbour “2026”",
        "store_uri": "file:///clips",
        "database_url": "sqlite:////annotations.db",
        "key_uri": "file:///keyring.slk",
    }
    return ProjectConfig(**{**values, **changes})  # type: ignore[arg-type]


def test_one_variable_moves_all_folders(tmp_path: Path) -> None:
    paths = Paths.of_this_machine({"SAFELIGHT_HOME": str(tmp_path / "here")})

    folders = (paths.config, paths.data, paths.cache, paths.state)
    assert {folder.parent for folder in folders} == {tmp_path / "here"}
    assert len(set(folders)) == 4


def test_folders_are_the_owners_alone(paths: Paths) -> None:
    assert stat.S_IMODE(paths.state.stat().st_mode) == 0o700


def test_a_project_is_found_again_by_id_and_by_name(paths: Paths) -> None:
    save_project(paths, config())

    assert load_project(paths, "harbour-1") == config()
    assert load_project(paths, "Harbour “2026”") == config()
    assert list_projects(paths) == (config(),)


def test_an_unknown_project_is_named(paths: Paths) -> None:
    with pytest.raises(ProjectNotFoundError, match="nowhere"):
        load_project(paths, "nowhere")


def test_a_password_is_refused_in_a_project_file(paths: Paths) -> None:
    with pytest.raises(SettingsFileError, match="password"):
        save_project(paths, config(database_url="postgresql://me:secret@host/db"))
    assert list(paths.config.rglob("*.toml*")) == []


def test_an_id_cannot_leave_the_folder(paths: Paths) -> None:
    with pytest.raises(SettingsFileError):
        save_project(paths, config(id="../evil"))


def test_a_damaged_project_file_does_not_hide_the_others(
    paths: Paths, caplog: pytest.LogCaptureFixture
) -> None:
    save_project(paths, config())
    (paths.projects / "broken.toml").write_text("name = ")

    assert list_projects(paths) == (config(),)
    assert "broken.toml" in caplog.text
    with pytest.raises(SettingsFileError):
        load_project(paths, "broken")


def test_new_ids_are_readable_and_differ() -> None:
    first, second = new_project_id("Harbour 2026!"), new_project_id("Harbour 2026!")

    assert first.startswith("harbour-2026-")
    assert first != second


def test_the_older_systems_variables_make_a_project(paths: Paths, tmp_path: Path) -> None:
    found = project_of_environment(
        paths,
        {
            "ENCRYPTION_KEY": "00" * 32,
            "LOCAL_STORAGE_PATH": str(tmp_path / "clips"),
            "DATABASE_URL": "postgresql://host/db",
        },
    )

    assert found is not None
    assert found.store_folder == tmp_path / "clips"
    assert found.database_url == "postgresql://host/db"
    assert found.key_uri == "env:ENCRYPTION_KEY"
    assert "00" * 32 not in repr(found)
    assert project_of_environment(paths, {}) is None


def test_preferences_come_back_as_they_were_saved(paths: Paths) -> None:
    chosen = Preferences(theme="light", idle_lock_minutes=0, sample_every_s=30, followed_percent=85)
    save_preferences(paths, chosen)

    assert load_preferences(paths) == chosen


def test_senseless_preferences_fall_back_to_the_defaults(paths: Paths) -> None:
    paths.preferences_file.write_text(
        'theme = "pink"\nidle_lock_minutes = true\ncache_mib = 1\nruler = "miles"\nmoment = ""\n'
        "sample_every_s = 0\nfollowed_percent = 4\n"
    )

    assert load_preferences(paths) == Preferences()


def test_the_persons_id_stays(paths: Paths) -> None:
    first = person_id(paths)

    assert isinstance(first, uuid.UUID)
    assert person_id(paths) == first
