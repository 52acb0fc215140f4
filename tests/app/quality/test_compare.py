"""Comparing two annotations: the figures of all that they show."""

import gc
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from app.quality import CompareCancelledError, CompareSettings, DisagreementKind, compare
from app.quality.agreement import agreement
from models.annotation import Annotation, Box, Keyframe, Kind, Label, Track
from models.annotation.label_attributes import NO
from tests.app.quality.golden.perturb import LABELS as GOLDEN_LABELS
from tests.app.quality.golden.perturb import Row, perturbed, read
from tests.app.quality.walks import FAR, HERE, LABELS, THERE, compared, of_kind, told, walk
from tests.support.annotations import CAR

GOLDEN = Path(__file__).parent / "golden"


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


@pytest.fixture
def collecting() -> Iterator[None]:
    """Let Python look for cycles by itself, as it does where there is no window."""
    gc.enable()
    yield
    gc.disable()


@pytest.mark.usefixtures("collecting")
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
