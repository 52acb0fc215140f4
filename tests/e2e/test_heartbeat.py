"""The heartbeat itself: it must find what stands still, or a promise would be kept by blindness."""

import time
from collections.abc import Callable

import pytest
from PySide6.QtCore import QEventLoop, QTimer

from tests.support import heartbeat
from tests.support.heartbeat import FULL_SPEED_S, Heartbeat, charged_s, compute, speed_of

MOST_MS = 10


def run(
    ms: int, do: Callable[[], object], each_ms: int, *, forgives_queues: bool = False
) -> Heartbeat:
    """Let an event loop run that is handed `do` now and then."""
    loop, timer = QEventLoop(), QTimer()
    timer.setInterval(each_ms)
    timer.timeout.connect(do)
    QTimer.singleShot(ms, loop.quit)
    with Heartbeat(forgives_queues=forgives_queues) as heart:
        timer.start()
        loop.exec()
        timer.stop()
    return heart


def test_an_idle_window_beats(qapp: object) -> None:
    heart = run(400, lambda: None, each_ms=50)
    assert heart.median_ms <= MOST_MS
    assert heart.felt_ms <= MOST_MS


@pytest.mark.parametrize("stand_still", [time.sleep, compute], ids=["waits", "computes"])
def test_thirty_milliseconds_at_each_event_are_found_out(
    qapp: object, stand_still: Callable[[float], object]
) -> None:
    heart = run(600, lambda: stand_still(0.03), each_ms=1)
    assert heart.median_ms > MOST_MS
    assert heart.felt_ms > MOST_MS


@pytest.mark.parametrize("stand_still", [time.sleep, compute], ids=["waits", "computes"])
def test_beats_in_between_hide_nothing_from_what_is_felt(
    qapp: object, stand_still: Callable[[float], object]
) -> None:
    heart = run(800, lambda: stand_still(0.03), each_ms=50)
    assert heart.felt_ms > MOST_MS


@pytest.mark.parametrize("times", [2.0, 50.0])
def test_a_slow_core_never_hides_thirty_milliseconds(
    qapp: object, monkeypatch: pytest.MonkeyPatch, times: float
) -> None:
    monkeypatch.setattr(heartbeat, "_timed_fixed_work", lambda: FULL_SPEED_S * times)
    heart = run(600, lambda: compute(0.03), each_ms=1)
    assert heart.felt_ms > MOST_MS


def test_a_slow_core_is_no_excuse_for_waiting(
    qapp: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(heartbeat, "_timed_fixed_work", lambda: FULL_SPEED_S * 50)
    heart = run(600, lambda: time.sleep(0.03), each_ms=1)
    assert heart.median_ms > 25


@pytest.mark.parametrize(
    ("slower", "speed"), [(0.5, 1.0), (1.0, 1.0), (2.0, 0.5), (2.5, 0.4), (50.0, 0.4)]
)
def test_a_core_is_taken_for_at_most_two_and_a_half_times_slower(
    slower: float, speed: float
) -> None:
    assert speed_of(FULL_SPEED_S * slower) == pytest.approx(speed)


def test_computing_is_charged_at_full_speed_waiting_in_full_and_queueing_not() -> None:
    assert charged_s(passed=0.03, computed=0.03, queued=0.0, speed=0.5) == pytest.approx(0.015)
    assert charged_s(passed=0.03, computed=0.0, queued=0.0, speed=0.5) == pytest.approx(0.03)
    assert charged_s(passed=0.03, computed=0.0, queued=0.03, speed=0.5) == pytest.approx(0.0)
    assert charged_s(passed=0.1, computed=0.02, queued=0.05, speed=0.5) == pytest.approx(0.04)


def test_what_others_queued_excuses_waiting_and_never_computing() -> None:
    waits = charged_s(0.03, 0.0, 0.0, 1.0, others_queued=0.02)
    computes = charged_s(0.03, 0.03, 0.0, 1.0, others_queued=0.02)
    assert waits == pytest.approx(0.01)
    assert computes == pytest.approx(0.03)


def test_to_forgive_queues_is_no_excuse_for_standing_still_alone(qapp: object) -> None:
    heart = run(400, lambda: time.sleep(0.05), each_ms=1, forgives_queues=True)
    assert heart.median_ms > MOST_MS
