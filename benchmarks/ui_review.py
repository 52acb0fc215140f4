"""How long the window's thread computes at a time while crowds are reviewed.

    python -m benchmarks.ui_review [frame|clip|issues …]

Runs offscreen in a folder of its own, with a window of 1280 by 800:

    frame   2,000 tracks of which each stands on every frame
    clip    20,000 single-frame boxes, 20 on a frame
    issues  320 issues, 40 on the frame that is shown

For each thing done a line of the heartbeat, see `ui_heartbeat`, and its longest turn as a multiple
of what the canvas needs to paint the frame for the first time, boxes and names laid out anew: with
thousands of boxes on a frame that alone takes longer than 10 ms. Exits 1 where the thread computes
for longer than 10 ms beyond that at a time.
"""

import os
import statistics
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.crowds import LABEL, fill, keyframe, singles

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
FRAMES, LIMIT_S = 1_000, 0.010
CROWDS = ("frame", "clip", "issues")


def main(wanted: Iterable[str]) -> int:
    from app.compose import create_project, open_project
    from app.session.review.workflow import hand_in
    from app.settings.paths import Paths
    from models.annotation.labels import Label
    from tests.support.footage import even_pts, make_clip
    from tests.support.person import Person

    home = Path(tempfile.mkdtemp(prefix="safelight-review-"))
    os.environ.update(SAFELIGHT_HOME=str(home), ENCRYPTION_KEY="e1" * 32)
    paths = Paths.of_this_machine()
    label = Label(LABEL, "person", color="#56B4E9", digit=1, position=0)
    config, _ = create_project(paths, "Harbour", passphrase=None, labels=(label,))
    project = open_project(config, paths)
    rules = project.people.rules
    project.people.settle(replace(rules, own_work=True), seen=rules)
    made = {"frame": _crowd(2_000), "clip": singles(20_000, FRAMES, _box), "issues": _crowd(40)}
    clips = {}
    for name in wanted:
        footage = home / f"{name}.mp4"
        footage.write_bytes(make_clip(pts=even_pts(FRAMES + len(clips)), size=(320, 180)))
        clips[name] = project.import_clip(footage).clip.id
        fill(project, clips[name], made[name])
        if name == "issues":
            _report(project, clips[name])
        hand_in(project, clips[name])
    project.close()

    person = Person(home)
    person.start(config.id)
    person.wait_until(lambda: person.window.clip_list.total == len(clips), "for the list")
    bench = Bench(person)
    for name, clip_id in clips.items():
        print(f"{name}:")
        person.open_clip(clip_id)
        session = person.desk.clip.session
        person.wait_until(
            lambda here=session: not here.boxes_awaited and here.index_complete, "for all boxes"
        )
        bench.settle()
        bench.look_at_paint()
        {"frame": _review_frame, "clip": _review_clip, "issues": _review_issues}[name](bench)
    person.quit()
    return int(bench.beyond_s > LIMIT_S)


class Bench:
    """Measures what the person does."""

    def __init__(self, person: Any) -> None:
        self.person = person
        self.beyond_s = 0.0
        self._paint_s = 0.0

    def settle(self) -> None:
        """Let all that was begun come to its end."""
        keeper = self.person.desk.review.verdicts.keeper
        self.person.wait_until(lambda: not keeper.unwritten, "for verdicts", ms=120_000)
        for _ in range(10):
            self.person.breathe()

    def look_at_paint(self) -> None:
        """Time a paint of the frame as it is now, for the first time and again."""
        again_s = statistics.median(self._paint(anew=False) for _ in range(9))
        self._paint_s = statistics.median(self._paint(anew=True) for _ in range(9))
        print(f"  the canvas painted {self._paint_s * 1000:.1f} ms, again {again_s * 1000:.1f} ms")

    @contextmanager
    def measuring(self, name: str) -> Iterator[None]:
        from tests.support.heartbeat import Heartbeat

        with Heartbeat() as heart:
            self.start()
            yield
            self.settle()
            self.stop()
        turn_s = max(heart.turns_s)
        beyond_s = turn_s - self._paint_s
        self.beyond_s = max(self.beyond_s, beyond_s)
        missed = "MISSED" if beyond_s > LIMIT_S else ""
        print(f"  {heart.line(name)}\n{'':14} {turn_s / self._paint_s:.1f} paints {missed}")

    def start(self) -> None:
        """For whoever profiles: what is measured begins."""

    def stop(self) -> None:
        """It ends."""

    def press(self, key: str, name: str = "") -> None:
        with self.measuring(name or key):
            self.person.press(key)

    def until(self, name: str, do: Callable[[], object], met: Callable[[], bool]) -> None:
        with self.measuring(name):
            do()
            self.person.wait_until(met, f"for {name}", ms=120_000)

    def _paint(self, *, anew: bool) -> float:
        canvas = self.person.canvas
        if anew:
            canvas.set_labels(canvas.stage.scene.labels)
            canvas._painter._overlay._crowd = None  # noqa: SLF001
        start = time.thread_time()
        canvas.repaint()
        return time.thread_time() - start


def _enter(bench: Bench) -> None:
    """Go over to Review, there and back and there again."""
    person = bench.person
    person.canvas.setFocus()
    person.wait_until(person.canvas.hasFocus, "for the keys")
    for name in ("F7 first", "F7 back", "F7 again"):
        bench.press("F7", name)
    verdicts = person.desk.review.verdicts
    person.wait_until(lambda: not verdicts.why_not(), "to be allowed to judge")
    bench.look_at_paint()


def _review_frame(bench: Bench) -> None:
    person = bench.person
    _enter(bench)
    verdicts, single = person.desk.review.verdicts, person.desk.review.single
    bench.press("Shift+T", "samples")
    bench.press("Shift+T", "leave them")
    ids = tuple(person.annotation.tracks)
    with bench.measuring("select 50"):
        person.desk.clip.editor.select(ids[:50])
    bench.press("Shift+A", "accept 50")
    bench.press("Alt+X", "take back")
    with bench.measuring("select all"):
        person.desk.clip.editor.select(ids)
    bench.look_at_paint()
    bench.press("Shift+A", "accept all")
    bench.press("Alt+X", "take back")
    with bench.measuring("select none"):
        person.desk.clip.editor.select(())
    bench.look_at_paint()
    bench.press("Alt+A", "the frame")
    bench.press("Alt+X", "take back")
    for name in ("T first", "T leaves", "T again"):
        bench.until(
            name, lambda: person.press("T"), lambda n=name: single.is_on != n.endswith("leaves")
        )
    for key in ("A", "Down", "Up", "A"):
        bench.press(key)
    bench.press("T", "T leaves")
    assert verdicts.tally.judged
    person.press("F7")


def _review_clip(bench: Bench) -> None:
    person = bench.person
    _enter(bench)
    verdicts, single = person.desk.review.verdicts, person.desk.review.single
    for name in ("T first", "T leaves"):
        bench.until(
            name, lambda: person.press("T"), lambda n=name: single.is_on != n.endswith("leaves")
        )
    rest = person.window.registry.action("verdict.accept_rest").trigger
    bench.until("all left: ask", rest, verdicts.choices.isVisible)
    bench.until("all left: yes", lambda: person.press("Return"), lambda: not verdicts.tally.left)
    bench.press("Alt+X", "take back")
    person.wait_until(lambda: not verdicts.tally.accepted, "for none", ms=120_000)
    bench.press("Alt+A", "the frame")
    bench.press("Alt+X", "take back")
    person.press("F7")


def _review_issues(bench: Bench) -> None:
    person = bench.person
    _enter(bench)
    for name in ("F8 first", "F8", "F8", "Shift+F8"):
        bench.press(name.split()[0], name)
    with bench.measuring("another clip"):
        person.desk.review.issues.keeper.set_clip(None)
    with bench.measuring("and back"):
        person.desk.review.issues.keeper.set_clip(person.desk.clip.clip.id)
        keeper = person.desk.review.issues.keeper
        person.wait_until(lambda: bool(keeper.threads), "for the issues")
    person.press("F7")


def _report(project: Any, clip_id: uuid.UUID) -> None:
    from app.session.review.issues import report_issue
    from models.annotation.geometry import Box
    from models.review.issue import Issue, QuickIssue, Spot

    me = project.rights.person.id
    for number in range(320):
        frame = 0 if number % 8 == 0 else number * 3 % FRAMES
        box = Box(8.0 * (number // 8 % 36), 8.0 * (number // 8 // 2), 20.0, 15.0)
        issue = Issue(
            uuid.uuid4(),
            clip_id,
            kind=tuple(QuickIssue)[number % 4],
            first=Spot(frame, 512 * frame),
            region=box,
            made_by=me,
            made_at=datetime.now(UTC),
        )
        report_issue(project, issue)


def _box(number: int, frame: int) -> Any:
    from models.annotation.geometry import Box

    return Box(5.0 * (number % 60), 4.0 * (number // 60 % 40) + frame % 8, 12.0, 9.0)


def _crowd(count: int) -> tuple[Any, ...]:
    """Tracks that are seen from the first frame to the last."""
    from models.annotation.track import Track

    return tuple(
        Track(
            uuid.uuid4(),
            number + 1,
            label_id=LABEL,
            keyframes=tuple(keyframe(number, at, _box) for at in (0, FRAMES - 1)),
        )
        for number in range(count)
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:] or CROWDS))
