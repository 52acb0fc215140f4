"""A companion whose index is lost is seen as far as it is known, and whole in the end."""

from pathlib import Path

import pytest

from app.compose import create_project
from app.media.lockstep import Presence
from app.session.events import IndexComplete, IndexGrown
from app.settings.paths import Paths
from tests.app.ui.cameras.conftest import Cameras, barcode
from tests.support.desk import PASSPHRASE, PERSON
from tests.support.footage import even_pts, make_clip
from tests.support.gated import GatedObjects, gated_clip, put_stores_behind_gate
from tests.support.person import Person

FRAMES = 400


def test_a_companion_is_followed_while_its_frames_are_being_numbered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qapp: object
) -> None:
    objects = GatedObjects()
    put_stores_behind_gate(monkeypatch, objects)
    paths = Paths.of_this_machine({"SAFELIGHT_HOME": str(tmp_path / "home")})
    config, _ = create_project(paths, "Harbour", passphrase=PASSPHRASE, labels=(PERSON,))
    person = Person(tmp_path / "home")
    try:
        person.start(config.id)
        person.unlock(PASSPHRASE)
        clips = []
        for name, cleartext in (("main", make_clip(pts=even_pts(20))), ("gate", gated_clip())):
            file = tmp_path / f"{name}.video"
            file.write_bytes(cleartext)
            clips.append(person.import_file(file, name=name))
        person.open_clip(clips[0].id)
        objects.remove([entry.name for entry in objects.entries() if entry.name.endswith(".sld")])
        objects.hold_back_after(0.6)

        person.desk.cameras.add(clips[1].id)
        (gate,) = person.desk.cameras.companions
        person.wait_until(lambda: gate.frame_shown == 0, "for the first frame")
        assert gate.recording.index.grows
        known = gate.recording.index.frame_count
        assert known < FRAMES
        # The main clip stays at its start, and says so again whenever its player has news.
        gate.nudge_ms((FRAMES - 1) * 40.0)
        assert gate.sight.presence is Presence.UNREAD
        assert gate.tile.area.notice == "Still being read"

        objects.hold_back_after(1.0)
        person.wait_until(lambda: gate.frame_shown == FRAMES - 1, "for the frame of the moment")
        assert barcode(gate) == FRAMES - 1
        assert not gate.recording.index.grows
        assert gate.tile.area.notice == ""
        assert person.window.problems.problems == ()
    finally:
        objects.hold_back_after(1.0)
        person.quit()


@pytest.mark.promise
def test_a_companion_whose_frames_get_other_numbers_shows_nothing_until_all_is_read(
    cameras: Cameras,
) -> None:
    cameras.open("gate")
    yard = cameras.add("yard")
    cameras.person.go_to(30)
    cameras.wait_in_step()
    index = yard.recording.index
    yard._clip._on_told(yard._clip.session, IndexGrown(None, 0.5))
    assert yard.tile.area._painted is None
    assert yard.tile.area.words[0] == "The frames are being numbered"
    assert (yard.tile.header.moment, yard.tile.badge) == ("", "\N{EN DASH}")
    cameras.person.go_to(20)
    cameras.person.press("Space")
    cameras.person.wait_until(lambda: cameras.person.frame > 24, "for playback")
    cameras.person.press("Space")
    assert yard.tile.area._painted is None
    yard._clip._on_told(yard._clip.session, IndexComplete(index, renumbered=True))
    cameras.wait_in_step()
    assert barcode(yard) == yard.frame_shown
    assert yard.tile.badge == "In step"
