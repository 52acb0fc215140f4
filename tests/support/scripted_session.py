"""A whole session as a process of its own, to be traced: import, open, play, annotate, lock, quit.

    python -m tests.support.scripted_session HOME FOOTAGE PROJECT [PLANT] [SOUNDING]

With PLANT it leaks on purpose, in ways that a search must find. With SOUNDING, a clip with sound,
it goes on to watch in every way that there is.
"""

import os
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

if TYPE_CHECKING:
    from tests.support.person import Person

PASSPHRASE = "a lamp for the darkroom"
CLIP_NAME = "Quartermaster gate"
CAMERA = "cam-Wolfsburg"
SECOND_LABEL = "Zebrafink"


def main(home: Path, footage: Path, project_id: str, *, plant: bool, sounding: Path | None) -> None:
    from crypto.hardening import harden_process

    harden_process()
    from app.log import configure_logging
    from models.annotation.geometry import Box
    from tests.support.person import Person

    person = Person(home, reopens=True)
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
    if sounding is not None:
        _watch(person, footage=clip.id, sounding=sounding)
    person.lock()
    person.unlock(PASSPHRASE)
    person.wait_until(lambda: person.picture_frame() is not None, "to be led back")
    person.quit()


def _watch(person: "Person", *, footage: UUID, sounding: Path) -> None:
    """Open a clip whose index is lost; play, scrub and look at it together with another one."""
    from app.settings.projects import load_project
    from tests.support.watching import Made, Watching

    project = person.desk.projects.project
    assert project is not None
    beside = person.import_file(sounding, name=CLIP_NAME, camera=CAMERA).id
    ids = {"footage": footage, "beside": beside}
    config = load_project(person.paths, project.config.id)
    watched = Watching(person, Made(person.paths.config.parent, config, ids))
    indexes = list(person.paths.config.parent.rglob("*.index.sld"))
    assert len(indexes) == len(ids)
    person.desk.clip.close()
    for index in indexes:
        index.unlink()
    watched.open("footage")
    person.wait_until(lambda: person.desk.clip.editor.editable, "for the index")
    watched.wait_for_strips()
    watched.hover()
    person.press("F12")
    watched.add("beside")
    watched.play_round_and_round()
    here = person.frame
    person.wait_until(lambda: person.frame not in (here, here + 1), "for it to play")
    person.press("Shift+Space")
    person.wait_until(lambda: watched.playback.state.rate < 0, "for it to turn round")
    here = person.frame
    person.wait_until(lambda: person.frame != here, "for it to play backwards")
    watched.pause()
    person.scrub_to(5)
    # A clip with sound, and where there is no loudspeaker the sentence that says so.
    watched.open("beside")
    person.press("Shift+M")
    person.go_to(0)
    watched.play_round_and_round()
    person.wait_until(
        lambda: person.frame > 10 or "loudspeaker" in person.window.toast.text, "for sound"
    )


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
    main(
        Path(sys.argv[1]),
        Path(sys.argv[2]),
        sys.argv[3],
        plant="PLANT" in sys.argv,
        sounding=Path(sys.argv[5]) if len(sys.argv) > 5 else None,
    )
