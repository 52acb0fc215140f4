"""Boxes of other programs' detectors come in whole, and one bad row costs one box."""

import io
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.interchange.detections import DetectedBox, DetectionFile, read_detections
from app.interchange.errors import NotThisFormatError
from models.annotation.geometry import Box


def read(text: str, frames: int = 100, first: int | None = None) -> DetectionFile:
    return read_detections(io.BytesIO(text.encode()), frame_count=frames, first_frame=first)


def test_mot_detections_begin_with_frame_one_and_have_no_identity() -> None:
    found = read("1,-1,649.441,231.502,44.417,86.13,0.99,-1,-1,-1\n3,-1,1,2,3,4,57.2,-1,-1,-1\n")
    assert found.boxes == (
        DetectedBox(0, Box(649.441, 231.502, 44.417, 86.13), 0.99, ""),
        DetectedBox(2, Box(1, 2, 3, 4), 1.0, ""),
    )


def test_mot_tracks_keep_their_identity_and_class() -> None:
    found = read("# seq\n57, 4, 306, 395, 150, 37, 1, 3, 1\n")
    assert found.boxes == (DetectedBox(56, Box(306, 395, 150, 37), 1.0, "3", object_id=4),)


def test_bad_rows_are_told_and_the_others_taken() -> None:
    rows = ["1,1,0,0,5,5,1", "x,1,0,0,5,5,1", "2,1,0,0,-5,5,1", "3,1,0,0", "", "4,1,0,0,nan,5,1"]
    found = read("\n".join([*rows, "1.5,1,0,0,5,5,1", "900,1,0,0,5,5,1"]))
    assert len(found.boxes) == 1
    assert (found.bad_rows, found.bad_places, found.beyond) == (5, (2, 3, 4, 6, 7), 1)


@pytest.mark.parametrize(
    "bad",
    ["2,inf,1,1,1,1,1", "inf,1,1,1,1,1,1", '2,1,1,1,1,1,1,"7', "2,1," + "1" * 200_000 + ",1,1,1,1"],
    ids=["endless id", "endless frame", "open quote", "endless field"],
)
def test_a_hostile_row_costs_no_other(bad: str) -> None:
    good = "1,1,10,10,5,5,0.9\n"
    found = read_detections(io.BytesIO((good + bad + "\n" + good).encode()), frame_count=10)
    assert [one.box for one in found.boxes if one.frame_index == 0] == [Box(10, 10, 5, 5)] * 2
    assert found.bad_rows + found.beyond <= 1


@pytest.mark.parametrize("number", ["1e999", "1" * 400], ids=["endless", "of 400 digits"])
@pytest.mark.parametrize("place", ["image_id", "score", "track_id"])
def test_a_hostile_number_of_coco_costs_no_other_entry(place: str, number: str) -> None:
    good = {"image_id": 1, "category_id": 1, "bbox": [1, 1, 1, 1], "score": 0.5, "track_id": 3}
    text = json.dumps([good, {**good, place: "HERE"}]).replace('"HERE"', number)
    found = read_detections(io.BytesIO(text.encode()), frame_count=10)
    assert len(found.boxes) + found.bad_rows == 2
    assert found.boxes


def test_coco_results_are_read_by_image_number() -> None:
    entries = [
        {"image_id": 5, "category_id": 2, "bbox": [2.0, 2.0, 3.0, 1.0], "score": 0.25},
        {"image_id": 6, "category_id": 2, "bbox": [2.0, 2.0, 3.0], "score": 0.25},
        {"image_id": 7, "bbox": [0, 0, 1, 1], "attributes": {"track_id": 9}},
        "nonsense",
    ]
    found = read(json.dumps(entries), first=5)
    assert found.boxes == (
        DetectedBox(0, Box(2, 2, 3, 1), 0.25, "2"),
        DetectedBox(2, Box(0, 0, 1, 1), 1.0, "", object_id=9),
    )
    assert found.bad_places == (2, 4)


def test_a_coco_dataset_names_its_categories() -> None:
    dataset = {
        "categories": [{"id": 1, "name": "person"}, {"id": 2, "name": "car"}],
        "images": [{"id": 0}],
        "annotations": [{"image_id": 0, "category_id": 2, "bbox": [1, 1, 5, 5], "track_id": 3}],
    }
    found = read(json.dumps(dataset))
    assert found.boxes == (DetectedBox(0, Box(1, 1, 5, 5), 1.0, "car", object_id=3),)


@pytest.mark.parametrize(
    "content",
    [b"\xff\xfe\x00", b"[", b'{"a": 1}', b"hello\nworld", b"1;2;3;4;5;6", b"[" * 100_000],
    ids=["bytes", "cut", "other", "words", "semicolons", "deep"],
)
def test_what_is_neither_is_refused(content: bytes) -> None:
    with pytest.raises(NotThisFormatError):
        read_detections(io.BytesIO(content), frame_count=10)


def test_an_empty_file_holds_no_boxes() -> None:
    assert read("").boxes == ()
    assert read("[]").boxes == ()


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_no_content_provokes_anything_but_a_refusal(content: bytes) -> None:
    try:
        found = read_detections(io.BytesIO(content), frame_count=10)
    except NotThisFormatError:
        return
    assert all(0 <= one.frame_index < 10 for one in found.boxes)


@pytest.mark.parametrize(
    ("file", "frames", "boxes", "ids"),
    [
        ("mot/vtest-first300/det/det.txt", 300, 1751, 0),
        ("mot/car-detection/gt/gt.txt", 1000, 181, 4),
        ("mot/one-by-one-person/gt/gt.txt", 2000, 1113, 6),
        ("mot/TUD-Campus/gt/gt.txt", 100, 359, 8),
    ],
)
def test_real_files_come_in_whole(
    shared_annotations: Path, file: str, frames: int, boxes: int, ids: int
) -> None:
    with (shared_annotations / file).open("rb") as stream:
        found = read_detections(stream, frame_count=frames)
    assert (len(found.boxes), found.bad_rows, found.beyond) == (boxes, 0, 0)
    assert len({one.object_id for one in found.boxes} - {None}) == ids


def test_a_bare_coco_list_of_the_makers_comes_in(shared_annotations: Path) -> None:
    with (shared_annotations / "coco/cocoapi_fakebbox100_results.json").open("rb") as stream:
        found = read_detections(stream, frame_count=10**9)
    assert found.bad_rows == 0
    assert len(found.boxes) > 100
