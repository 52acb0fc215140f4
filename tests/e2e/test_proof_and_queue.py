"""Walking through suspects and findings, and handing a clip in, in the real window."""

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest

from models.annotation import gestures
from models.annotation.edits import Edit
from models.annotation.geometry import Box
from models.annotation.interpolate import shape_at
from models.annotation.track import Kind
from models.errors import DatabaseUnavailableError
from models.records import ClipState
from models.store import ProjectStore
from tests.support.desk import PERSON
from tests.support.footage import even_pts, make_clip
from tests.support.hiring import hired
from tests.support.person import Person


@pytest.fixture
def person(tmp_path: Path, qapp: object) -> Iterator[Person]:
    with hired(tmp_path, clip=make_clip(pts=even_pts(60), size=(640, 360))) as person:
        yield person


def drawn(person: Person, *boxes: tuple[int, Box]) -> UUID:
    """Make a track of keyframes on these frames."""
    editor = person.desk.clip.editor
    (first_frame, first), *more = boxes

    def draw(annotation: object) -> Edit:
        return gestures.draw_track(
            annotation,
            first,
            frame_index=first_frame,
            pts=editor.pts_of(first_frame),
            label_id=PERSON.id,
        )

    edit = editor.perform(draw)
    assert edit is not None
    (track_id,) = edit.touched
    for frame, box in more:
        editor.perform(
            lambda a, f=frame, b=box: gestures.put_box(
                a, track_id, box=b, frame_index=f, pts=editor.pts_of(f)
            )
        )
    return track_id


def test_exchanged_tracks_are_found_led_to_and_swapped_back_with_one_undo(person: Person) -> None:
    left, right = Box(40, 100, 40, 80), Box(500, 100, 40, 80)
    one = drawn(person, (0, left), (19, left.moved(2, 0)), (20, right))
    other = drawn(person, (0, right), (19, right.moved(2, 0)), (20, left))
    panel = person.desk.proof.panel
    person.press("Y")
    person.wait_until(lambda: len(panel.places) == 1, "for the suspects")
    person.press("Y")
    person.wait_until(lambda: person.picture_frame() == person.frame == 20, "to be led there")
    assert set(person.desk.clip.editor.selection) == {one, other}
    person.desk.proof.swap()
    person.wait_until(lambda: panel.places == (), "for the list to follow")
    shown = shape_at(person.annotation.track(one), 30)
    assert shown is not None
    assert shown.box == left
    person.press("Ctrl+Z")
    person.wait_until(lambda: len(panel.places) == 1, "for the suspicion to come back")
    person.press("Ctrl+Shift+P")
    assert not panel.is_open


def test_the_keys_lead_to_where_tracks_begin_and_end(person: Person) -> None:
    early = drawn(person, (5, Box(40, 40, 40, 40)), (15, Box(60, 40, 40, 40)))
    late = drawn(person, (25, Box(300, 40, 40, 40)))
    person.go_to(0)
    for frame, track_id in ((5, early), (25, late)):
        person.press("J")
        person.wait_until(lambda f=frame: person.picture_frame() == person.frame == f)
        assert person.desk.clip.editor.selection == (track_id,)
    person.press("Shift+J")
    person.wait_until(lambda: person.picture_frame() == person.frame == 5)
    person.press("Alt+J")
    person.wait_until(lambda: person.picture_frame() == person.frame == 59)


def test_a_clip_is_handed_in_after_each_finding_was_seen(person: Person) -> None:
    held = drawn(person, (5, Box(40, 40, 40, 40)), (15, Box(60, 40, 40, 40)))
    beyond = drawn(person, (20, Box(620, 40, 80, 40)), (30, Box(600, 40, 30, 40)))
    desk, panel = person.desk.queue, person.desk.queue.panel
    person.press("Ctrl+Return")
    person.wait_until(lambda: len(panel.places) == 3, "for the findings")
    assert [place.track_ids for place in panel.places] == [(held,), (beyond,), (beyond,)]
    person.press("F4")
    person.wait_until(lambda: person.picture_frame() == person.frame == 15)
    panel.dismiss()
    assert [place.track_ids for place in panel.places] == [(beyond,), (beyond,)]
    person.window.workbench.show_dock("inspector")
    person.wait_until(lambda: panel.visibleRegion().isEmpty(), "for the inspector")
    person.desk.clip.editor.delete_tracks()
    person.desk.clip.editor.select((beyond,))
    person.desk.clip.editor.delete_tracks()
    person.wait_until(lambda: panel.places == (), "for what was mended to go")
    assert "can be handed in" in panel.sentence
    # Who mends in another panel is not taken away from it.
    assert panel.visibleRegion().isEmpty()
    desk._submit.click()
    clip_id = person.desk.clip.clip.id
    person.wait_until(
        lambda: (
            next(c.state for c in person.window.clip_list.clips if c.id == clip_id)
            is ClipState.SUBMITTED
        ),
        "for the clip to be handed in",
    )
    assert not panel.is_open
    person.press("Ctrl+PgDown")
    person.wait_until(lambda: "no clip left" in person.window.toast.text, "for the next clip")
    person.wait_until(lambda: not person.desk.clip.editor.editable, "for the clip to be closed")
    person.desk.clip.editor.draw(Box(40, 40, 40, 40), Kind.TRACK, label_id=PERSON.id)
    assert "taken back or reopened" in person.window.toast.text
    person.desk.people.workflow.note.step.click()
    person.wait_until(lambda: person.desk.clip.editor.editable, "for the clip to be taken back")
    drawn(person, (5, Box(40, 40, 40, 40)))
    person.wait_until(
        lambda: (
            next(c.state for c in person.window.clip_list.clips if c.id == clip_id)
            is ClipState.IN_PROGRESS
        ),
        "for the list to follow",
    )
    owner = next(c.assigned_to for c in person.window.clip_list.clips if c.id == clip_id)
    assert owner == person.desk.projects.project.store.author


def test_the_findings_follow_what_somebody_else_mends(person: Person) -> None:
    drawn(person, (5, Box(40, 40, 40, 40)), (15, Box(60, 40, 40, 40)))
    panel, session = person.desk.queue.panel, person.desk.clip.session
    person.press("Ctrl+Return")
    person.wait_until(lambda: len(panel.places) == 1, "for the finding")
    person.wait_until(lambda: session.pending == 0, "for the track to be saved")
    store = person.desk.projects.project.store
    theirs = store.load_annotation(session.clip.id)
    edit = gestures.delete_tracks(theirs.annotation, theirs.annotation.tracks, frame_index=5)
    store.apply_edit(session.clip.id, edit.signed(store.author, at_us=1), theirs.revisions)
    session.refresh()
    person.wait_until(lambda: panel.places == (), "for what was mended elsewhere to go")


def test_a_clip_is_not_handed_in_before_the_database_has_its_changes(
    person: Person, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def away(*_args: object) -> None:
        raise DatabaseUnavailableError("no answer")

    session, project = person.desk.clip.session, person.desk.projects.project
    with monkeypatch.context() as cut_off:
        cut_off.setattr(ProjectStore, "apply_edit", away)
        drawn(person, (5, Box(40, 40, 40, 40)))
        person.desk.queue._submit.click()
        person.wait_until(lambda: "Not handed in" in person.window.toast.text, "for the answer")
        assert session.pending == 1
        assert project.store.clip(session.clip.id).state is not ClipState.SUBMITTED
    person.wait_until(lambda: session.pending == 0, "for the database to be back")
    person.desk.queue._submit.click()
    person.wait_until(lambda: "is handed in" in person.window.toast.text, "for the second try")
    assert project.store.clip(session.clip.id).state is ClipState.SUBMITTED


def test_what_was_waived_stays_so_for_the_next_time(person: Person) -> None:
    drawn(person, (5, Box(40, 40, 40, 40)), (15, Box(60, 40, 40, 40)))
    panel = person.desk.queue.panel
    person.press("F4")
    person.wait_until(lambda: len(panel.places) == 1, "for the finding")
    person.press("F4")
    panel.dismiss()
    assert panel.places == ()
    clip_id = person.desk.clip.clip.id
    project = person.desk.projects.project
    person.wait_until(lambda: bool(project.store.view_settings("waived", clip_id)), "to be kept")
    panel.close_by_hand()
    person.press("Ctrl+Return")
    person.wait_until(lambda: bool(panel.sentence), "for the answer")
    assert panel.places == ()
