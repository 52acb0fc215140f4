"""Databases that are made quickly: a new SQLite file gets the schema that the first one got.

Step by step through all migrations it costs a fifth of a second of CPU, of which hundreds of tests
that are about something else would each pay their part. `tests/models` is about it: there it is as
it ships. Where a file has a schema already, and on PostgreSQL, nothing is different.
"""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection

from models import migrate

UPGRADE_AS_IT_SHIPS = migrate._upgrade
_SCHEMA: list[str] = []


@pytest.fixture(autouse=True, scope="session")
def _quick_schemas() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(migrate, "_upgrade", _upgrade)
        yield


def _upgrade(connection: Connection, scripts: Path) -> None:
    driver = connection.connection.driver_connection
    is_new = isinstance(driver, sqlite3.Connection) and scripts == migrate.SCRIPTS
    if not is_new or migrate.schema_of(connection) != "none":
        UPGRADE_AS_IT_SHIPS(connection, scripts)
        return
    if not _SCHEMA:
        UPGRADE_AS_IT_SHIPS(connection, scripts)
        _SCHEMA.extend(driver.iterdump())
        return
    # Without the first and the last statement, which begin and end a transaction: there is one.
    for statement in _SCHEMA[1:-1]:
        connection.exec_driver_sql(statement)
