"""Which databases a URL may name.

A URL may hold a password, so it never stands in a message, and no foreign error whose text might
quote it is chained.
"""

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from models.errors import DatabaseUrlError

# Whatever driver a URL was written for, the server is the same and so are the options of libpq.
_POSTGRESQL = ("postgresql", "postgres", "postgresql+psycopg", "postgresql+psycopg2")


def parse_database_url(untrusted_url: str) -> URL:
    """Return the URL with the driver that Safelight brings.

    Raises:
        DatabaseUrlError: it is malformed, or names neither a SQLite file nor PostgreSQL.
    """
    try:
        url = make_url(untrusted_url)
    except (ArgumentError, ValueError):
        raise DatabaseUrlError("The database URL is malformed") from None
    if url.drivername in _POSTGRESQL:
        return url.set(drivername="postgresql+psycopg")
    if url.drivername != "sqlite":
        raise DatabaseUrlError("The database URL must start with sqlite:/// or postgresql://")
    if url.database in (None, "", ":memory:") or url.query:
        raise DatabaseUrlError("A SQLite database URL names a file: sqlite:///folder/file.db")
    return url
