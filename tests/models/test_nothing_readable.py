"""The promise: nothing that a person wrote or drew can be read from the files."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest

from crypto.keyring import Keyring
from models.annotation import Box, Detection, gestures
from models.annotation.edits import Edit
from models.annotation.labels import Label
from models.engine import open_database
from models.journal import Journal
from models.store import ProjectStore
from tests.support.databases import AUTHOR, Annotator, a_clip

BOX = Box(1234.56, 987.65, 321.09, 456.78)
LABEL = Label(UUID("0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0"), "Verdächtiger", "#FF0000")
FINGERPRINT = bytes(range(100, 132))
WORDS = {
    "Verdächtiger",
    "Nordtor-Kamera-17",
    "Einbruch am Nordtor",
    "Vorfall-2026-0815",
    "yolo-geheim",
    "Kennzeichen",
    "B-XY 4711",
    str(LABEL.id),
    LABEL.id.hex,
    *(str(value) for value in BOX.to_list()),
    json.dumps(BOX.to_list()),
    json.dumps(BOX.to_list(), separators=(",", ":")),
    '"model":',
    '"score":',
    '"changes":',
}


def spellings() -> Iterator[tuple[str, bytes]]:
    for word in WORDS:
        for escaped in {word, json.dumps(word)[1:-1]}:
            for encoding in ("utf-8", "utf-16-le", "utf-16-be", "latin-1"):
                yield word, escaped.encode(encoding)
    for fingerprint in (
        FINGERPRINT,
        FINGERPRINT.hex().encode(),
        FINGERPRINT.hex().upper().encode(),
    ):
        yield "fingerprint", fingerprint


def found_in(folder: Path) -> set[tuple[str, str]]:
    files = {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    assert files
    return {
        (name, word)
        for name, content in files.items()
        for word, spelling in spellings()
        if spelling in content
    }


@pytest.mark.promise
def test_no_file_of_the_database_or_the_journal_holds_anything_readable(
    tmp_path: Path, keyring: Keyring
) -> None:
    with (
        open_database(f"sqlite:///{tmp_path / 'annotations.db'}") as database,
        Journal(tmp_path / "journal.db", keyring) as journal,
    ):
        store = ProjectStore(database, keyring, author=AUTHOR)
        store.save_labels([LABEL])
        clip = store.add_clip(
            a_clip(
                event_id="Vorfall-2026-0815",
                name="Einbruch am Nordtor",
                camera="Nordtor-Kamera-17",
                fingerprint=FINGERPRINT,
            )
        )
        annotator = Annotator.at(store, clip.id)

        def apply(edit: Edit) -> None:
            place = journal.append(clip.id, edit)
            annotator.apply(edit)
            journal.mark_saved(place)

        for draw in (gestures.draw_track, gestures.draw_box):
            apply(draw(annotator.annotation, BOX, frame_index=3, pts=3, label_id=LABEL.id))
        track = next(iter(annotator.annotation.tracks.values()))
        detected = replace(
            track.keyframes[0],
            detection=Detection("yolo-geheim", 0.987654, box=BOX),
            attributes=(("Kennzeichen", "B-XY 4711"),),
        )
        told = replace(track, keyframes=(detected,), attributes=(("Kennzeichen", "B-XY 4711"),))
        after = annotator.annotation.with_tracks({track.id: told})
        apply(Edit.between("Einbruch am Nordtor", annotator.annotation, after, frame_index=3))
        assert {path.name for path in tmp_path.iterdir()} >= {
            "annotations.db",
            "annotations.db-wal",
            "journal.db",
            "journal.db-wal",
        }
        assert found_in(tmp_path) == set()
        store.delete_clip(clip.id)
        assert found_in(tmp_path) == set()
    assert found_in(tmp_path) == set()
    for word in WORDS:
        planted = tmp_path / "planted"
        planted.write_bytes(b"\x00" + word.encode("utf-16-le"))
        assert ("planted", word) in found_in(tmp_path)


def test_a_tombstone_keeps_no_sealed_value_and_no_blind_index(annotator: Annotator) -> None:
    for draw in (gestures.draw_track, gestures.draw_box):
        annotator.apply(draw(annotator.annotation, BOX, frame_index=3, pts=3, label_id=LABEL.id))
    annotator.store.delete_clip(annotator.clip_id)
    with annotator.store.database.reading() as connection:
        for table, columns in {
            "clips": "event_id event_index name camera objects fingerprint fingerprint_index",
            "tracks": "label attributes",
            "annotation_examples": "bbox label original_detections attributes box_attributes",
        }.items():
            wanted = ", ".join(columns.split())
            rows = connection.exec_driver_sql(f"SELECT {wanted} FROM {table}").all()
            assert rows
            assert all(value is None for row in rows for value in row)


@pytest.mark.promise
def test_no_row_on_a_database_server_holds_anything_readable(
    postgres_url: str, keyring: Keyring
) -> None:
    with open_database(postgres_url) as database:
        store = ProjectStore(database, keyring, author=AUTHOR)
        store.save_labels([LABEL])
        clip = store.add_clip(a_clip(name="Einbruch am Nordtor", fingerprint=FINGERPRINT))
        annotator = Annotator.at(store, clip.id)
        annotator.apply(
            gestures.draw_track(annotator.annotation, BOX, frame_index=3, pts=3, label_id=LABEL.id)
        )
        with database.reading() as connection:
            for table in ("clips", "labels", "tracks", "annotation_examples", "outbox"):
                stored = repr(connection.exec_driver_sql(f"SELECT * FROM {table}").all())
                assert not [word for word in WORDS if word in stored]
