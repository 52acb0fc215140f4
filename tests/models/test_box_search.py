"""Boxes are found in all clips of a project, and only checked rows are hits."""

import gc
import shutil
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from crypto.keyring import Keyring
from models.annotation import Annotation, Box, Keyframe, Kind, Label, Source, Status, Track
from models.annotation.edits import Edit
from models.annotation.filter_text import Vocabulary, filter_from_text
from models.annotation.label_attributes import AttributeKind, AttributeSpec
from models.annotation.track_filter import TrackFilter
from models.annotation_rows import AnnotationRows
from models.box_search import BoxHit
from models.box_search_ways import candidates
from models.engine import open_database
from models.errors import RowAlteredError
from models.store import ProjectStore
from tests.support.databases import AUTHOR, COLLEAGUE, Annotator, a_clip

COLOUR = AttributeSpec(UUID(int=51), "colour", AttributeKind.SELECT, ("red", "blue"), "blue")
PARKED = AttributeSpec(UUID(int=52), "parked", AttributeKind.TEXT, mutable=True)
CAR = Label(UUID(int=1), "car", "#112233", attributes=(COLOUR, PARKED))
PERSON = Label(UUID(int=2), "person", "#112233")
LABELS = (CAR, PERSON)


def key(frame: int, *, side: float = 30, **more: object) -> Keyframe:
    values: dict[str, object] = {"author": AUTHOR, **more}
    return Keyframe(uuid4(), frame, frame, Box(1, 1, side, side / 2), **values)  # type: ignore[arg-type]


def tracks() -> list[Track]:
    return [
        Track(
            uuid4(),
            1,
            CAR.id,
            keyframes=(key(0, occluded=True), key(5, side=9), key(9, outside=True)),
            attributes=((COLOUR.key, "red"),),
            group=4,
        ),
        Track(
            uuid4(),
            2,
            PERSON.id,
            keyframes=(key(7, source=Source.SUGGESTED), key(8, status=Status.REJECTED)),
        ),
        Track(
            uuid4(),
            3,
            CAR.id,
            kind=Kind.BOX,
            keyframes=(key(20, author=COLLEAGUE, attributes=((PARKED.key, "yes"),)),),
            group=5,
        ),
    ]


def filled(store: ProjectStore, clips: int = 2) -> list[Annotator]:
    people = []
    for _ in range(clips):
        person = Annotator.at(store, store.add_clip(a_clip()).id)
        person.apply(Edit.between("fill", person.annotation, Annotation(tracks()), frame_index=0))
        people.append(person)
    return people


def found(store: ProjectStore, typed: str) -> list[BoxHit]:
    wanted = filter_from_text(typed, Vocabulary(LABELS, AUTHOR))
    assert not wanted.problems
    pages = store.find_boxes(wanted.wanted, labels=LABELS)
    return [hit for page in pages for hit in page.hits]


def places(hits: list[BoxHit]) -> list[tuple[int, int]]:
    return sorted({(hit.number, hit.frame_index) for hit in hits})


def test_boxes_are_found_by_what_is_asked_in_every_clip(store: ProjectStore) -> None:
    filled(store)
    everything = [(1, 0), (1, 5), (2, 7), (2, 8), (3, 20)]
    for typed, wanted in {
        "": everything,
        "label:car": [(1, 0), (1, 5), (3, 20)],
        "label:person,car": everything,
        "source:suggested": [(2, 7)],
        "source:manual": [(1, 0), (1, 5), (2, 8), (3, 20)],
        "suggestions:yes": [(2, 7)],
        "status:rejected": [(2, 8)],
        "status:pending,rejected label:person": [(2, 7), (2, 8)],
        "occluded:yes": [(1, 0)],
        "occluded:no label:car": [(1, 5), (3, 20)],
        "author:me": [(1, 0), (1, 5), (2, 7), (2, 8)],
        f"author:{COLLEAGUE.hex}": [(3, 20)],
        "frame:5-8": [(1, 5), (2, 7), (2, 8)],
        "frame:>7 label:person": [(2, 8)],
        "kind:box": [(3, 20)],
        "#1": [(1, 0), (1, 5)],
        "#3,1": [(1, 0), (1, 5), (3, 20)],
        "group:4": [(1, 0), (1, 5)],
        "group:4,5": [(1, 0), (1, 5), (3, 20)],
        "size:<10": [(1, 5)],
        "colour:red": [(1, 0), (1, 5)],
        "colour:blue": [(3, 20)],
        "colour:!red": [(3, 20)],
        "parked:yes": [(3, 20)],
        "label:person status:pending source:suggested occluded:no": [(2, 7)],
        "label:person size:<10": [],
    }.items():
        hits = found(store, typed)
        assert (typed, places(hits)) == (typed, wanted)
        assert len(hits) == 2 * len(wanted), typed
        clips = [hit.clip_id for hit in hits]
        assert sorted(clips, key=lambda one: one.bytes) == clips, typed


def test_what_was_deleted_is_not_found(store: ProjectStore) -> None:
    first, second = filled(store)
    gone = next(one for one in first.annotation.tracks.values() if one.number == 1)
    without = first.annotation.with_tracks({gone.id: None})
    first.apply(Edit.between("delete", first.annotation, without, frame_index=0))
    assert [hit.clip_id for hit in found(store, "#1")] == [second.clip_id] * 2
    store.delete_clip(second.clip_id)
    assert places(found(store, "label:car")) == [(3, 20)]


def test_rows_that_name_no_label_and_no_author_in_clear_are_found_too(
    store: ProjectStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So they were written by an older version."""
    rows = store._annotations
    for name in ("track_values", "place_values", "keyframe_values"):
        make = getattr(rows, name)
        older = {"label_id": None} if name != "keyframe_values" else {"made_by": None}
        monkeypatch.setattr(
            rows,
            name,
            lambda *args, make=make, older=older: {
                **(made := make(*args)),
                **{column: None for column in older if column in made},
            },
        )
    filled(store, clips=1)
    assert places(found(store, "label:car")) == [(1, 0), (1, 5), (3, 20)]
    assert places(found(store, "label:person status:rejected")) == [(2, 8)]
    assert places(found(store, "colour:blue")) == [(3, 20)], "by the label's default"
    assert places(found(store, "colour:red parked:!yes")) == [(1, 0), (1, 5)]
    assert len(found(store, "author:me")) == 5, "the store wrote them in this person's name"


@pytest.mark.promise
@pytest.mark.parametrize(
    "change",
    [
        "UPDATE annotation_examples SET source = 'suggested' WHERE frame_index = 0",
        "UPDATE annotation_examples SET frame_index = 700 WHERE frame_index = 7",
        "UPDATE tracks SET number = 9 WHERE number = 2",
    ],
    ids=["source", "frame", "track"],
)
def test_a_hit_that_was_altered_is_an_error_and_no_hit(store: ProjectStore, change: str) -> None:
    filled(store, clips=1)
    with store.database.writing() as connection:
        connection.execute(text(change))
    with pytest.raises(RowAlteredError):
        found(store, "source:suggested")


@pytest.mark.promise
def test_a_sealed_size_from_another_row_makes_no_hit(store: ProjectStore) -> None:
    filled(store, clips=1)
    with store.database.writing() as connection:
        small = "SELECT bbox FROM annotation_examples WHERE frame_index = 5"
        connection.execute(
            text(f"UPDATE annotation_examples SET bbox = ({small}) WHERE frame_index = 0")
        )
    with pytest.raises(RowAlteredError):
        found(store, "size:<10")


@pytest.mark.promise
@pytest.mark.parametrize(
    "change",
    [
        "UPDATE tracks SET attributes = label WHERE number = 1",
        "UPDATE annotation_examples SET attributes = bbox WHERE frame_index = 5",
        "UPDATE annotation_examples SET box_attributes = 'sl1.AAAA' WHERE frame_index = 20",
    ],
    ids=["track", "keyframe", "box"],
)
def test_sealed_attributes_of_another_column_are_an_error(store: ProjectStore, change: str) -> None:
    filled(store, clips=1)
    with store.database.writing() as connection:
        connection.execute(text(change))
    with pytest.raises(RowAlteredError):
        found(store, "colour:red,blue")


def test_many_boxes_come_in_pages_and_only_what_may_fit_is_looked_at(store: ProjectStore) -> None:
    for _ in range(2):
        person = Annotator.at(store, store.add_clip(a_clip()).id)
        boxes = [
            Track(
                uuid4(),
                number,
                (CAR, PERSON)[number % 2].id,
                kind=Kind.BOX if number % 3 else Kind.TRACK,
                keyframes=(key(number),),
                group=number % 7,
            )
            for number in range(400)
        ]
        person.apply(Edit.between("fill", Annotation(), Annotation(boxes), frame_index=0))
    for typed, numbers in {
        "": range(400),
        "label:car": range(0, 400, 2),
        "label:car colour:blue": range(0, 400, 2),
        "label:person size:>20": range(1, 400, 2),
        "#17,18,19": range(17, 20),
        "group:3": range(3, 400, 7),
    }.items():
        wanted = filter_from_text(typed, Vocabulary(LABELS, AUTHOR)).wanted
        pages = list(store.find_boxes(wanted, labels=LABELS))
        hits = [hit for page in pages for hit in page.hits]
        assert sorted(hit.number for hit in hits) == sorted([*numbers, *numbers]), typed
        assert len({hit.track_id for hit in hits}) == len(hits), typed
        clips = [hit.clip_id.bytes for hit in hits]
        assert clips == sorted(clips), typed
        assert len(pages[0].hits) <= 64, "the first come at once"
        assert pages[-1].looked_at == len(hits), typed


def test_between_two_pages_python_looks_for_cycles_as_ever(store: ProjectStore) -> None:
    filled(store)
    was_on = gc.isenabled()
    gc.enable()
    try:
        assert {gc.isenabled() for _page in store.find_boxes(TrackFilter())} == {True}
        assert gc.isenabled()
    finally:
        if not was_on:
            gc.disable()


def test_a_search_that_nobody_waits_for_ends(store: ProjectStore) -> None:
    filled(store)
    pages = store.find_boxes(TrackFilter(), cancelled=lambda: True)
    assert list(pages) == []


@pytest.mark.parametrize(
    ("typed", "index"),
    [
        ("", "SCAN annotation_examples USING INDEX ix_annotation_examples_clip_frame"),
        ("label:car", "SEARCH tracks USING INDEX ix_tracks_label (label_id=?)"),
        ("label:car", "USING INDEX uq_annotation_examples_track_frame (track_id=?)"),
        ("label:car", "USING INDEX ix_annotation_examples_label (label_id=?)"),
        ("label:car status:pending", "USING INDEX ix_annotation_examples_sealed_label"),
        ("source:suggested", "USING INDEX ix_annotation_examples_source (source=?)"),
        ("status:rejected", "USING INDEX ix_annotation_examples_status (status=?)"),
        ("occluded:yes kind:track", "USING INDEX ix_annotation_examples_occluded"),
        ("author:me", "USING INDEX ix_annotation_examples_made_by (made_by=?)"),
        ("author:me", "USING INDEX ix_annotation_examples_updated_by (updated_by=?)"),
        ("frame:7", "ix_annotation_examples_clip_frame (clip_id=? AND frame_index>? AND"),
    ],
    ids=lambda value: value.replace("ix_annotation_examples_", "") or "all",
)
def test_sqlite_goes_by_the_index(
    sqlite_url: str, sqlite_template: Path, typed: str, index: str
) -> None:
    shutil.copy(sqlite_template, sqlite_url.removeprefix("sqlite:///"))
    wanted = filter_from_text(typed, Vocabulary(LABELS, AUTHOR)).wanted
    plans: list[str] = []
    with (
        Keyring.generate() as keyring,
        open_database(sqlite_url) as database,
        database.reading() as connection,
    ):
        for one in candidates(connection, AnnotationRows(keyring), wanted, ["bbox"]):
            made = one.compile(connection.engine, compile_kwargs={"render_postcompile": True})
            values = [made.params[name] for name in made.positiontup or ()]
            explained = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {made}", tuple(values))
            plans += [row[3] for row in explained]
    assert any(index in plan for plan in plans), plans
    assert "frame:" in typed or not any("TEMP B-TREE" in plan for plan in plans), plans


def test_postgresql_can_go_by_the_index(migrated_postgres_url: str) -> None:
    """It does once its statistics say that it is worth it; here it is kept from anything else."""
    wanted_plans = {
        "": "Index Scan using ix_annotation_examples_clip_frame",
        "label:car": "Index Scan using ix_tracks_label",
        "label:car kind:box": "Index Scan using ix_annotation_examples_label",
        "label:car status:pending": "Index Scan using ix_annotation_examples_sealed_label",
        "source:suggested": "Index Scan using ix_annotation_examples_source",
        "status:rejected": "Index Scan using ix_annotation_examples_status",
        "occluded:yes kind:track": "Index Scan using ix_annotation_examples_occluded",
        "author:me": "Index Scan using ix_annotation_examples_made_by",
        "author:me frame:7": "Index Scan using ix_annotation_examples_updated_by",
    }
    with (
        Keyring.generate() as keyring,
        open_database(migrated_postgres_url) as database,
        database.reading() as connection,
    ):
        for kind in ("seqscan", "bitmapscan", "sort", "hashjoin", "mergejoin"):
            connection.exec_driver_sql(f"SET LOCAL enable_{kind} = off")
        for typed, index in wanted_plans.items():
            wanted = filter_from_text(typed, Vocabulary(LABELS, AUTHOR)).wanted
            plans: list[str] = []
            for one in candidates(connection, AnnotationRows(keyring), wanted, ["bbox"]):
                made = one.compile(connection.engine, compile_kwargs={"render_postcompile": True})
                explained = connection.exec_driver_sql(
                    f"EXPLAIN DECLARE found CURSOR FOR {made}", dict(made.params)
                )
                plans += [row[0] for row in explained]
            assert any(index in plan for plan in plans), (typed, plans)
            assert not any("Sort" in plan for plan in plans), (typed, plans)
