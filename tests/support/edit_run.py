"""Processes that open one project and edit it until they are killed.

    python -m tests.support.edit_run HOME PROJECT

A server imports everything and then forks a process for each line that it reads, before any thread
exists, so that a round costs no imports. What a process does is told on standard output as it
happens, one JSON value a line; `Server` reads it in the test.
"""

import contextlib
import json
import logging
import os
import random
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

from models.annotation import gestures
from models.annotation.document import Annotation
from models.annotation.edits import Edit
from models.annotation.geometry import Box
from models.annotation.track import Kind
from models.journal_entry import Move, StepMark

LABEL = UUID(int=1)
_PATIENCE_S = 60.0
_MOST_TRACKS = 12
BURST = 6


class Server:
    """The fork server, seen from the test."""

    def __init__(self, home: Path, project_id: str, *, key: str) -> None:
        environment = {
            **os.environ,
            "SAFELIGHT_HOME": str(home),
            "ENCRYPTION_KEY": key,
            # A library's pool of threads would be there before the first fork.
            "OPENBLAS_NUM_THREADS": "1",
        }
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.support.edit_run", str(home), project_id],
            cwd=Path(__file__).parents[2],
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        self._unread = b""
        self.expect("ready")

    def start(self, mode: str, *, seed: int = 0) -> int:
        """Start a process in one of `main`'s modes; return its id."""
        assert self._process.stdin is not None
        self._process.stdin.write(f"{json.dumps({'mode': mode, 'seed': seed})}\n".encode())
        self._process.stdin.flush()
        return int(self.expect("started"))

    def expect(self, kind: str) -> Any:
        """Return the value of the next line, which must be of this kind."""
        line = self.next_line(_PATIENCE_S)
        assert line is not None, f"no {kind!r} came"
        assert line[0] == kind, f"{line[0]!r} came in the place of {kind!r}: {line[1]}"
        return line[1]

    def next_line(self, patience_s: float) -> tuple[str, Any] | None:
        """Return what the process tells next, or None if nothing comes in time."""
        until = time.monotonic() + patience_s
        while (line := self._next_whole_line(until)) is not None:
            # Of a long line only a part fits into the pipe: a kill can leave half of it.
            with contextlib.suppress(ValueError):
                kind, value = json.loads(line)
                return kind, value
        return None

    def _next_whole_line(self, until: float) -> bytes | None:
        assert self._process.stdout is not None
        descriptor = self._process.stdout.fileno()
        while b"\n" not in self._unread:
            left = until - time.monotonic()
            if left < 0 or not select.select([descriptor], [], [], left)[0]:
                return None
            piece = os.read(descriptor, 1 << 16)
            assert piece, "the fork server has died"
            self._unread += piece
        line, _, self._unread = self._unread.partition(b"\n")
        return line

    def kill(self, pid: int) -> Iterator[tuple[str, Any]]:
        """Kill a process; yield what it had told before it died, or ended just before that."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
        while (line := self.next_line(_PATIENCE_S)) is not None:
            if line[0] == "ended":
                assert line[1] in (-signal.SIGKILL, 0)
                return
            yield line
        raise AssertionError("the killed process does not end")

    def close(self) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(_PATIENCE_S)
        self._process.stdout.close()


def packed(annotation: Annotation) -> Any:
    """Return an annotation as JSON, exactly."""
    edit = Edit.between("found", Annotation(), after=annotation, frame_index=0)
    return edit.to_json()


def unpacked(untrusted: Any) -> Annotation:
    return Edit.from_json(untrusted).applied_to(Annotation())


class Hand:
    """A person's hand: it does, undoes and does again, as the editor does it."""

    def __init__(self, session: Any, history: Any, rng: random.Random) -> None:
        self._session, self.history, self._rng = session, history, rng

    def act(self) -> None:
        """Do what a person might do now; it is told before it is done."""
        step = self._step_to_turn()
        if step is None:
            self._do(_gesture(self._rng, self._session.annotation))
            return
        edit = step.turn
        move = Move.UNDONE if step.done else Move.REDONE
        self.history = self.history.moved([step.id], done=not step.done)
        self._apply(edit, StepMark(move, (step.id,), self._session.author, at_us=1))

    def _do(self, edit: Edit) -> None:
        pushed = self.history.push(self._session.clip.id, edit, at_us=1)
        mark = StepMark(Move.DONE, (pushed.step_id,), self._session.author, at_us=1)
        self.history = pushed.history
        self._apply(edit, mark, pushed.dropped)

    def _apply(self, edit: Edit, mark: StepMark, dropped: frozenset[UUID] = frozenset()) -> None:
        tell("begins", [edit.to_json(), told(self.history)])
        self._session.apply(edit, mark, dropped=dropped)

    def _step_to_turn(self) -> Any:
        chance = self._rng.random()
        if chance < 0.25:
            return self.history.undo_step
        return self.history.redo_step if chance < 0.4 else None


def told(history: Any) -> list[tuple[str, bool]]:
    """Return the steps of a history as JSON: which they are, and whether they are done."""
    return [(step.id.hex, step.done) for step in history.steps]


def _gesture(rng: random.Random, annotation: Annotation) -> Edit:
    frame = rng.randrange(40)
    box = Box(rng.uniform(0, 100), rng.uniform(0, 60), w=rng.uniform(9, 60), h=30.0)
    tracks = sorted(annotation.tracks.values(), key=lambda track: track.id.int)
    if not tracks or (len(tracks) < _MOST_TRACKS and rng.random() < 0.3):
        make = rng.choice((gestures.draw_track, gestures.draw_box))
        return make(annotation, box, frame_index=frame, pts=frame, label_id=LABEL)
    chosen = rng.choice(tracks)
    if len(tracks) >= _MOST_TRACKS:
        return gestures.delete_tracks(annotation, [chosen.id], frame_index=frame)
    first = chosen.keyframes[0].frame_index
    frame = first if chosen.kind is Kind.BOX else max(first, frame)
    return gestures.put_box(annotation, chosen.id, box=box, frame_index=frame, pts=frame)


def tell(kind: str, value: Any = None) -> None:
    """Write one line in one go: what was not told whole before a kill was not done, either."""
    os.write(1, f"{json.dumps([kind, value])}\n".encode())


class _TellingHandler(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        tell("warning", f"{record.name}: {record.getMessage()}")


def _live(home: Path, project_id: str, mode: str, seed: int) -> None:
    """Open the project, tell what is found, and edit for ever, or close it again."""
    from app.compose import open_project
    from app.settings.paths import Paths
    from app.settings.projects import load_project

    logging.getLogger().addHandler(_TellingHandler(logging.WARNING))
    paths = Paths.of_this_machine()
    config = load_project(paths, project_id)
    tell("opening")
    project = open_project(config, paths)
    (clip,) = project.clips()
    session = project.open_clip(clip.id)
    earlier = project.earlier_steps()
    tell("found", [packed(session.annotation), told(earlier.history), earlier.lost])
    hand = Hand(session, earlier.history, random.Random(seed))
    while mode != "look":
        # Now and then without waiting for the disk, as when a key is held down.
        burst = BURST if mode == "bursts" else 1
        began = time.perf_counter()
        for _ in range(burst):
            hand.act()
        project._way.journal_writer.flush()
        tell("kept", [burst, time.perf_counter() - began])
    project.close()


def main(home: Path, project_id: str) -> None:
    """Fork a process for each line of standard input.

    Its modes: "edits" waits for the journal after each edit, as a person's hand does by its
    nature; "bursts" after several; "look" closes the project in good order.
    """
    _import_everything()
    tell("ready")
    for line in sys.stdin:
        wanted = json.loads(line)
        pid = os.fork()
        if pid == 0:
            tell("started", os.getpid())
            with contextlib.suppress(KeyboardInterrupt):
                _live(home, project_id, wanted["mode"], wanted["seed"])
            os._exit(0)
        _, status = os.waitpid(pid, 0)
        # What it was telling when it was killed ends here.
        os.write(1, b"\n")
        tell("ended", os.waitstatus_to_exitcode(status))


def _import_everything() -> None:

    import models.store  # noqa: F401


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
