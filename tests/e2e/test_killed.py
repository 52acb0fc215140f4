"""Promise: a kill loses at most the gesture in progress; nothing else is lost, nothing is doubled.

Processes edit one project and are killed with SIGKILL at random moments. What the next one finds
must be what the dead one had done, up to an edit that was kept or later: a prefix, no mixture.
The seed is printed; where in an edit a kill falls is up to the machine as well.
"""

import os
import random
import sqlite3
import statistics
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from app.compose import create_project, open_project, sqlite_file
from app.settings.paths import Paths
from app.settings.projects import ProjectConfig
from models.annotation.document import Annotation
from models.annotation.edits import Edit
from models.annotation.labels import Label
from tests.support.edit_run import BURST, LABEL, Server, unpacked
from tests.support.footage import even_pts, make_clip

SEED = int(os.environ.get("SAFELIGHT_KILL_SEED", "20261124"))
KEY = "5a" * 32
ROUNDS = 50
LOCKED_ROUNDS = 6
# Longer than one edit takes to the disk, so that a kill can fall anywhere in its course.
LONGEST_WAIT_S = 0.012
OPENING_S = 0.15


@dataclass
class Watched:
    """What the test knows of the project: the states that the last process led it through."""

    server: Server
    config: ProjectConfig
    paths: Paths
    states: list[Annotation] = field(default_factory=lambda: [Annotation()])
    histories: list[list[list[object]]] = field(default_factory=lambda: [[]])
    kept: int = 0
    times_s: list[float] = field(default_factory=list)
    kept_in_all: int = 0
    lost_in_progress: int = 0

    def take(self, kind: str, value: object) -> None:
        """Take one line of a process into account."""
        match kind, value:
            case "begins", [dict(edit), list(history)]:
                self.states.append(Edit.from_json(edit).applied_to(self.states[-1]))
                self.histories.append(history)
            case "kept", [int(count), float(seconds)]:
                self.kept += count
                self.kept_in_all += count
                if count == 1:
                    self.times_s.append(seconds)
            case "found", [dict(found), list(history), int(lost)]:
                assert lost == 0
                self.compare(unpacked(found), history)
            case "opening", None:
                pass
            case _:
                raise AssertionError(f"unexpected: {kind} {value}")

    def compare(self, found: Annotation, history: list[list[object]]) -> None:
        """Demand that `found` is a state from the last one kept to the last one begun.

        The history must be the one that belonged to that state.
        """
        allowed = self.states[self.kept :]
        matches = [state.tracks == found.tracks for state in allowed]
        assert any(matches), f"not what any of the last {len(allowed)} states was"
        fitting = zip(matches, self.histories[self.kept :], strict=True)
        assert any(match and history == one for match, one in fitting), "not its history"
        self.lost_in_progress += len(allowed) - 1 - matches.index(True)
        self.states, self.histories, self.kept = [found], [history], 0

    def wait_for_clip(self) -> None:
        """Wait until a process that was just started has opened the clip."""
        self.server.expect("opening")
        self.take("found", self.server.expect("found"))

    def wait_for_edits(self, edits: int) -> None:
        """Wait until the process has kept so many edits."""
        while self.kept < edits:
            line = self.server.next_line(60.0)
            assert line is not None, "the process does nothing"
            self.take(*line)

    def kill_after(self, pid: int, wait_s: float) -> None:
        """Let a process go on for a moment, and kill it, unless it has ended by then."""
        until = time.monotonic() + wait_s
        while (line := self.server.next_line(until - time.monotonic())) is not None:
            if line == ("ended", 0):
                return
            self.take(*line)
        for line in self.server.kill(pid):
            self.take(*line)

    def look(self) -> None:
        """Let a process open the project, look and close it in good order."""
        self.server.start("look")
        while (line := self.server.next_line(60.0)) not in (None, ("ended", 0)):
            self.take(*line)
        assert line is not None

    def state_files(self, pattern: str) -> list[Path]:
        return list(self.paths.project_state(self.config.id).glob(pattern))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Paths, ProjectConfig]:
    home = tmp_path_factory.mktemp("killed")
    paths = Paths.of_this_machine({"SAFELIGHT_HOME": str(home)})
    footage = home / "gate.mp4"
    footage.write_bytes(make_clip(pts=even_pts(40)))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ENCRYPTION_KEY", KEY)
        label = Label(LABEL, "person", color="#56B4E9", digit=1, position=0)
        config, _ = create_project(paths, "Harbour", passphrase=None, labels=(label,))
        project = open_project(config, paths)
        project.import_clip(footage)
        project.close()
    return paths, config


@pytest.fixture(scope="module")
def server(made: tuple[Paths, ProjectConfig]) -> Iterator[Server]:
    paths, config = made
    running = Server(paths.config.parent, config.id, key=KEY)
    yield running
    running.close()


@pytest.fixture
def watched(server: Server, made: tuple[Paths, ProjectConfig]) -> Watched:
    paths, config = made
    fresh = Watched(server, config, paths)
    server.start("look")
    server.expect("opening")
    found, history, _ = server.expect("found")
    fresh.states, fresh.histories = [unpacked(found)], [history]
    server.expect("ended")
    return fresh


@pytest.mark.timeout(600)
@pytest.mark.promise
def test_a_kill_loses_at_most_the_gesture_in_progress(watched: Watched) -> None:
    print(f"seed {SEED}")
    rng = random.Random(SEED)
    for number in range(ROUNDS):
        mode = "bursts" if number % 5 == 4 else "edits"
        pid = watched.server.start(mode, seed=rng.randrange(1 << 30))
        if number % 10 == 7:
            watched.kill_after(pid, rng.uniform(0, OPENING_S))
            continue
        watched.wait_for_clip()
        watched.wait_for_edits(rng.randrange(12))
        watched.kill_after(pid, rng.uniform(0, LONGEST_WAIT_S))
        assert len(watched.states) - 1 - watched.kept <= (BURST if mode == "bursts" else 1)
    watched.look()

    assert watched.state_files("damaged-*") + watched.state_files("refused-*") == []
    median_ms = statistics.median(watched.times_s) * 1000
    print(
        f"{watched.kept_in_all} edits kept, {watched.lost_in_progress} lost in progress;"
        f" to the journal: median {median_ms:.1f} ms, max {max(watched.times_s) * 1000:.1f} ms"
    )
    assert median_ms < 50


@pytest.mark.promise
def test_edits_that_only_the_journal_has_survive_kills_of_those_who_replay_them(
    watched: Watched,
) -> None:
    print(f"seed {SEED}")
    rng = random.Random(SEED + 1)
    file = sqlite_file(watched.config)
    for _ in range(LOCKED_ROUNDS):
        pid = watched.server.start("edits", seed=rng.randrange(1 << 30))
        watched.wait_for_clip()
        other = sqlite3.connect(file, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        watched.wait_for_edits(rng.randrange(4, 20))
        watched.kill_after(pid, rng.uniform(0, LONGEST_WAIT_S))
        other.execute("ROLLBACK")
        other.close()
        for _ in range(2):
            watched.kill_after(watched.server.start("look"), rng.uniform(0.02, OPENING_S))
    watched.look()

    assert watched.state_files("damaged-*") + watched.state_files("refused-*") == []
