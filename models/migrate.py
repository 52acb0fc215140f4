"""Brings a database's schema up to date, in code: there is no ini file and no command to run.

- Nothing of Alembic is imported while the schema is current: it costs most of a second.
- An existing SQLite database is backed up before each upgrade.
- Starts at the same time wait for each other: on SQLite by its write lock, on PostgreSQL by an
  advisory lock.
- An upgrade is one transaction; a failed one leaves the old schema.
"""

import logging
import sqlite3
from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text

from models import sqlite_file
from models.errors import DatabaseUnavailableError, SchemaTooNewError
from models.migrations import HEAD, KNOWN

_log = logging.getLogger(__name__)

SCRIPTS = Path(__file__).parent / "migrations"
_EMPTY = "none"
# Any constant will do, as long as nothing else on the server uses it: "Safelght" in ASCII.
_ADVISORY_LOCK = int.from_bytes(b"Safelght", "big")


def bring_up_to_date(
    engine: Engine,
    sqlite_path: Path | None,
    *,
    read_only: bool = False,
    scripts: Path = SCRIPTS,
    known: tuple[str, ...] = KNOWN,
) -> Path | None:
    """Upgrade the schema if it is behind; return the back-up that was made, if any.

    `scripts` is the folder of the Alembic scripts, `known` the revisions in it, oldest first.

    Raises:
        SchemaTooNewError: the schema is none of those that are known.
        DatabaseUnavailableError: it is behind, and `read_only` forbids to upgrade it.
    """
    with engine.connect() as connection:
        found = schema_of(connection)
    if found == known[-1]:
        return None
    if found != _EMPTY and found not in known:
        raise SchemaTooNewError(found, known[-1])
    if read_only:
        raise DatabaseUnavailableError(
            "This database has an older schema, which opening it for reading only cannot change"
        )
    backup = None
    if sqlite_path is not None and found != _EMPTY:
        with engine.connect() as connection:
            driver = connection.connection.driver_connection
            assert isinstance(driver, sqlite3.Connection)  # noqa: S101 - the type checker's sake
            backup = sqlite_file.back_up(driver, sqlite_path, schema=found)
        _log.info("backed the database up before its upgrade from schema %s", found)
    with (
        engine.connect().execution_options(safelight_writes=True) as connection,
        connection.begin(),
    ):
        if sqlite_path is None:
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _ADVISORY_LOCK})
        # Another process may have done it while this one waited.
        if schema_of(connection) != known[-1]:
            _upgrade(connection, scripts)
    return backup


def schema_of(connection: Connection) -> str:
    """Return the revision of the schema; "none" where there is none yet."""
    if not inspect(connection).has_table("alembic_version"):
        return _EMPTY
    found = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return str(found) if found else _EMPTY


def _upgrade(connection: Connection, scripts: Path) -> None:
    from alembic import command  # noqa: PLC0415 - only when there is something to upgrade
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(scripts).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


__all__ = ["HEAD", "KNOWN", "SCRIPTS", "bring_up_to_date", "schema_of"]
