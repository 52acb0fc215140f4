"""Notices that the person has left the computer: its screen was locked, or it sleeps or has slept.

logind, on Linux          PrepareForSleep; Lock of this session
the desktop, on Linux     ActiveChanged of its screen saver
a clock, everywhere       it jumped: the computer has slept; seen before the window paints again
"""

import logging
import os
import re
import time
from collections.abc import Callable

from PySide6.QtCore import SLOT, QEvent, QObject, QTimer, Signal, Slot
from PySide6.QtDBus import QDBusConnection
from PySide6.QtGui import QGuiApplication, QWindow

from app.settings import boot_clock

_log = logging.getLogger(__name__)

_LOOK_EVERY_MS = 5000
# A clock that only stands still in sleep is exact; the wall clock is also set by hand and network.
_SLEPT_S = 5.0 if boot_clock.COUNTS_SLEEP else 30.0
# Where the clock of the program goes on in sleep: it was not asked for so long.
_UNASKED_S = 60.0
_LOGIND, _LOGIND_PATH = "org.freedesktop.login1", "/org/freedesktop/login1"
_SCREEN_SAVERS = (
    ("org.freedesktop.ScreenSaver", "/org/freedesktop/ScreenSaver"),
    ("org.freedesktop.ScreenSaver", "/ScreenSaver"),
    ("org.gnome.ScreenSaver", "/org/gnome/ScreenSaver"),
    ("org.cinnamon.ScreenSaver", "/org/cinnamon/ScreenSaver"),
    ("org.mate.ScreenSaver", "/org/mate/ScreenSaver"),
)
_BEFORE_PAINTING = frozenset({QEvent.Type.Expose, QEvent.Type.UpdateRequest})


class AwayWatch(QObject):
    """Watches the computer.

    Signals:
        left(): the person is not at the window any more, or was not for a while.
    """

    left = Signal()

    def __init__(
        self,
        parent: QObject | None = None,
        *,
        clock_s: Callable[[], float] | None = None,
        awake_s: Callable[[], float] = time.monotonic,
    ) -> None:
        """`clock_s` goes on while the computer sleeps; `awake_s` need not."""
        super().__init__(parent)
        usual = boot_clock.now_s if boot_clock.COUNTS_SLEEP else time.time
        self._clock_s, self._awake_s = clock_s or usual, awake_s
        self._asked_s = self._awake_s()
        self._ahead_s = self._clock_s() - self._asked_s
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.look)
        self._timer.start(_LOOK_EVERY_MS)
        application = QGuiApplication.instance()
        if isinstance(application, QGuiApplication):
            application.focusWindowChanged.connect(self.watch)

    def watch(self, window: QWindow | None) -> None:
        """Look before this window paints, too: nothing is to be seen first after a sleep."""
        if window is not None:
            window.installEventFilter(self)

    def look(self) -> None:
        """Tell if the computer has slept since the last look."""
        awake_s = self._awake_s()
        ahead_s, unasked_s = self._clock_s() - awake_s, awake_s - self._asked_s
        jumped = ahead_s - self._ahead_s > _SLEPT_S
        if not boot_clock.COUNTS_SLEEP:
            jumped = jumped or unasked_s > _UNASKED_S
        self._ahead_s, self._asked_s = ahead_s, awake_s
        if jumped:
            self.left.emit()

    def listen(self, system: QDBusConnection, session: QDBusConnection) -> bool:
        """Hear from these buses as well, once; tell whether there is one."""
        if system.isConnected():
            self._hear(system, _LOGIND, _LOGIND_PATH, "Manager.PrepareForSleep", "on_sleep(bool)")
            path = session_path(os.environ.get("XDG_SESSION_ID", ""))
            self._hear(system, _LOGIND, path, "Session.Lock", "on_lock()")
        if session.isConnected():
            for name, path in _SCREEN_SAVERS:
                self._hear(session, name, path, "ActiveChanged", "on_active(bool)")
        return system.isConnected() or session.isConnected()

    @Slot(bool)
    def on_sleep(self, begins: bool) -> None:
        """The computer is about to sleep, or has woken: either way nobody is here."""
        del begins
        self.left.emit()

    @Slot()
    def on_lock(self) -> None:
        """The desktop asks everything of this session to lock."""
        self.left.emit()

    @Slot(bool)
    def on_active(self, active: bool) -> None:
        """The screen saver has come, or gone."""
        if active:
            self.left.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: ARG002 - Qt's signature
        """Look before anything is painted; keep nothing from anybody."""
        if event.type() in _BEFORE_PAINTING:
            self.look()
        return False

    def _hear(self, bus: QDBusConnection, service: str, path: str, signal: str, slot: str) -> None:
        interface, _, name = f"{service}.{signal}".rpartition(".")
        # The stubs ask for bytes, which it refuses.
        told = bus.connect(service, path, interface, name, self, SLOT(slot))  # type: ignore[call-overload]
        if not told:
            _log.info("the bus does not tell of %s", name)


def session_path(session_id: str) -> str:
    """Return where logind tells of a session; of one without an id, "" for wherever it tells.

    What a path cannot hold, and a digit at its start, is written in hex (sd_bus_path_encode).
    """
    if not session_id:
        return ""
    encoded = re.sub(r"^[0-9]|[^A-Za-z0-9]", lambda m: f"_{ord(m.group()):02x}", session_id)
    return f"{_LOGIND_PATH}/session/{encoded}"
