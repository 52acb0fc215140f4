"""Starts decoder processes, and ends them: the program's side of the nursery.

There is one nursery a program. It is started when it is first needed, or by `warm_up`, and anew
should it have died. It gets an environment of its own: no key, no credential, no setting of ours.
"""

import atexit
import contextlib
import os
import select
import signal
import socket
import subprocess
import sys
import threading
from collections import deque
from pathlib import Path

from app.media.isolated.arena import Arena, bytes_file
from app.media.isolated.plan import Plan, pickled
from app.media.isolated.wire import MAX_MESSAGE

__all__ = ["Decoder", "end_nursery", "is_supported", "start_decoder", "warm_up"]

_ROOT = Path(__file__).resolve().parents[3]
_READY, _STARTED = b"ready", b"started"
# Loading the decoder takes half a second, and many times that on a machine that is busy.
_READY_S, _STARTED_S, _ENDED_S = 60.0, 30.0, 10.0
_LARGEST_COMMAND = 1 << 15
# Numerical libraries start threads of their own when they are loaded, if they may.
_ENVIRONMENT = {
    "LANG": "C.UTF-8",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
}
_PASSED_ON = ("LD_LIBRARY_PATH", "PYTHONDONTWRITEBYTECODE", "PYTHONHOME")


def is_supported() -> bool:
    """Say whether this system can decode in a process of its own; else it is done in this one."""
    return (
        sys.platform == "linux"
        and hasattr(os, "memfd_create")
        and hasattr(os, "pidfd_open")
        and bool(sys.executable)
        # A frozen program is no Python that could be started with a module's name.
        and not getattr(sys, "frozen", False)
    )


class Decoder:
    """One decoder process, as the program holds it. Methods may be called from any thread."""

    def __init__(self, arena: Arena) -> None:
        """Make the sockets; the process comes with `started`."""
        self.arena = arena
        self.data, their_data = _pair()
        self.requests, their_requests = _pair()
        self._commands, their_commands = _pair()
        self._commands.setblocking(False)
        self.theirs = (their_data, their_requests, their_commands)
        self._pidfd: int | None = None
        self._lock = threading.Lock()
        self._is_ended = False
        self._unsent: deque[bytes] = deque()
        # How many it was given, and how many of them the socket had room for.
        self.commands_given = self.commands_sent = 0

    def started(self, pidfd: int) -> None:
        with self._lock:
            if not self._is_ended:
                self._pidfd = pidfd
                return
        signal.pidfd_send_signal(pidfd, signal.SIGKILL)
        os.close(pidfd)

    @property
    def unsent_count(self) -> int:
        return len(self._unsent)

    def command(self, name: str, *arguments: object, **named: object) -> None:
        """Tell a player something; never waits."""
        with self._lock:
            if self._is_ended:
                return
            self._unsent.append(pickled((name, arguments, named)))
            self.commands_given += 1
            self._send()

    def send_unsent(self) -> None:
        """Try again to send what the socket had no room for."""
        with self._lock:
            if not self._is_ended:
                self._send()

    def _send(self) -> None:
        with contextlib.suppress(BlockingIOError, BrokenPipeError, ConnectionResetError):
            while self._unsent:
                message = self._unsent[0]
                if len(message) <= _LARGEST_COMMAND:
                    self._commands.send(message)
                else:
                    descriptor = bytes_file("safelight-command", message)
                    try:
                        socket.send_fds(self._commands, [b"m"], [descriptor])
                    finally:
                        os.close(descriptor)
                self._unsent.popleft()
                self.commands_sent += 1

    def kill(self) -> None:
        """End the process, whatever it does. Its frames go with it."""
        with self._lock:
            if self._is_ended:
                return
            if self._pidfd is not None:
                with contextlib.suppress(ProcessLookupError):
                    signal.pidfd_send_signal(self._pidfd, signal.SIGKILL)
            # Whoever waits for a message of it wakes up.
            for waited in (self.data, self.requests):
                with contextlib.suppress(OSError):
                    waited.shutdown(socket.SHUT_RDWR)

    def end(self) -> None:
        """Kill the process, and wait until it is gone. Nobody may read its sockets any more."""
        self.kill()
        with self._lock:
            if self._is_ended:
                return
            self._is_ended = True
            for ours in (self.data, self.requests, self._commands):
                ours.close()
            if self._pidfd is not None:
                gone = select.poll()
                gone.register(self._pidfd, select.POLLIN)
                gone.poll(_ENDED_S * 1000)
                os.close(self._pidfd)


def _pair() -> tuple[socket.socket, socket.socket]:
    return socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)


class _Nursery:
    """The nursery's process and the socket to it."""

    def __init__(self) -> None:
        control, theirs = _pair()
        environment = _ENVIRONMENT | {"PYTHONPATH": str(_ROOT)}
        environment |= {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
        with theirs:
            # -P: nothing is imported from the folder that we happen to be in.
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", "app.media.isolated.nursery", str(theirs.fileno())],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                # A decoder that breaks down says who knows what of what it had in hand.
                stderr=subprocess.DEVNULL,
                cwd="/",
                env=environment,
                pass_fds=[theirs.fileno()],
                # Ctrl+C in a terminal goes to our group, and is not for it.
                start_new_session=True,
            )
        control.settimeout(_READY_S)
        self._control = control
        try:
            is_ready = control.recv(64) == _READY
        except OSError:
            is_ready = False
        if not is_ready:
            self._process.kill()
            self.end()
            raise OSError("the decoder process cannot be started")

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def is_alive(self) -> bool:
        return self._process.poll() is None

    def fork(self, descriptors: list[int]) -> int:
        """Have a decoder process started with these descriptors; give its pidfd."""
        self._control.settimeout(_STARTED_S)
        socket.send_fds(self._control, [b"fork"], descriptors)
        message, received, _, _ = socket.recv_fds(self._control, 64, 1)
        if message != _STARTED or len(received) != 1:
            raise OSError("a decoder process cannot be started")
        os.set_inheritable(received[0], False)
        return received[0]

    def end(self) -> None:
        self._control.close()
        try:
            self._process.wait(_ENDED_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


class _Nurseries:
    """The one nursery that there is, if there is one."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._nursery: _Nursery | None = None

    @property
    def pid(self) -> int | None:
        nursery = self._nursery
        return None if nursery is None else nursery.pid

    def warm_up(self) -> None:
        with self._lock:
            self._living()

    def fork(self, descriptors: list[int]) -> int:
        with self._lock:
            try:
                return self._living().fork(descriptors)
            except OSError:
                # It may just have died; a new one is tried once.
                self._drop()
                return self._living().fork(descriptors)

    def end(self) -> None:
        with self._lock:
            self._drop()

    def _living(self) -> _Nursery:
        if self._nursery is not None and not self._nursery.is_alive:
            self._drop()
        if self._nursery is None:
            self._nursery = _Nursery()
        return self._nursery

    def _drop(self) -> None:
        nursery, self._nursery = self._nursery, None
        if nursery is not None:
            nursery.end()


# The second global of the program beside `crypto.current`: it stands for a process, holds nothing
# of a project, and functions that decode keep the signatures that they have without it.
_nurseries = _Nurseries()
atexit.register(_nurseries.end)


def warm_up() -> None:
    """Start the nursery, if this system has one: the first clip then opens at once. Blocks.

    Raises: OSError.
    """
    if is_supported():
        _nurseries.warm_up()


def end_nursery() -> None:
    """End the nursery and every decoder process."""
    _nurseries.end()


def nursery_pid() -> int | None:
    """Give the nursery's process id, for tests and diagnostics."""
    return _nurseries.pid


def start_decoder(plan: Plan) -> Decoder:
    """Start a decoder process. Blocks for some milliseconds, and where there is no nursery longer.

    Raises: OSError.
    """
    arena, descriptor = Arena.create(slot_bytes=plan.slot_bytes, slot_count=plan.slot_count)
    decoder = Decoder(arena)
    given = [descriptor]
    try:
        given.append(bytes_file("safelight-plan", pickled(plan)))
        sockets = [theirs.fileno() for theirs in decoder.theirs]
        decoder.started(_nurseries.fork([*sockets, *given]))
    except BaseException:
        decoder.end()
        raise
    finally:
        for theirs in decoder.theirs:
            theirs.close()
        for opened in given:
            os.close(opened)
    return decoder


def receive(messages: socket.socket, timeout_s: float | None) -> bytes | None:
    """Wait for a decoder's next message; None where none comes in time, b"" where it has ended."""
    messages.settimeout(timeout_s)
    try:
        return messages.recv(2 * MAX_MESSAGE)
    except TimeoutError:
        return None
    except OSError:
        return b""
