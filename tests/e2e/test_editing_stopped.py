"""Editing that was stopped goes on when the reason is gone and the clip is opened again."""

import uuid
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from app.compose import create_project
from app.settings.paths import Paths
from app.settings.projects import ProjectConfig
from models.annotation.geometry import Box
from models.annotation.labels import Label
from models.errors import RowAlteredError
from tests.support.footage import even_pts, make_clip
from tests.support.person import Person

PERSON = Label(uuid.UUID(int=1), "person", color="#56B4E9", digit=1, position=0)


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ProjectConfig:
    monkeypatch.setenv("ENCRYPTION_KEY", "5c" * 32)
    monkeypatch.setenv("SAFELIGHT_HOME", str(tmp_path))
    return create_project(Paths.of_this_machine(), "Harbour", passphrase=None, labels=(PERSON,))[0]


@pytest.fixture
def person(tmp_path: Path, config: ProjectConfig, qapp: object) -> Iterator[Person]:
    footage = tmp_path / "plain.mp4"
    footage.write_bytes(make_clip(pts=even_pts(20), size=(320, 180)))
    person = Person(tmp_path)
    person.start(config.id)
    person.wait_until(lambda: person.desk.projects.project is not None, "for the project")
    person.open_clip(person.import_file(footage).id)
    yield person
    person.quit()


def test_a_clip_whose_altered_row_was_put_right_can_be_opened_again_and_edited(
    person: Person, caplog: pytest.LogCaptureFixture
) -> None:
    clip, project = person.desk.clip.clip, person.desk.projects.project
    assert clip is not None
    assert project is not None
    person.draw_box(Box(40, 40, 60, 50))
    person.wait_saved()
    person.go_to(7)

    def tamper(change: str) -> None:
        with closing(project.store.database.engine.raw_connection()) as pooled:
            pooled.driver_connection.execute(f"UPDATE annotation_examples SET {change}")

    tamper("pts = pts + 1")
    person.desk.clip.refresh()
    person.wait_until(lambda: not person.desk.clip.editor.editable, "for the stop")
    assert isinstance(person.desk.clip.session.stopped, RowAlteredError)
    tamper("pts = pts - 1")
    person.window.clip_list.open_requested.emit(clip.id)
    person.wait_until(lambda: person.desk.clip.editor.editable, "for the clip")
    person.wait_until(lambda: person.picture_frame() == 7, "for the same frame")
    person.draw_box(Box(140, 40, 60, 50))
    person.wait_saved()
    assert len(project.store.load_annotation(clip.id).annotation.tracks) == 2
