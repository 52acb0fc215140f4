"""Rows of the older system: sealed anew and tagged, or left as they are and reported."""

import json
import os
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from crypto import raw_cbc
from crypto.field import field_cipher
from crypto.keyring import Keyring
from crypto.policy import ReadPolicy
from models.annotation import Box
from models.annotation.labels import Label
from models.engine import Database
from models.errors import RowAlteredError
from models.field_migration import FieldFailure, FieldMigration, FieldReport
from models.older_fields import RULES, FieldForm, form_of
from models.store import ProjectStore
from models.tables import Base
from models.verified_table import VerifiedTable
from tests.support.databases import AUTHOR, a_clip

KEY = bytes(range(32))
PERSON = UUID(int=0xFACE)


@pytest.fixture(params=[ReadPolicy.PLAIN])
def keyring(request: pytest.FixtureRequest) -> Iterator[Keyring]:
    with Keyring.from_data_key(KEY, read_policy=request.param) as made:
        yield made


@dataclass
class Older:
    """A database into which rows of the older system are copied."""

    store: ProjectStore
    keyring: Keyring

    def migrate(self, **options: Any) -> FieldReport:
        return FieldMigration(self.store.database, self.keyring, author=AUTHOR).run(**options)

    def insert(self, table: str, **values: Any) -> bytes:
        """Insert a row without a tag; return its id."""
        synced = {"id": uuid4().bytes, "scope_id": bytes(16), "revision": 1, "deleted": 0}
        row = {**synced, **values}
        names, places = ", ".join(row), ", ".join(f":{name}" for name in row)
        with self.store.database.writing() as connection:
            connection.execute(text(f"INSERT INTO {table} ({names}) VALUES ({places})"), row)
        return bytes(row["id"])

    def label(self, **values: Any) -> bytes:
        clear = {"color": "#123456", "position": 1}
        return self.insert("labels", **{"name": raw("person"), **clear, **values})

    def clip(self, event_id: str = "gate-7", **values: Any) -> bytes:
        clear = {
            "state": "new", "origin": "raw-cbc", "codec": "", "width": 0, "height": 0,
            "rotation": 0, "frame_count": 0, "time_base_num": 1, "time_base_den": 25,
            "duration_pts": 0, "created_at_us": 1, "cleartext_size": 0,
        }  # fmt: skip
        sealed = {"event_id": raw(event_id), "name": raw("Gate")}
        return self.insert("clips", **{**clear, **sealed, **values})

    def box(self, clip_id: bytes, **values: Any) -> bytes:
        clear = {
            "clip_id": clip_id, "frame_index": 3, "pts": 3, "occluded": 0, "outside": 0,
            "source": "manual", "status": "pending",
        }  # fmt: skip
        sealed = {"bbox": raw("[1, 2.5, 30, 40]"), "label": raw("person")}
        return self.insert("annotation_examples", **{**clear, **sealed, **values})

    def row(self, table: str, row_id: bytes) -> dict[str, Any]:
        with self.store.database.reading() as connection:
            found = connection.execute(
                text(f"SELECT * FROM {table} WHERE id = :id"), {"id": row_id}
            )
            return dict(found.mappings().one())


@pytest.fixture
def older(store: ProjectStore, keyring: Keyring) -> Older:
    return Older(store, keyring)


def raw(cleartext: str | bytes) -> str:
    encoded = cleartext.encode() if isinstance(cleartext, str) else cleartext
    return b64encode(raw_cbc.encrypt(KEY, encoded)).decode()


def test_older_rows_are_refused_before_and_read_after_their_migration(older: Older) -> None:
    label_id, clip_id = older.label(), older.clip()
    box_id = older.box(clip_id)
    with pytest.raises(RowAlteredError):
        older.store.clips()
    report = older.migrate()
    assert dict(report.migrated) == {"labels": 1, "clips": 1, "annotation_examples": 1}
    assert (report.failures, report.left) == ([], 0)
    assert report.values["annotation_examples", "bbox", FieldForm.RAW_CBC] == 1
    (clip,) = older.store.clips()
    assert (clip.event_id, clip.name, clip.origin) == ("gate-7", "Gate", "raw-cbc")
    assert older.store.clip_by_event("GATE-7") is None
    assert older.store.clip_by_event("gate-7") == clip
    (label,) = older.store.labels()
    assert label.name == "person"
    annotation = older.store.load_annotation(clip.id).annotation
    (track,) = annotation.tracks.values()
    assert (track.id.bytes, track.number) == (box_id, 1)
    assert track.label_id.bytes == label_id
    assert track.keyframes[0].box == Box(1, 2.5, 30, 40)
    row = older.row("annotation_examples", box_id)
    assert (row["revision"], row["updated_by"]) == (2, AUTHOR.bytes)
    assert row["bbox"].startswith("sl1.")


def test_plain_values_and_envelopes_are_taken_over_too(older: Older, keyring: Keyring) -> None:
    envelope = field_cipher(keyring, "labels", "name").seal_text("car")
    kept = older.label(name=envelope)
    plain = older.label(name="person. on foot", position=2)
    clip_id = older.clip()
    older.box(clip_id, bbox="[1,2,3,4]", label="PERSON. on foot", frame_data='{"width": 3}')
    report = older.migrate()
    assert report.failures == []
    assert report.values["labels", "name", FieldForm.ENVELOPE] == 1
    assert report.values["labels", "name", FieldForm.PLAIN] == 1
    assert older.row("labels", kept)["name"] == envelope
    assert older.row("labels", plain)["name"].startswith("sl1.")
    (track,) = older.store.load_annotation(UUID(bytes=clip_id)).annotation.tracks.values()
    assert track.label_id.bytes == plain


def test_keyframes_of_an_older_track_come_with_it(older: Older) -> None:
    older.label()
    clip_id = older.clip()
    track_id = older.insert(
        "tracks", clip_id=clip_id, number=4, label=raw("person"), source="manual", locked=0
    )
    for frame in (0, 9):
        older.box(clip_id, track_id=track_id, label=None, frame_index=frame)
    older.box(clip_id)
    assert older.migrate().left == 0
    tracks = older.store.load_annotation(UUID(bytes=clip_id)).annotation.tracks
    assert len(tracks[UUID(bytes=track_id)].keyframes) == 2
    assert sorted(track.number for track in tracks.values()) == [4, 5]


DAMAGE = {
    "bbox": ["[1, 2, 3]", '["a", 2, 3, 4]', "[1, 2, -3, 4]", "[1, 2, NaN, 4]", "{", "null"],
    "label": ["nobody", ""],
    "original_detections": ["[]", '[{"model": "m"}]'],
    "attributes": ['[["a"]]', '{"a": "b"}'],
    "frame_data": ["[]"],
}


@pytest.mark.promise
@pytest.mark.parametrize(
    ("column", "value"), [(c, v) for c, all_of in DAMAGE.items() for v in all_of]
)
def test_a_value_that_the_column_does_not_hold_leaves_its_row_as_it_is(
    older: Older, column: str, value: str
) -> None:
    older.label()
    clip_id = older.clip()
    for form in (value, raw(value)):
        row_id = older.box(clip_id, **{column: form})
        before = older.row("annotation_examples", row_id)
        report = older.migrate()
        (failure,) = [one for one in report.failures if one.row_id.bytes == row_id]
        assert (failure.table, failure.column) == ("annotation_examples", column)
        assert older.row("annotation_examples", row_id) == before
        if form != value and column != "label":
            assert failure.reason == "Decryption failed"
    assert older.migrate().left == 2


@pytest.mark.promise
def test_raw_cbc_fails_in_one_way_whatever_the_cause(older: Older) -> None:
    older.label()
    clip_id = older.clip()
    sound = raw_cbc.encrypt(KEY, b"[1, 2, 3, 4]")
    flipped = bytes([*sound[:20], sound[20] ^ 1, *sound[21:]])
    for damaged in (
        flipped,
        raw_cbc.encrypt(os.urandom(32), b"[1, 2, 3, 4]"),
        sound[:16] + sound[:16],
    ):
        older.box(clip_id, bbox=b64encode(damaged).decode())
    report = older.migrate()
    assert {one.reason for one in report.failures} == {"Decryption failed"}
    assert report.left == 3


def test_a_dry_run_tells_the_same_and_changes_nothing(older: Older) -> None:
    older.label()
    clip_id = older.clip()
    good, bad = older.box(clip_id), older.box(clip_id, bbox="[]")
    before = [older.row("annotation_examples", one) for one in (good, bad)]
    dry = older.migrate(dry_run=True)
    assert dry.left == 4
    assert [older.row("annotation_examples", one) for one in (good, bad)] == before
    real = older.migrate()
    assert (real.rows, real.migrated, real.values) == (dry.rows, dry.migrated, dry.values)
    assert real.failures == dry.failures
    assert real.left == 1


def test_a_run_that_was_cancelled_goes_on_where_it_was(
    older: Older, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("models.field_migration._ROWS_AT_ONCE", 3)
    older.label()
    clip_id = older.clip()
    boxes = [older.box(clip_id) for _ in range(10)]
    told: list[tuple[int, int]] = []
    first = older.migrate(
        progress=lambda done, total: told.append((done, total)), cancelled=lambda: len(told) >= 4
    )
    assert first.cancelled
    assert told == [(1, 12), (2, 12), (5, 12), (8, 12)]
    assert first.left == 4
    second = older.migrate()
    assert (second.cancelled, second.left, second.migrated.total()) == (False, 0, 4)
    assert {older.row("annotation_examples", one)["revision"] for one in boxes} == {2}
    assert older.migrate().rows.total() == 0


@pytest.mark.promise
@pytest.mark.parametrize("keyring", [ReadPolicy.AUTHENTICATED, ReadPolicy.RAW_CBC], indirect=True)
def test_the_read_policy_decides_what_is_taken_over(older: Older, keyring: Keyring) -> None:
    older.label()
    older.label(name="person on foot", position=2)
    older.label(name=field_cipher(keyring, "labels", "name").seal_text("car"), position=3)
    migrated = older.migrate().migrated.total()
    assert migrated == (0 if keyring.read_policy is ReadPolicy.AUTHENTICATED else 2)


@pytest.mark.promise
def test_a_row_whose_tag_was_taken_away_is_not_given_a_new_one(older: Older) -> None:
    older.store.save_labels([Label(uuid4(), "person", "#123456")])
    with older.store.database.writing() as connection:
        connection.execute(text("UPDATE labels SET row_tag = NULL"))
    report = older.migrate()
    assert (report.failures[0].column, report.left) == ("row_tag", 1)


def test_two_clips_of_one_event_id_are_not_both_taken_over(older: Older) -> None:
    older.store.add_clip(a_clip(event_id="North"))
    for event_id in ("north", "south", "south"):
        older.clip(event_id)
    report = older.migrate()
    assert [one.column for one in report.failures] == ["event_id", "event_id"]
    assert {clip.event_id for clip in older.store.tagged_clips()} == {"North", "south"}


def test_an_older_tombstone_keeps_nothing(older: Older) -> None:
    row_id = older.label(deleted=1)
    assert older.migrate().left == 0
    assert older.row("labels", row_id)["name"] is None
    assert older.store.labels() == ()


@pytest.mark.parametrize("values", [{"state": "asleep"}, {"time_base_den": 0}])
def test_clear_values_that_make_no_clip_are_reported(
    older: Older, values: dict[str, object]
) -> None:
    row_id = older.clip(**values)
    report = older.migrate()
    reason = "its values do not make what the table holds"
    assert report.failures == [FieldFailure("clips", UUID(bytes=row_id), "", reason)]


def test_every_sealed_column_has_its_rule(database: Database, keyring: Keyring) -> None:
    for mapper in Base.registry.mappers:
        table = mapper.class_
        if "row_tag" in table.__table__.c:
            sealed = VerifiedTable(keyring, table).ciphers
            assert RULES[table.__tablename__].keys() == sealed.keys()


@pytest.mark.parametrize(
    ("stored", "form"),
    [
        ("sl1.", FieldForm.ENVELOPE),
        (raw("x"), FieldForm.RAW_CBC),
        (b64encode(bytes(31)).decode(), FieldForm.PLAIN),
        (json.dumps([1.5, 2]), FieldForm.PLAIN),
        ("a.b", FieldForm.PLAIN),
        (str(uuid4()), FieldForm.PLAIN),
        ("", FieldForm.PLAIN),
        ("\ud800", FieldForm.PLAIN),
    ],
    # Values that are random would name the cases otherwise, each process in its own way.
    ids=["envelope", "raw", "31 bytes", "JSON", "dotted", "a UUID", "nothing", "a surrogate"],
)
def test_the_form_of_a_value_is_recognised_once(stored: str, form: FieldForm) -> None:
    assert form_of(stored) is form
