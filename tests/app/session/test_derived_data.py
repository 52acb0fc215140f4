"""What is derived from a clip may be lost, altered or impossible to store: the clip still opens."""

from pathlib import Path

import pytest

from app.session.project import Project
from crypto.clip_header import Kind
from crypto.clip_stream import seal_bytes
from crypto.keyring import Keyring
from models.records import ClipRecord

KEY_ID_AT = 32


@pytest.fixture
def clip(project: Project, plain_file: Path) -> ClipRecord:
    return project.import_clip(plain_file).clip


def derived(project: Project, kind: str) -> Path:
    (file,) = Path(project.storage.location).glob(f"*.{kind}.sld")
    return file


def frame_count(project: Project, clip: ClipRecord) -> int:
    session = project.open_clip(clip.id)
    project.close_clip(session)
    return session.index.frame_count


@pytest.mark.promise
def test_an_index_that_was_altered_anywhere_is_built_again_from_the_clip(
    project: Project, clip: ClipRecord
) -> None:
    for at in (0, 8, 10, 16, KEY_ID_AT, 48, 64, 88, 120, -1):
        file = derived(project, "index")
        untrusted_bytes = bytearray(file.read_bytes())
        untrusted_bytes[at] ^= 1
        file.write_bytes(untrusted_bytes)
        assert frame_count(project, clip) == clip.frame_count
        assert file.read_bytes() != untrusted_bytes


@pytest.mark.promise
def test_derived_data_under_somebody_elses_key_is_taken_for_none(
    project: Project, clip: ClipRecord
) -> None:
    clip_id = bytes.fromhex(clip.objects[0]["clip_id"])
    with Keyring.generate() as stranger:
        for kind, name in ((Kind.INDEX, "index"), (Kind.THUMBNAILS, "thumbnails")):
            sealed, _ = seal_bytes(b"theirs", keyring=stranger, kind=kind, clip_id=clip_id)
            derived(project, name).write_bytes(sealed)
    assert project.thumbnail(clip) is None
    assert frame_count(project, clip) == clip.frame_count


def test_a_clip_whose_index_cannot_be_stored_is_opened_all_the_same(
    project: Project, clip: ClipRecord
) -> None:
    file = derived(project, "index")
    file.unlink()
    # In the place of the unfinished file there is a folder, so that nothing can be written.
    file.with_name(file.name + ".part").mkdir()
    assert frame_count(project, clip) == clip.frame_count
    assert not file.exists()
