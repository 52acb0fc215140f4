"""Signs that the person has left: the bus tells of a lock or a sleep, or a clock has jumped."""

import os
import shutil
import subprocess
import uuid
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtDBus import QDBusConnection, QDBusMessage
from PySide6.QtGui import QWindow

from app.settings import boot_clock
from app.ui.presence.away import AwayWatch, session_path

_LOGIN, _SAVER = "org.freedesktop.login1", "org.freedesktop.ScreenSaver"


class Clocks:
    """A clock that goes on in sleep, and one that does not."""

    def __init__(self) -> None:
        self.awake_s, self.asleep_s = 1000.0, 50.0

    def clock_s(self) -> float:
        return self.awake_s + self.asleep_s


def a_watch(clocks: Clocks) -> tuple[AwayWatch, list[bool]]:
    watch, left = (
        AwayWatch(clock_s=clocks.clock_s, awake_s=lambda: clocks.awake_s),
        [],
    )
    watch.left.connect(lambda: left.append(True))
    return watch, left


@pytest.mark.promise
def test_a_sleep_is_seen_before_the_window_paints_and_once(qapp: object) -> None:
    clocks = Clocks()
    watch, left = a_watch(clocks)
    window = QWindow()
    watch.watch(window)
    clocks.awake_s += 4
    watch.look()
    assert left == []
    clocks.asleep_s += 3600
    # The event by which a window is told to paint, before it does.
    watch.eventFilter(window, QEvent(QEvent.Type.UpdateRequest))
    assert left == [True]
    watch.look()
    assert left == [True]


def test_a_wall_clock_that_is_put_right_by_little_or_put_back_is_no_sleep(
    qapp: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    clocks = Clocks()
    watch, left = a_watch(clocks)
    clocks.asleep_s += 2
    watch.look()
    clocks.asleep_s -= 7200
    watch.look()
    assert left == []
    # Where clocks go on in sleep alike, it is seen by nobody having asked for long.
    monkeypatch.setattr(boot_clock, "COUNTS_SLEEP", False)
    clocks.awake_s += 300
    watch.look()
    assert left == [True]


@pytest.mark.parametrize(
    ("session_id", "path"),
    [
        ("", ""),
        ("c1", "/org/freedesktop/login1/session/c1"),
        ("2", "/org/freedesktop/login1/session/_32"),
        ("12", "/org/freedesktop/login1/session/_312"),
        ("a-b", "/org/freedesktop/login1/session/a_2db"),
    ],
    ids=["none", "letter", "digit", "digits", "hyphen"],
)
def test_a_session_is_heard_where_logind_tells_of_it(session_id: str, path: str) -> None:
    assert session_path(session_id) == path


@pytest.fixture
def bus() -> Iterator[tuple[QDBusConnection, QDBusConnection]]:
    """A bus of the test's own: what listens, and what tells."""
    daemon = shutil.which("dbus-daemon")
    if daemon is None:
        pytest.skip("no dbus-daemon on this machine")
    run = subprocess.Popen(
        [daemon, "--session", "--print-address", "--nofork", "--nopidfile"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert run.stdout is not None
    address = run.stdout.readline().strip()
    names = [f"{name}-{uuid.uuid4().hex}" for name in ("listens", "tells")]
    listens, tells = (QDBusConnection.connectToBus(address, name) for name in names)
    try:
        if not (listens.isConnected() and tells.isConnected()):
            pytest.skip("this machine lets nobody have a bus")
        yield listens, tells
    finally:
        for name in names:
            QDBusConnection.disconnectFromBus(name)
        run.terminate()
        run.wait()
        run.stdout.close()


def test_the_bus_tells_of_sleep_lock_and_screen_saver(
    bus: tuple[QDBusConnection, QDBusConnection], qtbot, monkeypatch: pytest.MonkeyPatch
) -> None:
    listens, tells = bus
    monkeypatch.setitem(os.environ, "XDG_SESSION_ID", "7")
    for service in (_LOGIN, _SAVER):
        assert tells.registerService(service)
    watch, left = a_watch(Clocks())
    assert watch.listen(listens, listens)

    def tell(path: str, interface: str, name: str, *arguments: object) -> None:
        message = QDBusMessage.createSignal(path, interface, name)
        message.setArguments(list(arguments))
        assert tells.send(message)

    sessions = "/org/freedesktop/login1/session"
    tell("/org/freedesktop/login1", f"{_LOGIN}.Manager", "PrepareForSleep", True)
    qtbot.waitUntil(lambda: len(left) == 1, timeout=60_000)
    tell(f"{sessions}/_37", f"{_LOGIN}.Session", "Lock")
    qtbot.waitUntil(lambda: len(left) == 2, timeout=60_000)
    # Somebody else's session, and a screen saver that goes: then one that comes, in this order.
    tell(f"{sessions}/_38", f"{_LOGIN}.Session", "Lock")
    tell("/org/freedesktop/ScreenSaver", _SAVER, "ActiveChanged", False)
    tell("/org/freedesktop/ScreenSaver", _SAVER, "ActiveChanged", True)
    qtbot.waitUntil(lambda: len(left) == 3, timeout=60_000)


def test_without_a_bus_the_clock_is_left(qapp: object) -> None:
    nowhere = QDBusConnection.connectToBus("unix:path=/nowhere", f"none-{uuid.uuid4().hex}")
    watch, _ = a_watch(Clocks())
    assert not watch.listen(nowhere, nowhere)
