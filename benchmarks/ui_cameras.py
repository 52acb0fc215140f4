"""What companions cost the main clip, and how well they keep step with it.

    python -m benchmarks.ui_cameras [SECONDS] [WIDTHxHEIGHT]

Plays one clip alone, then with one, two and three others beside it, offscreen in a folder of its
own. A line each: frames of the main clip that were shown and left out, then for each companion how
many it showed of those that it should, and how far they were from their moment when they were
painted, in frames: the median, the 95th percentile. Key pictures, which they show while the main
clip loses frames, are not counted. Last how long the window was away from its
event loop. The line without companions is the baseline.
"""

import os
import statistics
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

_FPS, _GROUP = 30, 60
_START = datetime(2026, 11, 22, 8, 14, tzinfo=UTC)


def main(seconds: float, size: tuple[int, int]) -> None:
    from app.compose import create_project, open_project
    from app.session.importing import ClipDetails
    from app.settings.paths import Paths
    from tests.support.camera_clip import camera_clip
    from tests.support.person import Person

    home = Path(tempfile.mkdtemp(prefix="safelight-cameras-"))
    os.environ.update(SAFELIGHT_HOME=str(home), ENCRYPTION_KEY="e1" * 32)
    paths = Paths.of_this_machine()
    config, _ = create_project(paths, "Harbour", passphrase=None, labels=())
    project = open_project(config, paths)
    ids = []
    for number in range(4):
        # One group more each time: a file that is there already is not imported twice.
        repeats = int(seconds * _FPS / _GROUP) + 3 + number
        clip = camera_clip(
            size=size, fps=_FPS, group=_GROUP, b_frames=0, frames=_GROUP, repeats=repeats
        )
        moment = _START - timedelta(milliseconds=370 * number)
        details = ClipDetails(name=f"cam-{number}", recorded_at=moment)
        ids.append(project.import_cleartext(clip, details).clip.id)
    project.close()

    person = Person(home, size=(1920, 1080))
    person.start(config.id)
    person.wait_until(lambda: person.window.clip_list.total == len(ids), "for the list")
    person.open_clip(ids[0])
    _wait(person, 1.0)
    _play(person, seconds, "alone")
    for count, clip_id in enumerate(ids[1:], start=1):
        person.desk.cameras.add(clip_id)
        _wait(person, 1.5)
        _play(person, seconds, f"with {count}")
    person.quit()


def _play(person: Any, seconds: float, name: str) -> None:
    from tests.support.heartbeat import Heartbeat

    person.go_to(_FPS)
    _wait(person, 0.5)
    skews: dict[Any, list[float]] = {one: [] for one in person.desk.cameras.companions}

    def note(one: Any) -> None:
        skew_s = one.skew_s(time.monotonic())
        if skew_s is not None:
            skews[one].append(abs(skew_s) * _FPS)

    noting = [(one, partial(note, one)) for one in skews]
    for one, slot in noting:
        one.picture_shown.connect(slot)
    before = person.frame
    cpu_s, started_s = os.times(), time.monotonic()
    with Heartbeat() as heart:
        person.press("Space")
        _wait(person, seconds)
        state = person.desk.clip.playback.state
        person.press("Space")
    passed = person.frame - before
    for one, slot in noting:
        one.picture_shown.disconnect(slot)
    used_s = sum(os.times()[:4]) - sum(cpu_s[:4])
    parts = [f"main {passed} frames, {state.dropped} left out, {state.fps_shown:.1f} fps"]
    for noted in skews.values():
        ordered = sorted(noted) or [0.0]
        late = ordered[int(len(ordered) * 0.95)]
        parts.append(f"{len(noted)}/{passed} at {statistics.median(ordered):.2f} {late:.2f}")
    if skews and person.desk.cameras.is_relieving:
        parts.append("key pictures only")
    parts.append(f"{used_s / (time.monotonic() - started_s):.2f} cores")
    parts.append(f"window {heart.median_ms:.1f} ms, felt {heart.felt_ms:.1f} ms")
    print(f"{name:<7} " + " · ".join(parts), flush=True)


def _wait(person: Any, seconds: float) -> None:
    later = time.monotonic() + seconds
    person.wait_until(lambda: time.monotonic() > later, ms=int(seconds * 1000) + 60_000)


if __name__ == "__main__":
    width, height = (sys.argv[2] if len(sys.argv) > 2 else "1920x1080").split("x")
    main(float(sys.argv[1]) if len(sys.argv) > 1 else 8.0, (int(width), int(height)))
