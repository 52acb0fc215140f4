"""Judging at the real window: objects one by one and clips, by keys alone."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.session.review import verdicts
from app.session.review.verdicts import verdicts_of
from app.session.review.workflow import hand_in, take_step
from app.ui.desk.review import object_verdicts, single_order, verdict_desk
from app.ui.review.verdicts import book, keeper, tallying
from models.annotation import gestures
from models.annotation.geometry import Box
from models.errors import DatabaseUnavailableError
from models.records import ClipState
from models.review.clip_event import Step
from models.review.verdict import Standing
from tests.support.desk import PERSON
from tests.support.footage import even_pts, make_clip
from tests.support.hiring import hired
from tests.support.person import Person

OBJECTS = 50


@contextmanager
def at_a_clip(folder: Path, objects: int, *, frames: int = 40) -> Iterator[Person]:
    """Hire somebody whose clip has so many objects and is handed in; they may judge it."""
    with hired(folder, clip=make_clip(pts=even_pts(frames), size=(640, 360))) as person:
        project, session = person.desk.projects.project, person.desk.clip.session
        rules = project.people.rules
        project.people.settle(replace(rules, own_work=True), seen=rules)
        for n in range(objects):
            first = n % (frames - 6)
            box = Box(20 + (n * 53) % 560, 20 + (n * 31) % 280, 40, 50)
            edit = gestures.draw_track(
                session.annotation,
                box,
                frame_index=first,
                pts=int(session.index.pts[first]),
                label_id=PERSON.id,
                ends_after=4,
            )
            session.apply(edit)
        person.wait_saved()
        hand_in(project, session.clip.id)
        enter_review(person)
        desk = person.desk.review.verdicts
        person.wait_until(lambda: desk.keeper.is_known, "for the verdicts to be read")
        person.wait_until(lambda: not desk.why_not(), "to be allowed to judge")
        yield person


def enter_review(person: Person) -> None:
    person.canvas.setFocus()
    person.wait_until(person.canvas.hasFocus, "to have the keys")
    person.press("F7")
    assert person.desk.workspace.is_review


def written(person: Person) -> None:
    keeper = person.desk.review.verdicts.keeper
    person.wait_until(lambda: not keeper.unwritten, "for verdicts to be written")


def keys(person: Person, *texts: str) -> None:
    for text in texts:
        person.press(text)


def test_fifty_objects_are_reviewed_without_the_mouse(tmp_path: Path, qapp: object) -> None:
    with at_a_clip(tmp_path, OBJECTS) as person:
        desk, single = person.desk.review.verdicts, person.desk.review.single
        canvas = person.canvas
        person.press("T")
        first = single.current
        assert single.is_on
        assert canvas.shown_ids() in ((), (first,))
        person.wait_until(lambda: canvas.shown_ids() == (first,), "to see the object alone")
        assert canvas.following() == first
        # Down and up look at others without judging them.
        canvas.zoom_in()
        keys(person, "Down", "Down", "Up")
        assert person.desk.projects.preferences.followed_percent > 60
        assert single.current != first
        person.press("Up")
        assert single.current == first
        person.wait_until(
            lambda: person.desk.clip.playback.state.playing, "for its range to be played"
        )
        transport = person.shell.parts.transport
        assert transport._loop.text() == "Loop on"
        # While it is asked why, nothing goes by, and what it is about is seen.
        playback = person.desk.clip.playback
        person.press("X")
        person.wait_until(lambda: not playback.state.playing, "for the clip to stand")
        shape = person.annotation.shapes_at(person.frame)[0]
        assert shape.track_id == first
        here = QRectF(*canvas.rect_of(shape.box)).toAlignedRect()
        assert canvas.rect().contains(desk.reasons.geometry())
        hidden = here.intersected(desk.reasons.geometry())
        assert hidden.width() * hidden.height() < 0.2 * here.width() * here.height()
        QTest.keyClick(desk.reasons, Qt.Key.Key_Escape)
        person.wait_until(lambda: playback.state.playing, "for the clip to play on")

        for n in range(OBJECTS):
            assert desk.tally.judged == n
            before = single.current
            if n in (3, 7):
                person.press("X")
                assert desk.reasons.isVisible()
                if n == 3:
                    person.press("2")
                else:
                    for key in ("T", "w", "o"):
                        person.press(key)
                QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
                assert not desk.reasons.isVisible()
                assert canvas.hasFocus()
                assert desk.standing_of(before) is Standing.REJECTED
                assert desk.undo_note.glyph._icon == "x"
            else:
                person.press("A")
                assert desk.undo_note.glyph._icon == "circle-check"
                assert desk.standing_of(before) is Standing.ACCEPTED
            assert single.current != before
        assert not single.is_on
        assert desk.choices.isVisible()
        assert "48 accepted, 2 rejected" in desk.choices.words
        assert transport._loop.text() == "Loop off"
        # No button's words are cut.
        labels = [button._label for button in desk.choices.buttons]
        assert [one.text() for one in labels] == ["Back", "Accept clip", "Reject clip"]
        assert all(one.width() >= one.sizeHint().width() for one in labels)
        written(person)
        project, clip = person.desk.projects.project, person.desk.clip.clip
        known = verdicts_of(project, clip.id).verdicts
        assert len(known) == OBJECTS
        assert {one.reasons for one in known if not one.is_accepted} == {
            ("Wrong label",),
            ("two",),
        }

        # The clip is rejected with a reason, taken back by a key, and accepted after a question.
        person.press("X")
        person.press("6")
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
        person.wait_until(lambda: "is rejected" in desk.choices.words, "for the clip to go back")
        assert person.desk.clip.clip.state is ClipState.REJECTED
        person.press("U")
        person.wait_until(
            lambda: person.desk.clip.clip.state is ClipState.SUBMITTED, "for it to come back"
        )
        person.wait_until(lambda: not desk.why_not(), "to be allowed to judge")
        person.press("A")
        assert "2 objects are rejected" in desk.choices.words
        person.press("Return")
        person.wait_until(
            lambda: person.desk.clip.clip.state is ClipState.ACCEPTED, "for the clip to be accepted"
        )
        person.wait_until(lambda: "accepted already" in desk.bar.words, "for the bar to say so")
        assert not desk.bar.accept.isEnabled()
        assert person.window.problems.problems == ()


def test_objects_are_judged_where_they_are_seen_and_marked_everywhere(
    tmp_path: Path, qapp: object
) -> None:
    with at_a_clip(tmp_path, 3) as person:
        desk, parts = person.desk.review.verdicts, person.shell.parts
        one, two, three = sorted(
            person.annotation.tracks, key=lambda key: person.annotation.tracks[key].number
        )
        model = parts.objects._model
        parts.objects.set_all_tracks(on=True)
        person.press("Shift+A")
        assert desk.tally.judged == 0, "nothing is selected"
        person.desk.clip.editor.select((two,))
        person.press("Shift+X")
        person.press("1")
        person.press("Esc")
        assert desk.tally.judged == 0
        person.press("Shift+X")
        person.press("1")
        person.press("Return")
        assert desk.standing_of(two) is Standing.REJECTED
        spoken = [
            model.data(model.index(row), Qt.ItemDataRole.AccessibleTextRole) for row in range(3)
        ]
        assert ["rejected" in text for text in spoken] == [False, True, False]
        assert parts.timeline.view.mark_of(two).word == "rejected"
        person.press("Alt+X")
        assert desk.standing_of(two) is Standing.UNJUDGED
        person.go_to(2)
        person.press("Alt+A")
        assert desk.tally.accepted == 3
        written(person)
        # Whoever mends one makes its verdict an old one.
        project, clip = person.desk.projects.project, person.desk.clip.clip
        person.press("X")
        person.press("1")
        person.press("Return")
        person.wait_until(lambda: "is rejected" in desk.choices.words, "for the clip to go back")
        person.press("Esc")
        person.press("F7")
        person.go_to(2)
        shape = next(s for s in person.annotation.shapes_at(2) if s.track_id == three)
        person.drag_box(three, 30, 20)
        assert shape.track_id == three
        person.wait_saved()
        person.wait_until(
            lambda: desk.standing_of(three) is Standing.CHANGED, "for the verdict to be old"
        )
        assert desk.standing_of(one) is Standing.ACCEPTED
        assert {one.person for one in verdicts_of(project, clip.id).verdicts} == {
            project.people.me.id
        }
        person.lock()
        assert desk.keeper.book.verdicts == ()


def test_very_many_objects_are_put_in_order_judged_and_taken_back_by_a_worker(
    tmp_path: Path, qapp: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A clip of 2,000 objects would take minutes to make: fewer are many here.
    for module in (book, keeper, tallying, object_verdicts, single_order):
        monkeypatch.setattr(module, "MANY", 2)
    for module in (object_verdicts, verdict_desk):
        monkeypatch.setattr(module, "MADE_AT_ONCE", 2)
    monkeypatch.setattr(verdicts, "AT_ONCE", 3)
    with at_a_clip(tmp_path, 8) as person:
        desk, single = person.desk.review.verdicts, person.desk.review.single
        rest = person.window.registry.action("verdict.accept_rest")
        person.press("T")
        assert not single.is_on, "it is on its way"
        person.wait_until(lambda: single.is_on, "for the objects to be in order")
        seen = []
        for _ in range(4):
            seen.append(single.current)
            person.press("A")
            person.wait_until(lambda: single.current != seen[-1], "for the next one")
        assert len(set(seen)) == 4
        person.wait_until(lambda: desk.tally.accepted == 4, "for them to be counted")
        rest.trigger()
        person.wait_until(desk.choices.isVisible, "for the question")
        assert "Accept 4 objects" in desk.choices.words
        person.press("Return")
        person.wait_until(lambda: desk.choices.words.startswith("Every object"), "for the end")
        written(person)
        assert desk.tally.accepted == 8
        project, clip = person.desk.projects.project, person.desk.clip.clip
        assert len(verdicts_of(project, clip.id).verdicts) == 8
        person.press("Esc")
        person.press("Alt+X")
        person.wait_until(lambda: desk.tally.left == 4, "for them to be taken back")
        assert len(verdicts_of(project, clip.id).verdicts) == 4
        # So are those that are selected, where they are many.
        by_track = person.desk.clip.session.revisions.by_track
        left = [one for one in by_track if not desk.standing_of(one).is_judged]
        person.desk.clip.editor.select(left)
        person.press("Shift+A")
        person.wait_until(lambda: desk.tally.accepted == 8, "for them to be accepted")
        written(person)
        person.wait_until(desk.undo_note.isVisible, "for the way back")
        person.press("Alt+X")
        person.wait_until(lambda: desk.tally.left == 4, "for them to be taken back again")
        assert len(verdicts_of(project, clip.id).verdicts) == 4
        # Very many are rejected in the same way, for the reason that is given once.
        person.press("Shift+X")
        assert desk.reasons.isVisible()
        person.press("1")
        person.press("Return")
        person.wait_until(lambda: desk.tally.rejected == 4, "for them to be rejected")
        written(person)
        known = verdicts_of(project, clip.id).verdicts
        assert len({one.reasons for one in known if not one.is_accepted}) == 1
        assert all(one.is_accepted or one.reasons for one in known)
        person.wait_until(
            lambda: desk.undo_note.text.startswith("4 objects rejected"), "for the way back"
        )
        person.press("Alt+X")
        person.wait_until(lambda: desk.tally.left == 4, "for them to be taken back a third time")
        # Nothing else is left to be decided on: the clip is accepted behind one question.
        person.press("A")
        assert "4 of 8 objects are not judged." in desk.choices.words
        person.press("Return")
        person.wait_until(lambda: "is accepted" in desk.choices.words, "for the clip")
        assert person.window.problems.problems == ()


def test_samples_are_walked_and_accepted_and_what_was_shown_is_told(
    tmp_path: Path, qapp: object
) -> None:
    with at_a_clip(tmp_path, 6, frames=80) as person:
        desk, sampling = person.desk.review.verdicts, person.desk.review.sampling
        sampling.bar.distance.setValue(1)
        assert person.desk.projects.preferences.sample_every_s == 1
        person.press("S")
        assert sampling.is_on
        stops = sampling.stops
        assert stops[0] == 0
        assert 2 <= len(stops) <= 5
        person.press("S")
        person.wait_until(lambda: person.picture_frame() == stops[1], "for the next stop")
        person.press("Shift+S")
        person.wait_until(lambda: person.picture_frame() == 0, "for the first stop again")
        person.press("X")
        assert not desk.reasons.isVisible(), "nothing is selected"
        shown = person.canvas.shown_ids()
        for stop in stops[1:]:
            person.press("A")
            person.wait_until(lambda stop=stop: person.picture_frame() == stop, "for a stop")
        assert {desk.standing_of(one) for one in shown} == {Standing.ACCEPTED}
        assert 0 < sampling.coverage.count < 80
        assert "% of frames shown" in sampling.bar.words
        # One thing at a time: objects one by one take the place of samples.
        person.press("T")
        assert not sampling.is_on
        assert person.desk.review.single.is_on
        person.press("Shift+T")
        assert not person.desk.review.single.is_on
        assert person.canvas.following() is None
        person.press("S")
        person.wait_until(lambda: "last of" in desk.choices.words, "for the summary")
        assert not sampling.is_on
        person.press("Esc")
        person.press("T")
        person.press("F7")
        assert not person.desk.review.single.is_on
        assert desk.singled_out is None


def test_a_correction_is_looked_at_change_by_change(tmp_path: Path, qapp: object) -> None:
    with at_a_clip(tmp_path, 3) as person:
        rounds, project = person.desk.review.rounds, person.desk.projects.project
        clip_id = person.desk.clip.clip.id
        person.press("O")
        person.wait_until(lambda: rounds._reading is None, "to be told that there was none")
        assert not rounds.is_on
        take_step(project, clip_id, Step.REOPEN)
        person.press("F7")
        person.go_to(2)
        person.wait_until(lambda: person.desk.clip.editor.editable, "to be allowed to draw")
        two = next(key for key, one in person.annotation.tracks.items() if one.number == 2)
        person.drag_box(two, 60, 30)
        person.wait_saved()
        hand_in(project, clip_id)
        person.press("F7")
        person.go_to(20)

        person.press("K")
        person.wait_until(lambda: person.picture_frame() == 2, "to be led to the change")
        assert [one.track_id for one in rounds.changed] == [two]
        assert person.desk.clip.editor.selection == (two,)
        assert person.window.registry.action("rounds.show").isChecked()
        shown = person.canvas.shown_ids()
        assert two in shown
        QTest.keyPress(person.canvas, Qt.Key.Key_Q)
        assert person.canvas.shown_ids() == ()
        assert rounds.layer.is_alone
        QTest.keyRelease(person.canvas, Qt.Key.Key_Q)
        assert person.canvas.shown_ids() == shown
        person.press("O")
        assert not rounds.is_on


@pytest.fixture
def person(tmp_path: Path, qapp: object) -> Iterator[Person]:
    with hired(tmp_path, clip=make_clip(pts=even_pts(10), size=(320, 180))) as hiree:
        yield hiree


def test_what_cannot_be_judged_says_why(person: Person) -> None:
    enter_review(person)
    desk = person.desk.review.verdicts
    person.wait_until(lambda: desk.keeper.is_known, "for the verdicts to be read")
    assert "not been handed in" in desk.bar.words
    assert not desk.bar.accept.isEnabled()
    registry = person.window.registry
    for name in ("accept", "reject", "accept_selected", "accept_frame", "accept_rest"):
        action = registry.action(f"verdict.{name}")
        assert not action.isEnabled()
        assert "not been handed in" in action.toolTip()
    for name in ("clip.take_back", "clip.reopen"):
        assert not registry.action(name).isEnabled()
        assert "not been handed in" in registry.action(name).toolTip()
    person.press("T")
    assert "no object" in person.window.toast.text
    assert not person.desk.review.single.is_on


def test_a_verdict_on_a_clip_can_be_taken_back_whatever_comes_of_looking_for_the_next(
    person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk, clip = person.desk.review.verdicts, person.desk.clip.clip
    judged = replace(clip, name="Gate", state=ClipState.REJECTED)
    # Who has gone on to another clip meanwhile is not stopped by a card about the one before.
    desk.keeper.clip_judged.emit(replace(judged, id=uuid4()), False)
    person.wait_until(lambda: "Gate is rejected" in desk.undo_note.text, "for the note")
    assert not desk.choices.isVisible()

    def away(*_: object, **__: object) -> None:
        raise DatabaseUnavailableError("the server does not answer")

    monkeypatch.setattr("app.ui.desk.review.next_clips.clip_to_review", away)
    desk.keeper.clip_judged.emit(judged, False)
    person.wait_until(lambda: "Gate is rejected" in desk.choices.words, "for the card")
    assert desk.choices.buttons[0]._label.text() == "Undo"
    assert len(person.window.problems.problems) == 1
