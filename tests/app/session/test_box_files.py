"""Files of other programs become tracks: CVAT's as they are, detections as suggestions."""

import io
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest

from app.interchange.cvat_video import write_cvat_video
from app.interchange.errors import NotThisFormatError
from app.media.index.building import FrameIndex, build_index
from app.session.box_files import (
    labels_to_save,
    put_in,
    read_box_file,
    save_labels,
    tracks_of,
)
from app.session.errors import SourceFileError
from app.session.project import Project
from models.annotation import Annotation, Box, Label, Source
from models.annotation.interpolate import shape_at
from models.annotation.label_attributes import AttributeKind, AttributeSpec
from tests.support.annotations import CAR, PERSON, key, track
from tests.support.footage import even_pts, make_clip

LABELS = (Label(PERSON, "person", "#22AA55"), Label(CAR, "car", "#3355FF", position=1))


@pytest.fixture(scope="module")
def index() -> FrameIndex:
    return build_index(io.BytesIO(make_clip(pts=even_pts(60), size=(64, 48))))


def written(folder: Path, name: str, content: bytes | str) -> Path:
    file = folder / name
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return file


def test_cvat_tracks_come_in_as_imported_with_new_ids_and_numbers(
    tmp_path: Path, index: FrameIndex
) -> None:
    sink = io.BytesIO()
    some = (track(key(3), key(9)), track(key(5), number=2, label_id=CAR, source=Source.SUGGESTED))
    write_cvat_video(sink, some, LABELS, name="x", frame_count=60, size=(64, 48))
    file = read_box_file(written(tmp_path, "a.xml", sink.getvalue()), index, LABELS)
    there = Annotation((track(key(1), number=7),))
    tracks = tracks_of(file, index, {})
    edit = put_in(there, tracks, frame_index=0)
    after = edit.applied_to(there)
    numbers = {one.number: one for one in after.tracks.values()}
    assert [numbers[n].source for n in (8, 9)] == [Source.IMPORTED, Source.SUGGESTED]
    assert [k.source for k in numbers[8].keyframes] == [Source.IMPORTED, Source.IMPORTED]
    assert [k.pts for k in numbers[8].keyframes] == [int(index.pts[3]), int(index.pts[9])]
    assert edit.name == "Import 2 objects"
    twice = put_in(after, tracks, frame_index=0).applied_to(after)
    assert len(twice.tracks) == 5


def test_an_object_of_a_tracker_becomes_one_suggested_track_with_a_gap(
    tmp_path: Path, index: FrameIndex
) -> None:
    seen = [*range(1, 11), *range(21, 31)]
    rows = [f"{frame},4,{frame * 2},10,20,20,0.5,-1,-1,-1" for frame in seen]
    file = read_box_file(written(tmp_path, "det.txt", "\n".join(rows)), index, LABELS)
    assert file.kinds == {"": 20}
    (one,) = tracks_of(file, index, {"": CAR})
    assert (one.label_id, one.source) == (CAR, Source.SUGGESTED)
    assert [k.frame_index for k in one.keyframes] == [0, 9, 20, 29]
    shown = [frame for frame in range(60) if shape_at(one, frame)]
    assert shown == [frame - 1 for frame in seen]
    said = one.keyframes[0].detection
    assert said is not None
    assert (said.model, said.score, len(said.version)) == ("det.txt", 0.5, 64)


def test_boxes_without_identity_are_linked_and_what_has_no_label_is_left_out(
    tmp_path: Path, index: FrameIndex
) -> None:
    rows = [
        {"image_id": frame, "category_id": kind, "bbox": [10 * kind + frame, 5, 20, 20]}
        for frame in range(10)
        for kind in (1, 3)
    ]
    text = str(rows).replace("'", '"')
    file = read_box_file(written(tmp_path, "coco.json", text), index, LABELS)
    assert file.kinds == {"1": 10, "3": 10}
    (one,) = tracks_of(file, index, {"1": PERSON, "3": None})
    assert one.label_id == PERSON
    assert [k.frame_index for k in one.keyframes] == [0, 9]


def test_labels_that_came_with_a_file_are_added_and_the_others_stay(project: Project) -> None:
    assert labels_to_save(LABELS, LABELS[:1]) is None
    there = project.labels()
    bag = AttributeSpec(UUID(int=78), "bag", AttributeKind.TEXT)
    new, wider = Label(UUID(int=77), "bus", "#112233"), replace(there[0], attributes=(bag,))
    # While the person was asked, somebody gave the label another name.
    renamed = [replace(there[0], name="pedestrian"), *there[1:]]
    project.label_book.save(renamed, seen=there)
    saved = save_labels(project.label_book, (new, wider))
    assert [label.name for label in saved] == [*(label.name for label in renamed), "bus"]
    assert saved[0].attributes == (bag,)
    assert save_labels(project.label_book, (new, wider)) == saved


def test_what_cannot_be_read_or_is_nothing_of_the_kind_is_refused(
    tmp_path: Path, index: FrameIndex
) -> None:
    with pytest.raises(SourceFileError):
        read_box_file(tmp_path / "none.xml", index, LABELS)
    with pytest.raises(NotThisFormatError):
        read_box_file(written(tmp_path, "x.jpg", b"\xff\xd8\xff"), index, LABELS)


def test_no_boxes_lie_where_the_file_has_none(tmp_path: Path, index: FrameIndex) -> None:
    file = read_box_file(written(tmp_path, "empty.txt", ""), index, LABELS)
    assert tracks_of(file, index, {}) == ()
    assert put_in(Annotation(), (), frame_index=0).changes == ()


def test_a_box_stands_where_the_file_says(tmp_path: Path, index: FrameIndex) -> None:
    file = read_box_file(written(tmp_path, "one.txt", "1,9,1.5,2.25,3,4,1"), index, LABELS)
    (one,) = tracks_of(file, index, {"": PERSON})
    shape = shape_at(one, 0)
    assert shape is not None
    assert shape.box == Box(1.5, 2.25, 3, 4)
    assert shape_at(one, 1) is None
