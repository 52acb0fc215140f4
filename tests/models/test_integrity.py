import hmac
from collections.abc import Callable
from contextlib import closing
from struct import pack
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Connection, text

from crypto.errors import LockedError, UnknownKeyError
from crypto.kdf import expand_bytes
from crypto.keyring import Keyring
from crypto.scopes import PROJECT_SCOPE
from models.annotation import Box, gestures
from models.engine import Database
from models.errors import RowAlteredError
from models.integrity import RowTagger
from models.store import ProjectStore
from models.tables import (
    AnnotationSetRow,
    ClipEventRow,
    ClipRow,
    CommentRow,
    ExampleRow,
    IssueRow,
    LabelRow,
    PersonRow,
    ProjectRuleRow,
    TrackRow,
    VerdictRow,
    ViewSettingRow,
    WorkSpanRow,
)
from models.verified_table import VerifiedTable
from tests.support.databases import AUTHOR, Annotator, a_clip

DATA_KEY = bytes(range(32))

# A row of each table: 1 at its n-th place for integers, "text n" for texts and so on, and NULL in
# every fourth column. The tags were made by `expected_tag` below, which follows docs/formats.md and
# shares no line with the package.
VECTORS = {
    ClipRow: "c1282205e5e35bc41c801905b41bfd0745bdbe597852a9023ed4876619a4824f0b3d1d37a894889e",
    LabelRow: "c1282205e5e35bc422347c98c2501ee2e9d348c312dad99ee741c96234220ab0cacdd8be21a82418",
    TrackRow: "c1282205e5e35bc44f0bae91e9683b36c03ae0ea187755f6341c7bf31de98f469a1e6a290e94c01d",
    ExampleRow: "c1282205e5e35bc44561ee17fde1a8a03e1a1a01e525ffcb9911273d76bea0733141c9ebdd6e432a",
    ViewSettingRow: "c1282205e5e35bc4a464fef4fcdb5f5f09022c8e"
    "a5c42415ecf8b55e59530ca32e3a4b9cb03eecaa",
    PersonRow: "c1282205e5e35bc4a9e44a8424c81034aa276aa3cc1fa3c76a7945c598a55c2927329987b0f81d42",
    ProjectRuleRow: "c1282205e5e35bc4b075755d3b18df0360346845"
    "4fd599ca58d038001fef2d27bbb78606ebeed745",
    IssueRow: "c1282205e5e35bc482ef449c50891b5e1d555e992d158d00312a45e4a0831363afa0c6fa1a90c6ac",
    CommentRow: "c1282205e5e35bc4efd36ba89de614e3ab297bc8ab82211806c531ec6c210658e1d42c154b66e6c4",
    VerdictRow: "c1282205e5e35bc43d406888981167482f72621d98086a153b5fe45f461f72789ce4e0dd4a683f66",
    ClipEventRow: "c1282205e5e35bc4663b7129326eaf97d18de01b"
    "1795a5ad5e260203e6bdf4875ba3eebbf3f7723a",
    AnnotationSetRow: "c1282205e5e35bc40d13d2a1b0d0cba09a92b517"
    "2039636ef6dde8cd081404fb9dfbc9362cbc5620",
    WorkSpanRow: "c1282205e5e35bc4e833042548d4aee2883505a1a5865bb93b5553265c4455f95c39ce5f27bf32ba",
}


def vector_row(table: VerifiedTable) -> dict[str, Any]:
    row: dict[str, Any] = {}
    for place, column in enumerate(table.columns):
        kind = table.c[column].type.python_type
        value: Any = {int: place - 5, str: f"tëxt {place}", bytes: bytes([place]) * 16}[kind]
        row[column] = None if place % 4 == 3 else value
    return {**row, "id": bytes(16), "scope_id": PROJECT_SCOPE}


def expected_tag(table: str, row: dict[str, Any]) -> bytes:
    """Follow the specification word by word."""
    root = expand_bytes(DATA_KEY, b"safelight/field-root/v1\0" + PROJECT_SCOPE, 32)
    key = expand_bytes(root, b"safelight/row/v1\0", 32)
    message = b"safelight/row/v1\0" + pack(">H", len(table)) + table.encode()
    for name in sorted(row):
        value = row[name]
        if value is None:
            continue
        kind = {int: 1, str: 2, bytes: 3}[type(value)]
        stored = {1: lambda v: pack(">q", v), 2: str.encode, 3: bytes}[kind](value)
        message += pack(">H", len(name)) + name.encode() + bytes([kind])
        message += pack(">I", len(stored)) + stored
    return bytes(expand_bytes(root, b"safelight/key-id/v1", 16)[:8]) + hmac.digest(
        bytes(key), message, "sha256"
    )


@pytest.mark.parametrize("mapped_class", VECTORS, ids=lambda one: one.__tablename__)
def test_the_tag_of_a_row_is_the_pinned_one(mapped_class: Any) -> None:
    with Keyring.from_data_key(DATA_KEY) as keyring:
        table = VerifiedTable(keyring, mapped_class)
        row = vector_row(table)
        tag = table.tagger.tag([row[column] for column in table.columns])
        assert tag == expected_tag(table.name, row)
        assert tag.hex() == VECTORS[mapped_class]


def test_a_tag_covers_all_columns_but_itself_and_the_servers_sequence() -> None:
    with Keyring.from_data_key(DATA_KEY) as keyring:
        for mapped_class in VECTORS:
            table = VerifiedTable(keyring, mapped_class)
            assert {*table.columns, "row_tag"} == set(mapped_class.__table__.c.keys())
        names = ["row_tag", "change_seq", "id", "scope_id"]
        assert RowTagger(keyring, "any", names).columns == ("id", "scope_id")


def test_null_and_empty_are_told_apart_and_no_value_can_flow_into_its_neighbour() -> None:
    with Keyring.from_data_key(DATA_KEY) as keyring:
        tagger = RowTagger(keyring, "any", ["id", "scope_id", "a", "b"])
        rows = [
            (a, b, bytes(16), PROJECT_SCOPE)
            for a, b in (
                (None, None),
                ("", None),
                (None, ""),
                (b"", None),
                (0, None),
                ("ab", "c"),
                ("a", "bc"),
                (b"ab", b"c"),
            )
        ]
        assert len({tagger.message(row) for row in rows}) == len(rows)


@pytest.fixture
def drawn(annotator: Annotator) -> Annotator:
    """A clip with two tracks of two keyframes, and two single-frame boxes."""
    for number in range(2):
        edit = gestures.draw_track(
            annotator.annotation, Box(number, 2, 30, 40), frame_index=0, pts=0, label_id=uuid4()
        )
        (track_id,) = annotator.apply(edit).touched
        for frame in (5, 9):
            annotator.apply(
                gestures.put_box(
                    annotator.annotation,
                    track_id,
                    box=Box(frame, 3, 30, 40),
                    frame_index=frame,
                    pts=frame,
                )
            )
        annotator.apply(
            gestures.draw_box(
                annotator.annotation, Box(number, 8, 9, 9), frame_index=3, pts=3, label_id=uuid4()
            )
        )
    return annotator


def tamper(database: Database, change: Callable[[Connection], None]) -> None:
    with database.writing() as connection:
        change(connection)


ALTERATIONS = {
    "annotation_examples": [
        "frame_index = frame_index + 1",
        "pts = pts + 1",
        "bbox = NULL",
        "bbox = bbox || 'A'",
        "occluded = 1",
        "outside = 1",
        "source = 'imported'",
        "status = 'accepted'",
        "revision = revision + 1",
        "deleted = 1",
        "updated_by = NULL",
        "row_tag = NULL",
        "attributes = bbox",
        "original_detections = bbox",
        "frame_data = bbox",
        "box_id = id",
        "track_id = NULL",
        "scope_id = id",
    ],
    "tracks": [
        "number = number + 1",
        "locked = 1",
        "deleted = 1",
        "source = 'imported'",
        "label = NULL",
    ],
}


@pytest.mark.promise
@pytest.mark.parametrize(
    ("table", "change"), [(table, one) for table, all_of in ALTERATIONS.items() for one in all_of]
)
def test_an_altered_row_is_named_and_refused(drawn: Annotator, table: str, change: str) -> None:
    with drawn.store.database.reading() as connection:
        live = f"SELECT id FROM {table}"
        if table == "annotation_examples":
            live += " WHERE track_id IS NOT NULL"
        row_id = connection.execute(text(live)).scalars().first()
    tamper(
        drawn.store.database,
        lambda connection: connection.execute(
            text(f"UPDATE {table} SET {change} WHERE id = :id"), {"id": row_id}
        ),
    )
    with pytest.raises((RowAlteredError, UnknownKeyError)) as refused:
        drawn.stored()
    if isinstance(refused.value, RowAlteredError):
        assert (refused.value.table, refused.value.row_id) == (table, UUID(bytes=bytes(row_id)))
    else:
        assert change == "scope_id = id"


FOREIGN_VALUES = {
    "annotation_examples": ("pts = 5.5", "bbox = CAST(x'ff' AS TEXT)", "scope_id = 'none'"),
    "tracks": ("number = 1e300", "label = CAST(x'ff' AS TEXT)", "scope_id = x''"),
}


# PostgreSQL refuses by its own rules what SQLite lets anybody write.
ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.mark.promise
@ON_SQLITE
@pytest.mark.parametrize(
    ("table", "change"),
    [(table, one) for table, all_of in FOREIGN_VALUES.items() for one in all_of],
)
def test_a_row_with_a_value_that_no_column_takes_is_named_as_altered(
    drawn: Annotator, table: str, change: str
) -> None:
    tamper(
        drawn.store.database,
        lambda connection: connection.execute(text(f"UPDATE {table} SET {change}")),
    )
    with pytest.raises(RowAlteredError) as refused:
        drawn.stored()
    assert refused.value.table == table


@pytest.mark.promise
@ON_SQLITE
@pytest.mark.parametrize("change", ["DELETE FROM tracks", "UPDATE tracks SET clip_id = ?"])
def test_a_track_that_was_taken_away_is_missed_by_its_keyframes(
    drawn: Annotator, change: str
) -> None:
    other = drawn.store.add_clip(a_clip())
    with closing(drawn.store.database.engine.raw_connection()) as pooled:
        file = pooled.driver_connection
        file.execute("PRAGMA foreign_keys = OFF")
        file.execute(change, (other.id.bytes,) if "?" in change else ())
        file.execute("PRAGMA foreign_keys = ON")
    with pytest.raises(RowAlteredError) as refused:
        drawn.stored()
    assert refused.value.table == "annotation_examples"


@pytest.mark.promise
@pytest.mark.parametrize("columns", [["bbox"], ["bbox", "row_tag"], ["frame_index", "pts"], ["id"]])
def test_rows_whose_values_were_swapped_are_refused(drawn: Annotator, columns: list[str]) -> None:
    def swap(connection: Connection) -> None:
        query = "SELECT id, {0} FROM annotation_examples WHERE track_id IS NOT NULL ORDER BY id"
        wanted = ", ".join(columns)
        first, *_, second = connection.execute(text(query.format(wanted))).all()
        if columns == ["id"]:
            pairs = [(first[0], b"x" * 16), (second[0], first[0]), (b"x" * 16, second[0])]
            for old, new in pairs:
                connection.execute(
                    text("UPDATE annotation_examples SET id = :new WHERE id = :old"),
                    {"old": old, "new": new},
                )
            return
        for to, source in ((first, second), (second, first)):
            values = dict(zip(columns, source[1:], strict=True))
            if "frame_index" in values:
                values = {"frame_index": 100 + source[1], "pts": source[2]}
            assignments = ", ".join(f"{name} = :{name}" for name in values)
            connection.execute(
                text(f"UPDATE annotation_examples SET {assignments} WHERE id = :id"),
                {"id": to[0], **values},
            )

    tamper(drawn.store.database, swap)
    with pytest.raises(RowAlteredError):
        drawn.stored()


@pytest.mark.promise
def test_a_row_that_was_moved_to_another_clip_or_track_is_refused(drawn: Annotator) -> None:
    other = drawn.store.add_clip(a_clip())
    for change in ("clip_id = :clip", "clip_id = :clip, track_id = NULL"):
        tamper(
            drawn.store.database,
            lambda connection, change=change: connection.execute(
                text(f"UPDATE annotation_examples SET {change}"), {"clip": other.id.bytes}
            ),
        )
        with pytest.raises(RowAlteredError):
            drawn.store.load_annotation(other.id)


@pytest.mark.promise
def test_an_altered_clip_or_label_is_refused(store: ProjectStore, database: Database) -> None:
    clip = store.add_clip(a_clip())
    tamper(database, lambda c: c.execute(text("UPDATE clips SET objects = name")))
    for ask in (
        store.clips,
        lambda: store.clip(clip.id),
        lambda: store.clip_by_event(clip.event_id),
        lambda: store.load_annotation(clip.id),
        lambda: store.update_clip(clip),
        lambda: store.delete_clip(clip.id),
    ):
        with pytest.raises(RowAlteredError) as refused:
            ask()
        assert (refused.value.table, refused.value.row_id) == ("clips", clip.id)


def test_an_edit_onto_an_altered_row_is_refused_and_changes_nothing(drawn: Annotator) -> None:
    (track_id, *_) = drawn.annotation.tracks
    edit = gestures.delete_tracks(drawn.annotation, [track_id], frame_index=0)
    tamper(drawn.store.database, lambda c: c.execute(text("UPDATE annotation_examples SET pts=7")))
    revisions = drawn.revisions
    with pytest.raises(RowAlteredError):
        drawn.apply(edit)
    assert drawn.revisions == revisions


def test_rows_under_another_key_are_told_apart_from_altered_ones(
    drawn: Annotator, database: Database
) -> None:
    with Keyring.generate() as stranger, pytest.raises(UnknownKeyError):
        ProjectStore(database, stranger, author=AUTHOR).clips()


class LockedHalfWay(str):
    """A value of a row, at which another thread locks."""

    __slots__ = ("keyring",)

    def __new__(cls, value: str, keyring: Keyring) -> "LockedHalfWay":
        made = super().__new__(cls, value)
        made.keyring = keyring
        return made

    def encode(self, *_: object) -> bytes:  # type: ignore[override]
        self.keyring.close()
        return super().encode()


@pytest.mark.promise
def test_a_lock_while_rows_are_checked_is_not_told_as_an_alteration() -> None:
    keyring = Keyring.from_data_key(DATA_KEY)
    tagger = RowTagger(keyring, "any", ["id", "scope_id", "label"])
    row = (bytes(16), "sealed", PROJECT_SCOPE)
    tagged = (*row, tagger.tag(row))
    with pytest.raises(LockedError):
        tagger.check([tagged, (bytes(16), LockedHalfWay("sealed", keyring), *tagged[2:])])


@pytest.mark.promise
def test_no_row_is_tagged_with_a_key_that_was_wiped_meanwhile() -> None:
    keyring = Keyring.from_data_key(DATA_KEY)
    tagger = RowTagger(keyring, "any", ["id", "scope_id", "label"])
    with pytest.raises(LockedError):
        tagger.tag((bytes(16), LockedHalfWay("sealed", keyring), PROJECT_SCOPE))
