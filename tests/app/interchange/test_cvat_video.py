"""Tracks come from CVAT and go to CVAT as CVAT's own rules say."""

import io
from dataclasses import replace
from pathlib import Path
from uuid import UUID, uuid4
from xml.etree.ElementTree import Element, fromstring

import pytest
from hypothesis import given

from app.interchange.cvat_video import CvatVideo, read_cvat_video, write_cvat_video
from app.interchange.errors import InterchangeError, MalformedFileError, NotThisFormatError
from models.annotation.geometry import Box
from models.annotation.interpolate import shape_at
from models.annotation.label_attributes import AttributeKind, AttributeSpec
from models.annotation.labels import Label
from models.annotation.track import Kind, Source, Track
from tests.support.annotations import CAR, PERSON, key, single, track, tracks, unhurried

FRAMES = 60
COLOUR = AttributeSpec(
    UUID(int=7), "colour", AttributeKind.SELECT, ("red", "blue"), "red", mutable=True
)
PLATE = AttributeSpec(UUID(int=8), "plate", AttributeKind.TEXT)
LABELS = (
    Label(PERSON, "person", "#22AA55"),
    Label(CAR, "a & <car>", "#3355FF", attributes=(COLOUR, PLATE)),
)


def written(*some: Track, labels: tuple[Label, ...] = LABELS) -> bytes:
    sink = io.BytesIO()
    write_cvat_video(sink, some, labels, name="gate", frame_count=FRAMES, size=(640, 360))
    return sink.getvalue()


def read(content: bytes, known: tuple[Label, ...] = LABELS, frames: int = FRAMES) -> CvatVideo:
    return read_cvat_video(
        io.BytesIO(content), known=known, frame_count=frames, pts_of=lambda frame: frame * 512
    )


def as_cvat_shows(element: Element, frame: int) -> tuple[list[float], bool] | None:
    """Work out by CVAT's rules what a track of its XML shows: corners and whether occluded."""
    left = right = None
    for box in element.iterfind("box"):
        if int(box.attrib["frame"]) <= frame:
            left = box
        elif right is None:
            right = box
    if left is None or left.attrib["outside"] == "1":
        return None
    corners = [float(left.attrib[name]) for name in ("xtl", "ytl", "xbr", "ybr")]
    if right is not None and (start := int(left.attrib["frame"])) != frame:
        share = (frame - start) / (int(right.attrib["frame"]) - start)
        ends = [float(right.attrib[name]) for name in ("xtl", "ytl", "xbr", "ybr")]
        corners = [a + (b - a) * share for a, b in zip(corners, ends, strict=True)]
    return corners, left.attrib["occluded"] == "1"


@unhurried
@given(tracks())
def test_cvat_shows_on_every_frame_what_we_show(one: Track) -> None:
    root = fromstring(written(one))
    (element,) = root.iterfind("track")
    for frame in range(FRAMES):
        shape, theirs = shape_at(one, frame), as_cvat_shows(element, frame)
        assert (shape is None) == (theirs is None), frame
        if shape is not None and theirs is not None:
            box = shape.box
            assert theirs[0] == pytest.approx([box.x, box.y, box.x2, box.y2], abs=0.011)
            assert theirs[1] == shape.occluded


@unhurried
@given(tracks())
def test_what_is_read_back_shows_the_same_and_is_written_as_the_same_bytes(one: Track) -> None:
    content = written(one)
    found = read(content)
    assert written(*found.tracks) == content
    (again,) = found.tracks
    assert again.label_id == one.label_id
    assert again.group == one.group
    for frame in range(FRAMES):
        before, after = shape_at(one, frame), shape_at(again, frame)
        assert (before is None) == (after is None), frame


def test_attributes_hold_as_they_were_set_or_by_default() -> None:
    told = track(
        key(3, attributes=((COLOUR.key, "blue"),)),
        key(9),
        label_id=CAR,
        attributes=((PLATE.key, "HH AB 1"),),
    )
    (found,) = read(written(told)).tracks
    assert found.attributes == told.attributes
    values = [dict(one.attributes)[COLOUR.key] for one in found.keyframes]
    assert values == ["blue", "red"]


def test_a_single_frame_box_is_one_again() -> None:
    box = single(5, Box(1, 2, 30, 40))
    (found,) = read(written(box)).tracks
    assert (found.kind, len(found.keyframes)) == (Kind.BOX, 1)
    on_the_last_frame = single(FRAMES - 1, Box(1, 2, 30, 40))
    (held,) = read(written(on_the_last_frame)).tracks
    assert shape_at(held, FRAMES - 1) is not None


@pytest.mark.parametrize("source", list(Source))
def test_who_made_a_track_is_told_in_cvat_s_words(source: Source) -> None:
    (found,) = read(written(track(key(1), source=source))).tracks
    assert found.source is source


def test_labels_that_nobody_knows_are_made_with_their_attributes() -> None:
    found = read(written(track(key(1), label_id=CAR)), known=())
    by_name = {label.name: label for label in found.labels}
    made = by_name["a & <car>"]
    assert (made.id != CAR, made.color) == (True, "#3355FF")
    assert [replace(spec, id=COLOUR.id) for spec in made.attributes[:1]] == [COLOUR]
    assert found.tracks[0].label_id == made.id


def test_what_stands_beyond_the_clip_s_end_is_counted_and_left_out() -> None:
    found = read(written(track(key(3), key(50))), frames=20)
    assert [one.frame_index for one in found.tracks[0].keyframes] == [3]
    assert found.left_out["boxes beyond the clip's end"] == 1


GOOD = written(track(key(3)))


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"", NotThisFormatError),
        (b"\x00\x01not xml", NotThisFormatError),
        (b"<coco/>", NotThisFormatError),
        (b'<?xml version="1.0" encoding="none"?><annotations/>', NotThisFormatError),
        (b'<!DOCTYPE a [<!ENTITY b "c">]><annotations>&b;</annotations>', NotThisFormatError),
        (GOOD[: len(GOOD) // 2], MalformedFileError),
        (GOOD.replace(b'frame="3"', b'frame="three"'), MalformedFileError),
        (GOOD.replace(b'xtl="3.00"', b'xtl="nan"'), MalformedFileError),
        (GOOD.replace(b' xbr="23.00"', b""), MalformedFileError),
        (b"<annotations>" + b"<a>" * 99 + b"</a>" * 99 + b"</annotations>", MalformedFileError),
    ],
    ids=["empty", "bytes", "other", "encoding", "doctype", "cut", "word", "nan", "missing", "deep"],
)
def test_what_is_no_sound_file_is_refused_by_name(content: bytes, error: type[Exception]) -> None:
    with pytest.raises(error) as refused:
        read(content)
    assert isinstance(refused.value, InterchangeError)


def test_a_file_of_cvat_s_own_comes_in_whole_and_goes_out_the_same(
    shared_annotations: Path,
) -> None:
    content = (shared_annotations / "cvat/for_video/annotations.xml").read_bytes()
    found = read(content, known=(), frames=20)
    assert [label.name for label in found.labels] == ["klhg", "z U k", "II"]
    assert found.labels[0].attributes[0].options == ("jk", "hgkf")
    (only,) = found.tracks
    facts = [(k.frame_index, k.outside, k.occluded, k.box) for k in only.keyframes]
    assert facts == [
        (10, False, True, Box(3, 4, 7, 1)),
        (13, True, False, Box(7, 6, 7, 2)),
        (16, True, False, Box(8, 7, 6, 10)),
    ]
    assert found.left_out["other shapes"] == 4
    theirs = fromstring(content).find("track")
    ours = fromstring(written(only, labels=found.labels)).find("track")
    assert theirs is not None
    assert ours is not None
    for frame in range(25):
        assert as_cvat_shows(ours, frame) == as_cvat_shows(theirs, frame)
    for mine, golden in zip(ours.iterfind("box"), theirs.iterfind("box"), strict=True):
        assert {k: float(v) for k, v in mine.attrib.items()} == {
            k: float(v) for k, v in golden.attrib.items()
        }


def test_two_tracks_keep_their_order_and_get_numbers_behind_those_in_use() -> None:
    content = written(track(key(1), number=9), track(key(2), number=4, label_id=CAR))
    found = read_cvat_video(
        io.BytesIO(content), known=LABELS, frame_count=FRAMES, pts_of=int, first_number=30
    )
    assert [(one.number, one.label_id) for one in found.tracks] == [(30, CAR), (31, PERSON)]
    assert len({one.id for one in found.tracks}) == 2
    assert uuid4() not in {one.id for one in found.tracks}


def test_objects_whose_label_has_ended_are_written_too() -> None:
    gone = [uuid4(), uuid4()]
    content = written(*(track(key(3), number=n + 1, label_id=one) for n, one in enumerate(gone)))
    found = read_cvat_video(io.BytesIO(content), known=LABELS, frame_count=FRAMES, pts_of=int)
    assert len({one.label_id for one in found.tracks}) == 2
    described = fromstring(content).iterfind("meta/task/labels/label/name")
    assert [name.text for name in described][-2:] == ["no label", "no label 2"]
