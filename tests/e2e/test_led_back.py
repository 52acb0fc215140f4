"""A start leads to where the person left: the clip, the frame, the lanes as they were laid out."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.settings.last_place import LastPlace, load_last_place
from app.settings.preferences import Preferences, load_preferences
from app.ui.panels.objects_view import ObjectsView
from app.ui.timeline.arrangement import Order
from models.annotation.geometry import Box
from tests.support.desk import PERSON
from tests.support.footage import even_pts, make_clip
from tests.support.hiring import PASSPHRASE, hired
from tests.support.person import Person


@contextmanager
def started(home: Path, project_id: str, preferences: Preferences) -> Iterator[Person]:
    person = Person(home, preferences=preferences, reopens=True)
    try:
        person.start(project_id)
        person.unlock(PASSPHRASE)
        yield person
    finally:
        person.quit()


@pytest.mark.usefixtures("qapp")
def test_a_start_leads_to_the_clip_and_frame_that_were_left(tmp_path: Path) -> None:
    with hired(tmp_path, clip=make_clip(pts=even_pts(60), size=(320, 180))) as person:
        clip_id, home, paths = person.desk.clip.clip.id, tmp_path / "home", person.paths
        project_id = person.desk.projects.config.id
    folder = paths.project_state(project_id)
    # Who does not want it leaves nothing behind.
    assert load_last_place(folder) is None
    with started(home, project_id, Preferences()) as person:
        person.open_clip(clip_id)
        track_id = person.draw_box(Box(40, 40, 60, 60))
        person.go_to(31)
        # In the list of objects, Esc lets go of what is selected, and leaves all else as it is.
        rows = person.window.findChild(ObjectsView)
        assert person.desk.clip.editor.selection == (track_id,)
        rows.setFocus()
        QTest.keyClick(rows, Qt.Key.Key_Escape)
        assert person.desk.clip.editor.selection == ()
        for name in ("by_start", "group", "collapse"):
            person.window.registry.action(f"timeline.{name}").trigger()
        how = person.shell.parts.timeline.rows.arrangement
        assert (how.order, how.grouped, how.collapsed) == (Order.START, True, {PERSON.id})
    assert load_last_place(folder) == LastPlace(clip_id, 31)
    with started(home, project_id, load_preferences(paths)) as person:
        person.wait_until(lambda: person.picture_frame() == person.frame == 31, "to be led back")
        assert person.desk.clip.clip.id == clip_id
        assert person.shell.parts.timeline.rows.arrangement == how
        person.desk.clip.close()
    assert load_last_place(folder) is None


def test_a_place_that_is_gone_leads_nowhere(tmp_path: Path, qapp: object) -> None:
    with hired(tmp_path) as person:
        person.desk.places.keep(person.desk.projects.config.id, uuid.uuid4(), 3)
        person.wait_until(lambda: person.shell.jobs.count == 0, "for it to be kept")
        heard: list[object] = []
        person.desk.places.read(person.desk.projects.config.id, heard.append)
        assert person.desk.places.is_reading
        person.wait_until(lambda: bool(heard), "for the place")
        person.desk._on_place(heard[0])
        assert person.desk.clip.opening_id is None
        assert person.window.problems.problems == ()
