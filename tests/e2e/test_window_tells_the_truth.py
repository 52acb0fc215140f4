"""What the window says of clips and projects while somebody works."""

import logging
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.compose import create_project, open_project
from app.demo import SAMPLE_CLIPS, SAMPLE_LABELS
from app.session.importing import ClipDetails
from app.session.project import Project
from app.session.sample import SAMPLE_NAME, SAMPLE_PASSPHRASE
from app.settings.paths import Paths
from app.settings.projects import SAMPLE_ID, ProjectConfig
from app.ui.desk.project import project_desk
from app.ui.dialogs.import_clips import ImportDialog
from models.annotation.geometry import Box
from models.records import ClipState
from models.review.issue import Issue, QuickIssue, Spot
from models.review.issues import IssueStore
from tests.support.footage import even_pts, make_clip
from tests.support.person import Person


@pytest.fixture
def hire(tmp_path: Path, qapp: object) -> Iterator[Callable[[], Person]]:
    people: list[Person] = []

    def hired() -> Person:
        people.append(Person(tmp_path / "home"))
        return people[-1]

    yield hired
    for person in people:
        person.quit()


@pytest.fixture
def sample(tmp_path: Path) -> ProjectConfig:
    """The sample project with clips that take no minute to make."""
    paths = Paths.of_this_machine({"SAFELIGHT_HOME": str(tmp_path / "home")})
    config, _ = create_project(
        paths,
        SAMPLE_NAME,
        passphrase=SAMPLE_PASSPHRASE,
        labels=SAMPLE_LABELS,
        project_id=SAMPLE_ID,
        sample=True,
    )
    project = open_project(config, paths, passphrase=SAMPLE_PASSPHRASE)
    for number, clip in enumerate(SAMPLE_CLIPS):
        footage = make_clip(pts=even_pts(10 + number), size=(320, 180))
        project.import_cleartext(footage, ClipDetails(clip.event_id, clip.name))
    project.close()
    return config


def test_the_sample_opens_its_first_clip_by_itself(
    hire: Callable[[], Person], sample: ProjectConfig
) -> None:
    person = hire()
    person.start(sample.id)
    person.wait_until(lambda: person.desk.clip.clip is not None, "for the clip")
    assert person.desk.clip.clip.event_id == SAMPLE_CLIPS[0].event_id
    person.wait_until(lambda: person.picture_frame() == 0, "for the first frame")
    # What there is to review is written last, under the clip that is open by then.
    access, now = person.desk.projects.project.store.access, datetime.now(UTC)
    kind, clip_id = QuickIssue.MISSING, person.desk.clip.clip.id
    missing = Issue(uuid4(), clip_id, kind, Spot(0, 0), access.author, now)
    IssueStore(access).report(missing)
    person.desk.clips.sample_made.emit()
    keeper = person.desk.review.issues.keeper
    person.wait_until(lambda: len(keeper.threads) == 1, "for the issue to be listed")


def test_the_sample_is_offered_once_and_never_asks_for_its_passphrase(
    hire: Callable[[], Person], sample: ProjectConfig
) -> None:
    person = hire()
    person.start(sample.id)
    person.wait_until(lambda: person.desk.clip.clip is not None, "for the clip")
    action = person.window.registry.action("project.sample")
    assert not action.isEnabled()
    person.lock()
    person.desk.projects.show_welcome()
    person.wait_until(lambda: person.shell.jobs.count == 0, "for the list of projects")
    assert person.window.top_bar._projects == ()
    assert action.isEnabled()
    action.trigger()
    person.wait_until(lambda: person.desk.projects.project is not None, "for the sample")
    assert not person.window.lock_screen.isVisible()


def test_keys_that_unlock_are_heard_while_locked_only(
    hire: Callable[[], Person], sample: ProjectConfig
) -> None:
    person = hire()
    person.start(sample.id)
    person.wait_until(lambda: person.picture_frame() == 0, "for the first frame")
    project = person.desk.projects.project
    person.window.lock_screen.unlock_requested.emit("typed into a page that nobody sees")
    person.window.lock_screen.recovery_requested.emit("ABCD")
    person.wait_until(lambda: person.shell.jobs.count == 0, "for any work to end")
    assert person.desk.projects.project is project
    assert not person.window.lock_screen.isVisible()
    assert person.canvas.hasFocus()


def test_what_was_typed_to_unlock_one_project_is_not_tried_on_the_next(
    hire: Callable[[], Person], sample: ProjectConfig
) -> None:
    person = hire()
    harbour, _ = create_project(person.paths, "Harbour", passphrase="plum orbit", labels=())
    person.start(harbour.id)
    field = person.window.lock_screen._field
    person.wait_until(field.hasFocus, "for the lock screen")
    QTest.keyClicks(field, "half of a passphr")
    person.window.registry.action("project.sample").trigger()
    person.wait_until(lambda: person.desk.projects.project is not None, "for the sample")
    project = person.desk.projects.project
    assert person.window.workbench.isAncestorOf(QApplication.focusWidget())
    QTest.keyClicks(QApplication.focusWidget(), "rest of it")
    person.press("Return")
    assert field.text() == ""
    person.wait_until(lambda: person.picture_frame() == 0, "for the first frame")
    assert person.desk.projects.project is project
    assert person.canvas.hasFocus()


def test_a_project_that_is_asked_for_again_while_it_opens_is_open_once(
    hire: Callable[[], Person], sample: ProjectConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = hire()
    opened: list[Project] = []

    def noting(*args: Any, **options: Any) -> Project:
        opened.append(open_project(*args, **options))
        return opened[-1]

    monkeypatch.setattr(project_desk, "open_project", noting)
    person.start(sample.id)
    person.wait_until(lambda: person.desk.projects.config is not None, "for it to be found")
    assert person.desk.projects.project is None
    person.desk.projects.choose(sample.id)
    person.wait_until(lambda: len(opened) > 1, "for it to be opened again")
    person.wait_until(lambda: person.picture_frame() == 0, "for the first frame")
    person.wait_until(lambda: person.shell.jobs.count == 0, "for the other to be closed")
    (left,) = (project for project in opened if not project.keyring.closed)
    assert person.desk.projects.project is left


def test_saving_by_hand_says_that_it_happens_by_itself(
    hire: Callable[[], Person], sample: ProjectConfig
) -> None:
    person = hire()
    person.start(sample.id)
    person.wait_until(lambda: person.picture_frame() == 0, "for the first frame")
    person.press("Ctrl+S")
    assert person.window.toast.text == "Everything is saved as you work."


def test_a_file_that_is_refused_is_named_and_the_reason_stands_beside_it(
    hire: Callable[[], Person], sample: ProjectConfig, tmp_path: Path, caplog
) -> None:
    person = hire()
    person.start(sample.id)
    person.wait_until(lambda: person.picture_frame() == 0, "for the first frame")
    damaged, text = tmp_path / "quay.mp4", tmp_path / "README.md"
    damaged.write_bytes(make_clip(pts=even_pts(30), size=(320, 180))[:2000])
    text.write_text("no footage")
    caplog.set_level(logging.DEBUG)
    person.desk.clips.import_files(((damaged, ClipDetails()), (text, ClipDetails())))
    problems = person.window.problems
    person.wait_until(lambda: len(problems.problems) == 2, "for both to be refused")
    assert problems._title.text() == "README.md: Not a video"
    rows = person.window.transfers.rows
    assert [row.line for row in reversed(rows)] == [p.title for p in problems.problems]
    assert not any("can still be played" in problem.line for problem in problems.problems)
    assert "README" not in caplog.text
    assert "quay" not in caplog.text


def test_a_dropped_folder_is_imported_or_said_to_hold_nothing(
    hire: Callable[[], Person], sample: ProjectConfig, tmp_path: Path, monkeypatch
) -> None:
    person = hire()
    person.start(sample.id)
    person.wait_until(lambda: person.picture_frame() == 0, "for the first frame")
    asked: list[tuple[Path, ...]] = []
    monkeypatch.setattr(ImportDialog, "ask", lambda paths, parent: asked.append(tuple(paths)))
    folder = tmp_path / "quay"
    (folder / "north").mkdir(parents=True)
    person.window.import_requested.emit((folder,))
    problems = person.window.problems
    person.wait_until(lambda: bool(problems.problems), "for the empty folder to be told of")
    assert problems._title.text() == "quay: No footage in it"
    (folder / "north" / "b.mkv").write_bytes(b"x")
    person.window.import_requested.emit((folder,))
    person.wait_until(lambda: bool(asked), "for the question")
    assert asked == [(folder / "north" / "b.mkv",)]


def test_a_clip_is_in_progress_from_its_first_edit_on(
    hire: Callable[[], Person], sample: ProjectConfig
) -> None:
    person = hire()
    person.start(sample.id)
    person.wait_until(lambda: person.picture_frame() == 0, "for the first frame")
    clips = person.window.clip_list
    assert {clip.state for clip in clips.clips} == {ClipState.NEW}

    person.press("1")
    person.draw_box(Box(40, 50, 120, 80))

    person.wait_until(
        lambda: [c.state for c in clips.clips if c.id == clips.open_id] == [ClipState.IN_PROGRESS],
        "for the clip's state",
    )
    person.desk.clips.refresh()
    stored = person.desk.projects.project.clip(clips.open_id)
    assert stored.state is ClipState.IN_PROGRESS


def test_a_track_that_was_only_begun_is_deleted_without_a_question(
    hire: Callable[[], Person], sample: ProjectConfig
) -> None:
    person = hire()
    person.start(sample.id)
    person.wait_until(lambda: person.picture_frame() == 0, "for the first frame")
    person.press("1")
    person.draw_box(Box(40, 50, 120, 80))
    person.press("Del")
    assert person.annotation.tracks == {}
    person.press("Ctrl+Z")
    assert len(person.annotation.tracks) == 1
