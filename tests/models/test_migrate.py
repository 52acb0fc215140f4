import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Column, text
from sqlalchemy.types import TypeEngine

from crypto.keyring import Keyring
from models.columns import is_sealed
from models.engine import Database, open_database
from models.errors import DatabaseUnavailableError, SchemaTooNewError
from models.migrate import SCRIPTS, bring_up_to_date, schema_of
from models.migrations import HEAD, KNOWN
from models.store import ProjectStore
from models.tables import Base
from tests.support.databases import AUTHOR, a_clip

NEXT = "9999"
NEXT_SCRIPT = """
import sqlalchemy as sa
from alembic import op
revision = "9999"
down_revision = "{head}"
def upgrade():
    op.add_column("labels", sa.Column("group_name", sa.Text()))
    {then}
def downgrade():
    op.drop_column("labels", "group_name")
"""


def same_type(
    context: MigrationContext,
    _column: Column[object],
    _metadata_column: Column[object],
    inspected: TypeEngine[object],
    declared: TypeEngine[object],
) -> bool | None:
    """A sealed column is stored as text; everything else is compared as Alembic does."""
    if is_sealed(declared):
        return type(inspected).__name__ != "TEXT"
    return None


def test_the_migrated_schema_is_the_models_schema(empty_database_url: str) -> None:
    with open_database(empty_database_url) as database, database.reading() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": same_type})
        assert compare_metadata(context, Base.metadata) == []


def test_the_known_revisions_are_those_of_the_scripts() -> None:
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    config.set_main_option("path_separator", "os")
    scripts = ScriptDirectory.from_config(config)
    assert tuple(script.revision for script in scripts.walk_revisions())[::-1] == KNOWN
    assert scripts.get_heads() == [HEAD]


def test_the_migrations_import_nothing_of_ours() -> None:
    for script in (SCRIPTS / "versions").glob("r*.py"):
        imported = [
            line for line in script.read_text().splitlines() if line.startswith(("from", "import"))
        ]
        assert imported == ["import sqlalchemy as sa", "from alembic import op"]


def test_an_up_to_date_database_is_opened_without_alembic_and_without_a_backup(
    sqlite_url: str,
) -> None:
    open_database(sqlite_url).close()
    check = (
        "import sys; from models.engine import open_database;"
        "open_database(sys.argv[1]).close(); sys.exit('alembic' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", check, sqlite_url], check=False).returncode == 0
    (only,) = Path(sqlite_url.removeprefix("sqlite:///")).parent.iterdir()
    assert only.suffix == ".db"


def test_a_newer_schema_is_refused_with_a_message_that_says_what_to_do(
    database: Database, database_url: str
) -> None:
    with database.writing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = 'f00d'"))
    for read_only in (False, True):
        with pytest.raises(SchemaTooNewError, match=r"newer Safelight.*f00d") as refused:
            open_database(database_url, read_only=read_only)
        assert (refused.value.found, refused.value.known) == ("f00d", HEAD)


@pytest.fixture
def next_scripts(tmp_path: Path) -> Path:
    """The scripts of a later version with one more revision."""
    scripts = tmp_path / "later" / "migrations"
    shutil.copytree(SCRIPTS, scripts, ignore=shutil.ignore_patterns("__pycache__"))
    (scripts / "versions" / "r9999_next.py").write_text(NEXT_SCRIPT.format(head=HEAD, then=""))
    return scripts


def test_an_upgrade_keeps_the_rows_and_makes_a_backup_first(
    database: Database, keyring: Keyring, store: ProjectStore, next_scripts: Path
) -> None:
    clip = store.add_clip(a_clip())
    backup = bring_up_to_date(
        database.engine, database.sqlite_path, scripts=next_scripts, known=(*KNOWN, NEXT)
    )
    with database.reading() as connection:
        assert schema_of(connection) == NEXT
    assert store.clips() == (clip,)
    if database.sqlite_path is None:
        assert backup is None
        return
    assert backup is not None
    assert backup.stat().st_mode & 0o777 == 0o600
    with open_database(f"sqlite:///{backup}") as old, old.reading() as connection:
        assert schema_of(connection) == HEAD
        assert ProjectStore(old, keyring, author=AUTHOR).clips() == (clip,)


def test_a_failed_upgrade_leaves_the_old_schema_and_the_backup(
    database: Database, store: ProjectStore, next_scripts: Path
) -> None:
    clip = store.add_clip(a_clip())
    script = next_scripts / "versions" / "r9999_next.py"
    script.write_text(NEXT_SCRIPT.format(head=HEAD, then="raise ZeroDivisionError"))
    with pytest.raises(ZeroDivisionError):
        bring_up_to_date(
            database.engine, database.sqlite_path, scripts=next_scripts, known=(*KNOWN, NEXT)
        )
    with database.reading() as connection:
        assert schema_of(connection) == HEAD
        columns = list(connection.execute(text("SELECT * FROM labels")).keys())
        assert "group_name" not in columns
    assert store.clips() == (clip,)


def test_an_older_schema_is_not_opened_for_reading_only(
    database: Database, next_scripts: Path
) -> None:
    with pytest.raises(DatabaseUnavailableError):
        bring_up_to_date(
            database.engine,
            database.sqlite_path,
            read_only=True,
            scripts=next_scripts,
            known=(*KNOWN, NEXT),
        )


def test_several_first_starts_at_once_make_one_schema(empty_database_url: str) -> None:
    start = (
        "import sys, models.engine, alembic.command; sys.stdin.read();"
        "models.engine.open_database(sys.argv[1]).close()"
    )
    starters = [
        subprocess.Popen(
            [sys.executable, "-c", start, empty_database_url],
            stdin=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    for starter in starters:
        assert starter.stdin is not None
        starter.stdin.close()
        starter.stdin = None
    errors = [starter.communicate()[1] for starter in starters]
    assert errors == ["", ""]
    with open_database(empty_database_url) as database, database.reading() as connection:
        assert schema_of(connection) == HEAD


def test_a_backup_is_a_whole_database(sqlite_url: str, next_scripts: Path) -> None:
    with open_database(sqlite_url) as database:
        backup = bring_up_to_date(
            database.engine, database.sqlite_path, scripts=next_scripts, known=(*KNOWN, NEXT)
        )
    assert backup is not None
    with closing(sqlite3.connect(backup)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
