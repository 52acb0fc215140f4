"""A person in a hurry: random mixed operations, and each picture held against the truth.

`run_campaign` seeks, steps, scrubs, plays either way, pauses and loops, some of it in bursts, and
compares every picture that is delivered with the one that a plain decode gives under that number.
What it finds wrong it tells in words; nothing is raised.
"""

import itertools
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from app.media.isolated import AnyPlayer
from app.media.player.player import Player
from tests.app.media.truth import VIEW, Truth, is_shown_truly
from tests.app.media.viewer import Viewer

_KINDS = {
    "show": 5,
    "step on": 4,
    "step back": 4,
    "scrub": 4,
    "burst": 2,
    "walk back": 1,
    "play": 2,
    "reverse": 2,
    "loop": 1,
}
_PLAYED_PICTURES = 3


@dataclass
class Findings:
    """What a campaign did and found."""

    operations: int = 0
    pictures: int = 0
    wrong: list[str] = field(default_factory=list)


def run_campaign(
    truth: Truth,
    operations: int,
    *,
    seed: int = 2,
    rates: Sequence[float] = (1.0, 4.0, 16.0),
    start: Callable[..., AnyPlayer] = Player,
) -> Findings:
    """Do so many operations through the sealed stream. Ends early where a frame never comes.

    `rates` are those at which is played, either way: slow ones cost time and little else.
    """
    with Viewer(truth.open_stream, truth.index, start=start) as viewer:
        campaign = _Campaign(truth, viewer, random.Random(seed), rates=rates)
        for _ in range(operations):
            if not campaign.operate():
                break
        return campaign.findings


class _Campaign:
    def __init__(
        self, truth: Truth, viewer: Viewer, chance: random.Random, *, rates: Sequence[float]
    ) -> None:
        self._truth, self._viewer, self._player = truth, viewer, viewer.player
        self._chance, self._rates = chance, rates
        self._last = truth.index.frame_count - 1
        self._target = 0
        self._kind = "begin"
        self._checked = 0
        self.findings = Findings()
        self._player.set_view(VIEW)
        self._player.show(0)
        viewer.wait_for_frame(0)

    def operate(self) -> bool:
        """Do one operation, wait for what it leads to, and check; False if it never came."""
        self._kind = self._chance.choices([*_KINDS], [*_KINDS.values()])[0]
        self.findings.operations += 1
        try:
            {
                "play": lambda: self._play(1),
                "reverse": lambda: self._play(-1),
                "loop": self._loop,
            }.get(self._kind, self._go)()
            self._viewer.wait_for_frame(self._target)
        except AssertionError:
            newest = self._viewer.pictures[-1]
            self._tell(f"frame {self._target} never came; {newest.frame_index} is shown")
            return False
        finally:
            self._check()
        return True

    def _go(self) -> None:
        chance, player, last = self._chance, self._player, self._last
        if self._kind in {"step on", "step back"}:
            deltas = [chance.randint(1, 3) * (1 if self._kind == "step on" else -1)]
        elif self._kind == "walk back":
            deltas = [-1] * chance.randint(4, 15)
        else:
            # Another frame than those before: its picture then tells that theirs have all come.
            self._target = chance.choice([*range(self._target), *range(self._target + 1, last + 1)])
            others = [frame_index for frame_index in range(last + 1) if frame_index != self._target]
            if self._kind == "burst":
                for frame_index in chance.choices(others, k=5):
                    chance.choice([player.scrub, player.show])(frame_index)
            (player.scrub if self._kind == "scrub" else player.show)(self._target)
            return
        for delta in deltas:
            self._target = min(max(self._target + delta, 0), last)
            player.step(delta)

    def _play(self, direction: int) -> None:
        begun, shown = self._target, len(self._viewer.pictures)
        told = len(self._viewer.states)
        self._player.play(direction * self._chance.choice(self._rates))
        self._wait_for_play(shown + _PLAYED_PICTURES, told)
        self._stop()
        played = [picture.frame_index for picture in self._viewer.pictures[shown:]]
        # The frame asked for before may have come twice, and once more behind the first wait.
        played = list(itertools.dropwhile(lambda frame_index: frame_index == begun, played))
        if any((after - before) * direction < 0 for before, after in itertools.pairwise(played)):
            self._tell(f"played from {begun} in the order {played}")

    def _loop(self) -> None:
        first = self._chance.randint(0, self._last - 1)
        last = min(first + self._chance.randint(1, 5), self._last)
        self._player.show(first)
        self._viewer.wait_for_frame(first)
        self._player.set_loop(first, last)
        shown, told = len(self._viewer.pictures), len(self._viewer.states)
        self._player.play(self._chance.choice([4.0, 16.0, -4.0, -16.0]))
        self._wait_for_play(shown + 2 * (last - first), told)
        self._stop()
        self._player.clear_loop()
        outside = {
            picture.frame_index
            for picture in self._viewer.pictures[shown:]
            if not first <= picture.frame_index <= last
        }
        if outside:
            self._tell(f"{sorted(outside)} shown in a loop from {first} to {last}")

    def _wait_for_play(self, pictures: int, told: int) -> None:
        """Wait for so many pictures, or until playing has begun and come to its end."""
        viewer = self._viewer

        def is_enough() -> bool:
            # A late picture of the frame before counts too: by itself it does not tell of playing.
            since = [state.playing for state in viewer.states[told:]]
            return any(since) and (len(viewer.pictures) > pictures or not since[-1])

        viewer.wait_until(is_enough)

    def _stop(self) -> None:
        self._player.pause()
        self._player.step(0)
        self._target = self._viewer.wait_for_rest().frame_index
        self._viewer.wait_for_frame(self._target)

    def _check(self) -> None:
        viewer = self._viewer
        for picture in viewer.pictures[self._checked :]:
            self.findings.pictures += 1
            if not is_shown_truly(picture, self._truth):
                self._tell(f"frame {picture.frame_index} (exact: {picture.exact}) looks otherwise")
        for error in viewer.failures:
            self._tell(f"{type(error).__name__}: {error}")
        viewer.failures.clear()
        # The newest is what the next operation begins from.
        del viewer.pictures[:-1]
        self._checked = 1

    def _tell(self, what: str) -> None:
        operation = self.findings.operations
        self.findings.wrong.append(f"operation {operation}, {self._kind}: {what}")
