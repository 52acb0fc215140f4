"""PacketLog: what demuxing alone says of each packet, kept compactly while an index is built."""

from array import array
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from app.media.container import VideoPacket
from app.media.index.frame_index import NO_DTS, Int64Array

# Stands for a pts or dts that the container does not state.
NO_PTS = NO_DTS

_KEY, _HIDDEN = 1, 2


@dataclass(slots=True)
class PacketLog:
    """Time stamps, durations, sizes and flags of all packets with data, in decoding order."""

    _pts: "array[int]" = field(default_factory=lambda: array("q"))
    _dts: "array[int]" = field(default_factory=lambda: array("q"))
    _duration: "array[int]" = field(default_factory=lambda: array("q"))
    _size: "array[int]" = field(default_factory=lambda: array("q"))
    _flags: bytearray = field(default_factory=bytearray)

    def append(self, packet: VideoPacket) -> None:
        """Note one packet. A packet without pts is taken to be shown when it is decoded."""
        pts = packet.pts if packet.pts is not None else packet.dts
        self._pts.append(NO_PTS if pts is None else pts)
        self._dts.append(NO_DTS if packet.dts is None else packet.dts)
        self._duration.append(packet.duration or 0)
        self._size.append(packet.size)
        self._flags.append(_KEY * packet.is_keyframe + _HIDDEN * packet.is_discard)

    def __len__(self) -> int:
        return len(self._pts)

    @property
    def pts(self) -> Int64Array:
        return np.array(self._pts, dtype=np.int64)

    @property
    def dts(self) -> Int64Array:
        return np.array(self._dts, dtype=np.int64)

    @property
    def durations(self) -> Int64Array:
        return np.array(self._duration, dtype=np.int64)

    @property
    def sizes(self) -> Int64Array:
        return np.array(self._size, dtype=np.int64)

    @property
    def is_key(self) -> npt.NDArray[np.bool_]:
        return self._flagged(_KEY)

    @property
    def is_displayed(self) -> npt.NDArray[np.bool_]:
        """False for packets that an edit list hides: decoded, never shown."""
        return ~self._flagged(_HIDDEN)

    def _flagged(self, flag: int) -> npt.NDArray[np.bool_]:
        return (np.frombuffer(bytes(self._flags), np.uint8) & flag).astype(np.bool_)

    def doubt(self, *, frame_may_be_empty: bool) -> str | None:
        """Say why these time stamps can't be trusted to number the frames; None if they can.

        `frame_may_be_empty`: the codec has packets that stand for "no new picture" (MPEG-4's
        N-VOP), known by their few bytes.
        """
        shown = self.pts[self.is_displayed]
        if bool(np.any(shown == NO_PTS)):
            return "frames without a time stamp"
        if len(np.unique(shown)) != len(shown):
            return "frames with the same time stamp"
        dts = self.dts[self.dts != NO_DTS]
        if bool(np.any(np.diff(dts) <= 0)):
            return "decoding times that do not rise"
        keys = np.flatnonzero(self.is_key)
        if len(keys) == 0 or keys[0] != 0 or bool(np.any(shown < self.pts[0])):
            return "frames before the first key picture"
        hidden = self.pts[~self.is_displayed]
        if bool(np.any((hidden > shown.min()) & (hidden < shown.max()))):
            return "hidden frames between shown ones"
        if frame_may_be_empty and bool(np.any(self.sizes < 20)):
            return "packets that may hold no picture"
        return None
