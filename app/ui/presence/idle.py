"""Notices that nobody is there.

A key, a button, the wheel, a touch or a pointer that moves over a window is somebody. A clip that
plays is nobody: who watches for long without a hand at anything is asked for the passphrase.
"""

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QWindow

# So long before it is told there is a warning; of short times a third.
_WARNING_MS = 20_000
_LIFE = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.TouchUpdate,
        QEvent.Type.TabletPress,
    }
)


class IdleWatch(QObject):
    """Watches the windows that have had the focus.

    It filters the events of those windows, not of the application: a filter there would be asked
    about every paint and every timer of the program.

    Signals:
        soon(float): it is told in so many seconds, unless somebody is there.
        returned(): somebody was there after that, in time.
        idle(): no key, mouse or touch for the time that was set; told once until the next input.
    """

    soon = Signal(float)
    returned = Signal()
    idle = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._on_time)
        self._interval_ms = 0
        self._is_soon = False
        self._minutes = 0.0
        # The latest that the project's rules allow; 0 leaves it to the person.
        self.latest_minutes = 0.0
        application = QGuiApplication.instance()
        if isinstance(application, QGuiApplication):
            application.focusWindowChanged.connect(self.watch)

    def watch(self, window: QWindow | None) -> None:
        """Take inputs of this window, too, for a sign of life."""
        if window is not None:
            window.installEventFilter(self)

    def set_minutes(self, minutes: float) -> None:
        """Set after how long it tells; 0 never does, where the project allows that."""
        self._minutes = minutes
        self._set()

    def set_latest(self, minutes: float) -> None:
        """Tell after so long at the latest, whatever the person likes; 0 leaves it to them."""
        self.latest_minutes = minutes
        self._set()

    @property
    def minutes(self) -> float:
        """After how long it tells; 0 never does."""
        set_minutes = [one for one in (self._minutes, self.latest_minutes) if one]
        return min(set_minutes, default=0.0)

    def _set(self) -> None:
        interval_ms = round(self.minutes * 60_000)
        if interval_ms == self._interval_ms and self._timer.isActive():
            return
        self._interval_ms = interval_ms
        self._timer.stop()
        if self._interval_ms:
            self._wait_anew()

    def _wait_anew(self) -> None:
        self._timer.start(self._interval_ms - self._warning_ms)
        if self._is_soon:
            self._is_soon = False
            self.returned.emit()

    @property
    def _warning_ms(self) -> int:
        return min(_WARNING_MS, self._interval_ms // 3)

    def _on_time(self) -> None:
        self._is_soon = not self._is_soon
        if self._is_soon:
            self._timer.start(self._warning_ms)
            self.soon.emit(self._warning_ms / 1000)
        else:
            self.idle.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: ARG002 - Qt's signature
        """Start to wait anew at every input; keep nothing from anybody."""
        if self._interval_ms and event.type() in _LIFE:
            self._wait_anew()
        return False
