"""Which frames damaged bytes of a clip cost: those whose packets they hit, and what follows.

How it is told:
- The clip is demuxed from a stream that reads zeros where it is damaged. A packet says where its
  bytes lie and what its pts is; the frame index, which was made before the damage, says which frame
  that is, and which frames no packet is left of.
- From a damaged packet on every frame may show the damage, until decoding starts anew at a sound
  key picture; the frames that are shown before that picture but decoded after it included.
- A picture that is refreshed part by part is sound only a round later, so at the second such start.
- Where frames are numbered by counting, and in AVI, which numbers what is left anew, a packet's
  place tells only between which key pictures it lies. AVI's own list of packets has to be whole.
- Where the container's own tables are damaged, no packet can be believed, and nothing is told.
"""

import io
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import islice

import numpy as np
import numpy.typing as npt

from app.media.container import (
    ByteStream,
    VideoPacket,
    open_container,
    packets_with_data,
    video_stream,
)
from app.media.errors import MediaError
from app.media.index.frame_index import NO_DTS, FrameIndex, Numbering
from app.media.index.nal import nal_length_size

# What lies between the position that a packet states and its bytes.
_HEADER_SIZES = {"matroska,webm": 4, "flv": 16}
_AVI_CHUNK_HEADER = 8
_AVI_CHECKED_CHUNKS = 8
_STATING_PAYLOADS = ("mov", "h264", "hevc")
# The most pictures that H.264 and HEVC hold back for reordering.
_LONGEST_REORDERING = 16
_INTRA_ONLY_CODECS = frozenset({"mjpeg", "prores", "dvvideo", "png", "rawvideo", "jpeg2000"})
_BOX_HEADER = 8
_SEI, _RECOVERY_POINT = 6, 6


@dataclass(frozen=True, slots=True)
class FrameDamage:
    """What damage costs, as ranges of frame indexes, ascending.

    damaged: frames whose own packets are hit or lost.
    possibly: further frames that are decoded from those.
    """

    damaged: tuple[range, ...]
    possibly: tuple[range, ...]


@dataclass(frozen=True, slots=True)
class PacketSpan:
    """One packet of the video, in decoding order, and the bytes of the clip that it lies in."""

    start: int
    end: int
    pts: int | None
    dts: int | None
    is_key: bool
    refreshes_gradually: bool = False


def damaged_frames(
    stream: ByteStream, index: FrameIndex, damaged: Sequence[range]
) -> FrameDamage | None:
    """Tell which frames are hit by damaged byte ranges; None where that cannot be told.

    `stream` reads zeros in those ranges, or ends before them. `index` was made of the sound clip.

    Raises: what the stream raises.
    """
    ranges = _Ranges(damaged)
    if ranges.touch_any(_tables(stream)):
        return None
    try:
        is_avi = _is_avi(stream)
        spans = listed_spans(stream) if is_avi else packet_spans(stream)
    except MediaError:
        return None
    if not spans or (is_avi and not _is_whole(spans, stream, index, ranges)):
        return None
    if index.numbering is Numbering.COUNTED or is_avi:
        return _by_place(spans, index, ranges)
    return _by_pts(spans, index, ranges)


def packet_spans(stream: ByteStream) -> list[PacketSpan]:
    """List the video's packets and where they lie, as far as the container gives them.

    Raises: MediaError, what the stream raises.
    """
    size = stream.seek(0, io.SEEK_END)
    container = open_container(stream)
    try:
        kind, video = container.format.name, video_stream(container)
        context = video.codec_context
        is_h264 = context.codec.canonical_name == "h264"
        length_size = nal_length_size("h264", context.extradata) if is_h264 else 0
        found = [
            _span(packet, length_size, is_h264) for packet in packets_with_data(container, video)
        ]
    finally:
        container.close()
    starts = sorted(span.start for span in found)
    spans = []
    for span in found:
        at = bisect_right(starts, span.start)
        following = starts[at] if at < len(starts) else size
        if kind.startswith(_STATING_PAYLOADS):
            end = span.end
        elif kind in _HEADER_SIZES:
            end = span.end + _HEADER_SIZES[kind]
        else:
            # In a transport stream a packet's bytes lie scattered up to where the next one begins.
            end = max(following, span.end)
        # A packet that is cut off comes out short: it goes on where nothing is any more.
        spans.append(replace(span, end=end + (end >= size)))
    return spans


def listed_spans(stream: ByteStream) -> list[PacketSpan]:
    """List the packets that the container's own table names; their pts are not in it.

    Raises: MediaError, what the stream raises.
    """
    container = open_container(stream)
    try:
        return [
            PacketSpan(
                start=entry.pos,
                end=entry.pos + entry.size + _AVI_CHUNK_HEADER,
                pts=None,
                dts=entry.timestamp,
                is_key=entry.is_keyframe,
            )
            for entry in video_stream(container).index_entries
        ]
    finally:
        container.close()


def _span(packet: VideoPacket, length_size: int, is_h264: bool) -> PacketSpan:
    start = -1 if packet.pos is None else packet.pos
    return PacketSpan(
        start=start,
        end=start + packet.size,
        pts=packet.pts if packet.pts is not None else packet.dts,
        dts=packet.dts,
        is_key=packet.is_keyframe,
        refreshes_gradually=is_h264
        and packet.is_keyframe
        and _refreshes_gradually(bytes(packet), length_size),
    )


def _refreshes_gradually(packet: bytes, length_size: int) -> bool:
    """Tell whether an H.264 packet begins a refresh that takes further pictures.

    Such a packet has a recovery point (SEI payload 6) whose count of frames is not 0; the count is
    an Exp-Golomb number, and 0 is the single bit 1. Source: ITU-T H.264 §D.1.8.
    """
    message = bytes((_SEI, _RECOVERY_POINT))
    if not length_size:
        at = packet.find(b"\0\0\1" + message)
        return at >= 0 and len(packet) > at + 6 and packet[at + 6] < 0x80
    at = 0
    while at + length_size + 4 <= len(packet):
        size = int.from_bytes(packet[at : at + length_size], "big")
        at += length_size
        if packet[at : at + 2] == message:
            return packet[at + 3] < 0x80
        at += size
    return False


def _is_avi(stream: ByteStream) -> bool:
    stream.seek(0)
    return (stream.read(4) or b"") in {b"RIFF", b"RF64"}


def _is_whole(
    spans: Sequence[PacketSpan], stream: ByteStream, index: FrameIndex, ranges: "_Ranges"
) -> bool:
    """Tell whether AVI's list of packets names all of them, where they are.

    FFmpeg makes up a list where there is none. It takes the first packet that it finds for the
    first of the list; where that one is lost, the places of all others are wrong.
    """
    if len(spans) < index.frame_count:
        return False
    sound = (span for span in spans if not ranges.touch(span.start, span.end))
    for span in islice(sound, _AVI_CHECKED_CHUNKS):
        stream.seek(span.start)
        header = stream.read(_AVI_CHUNK_HEADER) or b""
        stated_size = int.from_bytes(header[4:8], "little")
        if stated_size != span.end - span.start - _AVI_CHUNK_HEADER:
            return False
    return True


class _Ranges:
    """Damaged byte ranges, ascending."""

    def __init__(self, damaged: Sequence[range]) -> None:
        self._starts = np.array([span.start for span in damaged], dtype=np.int64)
        self._ends = np.array([span.stop for span in damaged], dtype=np.int64)

    def touch(self, start: int, end: int) -> bool:
        """Tell whether a byte in [start, end) is damaged."""
        at = int(np.searchsorted(self._ends, start, side="right"))
        return at < len(self._starts) and int(self._starts[at]) < end

    def touch_any(self, spans: Iterable[range]) -> bool:
        return any(self.touch(span.start, span.stop) for span in spans)


def _by_pts(spans: Sequence[PacketSpan], index: FrameIndex, ranges: _Ranges) -> FrameDamage:
    found = np.zeros(index.frame_count, dtype=np.bool_)
    for span in spans:
        if span.pts is not None and (frame := index.frame_of_pts(span.pts)) is not None:
            found[frame] = True
    hit, possibly = ~found, np.zeros(index.frame_count, dtype=np.bool_)
    # Only where packets are lost can damage between two packets mean anything.
    is_lossy = bool(hit.any())
    believes_keys = index.codec in _INTRA_ONLY_CODECS or not all(span.is_key for span in spans)
    is_tainted, taints_leading, is_refreshing, key_pts, reached = False, False, False, NO_DTS, 0
    for span in spans:
        touched = ranges.touch(span.start, span.end)
        crossed = is_lossy and reached < span.start and ranges.touch(reached, span.start)
        pts = NO_DTS if span.pts is None else span.pts
        if span.is_key and not touched and believes_keys:
            # What is decoded after this picture but shown before it may refer to what came before.
            taints_leading, key_pts = is_tainted or crossed, pts
            is_tainted = taints_leading and span.refreshes_gradually and not is_refreshing
            is_refreshing = is_tainted
        elif touched or crossed:
            is_tainted, is_refreshing = True, False
        frame = None if span.pts is None else index.frame_of_pts(span.pts)
        if frame is not None:
            hit[frame] |= touched
            possibly[frame] |= is_tainted or (taints_leading and pts < key_pts)
        reached = max(reached, span.end)
    return FrameDamage(_runs(hit), _runs(possibly & ~hit))


def _by_place(
    spans: Sequence[PacketSpan], index: FrameIndex, ranges: _Ranges
) -> FrameDamage | None:
    places = [span.dts for span in spans if span.dts is not None]
    if bool(np.any(index.key_dts == NO_DTS)) or len(places) < len(spans):
        return None
    # The first frame of each group that a key picture begins, and the end of the last.
    borders = [*np.searchsorted(index.pts, index.key_pts).tolist(), index.frame_count]
    is_intra_only = index.codec in _INTRA_ONLY_CODECS
    reordering = 0 if is_intra_only else _LONGEST_REORDERING
    marked = np.zeros(index.frame_count, dtype=np.bool_)
    last, reached = 0, 0
    for span, place in zip(spans, places, strict=True):
        at = int(np.searchsorted(index.key_dts, place, side="right")) - 1
        group = min(max(at, 0), len(borders) - 2)
        touched, crossed = ranges.touch(span.start, span.end), ranges.touch(reached, span.start)
        if touched or (crossed and not is_intra_only):
            first = borders[last if crossed and not is_intra_only else group]
            marked[max(first - reordering, 0) : borders[group + 1]] = True
        last, reached = group, max(reached, span.end)
    if is_intra_only:
        return FrameDamage(_runs(marked), ())
    return FrameDamage((), _runs(marked))


def _runs(marked: npt.NDArray[np.bool_]) -> tuple[range, ...]:
    edges = np.flatnonzero(np.diff(np.concatenate(([False], marked, [False])).astype(np.int8)))
    return tuple(
        range(int(start), int(end)) for start, end in zip(edges[::2], edges[1::2], strict=True)
    )


def _tables(stream: ByteStream) -> list[range]:
    """Return where an MP4's tables lie; of other containers FFmpeg itself sees the damage."""
    size = stream.seek(0, io.SEEK_END)
    tables, at = [], 0
    while at + _BOX_HEADER <= size:
        stream.seek(at)
        header = stream.read(16) or b""
        length, kind = int.from_bytes(header[:4], "big"), header[4:8]
        if length == 1:
            length = int.from_bytes(header[8:16], "big")
        if length < _BOX_HEADER or not kind.isalnum():
            break
        if kind == b"moov":
            tables.append(range(at, at + length))
        at += length
    return tables
