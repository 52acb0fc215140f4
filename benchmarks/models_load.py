"""How long a clip with 100,000 stored boxes takes to store, to load and to edit.

    python -m benchmarks.models_load [rows]

Beside each time of the CPU stands its ratio to fetching the rows of the clip as they are, without
checking and opening any. The budget: what is near a frame within 0.7 s, everything of 100,000 rows
within 3 s in a worker.
"""

import gc
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import TypeVar
from uuid import UUID, uuid4

from crypto.keyring import Keyring
from models.annotation import Annotation, Box, Keyframe, Kind, Track, gestures
from models.annotation.edits import Edit
from models.annotation_rows import AnnotationRows
from models.engine import open_database
from models.records import ClipRecord, LoadedAnnotation
from models.store import ProjectStore
from models.verified_table import Row

T = TypeVar("T")
KEYS_A_TRACK = 200


def timed(what: str, work: Callable[[], T], *, baseline_s: float = 0.0) -> tuple[T, float]:
    """Return what the work returns, and the seconds of CPU that it took."""
    start, cpu = time.perf_counter(), time.process_time()
    result = work()
    wall_s, cpu_s = time.perf_counter() - start, time.process_time() - cpu
    ratio = f" {cpu_s / baseline_s:6.2f}" if baseline_s else ""
    print(f"{what:<44} {wall_s:8.3f} s wall {cpu_s:8.3f} s cpu{ratio}")
    return result, cpu_s


def tracks_of(rows: int, label_id: UUID, kind: Kind) -> list[Track]:
    keys = KEYS_A_TRACK if kind is Kind.TRACK else 1
    return [
        Track(
            uuid4(),
            number,
            label_id=label_id,
            kind=kind,
            keyframes=tuple(
                Keyframe(
                    uuid4(),
                    frame * 10 + number % (10 if kind is Kind.TRACK else 2_000),
                    pts=frame * 5120,
                    box=Box(10.25 + frame, 20.5 + number % 500, 64.0, 128.75),
                )
                for frame in range(keys)
            ),
        )
        for number in range(1, rows // keys + 1)
    ]


def fetched(store: ProjectStore, rows: AnnotationRows, clip_id: UUID) -> list[Row]:
    with store.database.reading() as connection:
        statement = rows.examples.select(rows.examples.c.clip_id == clip_id.bytes)
        return [tuple(row) for row in connection.execute(statement)]


def measure_loads(store: ProjectStore, rows: AnnotationRows, clip_id: UUID) -> LoadedAnnotation:
    fetched(store, rows, clip_id)
    stored, base_s = timed("fetch as they are", lambda: fetched(store, rows, clip_id))
    near, _ = timed(
        "load what is near a frame", lambda: store.load_near(clip_id, 500), baseline_s=base_s
    )
    if near is not None:
        shown = len(near.annotation.tracks)
        print(f"  {shown} objects on frames {near.first} to {near.last}")
    loaded, _ = timed("load all", lambda: store.load_annotation(clip_id), baseline_s=base_s)
    # As a load does: half a million values without a cycle would be looked through again and again.
    gc.disable()
    timed("  check tags", lambda: rows.examples.tagger.check(stored), baseline_s=base_s)
    timed("  make keyframes", lambda: list(rows.keyframes(stored)), baseline_s=base_s)
    tracks = list(loaded.annotation.tracks.values())
    timed("  make the annotation", lambda: Annotation(tracks), baseline_s=base_s)
    gc.enable()
    return loaded


def measure(rows: int, kind: Kind, folder: Path) -> None:
    print(f"\n{rows} rows, {kind}")
    keyring = Keyring.generate()
    with open_database(f"sqlite:///{folder / f'{kind}.db'}") as database:
        store = ProjectStore(database, keyring, author=uuid4())
        record = ClipRecord(id=uuid4(), event_id=str(kind), name="", created_at=datetime.now(UTC))
        clip = store.add_clip(record)
        empty = store.load_annotation(clip.id)
        full = Annotation(tracks_of(rows, uuid4(), kind))
        fill = Edit.between("fill", Annotation(), full, frame_index=0)
        timed("store all in one edit", lambda: store.apply_edit(clip.id, fill, empty.revisions))
        loaded = measure_loads(store, AnnotationRows(keyring), clip.id)
        annotation, revisions, taken = loaded.annotation, loaded.revisions, []
        track_id = next(iter(annotation.tracks))
        frame = annotation.track(track_id).keyframes[0].frame_index
        for step in range(50):
            box = Box(float(step), 1.0, 2.0, 3.0)
            edit = gestures.put_box(annotation, track_id, box=box, frame_index=frame, pts=0)
            annotation = edit.applied_to(annotation)
            start = time.perf_counter()
            revisions = store.apply_edit(clip.id, edit, revisions)
            taken.append(time.perf_counter() - start)
        print(f"{'apply one edit, median of 50':<44} {median(taken) * 1000:8.2f} ms")
        timed("delete the clip", lambda: store.delete_clip(clip.id))


if __name__ == "__main__":
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with tempfile.TemporaryDirectory() as made:
        for each in Kind:
            measure(count, each, Path(made))
