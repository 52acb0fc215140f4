"""F12 and sound in the real window: what is told of the player, and what is heard of a clip."""

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QToolButton

import app.media.sound.device
from app.media.errors import SoundDeviceError
from tests.support.footage import even_pts, make_clip
from tests.support.hiring import hired
from tests.support.person import Person
from tests.support.sounding import make_sounding_clip, told_ms


class Loudspeaker:
    """Stands in for a device, which a test could not listen to; asks as one does, every 20 ms."""

    heard: list[tuple[float, bytes]]
    open: set["Loudspeaker"]
    is_there = True

    def __init__(self, pull: Callable[[int], bytes]) -> None:
        if not Loudspeaker.is_there:
            raise SoundDeviceError("no sound device can be opened")
        self._pull, self._ended = pull, threading.Event()
        self._thread = threading.Thread(target=self._ask)
        self._thread.start()
        Loudspeaker.open.add(self)

    def close(self) -> None:
        self._ended.set()
        self._thread.join()
        Loudspeaker.open.discard(self)

    def _ask(self) -> None:
        while not self._ended.wait(0.02):
            asked_at = time.monotonic()
            Loudspeaker.heard.append((asked_at, self._pull(960)))


@pytest.fixture
def person(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qapp: object) -> Iterator[Person]:
    Loudspeaker.heard, Loudspeaker.open, Loudspeaker.is_there = [], set(), True
    monkeypatch.setattr(app.media.sound.device, "SoundDevice", Loudspeaker)
    with hired(tmp_path) as person:
        yield person


def import_and_open(person: Person, folder: Path, content: bytes) -> None:
    file = folder / "yard.mkv"
    file.write_bytes(content)
    clip = person.import_file(file)
    person.open_clip(clip.id)


def test_f12_tells_how_the_player_does_and_nothing_of_the_clip(
    person: Person, tmp_path: Path
) -> None:
    import_and_open(person, tmp_path, make_clip(pts=even_pts(60)))
    person.press("F12")
    panel = person.desk.diagnostics.panel
    assert panel.isVisible()
    person.go_to(40)
    person.wait_until(
        lambda: "Decrypted for the decoder" in panel.text and "0 bytes" not in panel.text,
        "for figures",
    )
    assert "60, " in panel.text
    assert "yard" not in panel.text
    person.press("Ctrl+L")
    person.wait_until(lambda: not panel.isVisible(), "for the panel to go when it is locked")
    assert panel.text == ""


def test_sound_is_off_until_it_is_turned_on_and_then_runs_with_the_picture(
    person: Person, tmp_path: Path
) -> None:
    import_and_open(person, tmp_path, make_sounding_clip(6.0))
    person.press("Space")
    person.wait_until(lambda: person.frame > 5, "for the clip to play")
    assert Loudspeaker.heard == []
    person.press("Shift+M")
    person.wait_until(
        lambda: any(told_ms(samples).any() for _, samples in Loudspeaker.heard), "for sound"
    )
    person.wait_until(lambda: person.frame > 60, "for more of it")
    anchor = person.desk.clip.playback.state.anchor
    assert anchor is not None
    # A block of which a decoder on a busy machine was late for a part begins with silence.
    asked_at, samples = next(one for one in reversed(Loudspeaker.heard) if told_ms(one[1]).all())
    seen_ms = (anchor.clip_s + asked_at - anchor.at_s) * 1000
    # Up to 60 ms are left alone, 60 are the device's own; the rest is for a machine that stalls.
    assert abs(float(told_ms(samples)[0]) - seen_ms) < 250
    person.press("Space")
    person.wait_until(lambda: not person.desk.clip.playback.state.playing, "for the pause")
    person.wait_until(lambda: not Loudspeaker.open, "for the device to be closed")


def test_a_clip_without_sound_and_a_computer_without_a_device_are_told(
    person: Person, tmp_path: Path
) -> None:
    import_and_open(person, tmp_path, make_clip(pts=even_pts(200)))
    action = person.window.registry.action("play.sound")
    person.press("Shift+M")
    person.wait_until(lambda: "no sound" in person.window.toast.text, "to be told before it plays")
    assert action.isChecked()
    person.press("Space")
    person.wait_until(lambda: person.frame > 5, "for it to play")
    assert person.desk.sound._player is None
    Loudspeaker.is_there = False
    (button,) = (
        one
        for one in person.shell.parts.transport.findChildren(QToolButton)
        if one.accessibleName() == "Sound"
    )
    assert button.isChecked()
    button.click()
    assert not action.isChecked()
    file = tmp_path / "gate.mkv"
    file.write_bytes(make_sounding_clip(6.0))
    person.open_clip(person.import_file(file).id)
    person.press("Shift+M")
    assert button.isChecked()
    person.press("Space")
    person.wait_until(lambda: "no loudspeaker" in person.window.toast.text, "to be told")
    assert not action.isChecked()
    assert not button.isChecked()
