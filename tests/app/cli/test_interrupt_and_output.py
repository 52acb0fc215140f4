"""Small parts of the command line: signals, progress, sizes and times."""

import os
import signal

import pytest

from app.cli.interrupt import cancelled_by_interrupt
from app.cli.output import duration_text, size_text
from app.cli.progress import Progress


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_first_signal_asks_and_the_handlers_come_back(number):
    before = signal.getsignal(number)
    with cancelled_by_interrupt() as cancelled:
        assert not cancelled()
        os.kill(os.getpid(), number)
        assert cancelled()
        assert signal.getsignal(number) == before


def test_the_second_interrupt_does_what_it_always_does():
    # A shell that runs the tests in the background has interrupts ignored.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)

    def twice() -> None:
        with cancelled_by_interrupt():
            os.kill(os.getpid(), signal.SIGINT)
            os.kill(os.getpid(), signal.SIGINT)

    try:
        with pytest.raises(KeyboardInterrupt):
            twice()
    finally:
        signal.signal(signal.SIGINT, before)


def test_progress_in_a_log_is_a_few_lines(capsys):
    with Progress("importing a.mp4") as progress:
        for step in range(1001):
            progress.show(step / 1000)
    assert capsys.readouterr().err.splitlines() == [
        "importing a.mp4: 25%",
        "importing a.mp4: 50%",
        "importing a.mp4: 75%",
    ]


@pytest.mark.parametrize(
    ("size", "text"),
    [
        (0, "0 B"),
        (999, "999 B"),
        (1000, "1.0 kB"),
        (150_000, "150 kB"),
        (5_000_000_000_000, "5.0 TB"),
        (5_000_000_000_000_000, "5000 TB"),
    ],
)
def test_sizes_are_short(size, text):
    assert size_text(size) == text


@pytest.mark.parametrize(
    ("seconds", "text"), [(0, "0:00.0"), (59.96, "1:00.0"), (3661.25, "1:01:01.2"), (12, "0:12.0")]
)
def test_durations_are_clocks(seconds, text):
    assert duration_text(seconds) == text
