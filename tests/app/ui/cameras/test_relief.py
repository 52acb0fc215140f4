"""A main clip that loses frames has its companions show key pictures only."""

import pytest

from app.media.player.state import PlayerState
from app.ui.cameras.relief import Relief
from tests.app.ui.cameras.conftest import Cameras, barcode


def told(
    relief: Relief, start_s: float, seconds: float, *, loses: float, frame: int = 0, lost: int = 0
) -> tuple[int, int]:
    """Let 25 frames a second pass, of which a share is lost; return frame and losses at the end."""
    for quarter in range(1, int(seconds * 4) + 1):
        passed = quarter * 25 // 4
        dropped = lost + round(passed * loses)
        state = PlayerState(True, frame + passed, 1.0, False, 25.0, dropped)
        relief.look(state, now_s=start_s + quarter / 4)
    return frame + passed, dropped


def test_relief_comes_when_a_tenth_is_lost_over_three_seconds() -> None:
    relief = Relief()
    told(relief, 0.0, 2.5, loses=0.5)
    assert not relief.is_on
    told(relief, 2.5, 2.0, loses=0.5, frame=62, lost=31)
    assert relief.is_on


def test_a_clip_that_loses_little_needs_no_relief() -> None:
    relief = Relief()
    told(relief, 0.0, 30.0, loses=0.08)
    assert not relief.is_on


def test_relief_ends_late_and_later_each_time() -> None:
    relief = Relief()
    frame = lost = 0
    now_s = 0.0
    for lasts_s in (10.0, 20.0):
        frame, lost = told(relief, now_s, 4.0, loses=0.5, frame=frame, lost=lost)
        now_s += 4.0
        assert relief.is_on
        frame, lost = told(relief, now_s, lasts_s - 1, loses=0.0, frame=frame, lost=lost)
        now_s += lasts_s - 1
        assert relief.is_on
        frame, lost = told(relief, now_s, 6.0, loses=0.0, frame=frame, lost=lost)
        now_s += 6.0
        assert not relief.is_on


def test_a_pause_and_a_jump_begin_the_count_anew() -> None:
    relief = Relief()
    frame, lost = told(relief, 0.0, 2.5, loses=0.5)
    relief.look(PlayerState(False, frame, 1.0, False, 0.0, lost), now_s=2.6)
    frame, _ = told(relief, 2.7, 2.5, loses=0.5, frame=frame)
    assert not relief.is_on
    told(relief, 5.2, 2.5, loses=0.5, frame=0)
    assert not relief.is_on


def test_a_spared_camera_shows_key_pictures_while_the_main_clip_plays_and_all_at_rest(
    cameras: Cameras, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = cameras.person
    cameras.open("gate")
    yard = cameras.add("yard")
    person.go_to(14)
    cameras.wait_in_step()
    shown: list[int] = []
    yard.picture_shown.connect(lambda: shown.append(barcode(yard)))
    relief = cameras.desk._company.relief
    loses = False
    monkeypatch.setattr(relief, "look", lambda _state, *, now_s: setattr(relief, "is_on", loses))
    person.desk.playback.set_rate(0.25)
    person.press("Space")
    person.wait_until(lambda: yard._played is not None, "for the companion to play")
    loses = True
    person.wait_until(lambda: yard._played is None, "for relief")
    shown.clear()
    person.wait_until(lambda: 12 in shown, "for the next key picture")
    person.press("Space")
    person.wait_until(lambda: not person.desk.clip.playback.state.playing, "for the pause")
    cameras.wait_in_step()
    assert barcode(yard) == yard.frame_shown
    # One may have been on its way when relief came.
    assert set(shown[1:]) <= {0, 12, 24, yard.frame_shown}
