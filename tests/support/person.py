"""A person at the real window: verbs that press, drag and type, and wait for what must come of it.

Works within pytest and in a script of its own, so that the same session can run under strace or be
killed half-way.
"""

import os
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from uuid import UUID

from PySide6.QtCore import QEvent, QEventLoop, QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from shiboken6 import isValid

from app.media.pictures.picture import Picture
from app.settings.paths import Paths
from app.settings.preferences import Preferences
from app.ui.main import make_application
from app.ui.shell import Shell
from app.ui.theme import theme
from models.annotation.document import Annotation
from models.annotation.geometry import Box
from models.records import ClipRecord

_PATIENCE_MS = 60_000


class ImpatientError(AssertionError):
    """What the person waited for did not come."""


class Person:
    """Uses one window, offscreen or on a screen."""

    def __init__(
        self,
        home: Path,
        *,
        size: tuple[int, int] = (1280, 800),
        preferences: Preferences | None = None,
        reopens: bool = False,
    ) -> None:
        """With `reopens` a start leads to where they left; else they begin at the list of clips."""
        os.environ["SAFELIGHT_HOME"] = str(home)
        self.paths = Paths.of_this_machine()
        self.paths.make()
        application = make_application()
        theme.apply(application)
        preferred = replace(preferences or Preferences(), reopens=reopens)
        self.shell = Shell(self.paths, preferred)
        self.window = self.shell.window
        self.window.resize(*size)

    @property
    def desk(self):
        assert self.shell.desk is not None
        return self.shell.desk

    @property
    def canvas(self):
        return self.shell.parts.canvas

    @property
    def annotation(self) -> Annotation:
        return self.desk.clip.editor.annotation

    @property
    def frame(self) -> int:
        return self.desk.clip.frame_index

    def wait_until(self, met: Callable[[], bool], what: str = "", ms: int = _PATIENCE_MS) -> None:
        """Let the program run until `met`.

        Raises:
            ImpatientError: it is not met in time.
        """
        loop = QEventLoop()
        look = QTimer()
        look.setInterval(5)
        look.timeout.connect(lambda: loop.quit() if met() else None)
        give_up = QTimer()
        give_up.setSingleShot(True)
        give_up.timeout.connect(loop.quit)
        if not met():
            look.start()
            give_up.start(ms)
            loop.exec()
            look.stop()
        if not met():
            problems = [problem.line for problem in self.window.problems.problems]
            raise ImpatientError(f"waited in vain {what}; problems shown: {problems}")

    def start(self, project_id: str | None = None) -> None:
        self.shell.start(project_id)
        self.wait_until(lambda: self.shell.desk is not None, "for the program to load")

    def unlock(self, passphrase: str) -> None:
        self.wait_until(self.window.lock_screen.isVisible, "for the lock screen")
        screen = self.window.lock_screen
        screen._field.setFocus()
        QTest.keyClicks(screen._field, passphrase)
        QTest.keyClick(screen._field, Qt.Key.Key_Return)
        self.wait_until(lambda: self.desk.projects.project is not None, "to be let in")

    def lock(self) -> None:
        self.press("Ctrl+L")
        self.wait_until(self.window.lock_screen.isVisible, "to be locked out")

    def import_file(self, path: Path, name: str = "", camera: str = "") -> ClipRecord:
        from app.session.importing import ClipDetails

        before = {clip.id for clip in self.window.clip_list.clips}
        self.desk.clips.import_files(((path, ClipDetails(name=name, camera=camera)),))
        self.wait_until(
            lambda: {clip.id for clip in self.window.clip_list.clips} > before,
            "for the import",
        )
        return next(clip for clip in self.window.clip_list.clips if clip.id not in before)

    def open_clip(self, clip_id: UUID) -> None:
        self.window.clip_list.open_requested.emit(clip_id)
        self.wait_until(
            lambda: self.desk.clip.clip is not None and self.desk.clip.clip.id == clip_id,
            "for the clip",
        )
        self.wait_until(lambda: self.picture_frame() == self.frame == 0, "for the first frame")

    def picture_frame(self) -> int | None:
        """Return the index of the frame that the canvas shows."""
        picture = self.picture()
        return None if picture is None else picture.frame_index

    def picture(self) -> Picture | None:
        """Return what the canvas paints."""
        painted = self.canvas._picture
        return None if painted is None else painted.picture

    def go_to(self, frame_index: int) -> None:
        self.desk.clip.go_to(frame_index)
        self.wait_until(
            lambda: self.picture_frame() == self.frame == frame_index, f"for frame {frame_index}"
        )

    def scrub_to(self, frame_index: int) -> None:
        """Ask for the frames on the way as a drag on the ruler does, and let go at the last."""
        start = self.frame
        for share in (0.3, 0.6, 0.9):
            frame = round(start + (frame_index - start) * share)
            self.shell.parts.timeline.frame_requested.emit(frame, True)
            self.breathe()
        self.shell.parts.timeline.frame_requested.emit(frame_index, False)
        self.wait_until(
            lambda: self.picture_frame() == self.frame == frame_index, f"for frame {frame_index}"
        )

    def play_for(self, frames: int) -> None:
        """Play until that many frames later, then pause."""
        goal = min(self.frame + frames, self.desk.clip.last_frame)
        self.press("Space")
        self.wait_until(lambda: self.frame >= goal, "for playback")
        if self.desk.clip.playback.state.playing:
            self.press("Space")
        self.wait_until(lambda: not self.desk.clip.playback.state.playing, "for the pause")
        self.breathe()

    def breathe(self) -> None:
        """Let the program handle what has come."""
        until = time.monotonic() + 0.02
        while time.monotonic() < until:
            QApplication.processEvents()

    def press(self, key: str) -> None:
        """Press a key or a combination, as the canvas's window gets it."""
        (combination,) = [QKeySequence(key)[0]]
        target = QApplication.focusWidget() or self.window
        QTest.keyClick(target, combination.key(), combination.keyboardModifiers())

    def at(self, x: float, y: float) -> QPoint:
        """Return where a source pixel lies on the canvas."""
        view = self.canvas._stage.view
        assert view is not None
        return QPointF(*view.to_view(x, y)).toPoint()

    def drag(self, start: tuple[float, float], end: tuple[float, float]) -> None:
        """Drag on the canvas from one source pixel to another."""
        first, last = self.at(*start), self.at(*end)
        none = Qt.KeyboardModifier.NoModifier
        left = Qt.MouseButton.LeftButton
        QTest.mouseMove(self.canvas, first)
        QTest.mousePress(self.canvas, left, none, first)
        for share in (0.25, 0.5, 0.75, 1.0):
            QTest.mouseMove(self.canvas, first + (last - first) * share)
        QTest.mouseRelease(self.canvas, left, none, last)

    def draw_box(self, box: Box, key: str = "N") -> UUID:
        """Draw a box with a key and a drag; return the new object's id."""
        before = set(self.annotation.tracks)
        self.canvas.setFocus()
        self.press(key)
        self.drag((box.x, box.y), (box.x2, box.y2))
        self.wait_until(lambda: set(self.annotation.tracks) > before, "for the new box")
        (made,) = set(self.annotation.tracks) - before
        return made

    def drag_box(self, track_id: UUID, dx: float, dy: float) -> None:
        """Take a box by its middle and move it."""
        shape = next(s for s in self.annotation.shapes_at(self.frame) if s.track_id == track_id)
        x, y = shape.box.center
        before = self.annotation.track(track_id)
        self.drag((x, y), (x + dx, y + dy))
        self.wait_until(lambda: self.annotation.track(track_id) != before, "for the box to move")

    def wait_saved(self) -> None:
        session = self.desk.clip.session
        assert session is not None
        self.wait_until(lambda: session.pending == 0, "for the database")

    def quit(self) -> None:
        """Close the window, and let every widget go."""
        if not isValid(self.window):
            return
        self.window.close()
        self.window.deleteLater()
        self.shell.deleteLater()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
