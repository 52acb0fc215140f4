from itertools import pairwise

from app.ui.timeline.playback_texts import SPEEDS, faster, rate_text, slower


def test_speeds_are_written_without_needless_zeros() -> None:
    times = "\N{MULTIPLICATION SIGN}"
    texts = [rate_text(rate) for rate in (1.0, 0.25, 16.0, -2.0, 2**0.5)]
    assert texts == [
        f"1{times}",
        f"0.25{times}",
        f"16{times}",
        f"\N{MINUS SIGN}2{times}",
        f"1.41{times}",
    ]


def test_faster_and_slower_walk_the_speeds_of_the_menu_and_stop_at_its_ends() -> None:
    for slow, fast in pairwise(SPEEDS):
        assert (faster(slow), slower(fast)) == (fast, slow)
    assert (faster(SPEEDS[-1]), slower(SPEEDS[0])) == (SPEEDS[-1], SPEEDS[0])
    assert (faster(1.2), slower(1.2)) == (1.5, 1.0)
