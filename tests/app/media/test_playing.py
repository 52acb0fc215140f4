"""How a player plays: forwards and backwards, in a loop, in step, and on a weak machine."""

import io
import time
from fractions import Fraction

import pytest

from app.media.index.building import build_index
from app.media.player.state import PlayAnchor
from tests.app.media.test_damage import long_clip, zeroed
from tests.app.media.truth import VIEW, truth_of
from tests.app.media.viewer import Viewer
from tests.support.footage import even_pts, footage, make_clip, read_barcode

NAME = "h264 with B-frames in mp4"


def open_viewer() -> Viewer:
    truth = truth_of(footage(NAME))
    return Viewer(lambda: io.BytesIO(truth.clip), truth.index)


def test_playing_shows_the_frames_in_order_and_rests_on_the_last() -> None:
    with open_viewer() as viewer:
        viewer.player.show(30)
        viewer.player.play()
        viewer.wait_until(lambda: bool(viewer.pictures) and viewer.pictures[-1].frame_index == 47)
        state = viewer.wait_for_rest()
        shown = [picture.frame_index for picture in viewer.pictures]
        assert shown == sorted(set(shown))
        assert (state.frame_index, state.playing) == (47, False)


def test_playing_from_the_last_frame_begins_anew() -> None:
    with open_viewer() as viewer:
        viewer.player.show(47)
        viewer.wait_for_frame(47)
        viewer.player.play(16)
        viewer.wait_until(lambda: viewer.pictures[-1].frame_index < 47)
        viewer.wait_for_rest()


def test_no_frame_is_shown_before_its_own_time_and_a_long_one_stays_long() -> None:
    clip = make_clip(
        container="matroska",
        pts=[0, 40, 80, 600, 640],
        time_base=Fraction(1, 1000),
        options={"bf": "0"},
    )
    index = build_index(io.BytesIO(clip))
    with Viewer(lambda: io.BytesIO(clip), index) as viewer:
        viewer.player.play()
        viewer.wait_until(lambda: bool(viewer.pictures) and viewer.pictures[-1].frame_index == 4)
        began_s = viewer.shown_at_s[0]
        for picture, shown_at_s in zip(viewer.pictures, viewer.shown_at_s, strict=True):
            assert shown_at_s - began_s > index.seconds(picture.frame_index) - 0.03


def test_a_loop_is_played_again_and_again_until_it_is_cleared() -> None:
    with open_viewer() as viewer:
        viewer.player.set_loop(14, 10)
        viewer.player.play(4)
        viewer.wait_until(lambda: [p.frame_index for p in viewer.pictures].count(10) >= 3)
        assert {picture.frame_index for picture in viewer.pictures} <= set(range(10, 15))
        viewer.player.clear_loop()
        viewer.wait_until(lambda: viewer.pictures[-1].frame_index > 20)
        viewer.player.pause()


def test_backwards_every_frame_is_shown_or_counted_and_the_first_is_rested_on() -> None:
    with open_viewer() as viewer:
        viewer.player.show(40)
        viewer.wait_for_frame(40)
        viewer.player.play(-1)
        viewer.wait_until(lambda: viewer.pictures[-1].frame_index == 0)
        state = viewer.wait_for_rest()
        shown = [picture.frame_index for picture in viewer.pictures]
        assert shown == sorted(set(shown), reverse=True)
        assert len(shown) + state.dropped == 41
        assert all(read_barcode(p.bgra) == p.frame_index and p.exact for p in viewer.pictures)
        assert (state.frame_index, state.playing) == (0, False)


def test_backwards_no_frame_is_shown_before_its_time() -> None:
    with open_viewer() as viewer:
        viewer.player.show(30)
        viewer.player.play(-1)
        viewer.wait_until(lambda: bool(viewer.pictures) and viewer.pictures[-1].frame_index <= 10)
        viewer.player.pause()
        began_s = viewer.shown_at_s[0]
        for picture, shown_at_s in zip(viewer.pictures, viewer.shown_at_s, strict=True):
            assert shown_at_s - began_s > (30 - picture.frame_index) / 25 - 0.03


def test_a_loop_is_played_backwards_again_and_again() -> None:
    with open_viewer() as viewer:
        viewer.player.set_loop(10, 14)
        viewer.player.play(-4)
        viewer.wait_until(lambda: [p.frame_index for p in viewer.pictures].count(14) >= 3)
        assert viewer.pictures[0].frame_index == 14
        assert {picture.frame_index for picture in viewer.pictures} <= set(range(10, 15))
        viewer.wait_until(
            lambda: len({s.anchor for s in viewer.states if s.playing and s.anchor is not None}) > 2
        )


def test_from_the_first_frame_there_is_nothing_to_play_backwards() -> None:
    with open_viewer() as viewer:
        viewer.player.play(-1)
        viewer.wait_for_frame(0)
        viewer.wait_for_rest()
        assert [picture.frame_index for picture in viewer.pictures] == [0]


@pytest.mark.parametrize("rate", [1.0, -1.0])
def test_two_players_with_one_anchor_show_the_same_moment(rate: float) -> None:
    truth = truth_of(footage(NAME))
    with open_viewer() as one, open_viewer() as other:
        for viewer, frame in ((one, 3), (other, 40)):
            viewer.player.show(frame)
            viewer.wait_for_frame(frame)
        begins_s = 0.2 if rate > 0 else 1.6
        anchor = PlayAnchor(begins_s, time.monotonic() + 0.1)
        for viewer in (one, other):
            viewer.player.play(rate, anchor=anchor)
        for viewer in (one, other):
            # A slow machine leaves out so much that the clip may end before.
            viewer.wait_until(
                lambda viewer=viewer: len(viewer.pictures) > 12 or viewer.has_played()
            )
            viewer.player.pause()
            viewer.wait_for_rest()
            assert {state.anchor for state in viewer.states if state.playing} <= {anchor, None}
            # What comes first may have to be waited for; then each comes in its own time.
            for picture, at_s in list(zip(viewer.pictures, viewer.shown_at_s, strict=True))[3:]:
                clip_s = anchor.clip_s + (at_s - anchor.at_s) * rate
                begun_s = truth.index.seconds(picture.frame_index) + (0 if rate > 0 else 0.04)
                assert (clip_s - begun_s) * rate > -0.001


def test_no_anchor_is_told_that_belongs_to_an_earlier_stretch() -> None:
    with open_viewer() as viewer:
        viewer.player.play(2)
        viewer.wait_until(lambda: len(viewer.pictures) > 5)
        # One that was not about to be played anyway.
        viewer.player.show(40)
        viewer.wait_for_frame(40)
        viewer.wait_for_rest()
        told, again_at_s = len(viewer.states), time.monotonic()

        def anchors() -> list[PlayAnchor]:
            return [state.anchor for state in viewer.states[told:] if state.anchor]

        viewer.player.set_loop(10, 14)
        viewer.player.play(-4)
        # A stretch begins at the end of the loop's last frame, unless it is one after a stall.
        viewer.wait_until(
            lambda: (
                len(set(anchors())) >= 3
                and any(abs(anchor.clip_s - 0.6) < 1e-6 for anchor in anchors())
            )
        )
        assert all(anchor.at_s >= again_at_s for anchor in anchors())


def test_what_an_anchor_puts_before_the_clip_is_waited_for() -> None:
    with open_viewer() as viewer:
        begins_at_s = time.monotonic() + 0.6
        viewer.player.play(anchor=PlayAnchor(0.0, begins_at_s))
        viewer.wait_until(lambda: len(viewer.pictures) > 2)
        assert viewer.pictures[0].frame_index == 0
        assert viewer.shown_at_s[1] > begins_at_s
        assert all(state.playing for state in viewer.states if state.anchor)


def test_what_an_anchor_puts_behind_the_clip_ends_playing() -> None:
    with open_viewer() as viewer:
        viewer.player.play(anchor=PlayAnchor(99.0, time.monotonic()))
        viewer.wait_for_frame(47)
        viewer.wait_for_rest()


def test_while_a_clip_plays_its_state_is_told_a_few_times_a_second_only() -> None:
    with open_viewer() as viewer:
        viewer.player.play(0.5)
        viewer.wait_until(lambda: bool(viewer.pictures) and viewer.pictures[-1].frame_index >= 40)
        told = [state for state in viewer.states if state.playing and not state.buffering]
        lasted_s = viewer.shown_at_s[-1] - viewer.shown_at_s[0]
        assert len(told) <= lasted_s / 0.25 + 8


def test_in_low_end_mode_what_moves_has_fewer_pixels_and_a_pause_gives_the_whole_frame() -> None:
    truth = truth_of(footage(NAME))
    with open_viewer() as viewer:
        viewer.player.set_view(VIEW)
        viewer.player.set_low_end(True)
        viewer.player.play()
        viewer.wait_until(lambda: len(viewer.pictures) > 5)
        viewer.player.pause()
        viewer.wait_until(lambda: not viewer.pictures[-1].reduced)
        whole = viewer.pictures[-1]
        assert whole.exact
        assert whole.bgra.tobytes() == truth.picture_bytes[whole.frame_index]
        moving = [picture for picture in viewer.pictures if picture.reduced]
        assert moving
        assert all(p.bgra.shape[0] <= VIEW.height_px // 2 and p.exact for p in moving)
        assert all(read_barcode(p.bgra) == p.frame_index for p in moving)
        assert all(state.low_end for state in viewer.states if state.playing)
        viewer.player.set_low_end(False)
        viewer.player.show(3)
        viewer.wait_until(lambda: not viewer.states[-1].low_end)


def test_after_low_end_mode_pictures_are_whole_again() -> None:
    with open_viewer() as viewer:
        viewer.player.set_low_end(True)
        viewer.player.set_low_end(False)
        viewer.player.play(4)
        viewer.wait_for_frame(47)
        assert not any(picture.reduced for picture in viewer.pictures)


def test_after_pause_nothing_more_is_shown() -> None:
    with open_viewer() as viewer:
        viewer.player.play()
        viewer.wait_until(lambda: len(viewer.pictures) > 3)
        viewer.player.pause()
        state = viewer.wait_for_rest()
        viewer.player.step(0)
        viewer.wait_until(
            lambda: viewer.pictures[-1].frame_index == viewer.pictures[-2].frame_index
        )
        assert viewer.pictures[-1].frame_index == state.frame_index


def test_a_clip_of_one_frame_can_be_shown_and_played() -> None:
    clip = make_clip(pts=even_pts(1))
    with Viewer(lambda: io.BytesIO(clip), build_index(io.BytesIO(clip))) as viewer:
        viewer.player.play()
        viewer.wait_for_frame(0)
        viewer.wait_for_rest()


@pytest.mark.parametrize("rate", [-2.0, -16.0])
def test_backwards_over_damaged_frames_it_arrives_at_the_first(rate: float) -> None:
    clip = long_clip("matroska")
    index = build_index(io.BytesIO(clip))
    with Viewer(lambda: io.BytesIO(zeroed(clip)), index) as viewer:
        viewer.player.show(119)
        viewer.wait_for_frame(119)
        viewer.player.play(rate)
        viewer.wait_until(viewer.has_played)
        viewer.wait_for_frame(0)
        shown = [picture.frame_index for picture in viewer.pictures]
        assert viewer.failures == []
        assert shown == sorted(shown, reverse=True)
        assert viewer.states[-1].frame_index == 0
        sound = [picture for picture in viewer.pictures if picture.exact and not picture.corrupt]
        # How many of those between are shown in their time is up to the machine.
        assert {0, 119} <= {picture.frame_index for picture in sound}
        assert all(read_barcode(picture.bgra) == picture.frame_index for picture in sound)
