"""Comparing at the real window: their boxes dashed, a walk by keys, and what is taken over."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from app.session.review.comparing import OtherKind, keep_set, others_of
from app.session.review.workflow import hand_in
from app.ui.review.comparison.choose_dialog import ChooseDialog
from models.annotation.geometry import Box
from models.annotation.interpolate import shape_at
from models.review.sets import SetKind
from tests.support.footage import even_pts, make_clip
from tests.support.hiring import hired
from tests.support.person import Person

THEIR_PINK = (255, 122, 198)


@pytest.fixture
def person(tmp_path: Path, qapp: object) -> Iterator[Person]:
    with hired(tmp_path, clip=make_clip(pts=even_pts(20), size=(640, 360))) as person:
        yield person


def pinks(person: Person) -> int:
    image = person.canvas.grab().toImage()
    return sum(
        image.pixelColor(x, y).getRgb()[:3] == THEIR_PINK
        for y in range(image.height())
        for x in range(image.width())
    )


def test_what_differs_is_walked_by_a_key_and_taken_over_as_one_step(person: Person) -> None:
    both = person.draw_box(Box(100, 80, 120, 90))
    only_theirs = person.draw_box(Box(400, 200, 60, 60), key="Shift+N")
    person.wait_saved()
    desk, project = person.desk.review.comparison, person.desk.projects.project
    clip_id, drawn = person.desk.clip.clip.id, person.annotation
    moved = {both: replace(drawn.tracks[both], keyframes=(_shifted(drawn.tracks[both], 14),))}
    keep_set(project, clip_id, drawn.with_tracks(moved), SetKind.TRUTH, "the truth")
    person.desk.clip.editor.select((only_theirs,))
    person.press("Del")
    person.wait_until(lambda: only_theirs not in person.annotation.tracks, "for it to be gone")

    found = others_of(project, clip_id)
    assert [one.kind for one in found] == [OtherKind.TRUTH, OtherKind.SUGGESTIONS]
    desk.begin(found[0])
    person.wait_until(lambda: desk.comparison is not None, "for the comparison")
    panel = desk.panel
    assert panel.is_open
    assert "Only theirs" in panel.places[0].text
    assert len(panel.places) == 2
    assert panel.legend.theirs == "the truth"
    assert pinks(person) > 100
    # The key that hides theirs shows the picture without them.
    person.press("Ctrl+Shift+F3")
    assert pinks(person) == 0
    person.press("Ctrl+Shift+F3")

    # In Review everything is walked, and nothing is taken.
    person.press("F7")
    person.wait_until(lambda: not panel.visibleRegion().isEmpty(), "for the list to stay in front")
    person.press("F3")
    assert panel.current == panel.places[0]
    person.press("F3")
    # The box that is looked at bears its name, and nothing covers what is in any of them.
    inside = person.at(430, 230)
    with_theirs = person.canvas.grab().toImage().pixelColor(inside)
    desk.layer.visible = False
    assert person.canvas.grab().toImage().pixelColor(inside) == with_theirs
    desk.layer.visible = True
    person.press("Shift+F3")
    before = person.annotation
    assert not panel.take_whole.isEnabled()
    assert "F7" in panel.take_whole.toolTip()
    person.press("Alt+Shift+F3")
    desk.take(whole=True)
    assert person.annotation == before
    assert "F7" in person.window.toast.text
    assert "Annotate workspace" in person.window.toast.text
    person.press("F7")

    # What only they have comes over, and goes again by one undo.
    assert panel.take_whole.isEnabled()
    person.press("Alt+Shift+F3")
    assert len(person.annotation.tracks) == 2
    person.wait_until(lambda: len(panel.places) == 1, "for the list to follow")
    person.press("Ctrl+Z")
    assert set(person.annotation.tracks) == {both}
    person.press("Ctrl+Y")
    person.wait_until(lambda: not desk.is_busy and len(panel.places) == 1, "for it to be back")

    # On one frame alone: theirs there, and what was behind it as it was.
    person.go_to(5)
    person.press("F3")
    person.go_to(5)
    before = person.annotation.tracks[both]
    person.press("Alt+F3")
    mine = person.annotation.tracks[both]
    assert shape_at(mine, 5).box.x == shape_at(before, 5).box.x + 14
    assert len(mine.keyframes) == 2
    assert shape_at(mine, 0) == shape_at(before, 0)
    person.wait_saved()

    panel.close_by_hand()
    assert not panel.is_open
    assert desk.comparison is None
    assert pinks(person) == 0
    assert not person.window.registry.action("compare.take_here").isEnabled()
    assert person.window.problems.problems == ()


@pytest.mark.promise
def test_taking_over_again_acts_on_no_entry_that_is_not_on_the_screen(person: Person) -> None:
    for frame, x in ((2, 100), (7, 200), (12, 300)):
        person.go_to(frame)
        person.draw_box(Box(x, 80, 60, 60), key="Shift+N")
    person.wait_saved()
    project, clip_id = person.desk.projects.project, person.desk.clip.clip.id
    keep_set(project, clip_id, person.annotation, SetKind.TRUTH)
    person.desk.clip.editor.select(tuple(person.annotation.tracks))
    person.press("Del")
    person.wait_until(lambda: not person.annotation.tracks, "for them to be gone")
    desk = person.desk.review.comparison
    desk.begin(others_of(project, clip_id)[0])
    person.wait_until(lambda: desk.comparison is not None, "for the comparison")
    panel = desk.panel
    assert [one.frame_index for one in panel.places] == [2, 7, 12]

    person.press("F3")
    person.press("Alt+Shift+F3")
    assert panel.current is None
    person.press("Alt+Shift+F3")
    person.wait_until(lambda: len(panel.places) == 2, "for the list to follow")
    assert panel.current is None
    person.press("Alt+Shift+F3")
    assert len(person.annotation.tracks) == 1
    # On goes to the one that follows, and shows it.
    person.press("F3")
    assert panel.current == panel.places[0]
    person.wait_until(lambda: person.frame == 7, "for its picture")
    # One that an arrow key has marked is looked at first.
    panel._list.setCurrentIndex(panel._list.model().index(1, 0))
    person.press("Alt+Shift+F3")
    assert len(person.annotation.tracks) == 1
    person.press("F3")
    person.wait_until(lambda: person.frame == 12, "for its picture")
    assert panel.current == panel.places[1]
    person.press("Alt+Shift+F3")
    assert len(person.annotation.tracks) == 2
    assert {
        key.frame_index for one in person.annotation.tracks.values() for key in one.keyframes
    } == {
        2,
        12,
    }
    person.wait_saved()
    # Once it is handed in, to go to the other workspace would not help.
    hand_in(project, clip_id)
    person.press("F7")
    person.wait_until(lambda: "reopen" in panel.take_whole.toolTip(), "to be told what would")


def test_suggestions_are_compared_with_only_by_choice_and_where_there_are_some(
    person: Person,
) -> None:
    person.draw_box(Box(100, 80, 120, 90))
    person.wait_saved()
    project, desk = person.desk.projects.project, person.desk.review.comparison
    others = others_of(project, person.desk.clip.clip.id)
    dialog = ChooseDialog(others, project.people.name_of, desk.settings, person.window)
    compare = next(one for one in dialog.findChildren(QPushButton) if one.text() == "Compare")
    assert (dialog.which.currentIndex(), compare.isEnabled()) == (-1, False)
    dialog.which.setCurrentIndex(0)
    assert compare.isEnabled()
    desk.begin(dialog.other)
    person.wait_until(lambda: desk.comparison is not None, "for the comparison")
    assert desk.panel.places == ()
    assert desk.panel.sentence == "There are no suggestions in this clip."
    dialog.close()


def _shifted(track: object, dx: float) -> object:
    (key,) = track.keyframes
    return replace(key, box=key.box.moved(dx, 0))


def test_each_figure_of_the_quality_window_leads_to_its_frames(
    person: Person, tmp_path: Path
) -> None:
    person.draw_box(Box(100, 80, 120, 90))
    person.go_to(7)
    gone = person.draw_box(Box(400, 200, 60, 60), key="Shift+N")
    person.wait_saved()
    project, clip_id = person.desk.projects.project, person.desk.clip.clip.id
    keep_set(project, clip_id, person.annotation, SetKind.TRUTH)
    person.desk.clip.editor.select((gone,))
    person.press("Del")
    person.wait_saved()
    person.go_to(0)

    desk = person.desk.review.quality
    person.press("F6")
    dialog = desk.dialog
    dialog.measure.click()
    view = dialog.views["clips"]
    person.wait_until(lambda: view.model().rowCount() == 2, "for the figures")
    head = [view.model().headerData(at, Qt.Orientation.Horizontal) for at in range(12)]
    recall = view.model().index(1, head.index("Recall"))
    assert recall.data() == f"{20 / 21:.3f}"
    assert view.model().index(1, head.index("Precision")).data() == "1.000"
    view.setCurrentIndex(view.model().index(1, head.index("Precision")))
    person.wait_until(lambda: "No place" in dialog.count_text, "for the places")
    assert not dialog.found
    view.setCurrentIndex(recall)
    person.wait_until(lambda: bool(dialog.found), "for the places")
    assert [one.frame_index for _, one in dialog.found] == [7]
    matrix = dialog.views["labels"]
    dialog.page.set_current("labels")
    dialog.page.chosen.emit("labels")
    matrix.setCurrentIndex(matrix.model().index(0, 2))
    assert matrix.model().index(0, 2).data() == "1"
    person.wait_until(lambda: "1" in dialog.count_text, "for the places")
    assert [one.frame_index for _, one in dialog.found] == [7]

    target = tmp_path / "figures.csv"
    desk.write(project, desk._quality, target)
    person.wait_until(target.exists, "for the report")
    person.wait_until(lambda: target.name in dialog._state.text(), "to be told in the dialog")

    dialog.places.activated.emit(dialog.places.model().index(0, 0))
    person.wait_until(lambda: person.frame == 7, "to be led to the frame")
    comparison = person.desk.review.comparison
    person.wait_until(lambda: comparison.comparison is not None, "for theirs to be shown")
    assert not dialog.isVisible()
    # It comes back with its figures, and leaves nothing once the project is locked.
    person.press("F6")
    assert desk.dialog is dialog
    assert dialog.isVisible()
    assert dialog.found
    assert dialog.places.model().index(0, 0).data().startswith("▸ ")
    assert dialog.places.currentIndex().row() == 0
    person.lock()
    assert desk.dialog is None
    assert comparison.layer.theirs is None
