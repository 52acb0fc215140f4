"""Projects whose clips lie in a bucket: their address is whole, and never holds a credential."""

from pathlib import Path

import pytest

from app.settings.errors import SettingsFileError
from app.settings.paths import Paths
from app.settings.projects import (
    ProjectConfig,
    load_project,
    project_of_environment,
    save_project,
)
from storage.s3.settings import S3Settings

KEY = "00" * 32
BUCKET = S3Settings(
    "harbour-clips",
    "2026/",
    endpoint_url="https://s3.harbour.example:8333",
    region="eu-central-1",
    profile="annotator",
    addressing="path",
    ca_bundle="/etc/ssl/our own.pem",
    connect_timeout_s=3,
)


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    made = Paths.of_this_machine({"SAFELIGHT_HOME": str(tmp_path)})
    made.make()
    return made


def config(store_uri: str) -> ProjectConfig:
    return ProjectConfig("harbour-1", "Harbour", store_uri, "sqlite:////a.db", "file:///k.slk")


def test_all_that_leads_to_a_bucket_comes_back_from_the_file(paths: Paths) -> None:
    save_project(paths, config(BUCKET.to_uri()))

    found = load_project(paths, "harbour-1")

    assert found.bucket == BUCKET
    assert found.store_folder is None
    assert config("file:///clips").bucket is None


@pytest.mark.promise
@pytest.mark.parametrize(
    "store_uri",
    [
        "s3://AKIAEXAMPLE:hunter2@harbour-clips/",
        "s3://harbour-clips/?endpoint=https://me:hunter2@s3.example",
        "s3://harbour-clips/?secret=hunter2",
    ],
)
def test_credentials_in_a_buckets_address_are_written_nowhere(paths: Paths, store_uri: str) -> None:
    with pytest.raises(SettingsFileError) as refused:
        save_project(paths, config(store_uri))

    assert "hunter2" not in str(refused.value)
    assert list(paths.config.rglob("*.toml*")) == []


def test_the_older_systems_variables_carry_server_and_prefix(paths: Paths) -> None:
    found = project_of_environment(
        paths,
        {
            "ENCRYPTION_KEY": KEY,
            "VIDEO_STORAGE_TYPE": "S3",
            "S3_BUCKET_NAME": "harbour-clips",
            "S3_PREFIX": "2026",
            "S3_ENDPOINT_URL": "http://127.0.0.1:9000",
        },
    )

    assert found is not None
    assert found.bucket == S3Settings(
        "harbour-clips", "2026/", endpoint_url="http://127.0.0.1:9000"
    )


def test_variables_that_name_no_bucket_are_said_to(paths: Paths) -> None:
    environment = {"ENCRYPTION_KEY": KEY, "VIDEO_STORAGE_TYPE": "s3"}

    with pytest.raises(SettingsFileError, match="S3_BUCKET_NAME"):
        project_of_environment(paths, environment)


@pytest.mark.promise
def test_a_password_in_the_servers_variable_is_refused_and_not_repeated(paths: Paths) -> None:
    environment = {
        "ENCRYPTION_KEY": KEY,
        "VIDEO_STORAGE_TYPE": "s3",
        "S3_BUCKET_NAME": "harbour-clips",
        "S3_ENDPOINT_URL": "https://me:hunter2@s3.example",
    }

    with pytest.raises(SettingsFileError) as refused:
        project_of_environment(paths, environment)

    assert "hunter2" not in str(refused.value)
