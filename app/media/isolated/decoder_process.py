"""One decoder process as the program holds it: its sockets, its memory, its life."""

import contextlib
import os
import select
import signal
import socket
import threading
import time
from collections import deque
from pathlib import Path
from typing import Any

from app.media.isolated.arena import Arena, bytes_file
from app.media.isolated.plan import pickled
from app.media.isolated.wire import MAX_MESSAGE

_ENDED_S = 10.0
_LARGEST_COMMAND = 1 << 15
# What takes long to pickle is left to the thread that may take long: a clip's index has megabytes.
_LARGE = frozenset({"set_index"})

_Command = tuple[str, tuple[Any, ...], dict[str, Any]]


class Decoder:
    """One decoder process, as the program holds it. Methods may be called from any thread."""

    def __init__(self, arena: Arena) -> None:
        """Make the sockets; the process comes with `started`."""
        self.arena = arena
        self.data, their_data = pair()
        self.requests, their_requests = pair()
        self._commands, their_commands = pair()
        self._commands.setblocking(False)
        self.theirs = (their_data, their_requests, their_commands)
        self._pidfd: int | None = None
        self._lock = threading.Lock()
        self._is_ended = False
        self._unsent: deque[_Command | bytes | int] = deque()
        self._wake = os.eventfd(0, os.EFD_NONBLOCK | os.EFD_CLOEXEC)
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
    def is_alive(self) -> bool:
        with self._lock:
            if self._is_ended or self._pidfd is None:
                return False
            gone = select.poll()
            gone.register(self._pidfd, select.POLLIN)
            return not gone.poll(0)

    @property
    def pid(self) -> int | None:
        """Its process id, for tests and diagnostics."""
        with self._lock:
            if self._is_ended or self._pidfd is None:
                return None
            told = Path(f"/proc/self/fdinfo/{self._pidfd}").read_text(encoding="ascii")
        return int(told.partition("Pid:")[2].split()[0])

    @property
    def unsent_count(self) -> int:
        return len(self._unsent)

    def command(self, name: str, *arguments: object, **named: object) -> None:
        """Tell a player something; never waits. What is large is sent by who calls `receive`."""
        with self._lock:
            if self._is_ended:
                return
            order = (name, arguments, named)
            self._unsent.append(order if name in _LARGE else _packed(order))
            self.commands_given += 1
            self._send()
            if name in _LARGE:
                os.eventfd_write(self._wake, 1)

    def send_unsent(self) -> None:
        """Send what was too large for `command`, or what the socket had no room for.

        For the thread that calls `receive` only.
        """
        while True:
            with self._lock:
                if self._is_ended:
                    return
                self._send()
                order = self._unsent[0] if self._unsent else None
            if not isinstance(order, tuple):
                return
            # It stays the first, as nobody else sends one in this form.
            packed = _packed(order)
            with self._lock:
                self._unsent[0] = packed

    def receive(self, timeout_s: float) -> bytes | None:
        """As `receive`, below; meanwhile, send what `command` left to this thread."""
        until_s = time.monotonic() + timeout_s
        waited = select.poll()
        for descriptor in (self.data.fileno(), self._wake):
            waited.register(descriptor, select.POLLIN)
        while True:
            left_s = max(until_s - time.monotonic(), 0)
            ready = [descriptor for descriptor, _ in waited.poll(left_s * 1000)]
            if self._wake in ready:
                os.eventfd_read(self._wake)
                self.send_unsent()
            if self.data.fileno() in ready:
                return receive(self.data, timeout_s)
            if time.monotonic() >= until_s:
                return None

    def _send(self) -> None:
        with contextlib.suppress(BlockingIOError, BrokenPipeError, ConnectionResetError):
            while self._unsent and not isinstance(packed := self._unsent[0], tuple):
                if isinstance(packed, bytes):
                    self._commands.send(packed)
                else:
                    socket.send_fds(self._commands, [b"m"], [packed])
                    os.close(packed)
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
            os.close(self._wake)
            for unsent in self._unsent:
                if isinstance(unsent, int):
                    os.close(unsent)
            self._unsent.clear()
            if self._pidfd is not None:
                gone = select.poll()
                gone.register(self._pidfd, select.POLLIN)
                gone.poll(_ENDED_S * 1000)
                os.close(self._pidfd)


def _packed(order: _Command) -> bytes | int:
    """Give an order as the socket takes it: itself, or a descriptor of memory that holds it."""
    message = pickled(order)
    if len(message) <= _LARGEST_COMMAND:
        return message
    return bytes_file("safelight-command", message)


def pair() -> tuple[socket.socket, socket.socket]:
    return socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)


def receive(messages: socket.socket, timeout_s: float | None) -> bytes | None:
    """Wait for a decoder's next message; None where none comes in time, b"" where it has ended."""
    messages.settimeout(timeout_s)
    try:
        return messages.recv(2 * MAX_MESSAGE)
    except TimeoutError:
        return None
    except OSError:
        return b""
