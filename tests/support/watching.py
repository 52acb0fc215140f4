"""A person who watches: three cameras that record at the same time, and the verbs of a player."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from uuid import UUID, uuid4

from PySide6.QtCore import QPoint
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest

from app.compose import create_project, open_project
from app.session.importing import ClipDetails
from app.session.project import Project
from app.settings.paths import Paths
from app.settings.preferences import Preferences
from app.settings.projects import ProjectConfig
from app.ui.cameras.companion import Companion
from models.annotation.document import Annotation
from models.annotation.edits import Edit
from models.annotation.geometry import Box
from models.annotation.track import Keyframe, Track
from tests.support.desk import PERSON
from tests.support.footage import even_pts, make_clip
from tests.support.person import Person

PASSPHRASE = "a lamp for the darkroom"
FRAMES = 200
SIZE = (320, 192)
_START = datetime(2026, 11, 22, 8, 14, tzinfo=UTC)


@cache
def marked_clip() -> bytes:
    """Make a clip of eight seconds, each frame marked with its number."""
    quick = {"g": "25", "bf": "2", "preset": "ultrafast"}
    return make_clip(pts=even_pts(FRAMES), size=SIZE, options=quick)


@dataclass(frozen=True)
class Made:
    """A project whose clips were recorded at the same time."""

    home: Path
    config: ProjectConfig
    ids: dict[str, UUID]

    @property
    def paths(self) -> Paths:
        return Paths.of_this_machine({"SAFELIGHT_HOME": str(self.home)})


@dataclass
class Watching:
    """A person at the window of a project."""

    person: Person
    made: Made

    @property
    def ids(self) -> dict[str, UUID]:
        return self.made.ids

    @property
    def playback(self):
        return self.person.desk.clip.playback

    @property
    def timeline(self):
        return self.person.shell.parts.timeline

    @property
    def companions(self) -> tuple[Companion, ...]:
        return self.person.desk.cameras.companions

    def open(self, name: str = "gate") -> None:
        self.person.open_clip(self.ids[name])

    def add(self, name: str) -> Companion:
        """Show a clip beside the open one, and wait for its picture."""
        self.person.desk.cameras.add(self.ids[name])
        companion = next(one for one in self.companions if one.clip.id == self.ids[name])
        self.person.wait_until(lambda: companion.tile.area.picture is not None, f"for {name}")
        return companion

    def play_round_and_round(self, *, backwards: bool = False) -> None:
        """Play all of the clip in a loop."""
        self.person.desk.playback.set_loop_on(True)
        self.person.press("Shift+Space" if backwards else "Space")
        self.person.wait_until(lambda: self.playback.state.playing, "for playback")

    def pause(self) -> None:
        if self.playback.state.playing:
            self.person.press("Space")
        self.person.wait_until(lambda: not self.playback.state.playing, "for the pause")
        self.person.breathe()

    def wait_for_strips(self) -> None:
        strips = lambda: self.timeline.view.strips  # noqa: E731
        self.person.wait_until(
            lambda: strips().share == 1.0 and not strips().is_working, "for the strips"
        )

    def hover(self, share: float = 0.5) -> None:
        """Hold the mouse over the timeline until its small picture is there."""
        timeline = self.timeline
        QTest.mouseMove(timeline, QPoint(round(timeline.width() * share), 10))
        self.person.wait_until(lambda: self.hovered() is not None, "for the small picture")

    def hovered(self) -> QImage | None:
        preview = self.timeline.strips.preview
        return None if preview is None else preview.image


def left_of(frame_index: int) -> float:
    """Return where the left edge of the moving box lies on a frame."""
    return 10.0 + frame_index / 2


def draw_moving_box(project: Project, clip_id: UUID) -> None:
    """Draw a box below the marks, whose left edge tells the frame; see `left_of`."""
    session = project.open_clip(clip_id)
    pts = session.index.pts
    keys = (
        Keyframe(uuid4(), frame, pts=int(pts[frame]), box=Box(left_of(frame), 140.0, 40.0, 30.0))
        for frame in (0, session.index.frame_count - 1)
    )
    track = Track(uuid4(), 1, label_id=PERSON.id, keyframes=tuple(keys))
    edit = Edit.between("moving", Annotation(), after=Annotation([track]), frame_index=0)
    project.store.apply_edit(clip_id, edit, session.revisions)
    project.close_clip(session)


def make_cameras(home: Path, clip: bytes | None = None) -> Made:
    """Make a project of three cameras; its boxes move with the frames' numbers."""
    paths = Paths.of_this_machine({"SAFELIGHT_HOME": str(home)})
    config, _ = create_project(paths, "Harbour", passphrase=PASSPHRASE, labels=(PERSON,))
    project = open_project(config, paths, passphrase=PASSPHRASE)
    ids = {}
    for name in ("gate", "yard", "door"):
        details = ClipDetails(name=name, camera=f"cam-{name}", recorded_at=_START)
        # The same bytes twice would be the same clip.
        content = (clip or marked_clip()) + bytes(len(ids))
        ids[name] = project.import_cleartext(content, details).clip.id
        draw_moving_box(project, ids[name])
    project.close()
    return Made(home, config, ids)


@contextmanager
def watching(made: Made, preferences: Preferences | None = None) -> Iterator[Watching]:
    """Let a person in."""
    person = Person(made.home, preferences=preferences)
    try:
        person.start(made.config.id)
        person.unlock(PASSPHRASE)
        person.wait_until(lambda: person.window.clip_list.total == len(made.ids), "for the clips")
        yield Watching(person, made)
    finally:
        person.quit()
