"""Builds a clip's frame index by reading it once, from the first byte to the last.

How frames are numbered (also for users: docs/frames.md):

- A frame's number is its place among the sorted, distinct pts of the frames that are displayed.
  Demuxing alone tells them: packets that an edit list hides are left out, a packet without pts is
  shown at its dts.
- That is not taken on trust. The first pictures are decoded, and where they disagree, or where the
  time stamps show one of the known troubles (`PacketLog.doubt`), the whole clip is decoded once
  and what comes out is what counts. This is slower: about the time it takes to decode the clip.
- If even the decoded frames' pts are missing or go back (H.264 with B-frames in AVI, bare H.264,
  recordings joined without care), frames are numbered by counting them as they come out.
  Frames with the same pts as the one before are one frame: nobody could tell them apart by time.
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from fractions import Fraction

import av
import numpy as np
from av.container import InputContainer
from av.video.codeccontext import VideoCodecContext
from av.video.stream import VideoStream

from app.media.container import (
    ByteStream,
    VideoPacket,
    open_container,
    packets_with_data,
    video_stream,
)
from app.media.errors import DamagedClipError
from app.media.frame_index import NO_DTS, FrameIndex, Int64Array, Numbering
from app.media.nal import has_upper_layer, nal_length_size, slice_count
from app.media.packet_log import PacketLog

__all__ = ["FrameIndex", "Numbering", "build_index"]

Progress = Callable[[int, int], None]

_log = logging.getLogger(__name__)

# Enough to pass the longest reordering of H.264 and HEVC (16 pictures) with frame threads.
_HEAD_PACKETS = 40
_PROGRESS_PACKETS = 256
# Where FFmpeg leaves out unreferenced pictures packet by packet; AV1's decoder fixes it on opening.
_CODECS_WITH_SAFE_SKIPPING = frozenset({"h264", "hevc", "mpeg4", "mpeg2video"})
_CODECS_WITH_EMPTY_FRAMES = frozenset({"mpeg4", "msmpeg4v3", "h263"})


@dataclass(slots=True)
class _Decoded:
    """Frames that came out of the decoder: their pts, and which of them are key pictures."""

    pts: list[int | None] = field(default_factory=list)
    keys: list[int] = field(default_factory=list)
    size: tuple[int, int] = (0, 0)
    rotation: int = 0

    def decode(self, context: VideoCodecContext, packet: VideoPacket | None) -> None:
        """Decode a packet (None: what is left). A damaged picture gives no frame and no number."""
        with suppress(av.FFmpegError):
            for frame in context.decode(packet):
                if not self.pts:
                    self.size = frame.width, frame.height
                    self.rotation = _clockwise(frame.rotation)
                if frame.key_frame:
                    self.keys.append(len(self.pts))
                self.pts.append(frame.pts)


@dataclass(slots=True)
class _Survey:
    """All that one pass over the packets found."""

    codec: str
    time_base: Fraction
    average_rate: Fraction | None
    sample_aspect: Fraction
    log: PacketLog = field(default_factory=PacketLog)
    head: _Decoded = field(default_factory=_Decoded)
    multi_slice: bool = False
    layered: bool = False


def build_index(stream: ByteStream, *, progress: Progress | None = None) -> FrameIndex:
    """Read the whole clip once and number its frames.

    `progress` gets the bytes done and the bytes in all, which is never 0; an exception from it ends
    the work. A clip whose time stamps are in doubt is read twice: its bytes in all double then.

    Raises: NotAVideoError, NoVideoStreamError, DamagedClipError, what the stream raises.
    """
    size = max(stream.seek(0, 2), 1)

    def report(done: int, total: int = size) -> None:
        if progress is not None:
            progress(min(done, total), total)

    report(0)
    survey = _survey(stream, report)
    doubt = survey.log.doubt(frame_may_be_empty=survey.codec in _CODECS_WITH_EMPTY_FRAMES)
    shown = np.unique(survey.log.pts[survey.log.is_displayed])
    head = survey.head.pts
    if doubt is None and head != shown[: len(head)].tolist():
        doubt = "decoded pictures in another order"
    if doubt is None:
        index = _index(survey, shown, trusted=True)
    else:
        _log.info("A clip is decoded whole to number its frames: %s.", doubt)
        index = _index_by_decoding(
            survey, _decode_all(stream, lambda done: report(size + done, 2 * size))
        )
        size *= 2
    report(size, size)
    return index


def _survey(stream: ByteStream, report: Callable[[int], None]) -> _Survey:
    container = open_container(stream)
    try:
        video = video_stream(container)
        context = video.codec_context
        rate, aspect = video.average_rate, video.sample_aspect_ratio or context.sample_aspect_ratio
        survey = _Survey(
            codec=context.codec.canonical_name,
            time_base=Fraction(video.time_base or 1),
            average_rate=Fraction(rate) if rate else None,
            sample_aspect=_believable_aspect(aspect),
        )
        length_size = nal_length_size(survey.codec, context.extradata)
        for packet in _packets(container, video):
            if packet is not None:
                _note(survey, packet, length_size)
            if len(survey.log) <= _HEAD_PACKETS or not survey.head.pts:
                survey.head.decode(context, packet)
            if len(survey.log) % _PROGRESS_PACKETS == 0:
                report(stream.tell())
    finally:
        container.close()
    if not survey.head.pts:
        raise DamagedClipError("no picture of this clip can be decoded")
    return survey


def _packets(container: InputContainer, video: VideoStream) -> Iterator[VideoPacket | None]:
    """Yield all packets with data, and None at the end: it makes the decoder give what is left."""
    yield from packets_with_data(container, video)
    yield None


def _note(survey: _Survey, packet: VideoPacket, length_size: int) -> None:
    if survey.codec in {"h264", "hevc"} and len(survey.log) == 0:
        survey.multi_slice = slice_count(survey.codec, bytes(packet), length_size) > 1
    if survey.codec == "hevc" and not survey.layered:
        survey.layered = has_upper_layer(bytes(packet), length_size)
    survey.log.append(packet)


def _decode_all(stream: ByteStream, report: Callable[[int], None]) -> _Decoded:
    container = open_container(stream)
    try:
        video = video_stream(container)
        video.thread_type = "AUTO"
        decoded = _Decoded()
        for number, packet in enumerate(_packets(container, video)):
            decoded.decode(video.codec_context, packet)
            if number % _PROGRESS_PACKETS == 0:
                report(stream.tell())
        return decoded
    finally:
        container.close()


def _index_by_decoding(survey: _Survey, decoded: _Decoded) -> FrameIndex:
    if not decoded.pts:
        raise DamagedClipError("no picture of this clip can be decoded")
    known = [pts for pts in decoded.pts if pts is not None]
    has_keys = bool(np.any(survey.log.is_key))
    if has_keys and len(known) == len(decoded.pts) and known == sorted(known):
        shown = np.unique(np.array(known, dtype=np.int64))
        return _index(survey, shown, trusted=False)
    return _counted_index(survey, decoded)


def _counted_index(survey: _Survey, decoded: _Decoded) -> FrameIndex:
    log = survey.log
    keys_dts = log.dts[log.is_key]
    can_seek = (
        len(decoded.keys) == len(keys_dts) > 0
        and bool(np.all(log.dts != NO_DTS))
        and bool(np.all(np.diff(log.dts) > 0))
    )
    count = len(decoded.pts)
    index = _index(survey, np.arange(count, dtype=np.int64), trusted=False)
    rate = index.average_rate or Fraction(25)
    return replace(
        index,
        end_pts=count,
        key_pts=np.array(decoded.keys if can_seek else [0], dtype=np.int64),
        key_dts=keys_dts if can_seek else np.array([NO_DTS], dtype=np.int64),
        time_base=1 / rate,
        average_rate=rate,
        numbering=Numbering.COUNTED,
    )


def _index(survey: _Survey, shown: Int64Array, *, trusted: bool) -> FrameIndex:
    log = survey.log
    keys = np.flatnonzero(log.is_key & (log.pts != NO_DTS))
    keys = keys[np.argsort(log.pts[keys], kind="stable")]
    return FrameIndex(
        pts=shown,
        end_pts=_end_pts(log, shown),
        key_pts=log.pts[keys],
        key_dts=log.dts[keys],
        time_base=survey.time_base,
        coded_width=survey.head.size[0],
        coded_height=survey.head.size[1],
        rotation=survey.head.rotation,
        sample_aspect=survey.sample_aspect,
        codec=survey.codec,
        average_rate=survey.average_rate,
        numbering=Numbering.PTS,
        multi_slice=survey.multi_slice,
        # In HEVC an unreferenced picture may still be referred to from a higher temporal layer.
        skip_unreferenced=(
            trusted and not survey.layered and survey.codec in _CODECS_WITH_SAFE_SKIPPING
        ),
    )


def _end_pts(log: PacketLog, shown: Int64Array) -> int:
    last = int(shown[-1])
    stated = log.durations[log.pts == last]
    if len(stated) and stated[0] > 0:
        return last + int(stated[0])
    return last + (int(np.median(np.diff(shown))) if len(shown) > 1 else 1)


def _clockwise(counterclockwise_degrees: float) -> int:
    return round(-counterclockwise_degrees / 90) % 4 * 90


def _believable_aspect(stated: Fraction | None) -> Fraction:
    # Damaged and careless headers state 0 or 1:10000; no camera has pixels of such a shape.
    return Fraction(stated) if stated and Fraction(1, 8) <= stated <= 8 else Fraction(1)
