"""From the environment to a clip store, with the variables of the older system.

| variable             | meaning                                                      |
| -------------------- | ------------------------------------------------------------ |
| `VIDEO_STORAGE_TYPE` | `local` (default) or `s3`                                    |
| `LOCAL_STORAGE_PATH` | the folder; default: `projects/environment/clips` in the     |
|                      | user's data folder, or in that of `SAFELIGHT_HOME`           |
| `S3_BUCKET_NAME`     | for `s3`; the credentials and the region come from AWS's own |
|                      | chain (`AWS_…`, a profile, a role)                           |
| `S3_ENDPOINT_URL`    | a service other than AWS                                     |
| `S3_PREFIX`          | the part of the bucket; default: all of it                   |
| `S3_ADDRESSING_STYLE`| `auto` (default), `path` or `virtual`                        |
"""

import os
from collections.abc import Mapping
from pathlib import Path

import platformdirs

from storage.base import VideoStorage
from storage.errors import StorageConfigurationError
from storage.local import LocalVideoStorage
from storage.s3 import S3Settings, S3VideoStorage


def get_encrypted_storage(environment: Mapping[str, str] | None = None) -> VideoStorage:
    """Return the clip store that `environment` (default: the process's own) describes.

    It seals and opens with the unlocked keyring of `crypto.current`.

    Raises:
        StorageConfigurationError: the type is unknown, or the bucket's settings are wrong.
    """
    env = os.environ if environment is None else environment
    match env.get("VIDEO_STORAGE_TYPE", "local").strip().lower():
        case "local" | "":
            return LocalVideoStorage(_folder(env))
        case "s3":
            return S3VideoStorage(S3Settings.from_environment(env))
        case _:
            raise StorageConfigurationError("VIDEO_STORAGE_TYPE must be “local” or “s3”")


def _folder(env: Mapping[str, str]) -> Path:
    if chosen := env.get("LOCAL_STORAGE_PATH"):
        return Path(chosen).expanduser()
    home = env.get("SAFELIGHT_HOME")
    data = (
        Path(home).expanduser() / "data"
        if home
        else platformdirs.user_data_path("safelight", appauthor=False)
    )
    return data / "projects" / "environment" / "clips"
