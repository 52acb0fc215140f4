"""A camera that lags says so, once it lasts, and says it no more when it is over."""

import pytest

from app.media.lockstep import Lockstep, Recording
from app.media.player.state import PlayAnchor
from app.ui.cameras import in_step as module
from app.ui.cameras.apart import Apart, distance_s
from app.ui.cameras.texts import apart_text, length_text
from tests.app.ui.cameras.conftest import Cameras


def test_a_distance_is_told_when_it_lasts_and_until_it_is_well_over() -> None:
    apart = Apart()
    told = []
    for now_s, apart_s in (
        (0.0, 1.0),
        (0.3, 1.0),
        (0.5, 1.2),
        (0.6, 0.2),
        (0.7, 0.1),
        (0.8, 0.2),
        (1.5, 0.2),
    ):
        apart.look(apart_s, frame_s=0.04, now_s=now_s)
        told.append(apart.told_s)
    assert told == [0.0, 0.0, 1.2, 0.2, 0.0, 0.0, 0.0]


def test_a_distance_that_is_over_at_once_is_never_told() -> None:
    apart = Apart()
    for now_s, apart_s in ((0.0, 9.0), (0.3, 0.0), (0.5, 9.0), (0.8, 9.0)):
        apart.look(apart_s, frame_s=0.04, now_s=now_s)
        assert apart.told_s == 0.0


def test_two_frames_of_a_slow_camera_are_no_distance() -> None:
    apart = Apart()
    for now_s in (0.0, 1.0, 2.0):
        apart.look(-1.9, frame_s=1.0, now_s=now_s)
    assert apart.told_s == 0.0


@pytest.mark.parametrize(
    ("apart_s", "text"),
    [(1.24, "1.2 s behind"), (-0.4, "0.4 s ahead"), (65.0, "1:05 behind")],
    ids=["behind", "ahead", "more than a minute"],
)
def test_a_distance_is_written_in_one_word(apart_s: float, text: str) -> None:
    assert apart_text(apart_s) == text


def test_due_is_all_from_the_main_picture_to_what_the_clock_says(cameras: Cameras) -> None:
    cameras.open("gate")
    yard = cameras.add("yard")
    recording: Recording = yard.recording
    played = (1.0, PlayAnchor(0.0, 100.0))

    def distance(frame: int) -> float:
        lock = Lockstep.between(None, None)
        return round(distance_s(frame, recording, lock, second=1.6, played=played, now_s=102.4), 3)

    assert [distance(frame) for frame in (10, 20, 25, 30, 35)] == [0.8, 0.0, 0.0, 0.0, -0.4]


def test_without_a_picture_nothing_is_said_to_be_in_step(cameras: Cameras) -> None:
    cameras.open("gate")
    yard = cameras.add("yard")
    assert yard.tile.area.words[0] == "No recording at this time"
    assert yard.tile.badge == "\N{EN DASH}"
    cameras.person.go_to(30)
    cameras.wait_in_step()
    assert yard.tile.badge == "In step"
    cameras.person.go_to(3)
    cameras.wait_in_step()
    assert yard.tile.badge == "\N{EN DASH}"
    yard.nudge_ms(-40.0)
    assert yard.tile.badge == "\N{MINUS SIGN}40 ms"


def test_a_camera_that_plays_behind_the_main_clip_says_how_far(
    cameras: Cameras, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_LOST_S", 60.0)
    person = cameras.person
    cameras.open("gate")
    yard = cameras.add("yard")
    # More than a second behind.
    cameras.play_out_of_step(yard, rate=0.1, at=40, by_s=0.6)
    person.wait_until(lambda: yard.tile.badge.endswith(" s behind"), "for the chip to say it")
    assert yard.tile.header._badge.property("tone") == "warn"
    person.press("Space")
    person.wait_until(lambda: yard.tile.badge == "In step", "for it to be in step")
    assert yard.tile.header._badge.property("tone") == "dim"
    cameras.wait_in_step()


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (42.4, "42 s"),
        (185.0, "3 min 5 s"),
        (44_762.0, "12 h 26 min"),
        (271_123_200.0, "3138 days"),
    ],
    ids=["seconds", "minutes", "hours", "days"],
)
def test_a_length_of_time_is_not_written_like_a_time_of_day(seconds: float, text: str) -> None:
    assert length_text(seconds) == text
