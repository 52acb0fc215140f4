"""Half a character, as files and other programs give it, stops no clip."""

from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.annotation import Annotation, Box, gestures
from models.annotation.label_attributes import AttributeKind, AttributeSpec
from models.annotation.labels import Label
from models.annotation.whole_text import whole_text


@pytest.mark.parametrize(
    ("given_text", "made"),
    [
        pytest.param("plate", "plate", id="plain"),
        pytest.param("Zebrafink 🐦 é", "Zebrafink 🐦 é", id="whole"),
        pytest.param("a\ud800b", "a\ufffdb", id="a first half"),
        pytest.param("\udc26", "\ufffd", id="a second half"),
        pytest.param("\ud83d\udc26", "🐦", id="two that fit"),
        pytest.param("\udc26\ud83d", "\ufffd\ufffd", id="the wrong way round"),
    ],
)
def test_halves_of_characters_are_replaced_and_the_rest_stays(given_text: str, made: str) -> None:
    assert whole_text(given_text) == made


@given(st.text(st.characters(codec=None), max_size=8))
def test_whatever_comes_can_be_stored_afterwards(text: str) -> None:
    made = whole_text(text)
    assert made.encode("utf-8").decode("utf-8") == made
    assert whole_text(made) == made


def test_what_is_told_of_objects_and_labels_can_be_stored() -> None:
    drawn = gestures.draw_track(
        Annotation(), Box(1, 2, 30, 40), frame_index=0, pts=0, label_id=UUID(int=1)
    )
    annotation = drawn.applied_to(Annotation())
    (track_id,) = drawn.touched
    told = {"plate": "B-\ud800"}
    always = gestures.set_attributes(annotation, [track_id], told, frame_index=0)
    here = gestures.set_attributes_here(annotation, [track_id], told, frame_index=0, pts=0)
    assert always.applied_to(annotation).track(track_id).attributes == (("plate", "B-\ufffd"),)
    keyframe = here.applied_to(annotation).track(track_id).keyframes[0]
    assert keyframe.attributes == (("plate", "B-\ufffd"),)
    spec = AttributeSpec(
        uuid4(), "\ud800", AttributeKind.SELECT, ("\udfff", "red"), default="\udfff"
    )
    assert (spec.name, spec.options, spec.default) == ("\ufffd", ("\ufffd", "red"), "\ufffd")
    assert Label(uuid4(), "car \ud800", "#E69F00").name == "car \ufffd"
