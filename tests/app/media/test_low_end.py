"""The switch for weak machines: it goes on when frames keep coming late, and off much later."""

from app.media.player.low_end import LowEndSwitch


def play(switch: LowEndSwitch, *, from_s: float, seconds: float, late: bool) -> float:
    """Play 20 frames a second; give when it ended."""
    for number in range(round(seconds * 20) + 1):
        switch.played(shown=1, dropped=int(late), now_s=from_s + number / 20)
    return from_s + seconds


def test_a_machine_that_keeps_up_is_left_alone() -> None:
    switch = LowEndSwitch()
    play(switch, from_s=0, seconds=100, late=False)
    assert not switch.on


def test_a_single_hiccup_does_not_turn_it_on() -> None:
    switch = LowEndSwitch()
    now_s = play(switch, from_s=0, seconds=2, late=False)
    switch.played(shown=1, dropped=3, now_s=now_s + 0.05)
    play(switch, from_s=now_s + 0.1, seconds=10, late=False)
    assert not switch.on


def test_frames_that_keep_coming_late_turn_it_on_and_each_time_for_longer() -> None:
    switch, now_s, lasted = LowEndSwitch(), 0.0, []
    for _ in range(2):
        now_s = play(switch, from_s=now_s, seconds=3.5, late=True)
        assert switch.on
        began_s = now_s
        while switch.on:
            now_s = play(switch, from_s=now_s + 0.05, seconds=1, late=False)
        lasted.append(now_s - began_s)
    assert 25 < lasted[0] < 40
    assert lasted[1] > 1.5 * lasted[0]


def test_a_pause_between_two_stretches_says_nothing() -> None:
    switch = LowEndSwitch()
    for stretch in range(10):
        play(switch, from_s=stretch * 100.0, seconds=1, late=True)
    assert not switch.on
