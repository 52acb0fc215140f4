"""How long boxes take to be found in a project of many clips.

    python -m benchmarks.models_search [--boxes 200000] [--clips N] [--keep FILE]

Makes a SQLite database of its own (with `--keep` once, and again used the next time).

- Beside each time stands its ratio to `SELECT count(*)` over the same table by its whole rows.
- Beside each number of boxes that are looked at in a second of CPU stands its share of those that
  the driver alone hands over, sealed as they are.

Asked for: the first hits within 1 s; from then on 100,000 boxes/s where attributes or sizes are
asked for, which stand in sealed columns only; the end within 0.5 s once nobody waits.
"""

import argparse
import random
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from sqlalchemy import insert, text

from crypto.keyring import Keyring
from crypto.scopes import PROJECT_SCOPE
from crypto.secret import SecretKey
from models.annotation import Box, Keyframe, Kind, Label, Source, Status, TrackHead
from models.annotation.filter_text import Vocabulary, filter_from_text
from models.annotation.label_attributes import AttributeKind, AttributeSpec
from models.annotation_rows import AnnotationRows
from models.clip_rows import ClipRows
from models.engine import Database, open_database
from models.records import ClipRecord
from models.store import ProjectStore
from models.unit_of_work import UnitOfWork
from models.verified_table import VerifiedTable

ME, OTHER = UUID(int=0xA11CE), UUID(int=0xB0B)
COLOUR = AttributeSpec(UUID(int=51), "colour", AttributeKind.SELECT, ("red", "blue"), "blue")
PARKED = AttributeSpec(UUID(int=52), "parked", AttributeKind.CHECKBOX, mutable=True)
CAR = Label(UUID(int=1), "car", "#112233", attributes=(COLOUR, PARKED))
PERSON, RARE = Label(UUID(int=2), "person", "#112233"), Label(UUID(int=3), "dog", "#112233")
LABELS = (CAR, PERSON, RARE)
KNOWN = Vocabulary(LABELS, ME)
QUERIES = (
    "",
    "source:suggested",
    "status:rejected",
    "occluded:yes",
    "author:me",
    f"author:{OTHER.hex}",
    "frame:100-102",
    "label:person",
    "label:dog",
    "label:person status:rejected occluded:yes",
    "source:manual occluded:yes frame:>40",
    "size:<12",
    "label:dog size:<12",
    "label:car parked:true",
    "label:car colour:red",
    "colour:red",
    "label:car colour:red parked:true",
    "source:suggested size:<12",
)


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("--boxes", type=int, default=200_000)
    asked.add_argument("--clips", type=int, default=0)
    asked.add_argument("--keep", type=Path)
    options = asked.parse_args()
    clips = options.clips or max(options.boxes // 100, 1)
    with tempfile.TemporaryDirectory() as folder:
        path = options.keep or Path(folder) / "boxes.db"
        keyring = Keyring.from_data_key(SecretKey(bytes(range(32))))
        with keyring, open_database(f"sqlite:///{path}") as database:
            store = ProjectStore(database, keyring, author=ME)
            if not store.has_clips():
                start = time.perf_counter()
                fill(database, keyring, boxes=options.boxes, clips=clips)
                print(f"made in {time.perf_counter() - start:.0f} s")
            measure(database, store)


def fill(database: Database, keyring: Keyring, *, boxes: int, clips: int) -> None:
    """Make clips, and in each of up to 2,000 of them boxes: a third of tracks of 20 keyframes.

    Sealed values are made once and used again: sealing anew 5 million times takes long.
    """
    rows, chance = AnnotationRows(keyring), random.Random(7)
    ids = [UUID(int=chance.getrandbits(128)) for _ in range(clips)]
    made_at = datetime(2026, 1, 1, tzinfo=UTC)
    clip_rows = ClipRows(keyring)
    with database.writing() as connection:
        work = UnitOfWork(connection, author=ME, writer=OTHER)
        for number, clip_id in enumerate(ids):
            record = ClipRecord(id=clip_id, event_id=f"e{number}", name="", created_at=made_at)
            clip_rows.add(work, record)
    filled = ids[:2_000]
    keys = [rows.keyframe_values(keyframe(chance)) for _ in range(4_000)]
    boxes_heads = [head(chance, Kind.BOX) for _ in range(4_000)]
    track_heads = [head(chance, Kind.TRACK) for _ in range(1_000)]
    of_boxes = [rows.place_values(ids[0], one) for one in boxes_heads]
    of_tracks = [rows.track_values(ids[0], one) for one in track_heads]
    for clip_id in filled:
        tracks, examples = [], []
        for number in range(1, boxes // len(filled) // 30 + 1):
            track_id = chance.randbytes(16)
            of_track = {"id": track_id, "clip_id": clip_id.bytes, "number": number}
            tracks.append(tagged(rows.tracks, {**chance.choice(of_tracks), **of_track}))
            for place in range(20):
                moment = {"id": chance.randbytes(16), "frame_index": place * 10 + number % 10}
                examples.append({**chance.choice(keys), **moment, "track_id": track_id})
            for place in range(10):
                moment = {"id": chance.randbytes(16), "frame_index": number * 10 + place}
                box = {**chance.choice(of_boxes), **chance.choice(keys), **moment}
                examples.append({**box, "box_id": chance.randbytes(16)})
        stored = [tagged(rows.examples, {**one, "clip_id": clip_id.bytes}) for one in examples]
        with database.writing() as connection:
            unchecked = connection.execution_options(safelight_unit_of_work=True)
            unchecked.execute(insert(rows.tracks.table), tracks)
            unchecked.execute(insert(rows.examples.table), stored)


def head(chance: random.Random, kind: Kind) -> TrackHead:
    label = chance.choices(LABELS, (60, 39.8, 0.2))[0]
    told = ((COLOUR.key, "red"),) if label is CAR and chance.random() < 0.1 else ()
    return TrackHead(UUID(int=0), 1, label.id, kind=kind, attributes=told)


def keyframe(chance: random.Random) -> Keyframe:
    side = chance.uniform(8, 200)
    return Keyframe(
        UUID(int=0),
        0,
        0,
        Box(10.5, 20.25, round(side, 2), round(side / 2, 2)),
        occluded=chance.random() < 0.05,
        source=Source.SUGGESTED if chance.random() < 0.03 else Source.MANUAL,
        status=Status.REJECTED if chance.random() < 0.005 else Status.PENDING,
        attributes=((PARKED.key, "true"),) if chance.random() < 0.02 else (),
        author=OTHER if chance.random() < 0.01 else ME,
        at_us=1,
    )


def tagged(table: VerifiedTable, values: dict[str, object]) -> dict[str, object]:
    row = {
        **dict.fromkeys(table.columns),
        "scope_id": PROJECT_SCOPE,
        "revision": 1,
        "updated_by": ME.bytes,
        "deleted": 0,
        **values,
    }
    row["row_tag"] = table.tagger.tag([row[name] for name in table.columns])  # type: ignore[misc]
    return row


def timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def measure(database: Database, store: ProjectStore) -> None:
    scan_s, handed_over = baselines(database)
    print(f"{'asked':<44}{'first hits':>12}{'10,000 or all':>15}{'hits':>9}{'looked at/s':>13}")
    for typed in QUERIES:
        wanted = filter_from_text(typed, KNOWN).wanted
        start, cpu, first_s, hits, looked_at = time.perf_counter(), time.process_time(), 0.0, 0, 0
        for page in store.find_boxes(wanted, labels=LABELS):
            hits, looked_at = hits + len(page.hits), page.looked_at
            if not first_s and hits:
                first_s = time.perf_counter() - start
            if hits >= 10_000:
                break
        all_s, cpu_s = time.perf_counter() - start, time.process_time() - cpu
        rate = looked_at / max(cpu_s, 1e-9)
        print(
            f"{typed or 'everything':<44}{first_s:>10.3f} s{all_s:>9.2f} s {all_s / scan_s:>4.1f}"
            f"{hits:>8,}{rate:>12,.0f} {rate / handed_over:>4.2f}"
        )
    call_off(store)


def baselines(database: Database) -> tuple[float, float]:
    """Return how long a scan of the table takes, and the rows a second that are handed over."""

    def scan() -> None:
        # A sum over a column that stands in no index reads the whole table.
        with database.reading() as connection:
            connection.execute(text("SELECT count(*), sum(length(bbox)) FROM annotation_examples"))

    timed(scan)
    scan_s = timed(scan)
    with database.reading() as connection:
        rows = connection.scalar(text("SELECT count(*) FROM annotation_examples"))
        asked = (
            "SELECT id, clip_id, track_id, bbox FROM annotation_examples ORDER BY clip_id LIMIT "
        )
        driver = connection.connection.driver_connection
        assert driver is not None
        cpu = time.process_time()
        handed_over = sum(1 for _ in driver.execute(asked + "500000"))
        cpu = time.process_time() - cpu
    print(f"{rows:,} rows; a scan of the table takes {scan_s:.2f} s,")
    print(f"and the driver hands over {handed_over / cpu:,.0f} rows in a second of CPU\n")
    return scan_s, handed_over / cpu


def call_off(store: ProjectStore) -> None:
    """Tell how long a search that finds nothing goes on once nobody waits for it."""
    called_off: list[float] = []
    wanted = filter_from_text("size:<1", KNOWN).wanted
    begun_s = time.perf_counter()

    def cancelled() -> bool:
        now_s = time.perf_counter()
        if now_s - begun_s > 1:
            called_off.append(now_s)
        return bool(called_off)

    looked_at = max(page.looked_at for page in store.find_boxes(wanted, cancelled=cancelled))
    late_s = time.perf_counter() - begun_s - 1 if called_off else 0.0
    print(f"\ncalled off after 1 s and {looked_at:,} boxes: ended {late_s * 1000:.0f} ms later")


if __name__ == "__main__":
    main()
