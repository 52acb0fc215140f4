"""How a player behaves: which request wins, what it keeps and tells, how it ends."""

import io
import threading

import pytest

from app.media.pictures.view import ViewRequest
from tests.app.media.truth import truth_of
from tests.app.media.viewer import Viewer
from tests.support.footage import footage

NAME = "h264 with B-frames in mp4"
FRAME_BYTES = 160 * 96 * 3 // 2


def open_viewer(*, cache_bytes: int = 64 << 20) -> Viewer:
    truth = truth_of(footage(NAME))
    return Viewer(lambda: io.BytesIO(truth.clip), truth.index, cache_bytes=cache_bytes)


def test_the_newest_of_many_requests_is_shown_last() -> None:
    with open_viewer() as viewer:
        for frame_index in [*range(47, 0, -1), 20]:
            viewer.player.show(frame_index)
        viewer.wait_for_frame(20)
        assert len(viewer.pictures) < 48


def test_steps_add_up_and_stop_at_the_ends_of_the_clip() -> None:
    with open_viewer() as viewer:
        for _ in range(5):
            viewer.player.step(1)
        viewer.wait_for_frame(5)
        viewer.player.step(-99)
        viewer.wait_for_frame(0)
        viewer.player.step(99)
        viewer.wait_for_frame(47)


def test_scrubbing_shows_the_key_picture_first_and_then_the_frame() -> None:
    with open_viewer() as viewer:
        viewer.player.show(0)
        viewer.wait_for_frame(0)
        shown = len(viewer.pictures)
        viewer.player.scrub(40)
        viewer.wait_for_frame(40)
        assert [(p.frame_index, p.exact) for p in viewer.pictures[shown:]] == [
            (36, False),
            (40, True),
        ]


def test_a_slow_drag_within_a_group_of_pictures_does_not_jump_back_to_its_key_picture() -> None:
    with open_viewer() as viewer:
        viewer.player.show(40)
        viewer.wait_for_frame(40)
        shown = len(viewer.pictures)
        viewer.player.scrub(42)
        viewer.wait_for_frame(42)
        assert [p.frame_index for p in viewer.pictures[shown:]] == [42]


def test_at_rest_the_frames_that_lie_ready_are_told() -> None:
    with open_viewer() as viewer:
        viewer.player.show(30)
        viewer.wait_for_frame(30)
        viewer.wait_until(lambda: viewer.states[-1].buffered == (0, 46))
        assert viewer.states[-1].frame_index == 30


def test_the_statistics_tell_what_was_done() -> None:
    with open_viewer() as viewer:
        viewer.player.show(30)
        viewer.wait_for_frame(30)
        viewer.player.play(4)
        viewer.wait_for_frame(47)
        viewer.wait_until(lambda: viewer.player.stats.shown == len(viewer.pictures))
        stats = viewer.player.stats
        assert stats.decoded > 0
        assert stats.cached_frames > 0
        assert stats.cached_bytes >= stats.cached_frames * FRAME_BYTES
        assert stats.cache_hits + stats.cache_misses > 0


def test_a_new_view_brings_the_present_frame_again_in_its_size() -> None:
    with open_viewer() as viewer:
        viewer.player.show(7)
        viewer.wait_for_frame(7)
        view = ViewRequest(80, 48)
        viewer.player.set_view(view)
        viewer.wait_until(lambda: viewer.pictures[-1].view == view)
        assert viewer.pictures[-1].frame_index == 7
        assert viewer.pictures[-1].bgra.shape == (48, 80, 4)


def test_the_cache_stays_within_its_budget_and_stepping_back_still_works() -> None:
    budget = 7 * FRAME_BYTES
    with open_viewer(cache_bytes=budget) as viewer:
        cache = viewer.player._loop._source.cache
        viewer.player.show(47)
        viewer.wait_for_frame(47)
        for frame_index in range(46, 20, -1):
            viewer.player.step(-1)
            viewer.wait_for_frame(frame_index)
            assert cache.used_bytes <= budget


def test_frames_before_the_play_head_are_kept_for_the_next_steps_back() -> None:
    with open_viewer() as viewer:
        cache = viewer.player._loop._source.cache
        viewer.player.show(46)
        viewer.wait_for_frame(46)
        viewer.player.step(-1)
        viewer.wait_for_frame(45)
        viewer.wait_until(lambda: all(frame in cache for frame in range(36, 46)))


def test_closing_ends_the_thread_at_any_moment_and_closes_the_stream() -> None:
    truth = truth_of(footage(NAME))
    streams: list[io.BytesIO] = []

    def open_stream() -> io.BytesIO:
        streams.append(io.BytesIO(truth.clip))
        return streams[-1]

    for doing in ("nothing", "show", "scrub", "play"):
        viewer = Viewer(open_stream, truth.index)
        if doing == "play":
            viewer.player.play(16)
        elif doing != "nothing":
            getattr(viewer.player, doing)(40)
        viewer.player.close()
        viewer.player.close()
    assert all(stream.closed for stream in streams)
    assert not any(thread.name == "player" for thread in threading.enumerate())


@pytest.mark.parametrize(
    ("rate", "kept"), [(0.0, 0.1), (100.0, 16.0), (-0.01, -0.1), (-100.0, -16.0), (-2.0, -2.0)]
)
def test_a_rate_is_kept_within_bounds_either_way(rate: float, kept: float) -> None:
    with open_viewer() as viewer:
        viewer.player.show(20)
        viewer.player.play(rate)
        viewer.wait_until(lambda: any(state.playing for state in viewer.states))
        assert {state.rate for state in viewer.states if state.playing} == {kept}
