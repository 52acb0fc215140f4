"""Marks on the timeline which frames of the open clip proved damaged, and says so once.

- What the player shows tells of frames that don't come out, or come out patched.
- When a chunk can't be opened, the clip is read past it on a worker, once, to know what that costs.
  A clip that would have to be fetched from afar for this is left alone.
"""

import logging
from functools import partial

from PySide6.QtCore import QObject, QTimer

from app.media.decoding.damage import DamageKind, DamageMap, StandIns
from app.media.decoding.frame_reader import Cancelled
from app.media.decoding.past_damage import frames_that_cannot_be_read
from app.media.index.packet_spans import FrameDamage
from app.media.isolated import damaged_frames
from app.media.pictures.picture import Picture
from app.session.clip_session import ClipSession
from app.session.project import Project
from app.session.strips_store import StripsStore
from app.ui.desk.clip.clip_desk import ClipDesk
from app.ui.desk.project.project_desk import ProjectDesk
from app.ui.window.main_window import MainWindow
from app.workers.jobs import JobHandle, Jobs
from crypto.errors import DamagedChunkError

_log = logging.getLogger(__name__)

# A player that decodes for longer says that it does.
_REST_MS = 600


class DamageDesk(QObject):
    """Joins what the player meets to the timeline of the open clip."""

    def __init__(
        self, window: MainWindow, clips: ClipDesk, *, jobs: Jobs, projects: ProjectDesk
    ) -> None:
        super().__init__(clips)
        self._window, self._clips, self._jobs, self._projects = window, clips, jobs, projects
        self._known, self._stand_ins = DamageMap(), StandIns()
        self._looking: JobHandle | None = None
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST_MS)
        self._rest.timeout.connect(self._on_rest)
        clips.playback.picture_shown.connect(self._on_picture)
        clips.playback.state_changed.connect(self._begin_to_rest)
        clips.playback.failed.connect(self._on_failed)
        clips.clip_opened.connect(self._on_clip)
        clips.clip_closed.connect(self._on_clip)

    @property
    def known(self) -> DamageMap:
        """What is known of the open clip's damage."""
        return self._known

    def _on_clip(self) -> None:
        """Forget the clip before."""
        self._known, self._stand_ins = DamageMap(), StandIns()
        self._rest.stop()
        if self._looking is not None:
            self._looking.cancel()
            self._looking = None
        self._clips.parts.timeline.marks.set_damaged(())

    def _on_picture(self, picture: Picture) -> None:
        frame, exact = picture.frame_index, picture.exact
        news = picture.corrupt and self._known.add(frame, DamageKind.PATCHED)
        if self._clips.playback.state.playing:
            for lost in self._stand_ins.played(frame, exact=exact):
                news |= self._known.add(lost, DamageKind.LOST)
        else:
            self._stand_ins.shown(frame, exact=exact)
            self._begin_to_rest()
        if news:
            self._show()

    def _begin_to_rest(self) -> None:
        self._rest.start()

    def _on_rest(self) -> None:
        """Nothing has come for a while: who is shown stands in for the frame asked for."""
        state = self._clips.playback.state
        if state.playing or state.buffering or self._clips.session is None:
            return
        if self._known.add_range(self._stand_ins.rested(state.frame_index), DamageKind.LOST):
            self._show()

    def _on_failed(self, error: Exception) -> None:
        """Find out what a chunk that can't be opened costs, unless that is known."""
        session, project = self._clips.session, self._projects.project
        # The picture on screen was not meant for the frame that failed.
        self._rest.stop()
        self._stand_ins = StandIns()
        if not isinstance(error, DamagedChunkError) or session is None or project is None:
            return
        if self._looking is None:
            self._looking = self._jobs.submit(
                partial(_look, session, project),
                done=self._on_found,
                failed=_on_not_found,
                owner=self,
            )

    def _on_found(self, found: FrameDamage | None) -> None:
        if found is not None and self._known.add_found(found):
            self._show()

    def _show(self) -> None:
        is_first = not self._clips.parts.timeline.view.damaged
        self._clips.parts.timeline.marks.set_damaged(self._known.stretches())
        if is_first:
            self._window.toast.show_note(
                self.tr(
                    "Parts of this clip are damaged. The timeline shows which, as far as known."
                ),
                icon="triangle-alert",
            )


def _look(session: ClipSession, project: Project, cancelled: Cancelled) -> FrameDamage | None:
    here = StripsStore(project.storage, session.clip, link=project.link, writable=False)
    if not here.is_here():
        return None
    stream = session.open_stream()
    try:
        return frames_that_cannot_be_read(
            stream, session.index, find=damaged_frames, cancelled=cancelled
        )
    finally:
        stream.close()


def _on_not_found(error: Exception) -> None:
    """Leave it at what the player told: it has said already that something is wrong."""
    _log.info("A clip's damage can't be measured: %s", type(error).__name__)
