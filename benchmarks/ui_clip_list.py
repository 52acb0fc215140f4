"""How long the window is away from its event loop while a list of very many clips is read.

    python -m benchmarks.ui_clip_list [CLIPS]

Runs offscreen in a folder of its own. Seconds of CPU until the first clips are shown and until all
are, as shares of reading all of them at once; then a line of the heartbeat for each thing done: see
`ui_heartbeat`. Exits 1 where the first clips take more than 0.1 of the whole reading, or the GUI
thread computes for longer than 16 ms at a time.
"""

import os
import sys
import tempfile
import time
import uuid
from functools import partial
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
_WORDS = ("c", "ca", "cam-07", "gate 7", "")


def main(count: int) -> int:
    from PySide6.QtWidgets import QLineEdit, QPushButton

    from app.compose import create_project, open_project
    from app.settings.paths import Paths
    from models.annotation.labels import Label
    from tests.support.heartbeat import Heartbeat
    from tests.support.many_clips import put_in_clips
    from tests.support.person import Person

    home = Path(tempfile.mkdtemp(prefix="safelight-clips-"))
    os.environ.update(SAFELIGHT_HOME=str(home), ENCRYPTION_KEY="e1" * 32)
    paths = Paths.of_this_machine()
    label = Label(uuid.UUID(int=1), "person", color="#56B4E9", digit=1, position=0)
    config, _ = create_project(paths, "Harbour", passphrase=None, labels=(label,))
    project = open_project(config, paths)
    put_in_clips(project.store, count)
    start = time.process_time()
    project.clips()
    whole_s = time.process_time() - start
    project.close()

    person = Person(home)
    shown = person.window.clip_list
    with Heartbeat() as heart:
        person.start(config.id)
        person.wait_until(lambda: person.desk.projects.project is not None, "for the project")
    print(heart.line("start"))
    start, cpu = time.perf_counter(), time.process_time()
    with Heartbeat() as heart:
        person.desk.clips.set_project(person.desk.projects.project)
        person.wait_until(lambda: shown.total > 0, "for the first clips")
        first_s, first_cpu_s = time.perf_counter() - start, time.process_time() - cpu
        person.wait_until(lambda: not person.desk.clips.is_reading, "for all", ms=120_000)
        all_cpu_s = time.process_time() - cpu
    print(heart.line("read"))
    turns_s = heart.turns_s
    print(
        f"{count} clips at once {whole_s:.2f} s CPU; first shown after {first_s:.2f} s, "
        f"{first_cpu_s / whole_s:.3f} of that; all after {all_cpu_s / whole_s:.2f}"
    )
    words, chips = shown.findChild(QLineEdit), shown.findChildren(QPushButton)
    steps = [(f"filter {text}", partial(words.setText, text)) for text in _WORDS]
    steps += [(f"chip {at}", chip.click) for at, chip in enumerate(chips) if chip.isCheckable()]
    for name, do in (*steps, ("read again", person.desk.clips.refresh)):
        with Heartbeat() as heart:
            do()
            person.wait_until(lambda: not person.desk.clips.is_reading, "for all", ms=120_000)
            person.breathe()
        print(heart.line(name))
        turns_s += heart.turns_s
    person.quit()
    return int(first_cpu_s / whole_s > 0.1 or max(turns_s) > 0.016)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 50_000))
