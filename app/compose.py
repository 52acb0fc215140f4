"""Build the services, Qt-free: the one place that knows which parts a project is made of.

Imports of what is slow to load (SQLAlchemy, Alembic, PyAV) happen here at the earliest, so that a
window is painted before them.
"""

import logging
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path

from app.session.audit.device import AuditParts, open_audit
from app.session.editing.journals import JournalFolder
from app.session.project import Project
from app.session.project_parts import ProjectParts
from app.session.unlock_turn import unlock_turn
from app.session.unlocking import begin_count_anew, count_failed_unlock, require_no_wait
from app.settings.errors import ProjectNotFoundError, SettingsFileError
from app.settings.failed_unlocks import (
    failed_unlocks,
    forget_failed_unlocks,
)
from app.settings.identity import person_id
from app.settings.keyring_memory import last_generation, remember_generation
from app.settings.paths import Paths
from app.settings.preferences import load_preferences
from app.settings.projects import (
    SAMPLE_ID,
    ProjectConfig,
    load_project,
    new_project_id,
    save_project,
)
from crypto import current
from crypto.errors import WrongPassphraseError
from crypto.keyring import Keyring
from crypto.keyring_file import Passphrase, create_keyring_file, open_keyring_file
from crypto.sources import open_source
from models.annotation.labels import Label
from models.audit.entry import Signer
from models.engine import Database, open_database
from models.errors import DatabaseDamagedError, DatabaseFullError, DatabaseReadOnlyError
from models.sqlite_file import rescue_copy
from models.store import ProjectStore
from storage.base import VideoStorage
from storage.cache import PageCache
from storage.link import Link
from storage.local import LocalVideoStorage
from storage.s3 import S3Settings, S3VideoStorage

_log = logging.getLogger(__name__)


def open_project(
    config: ProjectConfig,
    paths: Paths,
    *,
    passphrase: Passphrase | None = None,
    recovery_code: str | None = None,
    allow_read_only: bool = True,
    keeps_history: bool = True,
    component: str = "window",
) -> Project:
    """Unlock and open a project; `Project.close` locks it again.

    A database that can be read but not written opens the project for reading only, with the reason
    in `Project.read_only`. `keeps_history` False leaves the history to a window that comes later.
    `component` is the part of the program that the audit log names.

    Raises:
        EncryptionError: the key is not there or not this project's, or the passphrase is wrong.
        UnlockWaitError: it was wrong too often; see `session.unlocking`.
        DatabaseUnavailableError, SchemaTooNewError, JournalError, SettingsError, OSError
        AuditUnwritableError: that it was opened can be noted nowhere.
    """
    keyring = _unlock(config, paths, passphrase, recovery_code)
    try:
        return _open(
            config,
            paths,
            keyring,
            allow_read_only=allow_read_only,
            keeps_history=keeps_history,
            component=component,
        )
    except BaseException:
        _forget(keyring)
        raise


def create_project(
    paths: Paths,
    name: str,
    *,
    passphrase: Passphrase | None,
    labels: Sequence[Label],
    clips_folder: Path | None = None,
    store_uri: str | None = None,
    database_url: str | None = None,
    project_id: str | None = None,
    sample: bool = False,
) -> tuple[ProjectConfig, str | None]:
    """Make a project; return it and its recovery code, which is shown once and kept nowhere.

    `passphrase` None takes the key from `ENCRYPTION_KEY`, and there is no recovery code.
    `store_uri` names a bucket; without it the clips lie in `clips_folder` or a folder of ours. The
    project's file is written last: a creation that fails leaves no project behind.

    Raises:
        EncryptionError, ModelError, SettingsError, OSError
    """
    identifier = project_id or new_project_id(name)
    folder = paths.project_data(identifier)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    recovery_code, key_uri = None, "env:ENCRYPTION_KEY"
    if passphrase is not None:
        keyring_path = folder / "keyring.slk"
        recovery_code = create_keyring_file(keyring_path, passphrase=passphrase)
        key_uri = f"file://{keyring_path}"
    config = ProjectConfig(
        id=identifier,
        name=name,
        store_uri=store_uri or f"file://{(clips_folder or folder / 'clips').absolute()}",
        database_url=database_url or f"sqlite:///{folder / 'annotations.db'}",
        key_uri=key_uri,
        sample=sample,
    )
    if (clips := config.store_folder) is not None:
        clips.mkdir(mode=0o700, parents=True, exist_ok=True)
    project = open_project(config, paths, passphrase=passphrase, allow_read_only=False)
    try:
        if not project.labels():
            project.store.save_labels(labels)
    finally:
        project.close()
    save_project(paths, config)
    return config, recovery_code


def ensure_sample_project(paths: Paths) -> ProjectConfig:
    """Return the sample project; the first call on a machine makes it, still without clips.

    Raises:
        EncryptionError, ModelError, SettingsError, OSError
    """
    # The footage's modules bring the decoder and OpenCV, which only this needs.
    from app.demo import SAMPLE_LABELS  # noqa: PLC0415
    from app.session.sample import SAMPLE_NAME, SAMPLE_PASSPHRASE  # noqa: PLC0415

    try:
        return load_project(paths, SAMPLE_ID)
    except ProjectNotFoundError:
        made, _ = create_project(
            paths,
            SAMPLE_NAME,
            passphrase=SAMPLE_PASSPHRASE,
            labels=SAMPLE_LABELS,
            project_id=SAMPLE_ID,
            sample=True,
        )
        return made


def _unlock(
    config: ProjectConfig,
    paths: Paths,
    passphrase: Passphrase | None,
    recovery_code: str | None,
) -> Keyring:
    if (file := config.keyring_file) is None:
        return open_source(config.key_uri)
    with unlock_turn(paths, config.id):
        require_no_wait(paths, config.id)
        seen = last_generation(paths, config.id)
        try:
            keyring = open_keyring_file(
                file, passphrase=passphrase, recovery_code=recovery_code, last_generation=seen
            )
        except WrongPassphraseError:
            count_failed_unlock(paths, config.id)
            raise
    begin_count_anew(paths, config.id)
    if seen is None or keyring.generation > seen:
        remember_generation(paths, config.id, keyring.generation)
    return keyring


def _open(
    config: ProjectConfig,
    paths: Paths,
    keyring: Keyring,
    *,
    allow_read_only: bool,
    keeps_history: bool,
    component: str,
) -> Project:
    paths.make()
    # The usual place is made; a folder that somebody named is theirs, and may be a typing error.
    paths.project_data(config.id).mkdir(mode=0o700, parents=True, exist_ok=True)
    database, read_only = _database(config, allow_read_only=allow_read_only)
    with ExitStack() as undo:
        undo.callback(database.close)
        person = person_id(paths)
        if read_only is None:
            ProjectStore(database, keyring, author=person).check_key()
        audit = _audit(config, paths, database, keyring, signer=Signer(person, component))
        store = ProjectStore(database, keyring, author=person, audit=audit.writer)
        storage, link, close_storage = _storage(
            config, keyring, paths, holds_clips=store.has_clips()
        )
        undo.callback(close_storage)
        current.set_current(keyring)
        project = Project(
            ProjectParts(
                config=config,
                keyring=keyring,
                storage=storage,
                store=store,
                audit=audit,
                journals=JournalFolder(paths.project_state(config.id), lasting=keeps_history),
                close_database=database.close,
                forget_keyring=_forgetting(keyring),
                close_storage=close_storage,
                link=link,
                read_only=read_only,
            )
        )
        undo.pop_all()
        return project


def _audit(
    config: ProjectConfig, paths: Paths, database: Database, keyring: Keyring, *, signer: Signer
) -> AuditParts:
    failed = failed_unlocks(paths, config.id)
    return open_audit(
        database,
        keyring,
        paths.project_state(config.id),
        signer,
        failed=None if failed is None else (failed.count, failed.first_us, failed.last_us),
        forget_failed=lambda: forget_failed_unlocks(paths, config.id),
    )


def _database(config: ProjectConfig, *, allow_read_only: bool) -> tuple[Database, Exception | None]:
    try:
        return open_database(config.database_url), None
    except (DatabaseReadOnlyError, DatabaseFullError, DatabaseDamagedError) as error:
        if not allow_read_only:
            raise
        if isinstance(error, DatabaseDamagedError) and (file := sqlite_file(config)) is not None:
            error = _rescued(file, error)
        return open_database(config.database_url, read_only=True), error


def _rescued(file: Path, damage: DatabaseReadOnlyError) -> DatabaseReadOnlyError:
    """Put a copy beside a damaged database, once for each state of it; return what to say.

    Where there is no room for a copy, that is said instead: what can be read is still shown.
    """
    changed = file.stat().st_mtime
    copies = file.parent.glob(f"{file.name}.rescue-*")
    if any(copy.stat().st_mtime >= changed for copy in copies):
        return damage
    try:
        rescue_copy(file)
    except DatabaseReadOnlyError as error:
        _log.warning("no rescue copy: %s", type(error).__name__)
        return error
    return damage


def sqlite_file(config: ProjectConfig) -> Path | None:
    """Return the file of the project's database, None where it is a server's."""
    prefix = "sqlite:///"
    if not config.database_url.startswith(prefix):
        return None
    return Path(config.database_url.removeprefix(prefix))


def _storage(
    config: ProjectConfig, keyring: Keyring, paths: Paths, *, holds_clips: bool
) -> tuple[VideoStorage, Link | None, Callable[[], None]]:
    """Return the clip store, the state of the way to it, and what lets go of it. No I/O."""
    if (folder := config.store_folder) is not None:
        local = LocalVideoStorage(folder, keyring, holds_clips=holds_clips)
        return local, None, lambda: None
    if not config.store_uri.startswith("s3://"):
        raise SettingsFileError("the project's store is neither a folder nor a bucket")
    budget_bytes = load_preferences(paths).copies_mib << 20
    cache = PageCache(paths.copies, budget_bytes=budget_bytes)
    storage = S3VideoStorage(
        S3Settings.from_uri(config.store_uri),
        keyring,
        cache=cache,
        ledger_folder=paths.state / "uploads",
    )

    def close() -> None:
        storage.close()
        cache.close()

    return storage, storage.link, close


def _forget(keyring: Keyring) -> None:
    # A project that closes late must not lock the one that was opened after it.
    current.release(keyring)
    keyring.close()


def _forgetting(keyring: Keyring) -> Callable[[], None]:
    return lambda: _forget(keyring)
