"""Looks again and again how far a companion is from its moment, as long as that may change."""

import time

from PySide6.QtCore import QObject, QTimer, Signal

from app.media.lockstep import Lockstep, Recording
from app.media.player.state import PlayAnchor
from app.ui.cameras.apart import Apart, distance_s

# Twice in the time after which a distance is told.
_LOOK_EVERY_MS = 200


class StepWatch(QObject):
    """Tells when to look, and what came of it.

    Signals:
        due(): answer with `look`, or with `forget` where there is no picture that could be late.
    """

    due = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._apart = Apart()
        self._looks = QTimer(self)
        self._looks.setInterval(_LOOK_EVERY_MS)
        self._looks.timeout.connect(self.due)

    @property
    def told_s(self) -> float:
        """The distance to tell of: above 0 the companion is behind, 0 while it is in step."""
        return self._apart.told_s

    def begin(self) -> None:
        """Look from now on: a picture is on its way."""
        self._looks.start()

    def end(self) -> None:
        """Look no more: nothing changes by itself."""
        self._looks.stop()

    def forget(self) -> None:
        """Tell of no distance."""
        self._apart.forget()

    def look(
        self,
        frame_index: int,
        recording: Recording,
        lock: Lockstep,
        *,
        second: float,
        played: tuple[float, PlayAnchor] | None,
    ) -> None:
        """Compare the frame shown with those due; arguments as of `distance_s`."""
        now_s = time.monotonic()
        apart_s = distance_s(
            frame_index, recording, lock, second=second, played=played, now_s=now_s
        )
        pace = max(abs(played[0]), 1.0) if played is not None else 1.0
        self._apart.look(apart_s, frame_s=recording.usual_step_s * pace, now_s=now_s)
