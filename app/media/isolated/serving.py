"""Reads a clip for a decoder process, and tells whether the process still makes headway.

The stream, and with it the key, stays here; what it raises stays here too, under a number, and is
raised in the end as what it is.
"""

import logging
import time
from collections import OrderedDict
from collections.abc import Callable

from app.media.container import ByteStream
from app.media.errors import MediaError
from app.media.isolated.arena import READ_BYTES, Activity
from app.media.isolated.decoder_process import Decoder, receive
from app.media.isolated.plan import pickled
from app.media.isolated.wire import LARGEST_OFFSET, READ, REPLY, REQUEST, Kind, LyingDecoderError
from crypto.errors import DamagedChunkError, EncryptionError
from storage.errors import ReadInterruptedError, StorageError, StorageUnavailableError
from storage.fault import Fault
from storage.interrupt import Interrupt

_log = logging.getLogger(__name__)

HANG_S = 10.0
# More than a process that rests lets pass until it looks for commands again.
_LISTENS_S = 2.0
_KEPT_ERRORS = 32
_MOST_MESSAGES_A_SECOND = 2000
# Whoever sends more has to wait for us: it would keep this program's processor busy.
_PAUSE_S = 0.005

_READING_TROUBLE = (EncryptionError, StorageError, OSError)

StreamOpener = Callable[[Interrupt], ByteStream]


class StreamServer:
    """Answers one decoder's requests, on one thread."""

    def __init__(self, decoder: Decoder, open_stream: StreamOpener, *, closes: bool) -> None:
        """`closes` says whether an opened stream is this server's to close."""
        self._decoder = decoder
        self._open_stream, self._closes = open_stream, closes
        self._stream: ByteStream | None = None
        self._raised: OrderedDict[int, Exception] = OrderedDict()
        self._tokens = 0
        self._request = 0
        # For the watch: whether the decoder waits for us, and until when it did.
        self.is_answering = False
        self.answered_at_s = 0.0
        self._interrupt = Interrupt(self._is_called_off)
        self._rate = _Rate()
        # What a task that reads all of a clip wants next, and where that begins.
        self._next_at, self._next = 0, b""

    def end_waiting(self) -> None:
        """Call off every wait for bytes, now and later; for any thread."""
        self._interrupt.end()

    def close(self) -> None:
        stream, self._stream = self._stream, None
        self._next = b""
        if stream is not None and self._closes:
            stream.close()

    def original(self, token: object) -> Exception | None:
        """Give what the stream raised under this number."""
        return self._raised.get(token) if type(token) is int else None

    def run(self) -> None:
        """Answer until the decoder ends. One that asks for nonsense is ended."""
        while message := receive(self._decoder.requests, None):
            try:
                self.serve(message)
            except LyingDecoderError as lie:
                _log.warning("a decoder process asked for nonsense and was ended: %s", lie)
                self._decoder.kill()

    def serve(self, message: bytes) -> None:
        """Answer a request.

        Raises: LyingDecoderError: it is none.
        """
        self._rate.pace()
        kind = message[:1]
        if kind == Kind.CLOSE:
            self.close()
        elif kind == Kind.READ and len(message) == READ.size:
            _, self._request, offset, size, least = READ.unpack(message)
            if offset > LARGEST_OFFSET or not least <= size <= READ_BYTES:
                raise LyingDecoderError("a read out of bounds")
            self._answer(lambda: self._read(offset, size, least))
            if size == READ_BYTES:
                self._read_next(offset + size)
        elif kind in {Kind.OPEN, Kind.SIZE} and len(message) == REQUEST.size:
            _, self._request = REQUEST.unpack(message)
            self._answer(self._open if kind == Kind.OPEN else self._size)
        else:
            raise LyingDecoderError("an unknown request")

    def _is_called_off(self) -> bool:
        return self._decoder.arena.called_off == self._request

    def _answer(self, give: Callable[[], int]) -> None:
        self.is_answering = True
        try:
            reply = REPLY.pack(0, give())
        except LyingDecoderError:
            raise
        except Exception as error:  # noqa: BLE001 - whatever it is, it is raised where it was asked
            self._tokens += 1
            self._raised[self._tokens] = error
            while len(self._raised) > _KEPT_ERRORS:
                self._raised.popitem(last=False)
            reply = REPLY.pack(1, self._tokens) + pickled(_told(error))
        self._send(reply)
        self.answered_at_s = time.monotonic()
        self.is_answering = False

    def _send(self, reply: bytes) -> None:
        self._decoder.requests.settimeout(0)
        try:
            self._decoder.requests.send(reply)
        except BlockingIOError:
            # There is room for hundreds, and it asks for one thing at a time.
            raise LyingDecoderError("requests whose answers are not taken") from None
        except OSError:
            return

    def _open(self) -> int:
        self.close()
        self._stream = self._open_stream(self._interrupt)
        return int(getattr(self._stream, "is_near", False) is True)

    def _opened(self) -> ByteStream:
        if self._stream is None:
            raise LyingDecoderError("a read before opening")
        return self._stream

    def _size(self) -> int:
        return self._opened().seek(0, 2)

    def _read(self, offset: int, size: int, least: int) -> int:
        stream = self._opened()
        if self._next and self._next_at == offset:
            content, self._next = self._next, b""
            self._decoder.arena.put_read(content[:size])
            return min(len(content), size)
        try:
            stream.seek(offset)
            content = stream.read(size) or b""
        except _READING_TROUBLE:
            if least == size:
                raise
            # The trouble may lie in what is not wanted yet.
            stream.seek(offset)
            content = stream.read(least) or b""
        self._decoder.arena.put_read(content[:size])
        return min(len(content), size)

    def _read_next(self, offset: int) -> None:
        """Read on while the decoder works: it wants all of the clip."""
        try:
            stream = self._opened()
            stream.seek(offset)
            self._next_at, self._next = offset, stream.read(READ_BYTES) or b""
        except _READING_TROUBLE:
            # It is raised where it is asked for.
            self._next = b""


def _told(error: Exception) -> tuple[str, Fault | None]:
    """Say as much of an error as the decoder needs to know what to do."""
    if isinstance(error, ReadInterruptedError):
        return "interrupted", None
    if isinstance(error, StorageUnavailableError):
        return "unavailable", error.fault
    if isinstance(error, StorageError):
        return "storage", None
    if isinstance(error, DamagedChunkError):
        # The decoder reads past it, where it can.
        return "damaged chunk", None
    if isinstance(error, EncryptionError):
        return "encryption", None
    if isinstance(error, OSError):
        return "system", None
    return ("media", None) if isinstance(error, MediaError) else ("other", None)


class Watch:
    """Tells whether a decoder hangs, or floods its program with messages."""

    def __init__(self, decoder: Decoder, server: StreamServer, hang_s: float) -> None:
        self._decoder, self._server, self._hang_s = decoder, server, hang_s
        self._taken, self._taken_at_s = 0, time.monotonic()
        self._rate, self._late_looks = _Rate(), 0

    def is_hanging(self) -> bool:
        """Ask while no message is there to be taken."""
        now_s, arena = time.monotonic(), self._decoder.arena
        taken = arena.commands_taken
        if taken != self._taken or taken == self._decoder.commands_sent:
            self._taken, self._taken_at_s = taken, now_s
        elif now_s - self._taken_at_s > self._hang_s:
            return True
        if self._server.is_answering:
            return False
        if arena.activity == Activity.RESTING:
            return self._is_deaf(now_s, arena.listening_ns / 1e9)
        return now_s - max(arena.beat_ns / 1e9, self._server.answered_at_s) > self._hang_s

    def _is_deaf(self, now_s: float, listening_s: float) -> bool:
        """Tell whether a process that rests is held up as a whole, and would not wake in time."""
        is_late = listening_s > 0 and now_s - listening_s > self._hang_s + _LISTENS_S
        # A machine that was asleep has held up both of us: the next look tells.
        self._late_looks = self._late_looks + 1 if is_late else 0
        return self._late_looks > 1

    def count(self) -> None:
        """Note a message that is no request.

        Raises: LyingDecoderError: there are more of them than anything real gives.
        """
        if self._rate.counted() > _MOST_MESSAGES_A_SECOND:
            raise LyingDecoderError("a flood of messages")

    def pace(self) -> None:
        """Note a message of a task: a quick one may send many, and is then slowed down."""
        self._rate.pace()


class _Rate:
    """Counts what happens within a second."""

    def __init__(self) -> None:
        self._second = self._count = 0

    def counted(self) -> int:
        """Count one more; give how many there were within this second."""
        second = int(time.monotonic())
        if second != self._second:
            self._second, self._count = second, 0
        self._count += 1
        return self._count

    def pace(self) -> None:
        """Count one more, and wait a little where there are too many."""
        if self.counted() > _MOST_MESSAGES_A_SECOND:
            time.sleep(_PAUSE_S)
