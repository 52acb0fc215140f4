"""SoundBuffer: decoded sound between the thread that decodes and the device that plays."""

import threading
from collections import deque

from app.media.sound.blocks import FRAME_BYTES, RATE_HZ, SoundBlock


class SoundBuffer:
    """Holds a second or so of sound; gives silence for what it does not hold. For two threads."""

    def __init__(self, *, most_s: float = 1.0) -> None:
        """`most_s` bounds how far decoding may run ahead of playing."""
        self._most_s = most_s
        self._changed = threading.Condition()
        self._blocks: deque[SoundBlock] = deque()
        self._held_bytes = 0
        # Blocks that all claim the same moment would else never fill it.
        self._most_bytes = round(2 * most_s * RATE_HZ) * FRAME_BYTES
        self._played_to_s = 0.0
        self._stretch = 0

    def begin(self, clip_s: float) -> int:
        """Drop everything: playing goes on at another moment. Give the new stretch's number."""
        with self._changed:
            self._blocks.clear()
            self._held_bytes = 0
            self._played_to_s = clip_s
            self._stretch += 1
            self._changed.notify_all()
            return self._stretch

    def put(self, block: SoundBlock, stretch: int) -> bool:
        """Add what follows; waits while there is enough. False: another stretch has begun."""
        with self._changed:
            self._changed.wait_for(lambda: stretch != self._stretch or self._has_room(block))
            if stretch != self._stretch:
                return False
            self._blocks.append(block)
            self._held_bytes += len(block.samples)
            return True

    def take(self, clip_s: float, frames: int) -> bytes:
        """Give so many sample frames from this moment on; what lies before it is dropped."""
        out = bytearray(frames * FRAME_BYTES)
        end_s = clip_s + frames / RATE_HZ
        with self._changed:
            while self._blocks and self._blocks[0].end_s <= clip_s:
                self._held_bytes -= len(self._blocks.popleft().samples)
            for block in self._blocks:
                if block.clip_s >= end_s:
                    break
                _lay(out, block, round((block.clip_s - clip_s) * RATE_HZ) * FRAME_BYTES)
            self._played_to_s = end_s
            self._changed.notify_all()
        return bytes(out)

    def _has_room(self, block: SoundBlock) -> bool:
        is_near = block.clip_s - self._played_to_s < self._most_s
        return is_near and self._held_bytes < self._most_bytes


def _lay(out: bytearray, block: SoundBlock, at: int) -> None:
    """Copy a block to its place, which may lie before the start or reach over the end."""
    source = block.samples[max(-at, 0) :]
    start = max(at, 0)
    length = min(len(source), len(out) - start)
    if length > 0:
        out[start : start + length] = source[:length]
