"""How long the window's thread computes at a time while 100,000 boxes are opened and edited.

    python -m benchmarks.ui_large_edits [BOXES]

Runs offscreen in a folder of its own. For each thing done a line of the heartbeat, see
`ui_heartbeat`, and its longest turn as a multiple of a paint of the whole window. Exits 1 where the
GUI thread computes for longer than 16 ms at a time.
"""

import os
import statistics
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.crowds import LABEL, fill, keyframe, singles

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
# Some 40 boxes stand on a frame.
FRAMES, KEYS = 3_000, 100
_OTHER = uuid.UUID(int=2)


def main(boxes: int) -> int:
    from app.compose import create_project, open_project
    from app.settings.paths import Paths
    from models.annotation.labels import Label
    from tests.support.footage import even_pts, make_clip
    from tests.support.person import Person

    home = Path(tempfile.mkdtemp(prefix="safelight-large-"))
    os.environ.update(SAFELIGHT_HOME=str(home), ENCRYPTION_KEY="e1" * 32)
    paths = Paths.of_this_machine()
    labels = (
        Label(LABEL, "person", color="#56B4E9", digit=1, position=0),
        Label(_OTHER, "car", color="#E69F00", digit=2, position=1),
    )
    config, _ = create_project(paths, "Harbour", passphrase=None, labels=labels)
    project = open_project(config, paths)
    clips = []
    for name in ("tracks", "boxes", "empty"):
        footage = home / f"{name}.mp4"
        footage.write_bytes(make_clip(pts=even_pts(FRAMES + len(clips)), size=(320, 180)))
        clips.append(project.import_clip(footage).clip.id)
    fill(project, clips[0], _tracks(boxes // KEYS))
    fill(project, clips[1], singles(boxes, FRAMES, _box))
    project.close()

    person = Person(home)
    person.start(config.id)
    person.wait_until(lambda: person.window.clip_list.total == 3, "for the list")
    bench = _Bench(person)
    for name, clip_id in zip(("tracks", "boxes"), clips, strict=False):
        with bench.measuring(f"open {name}"):
            person.open_clip(clip_id)
            person.wait_until(lambda: person.desk.clip.editor.editable, "for all", ms=60_000)
        with bench.measuring("draw, undo"):
            _draw_and_undo(person)
        editor = person.desk.clip.editor
        every = tuple(editor.annotation.tracks)
        with bench.measuring("select one"):
            editor.select(every[:1])
        with bench.measuring("select all"):
            editor.select(every)
        with bench.measuring("go to a frame"):
            person.go_to(7)
        _relabel(bench)
        with bench.measuring(f"delete {name}"):
            editor.delete_tracks()
            person.wait_until(lambda: not person.annotation.tracks, "for them to go", ms=60_000)
        bench.undo_and_redo(lambda: len(person.annotation.tracks))
    person.open_clip(clips[2])
    person.wait_until(lambda: person.desk.clip.editor.editable, "for the index")
    _import(bench, boxes)
    _propagate(bench)
    person.quit()
    return int(bench.longest_s > 0.016)


class _Bench:
    """Measures what the person does."""

    def __init__(self, person: Any) -> None:
        self.person = person
        self.longest_s = 0.0
        paints = [self._paint_s() for _ in range(15)]
        self._paint = statistics.median(paints)
        print(f"a paint of the whole window {self._paint * 1000:.1f} ms")

    @contextmanager
    def measuring(self, name: str) -> Iterator[None]:
        from tests.support.heartbeat import Heartbeat

        start = time.perf_counter()
        with Heartbeat() as heart:
            yield
            self.person.breathe()
        turn_s = max(heart.turns_s)
        self.longest_s = max(self.longest_s, turn_s)
        took_s = time.perf_counter() - start
        print(f"{heart.line(name)}\n{'':12} {took_s:.1f} s, {turn_s / self._paint:.1f} paints")

    def undo_and_redo(self, state: Callable[[], object]) -> None:
        after = state()
        editor = self.person.desk.clip.editor
        for name, turn in (("undo", editor.undo), ("redo", editor.redo), ("undo", editor.undo)):
            before = state()
            with self.measuring(name):
                turn()
                self.person.wait_until(lambda was=before: state() != was, "for it", ms=60_000)
            assert (state() == after) is (name == "redo")
        session = self.person.desk.clip.session
        self.person.wait_until(lambda: not session.pending, "for the database", ms=900_000)

    def _paint_s(self) -> float:
        start = time.thread_time()
        self.person.window.repaint()
        return time.thread_time() - start


def _import(bench: _Bench, boxes: int) -> None:
    from app.session.adding import made_ready
    from app.session.box_files import put_in

    person, came = bench.person, []
    clip, new = person.desk.clip, singles(boxes, FRAMES, _box)
    with bench.measuring("import"):
        person.shell.jobs.submit(
            lambda: made_ready(clip.session, lambda a: put_in(a, new, frame_index=0), at_us=5),
            done=lambda parts: person.desk.box_files._coming.begin(  # noqa: SLF001
                clip.session, parts, came.append
            ),
            failed=print,
        )
        person.wait_until(lambda: bool(came), "for the import", ms=120_000)
    bench.undo_and_redo(lambda: len(person.annotation.tracks))


def _propagate(bench: _Bench) -> None:
    from app.ui.dialogs.propagate import Propagation

    person = bench.person
    from app.session.box_files import put_in
    from models.annotation.track import Track

    person.go_to(5)
    some = [
        Track(uuid.uuid4(), at, label_id=LABEL, keyframes=(keyframe(at, 5, _box),))
        for at in range(1, 21)
    ]
    with bench.measuring("20 objects"):
        edit = person.desk.clip.editor.perform(lambda a: put_in(a, some, frame_index=5))
    count = partial(_count, person)
    before = count()
    person.desk.clip.editor.select(edit.touched)
    with bench.measuring("propagate"):
        person.desk.tracks.propagate(Propagation(1000))
        person.wait_until(lambda: count() > before, "for the boxes", ms=60_000)
    bench.undo_and_redo(count)


def _count(person: Any) -> int:
    return sum(len(track.keyframes) for track in person.annotation.tracks.values())


def _relabel(bench: _Bench) -> None:
    """Give all that is selected another label, and back."""
    person = bench.person
    editor = person.desk.clip.editor
    track_id = editor.selection[0]
    for name, label_id in (("relabel", _OTHER), ("and back", LABEL)):
        with bench.measuring(name):
            editor.relabel(label_id)
            person.wait_until(
                lambda wanted=label_id: editor.annotation.track(track_id).label_id == wanted,
                "for the label",
                ms=120_000,
            )


def _draw_and_undo(person: Any) -> None:
    from models.annotation.geometry import Box

    editor = person.desk.clip.editor
    for _ in range(3):
        # Not by `draw_box`, which looks at all tracks to tell which one is new.
        count, box = len(editor.annotation.tracks), Box(5, 160, 10, 15)
        person.canvas.setFocus()
        person.press("N")
        person.drag((box.x, box.y), (box.x2, box.y2))
        person.wait_until(lambda count=count: len(editor.annotation.tracks) > count, "for the box")
        person.press("Ctrl+Z")
        person.breathe()


def _box(number: int, frame: int) -> Any:
    from models.annotation.geometry import Box

    return Box(15.0 * (number % 20) + frame % 8, 20.0 * (number // 20 % 8), 10.0, 15.0)


def _tracks(count: int, keys: int = KEYS) -> tuple[Any, ...]:
    from models.annotation.track import Track

    return tuple(
        Track(
            uuid.uuid4(),
            number + 1,
            label_id=LABEL,
            keyframes=tuple(
                keyframe(number, number * 29 % (FRAMES - KEYS) + at, _box) for at in range(keys)
            ),
            ends_after=20,
        )
        for number in range(count)
    )


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000))
