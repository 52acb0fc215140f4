"""A way to a server with a latency and a bandwidth, as a hotel's: a relay of TCP connections.

All connections share the bandwidth, each direction has half of the latency, and what is on its
way lies in memory only.
"""

import contextlib
import queue
import re
import socket
import threading
import time
from dataclasses import dataclass
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

_PIECE = 8192
_RANGE = re.compile(rb"(?ims)\AGET (?P<path>\S+) .*?^range: bytes=(?P<first>\d+)-(?P<last>\d+)")
_Piece = tuple[float, bytes]


@dataclass(frozen=True, slots=True)
class AskedRange:
    """A ranged GET that went over the way: of which path, from which byte on, and how many."""

    path: str
    offset: int
    size: int


class ShapedWay:
    """Relays to one server; `url` is where clients go instead. A context manager.

    Attributes:
        bytes_down: of all answers so far.
        asked: the ranged GETs so far, in order.
    """

    def __init__(self, url: str, *, latency_s: float, bytes_per_s: float) -> None:
        """`latency_s` is there and back; `bytes_per_s` holds for all answers together."""
        target = urlsplit(url)
        self._target = (target.hostname or "127.0.0.1", target.port or 80)
        self._half_s, self._rate = latency_s / 2, bytes_per_s
        self._lock = threading.Lock()
        self._free_at = 0.0
        self.bytes_down = 0
        self.asked: list[AskedRange] = []
        self._ended = threading.Event()
        self._sockets: list[socket.socket] = []
        self._threads: list[threading.Thread] = []
        self._listener = socket.create_server(("127.0.0.1", 0))

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    def __enter__(self) -> Self:
        self._start(self._accept)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._ended.set()
        # Closing alone does not wake a thread that accepts.
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for one in self._sockets:
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()
        for thread in self._threads:
            thread.join()

    def _start(self, work: object, *arguments: object) -> None:
        thread = threading.Thread(target=work, args=arguments, daemon=True)  # type: ignore[arg-type]
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while not self._ended.is_set():
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            server = socket.create_connection(self._target)
            for one in (client, server):
                one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._sockets += (client, server)
            for source, sink, shaped in ((client, server, False), (server, client, True)):
                pieces: queue.Queue[_Piece | None] = queue.Queue()
                self._start(self._take, source, pieces, shaped)
                self._start(self._give, sink, pieces)

    def _take(
        self, source: socket.socket, pieces: "queue.Queue[_Piece | None]", shaped: bool
    ) -> None:
        with contextlib.suppress(OSError):
            while piece := source.recv(_PIECE):
                # A client sends a request's head at once, and a GET has nothing else.
                if not shaped and (found := _RANGE.match(piece)):
                    first, last = int(found["first"]), int(found["last"])
                    path = found["path"].decode()
                    self.asked.append(AskedRange(path, first, last + 1 - first))
                leaves_at = self._leaves_at(len(piece)) if shaped else time.monotonic()
                # A sender that is far ahead of the way is held up, as TCP would.
                while leaves_at - time.monotonic() > 1 and not self._ended.wait(0.05):
                    pass
                pieces.put((leaves_at + self._half_s, piece))
        pieces.put(None)

    def _give(self, sink: socket.socket, pieces: "queue.Queue[_Piece | None]") -> None:
        with contextlib.suppress(OSError):
            while (taken := pieces.get()) is not None:
                arrives_at, piece = taken
                self._ended.wait(max(arrives_at - time.monotonic(), 0))
                sink.sendall(piece)
            sink.shutdown(socket.SHUT_WR)

    def _leaves_at(self, size: int) -> float:
        """Take a turn on the way that all share; say when the piece is through."""
        with self._lock:
            self.bytes_down += size
            self._free_at = max(self._free_at, time.monotonic()) + size / self._rate
            return self._free_at
