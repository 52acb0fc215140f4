"""Three cameras in a project: two that share their time, one of another day; marked frame by frame.

gate: 60 frames at 25 a second from 08:14:00; yard: 40 frames at 12.5 a second from 08:14:00.500;
alley: 30 frames at 25 a second, a day before.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from fractions import Fraction
from pathlib import Path
from uuid import UUID

import pytest

from app.media.pictures.picture import Picture
from app.media.player.state import PlayAnchor
from app.session.importing import ClipDetails
from app.ui.cameras.companion import Companion
from models.records import ClipRecord
from tests.support.desk import PASSPHRASE, Desk
from tests.support.footage import even_pts, make_clip, read_barcode
from tests.support.person import Person

START = datetime(2026, 11, 22, 8, 14, tzinfo=timezone(timedelta(hours=1)))
_YARD_RATE = Fraction(2, 25)


@dataclass
class Cameras:
    """A person at the window, and the three clips by name."""

    person: Person
    ids: dict[str, UUID]

    @property
    def desk(self):
        return self.person.desk.cameras

    def open(self, name: str) -> None:
        self.person.open_clip(self.ids[name])

    def add(self, name: str) -> Companion:
        """Show a clip beside the open one and wait until it is in step."""
        self.desk.add(self.ids[name])
        companion = next(c for c in self.desk.companions if c.clip.id == self.ids[name])
        self.person.wait_until(lambda: self.in_step(companion), f"for {name}")
        return companion

    def in_step(self, companion: Companion) -> bool:
        """Tell whether the tile shows what belongs to the main clip's moment."""
        sight = companion.sight
        if sight is None:
            return False
        if not sight.is_shown:
            return bool(companion.tile.area.words[0])
        picture = companion.tile.area.picture
        return picture is not None and picture.exact and picture.frame_index == sight.frame_index

    def wait_in_step(self) -> None:
        self.person.wait_until(
            lambda: all(self.in_step(companion) for companion in self.desk.companions),
            "for the cameras to be in step",
        )

    def play_out_of_step(self, companion: Companion, *, rate: float, at: int, by_s: float) -> None:
        """Play from a frame at a rate, the companion off its anchor as if its player had stalled.

        `by_s` are seconds of the companion's clip.
        """
        person = self.person
        person.desk.playback.set_rate(rate)
        person.go_to(at)
        self.wait_in_step()
        person.press("Space")
        person.wait_until(lambda: companion._played is not None, "for the companion to play")
        wrong = PlayAnchor(companion.lock.companion_second(0.0) + by_s, time.monotonic())
        companion.playback.play(rate, anchor=wrong)


def barcode(companion: Companion) -> int:
    """Return which frame the picture in a tile says that it is."""
    picture: Picture | None = companion.tile.area.picture
    assert picture is not None
    return read_barcode(picture.bgra)


def main_second(person: Person) -> float:
    session = person.desk.clip.session
    assert session is not None
    return session.index.seconds(person.frame)


@pytest.fixture(scope="session")
def camera_files() -> dict[str, bytes]:
    quick = {"g": "12", "bf": "2"}
    return {
        "gate": make_clip(pts=even_pts(60), size=(320, 192), options=quick),
        "yard": make_clip(pts=even_pts(40), time_base=_YARD_RATE, size=(320, 192), options=quick),
        "alley": make_clip(pts=even_pts(30), size=(320, 192), options=quick),
    }


@pytest.fixture(scope="session")
def cameras_of_session(
    desk_of_session: Desk,
    camera_files: dict[str, bytes],
    tmp_path_factory: pytest.TempPathFactory,
) -> tuple[Desk, dict[str, UUID]]:
    """A project with the three clips, to copy; and the clips by name."""
    desk = desk_of_session.copied_to(tmp_path_factory.mktemp("cameras") / "home")
    project = desk.open()
    moments = {
        "gate": START,
        "yard": START + timedelta(milliseconds=500),
        "alley": START - timedelta(days=1),
    }
    ids: dict[str, UUID] = {}
    for name, moment in moments.items():
        details = ClipDetails(name=name, camera=f"cam-{name}", recorded_at=moment)
        clip: ClipRecord = project.import_cleartext(camera_files[name], details).clip
        ids[name] = clip.id
    project.close()
    return desk, ids


@pytest.fixture
def cameras(
    cameras_of_session: tuple[Desk, dict[str, UUID]], tmp_path: Path, qapp
) -> Iterator[Cameras]:
    made, ids = cameras_of_session
    desk = made.copied_to(tmp_path / "home")
    person = Person(desk.home)
    person.start(desk.config.id)
    person.unlock(PASSPHRASE)
    person.wait_until(lambda: person.window.clip_list.total == 3, "for the clips")
    yield Cameras(person, ids)
    person.quit()
