"""A relay before the real server that breaks answers off: what no server does when asked to."""

import contextlib
import dataclasses
import socket
import struct
import threading
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

from storage.s3 import S3Settings


class CuttingProxy:
    """Relays connections; `break_next` ends one while its answer is on the way."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._target = (parts.hostname, parts.port)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._lock = threading.Lock()
        self._threads: list[threading.Thread] = []
        self._sockets: list[socket.socket] = []
        self._how, self._after, self._times = "", 0, 0
        self.broken = 0

    def settings(self, settings: S3Settings) -> S3Settings:
        port = self._listener.getsockname()[1]
        return dataclasses.replace(settings, endpoint_url=f"http://127.0.0.1:{port}")

    def break_next(self, how: str, *, after: int, times: int = 1) -> None:
        """End the next answers longer than so many bytes: "cut" in order, "reset" without."""
        with self._lock:
            self._how, self._after, self._times = how, after, times

    def __enter__(self) -> Self:
        self._start(self._accept)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        # A socket that another thread waits on ends that wait only when it is shut down.
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for each in self._sockets:
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(5)
        for each in self._sockets:
            each.close()

    def _start(self, work, *arguments) -> None:
        thread = threading.Thread(target=work, args=arguments)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                server = socket.create_connection(self._target)
                self._sockets += [client, server]
                self._start(self._relay, client, server)
                self._start(self._relay_answers, server, client)

    def _relay(self, source: socket.socket, target: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while piece := source.recv(65536):
                target.sendall(piece)
            target.shutdown(socket.SHUT_WR)

    def _relay_answers(self, server: socket.socket, client: socket.socket) -> None:
        relayed = 0
        with contextlib.suppress(OSError):
            while piece := server.recv(65536):
                relayed += len(piece)
                if relayed > self._after and self._takes_a_turn():
                    if self._how == "reset":
                        linger = struct.pack("ii", 1, 0)
                        client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
                        client.close()
                    else:
                        client.shutdown(socket.SHUT_RDWR)
                    server.shutdown(socket.SHUT_RDWR)
                    return
                client.sendall(piece)
            client.shutdown(socket.SHUT_WR)

    def _takes_a_turn(self) -> bool:
        with self._lock:
            if not self._times:
                return False
            self._times -= 1
            self.broken += 1
            return True
