"""What a database is busy with ends in the middle once nobody waits for it."""

import threading
import time

import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from crypto.keyring import Keyring
from models.annotation.track_filter import TrackFilter
from models.box_search_stop import calling_off
from models.engine import Database, open_database
from models.errors import DatabaseError
from models.store import ProjectStore
from tests.support.databases import AUTHOR

# Minutes, so that one that is not called off fails in the end.
_FOR_LONG = {
    "sqlite": "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 2000000000)"
    " SELECT count(*) FROM n",
    "postgresql": "SELECT pg_sleep(300)",
}
_PATIENCE_S = 60


def test_a_statement_ends_and_the_database_is_read_again(database: Database) -> None:
    with database.reading() as connection, calling_off(connection, lambda: True):
        connection.execute(text(_FOR_LONG[connection.dialect.name]))
        pytest.fail("it ran to its end")
    with database.reading() as connection, calling_off(connection, lambda: False):
        assert connection.scalar(text("SELECT 1")) == 1


def test_another_error_is_told_though_nobody_waits(database: Database) -> None:
    """On PostgreSQL a statement that is wrong is no trouble of the world, and told as it is."""
    with (
        pytest.raises((DatabaseError, ProgrammingError)),
        database.reading() as connection,
        calling_off(connection, lambda: True),
    ):
        connection.execute(text("SELECT * FROM nowhere"))


def test_an_end_that_somebody_else_asked_for_is_an_error(migrated_postgres_url: str) -> None:
    with (
        open_database(migrated_postgres_url) as database,
        pytest.raises(DatabaseError),
        database.reading() as connection,
        calling_off(connection, lambda: False),
    ):
        connection.execute(text("SELECT pg_cancel_backend(pg_backend_pid()), pg_sleep(600)"))


def test_a_search_that_waits_for_postgresql_ends(
    migrated_postgres_url: str, keyring: Keyring
) -> None:
    called_off = threading.Event()
    pages: list[object] = []
    with open_database(migrated_postgres_url) as database:
        store = ProjectStore(database, keyring, author=AUTHOR)

        def search() -> None:
            pages.extend(store.find_boxes(TrackFilter(), cancelled=called_off.is_set))
            pages.append("ended")

        searching = threading.Thread(target=search)
        with database.writing() as holding:
            holding.execute(text("LOCK TABLE annotation_examples IN ACCESS EXCLUSIVE MODE"))
            searching.start()
            try:
                _wait_for_one_that_waits(database)
                assert not pages
            finally:
                called_off.set()
                searching.join(_PATIENCE_S)
            assert pages == ["ended"], "while what it waited for is still held"


def _wait_for_one_that_waits(database: Database) -> None:
    until_s = time.monotonic() + _PATIENCE_S
    while time.monotonic() < until_s:
        with database.reading() as connection:
            if connection.scalar(text("SELECT count(*) FROM pg_locks WHERE NOT granted")):
                return
        time.sleep(0.01)
    pytest.fail("the search never asked for the table")
