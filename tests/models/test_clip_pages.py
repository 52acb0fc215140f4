"""The list of clips comes page by page, checked, in the order of the whole list."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import text

from crypto.keyring import Keyring
from models.clip_pages import ClipPage, clip_pages
from models.clip_rows import ClipRows
from models.engine import Database
from models.errors import RowAlteredError
from models.records import ClipRecord
from models.store import ProjectStore

START = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)


@pytest.fixture
def clips(store: ProjectStore) -> tuple[ClipRecord, ...]:
    """Seven clips, one without a recording time, two of one moment; one more was deleted."""
    minutes = (4, 1, None, 6, 2, 2, 5, 3)
    for number, minute in enumerate(minutes):
        store.add_clip(
            ClipRecord(
                id=UUID(int=number + 1),
                event_id=f"event-{number}",
                name=f"cam-{number}",
                created_at=START - timedelta(minutes=number),
                recorded_at=None if minute is None else START + timedelta(minutes=minute),
            )
        )
    store.delete_clip(UUID(int=8))
    return store.clips()


@pytest.fixture
def rows(keyring: Keyring) -> ClipRows:
    return ClipRows(keyring)


def pages(
    database: Database, rows: ClipRows, known: Mapping[bytes, ClipRecord] | None = None
) -> Iterator[ClipPage]:
    with database.reading() as connection:
        yield from clip_pages(connection, rows, known=known or {}, first=2, following=3)


def test_pages_are_the_whole_list_in_its_order(
    database: Database, rows: ClipRows, clips: tuple[ClipRecord, ...]
) -> None:
    found = list(pages(database, rows))
    assert tuple(clip for page in found for clip in page.clips) == clips
    # The tombstone is read with the others, and is no clip.
    assert [len(page.clips) for page in found] == [2, 2, 3]
    assert {page.total for page in found} == {7}


def test_a_project_without_clips_has_one_empty_page(database: Database, rows: ClipRows) -> None:
    assert list(pages(database, rows)) == [ClipPage()]


def test_a_reading_that_is_called_off_gives_no_further_page(
    store: ProjectStore, clips: tuple[ClipRecord, ...]
) -> None:
    assert list(store.clip_pages(cancelled=lambda: True)) == []
    (page,) = store.clip_pages()
    assert page.clips == clips


@pytest.mark.promise
def test_no_clip_of_a_page_with_an_altered_row_is_told(
    database: Database, rows: ClipRows, clips: tuple[ClipRecord, ...]
) -> None:
    found = pages(database, rows)
    assert next(found).clips == clips[:2]
    found.close()
    known = {
        tag: clip
        for page in pages(database, rows)
        for tag, clip in zip(page.tags, page.clips, strict=True)
    }
    with database.writing() as connection:
        connection.execute(
            text("UPDATE clips SET width = 7 WHERE id = :id"), {"id": clips[3].id.bytes}
        )
    # Also where the row's tag is one that was seen before.
    for earlier in ({}, known):
        told: list[ClipRecord] = []
        with pytest.raises(RowAlteredError):
            told.extend(clip for page in pages(database, rows, earlier) for clip in page.clips)
        assert told == [*clips[:2]]


def test_what_stayed_is_checked_but_not_opened_again(
    database: Database, rows: ClipRows, store: ProjectStore, clips: tuple[ClipRecord, ...]
) -> None:
    known = {
        tag: clip
        for page in pages(database, rows)
        for tag, clip in zip(page.tags, page.clips, strict=True)
    }
    changed = store.update_clip(clips[4])
    again = [clip for page in pages(database, rows, known) for clip in page.clips]
    assert again == [*clips[:4], changed, *clips[5:]]
    assert [old is new for old, new in zip(clips, again, strict=True)] == [False] * 7
    first = {clip.id: clip for clip in known.values()}
    assert [new is first[new.id] for new in again] == [True] * 4 + [False] + [True] * 2
