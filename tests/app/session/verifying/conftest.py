"""A stored clip that much can be done to, and what verifying and salvaging make of it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.compose import create_project, open_project
from app.session.importing import ClipDetails
from app.session.project import Project
from app.session.salvage import Salvaged, salvage
from app.session.verifying.findings import ClipFinding
from app.session.verifying.verifier import Verifier
from app.settings.paths import Paths
from crypto.clip_header import BODY_OFFSET, CHUNK_SIZE, SEALED_CHUNK_SIZE
from crypto.policy import ReadPolicy
from models.records import ClipRecord
from tests.support.desk import PASSPHRASE
from tests.support.footage import even_pts, make_clip


@pytest.fixture(scope="package")
def long_clip() -> bytes:
    """A clip of six chunks, whose tables lie at its end."""
    clip = make_clip(pts=even_pts(165), options={"g": "12", "bf": "2", "crf": "1"})
    assert 5 * CHUNK_SIZE + 1000 < len(clip) < 6 * CHUNK_SIZE
    return clip


@pytest.fixture(scope="package")
def shelf(tmp_path_factory: pytest.TempPathFactory, long_clip: bytes) -> Iterator[Project]:
    """A project with one clip: to make one for each test would take a minute."""
    home = tmp_path_factory.mktemp("shelf")
    paths = Paths.of_this_machine({"SAFELIGHT_HOME": str(home)})
    config, _ = create_project(paths, "Shelf", passphrase=PASSPHRASE, labels=())
    opened = open_project(config, paths, passphrase=PASSPHRASE)
    opened.import_cleartext(long_clip, ClipDetails(event_id="gate-7", name="North gate"))
    yield opened
    opened.close()


@pytest.fixture
def project(shelf: Project) -> Iterator[Project]:
    """The shelf, whose store is put back as it was."""
    folder = Path(shelf.storage.location)
    before = {file.name: file.read_bytes() for file in folder.iterdir()}
    yield shelf
    shelf.keyring._read_policy = ReadPolicy.AUTHENTICATED
    for file in folder.iterdir():
        if file.name not in before:
            file.unlink()
    for name, content in before.items():
        (folder / name).write_bytes(content)


@pytest.fixture
def clip(project: Project) -> ClipRecord:
    return project.clip("gate-7")


@pytest.fixture
def stored(project: Project, clip: ClipRecord) -> Path:
    return Path(project.storage.location) / clip.objects[0]["name"]


def found(project: Project, *event_ids: str) -> ClipFinding:
    verifier = Verifier(project)
    (finding,) = verifier.verify(verifier.targets(event_ids), jobs=1)
    return finding


def flip(file: Path, at: int) -> None:
    untrusted = bytearray(file.read_bytes())
    untrusted[at] ^= 1
    file.write_bytes(untrusted)


def chunk_at(chunk: int, offset: int = 0) -> int:
    return BODY_OFFSET + chunk * SEALED_CHUNK_SIZE + offset


def saved(
    project: Project, finding: ClipFinding, folder: Path, *, in_clear: bool = False, **more: object
) -> Salvaged | None:
    return salvage(
        project.storage,
        project.keyring,
        finding,
        folder,
        rights=project.rights,
        in_clear=in_clear,
        **more,  # type: ignore[arg-type]
    )
