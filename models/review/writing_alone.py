"""One at a time writes who is of a project and what it has settled.

Rules count themselves in every person's row, and whether somebody is the last admin is told by all
rows together. So whoever writes either comes alone, and before any row is read: two who wait for
each other's rows would both be held up until the database ends one of them.
"""

from sqlalchemy import Connection, text


def write_alone(connection: Connection) -> None:
    """Keep others from writing people or rules until the transaction ends; call it first in one.

    With SQLite one writes alone anyway. Reading goes on.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text("LOCK TABLE people IN SHARE ROW EXCLUSIVE MODE"))
