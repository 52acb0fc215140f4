"""What a long clip takes of memory: ``.venv/bin/python -m benchmarks.media_memory``.

The real window, offscreen, with a 3-hour 1080p clip: opened, played, scrubbed, stepped back. The
figure is what the whole family of processes (the window, and those that decode) has for itself
beyond what the empty program has: proportional set size, which counts shared pages once. Asked for:
at most 400 MB with the default budget.

Then 50 times: open a clip, look at it, open another. What the window has after the 50th beyond what
it had after the 10th says whether something leaks.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

if TYPE_CHECKING:
    from tests.support.person import Person

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

MOST_MB, MOST_LEAKED_MB = 400.0, 25.0
MB = 1e6
PROJECT = "harbour"


def shares_mb(pid: int) -> list[float]:
    """Return the proportional set size of a process, and of each that it started."""
    shares = []
    for one in (pid, *_descendants(pid)):
        try:
            lines = Path(f"/proc/{one}/smaps_rollup").read_text().splitlines()
        except (FileNotFoundError, ProcessLookupError, PermissionError):
            continue
        held = sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
        shares.append(held * 1024 / MB)
    return shares


def _descendants(pid: int) -> list[int]:
    parents: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            except (FileNotFoundError, ProcessLookupError):
                continue
            parents.setdefault(parent, []).append(int(entry.name))
    found, waiting = [], [pid]
    while waiting:
        children = parents.get(waiting.pop(), [])
        found += children
        waiting += children
    return found


def prepare(home: Path, hours: float) -> None:
    """Make the project, in a process of its own: what this one has freed would hide much."""
    from app.compose import create_project, open_project
    from app.settings.paths import Paths
    from tests.support.camera_clip import camera_clip

    paths = Paths.of_this_machine()
    config, _ = create_project(paths, "Harbour", passphrase=None, labels=(), project_id=PROJECT)
    project = open_project(config, paths)
    for name, seconds in (("long", round(hours * 3600)), ("short", 20)):
        file = home / f"{name}.mp4"
        file.write_bytes(camera_clip(repeats=seconds // 10, noise=2, crf=30))
        project.import_clip(file)
        file.unlink()
    project.close()


def use(person: "Person", clip_id: UUID, empty: float) -> float:
    """Do with a clip what people do; return the most that it took."""
    worst = 0.0

    def tell(name: str) -> None:
        nonlocal worst
        shares = shares_mb(os.getpid())
        worst = max(worst, sum(shares) - empty)
        each = ", ".join(f"{share:.0f}" for share in shares)
        print(f"{name:14} +{sum(shares) - empty:6.0f} MB ({each})", flush=True)

    person.open_clip(clip_id)
    tell("opened")
    last = person.desk.clip.last_frame
    person.play_for(200)
    tell("played")
    for share in (0.9, 0.2, 0.6, 0.4):
        person.scrub_to(round(last * share))
    tell("scrubbed")
    for _ in range(120):
        person.go_to(person.frame - 1)
    tell("stepped back")
    person.play_for(200)
    tell("played again")
    return worst


def leaked_mb(person: "Person", ids: tuple[UUID, UUID], cycles: int) -> float:
    """Open one clip and the other again and again; return the growth since the tenth time.

    Of the window alone: a process that decodes ends with its clip, and how much it has prepared
    when it is looked at is chance.
    """
    after_ten = 0.0
    for cycle in range(cycles):
        for clip_id in ids:
            person.open_clip(clip_id)
        person.go_to(300)
        if cycle == min(9, cycles - 1):
            after_ten = shares_mb(os.getpid())[0]
        if cycle % 10 == 9:
            shares = shares_mb(os.getpid())
            each = ", ".join(f"{share:.0f}" for share in shares)
            print(f"  after {cycle + 1} times {sum(shares):.0f} MB ({each})", flush=True)
    return shares_mb(os.getpid())[0] - after_ten


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--hours", type=float, default=3.0)
    parser.add_argument("--cycles", type=int, default=50)
    parser.add_argument("--prepare", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.prepare is not None:
        prepare(arguments.prepare, arguments.hours)
        return
    from tests.support.person import Person

    home = Path(tempfile.mkdtemp(prefix="safelight-memory-"))
    os.environ.update(SAFELIGHT_HOME=str(home), ENCRYPTION_KEY="e1" * 32)
    me = [sys.executable, "-m", "benchmarks.media_memory"]
    subprocess.run([*me, "--prepare", home, "--hours", str(arguments.hours)], check=True)
    person = Person(home)
    person.start(PROJECT)
    person.wait_until(lambda: person.window.clip_list.total == 2, "for the list")
    ids = {clip.name: clip.id for clip in person.window.clip_list.clips}
    empty = sum(shares_mb(os.getpid()))
    print(f"empty program {empty:.0f} MB; load {os.getloadavg()[0]:.1f}")
    worst = use(person, ids["long"], empty)
    leaked = leaked_mb(person, (ids["short"], ids["long"]), arguments.cycles)
    print(f"{arguments.cycles} times opened and closed: {leaked:+.1f} MB since the 10th time")
    person.quit()
    shutil.rmtree(home)
    kept = worst <= MOST_MB and leaked <= MOST_LEAKED_MB
    print("kept" if kept else "MISSED")
    if not kept:
        sys.exit(1)


if __name__ == "__main__":
    main()
