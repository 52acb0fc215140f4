"""A damaged clip in the real window: what is sound is shown, what is not is marked."""

import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from crypto.clip_header import BODY_OFFSET, SEALED_CHUNK_SIZE
from models.annotation.labels import Label
from tests.support.footage import even_pts, heavy_clip, make_clip
from tests.support.hiring import hired
from tests.support.person import Person

PERSON = Label(uuid.UUID(int=1), "person", color="#56B4E9", digit=1, position=0)


@pytest.fixture
def person(qapp: object, tmp_path: Path) -> Iterator[Person]:
    with hired(tmp_path) as person:
        yield person


def damaged(person: Person) -> tuple[tuple[int, int], ...]:
    return person.shell.parts.timeline.view.damaged


def test_frames_of_a_chunk_that_fails_are_marked_and_all_others_are_still_shown(
    person: Person, tmp_path: Path
) -> None:
    file = tmp_path / "gate.mp4"
    file.write_bytes(heavy_clip("mp4"))
    clip = person.import_file(file)
    sealed = max((tmp_path / "home").rglob("*"), key=lambda path: path.stat().st_size)
    with sealed.open("r+b") as stored:
        stored.seek(
            BODY_OFFSET + sealed.stat().st_size // 2 // SEALED_CHUNK_SIZE * SEALED_CHUNK_SIZE
        )
        stored.write(b"no tag fits this")
    person.open_clip(clip.id)
    assert damaged(person) == ()
    person.desk.clip.go_to(60)
    person.wait_until(lambda: bool(damaged(person)), "for the marks")
    assert [problem.line for problem in person.window.problems.problems]
    assert all(40 < first <= last < 90 for first, last in damaged(person))
    person.go_to(5)
    person.go_to(110)
    other = tmp_path / "yard.mp4"
    other.write_bytes(make_clip(pts=even_pts(30)))
    person.open_clip(person.import_file(other).id)
    assert damaged(person) == ()


def test_a_frame_that_does_not_come_out_is_marked_when_it_is_met(
    person: Person, tmp_path: Path
) -> None:
    content = make_clip(codec="mjpeg", pixel_format="yuvj420p", pts=even_pts(80))
    starts = [at for at in range(len(content)) if content.startswith(b"\xff\xd8\xff", at)]
    spoiled = content[: starts[60]] + bytes(starts[61] - starts[60]) + content[starts[61] :]
    file = tmp_path / "gate.mp4"
    file.write_bytes(spoiled)
    person.open_clip(person.import_file(file).id)
    person.desk.clip.go_to(60)
    person.wait_until(lambda: bool(damaged(person)), "for the mark")
    assert damaged(person) == ((60, 60),)
    assert "damaged" in person.window.toast.text
    person.go_to(61)
    person.go_to(59)
    assert damaged(person) == ((60, 60),)
