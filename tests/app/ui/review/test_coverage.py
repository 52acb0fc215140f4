"""Which frames were shown, and where samples are taken."""

from dataclasses import replace
from fractions import Fraction
from uuid import UUID

import numpy as np
import pytest

from app.media.index.frame_index import FrameIndex
from app.ui.review.sampling.coverage import Coverage, stops_every
from app.ui.review.single.walk import Walk
from tests.support.clip_index import clip_index


def test_a_frame_counts_once_and_only_if_there_is_one() -> None:
    coverage = Coverage(4)
    assert coverage.saw(1)
    assert not coverage.saw(1)
    assert not coverage.saw(4)
    assert not coverage.saw(-1)
    assert (coverage.count, coverage.share) == (1, 0.25)
    coverage.extend(8)
    assert coverage.saw(7)
    assert coverage.share == 0.25
    np.testing.assert_allclose(coverage.parts(4), [0.5, 0, 0, 0.5])
    assert Coverage(0).share == 0.0


def test_stops_go_by_time_stamps_and_pass_over_pauses() -> None:
    even = clip_index(50, rate=10)
    assert stops_every(even, 1) == (0, 10, 20, 30, 40)
    pts = np.array([0, 100, 200, 300, 1000, 1100, 1200], dtype=np.int64)
    index: FrameIndex = replace(even, pts=pts, end_pts=1300, time_base=Fraction(1, 100))
    assert stops_every(index, 1) == (0, 1, 2, 3, 4, 5, 6)
    assert stops_every(index, 2) == (0, 2, 4, 6)
    assert stops_every(index, 60) == (0,)
    assert stops_every(index, 0) == ()


def test_a_walk_goes_round_and_on_to_what_is_left() -> None:
    one, two, three = (UUID(int=n) for n in (1, 2, 3))
    walk = Walk((one, two, three), two)
    assert (walk.current, walk.number) == (two, 2)
    assert walk.step(2) == one
    assert walk.next_left(lambda key: key == one, range(1, 4)) == 3, "it is the last to be asked"
    assert walk.next_left(lambda key: key == three, range(1, 4)) == 2
    assert walk.next_left(lambda key: key == three, range(1, 2)) is None
    assert walk.next_left(lambda _key: False, range(1, 4)) is None
    with pytest.raises(ValueError, match="nothing"):
        Walk(())
