"""Filters: what passes, what people type, what is kept."""

from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.annotation import Annotation, Box, Keyframe, Kind, Label, Source, Status, Track
from models.annotation.errors import FilterFormatError
from models.annotation.filter_completions import completions
from models.annotation.filter_json import filter_from_json, filter_to_json
from models.annotation.filter_text import (
    Trouble,
    Vocabulary,
    filter_from_text,
    filter_to_text,
)
from models.annotation.label_attributes import AttributeKind, AttributeSpec
from models.annotation.track_filter import (
    AttributeCondition,
    Comparison,
    Range,
    TrackFilter,
    passing,
)

ME, OTHER = UUID(int=71), UUID(int=72)
COLOUR = AttributeSpec(UUID(int=51), "colour", AttributeKind.SELECT, ("red", "blue"), "blue")
SPEED = AttributeSpec(UUID(int=52), "size", AttributeKind.NUMBER, mutable=True)
VAN_COLOUR = AttributeSpec(UUID(int=53), "Colour", AttributeKind.TEXT)
CAR = Label(UUID(int=1), "car", "#112233", attributes=(COLOUR, SPEED))
VAN = Label(UUID(int=2), 'big "van"', "#112233", attributes=(VAN_COLOUR,))
KNOWN = Vocabulary((CAR, VAN), ME)
LABELS = {CAR.id: CAR, VAN.id: VAN}


def key(frame: int, *, side: float = 30, **more: object) -> Keyframe:
    return Keyframe(UUID(int=900 + frame), frame, frame, Box(1, 1, side, side / 2), **more)  # type: ignore[arg-type]


SMALL = Track(
    UUID(int=11), 14, CAR.id, keyframes=(key(0, side=19, occluded=True, author=ME), key(9)), group=3
)
LONG = Track(
    UUID(int=12),
    15,
    VAN.id,
    keyframes=(key(0), key(99, source=Source.SUGGESTED, status=Status.REJECTED)),
    attributes=((VAN_COLOUR.key, "Red"),),
)
BOX = Track(
    UUID(int=13),
    16,
    CAR.id,
    kind=Kind.BOX,
    source=Source.IMPORTED,
    keyframes=(key(50, attributes=((SPEED.key, "7.5"),), author=OTHER),),
)
ALL = Annotation([SMALL, LONG, BOX])


def numbers(text: str) -> set[int]:
    read = filter_from_text(text, KNOWN)
    assert not read.problems
    ids = passing(ALL, read.wanted, frame_count=100, labels=LABELS)
    return {14, 15, 16} if ids is None else {ALL.track(one).number for one in ids}


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("", {14, 15, 16}),
        ("label:car", {14, 16}),
        ("CAR", {14, 16}),
        ('label:car,"big \\"van\\""', {14, 15, 16}),
        ("source:suggested", {15}),
        ("source:imported", {16}),
        ("status:rejected", {15}),
        ("suggestions:yes", {15}),
        ("occluded:yes", {14}),
        ("occluded:no", {15, 16}),
        ("size:<20", {14}),
        ("size:19", {14}),
        ("area:>400", {14, 15, 16}),
        ("length:>99", {14, 15}),
        ("length:1", {16}),
        ("kind:box", {16}),
        ("group:3", {14}),
        ("#14,16", {14, 16}),
        ("author:me", {14}),
        ("frame:40-60", {16}),
        # What was not told is the label's default; a van has none but what was told.
        ("colour:blue", {14, 16}),
        ("colour:red", {15}),
        ("colour:!red", {14, 16}),
        ("colour:~lu,re", {14, 16, 15}),
        # An attribute that bears the name of a word of ours stands in quotes.
        ('"size":>7', {16}),
        ("label:car occluded:yes #14", {14}),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_typed_passes_what_it_says(text: str, wanted: set[int]) -> None:
    assert numbers(text) == wanted


def test_a_keyframe_outside_the_picture_says_nothing_of_the_box() -> None:
    left = Track(UUID(int=1), 1, CAR.id, keyframes=(key(0), key(5, side=9, outside=True)))
    small = TrackFilter(side=Range(None, 10))
    assert not small.matches(left, frame_count=10)


def test_words_that_mean_nothing_are_told_and_the_others_hold() -> None:
    read = filter_from_text("lable:car source:sugested size:big occluded: #14 size:9-3", KNOWN)
    assert read.wanted == TrackFilter(numbers=frozenset({14}))
    assert [(one.word.raw, one.trouble) for one in read.problems] == [
        ("lable:car", Trouble.UNKNOWN_WORD),
        ("source:sugested", Trouble.UNKNOWN_VALUE),
        ("size:big", Trouble.NOT_A_NUMBER),
        ("occluded:", Trouble.NO_VALUE),
        ("size:9-3", Trouble.NOTHING_LEFT),
    ]
    assert read.problems[0].meant == ("label",)
    assert read.problems[1].meant == ("suggested",)


def test_words_that_repeat_widen_sets_and_narrow_ranges() -> None:
    read = filter_from_text("#1 #2 size:>4 size:<9", KNOWN)
    assert read.wanted == TrackFilter(numbers=frozenset({1, 2}), side=Range(5, 8))


def test_what_is_begun_can_be_completed() -> None:
    def texts(typed: str) -> list[str]:
        return [one.text for one in completions(typed, len(typed), KNOWN)]

    assert texts("la") == ["label:"]
    assert texts("ca") == ["label:car"]
    assert texts("#14 source:sug") == ["source:suggested"]
    assert texts("label:car,bi") == ['label:car,"big \\"van\\""']
    assert texts("colour:r") == ["colour:red"]
    assert texts("size:") == ["size:<20", "size:>100"]
    assert '"size":' in texts("si")


_names = st.text(min_size=1, max_size=6).filter(lambda name: bool(name.strip()))
_whole = st.integers(0, 10**6)


@st.composite
def _ranges(draw: st.DrawFn) -> Range:
    least, most = sorted((draw(_whole), draw(_whole)))
    return draw(st.sampled_from([Range(least, most), Range(least), Range(None, most)]))


@st.composite
def _vocabularies(draw: st.DrawFn) -> Vocabulary:
    ids = iter(range(1000, 2000))
    labels = []
    for name in draw(st.lists(_names | st.sampled_from(["label", f"{5:032x}"]), max_size=3)):
        specs = [
            AttributeSpec(UUID(int=next(ids)), attribute, AttributeKind.TEXT)
            for attribute in draw(
                st.lists(_names | st.sampled_from(["size", "Colour", f"{6:032x}"]), unique=True)
            )
        ]
        labels.append(Label(UUID(int=next(ids)), name, "#000000", attributes=tuple(specs)))
    return Vocabulary(tuple(labels), ME)


@st.composite
def _known_and_filters(draw: st.DrawFn) -> tuple[Vocabulary, TrackFilter]:
    known = draw(_vocabularies())
    keys = [*known.attributes.values(), (UUID(int=6).hex,)]
    text = st.builds(
        AttributeCondition,
        st.sampled_from(keys),
        st.sampled_from([Comparison.IS, Comparison.IS_NOT, Comparison.CONTAINS]),
        st.lists(st.text(max_size=5), min_size=1, max_size=2).map(tuple),
    )
    number = st.builds(
        AttributeCondition,
        st.sampled_from(keys),
        st.sampled_from([Comparison.LESS, Comparison.MORE]),
        _whole.map(lambda one: (str(one),)),
    )
    label_ids = [*(label.id for label in known.labels), UUID(int=5)]
    wanted = st.builds(
        TrackFilter,
        labels=st.frozensets(st.sampled_from(label_ids)),
        attributes=st.lists(text | number, max_size=2).map(tuple),
        sources=st.frozensets(st.sampled_from(Source)),
        statuses=st.frozensets(st.sampled_from(Status)),
        authors=st.frozensets(st.sampled_from([ME, OTHER])),
        kinds=st.frozensets(st.sampled_from(Kind)),
        groups=st.frozensets(_whole, max_size=2),
        numbers=st.frozensets(_whole, max_size=2),
        occluded=st.none() | st.booleans(),
        suggested=st.none() | st.booleans(),
        side=st.none() | _ranges(),
        area=st.none() | _ranges(),
        length=st.none() | _ranges(),
        frames=st.none() | _ranges(),
    )
    return known, draw(wanted)


@settings(max_examples=60)
@given(_known_and_filters())
def test_a_filter_that_is_written_is_read_as_it_was(pair: tuple[Vocabulary, TrackFilter]) -> None:
    known, wanted = pair
    read = filter_from_text(filter_to_text(wanted, known), known)
    assert read.problems == ()
    assert read.wanted == wanted
    assert filter_from_json(filter_to_json(wanted)) == wanted


@settings(max_examples=60)
@given(st.text(max_size=30))
def test_whatever_is_typed_has_a_reading(text: str) -> None:
    read = filter_from_text(text, KNOWN)
    assert filter_from_text(filter_to_text(read.wanted, KNOWN), KNOWN).wanted == read.wanted
    completions(text, len(text), KNOWN)


@pytest.mark.parametrize(
    "stored",
    [None, [], {"mood": ["good"]}, {"labels": ["x"]}, {"side": [3]}, {"occluded": 1}],
    ids=["null", "list", "newer", "no-id", "no-range", "no-flag"],
)
def test_what_is_no_filter_of_ours_is_refused(stored: object) -> None:
    with pytest.raises(FilterFormatError):
        filter_from_json(stored)
