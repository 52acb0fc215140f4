"""What goes on frame after frame is one entry to walk to."""

from uuid import UUID

import pytest

from app.quality import Disagreement, DisagreementKind
from models.annotation import Box
from models.annotation.label_attributes import NO, YES
from tests.app.quality.walks import HERE, LEFT, THERE, compared, of_kind, walk


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


def test_an_attribute_that_never_changes_is_one_disagreement_a_track() -> None:
    truth = walk(1, (0, HERE), attributes=((LEFT.key, YES),))
    report = compared([truth], [walk(1, (0, HERE))])
    (entry,) = report.disagreements
    assert (entry.truth_says, entry.candidate_says, entry.frame_count) == (YES, NO, 100)
    assert (report.attributes[2].rated, report.attributes[2].agreed) == (1, 0)


def test_entries_come_in_order_of_their_frames() -> None:
    truth = [walk(number, (90 - 10 * number, HERE), (95, None)) for number in range(1, 9)]
    frames = [one.frame_index for one in compared(truth, []).disagreements]
    assert frames == sorted(frames)
    assert len(frames) == 8
