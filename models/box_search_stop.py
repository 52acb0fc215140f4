"""Calls off what a database is busy with once nobody waits for it, in the middle of a statement.

SQLite asks by itself every so many steps. PostgreSQL computes elsewhere, so a thread asks for it
and sends the server a word.
"""

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import psycopg
from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError

# How many of SQLite's steps pass between two looks at whether anybody still waits.
_STEPS = 200_000
_LOOK_EVERY_S = 0.05
_ANSWER_WITHIN_S = 10.0


@contextmanager
def calling_off(connection: Connection, cancelled: Callable[[], bool]) -> Iterator[None]:
    """End the statement that runs once `cancelled` says so, and this block with it.

    The transaction is good for nothing then but to be ended. On PostgreSQL `cancelled` is asked
    from another thread.
    """
    driver = connection.connection.driver_connection
    try:
        if isinstance(driver, sqlite3.Connection):
            with _asked_by_sqlite(driver, cancelled):
                yield
        elif isinstance(driver, psycopg.Connection):
            with _asked_beside(driver, cancelled):
                yield
        else:
            yield
    except OperationalError as error:
        if not (cancelled() and _was_called_off(error.orig)):
            raise


def _was_called_off(error: BaseException | None) -> bool:
    if isinstance(error, sqlite3.Error):
        return error.sqlite_errorname == "SQLITE_INTERRUPT"
    return isinstance(error, psycopg.errors.QueryCanceled)


@contextmanager
def _asked_by_sqlite(driver: sqlite3.Connection, cancelled: Callable[[], bool]) -> Iterator[None]:
    driver.set_progress_handler(lambda: int(cancelled()), _STEPS)
    try:
        yield
    finally:
        driver.set_progress_handler(None, 0)


@contextmanager
def _asked_beside(
    driver: "psycopg.Connection[object]", cancelled: Callable[[], bool]
) -> Iterator[None]:
    ended = threading.Event()

    def watch() -> None:
        # Again and again, for a word that comes between two statements is not heard.
        while not ended.wait(_LOOK_EVERY_S):
            if cancelled():
                with suppress(psycopg.Error):
                    driver.cancel_safe(timeout=_ANSWER_WITHIN_S)

    watching = threading.Thread(target=watch, name="safelight-call-off", daemon=True)
    watching.start()
    try:
        yield
    finally:
        # The server has taken the last word by then, so it ends nothing that comes after.
        ended.set()
        watching.join()
