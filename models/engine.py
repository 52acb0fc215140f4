"""The door to a database: SQLite in a file, or PostgreSQL.

Knows how to connect, begin and end; knows no table. See `models.store` for what lies in it.
"""

from typing import Self

from crypto.keyring import Keyring


class Database:
    """An open database: a pool of connections. Thread-safe.

    Its repr, its label and every error that it raises are free of passwords.
    """

    @property
    def read_only(self) -> bool:
        """Whether writes are refused because it was opened so."""
        raise NotImplementedError

    @property
    def label(self) -> str:
        """Where the annotations lie, in words for the status bar."""
        raise NotImplementedError

    def close(self) -> None:
        """Close all connections."""
        raise NotImplementedError

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def open_database(url: str, *, keyring: Keyring | None = None, read_only: bool = False) -> Database:
    """Open a database, bring its schema up to date, and make sure that it can be written.

    `sqlite:///…`, `postgresql://…`, `postgres://…` and `postgresql+psycopg://…` are known. A
    back-up is made before the schema of an existing SQLite database is changed. With
    `read_only`, nothing is changed and nothing is written, not even beside the file.

    Raises:
        DatabaseUrlError: the URL is of no known kind.
        SchemaTooNewError: a newer Safelight wrote it.
        DatabaseReadOnlyError, DatabaseFullError, DatabaseDamagedError: open it with `read_only`.
        DatabaseUnavailableError: there is no answer.
    """
    raise NotImplementedError
