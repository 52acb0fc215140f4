"""The Review workspace at the real window: nobody changes a box there, by whatever way."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.session.review.issues import answer_issue, comment_on, report_issue
from app.session.review.workflow import hand_in
from app.settings.preferences import load_preferences
from app.ui.action_specs import Context
from models.annotation.geometry import Box
from models.review.issue import Issue, QuickIssue, Spot
from tests.support.footage import even_pts, make_clip
from tests.support.hiring import hired
from tests.support.person import Person


@pytest.fixture
def person(tmp_path: Path, qapp: object) -> Iterator[Person]:
    with hired(tmp_path, clip=make_clip(pts=even_pts(20), size=(640, 360))) as person:
        yield person


def test_in_review_a_box_is_looked_at_and_changed_by_nothing(person: Person) -> None:
    track = person.draw_box(Box(100, 80, 120, 90))
    registry, editor, parts = person.window.registry, person.desk.clip.editor, person.shell.parts
    before = person.annotation.tracks
    told: list[str] = []
    editor.refused.connect(told.append)
    heard: list[str] = []
    person.desk.workspace.changed.connect(heard.append)

    person.press("F7")
    assert heard == ["review"]
    assert registry.context is Context.REVIEW
    assert not editor.editable
    assert not parts.timeline.editable
    assert not parts.inspector._form.isEnabled()
    assert person.canvas._rail.isHidden()
    assert not person.desk.workspace.rail.isHidden()
    assert person.desk.workspace.column.isVisible()
    for action_id in ("draw.repeat", "track.keyframe", "edit.delete", "edit.undo"):
        assert not registry.action(action_id).isEnabled(), action_id
    person.press("Ctrl+Z")
    person.press("K")
    person.press("Del")
    editor.toggle_keyframe()
    editor.undo()
    editor.undoing.go_to(None)
    # A drag that would move the box marks a region instead.
    person.drag((160, 120), (240, 200))
    person.press("Esc")
    assert person.annotation.tracks == before
    assert len(told) == 3
    assert all("F7" in text for text in told)
    QTest.mouseClick(person.canvas, Qt.MouseButton.LeftButton, pos=person.at(110, 90))
    assert editor.selection == (track,)

    person.press("F7")
    assert heard == ["review", "annotate"]
    assert registry.context is Context.ANNOTATE
    assert editor.editable
    assert parts.inspector._form.isEnabled()
    assert person.desk.workspace.rail.isHidden()
    person.drag_box(track, 40, 20)
    person.press("Ctrl+Z")
    person.press("Ctrl+Z")
    assert person.annotation.tracks == {}

    # It is remembered, and holds for each clip.
    person.window.top_bar._workspaces._buttons["review"].click()
    person.wait_until(
        lambda: load_preferences(person.paths).workspace == "review", "for it to be kept"
    )
    clip = person.desk.clip.clip
    person.desk.clip.close()
    assert person.window.registry.context is Context.PROJECT
    assert person.desk.workspace.rail.isHidden()
    person.open_clip(clip.id)
    assert person.window.registry.context is Context.REVIEW
    assert not person.desk.clip.editor.editable
    assert not person.desk.workspace.rail.isHidden()
    person.window.registry.action("view.reset").trigger()
    assert person.desk.workspace.column.isVisible()


def test_a_clip_that_was_handed_in_says_what_a_reviewer_can_do_and_gives_room(
    person: Person,
) -> None:
    track = person.draw_box(Box(100, 80, 120, 90))
    person.wait_saved()
    project, session = person.desk.projects.project, person.desk.clip.session
    clip = hand_in(project, session.clip.id)
    person.desk.clips.show_newer(clip)
    person.wait_until(lambda: not person.desk.clip.editor.editable, "for the clip to be closed")
    person.desk.clip.editor.select(())
    assert "handed in" in person.canvas._telling.mode
    me, now = project.rights.person.id, datetime.now(UTC)
    for n in range(12):
        spot = Spot(n, int(session.index.pts[n]))
        made = Issue(uuid4(), clip.id, QuickIssue.LABEL, spot, me, now, track_id=track)
        report_issue(project, made)
        answer_issue(project, comment_on(made.id, person=me, text="It is a cyclist"))
    objects = person.shell.parts.objects
    height = objects.height()

    person.press("F7")
    assert person.canvas._telling.mode.startswith("Review · draw a region")
    desk = person.desk.review.issues
    desk.keeper.refresh()
    person.wait_until(lambda: len(desk.panel.order) == 12, "for the issues")
    person.wait_until(lambda: objects.height() < height * 0.8, "for the list to give room")
    # The card that is open is seen whole, its answer and buttons included.
    last = desk.panel.order[-1]
    desk.open_issue(last)
    seen = desk.panel._scroll.viewport()

    def whole() -> bool:
        card = desk.panel.card(last)
        top = card.mapTo(seen, card.rect().topLeft()).y()
        button = desk.panel.open_thread._shown[-1]
        foot = button.mapTo(seen, button.rect().bottomLeft()).y()
        return 0 <= top < foot < seen.height()

    person.wait_until(whole, "for the whole card")
    person.press("F7")
    person.wait_until(lambda: objects.height() == height, "for the list to be as it was")
    assert "handed in" in person.canvas._telling.mode
