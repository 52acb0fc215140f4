"""Very many rows become tombstones at once, each as if it had been the only one."""

from collections.abc import Mapping

import pytest
from sqlalchemy import text

from crypto.keyring import Keyring
from models.annotation import Annotation
from models.annotation.edits import Edit
from models.burying import bury_all
from models.errors import RowAlteredError, RowMissingError, StaleRevisionError
from models.store import ProjectStore
from models.tables.examples import ExampleRow
from models.unit_of_work import UnitOfWork
from models.verified_table import NamedRow, VerifiedTable
from tests.support.annotations import key as key_at
from tests.support.annotations import single, track
from tests.support.databases import COLLEAGUE, Annotator


@pytest.fixture
def drawn(annotator: Annotator) -> Annotator:
    """A clip with a track of three keyframes and two boxes."""
    some = Annotation((track(key_at(1), key_at(4), key_at(9)), single(3), single(5)))
    annotator.apply(Edit.between("draw", Annotation(), some, frame_index=0))
    return annotator


@pytest.fixture
def examples(keyring: Keyring) -> VerifiedTable:
    return VerifiedTable(keyring, ExampleRow)


def rows_of(store: ProjectStore, table: VerifiedTable) -> Mapping[bytes, NamedRow]:
    """Return all rows by id; their tags have been checked."""
    with store.database.reading() as connection:
        return {row["id"]: row for row in table.read_named(connection)}


@pytest.mark.promise
def test_a_tombstone_is_what_the_unit_of_work_would_have_made(
    drawn: Annotator, examples: VerifiedTable
) -> None:
    store, before, told = drawn.store, rows_of(drawn.store, examples), list[tuple[int, int]]()
    with store.database.writing() as connection:
        some = examples.read(connection)
        bury_all(
            connection,
            examples,
            some[:3],
            author=COLLEAGUE,
            buried=lambda *counts: told.append(counts),
        )
        work = UnitOfWork(connection, author=COLLEAGUE, writer=COLLEAGUE)
        for row in some[3:]:
            work.bury(examples, examples.named(row))
        work.flush()
    after = rows_of(store, examples)
    assert told == [(3, 3)]
    assert {
        row_id: {**row, **dict.fromkeys(examples.telling)} for row_id, row in before.items()
    } == {
        row_id: {**row, "revision": 1, "deleted": 0, "updated_by": store.author.bytes}
        for row_id, row in after.items()
    }
    assert {(row["revision"], row["deleted"], row["updated_by"]) for row in after.values()} == {
        (2, 1, COLLEAGUE.bytes)
    }


def test_a_row_that_somebody_else_has_changed_meanwhile_ends_it(
    drawn: Annotator, examples: VerifiedTable
) -> None:
    def bury() -> None:
        with drawn.store.database.writing() as connection:
            *others, last = examples.read(connection)
            older = list(last)
            older[examples.at["revision"]] = 7
            bury_all(connection, examples, [*others, tuple(older)], author=COLLEAGUE)

    with pytest.raises(StaleRevisionError):
        bury()
    assert {row["deleted"] for row in rows_of(drawn.store, examples).values()} == {0}


def test_a_deletion_that_is_called_off_leaves_all_as_it_was(drawn: Annotator) -> None:
    class CalledOffError(Exception):
        pass

    def call_off(count: int, total: int) -> None:
        raise CalledOffError

    with pytest.raises(CalledOffError):
        drawn.store.delete_clip(drawn.clip_id, buried=call_off)
    assert drawn.stored() == drawn.annotation
    drawn.store.delete_clip(drawn.clip_id)
    with pytest.raises(RowMissingError):
        drawn.stored()


@pytest.mark.promise
def test_a_clip_with_an_altered_row_is_not_deleted(drawn: Annotator) -> None:
    with drawn.store.database.writing() as connection:
        connection.execute(
            text("UPDATE annotation_examples SET pts = pts + 1 WHERE frame_index = 5")
        )
    with pytest.raises(RowAlteredError):
        drawn.store.delete_clip(drawn.clip_id)
    assert drawn.store.clip(drawn.clip_id)
