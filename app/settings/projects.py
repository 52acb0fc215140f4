"""What a project is to this machine: a name and three addresses.

A project file holds where its clips lie, where its annotations lie and where its key comes from.
It never holds a key, a password or a credential: an address with one in it is refused on saving.
"""

import logging
import os
import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from app.settings import toml_file
from app.settings.errors import ProjectNotFoundError, SettingsFileError
from app.settings.paths import Paths
from storage.errors import StorageConfigurationError
from storage.s3.settings import S3Settings

_log = logging.getLogger(__name__)

ENVIRONMENT_ID = "environment"
SAMPLE_ID = "sample"
_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")


@dataclass(frozen=True, slots=True)
class ProjectConfig:
    """One project.

    store_uri: `file:///folder`, or `s3://bucket/prefix?…` as `S3Settings` writes it.
    database_url: an SQLAlchemy URL.
    key_uri: `env:ENCRYPTION_KEY` or `file:///keyring`.
    sample: the published passphrase opens it; nothing in it is protected.
    notice: what is told before it is unlocked, "" for nothing. It stands here in clear and can be
        changed by whoever writes this file; the project's rules have it sealed.
    """

    id: str
    name: str
    store_uri: str
    database_url: str
    key_uri: str
    sample: bool = False
    notice: str = ""

    @property
    def store_folder(self) -> Path | None:
        """The folder of the clips, where they lie on a disk."""
        return path_of(self.store_uri)

    @property
    def bucket(self) -> S3Settings | None:
        """The bucket of the clips, where they lie in one.

        Raises:
            SettingsFileError: the address is not one of a bucket, or holds credentials.
        """
        if not self.store_uri.startswith("s3://"):
            return None
        try:
            return S3Settings.from_uri(self.store_uri)
        except StorageConfigurationError as error:
            raise SettingsFileError(f"the address of the project's bucket: {error}") from error

    @property
    def keyring_file(self) -> Path | None:
        """The keyring file, where the key comes from one."""
        return path_of(self.key_uri)


def path_of(uri: str) -> Path | None:
    """Return the path in a `file:` URI, None for any other."""
    return Path(uri.removeprefix("file://")) if uri.startswith("file://") else None


def new_project_id(name: str) -> str:
    """Return an id from `name` that no other project has: readable start, random end."""
    stem = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:32] or "project"
    return f"{stem}-{uuid.uuid4().hex[:8]}"


def save_project(paths: Paths, config: ProjectConfig) -> None:
    """Write `config` as the file of its project.

    Raises:
        SettingsFileError: the id has the wrong form, an address holds a password or other
            credentials, the bucket's address is none, or the disk refuses.
    """
    if not _ID.fullmatch(config.id):
        raise SettingsFileError("a project id has lower-case letters, digits and hyphens only")
    if urlsplit(config.database_url).password:
        raise SettingsFileError("the database's password does not belong in a project file")
    _ = config.bucket  # refuses credentials
    table = {
        "name": config.name,
        "store": config.store_uri,
        "database": config.database_url,
        "key": config.key_uri,
        "sample": config.sample or None,
        "notice": config.notice or None,
    }
    toml_file.write(paths.projects / f"{config.id}.toml", table)


def load_project(paths: Paths, project_id: str) -> ProjectConfig:
    """Return the project of this id, or the one project of this name.

    Raises:
        ProjectNotFoundError: there is none.
        SettingsFileError: its file has the wrong form.
    """
    if _ID.fullmatch(project_id) and (paths.projects / f"{project_id}.toml").exists():
        return _parse(project_id, toml_file.read(paths.projects / f"{project_id}.toml"))
    named = [config for config in list_projects(paths) if config.name == project_id]
    if len(named) != 1:
        raise ProjectNotFoundError(f"there is no project “{project_id}”")
    return named[0]


def list_projects(paths: Paths) -> tuple[ProjectConfig, ...]:
    """Return all projects of this machine, by name; a damaged file is logged and passed over."""
    found = []
    for file in sorted(paths.projects.glob("*.toml")):
        try:
            found.append(_parse(file.stem, toml_file.read(file)))
        except SettingsFileError as error:
            _log.warning("project file passed over: %s", error)
    return tuple(sorted(found, key=lambda config: config.name.casefold()))


def project_of_environment(
    paths: Paths, environment: Mapping[str, str] | None = None
) -> ProjectConfig | None:
    """Return the project that the older system's variables describe; None without a key there.

    Raises:
        SettingsFileError: they name a bucket that cannot be one, or hold credentials in an address.
    """
    env = os.environ if environment is None else environment
    if not env.get("ENCRYPTION_KEY"):
        return None
    folder = paths.project_data(ENVIRONMENT_ID)
    if env.get("VIDEO_STORAGE_TYPE", "local").strip().lower() == "s3":
        store = _bucket_of_environment(env)
    else:
        store = f"file://{Path(env.get('LOCAL_STORAGE_PATH') or folder / 'clips').absolute()}"
    database = env.get("DATABASE_URL") or f"sqlite:///{folder / 'annotations.db'}"
    return ProjectConfig(ENVIRONMENT_ID, "Environment", store, database, "env:ENCRYPTION_KEY")


def _bucket_of_environment(env: Mapping[str, str]) -> str:
    try:
        return S3Settings.from_environment(env).to_uri()
    except StorageConfigurationError as error:
        raise SettingsFileError(f"the variables for S3: {error}") from error


def _parse(project_id: str, untrusted: Mapping[str, object]) -> ProjectConfig:
    texts = [untrusted.get(field) for field in ("name", "store", "database", "key")]
    match texts:
        case [str(name), str(store), str(database), str(key)]:
            notice = untrusted.get("notice")
            return ProjectConfig(
                project_id,
                name,
                store,
                database,
                key,
                sample=untrusted.get("sample") is True,
                notice=notice if isinstance(notice, str) else "",
            )
        case _:
            raise SettingsFileError(f"{project_id}.toml lacks a name, store, database or key")
