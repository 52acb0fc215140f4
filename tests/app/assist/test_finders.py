"""What finders see, and how it becomes suggestions that a person may take or leave."""

import uuid

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.assist.finding import Found, logistic, without_doubles
from app.assist.linking import linked
from app.assist.motion_boxes import MotionFinder
from app.assist.people import CascadeFinder, PeopleFinder
from app.assist.suggesting import suggest, suggested_tracks, without_known
from models.annotation.document import Annotation
from models.annotation.geometry import Box, iou
from models.annotation.interpolate import shape_at
from models.annotation.track import Kind, Source
from tests.app.assist.made_scene import HEIGHT, WIDTH, path, scene

PERSON, CAR = uuid.UUID(int=1), uuid.UUID(int=2)
LABELS = {"person": PERSON, "car": CAR}


def made(found, **how):
    given_ = {"pts_of": lambda f: 100 + 7 * f, "label_of": LABELS.get, "model": "m", "version": "v"}
    return suggested_tracks(found, **(given_ | how))


def test_what_moves_is_found_also_where_it_stands_in_the_first_picture() -> None:
    boxes = path(30)
    pictures = [*scene(boxes)]
    finder = MotionFinder()
    finder.learn(pictures[::2])
    found = [finder.find(picture) for picture in pictures]
    hits = [
        any(iou(one.box, box) > 0.5 for one in ones) for ones, box in zip(found, boxes, strict=True)
    ]
    assert sum(hits) >= 20
    assert hits[0]
    still = MotionFinder()
    still.learn([pictures[0]] * 5)
    assert not [one for _ in range(5) for one in still.find(pictures[0])]


def test_somebody_who_was_there_for_most_of_the_time_leaves_no_ghost() -> None:
    stood, gone = scene([Box(100, 60, 64, 44), Box(400, 400, 64, 44)])
    finder = MotionFinder()
    finder.learn([stood, stood, stood, gone])
    assert finder.find(gone) == []
    (seen,) = finder.find(next(scene([Box(210, 90, 64, 44)])))
    assert iou(seen.box, Box(210, 90, 64, 44)) > 0.5


def test_a_change_of_light_is_no_motion() -> None:
    (picture,) = scene([Box(400, 400, 20, 20)])
    finder = MotionFinder()
    finder.learn([picture] * 5)
    for gain in (0.7, 0.85, 1.2):
        assert finder.find(np.clip(picture * gain, 0, 255).astype(np.uint8)) == []


def test_detectors_of_people_and_faces_run_and_find_nothing_in_nothing() -> None:
    even = np.full((HEIGHT, WIDTH), 128, np.uint8)
    finders = [PeopleFinder(), CascadeFinder("face"), CascadeFinder("person")]
    for finder in finders:
        assert finder.find(even) == []
        assert finder.version == f"OpenCV {cv2.__version__}"
    assert PeopleFinder().find(even[:90, :50]) == []
    assert len({finder.model for finder in finders}) == 3


def test_of_doubles_the_surest_stays_and_kinds_do_not_hide_each_other() -> None:
    box = Box(10, 10, 50, 50)
    sure, unsure = Found(box, 0.9, "car"), Found(box.moved(3, 2), 0.5, "car")
    person = Found(box, 0.4, "person")
    assert set(without_doubles([unsure, sure, person])) == {sure, person}
    assert without_doubles([]) == []
    assert 0 < logistic(-9) < 0.5 < logistic(1) < 1


def test_boxes_of_one_object_are_one_track_in_spite_of_misses_and_crossings() -> None:
    found = {}
    for number in range(30):
        frame = number * 5
        here = [
            Found(Box(10 + 8 * number, 40, 40, 40), 0.8, "person"),
            Found(Box(250 - 8 * number, 60, 40, 40), 0.8, "car"),
        ]
        found[frame] = [one for one in here if not (number in {7, 8} and one.kind == "person")]
    tracks = made(found, frames=range(0, 200, 5))
    assert [(track.label_id, track.kind) for track in tracks] == [
        (PERSON, Kind.TRACK),
        (CAR, Kind.TRACK),
    ]
    for track, kind in zip(tracks, ("person", "car"), strict=True):
        assert len(track.keyframes) == 2
        assert track.source is Source.SUGGESTED
        for key in track.keyframes:
            assert key.source is Source.SUGGESTED
            assert key.pts == 100 + 7 * key.frame_index
            assert (key.detection.model, key.detection.version) == ("m", "v")
            assert key.detection.box == key.box
        for frame, ones in found.items():
            for one in (one for one in ones if one.kind == kind):
                assert iou(shape_at(track, frame).box, one.box) > 0.94
        # It is held up to the next look, which did not find it.
        assert shape_at(track, 149) is not None
        assert shape_at(track, 150) is None


@settings(max_examples=60, deadline=None)
@given(
    st.dictionaries(
        st.integers(0, 60),
        st.lists(
            st.builds(
                Found,
                st.builds(Box, *[st.floats(0, 300)] * 2, *[st.floats(1, 80)] * 2),
                st.floats(0, 1),
                st.sampled_from(["person", "car"]),
            ),
            max_size=4,
        ),
        max_size=15,
    )
)
def test_every_box_found_is_in_one_chain(found) -> None:
    chains = linked(found)
    told = sorted(((frame, id(one)) for chain in chains for frame, one in chain))
    assert told == sorted((frame, id(one)) for frame, ones in found.items() for one in ones)
    for chain in chains:
        frames = [frame for frame, _ in chain]
        assert frames == sorted(set(frames))
        assert len({one.kind for _, one in chain}) == 1
    for track in made(found):
        assert track.keyframes


def test_what_has_no_label_or_was_seen_too_seldom_is_left_out() -> None:
    one, other = Found(Box(0, 0, 9, 9), 0.5, "person"), Found(Box(50, 0, 9, 9), 0.5, "dog")
    assert [track.kind for track in made({3: [one, other]})] == [Kind.BOX]
    assert made({3: [one]}, least_seen=2) == ()
    loose = made({3: [one], 4: [one]}, join=False)
    assert [track.kind for track in loose] == [Kind.BOX, Kind.BOX]
    assert [track.number for track in loose] == [1, 2]


def test_suggestions_are_one_edit_that_leaves_out_what_is_there() -> None:
    found = {frame: [Found(Box(10 + frame, 10, 30, 30), 0.7, "person")] for frame in range(10)}
    found[3].append(Found(Box(200, 90, 30, 30), 0.6, "car"))
    tracks = made(found)
    edit = suggest(Annotation(), tracks, frame_index=4)
    after = edit.applied_to(Annotation())
    assert edit.name == "Suggest 2 objects"
    assert edit.inverse().applied_to(after) == Annotation()
    assert without_known(Annotation(), tracks) == tracks
    assert without_known(after, made(found)) == ()
    lone = after.with_tracks({tracks[0].id: None})
    again = suggest(lone, without_known(lone, made(found)), frame_index=4)
    (change,) = again.changes
    assert again.name == "Suggest 1 object"
    assert change.after.number == lone.next_number()
    with pytest.raises(KeyError):
        lone.track(tracks[0].id)


@pytest.mark.parametrize(
    ("box", "kind", "is_new"),
    [
        pytest.param(Box(92, 84, 60, 112), "person", False, id="with room around it"),
        pytest.param(Box(92, 84, 60, 112), "car", True, id="of another label"),
        pytest.param(Box(102, 100, 36, 36), "person", False, id="a part of it"),
        pytest.param(Box(110, 140, 20, 40), "person", True, id="a child before it"),
        pytest.param(Box(124, 100, 40, 80), "person", True, id="beside it"),
        pytest.param(Box(100, 105, 40, 80), "car", False, id="in its very place"),
    ],
)
def test_what_repeats_an_annotated_object_is_not_suggested(
    box: Box, kind: str, is_new: bool
) -> None:
    drawn = made({4: [Found(Box(100, 100, 40, 80), 1.0, "person")]})
    annotation = suggest(Annotation(), drawn, frame_index=4).applied_to(Annotation())
    again = made({4: [Found(box, 0.6, kind)]})
    assert bool(without_known(annotation, again)) is is_new
