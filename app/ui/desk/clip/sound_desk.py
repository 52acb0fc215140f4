"""The sound of the open clip: off until a person turns it on, and only at normal speed."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject

from app.media.errors import NoSoundError, SoundDeviceError
from app.media.isolated import has_sound
from app.media.sound.blocks import LATENCY_S
from app.media.sound.player import Device, SoundPlayer
from app.session.clip_session import ClipSession
from app.ui.desk.clip.clip_desk import ClipDesk
from app.ui.window.main_window import MainWindow
from app.workers.jobs import JobHandle, Jobs
from app.workers.window_call import WindowCall
from storage.interrupt import Interrupt

_log = logging.getLogger(__name__)


class SoundDesk(QObject):
    """Joins the sound action to the open clip's player.

    What is on stays on for the next clips, until the program ends.
    """

    def __init__(self, window: MainWindow, clips: ClipDesk, *, jobs: Jobs) -> None:
        super().__init__(clips)
        self._window, self._clips, self._jobs = window, clips, jobs
        self._action = window.registry.action("play.sound")
        self._player: SoundPlayer | None = None
        self._session: ClipSession | None = None
        self._is_silent = False
        self._looking: JobHandle | None = None
        self._closing: list[threading.Thread] = []
        window.registry.connect_action("play.sound", self._on_toggled)
        self._action.toggled.connect(clips.parts.transport.set_sound)
        clips.parts.transport.sound_toggled.connect(self._on_button)
        clips.clip_opened.connect(self._on_clip_opened)
        clips.clip_closed.connect(self._on_clip_closed)
        clips.playback.state_changed.connect(self._on_state)

    def wait_closed(self) -> None:
        """Wait until every player has ended: the program ends."""
        self._on_clip_closed()
        for thread in self._closing:
            thread.join()
        self._closing.clear()

    def _on_button(self, on: bool) -> None:
        """Let the action follow the button; where it may not be used, the button follows it."""
        if on is not self._action.isChecked():
            self._action.trigger()
        self._clips.parts.transport.set_sound(self._action.isChecked())

    def _on_toggled(self) -> None:
        self._stop_looking()
        if self._action.isChecked():
            self._is_silent = False
            self._look()
            self._follow()
        else:
            self._end_player()

    def _on_clip_opened(self) -> None:
        self._end_player()
        self._session, self._is_silent = self._clips.session, False
        self._follow()

    def _on_clip_closed(self) -> None:
        self._session = None
        self._stop_looking()
        self._end_player()

    def _look(self) -> None:
        """Find out at once whether there is anything to hear: it may be long before it plays."""
        session = self._session
        if session is not None:
            self._looking = self._jobs.submit(
                partial(_has_sound, session),
                done=lambda has_sound: self._on_looked(session, has_sound=has_sound),
                failed=_on_not_known,
                owner=self,
            )

    def _stop_looking(self) -> None:
        if self._looking is not None:
            self._looking.cancel()
            self._looking = None

    def _on_looked(self, session: ClipSession, *, has_sound: bool) -> None:
        if session is self._session and not has_sound:
            self._tell_silent()

    def _tell_silent(self) -> None:
        """Say it once a clip."""
        if not self._is_silent:
            self._is_silent = True
            self._window.toast.show_note(self.tr("This clip has no sound."))

    def _on_state(self) -> None:
        self._follow()

    def _follow(self) -> None:
        """Sound with the pictures, or be silent."""
        state = self._clips.playback.state
        audible = state.playing and state.rate == 1.0 and not state.buffering
        anchor = state.anchor if audible and self._action.isChecked() else None
        wants = anchor is not None and not self._is_silent
        if self._player is None and wants and self._session is not None:
            self._player = self._new_player(self._session)
        if self._player is not None:
            self._player.follow(anchor)

    def _new_player(self, session: ClipSession) -> SoundPlayer:
        return SoundPlayer(
            session.open_stream,
            index=session.index,
            open_device=_open_device,
            latency_s=LATENCY_S,
            on_failed=partial(WindowCall(self._on_failed), session),
        )

    def _end_player(self) -> None:
        """Let go of the player; its decoder may be in the midst of a block."""
        player, self._player = self._player, None
        self._closing = [thread for thread in self._closing if thread.is_alive()]
        if player is not None:
            closing = threading.Thread(target=player.close, name="sound-closing")
            closing.start()
            self._closing.append(closing)

    def _on_failed(self, session: ClipSession, error: Exception) -> None:
        if session is not self._session:
            return
        if isinstance(error, NoSoundError):
            self._tell_silent()
        elif isinstance(error, SoundDeviceError):
            self._action.setChecked(False)
            self._end_player()
            self._window.toast.show_note(
                self.tr("There is no sound: this computer has no loudspeaker that can be opened.")
            )
        else:
            self._window.problems.show_error(error)


def _has_sound(session: ClipSession, cancelled: Callable[[], bool]) -> bool:
    with session.open_stream(Interrupt(cancelled)) as stream:
        return has_sound(stream)


def _on_not_known(error: Exception) -> None:
    """Leave it: who plays the clip is told what is the matter."""
    _log.info("Whether a clip has sound is not known: %s", type(error).__name__)


def _open_device(pull: Callable[[int], bytes]) -> Device:
    """Open the loudspeakers; on the sound's thread, for their library takes long to load."""
    from app.media.sound.device import SoundDevice  # noqa: PLC0415 - see above

    return SoundDevice(pull)
