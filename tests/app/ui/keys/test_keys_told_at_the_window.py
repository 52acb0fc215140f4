"""With other keys, the window tells these at once, wherever it names one."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel

from app.ui.action_specs import DEFAULT_SPECS
from app.ui.action_specs.keymap import LABELME, keymap
from models.annotation import Box
from models.annotation.suspects import Suspect, SuspectKind
from tests.support.desk import PASSPHRASE, Desk
from tests.support.person import Person

BOX, OTHER = Box(8, 8, 24, 24), Box(90, 8, 24, 24)


@pytest.fixture
def person(desk: Desk, plain_file: Path, qapp: object) -> Iterator[Person]:
    """Somebody with a clip of 40 frames open."""
    hired = Person(desk.home)
    hired.start(desk.config.id)
    hired.unlock(PASSPHRASE)
    hired.open_clip(hired.import_file(plain_file).id)
    # What is read at the start may not come after what a test sets.
    edit_keys = hired.window.registry.action("help.edit_keys")
    hired.wait_until(edit_keys.isEnabled, "for the keys of this machine")
    yield hired
    hired.quit()


def use_labelme(person: Person, own: Mapping[str, tuple[str, ...]]) -> None:
    person.window.registry.set_keys(keymap(DEFAULT_SPECS, LABELME, own))


def shown_texts(person: Person) -> set[str]:
    return {label.text() for label in person.window.findChildren(QLabel) if label.isVisible()}


def test_texts_tell_the_keys_that_the_person_has(person: Person) -> None:
    editor, toast = person.desk.clip.editor, person.window.toast
    modes: list[str] = []
    person.canvas.mode_changed.connect(modes.append)
    assert "Nothing on this frame. Press N and draw a box." in shown_texts(person)
    use_labelme(person, {"draw.repeat": ("F9",), "track.pin": (), "edit.copy": ()})
    assert "Nothing on this frame. Press F9 and draw a box." in shown_texts(person)
    assert modes[-1].endswith("· F9 draws a new one")
    assert not editor.annotation.tracks
    editor.paste()
    assert toast.text == "Nothing is copied yet: copy a box first."

    made = person.draw_box(BOX, key="F9")
    assert "K removes this keyframe" in modes[-1]
    editor.select([made])
    person.press("L")
    person.wait_until(lambda: editor.annotation.track(made).locked, "for the lock")
    editor.put_box(made, OTHER)
    assert toast.text == "This track is locked. Press L to unlock it."
    use_labelme(person, {"track.lock": ("F8",), "track.pin": ()})
    assert "· F8 unlocks it ·" in modes[-1]
    editor.put_box(made, OTHER)
    assert toast.text == "This track is locked. Press F8 to unlock it."
    assert person.annotation.track(made).keyframes[0].box.x < OTHER.x

    # Y accepts in this preset: nothing may say that it leads on.
    person.desk.proof._on_found((Suspect(made, 0, SuspectKind.JUMP, 1.0),))
    assert person.desk.proof.panel.sentence == "The most suspect first."
