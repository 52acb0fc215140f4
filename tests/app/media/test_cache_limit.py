"""A player may have to share what its frames take with the players of other clips."""

import io

from tests.app.media.truth import truth_of
from tests.app.media.viewer import Viewer
from tests.support.footage import footage

NAME = "h264 with B-frames in mp4"
FRAME_BYTES = 160 * 96 * 3 // 2


def test_a_limit_holds_from_now_on_and_can_be_lifted() -> None:
    truth = truth_of(footage(NAME))
    with Viewer(lambda: io.BytesIO(truth.clip), truth.index, cache_bytes=64 << 20) as viewer:
        cache = viewer.player._loop._source.cache
        viewer.player.show(40)
        viewer.wait_for_frame(40)
        viewer.wait_until(lambda: viewer.player.stats.cached_frames > 6)
        viewer.player.limit_cache(6 * FRAME_BYTES)
        viewer.player.show(41)
        viewer.wait_for_frame(41)
        viewer.player.show(20)
        viewer.wait_for_frame(20)
        assert cache.budget_bytes == 6 * FRAME_BYTES
        assert cache.used_bytes <= 6 * FRAME_BYTES
        viewer.player.limit_cache(None)
        viewer.player.show(21)
        viewer.wait_for_frame(21)
        assert cache.budget_bytes == 64 << 20


def test_no_limit_gives_more_than_the_player_was_made_with() -> None:
    truth = truth_of(footage(NAME))
    with Viewer(lambda: io.BytesIO(truth.clip), truth.index, cache_bytes=1 << 20) as viewer:
        viewer.player.limit_cache(1 << 30)
        viewer.player.show(3)
        viewer.wait_for_frame(3)
        assert viewer.player._loop._source.cache.budget_bytes == 1 << 20
