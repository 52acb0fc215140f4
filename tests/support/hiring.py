"""A person who is let into a new project of their own, and leaves it again."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from app.compose import create_project
from app.settings.paths import Paths
from models.annotation.labels import Label
from tests.support.desk import PERSON
from tests.support.person import Person

PASSPHRASE = "a lamp for the darkroom"


@contextmanager
def hired(
    folder: Path,
    *,
    labels: Sequence[Label] = (PERSON,),
    clip: bytes | None = None,
    file_name: str = "gate.mp4",
) -> Iterator[Person]:
    """Make a project below `folder` and open it, with this clip in it and open, if one is given."""
    home = folder / "home"
    paths = Paths.of_this_machine({"SAFELIGHT_HOME": str(home)})
    config, _ = create_project(paths, "Harbour", passphrase=PASSPHRASE, labels=tuple(labels))
    person = Person(home)
    person.start(config.id)
    person.unlock(PASSPHRASE)
    if clip is not None:
        file = folder / file_name
        file.write_bytes(clip)
        person.open_clip(person.import_file(file).id)
    yield person
    person.quit()
