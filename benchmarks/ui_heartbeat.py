"""How long the window is away from its event loop, while a clip of many boxes is worked on.

    python -m benchmarks.ui_heartbeat [TRACKS]

Runs offscreen in a folder of its own. A line each: the number of beats, the median gap (a beat is
5 ms), the gap felt over time, the 95th percentile, the longest, and where the GUI thread was when
it was late. Then what one edit, undo and redo cost the GUI thread until all is painted and saved:
in CPU time, and beside a paint of the whole window.
"""

import os
import statistics
import sys
import tempfile
import time
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


def main(tracks: int) -> None:
    from app.compose import create_project, open_project
    from app.settings.paths import Paths
    from models.annotation.document import Annotation
    from models.annotation.edits import Edit
    from models.annotation.geometry import Box
    from models.annotation.labels import Label
    from models.annotation.track import Keyframe, Track
    from tests.support.footage import even_pts, make_clip
    from tests.support.heartbeat import Heartbeat
    from tests.support.person import Person

    home = Path(tempfile.mkdtemp(prefix="safelight-heartbeat-"))
    os.environ.update(SAFELIGHT_HOME=str(home), ENCRYPTION_KEY="e1" * 32)
    paths = Paths.of_this_machine()
    label = Label(uuid.UUID(int=1), "person", color="#56B4E9", digit=1, position=0)
    config, _ = create_project(paths, "Harbour", passphrase=None, labels=(label,))
    footage = home / "gate.mp4"
    footage.write_bytes(make_clip(pts=even_pts(300), size=(1280, 720)))
    project = open_project(config, paths)
    record = project.import_clip(footage).clip
    session = project.open_clip(record.id)

    def track(number: int) -> Track:
        keys = tuple(
            Keyframe(
                uuid.uuid4(),
                frame,
                pts=int(session.index.pts[frame]),
                box=Box(60.0 * (number % 20) + frame / 8, 70.0 * (number // 20 % 10), 30.0, 50.0),
            )
            for frame in range(0, 300, 3)
        )
        return Track(uuid.uuid4(), number + 1, label_id=label.id, keyframes=keys)

    crowd = Annotation(track(number) for number in range(tracks))
    edit = Edit.between("crowd", Annotation(), after=crowd, frame_index=0)
    project.store.apply_edit(record.id, edit, session.revisions)
    project.close()

    person = Person(home)
    person.start(config.id)
    person.wait_until(lambda: person.window.clip_list.total == 1, "for the list")
    for name, do in (
        ("open", lambda: person.open_clip(record.id)),
        ("play", lambda: person.play_for(90)),
        ("scrub", lambda: [person.scrub_to(frame) for frame in (20, 280, 60, 250)]),
        ("seek", lambda: [person.go_to(frame) for frame in (290, 3, 150, 77, 200)]),
        ("draw, undo", lambda: _draw_and_undo(person, Box(5, 600, 40, 60))),
    ):
        with Heartbeat() as heart:
            do()
        print(heart.line(name))
    _print_costs_of_edits(person)
    with Heartbeat() as heart:
        person.lock()
    print(heart.line("lock"))
    person.quit()


def _draw_and_undo(person: Any, box: object) -> None:
    for _ in range(10):
        person.draw_box(box)
        person.press("Ctrl+Z")
        person.breathe()


def _print_costs_of_edits(person: Any) -> None:
    person.go_to(9)
    track = person.annotation.shapes_at(9)[0].track_id
    person.desk.clip.editor.select((track,))

    def move() -> None:
        box = person.annotation.track(track).keyframe_at(9).box
        person.desk.clip.editor.put_box(track, box.moved(1, 0))

    baseline_ms = _cost_ms(person, person.window.repaint)
    print(f"{'whole window':<12} {baseline_ms:6.2f} ms")
    for name, do in (
        ("edit", move),
        ("undo", lambda: person.press("Ctrl+Z")),
        ("redo", lambda: person.press("Ctrl+Shift+Z")),
    ):
        cost_ms = _cost_ms(person, do)
        print(f"{name:<12} {cost_ms:6.2f} ms  {cost_ms / baseline_ms:5.2f} x a paint of the window")


def _cost_ms(person: Any, do: Callable[[], object]) -> float:
    """Return the median CPU time of the GUI thread, an idle wait of the same kind taken off."""

    def once(do: Callable[[], object]) -> float:
        start = time.thread_time()
        do()
        person.wait_saved()
        later = time.monotonic() + 0.04
        person.wait_until(lambda: time.monotonic() > later)
        return (time.thread_time() - start) * 1000

    idle_ms = statistics.median(once(lambda: None) for _ in range(5))
    return max(statistics.median(once(do) for _ in range(15)) - idle_ms, 0.0)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 40)
