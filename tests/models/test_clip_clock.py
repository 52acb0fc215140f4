"""The sealed columns of a clip's clock, and databases from before there were any."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, text

from crypto.keyring import Keyring
from models import migrate
from models.database_url import parse_database_url
from models.engine import Database, open_database
from models.errors import RowAlteredError
from models.integrity import RowTagger
from models.migrate import SCRIPTS, schema_of
from models.records import ClipRecord, ClockSource
from models.store import ProjectStore
from models.tables import ClipRow
from models.verified_table import VerifiedTable
from tests.support.databases import AUTHOR, LATER_CLIP_COLUMNS, a_clip

COLUMNS = ("clock_zone", "clock_drift_ppm", "clock_source", "start_timecode")
TOLD: dict[str, Any] = {
    "clock_zone": "America/Argentina/Buenos_Aires",
    "clock_drift_ppm": -13.888888888888889,
    "clock_source": ClockSource.PERSON,
    "start_timecode": "10:59:58;28",
}


def test_what_is_known_of_a_clock_comes_back_as_it_was_stored(store: ProjectStore) -> None:
    stored = store.add_clip(a_clip(**TOLD))
    assert {name: getattr(stored, name) for name in COLUMNS} == TOLD
    cleared = store.update_clip(
        replace(stored, clock_zone="", clock_drift_ppm=0.0, clock_source=ClockSource.UNKNOWN)
    )
    found = store.clip(stored.id)
    assert found == cleared
    assert (found.clock_zone, found.clock_drift_ppm, found.clock_source) == ("", 0.0, "")
    assert found.start_timecode == TOLD["start_timecode"]


@pytest.mark.promise
def test_nothing_of_a_clock_can_be_read_in_the_row_nor_whether_there_is_one(
    store: ProjectStore, database: Database
) -> None:
    store.add_clip(a_clip(**TOLD))
    store.add_clip(a_clip())
    with database.reading() as connection:
        rows = connection.execute(text(f"SELECT {', '.join(COLUMNS)} FROM clips")).all()
    assert len(rows) == 2
    values = [value for row in rows for value in row]
    assert all(value.startswith("sl1.") for value in values)
    assert len(set(values)) == len(values)


@pytest.mark.promise
@pytest.mark.parametrize("column", COLUMNS)
@pytest.mark.parametrize("other", ["NULL", "name", "cut"])
def test_a_row_whose_clock_was_altered_is_named_and_refused(
    store: ProjectStore, database: Database, column: str, other: str
) -> None:
    clip = store.add_clip(a_clip(**TOLD))
    value = f"substr({column}, 1, 40)" if other == "cut" else other
    with database.writing() as connection:
        connection.execute(text(f"UPDATE clips SET {column} = {value}"))
    with pytest.raises(RowAlteredError) as refused:
        store.clips()
    assert (refused.value.table, refused.value.row_id) == ("clips", clip.id)


@pytest.mark.promise
def test_a_clock_that_was_moved_from_another_clip_is_refused(
    store: ProjectStore, database: Database
) -> None:
    first, second = store.add_clip(a_clip(**TOLD)), store.add_clip(a_clip())
    with database.writing() as connection:
        connection.execute(
            text(
                "UPDATE clips SET clock_zone = (SELECT clock_zone FROM clips WHERE id = :first) "
                "WHERE id = :second"
            ),
            {"first": first.id.bytes, "second": second.id.bytes},
        )
    assert store.clip(first.id) == first
    with pytest.raises(RowAlteredError) as refused:
        store.clip(second.id)
    assert refused.value.row_id == second.id


@pytest.mark.parametrize("drift", ["fast", True, [1.0], -1_000_000, 10**40], ids=repr)
def test_a_drift_that_is_no_number_is_named_as_altered(
    store: ProjectStore, database: Database, keyring: Keyring, drift: object
) -> None:
    clip = store.add_clip(a_clip(**TOLD))
    table = VerifiedTable(keyring, ClipRow)

    def resealed(row: dict[str, Any]) -> dict[str, Any]:
        return {**row, "clock_drift_ppm": table.seal_json("clock_drift_ppm", drift)}

    put_back(database, table, resealed)
    with pytest.raises(RowAlteredError) as refused:
        store.clip(clip.id)
    assert refused.value.row_id == clip.id


def put_back(
    database: Database, table: VerifiedTable, change: Callable[[dict[str, Any]], dict[str, Any]]
) -> None:
    """Write the one row anew, changed, as somebody who has the key can."""
    with database.reading() as connection:
        (row,) = table.read_named(connection)
    row = change(row)
    tag = table.tagger.tag([row[column] for column in table.columns])
    with database.writing() as connection:
        connection.execute(
            text("UPDATE clips SET clock_drift_ppm = :drift, row_tag = :tag"),
            {"drift": row["clock_drift_ppm"], "tag": tag},
        )


@pytest.mark.promise
def test_a_database_of_the_second_schema_is_upgraded_and_its_rows_keep_their_tags(
    empty_database_url: str, tmp_path: Path, keyring: Keyring
) -> None:
    record = a_clip()
    scripts = tmp_path / "second" / "migrations"
    shutil.copytree(
        SCRIPTS,
        scripts,
        ignore=shutil.ignore_patterns("__pycache__", "r000[3-9]*", "r001*"),
    )
    tag = as_the_second_schema_stored_it(empty_database_url, scripts, keyring, record)
    with open_database(empty_database_url) as database:
        store = ProjectStore(database, keyring, author=AUTHOR)
        with database.reading() as connection:
            assert schema_of(connection) == migrate.HEAD
            assert connection.execute(text("SELECT row_tag FROM clips")).scalar_one() == tag
        (found,) = store.clips()
        assert found == replace(record, revision=1)
        assert (found.clock_zone, found.clock_drift_ppm, found.start_timecode) == ("", 0.0, "")
        assert found.clock_source is ClockSource.UNKNOWN
        told = store.update_clip(replace(found, **TOLD))
        assert store.clip(record.id) == told


def as_the_second_schema_stored_it(
    url: str, scripts: Path, keyring: Keyring, record: ClipRecord
) -> bytes:
    """Make a database of the second schema with one clip; return the clip's tag."""
    with open_database(f"sqlite:///{scripts.parent / 'donor.db'}") as donor:
        ProjectStore(donor, keyring, author=AUTHOR).add_clip(record)
        with donor.reading() as connection:
            (row,) = VerifiedTable(keyring, ClipRow).read_named(connection)
    for later in (*COLUMNS, *LATER_CLIP_COLUMNS):
        del row[later]
    tagger = RowTagger(keyring, "clips", row)
    row["row_tag"] = tagger.tag([row[column] for column in tagger.columns])
    if url.startswith("sqlite"):
        Path(url.removeprefix("sqlite:///")).touch(0o600)
    engine = create_engine(parse_database_url(url))
    with engine.begin() as connection:
        migrate._upgrade(connection, scripts)
        names, values = ", ".join(row), ", ".join(f":{name}" for name in row)
        connection.execute(text(f"INSERT INTO clips ({names}) VALUES ({values})"), row)
    engine.dispose()
    return bytes(row["row_tag"])
