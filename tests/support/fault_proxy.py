"""A relay before the real S3 server that makes trouble when a test asks for it.

It understands as much of HTTP as it takes to tell one request from the next: it can answer in the
server's place, go slowly, break off, change a byte on the way, or never answer at all.
"""

import contextlib
import socket
import struct
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, fields
from types import TracebackType
from typing import BinaryIO, NoReturn, Self
from urllib.parse import urlsplit

_PIECE = 4096
_RESET = struct.pack("ii", 1, 0)
_ANSWER = """<?xml version="1.0" encoding="UTF-8"?>
<Error><Code>{code}</Code><Message>trouble</Message><RequestId>0</RequestId></Error>"""


@dataclass(frozen=True, slots=True)
class Trouble:
    """What happens to one request.

    delay_s: before it is passed on. bytes_per_s: of its body and its answer's.
    status, code, body: the answer in the server's place, S3's form of the code where no body is
        given; the server never hears of the request.
    reset_after, cut_after: bytes of the answer's body after which the connection is reset, or
        ended in order. reset_upload_after: bytes of the request's body, likewise.
    lose_answer: the server does what it is asked, and its answer is lost.
    flip_answer_at, flip_upload_at: the byte of a body that arrives changed.
    is_silent: nothing is ever answered.
    """

    delay_s: float = 0.0
    bytes_per_s: float = 0.0
    status: int = 0
    code: str = ""
    body: bytes | None = None
    reset_after: int = -1
    cut_after: int = -1
    reset_upload_after: int = -1
    lose_answer: bool = False
    flip_answer_at: int = -1
    flip_upload_at: int = -1
    is_silent: bool = False


def spelled(trouble: Trouble) -> str:
    """Return what is special about it, for the name of a test."""
    given = ((each.name, getattr(trouble, each.name)) for each in fields(trouble))
    return ", ".join(f"{name}={value}" for name, value in given if value != _DEFAULTS[name])


_DEFAULTS = {each.name: each.default for each in fields(Trouble)}
NO_TROUBLE = Trouble()
SLOW_DOWN = Trouble(status=503, code="SlowDown")


class _ConnectionEndedError(Exception):
    """Somebody, perhaps the trouble itself, ended the connection."""

    def __init__(self, *, in_order: bool = True) -> None:
        super().__init__()
        self.in_order = in_order


@dataclass(frozen=True, slots=True)
class Head:
    """A request's or an answer's first line and headers."""

    raw: bytes
    first: str
    headers: dict[str, str]

    @property
    def method(self) -> str:
        return self.first.split(" ", 1)[0]

    @property
    def target(self) -> str:
        return self.first.split(" ")[1]

    @property
    def length(self) -> int:
        return int(self.headers.get("content-length", "0"))


class FaultProxy:
    """Relays to `url`.

    Attributes:
        seen: each request's method and target, in the order of arrival.
        troubled: how many requests met trouble.
    """

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        assert parts.hostname is not None
        assert parts.port is not None
        self._server = (parts.hostname, parts.port)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._lock = threading.Lock()
        self._ended = threading.Event()
        self._threads: list[threading.Thread] = []
        self._sockets: list[socket.socket] = []
        self._troubles: list[tuple[Trouble, str, int]] = []
        self._always = NO_TROUBLE
        self.seen: list[tuple[str, str]] = []
        self.troubled = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    def next(self, *troubles: Trouble, times: int = 1, method: str = "", least: int = 0) -> None:
        """Let the next requests of that method, with a body of `least` bytes, meet these."""
        with self._lock:
            for trouble in troubles:
                self._troubles += [(trouble, method, least)] * times

    def always(self, trouble: Trouble) -> None:
        """Let every request meet it for which no other is waiting."""
        with self._lock:
            self._always = trouble

    def quiet(self) -> None:
        """Make no more trouble."""
        with self._lock:
            self._troubles.clear()
            self._always = NO_TROUBLE

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
        with self._lock:
            ends = [self._listener, *self._sockets]
        # A socket that another thread waits on ends that wait only when it is shut down.
        for each in ends:
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(5)
        for each in ends:
            each.close()

    def _start(self, work: Callable[..., None], *arguments: object) -> None:
        thread = threading.Thread(target=work, args=arguments, name="fault-proxy", daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while not self._ended.is_set():
                client, _ = self._listener.accept()
                with self._lock:
                    self._sockets.append(client)
                self._start(self._serve, client)

    def _serve(self, client: socket.socket) -> None:
        in_order = True
        try:
            with contextlib.suppress(OSError):
                self._relay(client)
        except _ConnectionEndedError as end:
            in_order = end.in_order
        if in_order:
            with contextlib.suppress(OSError):
                client.shutdown(socket.SHUT_RDWR)
        client.close()

    def _relay(self, client: socket.socket) -> None:
        with client.makefile("rb") as asked, socket.create_connection(self._server) as server:
            with self._lock:
                self._sockets.append(server)
            with server.makefile("rb") as answered:
                while self._relay_one(client, asked, server, answered):
                    pass

    def _relay_one(
        self, client: socket.socket, asked: BinaryIO, server: socket.socket, answered: BinaryIO
    ) -> bool:
        """Relay one request and its answer; tell whether another may follow."""
        request = _head(asked)
        trouble = self._trouble_of(request)
        if trouble.is_silent:
            self._ended.wait()
        if self._ended.wait(trouble.delay_s):
            raise _ConnectionEndedError
        if request.headers.get("expect", "").lower() == "100-continue":
            client.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
        if trouble.status:
            _exactly(asked, request.length)
            _answer(client, trouble, has_body=request.method != "HEAD")
            return True
        server.sendall(_without_expect(request.raw))
        self._copy(
            asked,
            server,
            request.length,
            rate=trouble.bytes_per_s,
            flip_at=trouble.flip_upload_at,
            reset=client,
            reset_after=trouble.reset_upload_after,
        )
        answer = _head(answered)
        if trouble.lose_answer:
            _reset(client)
        has_body = request.method != "HEAD" and answer.first.split(" ")[1] not in {"204", "304"}
        client.sendall(answer.raw)
        if has_body and "chunked" in answer.headers.get("transfer-encoding", ""):
            self._copy_chunks(answered, client)
        elif has_body:
            self._copy(
                answered,
                client,
                answer.length,
                rate=trouble.bytes_per_s,
                flip_at=trouble.flip_answer_at,
                reset=client,
                reset_after=trouble.reset_after,
                cut_after=trouble.cut_after,
            )
        return answer.headers.get("connection", "").lower() != "close"

    def _trouble_of(self, request: Head) -> Trouble:
        with self._lock:
            self.seen.append((request.method, request.target))
            trouble = self._always
            for waiting in self._troubles:
                wanted, method, least = waiting
                if method in {"", request.method} and request.length >= least:
                    self._troubles.remove(waiting)
                    trouble = wanted
                    break
            self.troubled += trouble is not NO_TROUBLE
            return trouble

    def _copy(
        self,
        source: BinaryIO,
        target: socket.socket,
        length: int,
        *,
        rate: float,
        flip_at: int,
        reset: socket.socket,
        reset_after: int = -1,
        cut_after: int = -1,
    ) -> None:
        position = 0
        ends_at = max(reset_after, cut_after)
        while position < length:
            until = min(length, position + _PIECE)
            if position <= ends_at < until:
                until = max(ends_at, position)
            piece = bytearray(_exactly(source, until - position))
            if position <= flip_at < until:
                piece[flip_at - position] ^= 1
            target.sendall(piece)
            position = until
            if position == ends_at and ends_at >= 0:
                if reset_after >= 0:
                    _reset(reset)
                raise _ConnectionEndedError
            if rate:
                self._ended.wait(len(piece) / rate)

    def _copy_chunks(self, source: BinaryIO, target: socket.socket) -> None:
        while True:
            line = source.readline()
            size = int(line.split(b";")[0], 16)
            target.sendall(line + _exactly(source, size + 2))
            if not size:
                return


def _head(source: BinaryIO) -> Head:
    lines = []
    while (line := source.readline()) not in {b"\r\n", b""}:
        lines.append(line)
    if not lines or not line:
        raise _ConnectionEndedError
    headers = dict(text.decode("latin-1").split(":", 1) for text in lines[1:])
    head = Head(
        b"".join(lines) + b"\r\n",
        lines[0].decode("latin-1").strip(),
        {name.strip().lower(): value.strip() for name, value in headers.items()},
    )
    # What the server says before the answer itself is for whoever asked for it: nobody here.
    return _head(source) if head.first.startswith("HTTP/1.1 100") else head


def _exactly(source: BinaryIO, length: int) -> bytes:
    content = source.read(length)
    if len(content) != length:
        raise _ConnectionEndedError
    return content


def _without_expect(raw: bytes) -> bytes:
    lines = raw.split(b"\r\n")
    return b"\r\n".join(line for line in lines if not line.lower().startswith(b"expect:"))


def _answer(client: socket.socket, trouble: Trouble, *, has_body: bool) -> None:
    body = _ANSWER.format(code=trouble.code).encode() if trouble.body is None else trouble.body
    date = time.strftime("%a, %d %b %Y %H:%M:%S GMT", time.gmtime())
    client.sendall(
        f"HTTP/1.1 {trouble.status} Trouble\r\nContent-Type: application/xml\r\n"
        f"Date: {date}\r\nContent-Length: {len(body)}\r\n\r\n".encode()
        + (body if has_body else b"")
    )


def _reset(client: socket.socket) -> NoReturn:
    # With this set, closing the connection resets it.
    client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
    raise _ConnectionEndedError(in_order=False)
