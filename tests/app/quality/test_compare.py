"""Comparing two annotations: figures, and what goes on frame after frame as one entry."""

import gc
import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from app.quality import (
    CompareCancelledError,
    CompareSettings,
    Disagreement,
    DisagreementKind,
    Report,
    compare,
)
from app.quality.agreement import agreement
from models.annotation import Annotation, Box, Keyframe, Kind, Label, Track
from models.annotation.label_attributes import NO, YES, AttributeKind, AttributeSpec
from tests.app.quality.golden.perturb import LABELS as GOLDEN_LABELS
from tests.app.quality.golden.perturb import Row, perturbed, read
from tests.support.annotations import CAR, PERSON

GOLDEN = Path(__file__).parent / "golden"
DOING = AttributeSpec(
    uuid4(), "doing", AttributeKind.RADIO, ("walks", "runs"), default="walks", mutable=True
)
SPEED = AttributeSpec(uuid4(), "speed", AttributeKind.NUMBER, mutable=True)
LEFT = AttributeSpec(uuid4(), "left alone", AttributeKind.CHECKBOX, default=NO)
LABELS = (
    Label(PERSON, "person", "#112233", attributes=(DOING, SPEED, LEFT)),
    Label(CAR, "car", "#112233"),
)
HERE, THERE, FAR = Box(0, 0, 100, 100), Box(500, 0, 100, 100), Box(0, 700, 100, 100)


def walk(
    number: int, *keys: tuple[int, Box | None], label: UUID = PERSON, **fields: object
) -> Track:
    """Return a track of keyframes; None for a box stands for outside, where the last one was."""
    keyframes: list[Keyframe] = []
    for frame, box in keys:
        shown = keyframes[-1].box if box is None else box
        keyframes.append(Keyframe(uuid4(), frame, 0, shown, outside=box is None))
    return Track(UUID(int=number), number, label, keyframes=tuple(keyframes), **fields)


def told(track: Track, **values: dict[int, str]) -> Track:
    """Return the track with an attribute told at some keyframes."""
    specs = {"doing": DOING, "speed": SPEED}
    return replace(
        track,
        keyframes=tuple(
            replace(
                one,
                attributes=tuple(
                    (specs[name].key, at[one.frame_index])
                    for name, at in values.items()
                    if one.frame_index in at
                ),
            )
            for one in track.keyframes
        ),
    )


def compared(
    truth: Sequence[Track],
    candidate: Sequence[Track],
    frames: range = range(100),
    **settings: object,
) -> Report:
    return compare(
        Annotation(truth),
        Annotation(candidate),
        frames=frames,
        labels=LABELS,
        settings=CompareSettings(**settings),
    )


def of_kind(report: Report, kind: DisagreementKind) -> list[Disagreement]:
    return [one for one in report.disagreements if one.kind is kind]


def test_an_annotation_agrees_with_itself_in_everything() -> None:
    tracks = [walk(1, (0, HERE)), walk(2, (5, THERE), (50, FAR), (80, None), label=CAR)]
    report = compared(tracks, tracks)
    assert not report.disagreements
    assert report.detection.overall.f1 == report.detection.mean_iou == 1
    assert report.clear.mota == report.clear.motp == report.identity.idf1 == 1
    assert report.hota.hota == pytest.approx(1)
    assert report.label_kappa == pytest.approx(1)
    assert [one.share for one in report.tracks] == [1, 1]
    assert report.truth == report.candidate
    assert (report.truth.boxes, report.truth.tracks) == (175, 2)


def test_a_track_that_is_missing_on_300_frames_is_one_entry() -> None:
    report = compared([walk(7, (100, HERE), (400, None))], [], range(500))
    (entry,) = report.disagreements
    assert entry == Disagreement(
        DisagreementKind.MISSING, 100, 399, 300, truth_id=UUID(int=7), candidate_id=None, iou=0
    )
    (track,) = report.tracks
    assert (track.frames, track.matched, track.mean_iou, track.partner_id) == (300, 0, None, None)


def test_what_is_there_too_much_is_told_with_how_close_it_lies() -> None:
    near = Box(70, 0, 100, 100)
    report = compared([walk(1, (0, HERE))], [walk(2, (0, near), (10, None))], range(10))
    missing, extra = report.disagreements
    assert (missing.kind, extra.kind) == (DisagreementKind.MISSING, DisagreementKind.EXTRA)
    assert (extra.truth_id, extra.candidate_id) == (None, UUID(int=2))
    assert missing.iou == extra.iou == pytest.approx(30 / 170)


@pytest.mark.parametrize(("pause", "entries"), [(5, 1), (6, 2)], ids=["short", "long"])
def test_a_short_pause_does_not_part_an_entry(pause: int, entries: int) -> None:
    there = walk(2, (20, HERE), (20 + pause, None))
    found = of_kind(compared([walk(1, (0, HERE))], [there]), DisagreementKind.MISSING)
    assert len(found) == entries
    assert sum(one.frame_count for one in found) == 100 - pause
    assert (found[0].frame_index, found[-1].last_frame_index) == (0, 99)


def test_where_only_some_frames_are_compared_runs_are_of_those() -> None:
    frames = range(10, 100, 10)
    report = compared([walk(1, (0, HERE), (55, None))], [], frames, join_gap_frames=0)
    (entry,) = report.disagreements
    assert (entry.frame_index, entry.last_frame_index, entry.frame_count) == (10, 50, 5)
    assert report.truth.boxes == 5


def test_a_box_that_overlaps_little_belongs_there_but_is_told() -> None:
    # The candidate slides away: 0.8 is left at 11 px, 0.5 at 33.
    slides = walk(2, (0, HERE), (50, Box(50, 0, 100, 100)))
    report = compared([walk(1, (0, HERE))], [slides], range(51))
    (low,) = of_kind(report, DisagreementKind.LOW_OVERLAP)
    assert (low.frame_index, low.last_frame_index, low.frame_count) == (12, 33, 22)
    assert low.iou == pytest.approx(67 / 133)
    assert report.detection.matched == 34
    assert report.detection.low_overlap == 22
    assert of_kind(report, DisagreementKind.MISSING)[0].frame_index == 34


def test_another_label_is_told_and_is_another_object_unless_labels_need_not_agree() -> None:
    truth, candidate = [walk(1, (0, HERE))], [walk(1, (0, HERE), label=CAR)]
    report = compared(truth, candidate)
    (entry,) = report.disagreements
    assert (entry.kind, entry.frame_count) == (DisagreementKind.LABEL, 100)
    assert (entry.truth_says, entry.candidate_says) == ("person", "car")
    assert report.detection.names == ("person", "car")
    assert report.detection.confusion == ((0, 100, 0), (0, 0, 0), (0, 0, 0))
    assert report.detection.overall.f1 == report.identity.idf1 == report.hota.hota == 0
    assert compared(truth, candidate, labels_must_agree=False).identity.idf1 == 1


def test_of_two_boxes_on_one_object_the_one_with_its_label_is_taken() -> None:
    nearly = Box(10, 0, 100, 100)
    report = compared([walk(1, (0, HERE))], [walk(1, (0, HERE), label=CAR), walk(2, (0, nearly))])
    assert report.detection.confusion == ((100, 0, 0), (0, 0, 0), (0, 100, 0))
    (entry,) = report.disagreements
    assert (entry.kind, entry.candidate_id) == (DisagreementKind.EXTRA, UUID(int=1))


def test_a_label_that_is_not_known_has_a_row_of_its_own() -> None:
    report = compared([walk(1, (0, HERE), label=UUID(int=99))], [walk(1, (0, HERE))])
    assert report.detection.names == ("person", "car", "unknown label")
    assert report.detection.confusion[2] == (100, 0, 0, 0)
    assert report.tracks[0].label == "unknown label"


def test_a_swap_of_two_tracks_is_a_switch_of_each_with_its_frame() -> None:
    truth = [walk(1, (0, HERE)), walk(2, (0, THERE))]
    candidate = [
        walk(11, (0, HERE), (39, HERE), (40, THERE)),
        walk(12, (0, THERE), (39, THERE), (40, HERE)),
    ]
    report = compared(truth, candidate)
    assert report.disagreements == tuple(
        Disagreement(
            DisagreementKind.IDENTITY_SWITCH,
            40,
            40,
            1,
            truth_id=UUID(int=one),
            candidate_id=UUID(int=after),
            iou=1,
            before_id=UUID(int=before),
        )
        for one, before, after in ((1, 11, 12), (2, 12, 11))
    )
    assert report.clear.switches == 2
    assert [one.switches for one in report.tracks] == [1, 1]
    assert [one.partner_id for one in report.tracks] == [UUID(int=12), UUID(int=11)]
    assert report.identity.idf1 == pytest.approx(0.6)


def test_attributes_are_compared_where_boxes_belong_together() -> None:
    truth = told(walk(1, (0, HERE), (40, HERE)), doing={40: "runs"}, speed={0: "3", 40: "5.0"})
    candidate = told(walk(1, (0, HERE), (60, HERE)), doing={60: "runs"}, speed={0: "3.0", 60: "5"})
    report = compared([truth], [candidate])
    doing, speed, left = report.attributes
    assert (doing.rated, doing.agreed, doing.values) == (100, 80, ("walks", "runs"))
    assert doing.table == ((40, 0), (20, 40))
    assert doing.kappa == pytest.approx((0.8 - 0.48) / 0.52)
    assert doing.linear is None
    assert (speed.values, speed.agreed) == (("3", "5"), 80)
    assert speed.linear == speed.quadratic == pytest.approx(speed.kappa)
    # One that never changes is told once, and where nothing was told its default holds.
    assert (left.rated, left.agreed, left.values, left.kappa) == (1, 1, (NO,), None)
    first, second = of_kind(report, DisagreementKind.ATTRIBUTE)
    assert {first.attribute, second.attribute} == {"doing", "speed"}
    assert (first.frame_index, first.last_frame_index, first.frame_count) == (40, 59, 20)
    assert {first.truth_says, second.truth_says} == {"runs", "5"}


def test_an_attribute_that_never_changes_is_one_disagreement_a_track() -> None:
    truth = walk(1, (0, HERE), attributes=((LEFT.key, YES),))
    report = compared([truth], [walk(1, (0, HERE))])
    (entry,) = report.disagreements
    assert (entry.truth_says, entry.candidate_says, entry.frame_count) == (YES, NO, 100)
    assert (report.attributes[2].rated, report.attributes[2].agreed) == (1, 0)


def test_single_frame_boxes_are_found_or_not_but_have_no_identity() -> None:
    truth = [
        walk(1, (0, HERE)),
        walk(2, (7, THERE), kind=Kind.BOX),
        walk(3, (9, FAR), kind=Kind.BOX),
    ]
    report = compared(truth, [walk(4, (0, HERE)), walk(5, (7, THERE), kind=Kind.BOX)])
    assert report.detection.overall.recall == pytest.approx(101 / 102)
    assert report.clear.missing == 0
    assert report.identity.idf1 == 1
    assert (report.truth.tracks, report.truth.single_boxes) == (1, 2)
    (entry,) = report.disagreements
    assert (entry.frame_index, entry.truth_id) == (9, UUID(int=3))


@pytest.mark.parametrize(
    ("truth", "candidate"),
    [([], []), ([walk(1, (0, HERE))], []), ([], [walk(1, (0, HERE))])],
    ids=["both", "candidate", "truth"],
)
def test_an_empty_side_gives_figures_too(truth: list[Track], candidate: list[Track]) -> None:
    report = compared(truth, candidate)
    assert report.detection.mean_iou is None
    assert report.label_kappa is None
    assert report.identity.idf1 == report.hota.hota == 0
    assert len(report.disagreements) == len(truth) + len(candidate)
    assert not compared(truth, candidate, range(0)).disagreements


def test_entries_come_in_order_of_their_frames() -> None:
    truth = [walk(number, (90 - 10 * number, HERE), (95, None)) for number in range(1, 9)]
    frames = [one.frame_index for one in compared(truth, []).disagreements]
    assert frames == sorted(frames)
    assert len(frames) == 8


class Looks:
    """Counts how often it is asked, and calls the work off at one of them."""

    def __init__(self, last: int | None = None) -> None:
        self.count, self._last = 0, last

    def __call__(self) -> bool:
        self.count += 1
        return self.count == self._last


def test_comparing_can_be_called_off_at_any_look() -> None:
    sides = [Annotation([walk(1, (0, HERE)), walk(2, (0, HERE))]) for _ in range(2)]
    every = Looks()
    compare(*sides, frames=range(9), labels=LABELS, cancelled=every)
    assert every.count > 5
    for last in range(1, every.count + 1):
        with pytest.raises(CompareCancelledError):
            compare(*sides, frames=range(9), labels=LABELS, cancelled=Looks(last))


def test_of_several_people_each_is_compared_with_each() -> None:
    first = [walk(1, (0, HERE)), walk(2, (0, THERE), label=CAR)]
    second = [walk(1, (0, HERE)), walk(2, (0, THERE))]
    third = [walk(1, (0, HERE))]
    people = [Annotation(one) for one in (first, second, third, [])]
    found = agreement(people, frames=range(10), labels=LABELS)
    assert found.f1 == (
        (1, 0.5, pytest.approx(2 / 3), 0),
        (0.5, 1, pytest.approx(2 / 3), 0),
        (pytest.approx(2 / 3), pytest.approx(2 / 3), 1, 0),
        (0, 0, 0, 0),
    )
    assert found.mean_iou[0] == (1, 1, 1, None)
    assert found.label_kappa[0] == (pytest.approx(1), pytest.approx(0), None, None)
    report = compare(*people[:2], frames=range(10), labels=LABELS)
    assert found.f1[0][1] == report.detection.overall.f1


def test_garbage_is_collected_again_whether_comparing_ended_or_was_called_off() -> None:
    sides = [Annotation([walk(1, (0, HERE))]) for _ in range(2)]
    seen = []

    def looked() -> bool:
        seen.append(gc.isenabled())
        return len(seen) > 3

    with pytest.raises(CompareCancelledError):
        compare(*sides, frames=range(9), labels=LABELS, cancelled=looked)
    assert not any(seen)
    assert gc.isenabled()
    compare(*sides, frames=range(9), labels=LABELS)
    assert gc.isenabled()


@pytest.mark.parametrize(
    "wrong",
    [{"threshold": 0.0}, {"threshold": 1.1}, {"low_overlap": -0.1}, {"join_gap_frames": -1}],
    ids=["nothing", "too-much", "below", "gap"],
)
def test_settings_that_make_no_sense_are_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError):
        CompareSettings(**wrong)


def annotated(rows: Sequence[Row]) -> Annotation:
    """Return tracks with a keyframe on each frame of theirs, outside behind each run."""
    by_track: dict[tuple[int, str], list[Row]] = {}
    for row in rows:
        by_track.setdefault((row.track, row.label), []).append(row)
    tracks = []
    for number, ((_, label), some) in enumerate(sorted(by_track.items()), start=1):
        keys: list[Keyframe] = []
        for row, after in zip(some, [*some[1:], None], strict=True):
            frame, box = row.frame - 1, Box(*row[2:6])
            keys.append(Keyframe(uuid4(), frame, 0, box))
            if after is None or after.frame > row.frame + 1:
                keys.append(Keyframe(uuid4(), frame + 1, 0, box, outside=True))
        label_id = UUID(int=GOLDEN_LABELS.index(label) + 1)
        tracks.append(Track(UUID(int=number), number, label_id, keyframes=tuple(keys)))
    return Annotation(tracks)


def test_annotations_give_the_golden_figures_too() -> None:
    truth = read(GOLDEN / "entrance.csv")
    labels = [Label(UUID(int=at), name, "#112233") for at, name in enumerate(GOLDEN_LABELS, 1)]
    frames = range(max(row.frame for row in truth))
    sides = annotated(truth), annotated(perturbed(truth))
    report = compare(*sides, frames=frames, labels=labels)
    figures = json.loads((GOLDEN / "figures.json").read_text())
    golden = figures["trackeval"]["entrance"]["by_label"]
    assert report.clear.mota == pytest.approx(golden["MOTA"], abs=1e-6)
    assert report.identity.idf1 == pytest.approx(golden["IDF1"], abs=1e-6)
    assert report.hota.hota == pytest.approx(golden["HOTA"], abs=1e-6)
    assert len(of_kind(report, DisagreementKind.IDENTITY_SWITCH)) == golden["IDSW"]
