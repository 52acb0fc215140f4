"""What Alembic runs: it is handed a connection in a transaction, and uses no other."""

from alembic import context

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=None,
    # SQLite alters a table by copying it.
    render_as_batch=True,
)
context.run_migrations()
