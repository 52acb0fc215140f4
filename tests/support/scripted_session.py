"""A whole session as a process of its own, to be traced: import, open, play, annotate, lock, quit.

    python -m tests.support.scripted_session HOME FOOTAGE PROJECT [PLANT]

With PLANT it leaks on purpose, in ways that a search must find.
"""

import os
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.support.person import Person

PASSPHRASE = "a lamp for the darkroom"
CLIP_NAME = "Quartermaster gate"
CAMERA = "cam-Wolfsburg"
SECOND_LABEL = "Zebrafink"


def main(home: Path, footage: Path, project_id: str, *, plant: bool) -> None:
    from crypto.hardening import harden_process

    harden_process()
    from app.log import configure_logging
    from models.annotation.geometry import Box
    from tests.support.person import Person

    person = Person(home)
    configure_logging(person.paths.state)
    person.start(project_id)
    person.unlock(PASSPHRASE)
    clip = person.import_file(footage, name=CLIP_NAME, camera=CAMERA)
    person.open_clip(clip.id)
    person.press("2")
    track = person.draw_box(Box(41, 53, 121, 87))
    person.play_for(20)
    person.scrub_to(31)
    person.drag_box(track, 37, 19)
    person.press("Ctrl+C")
    person.press("F")
    person.press("Ctrl+V")
    person.press("Ctrl+Z")
    person.wait_saved()
    if plant:
        _plant_leaks(person)
    person.lock()
    person.unlock(PASSPHRASE)
    person.wait_until(lambda: person.picture_frame() is not None, "to be led back")
    person.quit()


def _plant_leaks(person: "Person") -> None:
    """Leak on purpose: a frame, a label, a name and a box, into files that are deleted at once."""
    person.press("Shift+Z")
    person.wait_until(lambda: person.picture().bgra.shape[:2] == (360, 640), "for 100 %")
    box = person.annotation.shapes_at(person.frame)[0].box
    leaks = (
        person.picture().bgra.tobytes(),
        f"label={SECOND_LABEL}".encode("utf-16-le"),
        f'{{"name": "{CLIP_NAME}"}}'.encode(),
        f'{{"bbox": [{box.x}, {box.y}, {box.w}, {box.h}]}}'.encode(),
    )
    for leak in leaks:
        with tempfile.NamedTemporaryFile() as file:
            file.write(leak)
            file.flush()
            os.fsync(file.fileno())


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3], plant="PLANT" in sys.argv)
