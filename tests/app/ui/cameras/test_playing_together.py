"""While the main clip plays, its companions keep the same time: judged by pictures, not by luck.

Both players tell for each picture which frame it is. What is compared is the companion's frame at
the moment when it was painted with the frame that its anchor makes due then; a machine that is too
busy to paint at all delays the test and does not fail it.
"""

import os
import statistics
import time
from itertools import pairwise
from pathlib import Path

import pytest

from app.media.isolated import is_supported
from app.media.player.state import PlayAnchor
from app.ui.cameras import in_step as module
from app.ui.cameras.companion import Companion
from app.ui.playing.playback import Playback
from tests.app.ui.cameras.conftest import Cameras, barcode

_TRIES = 4


class Watcher:
    """Notes how far each picture of a companion is from its moment, in frames of the slower."""

    def __init__(self, companion: Companion, frame_s: float) -> None:
        self.skews: list[float] = []
        self.frames: list[int] = []
        self._companion, self._frame_s = companion, frame_s
        companion.picture_shown.connect(self._on_picture)

    def _on_picture(self) -> None:
        skew_s = self._companion.skew_s(time.monotonic())
        if skew_s is not None:
            assert barcode(self._companion) == self._companion.frame_shown
            self.skews.append(abs(skew_s) / self._frame_s)
            self.frames.append(self._companion.frame_shown)

    def taken_median(self) -> float:
        """Give the median, and begin anew."""
        median = statistics.median_low(self.skews)
        self.skews.clear()
        self.frames.clear()
        return median


@pytest.mark.parametrize("rate", [1.0, 0.25], ids=["at its speed", "slowly"])
def test_playing_keeps_within_a_frame(cameras: Cameras, rate: float) -> None:
    cameras.open("gate")
    yard = cameras.add("yard")
    watcher = Watcher(yard, frame_s=0.08)
    medians: list[float] = []
    for _ in range(_TRIES):
        play_a_while(cameras, rate=rate, goal=59 if rate == 1.0 else 34)
        assert yard._played is None
        assert len(watcher.frames) >= 3
        # Most pictures are painted within their time, however busy the machine is.
        medians.append(watcher.taken_median())
        if medians[-1] <= 1.0:
            break
    # Others share the machine, and a frame is 80 ms.
    assert min(medians) <= 1.0


def play_a_while(cameras: Cameras, *, rate: float, goal: int) -> None:
    """Play the main clip from its frame 14 on, and rest in step."""
    person = cameras.person
    person.go_to(14)
    cameras.wait_in_step()
    person.desk.playback.set_rate(rate)
    person.press("Space")
    person.wait_until(lambda: person.frame >= goal, "for playback")
    if person.desk.clip.playback.state.playing:
        person.press("Space")
    person.wait_until(lambda: not person.desk.clip.playback.state.playing, "for the pause")
    cameras.wait_in_step()


def test_the_companion_gets_the_main_clips_anchor_through_clocks_and_offset(
    cameras: Cameras,
) -> None:
    person = cameras.person
    cameras.open("gate")
    yard = cameras.add("yard")
    yard.nudge_ms(100.0)
    told: list[tuple[float, PlayAnchor | None]] = []
    play = yard.playback.play

    def telling(rate: float, *, anchor: PlayAnchor | None = None) -> None:
        told.append((rate, anchor))
        play(rate, anchor=anchor)

    yard.playback.play = telling  # type: ignore[method-assign]
    person.desk.playback.set_rate(0.5)
    person.press("Space")
    person.wait_until(lambda: bool(told), "for the companion to play")
    master = person.desk.clip.playback.state
    assert master.anchor is not None
    rate, anchor = told[-1]
    assert rate == master.rate == 0.5
    assert anchor.at_s == master.anchor.at_s
    assert anchor.clip_s == pytest.approx(master.anchor.clip_s - 0.5 + 0.1)
    person.desk.playback.set_rate(1.0)
    person.wait_until(lambda: told[-1][0] == 1.0, "for the other speed")
    assert told[-1][1] != anchor
    person.press("Space")
    cameras.wait_in_step()


def test_a_loop_takes_the_companion_back_with_it(cameras: Cameras) -> None:
    person = cameras.person
    cameras.open("gate")
    yard = cameras.add("yard")
    person.go_to(30)
    person.press("Shift+I")
    person.go_to(22)
    person.press("I")
    watcher = Watcher(yard, frame_s=0.08)
    person.press("Space")

    def has_gone_back() -> bool:
        frames = watcher.frames
        return sum(b < a for a, b in pairwise(frames)) >= 2

    person.wait_until(has_gone_back, "for the second round")
    # How far it overruns the end before it is told depends on the machine.
    assert min(watcher.frames) >= 4
    person.press("Space")
    cameras.wait_in_step()


def test_a_camera_that_begins_later_comes_in_while_the_main_clip_plays(cameras: Cameras) -> None:
    person = cameras.person
    cameras.open("gate")
    yard = cameras.add("yard")
    assert yard.tile.area.picture is None
    watcher = Watcher(yard, frame_s=0.08)
    person.press("Space")
    person.wait_until(lambda: person.frame >= 40, "for playback")
    assert watcher.frames
    assert watcher.frames == sorted(watcher.frames)
    person.wait_until(lambda: not person.desk.clip.playback.state.playing, "for the end")
    cameras.wait_in_step()


def test_a_companion_that_has_lost_step_is_anchored_anew(
    cameras: Cameras, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_ANCHOR_AGAIN_S", 0.0)
    person = cameras.person
    cameras.open("gate")
    yard = cameras.add("yard")
    cameras.play_out_of_step(yard, rate=0.25, at=20, by_s=1.5)
    watcher = Watcher(yard, frame_s=0.08)
    person.wait_until(
        lambda: len(watcher.skews) > 2 and watcher.skews[-1] <= 1.0, "for it to be in step"
    )
    person.press("Space")
    cameras.wait_in_step()


@pytest.mark.skipif(not is_supported(), reason="this system decodes in the program itself")
def test_companions_leave_the_processors_to_the_main_clip(cameras: Cameras) -> None:
    cameras.open("gate")
    cameras.person.go_to(20)
    yard = cameras.add("yard")

    def niceness(playback: Playback) -> int:
        facts = Path(f"/proc/self/fdinfo/{playback._player.decoder._pidfd}").read_text()
        (pid,) = (line.split()[1] for line in facts.splitlines() if line.startswith("Pid:"))
        return os.getpriority(os.PRIO_PROCESS, int(pid))

    assert niceness(yard.playback) > niceness(cameras.person.desk.clip.playback)
