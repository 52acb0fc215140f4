from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from app.ui.timeline.columns import KIND_CODES, LaneArrays
from app.ui.timeline.spans import lane_of
from models.annotation import Track
from tests.support.annotations import tracks, unhurried


@unhurried
@given(tracks(), st.lists(st.floats(-5, 70), max_size=30).map(sorted))
def test_a_column_shows_what_the_lane_has_there(of: Track, middles: list[float]) -> None:
    lane = lane_of(of, frame_count=60)
    codes = LaneArrays(lane.frames, lane.spans).span_columns(np.array(middles))
    for middle, code in zip(middles, codes.tolist(), strict=True):
        there = [s for s in lane.spans if s.start <= middle <= s.end]
        assert code == (KIND_CODES[there[-1].kind] if there else 0)


@unhurried
@given(tracks(), st.lists(st.floats(-5, 70), min_size=2, max_size=30).map(sorted))
def test_a_column_is_marked_where_a_keyframe_lies_in_it(of: Track, edges: list[float]) -> None:
    lane = lane_of(of, frame_count=60)
    marked = LaneArrays(lane.frames, lane.spans).key_columns(np.array(edges))
    for column, (left, right) in enumerate(pairwise(edges)):
        assert marked[column] == any(left <= frame < right for frame in lane.frames)
