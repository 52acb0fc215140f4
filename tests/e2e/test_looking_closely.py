"""Looking closely in the real window: a peek, a view that follows, and a brighter picture."""

import threading
from collections.abc import Iterator
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from sqlalchemy import text

from app.media.pictures.adjust import HAZE, NIGHT, NO_ADJUSTMENT, Adjustment
from app.session.pictures import keep_adjustment, kept_adjustment
from app.ui.desk.clip import picture_desk
from models.annotation.geometry import Box
from models.records import ClipRecord
from models.store import ProjectStore
from tests.support.desk import PASSPHRASE, Desk
from tests.support.footage import even_pts, make_clip
from tests.support.person import Person

SHIFT = Qt.KeyboardModifier.ShiftModifier
BOX = Box(20, 20, 40, 30)


@pytest.fixture
def person(desk: Desk, qapp: object) -> Iterator[Person]:
    hired = Person(desk.paths.config.parent)
    hired.start(desk.config.id)
    hired.unlock(PASSPHRASE)
    yield hired
    hired.quit()


@pytest.fixture
def clip(person: Person, tmp_path) -> ClipRecord:
    file = tmp_path / "yard.mp4"
    file.write_bytes(make_clip(pts=even_pts(40)))
    made = person.import_file(file)
    person.open_clip(made.id)
    return made


def test_a_held_key_shows_the_keyframe_before_and_leads_back_and_nothing_is_changed(
    person: Person, clip: ClipRecord
) -> None:
    one = person.draw_box(BOX)
    person.go_to(30)
    person.drag_box(one, 30, 20)
    before, canvas = person.annotation, person.canvas
    QTest.keyPress(canvas, Qt.Key.Key_E, SHIFT)
    person.wait_until(lambda: person.picture_frame() == person.frame == 0, "for a peek")
    assert person.desk.canvas.peeks
    # The clip may say at any time that it takes changes again.
    person.desk.clip.editor.editable_changed.emit(True)
    assert "let go of the key to come back to 30" in canvas._mode
    # What changes boxes is out of reach of keys and the mouse.
    person.drag((40, 35), (60, 50))
    for key in ("K", "Del"):
        QTest.keyClick(canvas, *_combination(key))
    person.breathe()
    assert person.annotation == before
    assert person.desk.canvas.peeks
    QTest.keyRelease(canvas, Qt.Key.Key_E, SHIFT)
    person.wait_until(lambda: person.picture_frame() == person.frame == 30, "to come back")
    assert not person.desk.canvas.peeks
    person.drag_box(one, -10, 0)
    # Without a keyframe on that side it is the frame beside.
    QTest.keyPress(canvas, Qt.Key.Key_R, SHIFT)
    person.wait_until(lambda: person.picture_frame() == person.frame == 31, "for the next frame")
    QTest.keyRelease(canvas, Qt.Key.Key_Shift)
    person.wait_until(lambda: person.picture_frame() == person.frame == 30, "to come back")


def test_the_view_follows_the_selected_track_until_a_hand_moves_it_and_keys_zoom(
    person: Person, clip: ClipRecord
) -> None:
    canvas = person.canvas
    follow = person.window.registry.action("view.follow")
    person.press("Shift+F")
    assert canvas.following() is None
    assert not follow.isChecked()
    one = person.draw_box(BOX)
    person.go_to(30)
    person.drag_box(one, 60, 20)
    person.press("Shift+F")
    assert canvas.following() == one
    for frame in (15, 0):
        person.go_to(frame)
        box = next(shape.box for shape in person.annotation.shapes_at(frame))
        away = person.at(*box.center) - canvas.rect().center()
        assert away.manhattanLength() <= max(canvas.width(), canvas.height()) * 0.2
    middle = canvas.rect().center()
    QTest.mousePress(canvas, Qt.MouseButton.MiddleButton, pos=middle)
    QTest.mouseMove(canvas, middle * 0.9)
    QTest.mouseRelease(canvas, Qt.MouseButton.MiddleButton, pos=middle * 0.9)
    assert canvas.following() is None
    assert not follow.isChecked()
    zooms: list[float] = []
    canvas.zoom_changed.connect(zooms.append)
    for keys in ("Ctrl++", "Ctrl++", "Ctrl+-"):
        person.press(keys)
    nearer, nearest, back = zooms
    assert nearer == back < nearest


def test_keys_draw_again_as_the_last_time_and_select_all(person: Person, clip: ClipRecord) -> None:
    single = person.draw_box(BOX, key="Shift+N")
    again = person.draw_box(Box(90, 20, 30, 30), key="N")
    kinds = {person.annotation.track(track_id).kind for track_id in (single, again)}
    assert len(kinds) == 1
    person.press("Ctrl+A")
    assert set(person.canvas.selection()) == {single, again}
    edits: list[None] = []
    person.desk.clip.editor.edited.connect(lambda: edits.append(None))
    person.drag(BOX.center, (BOX.center[0] + 10, BOX.center[1] + 5))
    person.wait_until(lambda: bool(edits), "for both to move")
    assert len(edits) == 1
    moved = {shape.track_id: shape.box for shape in person.annotation.shapes_at(0)}
    assert moved[single].x > BOX.x + 8
    assert moved[again].x > 90 + 8


@pytest.mark.promise
def test_a_brighter_picture_is_kept_for_its_clip_and_never_exported(
    person: Person, clip: ClipRecord
) -> None:
    canvas, panel = person.canvas, person.desk.picture.panel
    project = person.desk.projects.project
    assert project is not None
    exported = project.exports.frame_png(clip, 0)

    def wait_for(how: Adjustment) -> bytes:
        person.wait_until(lambda: person.picture().view.adjustment == how, f"for {how}")
        return person.picture().bgra.tobytes()

    as_recorded = wait_for(NO_ADJUSTMENT)
    person.press("Ctrl+Shift+B")
    assert panel.isVisible()
    assert as_recorded == wait_for(NO_ADJUSTMENT)
    panel._sliders["gamma"].setValue(40)
    assert panel.adjustment.gamma > 1.5
    assert wait_for(panel.adjustment) != as_recorded
    person.window.registry.action("view.picture_night").trigger()
    night = wait_for(NIGHT)
    canvas.setFocus()
    QTest.keyPress(canvas, Qt.Key.Key_Backslash)
    assert wait_for(NO_ADJUSTMENT) == as_recorded
    QTest.keyRelease(canvas, Qt.Key.Key_Backslash)
    assert wait_for(NIGHT) == night
    assert project.exports.frame_png(clip, 0) == exported
    person.desk.clip.close()
    assert not panel.isVisible()
    person.open_clip(clip.id)
    assert wait_for(NIGHT) == night
    assert panel.isVisible()
    person.press("Ctrl+Alt+0")
    assert wait_for(NO_ADJUSTMENT) == as_recorded
    panel._sliders["gamma"].setFocus()
    person.press("Esc")
    assert not panel.isVisible()
    assert canvas.hasFocus() or canvas.isAncestorOf(QApplication.focusWidget())
    assert person.window.problems.problems == ()


def test_of_two_looks_kept_at_once_the_later_stays(
    person: Person, clip: ClipRecord, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk, project = person.desk.picture, person.desk.projects.project
    assert project is not None
    overtaken = threading.Event()

    def keep_slowly(store: ProjectStore, clip_id: UUID, adjustment: Adjustment) -> None:
        if adjustment == HAZE:
            # As long as another would take to overtake it.
            overtaken.wait(0.3)
        keep_adjustment(store, clip_id, adjustment)
        overtaken.set()

    monkeypatch.setattr(picture_desk, "keep_adjustment", keep_slowly)
    for how in (HAZE, NIGHT):
        desk.panel.choose(how)
        desk._keep()
    person.wait_until(lambda: person.shell.jobs.count == 0, "for both to be kept")
    assert kept_adjustment(project.store, clip.id) == NIGHT


def test_an_altered_setting_is_told_and_the_reset_puts_it_right(
    person: Person, clip: ClipRecord
) -> None:
    project, problems = person.desk.projects.project, person.window.problems
    assert project is not None
    person.desk.clip.close()
    keep_adjustment(project.store, clip.id, NIGHT)
    kept = {setting.id for setting in project.store.view_settings("picture", clip.id)}
    with project.store.database.writing() as connection:
        connection.execute(text("UPDATE view_settings SET revision = 7 WHERE kind = 'picture'"))
    person.open_clip(clip.id)
    person.wait_until(lambda: len(problems.problems) == 1, "to be told")
    (told,) = problems.problems
    assert "altered" in told.title
    assert told.remedy == "Ctrl+Alt+0 resets it."
    person.press("Ctrl+Alt+0")
    person.wait_until(lambda: problems.problems == (), "for it to be put right")
    assert kept_adjustment(project.store, clip.id) == NO_ADJUSTMENT
    person.desk.picture.panel.choose(HAZE)
    person.desk.picture._keep()
    person.wait_until(lambda: person.shell.jobs.count == 0, "for it to be kept")
    assert kept_adjustment(project.store, clip.id) == HAZE
    assert {one.id for one in project.store.view_settings("picture", clip.id)} == kept


def _combination(key: str) -> tuple[Qt.Key, Qt.KeyboardModifier]:
    from PySide6.QtGui import QKeySequence

    (pressed,) = [QKeySequence(key)[0]]
    return pressed.key(), pressed.keyboardModifiers()
