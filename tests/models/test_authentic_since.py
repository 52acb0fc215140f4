"""Databases of the first schema: upgraded with a back-up, and their rows' tags stay valid."""

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from crypto.keyring import Keyring
from models import migrate
from models.database_url import parse_database_url
from models.engine import open_database
from models.integrity import RowTagger
from models.migrate import SCRIPTS, schema_of
from models.store import ProjectStore
from models.tables import ClipRow
from models.verified_table import VerifiedTable
from tests.support.databases import AUTHOR, LATER_CLIP_COLUMNS, a_clip

CLOCK_COLUMNS = ("clock_zone", "clock_drift_ppm", "clock_source", "start_timecode")


@pytest.fixture
def first_scripts(tmp_path: Path) -> Path:
    scripts = tmp_path / "first" / "migrations"
    shutil.copytree(
        SCRIPTS,
        scripts,
        ignore=shutil.ignore_patterns("__pycache__", "r000[2-9]*", "r001*"),
    )
    return scripts


@pytest.mark.promise
def test_a_database_of_the_first_schema_is_upgraded_and_its_rows_keep_their_tags(
    empty_database_url: str, first_scripts: Path, keyring: Keyring
) -> None:
    record = a_clip(origin="raw-cbc")
    with Keyring.from_data_key(keyring.data_keys()[0]) as same:
        stored = as_the_first_schema_stored_it(empty_database_url, first_scripts, same, record)
    with open_database(empty_database_url) as database:
        store = ProjectStore(database, keyring, author=AUTHOR)
        with database.reading() as connection:
            assert schema_of(connection) == migrate.HEAD
            assert connection.execute(text("SELECT row_tag FROM clips")).scalar_one() == stored
        (found,) = store.clips()
        assert (found.event_id, found.authentic_since) == (record.event_id, None)
        if database.sqlite_path is not None:
            (backup,) = database.sqlite_path.parent.glob("*.schema-0001.*.backup")
            assert backup.stat().st_mode & 0o777 == 0o600


def as_the_first_schema_stored_it(
    url: str, scripts: Path, keyring: Keyring, record: object
) -> bytes:
    """Make a database of the first schema with one clip; return the clip's tag."""
    with open_database(f"sqlite:///{scripts.parent / 'donor.db'}") as donor:
        ProjectStore(donor, keyring, author=AUTHOR).add_clip(record)  # type: ignore[arg-type]
        table = VerifiedTable(keyring, ClipRow)
        with donor.reading() as connection:
            (row,) = table.read_named(connection)
    assert row.pop("authentic_since_us") is None
    for later in (*CLOCK_COLUMNS, *LATER_CLIP_COLUMNS):
        del row[later]
    tagger = RowTagger(keyring, "clips", row)
    row["row_tag"] = tagger.tag([row[column] for column in tagger.columns])
    if url.startswith("sqlite"):
        Path(url.removeprefix("sqlite:///")).touch(0o600)
    engine = create_engine(parse_database_url(url))
    with engine.begin() as connection:
        migrate._upgrade(connection, scripts)
        names = ", ".join(row)
        values = ", ".join(f":{name}" for name in row)
        connection.execute(text(f"INSERT INTO clips ({names}) VALUES ({values})"), row)
    engine.dispose()
    return bytes(row["row_tag"])


def test_since_when_a_clip_is_authentic_is_kept_to_the_microsecond(store: ProjectStore) -> None:
    since = datetime(2026, 11, 24, 13, 14, 15, 161718, tzinfo=UTC)
    kept = store.add_clip(a_clip(origin="plain", authentic_since=since))
    assert kept.authentic_since == since
    assert kept.authentic_since.tzinfo is not None
    assert store.add_clip(a_clip()).authentic_since is None
