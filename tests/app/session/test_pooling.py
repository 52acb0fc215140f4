"""Figures of several clips are those of one long clip."""

from dataclasses import replace

import pytest

from app.quality import Report, compare
from app.session.pooling import pooled
from app.session.review.quality_report import figures_of
from models.annotation import Annotation, Box, Track
from models.annotation.labels import Label
from tests.support.annotations import CAR, PERSON, key, track

LABELS = (Label(PERSON, "person", color="#56B4E9"), Label(CAR, "car", color="#009E73"))


def walker(at: int, x: float, *, length: int = 10, **fields: object) -> Track:
    end = key(at + length, Box(x + 60, 50, 40, 80), outside=True)
    return track(key(at, Box(x, 50, 40, 80)), end, **fields)


def report(truth: list[Track], candidate: list[Track], frames: int) -> Report:
    return compare(Annotation(truth), Annotation(candidate), frames=range(frames), labels=LABELS)


def later(tracks: list[Track], by: int) -> list[Track]:
    return [
        replace(
            one,
            keyframes=tuple(
                replace(each, frame_index=each.frame_index + by) for each in one.keyframes
            ),
        )
        for one in tracks
    ]


def test_two_clips_are_measured_as_one_long_clip() -> None:
    first = [walker(0, 0), walker(4, 300, label_id=CAR)], [walker(1, 6), walker(4, 302)]
    second = [walker(0, 0, length=20)], [walker(0, 9, length=8), walker(8, 30, length=12)]
    both = report(first[0] + later(second[0], 100), first[1] + later(second[1], 100), frames=140)
    apart = pooled([report(*first, frames=40), report(*second, frames=40)])
    for joined, alone in zip(figures_of(apart), figures_of(pooled([both])), strict=True):
        assert joined == pytest.approx(alone)
    assert apart.confusion == pooled([both]).confusion


def test_one_clip_alone_keeps_its_figures() -> None:
    one = report([walker(0, 0), walker(2, 300)], [walker(0, 5), walker(2, 340)], frames=30)
    alone = pooled([one])
    assert alone.hota == pytest.approx(one.hota.hota)
    assert alone.idf1 == pytest.approx(one.identity.idf1)
    assert alone.mota == pytest.approx(one.clear.mota)
    assert alone.mean_iou == pytest.approx(one.detection.mean_iou)
    assert alone.f1 == pytest.approx(one.detection.overall.f1)
    assert alone.kappa == one.label_kappa


def test_nothing_has_no_figures_of_tracks() -> None:
    nothing = pooled([])
    assert (nothing.hota, nothing.mota, nothing.mean_iou, nothing.kappa) == (None,) * 4
