"""SoundPlayer: lets the sound of a clip run with its pictures.

The pictures lead. A player tells by its anchor which moment of the clip belongs to which moment of
the monotonic clock; each time the device asks for samples it gets those that are due when they will
be heard. Small differences are left alone, because every correction can be heard; from 60 ms on,
where lips and voice part, the sound jumps to its place.
"""

import logging
import threading
import time
from collections.abc import Callable
from typing import Protocol

from app.media.container import ByteStream
from app.media.errors import DecodingCancelledError, MediaError
from app.media.index.frame_index import FrameIndex
from app.media.isolated.tasks import sound_blocks
from app.media.player.state import PlayAnchor
from app.media.sound.blocks import FRAME_BYTES, RATE_HZ, first_second
from app.media.sound.buffer import SoundBuffer
from crypto.errors import EncryptionError
from storage.errors import ReadInterruptedError, StorageError
from storage.interrupt import Interrupt

_log = logging.getLogger(__name__)

_LEAST_CORRECTION_S = 0.06
_CLOSING = PlayAnchor(-1.0, -1.0)
_KNOWN_TROUBLE = (MediaError, EncryptionError, StorageError, OSError)


class Device(Protocol):
    """What plays samples; see `SoundDevice`."""

    def close(self) -> None:
        """Fall silent."""


DeviceOpener = Callable[[Callable[[int], bytes]], Device]


class SoundPlayer:
    """The sound of one clip. `follow` and `close` may be called from any thread."""

    def __init__(
        self,
        open_stream: Callable[[Interrupt], ByteStream],
        *,
        index: FrameIndex,
        open_device: DeviceOpener,
        latency_s: float,
        on_failed: Callable[[Exception], None],
    ) -> None:
        """Open nothing yet; `index` tells at which moment of the sound the pictures begin.

        `on_failed` gets NoSoundError, SoundDeviceError or what reading raised, on the player's
        thread; the pictures go on without sound.
        """
        self._open_stream, self._first_s = open_stream, first_second(index)
        self._open_device, self._latency_s = open_device, latency_s
        self._on_failed = on_failed
        self._buffer = SoundBuffer()
        self._anchor: PlayAnchor | None = None
        self._next_s = 0.0
        self._orders = threading.Condition()
        self._wanted: PlayAnchor | None = None
        self._is_closing = False
        self._interrupt = Interrupt()
        self._thread = threading.Thread(target=self._run, name="sound", daemon=True)
        self._thread.start()

    def follow(self, anchor: PlayAnchor | None) -> None:
        """Run with pictures that play at normal speed from this anchor; None: be silent."""
        with self._orders:
            if anchor != self._wanted:
                self._wanted = anchor
                self._anchor = None
                self._buffer.begin(0.0)
                self._orders.notify_all()

    def close(self) -> None:
        """End the thread; waits for it."""
        with self._orders:
            self._is_closing, self._wanted, self._anchor = True, None, None
            self._buffer.begin(0.0)
            self._orders.notify_all()
        self._interrupt.end()
        if threading.current_thread() is not self._thread:
            self._thread.join()

    def pull(self, frames: int) -> bytes:
        """Give the samples that will be heard next; on the device's thread."""
        anchor = self._anchor
        if anchor is None:
            return bytes(frames * FRAME_BYTES)
        due_s = anchor.clip_s + time.monotonic() - anchor.at_s + self._latency_s
        if abs(due_s - self._next_s) > _LEAST_CORRECTION_S:
            self._next_s = due_s
        samples = self._buffer.take(self._next_s, frames)
        self._next_s += frames / RATE_HZ
        return samples

    def _run(self) -> None:
        followed: PlayAnchor | None = None
        while (followed := self._newer_than(followed)) is not _CLOSING:
            if followed is None:
                continue
            try:
                self._play(followed)
            except (ReadInterruptedError, DecodingCancelledError):
                continue
            except _KNOWN_TROUBLE as error:
                _log.info("a clip's sound stopped: %s", type(error).__name__)
                self._on_failed(error)

    def _newer_than(self, followed: PlayAnchor | None) -> PlayAnchor | None:
        """Wait for another anchor than this one, or for the end."""
        with self._orders:
            self._orders.wait_for(lambda: self._is_closing or self._wanted != followed)
            return _CLOSING if self._is_closing else self._wanted

    def _play(self, anchor: PlayAnchor) -> None:
        """Play one stretch, until the clip's end and on in silence until something else is wanted.

        Raises: SoundDeviceError, NoSoundError, what reading raises.
        """
        start_s = anchor.clip_s + max(time.monotonic() - anchor.at_s, 0.0)
        with self._orders:
            if self._wanted != anchor:
                return
            stretch = self._buffer.begin(start_s)
        device = self._open_device(self.pull)
        try:
            self._interrupt.watch(lambda: self._wanted != anchor)
            with self._open_stream(self._interrupt) as stream:
                self._anchor = anchor
                for block in sound_blocks(
                    stream,
                    first_s=self._first_s,
                    start_s=start_s,
                    cancelled=lambda: self._wanted != anchor,
                ):
                    if not self._buffer.put(block, stretch):
                        return
            with self._orders:
                self._orders.wait_for(lambda: self._wanted != anchor)
        finally:
            self._interrupt.watch(None)
            device.close()
