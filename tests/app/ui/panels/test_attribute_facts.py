"""What is told of objects on a frame, and where boxes come from."""

import uuid
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from app.ui.panels.attribute_facts import attribute_facts, common_label, told_on
from app.ui.panels.attribute_provenance import author_line, author_tip, model_line, source_line
from models.annotation import Box, Detection, Label, Source, Track
from models.annotation.label_attributes import AttributeKind, AttributeSpec
from tests.support.annotations import CAR, PERSON, key, single, track

DOING = AttributeSpec(
    uuid.UUID(int=1), "doing", AttributeKind.RADIO, ("stands", "walks"), "stands", mutable=True
)
COLOUR = AttributeSpec(uuid.UUID(int=2), "color", AttributeKind.SELECT, ("red", "blue"), "red")
LABEL = Label(PERSON, "person", "#56B4E9", attributes=(DOING, COLOUR))
WALKER = track(
    key(10),
    key(20, attributes=((DOING.key, "walks"),)),
    key(30, attributes=((DOING.key, "flies"),)),
    attributes=((COLOUR.key, "blue"),),
)
ME = uuid.UUID(int=7)


def told(*tracks: Track, frame: int) -> list[tuple[str | None, bool, bool, int | None]]:
    facts = attribute_facts(tracks, LABEL, frame)
    return [(fact.value, fact.told, fact.fits, fact.since) for fact in facts]


def test_what_may_change_holds_from_a_keyframe_to_the_next() -> None:
    assert told(WALKER, frame=15) == [("stands", False, True, None), ("blue", True, True, None)]
    assert told(WALKER, frame=25)[0] == ("walks", True, True, 20)
    assert told(WALKER, frame=99)[0] == ("flies", True, False, 30)


def test_of_several_only_what_they_share_is_told() -> None:
    other = track(key(0, attributes=((DOING.key, "walks"),)))
    assert told(WALKER, other, frame=25) == [
        ("walks", True, True, None),
        (None, True, True, None),
    ]
    assert common_label([WALKER, other], {PERSON: LABEL}) == LABEL
    driver = replace(other, label_id=CAR)
    assert common_label([WALKER, driver], {PERSON: LABEL, CAR: LABEL}) is None
    assert attribute_facts([WALKER], None, 0) == ()


def test_what_was_told_before_is_found_when_an_attribute_changes_its_place() -> None:
    assert told_on(WALKER, replace(COLOUR, mutable=True), 25) == "blue"
    assert told_on(WALKER, replace(DOING, mutable=False), 25) is None
    early = track(key(10, attributes=((DOING.key, "walks"),)))
    assert told_on(early, replace(DOING, mutable=False), 99) == "walks"


def test_where_a_box_comes_from_is_said_with_model_and_author() -> None:
    said = Detection("nano", 0.84, Box(0, 0, 1, 1), version="5f2c81aa99")
    box = key(10, detection=said, source=Source.SEMI_AUTO, author=ME, at_us=1_795_848_129_000_000)
    guess = track(box)
    assert source_line(guess, 10) == "semi-auto · 0.84"
    assert model_line(guess, 10) == "nano 5f2c81aa"
    assert author_line(guess, 10, ME).startswith("you · ")
    assert author_line(guess, 10, None).startswith("00000000 · ")
    named = {ME: "Ana"}.__getitem__
    assert author_line(guess, 10, None, name_of=named).startswith("Ana · ")
    assert author_tip(guess, 10, None, name_of=named).startswith("Ana · ")
    assert author_line(guess, 10, ME, name_of=named).startswith("you · ")
    assert "2026" in author_tip(guess, 10, ME)
    moment = datetime.fromtimestamp(guess.keyframes[0].at_us / 1e6, UTC)
    told = [
        author_line(guess, 10, ME, now=moment + later)
        for later in (timedelta(0), timedelta(days=2), timedelta(days=400))
    ]
    at = moment.astimezone()
    assert told[0] == f"you · {at:%H:%M}"
    assert told[1].endswith(f"{at:%H:%M}")
    assert "2026" not in told[1]
    assert told[2].endswith("2026")
    plain = single(3)
    assert (model_line(plain, 3), author_line(plain, 3, ME)) == ("", "")
