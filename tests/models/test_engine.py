import logging
import shutil
import sqlite3
import stat
import subprocess
import sys
import tempfile
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import delete, insert, update
from sqlalchemy.exc import IntegrityError

from crypto.keyring import Keyring
from models.database_url import parse_database_url
from models.engine import Database, open_database
from models.errors import (
    DatabaseDamagedError,
    DatabaseFullError,
    DatabaseReadOnlyError,
    DatabaseUnavailableError,
    DatabaseUrlError,
    ModelError,
    UntaggedWriteError,
)
from models.sqlite_file import rescue_copy
from models.store import ProjectStore
from models.tables import LabelRow
from tests.support.databases import AUTHOR, a_clip
from tests.support.postgres import PostgresServer


def path_of(sqlite_url: str) -> Path:
    return Path(sqlite_url.removeprefix("sqlite:///"))


@pytest.mark.parametrize(
    "scheme", ["postgres", "postgresql", "postgresql+psycopg", "postgresql+psycopg2"]
)
def test_every_spelling_of_postgresql_is_understood(scheme: str) -> None:
    url = parse_database_url(f"{scheme}://me:secret@db.example/safelight")
    assert url.drivername == "postgresql+psycopg"


@pytest.mark.parametrize(
    "url",
    [
        "",
        "secret",
        "mysql://me:secret@host/x",
        "sqlite://",
        "sqlite:///:memory:",
        "sqlite:///a.db?mode=secret",
        "postgresql://me:secret@host:port/x",
        "postgresql+asyncpg://me:secret@host/x",
    ],
)
def test_any_other_url_is_refused_without_quoting_it(url: str) -> None:
    with pytest.raises(DatabaseUrlError) as refused:
        open_database(url)
    seen: BaseException | None = refused.value
    while seen is not None:
        assert "secret" not in str(seen)
        seen = seen.__cause__


def test_a_sqlite_database_is_private_durable_and_erases_what_is_deleted(sqlite_url: str) -> None:
    with open_database(sqlite_url) as database, database.reading() as connection:
        pragmas = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "secure_delete", "temp_store")
        }
        foreign_keys = connection.exec_driver_sql("PRAGMA foreign_keys").scalar()
        modes = [stat.S_IMODE(path.stat().st_mode) for path in path_of(sqlite_url).parent.iterdir()]
    assert pragmas == {"journal_mode": "wal", "synchronous": 2, "secure_delete": 1, "temp_store": 2}
    assert foreign_keys == 1
    assert set(modes) == {0o600}


def test_a_failed_transaction_leaves_nothing(database: Database, store: ProjectStore) -> None:
    record = a_clip()

    def fail_half_way() -> None:
        with database.writing() as connection:
            connection.exec_driver_sql("UPDATE alembic_version SET version_num = 'x'")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail_half_way()
    store.add_clip(record)
    assert len(store.clips()) == 1


def test_a_read_sees_one_state_from_its_first_to_its_last_statement(
    database: Database, store: ProjectStore
) -> None:
    count = "SELECT count(*) FROM clips"
    with database.reading() as connection:
        assert connection.exec_driver_sql(count).scalar() == 0
        store.add_clip(a_clip())
        assert connection.exec_driver_sql(count).scalar() == 0
    with database.reading() as connection:
        assert connection.exec_driver_sql(count).scalar() == 1


@pytest.mark.parametrize(
    "write",
    [
        lambda: insert(LabelRow).values(color="#000000", position=0),
        lambda: update(LabelRow).values(position=9),
        lambda: delete(LabelRow),
    ],
)
def test_a_write_that_goes_round_the_unit_of_work_is_refused(database: Database, write) -> None:
    with pytest.raises(UntaggedWriteError), database.writing() as connection:
        connection.execute(write())
    with database.make_session() as session, pytest.raises(UntaggedWriteError):
        session.execute(write())


def test_an_orm_flush_of_a_tagged_row_is_refused(database: Database) -> None:
    with database.make_session() as session:
        session.add(LabelRow(color="#000000", position=0))
        with pytest.raises(UntaggedWriteError):
            session.flush()


def test_foreign_keys_are_enforced(database: Database) -> None:
    statement = (
        "INSERT INTO tracks (id, scope_id, revision, deleted, clip_id, number, source, locked) "
        "VALUES ('a', 'b', 1, 0, 'c', 1, 'manual', 0)"
    )
    with pytest.raises(IntegrityError), database.writing() as connection:
        connection.exec_driver_sql(statement)


def test_what_was_opened_for_reading_reads_and_refuses_to_write(
    database_url: str, database: Database, store: ProjectStore, keyring: Keyring
) -> None:
    clip = store.add_clip(a_clip())
    with open_database(database_url, read_only=True) as reading:
        reader = ProjectStore(reading, keyring, author=AUTHOR)
        assert reader.clips() == (clip,)
        with pytest.raises(DatabaseReadOnlyError):
            reader.delete_clip(clip.id)


def test_a_database_that_is_not_there_is_not_made_by_reading(sqlite_url: str) -> None:
    with pytest.raises(DatabaseUnavailableError):
        open_database(sqlite_url, read_only=True)
    assert not path_of(sqlite_url).exists()


def test_a_missing_folder_is_unavailable_not_made(tmp_path: Path) -> None:
    with pytest.raises(DatabaseUnavailableError):
        open_database(f"sqlite:///{tmp_path / 'gone' / 'annotations.db'}")


def test_a_file_that_is_no_database_is_damaged_and_can_be_rescued(sqlite_url: str) -> None:
    path = path_of(sqlite_url)
    path.write_bytes(b"this is no database" * 1000)
    with pytest.raises(DatabaseDamagedError):
        open_database(sqlite_url)
    copy = rescue_copy(path)
    assert copy.read_bytes() == path.read_bytes()
    assert copy.parent == path.parent
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600


COPY = """
import pathlib, sys
from models.sqlite_file import rescue_copy
print(rescue_copy(pathlib.Path(sys.argv[1])))
"""

COPY_WITHOUT_ROOM = """
import pathlib, resource, signal, sys
from models.errors import DatabaseFullError
from models.sqlite_file import rescue_copy
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
try:
    rescue_copy(pathlib.Path(sys.argv[1]))
except DatabaseFullError:
    sys.exit(7)
"""


def filled(sqlite_url: str, keyring: Keyring, *, clips: int = 1) -> None:
    with open_database(sqlite_url) as database:
        for number in range(clips):
            ProjectStore(database, keyring, author=AUTHOR).add_clip(
                a_clip(name="x" * 4000, fingerprint=bytes([number]))
            )


def test_a_database_with_broken_pages_is_damaged(sqlite_url: str, keyring: Keyring) -> None:
    filled(sqlite_url, keyring, clips=8)
    path = path_of(sqlite_url)
    broken = bytearray(path.read_bytes())
    broken[4096:] = b"\x5a" * (len(broken) - 4096)
    path.write_bytes(broken)
    with pytest.raises(DatabaseDamagedError), open_database(sqlite_url) as database:
        ProjectStore(database, keyring, author=AUTHOR).clips()


def test_a_rescue_copy_holds_what_is_only_in_the_wal(
    sqlite_url: str, keyring: Keyring, tmp_path: Path
) -> None:
    with open_database(sqlite_url) as database:
        clip = ProjectStore(database, keyring, author=AUTHOR).add_clip(a_clip())
        # A child copies it, because closing the file here would drop this process's locks on it.
        copied = subprocess.run(
            [sys.executable, "-c", COPY, path_of(sqlite_url)],
            check=True,
            capture_output=True,
            text=True,
        )
    copy = copied.stdout.strip()
    assert Path(copy + "-wal").stat().st_size > 0
    with open_database(f"sqlite:///{copy}") as rescued:
        assert ProjectStore(rescued, keyring, author=AUTHOR).clips() == (clip,)


def test_a_rescue_copy_without_room_leaves_no_half_copy(tmp_path: Path) -> None:
    path = tmp_path / "annotations.db"
    path.write_bytes(bytes(200_000))
    limited = subprocess.run([sys.executable, "-c", COPY_WITHOUT_ROOM, path], check=False)
    assert limited.returncode == 7
    assert list(tmp_path.iterdir()) == [path]


def test_a_full_disk_is_told_and_the_database_can_still_be_read(
    sqlite_url: str, keyring: Keyring
) -> None:
    filled(sqlite_url, keyring)
    with open_database(sqlite_url) as database:
        store = ProjectStore(database, keyring, author=AUTHOR)
        with database.engine.connect() as connection:
            pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
            connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
        with pytest.raises(DatabaseFullError):
            store.add_clip(a_clip(name="x" * 100_000))
        assert len(store.clips()) == 1


AS_NOBODY = """
import os, sys
from models.engine import open_database
from models.errors import DatabaseReadOnlyError
# What is imported when first used is imported now: root's Python is closed to nobody.
open_database(sys.argv[2]).close()
if os.geteuid() == 0:
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)
try:
    open_database(sys.argv[1])
except DatabaseReadOnlyError:
    with open_database(sys.argv[1], read_only=True) as database:
        with database.reading() as connection:
            print(connection.exec_driver_sql("SELECT count(*) FROM clips").scalar())
"""


def test_a_read_only_file_in_a_read_only_folder_is_told_and_read_with_its_wal(
    keyring: Keyring, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    # Not pytest's folder: its parents are closed to nobody.
    folder = Path(tempfile.mkdtemp(prefix="safelight-read-only-"))
    request.addfinalizer(lambda: shutil.rmtree(folder))
    url = f"sqlite:///{folder / 'annotations.db'}"
    filled(url, keyring)
    open_files = open_database(url)
    with open_files:
        ProjectStore(open_files, keyring, author=AUTHOR).add_clip(a_clip(fingerprint=None))
        frozen = {
            path.name: path.read_bytes()
            for path in folder.iterdir()
            if not path.name.endswith("-shm")
        }
    for path in folder.iterdir():
        path.unlink()
    for name, content in frozen.items():
        (folder / name).write_bytes(content)
        (folder / name).chmod(0o444)
    folder.chmod(0o555)
    try:
        asked = subprocess.run(
            [sys.executable, "-c", AS_NOBODY, url, f"sqlite:///{tmp_path / 'other.db'}"],
            check=False,
            capture_output=True,
            text=True,
        )
    finally:
        folder.chmod(0o755)
    assert (asked.stdout.strip(), asked.stderr) == ("2", "")
    assert sorted(frozen) == sorted(path.name for path in folder.iterdir())


def test_a_busy_database_is_unavailable(sqlite_url: str, keyring: Keyring) -> None:
    filled(sqlite_url, keyring)
    with (
        open_database(sqlite_url) as database,
        closing(sqlite3.connect(path_of(sqlite_url), isolation_level=None)) as other,
    ):
        with database.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA busy_timeout = 1")
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(DatabaseUnavailableError):
            ProjectStore(database, keyring, author=AUTHOR).add_clip(a_clip())
        other.execute("ROLLBACK")


def test_a_password_is_in_no_repr_label_error_or_log(
    postgres_server: PostgresServer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with open_database(postgres_server.url()) as database:
        shown = [repr(database), database.label, repr(database.engine)]
    for changes in (
        {"password": "wrong-Secret"},
        {"port": 1},
        {"database": "missing"},
        {"query": {"sslmode": "verify-full", "sslrootcert": "/nowhere"}},
    ):
        with pytest.raises(DatabaseUnavailableError) as refused:
            open_database(postgres_server.url(**changes))
        seen: BaseException | None = refused.value
        while seen is not None:
            shown += [str(seen), repr(seen)]
            seen = seen.__cause__ or seen.__context__
    shown.append(caplog.text)
    for words in shown:
        assert postgres_server.password not in words
        assert "wrong-Secret" not in words


def test_a_server_that_takes_no_writes_is_told(
    postgres_server: PostgresServer, postgres_url: str
) -> None:
    open_database(postgres_url).close()
    name = postgres_url.partition("?")[0].rpartition("/")[2]
    postgres_server.run(f"ALTER DATABASE {name} SET default_transaction_read_only = on")
    with pytest.raises(DatabaseReadOnlyError):
        open_database(postgres_url)
    open_database(postgres_url, read_only=True).close()


def test_a_server_that_ends_the_connection_is_unavailable_and_then_works_again(
    postgres_server: PostgresServer, postgres_url: str, keyring: Keyring
) -> None:
    name = postgres_url.partition("?")[0].rpartition("/")[2]
    with open_database(postgres_url) as database:
        store = ProjectStore(database, keyring, author=AUTHOR)
        end = f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"

        def write_while_it_ends() -> None:
            with database.writing() as connection:
                postgres_server.run(end)
                connection.exec_driver_sql("SELECT 1")

        with pytest.raises(DatabaseUnavailableError):
            write_while_it_ends()
        assert store.clips() == ()


def test_every_error_of_the_package_is_a_model_error() -> None:
    assert issubclass(DatabaseFullError, DatabaseReadOnlyError)
    assert issubclass(DatabaseDamagedError, DatabaseReadOnlyError)
    assert issubclass(DatabaseUrlError, ModelError)
