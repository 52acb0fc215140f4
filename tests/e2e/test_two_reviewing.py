"""A reviewer and an annotator at two windows of one project: issues go to and fro, none is lost."""

import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.compose import create_project
from app.settings.paths import Paths
from app.settings.projects import save_project
from app.ui.review.issues.keeper import IssueKeeper
from models.annotation.geometry import Box
from models.annotation.labels import Label
from models.review.issue import Issue, IssueState, IssueStep
from tests.support.footage import even_pts, make_clip
from tests.support.person import Person

LABEL = Label(uuid.UUID(int=1), "person", color="#56B4E9", digit=1, position=0)


@pytest.fixture
def windows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qapp: object
) -> Iterator[tuple[Person, Person]]:
    """The reviewer, who made the project, and the annotator, who came to it; a clip is open."""
    monkeypatch.setenv("ENCRYPTION_KEY", "b8" * 32)
    homes = [tmp_path / name for name in ("rea", "ana")]
    for home in homes:
        monkeypatch.setenv("SAFELIGHT_HOME", str(home))
        paths = Paths.of_this_machine()
        paths.make()
        if home is homes[0]:
            config = create_project(paths, "Harbour", passphrase=None, labels=(LABEL,))[0]
        else:
            save_project(paths, config)
    file = tmp_path / "gate.mp4"
    file.write_bytes(make_clip(pts=even_pts(20), size=(640, 360)))
    people = []
    for home in homes:
        person = Person(home)
        person.start(config.id)
        person.wait_until(lambda p=person: p.desk.projects.project is not None, "for the project")
        people.append(person)
    reviewer, annotator = people
    clip = reviewer.import_file(file)
    reviewer.open_clip(clip.id)
    annotator.desk.watch.look()
    annotator.wait_until(lambda: annotator.window.clip_list.total == 1, "for the clip")
    annotator.open_clip(clip.id)
    yield reviewer, annotator
    for person in people:
        person.quit()


def keeper(person: Person) -> IssueKeeper:
    return person.desk.review.issues.keeper


def turn_to(person: Person) -> Person:
    person.window.activateWindow()
    person.wait_until(person.window.isActiveWindow, "to turn to the window")
    return person


def the_issue(person: Person) -> Issue | None:
    threads = keeper(person).threads
    return threads[0].issue if threads else None


def sees(person: Person, state: IssueState, *, reopened: bool = False) -> bool:
    issue = the_issue(person)
    return issue is not None and (issue.state, issue.reopened) == (state, reopened)


def tell(one: Person, other: Person) -> None:
    """Let what one did reach the other's window."""
    one.wait_until(lambda: keeper(one).unwritten == 0, "for it to be written")
    other.desk.watch.look()


def test_what_one_reports_the_other_fixes_and_the_first_settles(
    windows: tuple[Person, Person],
) -> None:
    reviewer, annotator = windows
    turn_to(reviewer).press("F7")
    reviewer.drag((200, 100), (260, 180))
    reviewer.press("Esc")
    tell(reviewer, annotator)
    annotator.wait_until(lambda: sees(annotator, IssueState.OPEN), "for what was reported")

    # The annotator is led to it, answers by fixing it, and may not settle it.
    turn_to(annotator).press("F8")
    panel = annotator.desk.review.issues.panel
    assert panel.active == the_issue(annotator).id
    assert [one.step for one in panel.open_thread._doings] == [IssueStep.FIX]
    annotator.desk.review.issues.steps.take(panel.active, IssueStep.RESOLVE)
    assert sees(annotator, IssueState.OPEN)
    assert "reviewer" in annotator.window.toast.text
    annotator.draw_box(Box(200, 100, 60, 80))
    annotator.press("Ctrl+F8")
    tell(annotator, reviewer)
    reviewer.wait_until(lambda: sees(reviewer, IssueState.FIXED), "for the answer")

    # It is opened again, fixed again and settled.
    turn_to(reviewer).press("F8")
    reviewer.press("Ctrl+Shift+F8")
    tell(reviewer, annotator)
    annotator.wait_until(
        lambda: sees(annotator, IssueState.OPEN, reopened=True), "for it to be opened again"
    )
    assert "Reopened" in panel.card(panel.order[0]).text.whole
    turn_to(annotator).press("Ctrl+F8")
    tell(annotator, reviewer)
    reviewer.wait_until(lambda: sees(reviewer, IssueState.FIXED, reopened=True), "for the answer")

    # Both press at the same time: the later one is told, and both see the same.
    issue_id = the_issue(reviewer).id
    turn_to(reviewer).press("Ctrl+F8")
    reviewer.wait_until(lambda: keeper(reviewer).unwritten == 0, "for it to be settled")
    keeper(annotator).move(issue_id, IssueStep.TAKE_BACK)
    annotator.wait_until(lambda: bool(annotator.window.problems.problems), "to be told")
    annotator.wait_until(lambda: sees(annotator, IssueState.RESOLVED), "to see what holds")
    assert panel.order == (), "what is settled is not listed"
    assert reviewer.window.problems.problems == ()

    # Who may not report is not told to, and moves the picture by a drag as everywhere.
    turn_to(annotator).press("F7")
    assert "look only" in annotator.canvas._telling.mode
    annotator.press("Esc")
    assert "a reviewer reports issues" in annotator.canvas._telling.mode
    assert not annotator.canvas._stage.hand.marks
