"""Locking: what a window held of a project is gone, also what was under way at that moment."""

import io
import threading
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from app.compose import create_project
from app.settings.paths import Paths
from app.settings.projects import ProjectConfig
from app.ui.desk.project import program_desk
from models.annotation.geometry import Box
from models.annotation.labels import Label
from models.records import DeletedCounts
from tests.support.footage import even_pts, make_clip
from tests.support.person import Person

PASSPHRASE = "a lamp for the darkroom"
LABEL, CLIP, CAMERA = "xylophonist", "okapi enclosure", "narwhal basin"
_TEXTS = ("text", "toolTip", "accessibleName", "accessibleDescription", "windowTitle", "title")


@pytest.fixture
def config(tmp_path: Path) -> ProjectConfig:
    paths = Paths.of_this_machine({"SAFELIGHT_HOME": str(tmp_path / "home")})
    label = Label(uuid.uuid4(), LABEL, color="#56B4E9", digit=1, position=0)
    return create_project(paths, "Harbour", passphrase=PASSPHRASE, labels=(label,))[0]


@pytest.fixture
def person(tmp_path: Path, config: ProjectConfig, qapp: object) -> Iterator[Person]:
    footage = tmp_path / "plain.mp4"
    footage.write_bytes(make_clip(pts=even_pts(20), size=(320, 180)))
    person = Person(tmp_path / "home")
    person.start(config.id)
    person.unlock(PASSPHRASE)
    clip = person.import_file(footage, name=CLIP, camera=CAMERA)
    person.open_clip(clip.id)
    person.draw_box(Box(40, 40, 60, 50))
    person.wait_saved()
    yield person
    person.quit()


def texts_of(thing: QObject) -> Iterator[str]:
    """Yield every text that a widget, an action or a model can be asked for."""
    for name in _TEXTS:
        text = getattr(thing, name, None)
        if callable(text):
            yield str(text())
    if isinstance(thing, QAbstractItemModel):
        for row in range(thing.rowCount(QModelIndex())):
            for role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
                yield str(thing.index(row, 0).data(role))


def tellers() -> set[str]:
    """Return the kinds of objects in the program's windows that tell a label or a name."""
    found = set()
    for top in QApplication.topLevelWidgets():
        everything: list[QObject] = [top, *top.findChildren(QObject)]
        for thing in everything:
            if isinstance(thing, QWidget | QAction | QAbstractItemModel):
                said = "\n".join(texts_of(thing))
                found |= {
                    f"{type(thing).__name__}: {word}"
                    for word in (LABEL, CLIP, CAMERA)
                    if word in said
                }
    return found


@pytest.mark.promise
def test_no_widget_tells_a_label_or_a_name_after_locking(person: Person) -> None:
    person.press("1")
    person.press("Ctrl+K")
    person.breathe()
    person.press("Esc")
    assert tellers()
    person.lock()
    person.breathe()
    assert tellers() == set()


@pytest.mark.promise
def test_nothing_lies_on_the_lock_screen_nor_hangs_at_the_pointer(person: Person) -> None:
    """A menu is open, or a box is being dragged, when the idle minutes are over."""
    (track,) = person.annotation.tracks.values()
    x, y = track.keyframes[0].box.center
    QTest.mouseClick(
        person.canvas,
        Qt.MouseButton.RightButton,
        Qt.KeyboardModifier.NoModifier,
        person.at(x, y),
    )
    person.wait_until(lambda: QApplication.activePopupWidget() is not None, "for the menu")
    person.desk.projects.lock()
    person.wait_until(person.window.lock_screen.isVisible, "to be locked out")
    popups = [w for w in QApplication.topLevelWidgets() if w.windowType() is Qt.WindowType.Popup]
    assert not any(popup.isVisible() for popup in popups)
    person.unlock(PASSPHRASE)
    person.wait_until(lambda: person.desk.clip.editor.editable, "to be led back")
    person.wait_until(lambda: person.picture_frame() is not None, "for the picture")
    none = Qt.KeyboardModifier.NoModifier
    QTest.mousePress(person.canvas, Qt.MouseButton.LeftButton, none, person.at(x, y))
    QTest.mouseMove(person.canvas, person.at(x + 30, y + 10))
    assert person.canvas.drafting
    person.desk.projects.lock()
    person.wait_until(person.window.lock_screen.isVisible, "to be locked out")
    QTest.mouseRelease(person.canvas, Qt.MouseButton.LeftButton, none, QPoint(1, 1))
    assert not person.canvas.drafting
    assert person.canvas._picture is None
    assert not person.shell.parts.objects._list.model().rowCount()
    assert tellers() == set()


@pytest.mark.promise
def test_a_list_of_clips_that_was_being_read_is_not_shown_after_locking(
    person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = person.desk.projects.project
    assert project is not None
    read, pages = threading.Event(), project.store.clip_pages

    def telling(**named: Any) -> Any:
        yield from pages(**named)
        read.set()

    monkeypatch.setattr(project.store, "clip_pages", telling)
    person.desk.clips.refresh()
    assert read.wait(10)
    person.desk.projects.lock()
    person.wait_until(lambda: person.shell.jobs.count == 0, "for the project to be closed")
    assert person.window.clip_list.total == 0
    assert person.window.problems.problems == ()


@pytest.mark.promise
@pytest.mark.parametrize("way", ["by locking", "by its cross"])
def test_an_export_that_is_stopped_leaves_nothing_in_clear(
    person: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    target = tmp_path / "exports" / "clip.mp4"
    target.parent.mkdir()
    project, clip = person.desk.projects.project, person.desk.clip.clip
    assert project is not None
    assert clip is not None
    reading, go_on, open_clip = threading.Event(), threading.Event(), project.storage.open_clip

    def slow(*asked: Any, **named: Any) -> io.RawIOBase:
        reading.set()
        go_on.wait(10)
        return open_clip(*asked, **named)

    monkeypatch.setattr(project.storage, "open_clip", slow)
    monkeypatch.setattr(program_desk, "choose_target", lambda *_: target)
    person.desk.program.export_clip(clip.id)
    assert reading.wait(10)
    (key,) = (key for key in person.window.progress.keys if key.startswith("export"))
    if way == "by locking":
        person.desk.projects.lock()
    else:
        person.window.progress.cancel_requested.emit(key)
    go_on.set()
    person.wait_until(lambda: person.shell.jobs.count == 0, "for the export to end")
    assert list(target.parent.iterdir()) == []
    assert person.window.progress.keys == ()
    assert person.window.problems.problems == ()


def test_no_question_about_a_clip_comes_after_locking(
    person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    project, clip = person.desk.projects.project, person.desk.clip.clip
    assert project is not None
    assert clip is not None
    counted, count = threading.Event(), project.deletion_counts
    asked: list[object] = []

    def telling(clip_id: uuid.UUID) -> DeletedCounts:
        found = count(clip_id)
        counted.set()
        return found

    monkeypatch.setattr(project, "deletion_counts", telling)
    monkeypatch.setattr(program_desk.DeleteClipDialog, "ask", lambda *told: asked.append(told))
    person.desk.program.ask_delete(clip.id)
    assert counted.wait(10)
    person.desk.projects.lock()
    person.wait_until(lambda: person.shell.jobs.count == 0, "for the project to be closed")
    assert asked == []


@pytest.mark.promise
def test_quitting_right_after_locking_still_wipes_the_keys(person: Person) -> None:
    project = person.desk.projects.project
    assert project is not None
    go_on = threading.Event()
    for _ in range(4):
        # The pool is busy, so closing the project has to wait in its queue.
        person.shell.jobs.submit(lambda: go_on.wait(10), done=lambda _: None, failed=lambda _: None)
    person.lock()
    threading.Timer(0.05, go_on.set).start()

    person.quit()

    assert project.keyring.closed
