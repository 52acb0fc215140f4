"""FrameReader: stands somewhere in a clip and gives the frames that come out from there, numbered.

It knows how to get to a key picture and how to name what the decoder gives; which key picture to
go to, and what to do about damage, is `decoder`'s business.

- Some containers (MPEG-TS above all) land behind the key picture that was asked for. Therefore
  packets are read until that very packet; where it doesn't come, from further and further back.
- Packets before the target that no other picture refers to are not decoded.
- A clip of which a chunk can't be opened is read where it can: each frame that needs none of that
  chunk's bytes, or nearly.
- After any exception the place is unknown, and the next use starts from a seek.
"""

import os
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

import av
import numpy as np
from av.container import InputContainer
from av.video.frame import PictureType

from app.media.container import (
    ByteStream,
    VideoPacket,
    open_container,
    packets_with_data,
    video_stream,
)
from app.media.errors import DecodingCancelledError
from app.media.index.frame_index import NO_DTS, FrameIndex, Numbering
from crypto.errors import DamagedChunkError

Cancelled = Callable[[], bool]

# More threads than this gain little for one picture and hold more pictures back.
_MAX_THREADS = 4
_FIRST_LEAD_S = 0.5


@dataclass(frozen=True, slots=True, eq=False)
class NumberedPicture:
    """A picture as the decoder gave it, and its frame index."""

    frame_index: int
    picture: av.VideoFrame


class FrameReader:
    """Decodes onwards from a key picture. Thread-confined, as its stream is."""

    def __init__(self, stream: ByteStream, index: FrameIndex) -> None:
        """Open the container and stand at the first key picture."""
        self._stream = stream
        self._index = index
        self._counted = index.numbering is Numbering.COUNTED
        self._lead_pts = 0
        self._is_stale = self._is_sparing = False
        # FFmpeg decodes a picture of H.264 at opening, which takes as long as the first frame.
        self._is_undecoded = index.codec == "h264" and not self._counted
        self._container = self._opened()
        self._begin()
        self._is_lost = False

    @property
    def position(self) -> int | None:
        """The lowest frame index that can come next; None where the place is unknown."""
        if self._is_stale or self._is_lost or (self._is_at_end and not self._ready):
            return None
        if self._ready:
            return self._ready[0].frame_index
        # On the way to a frame that is no longer wanted, some before it may have been left out.
        return max(self._next, int(self._index.pts.searchsorted(self._left_out_pts, side="right")))

    @property
    def start_is_sound(self) -> bool:
        """Whether the key picture at which decoding began came out, as a picture of its own."""
        return self._start_is_sound

    def set_index(self, index: FrameIndex) -> None:
        """Number by a longer index from now on; the frames known so far keep their numbers."""
        self._index = index
        # A frame that came out before it had a number was dropped: go and get it anew.
        self._is_lost = self._is_lost or self._has_overrun

    def close(self) -> None:
        """Free decoder and demuxer. May be called twice."""
        self._ready.clear()
        self._pending.clear()
        self._packets.close()
        self._container.close()

    def seek_to_key(self, key: int, cancelled: Cancelled) -> bool:
        """Stand at this key picture (a place in `FrameIndex.key_pts`); False if it isn't there."""
        was_stale, self._is_lost = self._is_stale, True
        with self._working():
            if was_stale:
                self._reopen()
            if key == 0 and self._index.first_pts < int(self._index.key_pts[0]):
                # The clip begins with frames that no key picture leads to.
                self._reopen()
                self._is_lost = False
                return True
            packet = self._find_key(key, cancelled)
            self._is_lost = packet is None
            if packet is not None:
                self._start_at(key, packet)
            return packet is not None

    def take(self, target: int, cancelled: Cancelled) -> NumberedPicture | None:
        """Give the next picture; on the way to `target` some before it may be left out.

        None at the end of the clip.
        """
        with self._working():
            while not self._ready and not self._is_at_end:
                if cancelled():
                    # Between packets the place is known: the next request may go on from here.
                    raise DecodingCancelledError
                self._decode(self._next_packet(), target)
        if not self._ready:
            return None
        taken = self._ready.popleft()
        self._next = taken.frame_index + 1
        return taken

    def put_back(self, picture: NumberedPicture) -> None:
        """Give back what `take` gave last."""
        self._ready.appendleft(picture)

    def key_picture(self) -> NumberedPicture | None:
        """Decode just the key picture that `seek_to_key` went to, and stand there still."""
        context = self._video.codec_context
        context.skip_frame = "DEFAULT"
        pictures: list[av.VideoFrame] = []
        with self._working():
            packet = self._next_packet()
            if packet is None:
                return None
            self._pending.appendleft(packet)
            for part in (packet, None):
                with suppress(av.FFmpegError):
                    pictures += context.decode(part)
            context.flush_buffers()
        for picture in pictures:
            number = self._key_frame if self._counted else self._by_pts(picture)
            if number is not None and picture.pict_type == PictureType.I:
                return NumberedPicture(number, picture)
        return None

    # -- getting to a key picture

    def _find_key(self, key: int, cancelled: Cancelled) -> VideoPacket | None:
        at = int(self._index.key_dts[key] if self._counted else self._index.key_pts[key])
        first = int(self._index.key_dts[0] if self._counted else self._index.key_pts[0])
        half_second = max(round(_FIRST_LEAD_S / self._index.time_base), 1)
        can_seek = not self._counted or (at != NO_DTS and key > 0)
        while can_seek:
            try:
                self._container.seek(at - self._lead_pts, stream=self._video, backward=True)
            except (av.FFmpegError, DamagedChunkError):
                # Some containers have to be searched, and damage may lie where they are.
                break
            packet = self._read_to_key(key, cancelled)
            if packet is not None:
                return packet
            if at - self._lead_pts <= first:
                break
            self._lead_pts = max(2 * self._lead_pts, half_second)
        # No seek finds it: read from the first byte.
        self._lead_pts = 0
        self._reopen()
        return self._read_to_key(key, cancelled)

    def _read_to_key(self, key: int, cancelled: Cancelled) -> VideoPacket | None:
        pts, dts = int(self._index.key_pts[key]), int(self._index.key_dts[key])
        self._packets = packets_with_data(self._container, self._video)
        for packet in self._packets:
            if cancelled():
                raise DecodingCancelledError
            if self._counted and dts == NO_DTS:
                return packet
            shown_at = packet.pts if packet.pts is not None else packet.dts
            if packet.is_keyframe:
                if self._counted and packet.dts == dts:
                    return packet
                if not self._counted and shown_at == pts:
                    return packet
                if not self._counted and shown_at is not None and shown_at > pts:
                    return None
            if dts != NO_DTS and packet.dts is not None and packet.dts > dts:
                return None
        return None

    def _start_at(self, key: int, packet: VideoPacket | None) -> None:
        self._ready: deque[NumberedPicture] = deque()
        self._pending: deque[VideoPacket] = deque([packet] if packet is not None else [])
        self._is_at_end = False
        self._has_overrun = False
        self._start_is_sound = False
        # Up to here, packets were decoded only where other pictures refer to them.
        self._left_out_pts = int(self._index.pts[0]) - 1
        key_pts = int(self._index.key_pts[key])
        self._key_frame = key_pts if self._counted else self._index.frame_of_pts(key_pts)
        self._next = 0 if key == 0 else int(self._index.pts.searchsorted(key_pts))
        self._count = self._next
        self._awaits_key = self._counted and key > 0

    def _reopen(self) -> None:
        self._is_lost = True
        self._container.close()
        self._container = self._opened()
        self._begin()

    def _opened(self) -> InputContainer:
        """Open the container, past damage in bytes that only serve to learn about the clip."""
        if not self._is_sparing:
            try:
                return self._known() if self._is_undecoded else open_container(self._stream)
            except DamagedChunkError:
                if self._counted:
                    # Without a look ahead, frames may come out in another order.
                    raise
                self._is_sparing = True
        return open_container(self._stream, sparing=True)

    def _known(self) -> InputContainer:
        """Open the container with as little as is known without decoding, if that is enough.

        A decoder that is not told how far frames are reordered, and is not shown it by the first
        frames, drops some until it has found out.
        """
        container = open_container(self._stream, undecoded=True)
        states_order = video_stream(container).codec_context.has_b_frames
        if states_order or np.array_equal(self._index.key_pts, self._index.key_dts):
            return container
        container.close()
        self._is_undecoded = False
        return open_container(self._stream)

    def _begin(self) -> None:
        self._video = video_stream(self._container)
        context = self._video.codec_context
        context.thread_type = "SLICE" if self._index.multi_slice else "AUTO"
        threads = min(_MAX_THREADS, os.cpu_count() or 1)
        # Threads that work on a frame each hand over between them: one more keeps all cores busy,
        # as FFmpeg itself does where it is not told a number.
        context.thread_count = threads if self._index.multi_slice else threads + 1
        self._packets = packets_with_data(self._container, self._video)
        self._start_at(0, None)

    @contextmanager
    def _working(self) -> Iterator[None]:
        """Let no exception leave a place behind that is trusted afterwards."""
        was_stale, self._is_stale = self._is_stale, True
        try:
            yield
        except DecodingCancelledError:
            self._is_stale = was_stale
            raise
        self._is_stale = False

    # -- decoding onwards

    def _next_packet(self) -> VideoPacket | None:
        return self._pending.popleft() if self._pending else next(self._packets, None)

    def _decode(self, packet: VideoPacket | None, target: int) -> None:
        context = self._video.codec_context
        if packet is None:
            self._is_at_end = True
        elif self._index.skip_unreferenced:
            at = packet.pts
            is_before = at is not None and at < int(self._index.pts[target])
            context.skip_frame = "NONREF" if is_before else "DEFAULT"
            if at is not None and is_before:
                self._left_out_pts = max(self._left_out_pts, at)
        # A damaged picture gives an error and no frame; the others keep their numbers.
        with suppress(av.FFmpegError):
            for picture in context.decode(packet):
                self._receive(picture)

    def _receive(self, picture: av.VideoFrame) -> None:
        number = self._by_counting(picture) if self._counted else self._by_pts(picture)
        last = self._ready[-1].frame_index if self._ready else self._next - 1
        if number is None or number <= last:
            is_new = picture.pts is not None and picture.pts > int(self._index.pts[-1])
            self._has_overrun = self._has_overrun or is_new
            return
        if number == self._key_frame and picture.pict_type == PictureType.I:
            self._start_is_sound = True
        self._ready.append(NumberedPicture(number, picture))

    def _by_pts(self, picture: av.VideoFrame) -> int | None:
        return None if picture.pts is None else self._index.frame_of_pts(picture.pts)

    def _by_counting(self, picture: av.VideoFrame) -> int | None:
        if self._awaits_key:
            if not picture.key_frame:
                return None
            self._awaits_key = False
        number = self._count
        self._count += 1
        return number if number < self._index.frame_count else None
