"""While a window locks and unlocks, no event finds a picture in it that nobody may see."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QWidget

from tests.support.hiring import PASSPHRASE, hired
from tests.support.person import Person
from tests.support.private_clip import bare_pixels_of, private_clip

# Not those of painting: Qt cannot paint a window while it paints it.
_SEEN_EVENTS = {
    QEvent.Type.Show,
    QEvent.Type.Timer,
    QEvent.Type.MetaCall,
}


class _Watcher(QObject):
    """Looks at the whole window at each event, and counts what it sees while nobody is let in."""

    def __init__(self, person: Person) -> None:
        super().__init__()
        self._person = person
        self._looks = False
        self.rests = False
        self.seen: Counter[str] = Counter()
        self.looked: Counter[str] = Counter()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind in _SEEN_EVENTS and isinstance(watched, QWidget) and not self._looks:
            self._looks = True
            try:
                self._look(f"{kind.name} of {type(watched).__name__}")
            finally:
                self._looks = False
        return False

    def _look(self, event: str) -> None:
        # Each kind of event to each kind of widget a few times: a grab paints the whole window.
        locked = self._person.desk.projects.project is None
        if locked and not self.rests and self.looked[event] < 3:
            self.looked[event] += 1
            if bare_pixels_of(self._person.window):
                self.seen[event] += 1


@pytest.fixture
def person(tmp_path: Path, qapp: object) -> Iterator[Person]:
    """Somebody at a clip with an object of a colour that nothing else has."""
    with hired(tmp_path, clip=private_clip()) as hired_person:
        yield hired_person


@pytest.mark.promise
def test_no_event_of_locking_and_unlocking_finds_the_picture(person: Person) -> None:
    person.wait_until(lambda: person.picture_frame() is not None, "for the picture")
    assert bare_pixels_of(person.window) > 100
    watcher = _Watcher(person)
    application = QApplication.instance()
    assert application is not None
    application.installEventFilter(watcher)
    try:
        for _ in range(2):
            # Within this call nothing reaches the screen: Qt paints when it is back.
            watcher.rests = True
            person.desk.projects.lock()
            watcher.rests = False
            person.wait_until(person.window.lock_screen.isVisible, "to be locked out")
            person.breathe()
            person.unlock(PASSPHRASE)
            person.wait_until(lambda: person.desk.clip.editor.editable, "to be led back")
            person.wait_until(lambda: person.picture_frame() is not None, "for the picture")
    finally:
        application.removeEventFilter(watcher)
    assert sum(watcher.looked.values()) > 10
    assert watcher.seen == {}
