"""Motion and thumbnails of the open clip: made in the background, shown on the timeline.

The worker is told who waits for the player: a picture that somebody asked for comes first.
"""

import os
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, QTimer

from app.session.clip_session import ClipSession
from app.session.strips import Strips, StripsWorker
from app.session.strips_store import StripsStore
from app.ui.desk.clip.clip_desk import ClipDesk
from app.ui.desk.project.project_desk import ProjectDesk
from app.ui.timeline.strip_data import StripData
from app.ui.window.main_window import MainWindow
from app.workers.window_call import WindowCall

_LOOK_EVERY_MS = 120
_FEWEST_PROCESSORS = 2
_FILM = {"auto": None, "on": True, "off": False}


class StripsDesk(QObject):
    """Joins the open clip, the timeline and the switch in the View menu."""

    def __init__(self, window: MainWindow, clips: ClipDesk, *, projects: ProjectDesk) -> None:
        super().__init__(clips)
        self._clips, self._projects = clips, projects
        self._timeline = clips.parts.timeline
        self._action = window.registry.action("view.strips")
        self._session: ClipSession | None = None
        self._worker: StripsWorker | None = None
        self._ended: list[StripsWorker] = []
        self._ticket = object()
        self._look = QTimer(self)
        self._look.setInterval(_LOOK_EVERY_MS)
        self._look.timeout.connect(self._on_look)
        self._action.setChecked(self.is_on)
        self._timeline.strips.set_film(_FILM[projects.preferences.film])
        window.registry.connect_action("view.strips", self._on_switched)
        self._timeline.film_toggled.connect(self._on_film_toggled)
        clips.clip_opened.connect(self._on_clip_opened)
        clips.clip_closed.connect(self._on_clip_closed)
        clips.playback.state_changed.connect(self._hold_up)
        self._timeline.frame_requested.connect(self._hold_up)

    @property
    def is_on(self) -> bool:
        """Whether motion and thumbnails are wanted; by itself, where the machine can spare it."""
        preferences = self._projects.preferences
        spares = preferences.low_end or is_weak_machine()
        return preferences.strips == "on" or (preferences.strips == "auto" and not spares)

    @property
    def worker(self) -> StripsWorker | None:
        """What makes the strips of the open clip; None while there is nothing to make."""
        return self._worker

    def wait_closed(self) -> None:
        """Wait until every worker has ended: the program ends."""
        self._on_clip_closed()
        for worker in self._ended:
            worker.join()
        self._ended.clear()

    def _on_clip_opened(self) -> None:
        self._end()
        self._session = self._clips.session
        self._timeline.strips.show(StripData(is_on=self.is_on, is_working=self.is_on))
        if self.is_on:
            self._look.start()

    def _on_clip_closed(self) -> None:
        self._session = None
        self._end()

    def _end(self) -> None:
        """Let go of the worker and of all that it made."""
        self._ticket = object()
        self._look.stop()
        self._ended = [worker for worker in self._ended if worker.is_working]
        worker, self._worker = self._worker, None
        if worker is not None:
            worker.close()
            self._ended.append(worker)
        self._timeline.strips.show(StripData(is_on=self.is_on))

    def _on_look(self) -> None:
        """Begin when every frame has its number; then tell the worker who waits."""
        session = self._session
        if session is None:
            self._look.stop()
        elif self._worker is None and session.index_complete:
            self._begin(session)
        elif self._worker is not None and not self._worker.is_working:
            self._look.stop()
        self._hold_up()

    def _begin(self, session: ClipSession) -> None:
        project = self._projects.project
        if project is None:
            return
        ticket = self._ticket = object()
        store = StripsStore(
            project.storage,
            session.clip,
            link=project.link,
            writable=project.read_only is None,
        )
        self._worker = StripsWorker(
            session.open_stream,
            session.index,
            store,
            on_news=partial(WindowCall(self._on_told), ticket),
            busy=self._somebody_waits(),
        )

    def _hold_up(self) -> None:
        """Hold the work up while a picture is waited for, or frame follows frame."""
        if self._worker is not None:
            self._worker.set_busy(self._somebody_waits())

    def _somebody_waits(self) -> bool:
        playback = self._clips.playback
        return playback.state.playing or playback.awaits_picture

    def _on_told(self, ticket: object, strips: Strips) -> None:
        if ticket is self._ticket:
            self._timeline.strips.show(
                StripData(
                    is_on=True,
                    motion=strips.motion,
                    pictures=strips.thumbnails,
                    share=strips.share,
                    is_working=strips.is_working,
                )
            )

    def _on_switched(self) -> None:
        wanted = "on" if self._action.isChecked() else "off"
        self._projects.keep_preferences(replace(self._projects.preferences, strips=wanted))
        if self._session is not None:
            self._on_clip_opened()
        else:
            self._end()

    def _on_film_toggled(self, shown: bool) -> None:
        wanted = "on" if shown else "off"
        self._projects.keep_preferences(replace(self._projects.preferences, film=wanted))


def is_weak_machine() -> bool:
    """Tell whether this machine has nothing to spare for what nobody waits for."""
    return (os.cpu_count() or 1) < _FEWEST_PROCESSORS
