"""Every kind of event and every finding has words, and none shows more than it should."""

from dataclasses import Field, fields
from pathlib import Path
from uuid import UUID

import pytest

from app.ui.audit.names import Names
from app.ui.audit.texts import (
    detail_text,
    finding_text,
    kind_text,
    report_text,
    tip_text,
    tone_of,
    what_text,
)
from models.audit import events
from models.audit.entry import Entry, Event, Kind, Moment, Outcome, Signer
from models.audit.findings import Finding, Report, Trouble
from models.audit.reading import UnreadableEntry
from models.audit.wanted import Wanted
from models.review.issue import IssueStep
from models.review.rules import Rules

ANNA, CLIP, DEVICE, OTHER = UUID(int=1), UUID(int=2), bytes(16), bytes(range(16))
OTHER_ID = UUID("0000abcd" + "0" * 24)
NAMES = Names({ANNA: "Anna"}, {CLIP: "gate 3"}, {DEVICE: "desk-7", OTHER: "laptop"}, DEVICE)


def entry(event: Event, *, at_us: int = 0, late: bool = False, device: bytes = DEVICE) -> Entry:
    return Entry(device, 7, Signer(ANNA, "window"), Moment(at_us, 3600), event=event, late=late)


@pytest.mark.parametrize("kind", list(Kind), ids=lambda kind: kind.value)
def test_every_kind_of_event_has_words_of_its_own(kind: Kind) -> None:
    assert kind_text(kind)
    assert [kind_text(other) for other in Kind].count(kind_text(kind)) == 1
    assert kind_text(kind) in what_text(Event(kind, Outcome.FAILED))
    assert detail_text(Event(kind), NAMES) is not None


@pytest.mark.parametrize("step", list(IssueStep), ids=str)
def test_every_step_of_an_issue_has_words(step: IssueStep) -> None:
    told = detail_text(events.issue(CLIP, OTHER_ID, str(step)), NAMES)
    assert told not in ("", str(step))


@pytest.mark.parametrize("rule", fields(Rules), ids=lambda field: field.name)
def test_every_rule_that_was_changed_is_told_in_words(rule: Field[object]) -> None:
    told = detail_text(events.settings_changed([rule.name]), NAMES)
    assert told
    assert "_" not in told


def test_details_are_told_by_names_and_numbers() -> None:
    told = [
        (events.viewed(CLIP, ((0, 9), (12, 12))), "frames 0–9, 12"),  # noqa: RUF001
        (events.viewed(CLIP, ((4, 4),)), "frame 4"),
        (events.viewed(CLIP, tuple((n, n) for n in range(0, 20, 2))), "frames 0, 2, 4, 6, …"),
        (events.unlock_failed(3, first_us=0, last_us=1), "3 times"),
        (events.assignment(CLIP, before=None, after=ANNA, role="x"), "nobody → Anna"),
        (events.role_changed(ANNA, before="annotator", after="admin"), "Anna: annotator → admin"),
        (events.device_endorsed(OTHER), "laptop · 00010203"),
        (events.denied("export"), "export"),
        (
            events.exported("clip", Path("/case/7.mp4"), outcome=Outcome.DONE, clip_id=CLIP),
            "7.mp4",
        ),
        (
            Event(Kind.CLIP_CHANGED, detail={"state_was": "new", "state": "in_progress"}),
            "new → in progress",
        ),
        (Event(Kind.ASSIGNMENT, detail={"from": "odd", "to": 7}), "odd → 7"),
        (events.issue(CLIP, OTHER_ID, "fix", ((4, 4),)), "said to be fixed · frame 4"),
        (events.verdict(CLIP, accepted=False, track_id=OTHER_ID), "object 0000abcd rejected"),
        (events.verdict(CLIP, accepted=True, reason="withdrawn"), "clip accepted, taken back"),
        (
            Event(Kind.VERDICT, detail={"accepted": True, "objects": 90, "ids": ["ab"]}),
            "90 objects accepted",
        ),
        (
            Event(Kind.EDIT, detail={"name": "draw track", "tracks": 1, "keyframes": 1}),
            "draw track: 1 object, 1 keyframe",
        ),
        (
            Event(Kind.EDIT, detail={"name": "draw track", "tracks": 2, "keyframes": 0}),
            "draw track: 2 objects, 0 keyframes",
        ),
        (events.settings_changed(["seed", "own_work", "store"]), "judging own work, seed, store"),
    ]
    assert [detail_text(event, NAMES) for event, _ in told] == [text for _, text in told]


def test_what_failed_and_what_left_in_clear_stand_out() -> None:
    assert tone_of(events.denied("export")) == "bad"
    assert tone_of(events.decryption_failed(ValueError(), CLIP)) == "bad"
    assert tone_of(events.exported("clip", Path("x"), outcome=Outcome.DONE)) == "warn"
    assert tone_of(events.clip_opened(CLIP)) == "text"
    assert what_text(Event(Kind.EXPORTED, Outcome.BEGUN)) == "Exported in clear: begun"
    assert what_text(Event(Kind.EXPORTED, Outcome.FAILED)) == "Exported in clear: failed"
    assert what_text(Event(Kind.DECRYPTION_FAILED, Outcome.FAILED)) == "Could not be opened"


def test_a_tip_tells_who_where_and_whether_it_waited() -> None:
    tip = tip_text(entry(events.locked(), late=True), NAMES)
    assert "Anna, with the window" in tip
    assert "Entry 7 of desk-7 · 00000000 (this one)" in tip
    assert "+0100" in tip
    assert "while the database took nothing" in tip
    assert NAMES.clip(UUID(int=9)).startswith("deleted clip 00000000")
    assert NAMES.person(UUID(int=9)) == "00000000"


@pytest.mark.parametrize("trouble", list(Trouble), ids=lambda trouble: trouble.value)
def test_every_finding_names_the_device_and_the_entry(trouble: Trouble) -> None:
    text = finding_text(Finding.at(trouble, OTHER, 5, origin=(DEVICE, 9)), NAMES)
    assert "{" not in text
    if trouble is not Trouble.NOTE_ALTERED:
        assert "laptop · 00010203" in text
    several = finding_text(Finding.at(Trouble.MISSING, OTHER, 5, until=8), NAMES)
    assert several == "laptop · 00010203: entries 5–8 are missing."  # noqa: RUF001


def test_a_verdict_is_told_by_icon_tone_and_words() -> None:
    bad = Finding.at(Trouble.ALTERED, DEVICE, 5)
    remark = Finding.at(Trouble.NOT_ENDORSED, OTHER, 0)
    assert report_text(Report(1234, 2, (remark,)))[:2] == ("circle-check", "ok")
    assert "1,234" in report_text(Report(1234, 2, ()))[2]
    assert report_text(Report(9, 1, (bad, remark)))[1:] == (
        "bad",
        "Not what was written. Places found in 9 entries: 1",
    )
    assert report_text(Report(9, 1, (), complete=False))[1] == "warn"
    assert "for the first time" in report_text(Report(9, 1, (), remembered=False))[2]


def test_the_log_is_narrowed_by_each_thing_that_can_be_chosen() -> None:
    one = entry(events.clip_opened(CLIP), at_us=100)
    assert Wanted().takes(one)
    for wanted, takes in (
        (Wanted(kind=Kind.CLIP_OPENED), True),
        (Wanted(kind=Kind.LOCKED), False),
        (Wanted(person=ANNA), True),
        (Wanted(person=CLIP), False),
        (Wanted(device=DEVICE), True),
        (Wanted(device=OTHER), False),
        (Wanted(clip=CLIP), True),
        (Wanted(clip=ANNA), False),
        (Wanted(since_us=100), True),
        (Wanted(since_us=101), False),
        (Wanted(until_us=100), False),
        (Wanted(until_us=101), True),
    ):
        assert wanted.takes(one) is takes, wanted
    unreadable = UnreadableEntry(DEVICE, 3)
    assert Wanted(kind=Kind.LOCKED, since_us=9).takes(unreadable)
    assert not Wanted(device=OTHER).takes(unreadable)
    assert set(Wanted(clip=CLIP, kind=Kind.LOCKED).told) == {"what", "clip"}
