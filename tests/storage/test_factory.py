"""The older system's names and variables."""

import io
import subprocess
import sys
from pathlib import Path

import pytest

from crypto.errors import KeyNotConfiguredError
from storage import (
    LocalVideoStorage,
    S3VideoStorage,
    StorageConfigurationError,
    get_encrypted_storage,
)


def test_the_environment_alone_makes_a_working_store(monkeypatch, tmp_path):
    monkeypatch.setenv("ENCRYPTION_KEY", "0f" * 32)
    monkeypatch.setenv("VIDEO_STORAGE_TYPE", "local")
    monkeypatch.setenv("LOCAL_STORAGE_PATH", str(tmp_path / "clips"))
    store = get_encrypted_storage()
    assert isinstance(store, LocalVideoStorage)
    store.store_clip("event-1", io.BytesIO(b"footage"))
    assert get_encrypted_storage().get_clip_data("event-1") == b"footage"
    assert store.location == str(tmp_path / "clips")
    assert (tmp_path / "clips" / "event-1.slc").exists()


def test_without_a_path_the_clips_lie_in_the_users_data_folder(isolated_home):
    store = get_encrypted_storage()
    assert Path(store.location) == isolated_home / "data" / "projects" / "environment" / "clips"


def test_the_default_folder_is_the_one_that_the_program_uses(isolated_home):
    from app.settings.paths import Paths
    from app.settings.projects import project_of_environment

    project = project_of_environment(Paths.of_this_machine(), {"ENCRYPTION_KEY": "0f" * 32})
    assert project is not None
    assert str(project.store_folder) == get_encrypted_storage().location


def test_without_a_key_the_message_is_the_known_one(monkeypatch, tmp_path):
    monkeypatch.setenv("LOCAL_STORAGE_PATH", str(tmp_path))
    with pytest.raises(KeyNotConfiguredError, match="ENCRYPTION_KEY not configured"):
        get_encrypted_storage().store_clip("event-1", io.BytesIO(b"footage"))
    assert list(tmp_path.iterdir()) == []


def test_s3_is_described_by_the_older_systems_variables():
    store = get_encrypted_storage(
        {
            "VIDEO_STORAGE_TYPE": "s3",
            "S3_BUCKET_NAME": "footage",
            "S3_PREFIX": "north",
            "S3_ENDPOINT_URL": "https://s3.example.org:9000",
        }
    )
    assert isinstance(store, S3VideoStorage)
    assert store.location == "s3://footage/north/ (s3.example.org:9000)"


def test_s3_without_a_bucket_is_refused():
    with pytest.raises(StorageConfigurationError, match="S3_BUCKET_NAME"):
        get_encrypted_storage({"VIDEO_STORAGE_TYPE": "s3"})


def test_an_unknown_type_is_refused():
    with pytest.raises(StorageConfigurationError, match="VIDEO_STORAGE_TYPE"):
        get_encrypted_storage({"VIDEO_STORAGE_TYPE": "ftp"})


def test_importing_the_older_systems_names_loads_neither_boto_nor_qt():
    program = (
        "import sys\n"
        "from storage import S3VideoStorage, LocalVideoStorage\n"
        "from storage import get_encrypted_storage\n"
        "heavy = {'boto3', 'botocore', 'PySide6', 'sqlalchemy', 'av', 'cv2'} & set(sys.modules)\n"
        "sys.exit(', '.join(sorted(heavy)) or None)\n"
    )
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=root, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
