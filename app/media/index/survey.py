"""Reads a clip's packets from the first to the last, for whoever numbers its frames.

No numbering here: what demuxing and decoding say is noted as it is.
"""

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from fractions import Fraction

import av
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
from app.media.index.nal import has_upper_layer, nal_length_size, slice_count
from app.media.index.packet_log import PacketLog

# Enough to pass the longest reordering of H.264 and HEVC (16 pictures) with frame threads.
_HEAD_PACKETS = 40
_PROGRESS_PACKETS = 256


@dataclass(slots=True)
class Decoded:
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
class Survey:
    """What one pass over the packets has found so far. `head` are the first decoded pictures."""

    codec: str
    time_base: Fraction
    average_rate: Fraction | None
    sample_aspect: Fraction
    log: PacketLog = field(default_factory=PacketLog)
    head: Decoded = field(default_factory=Decoded)
    multi_slice: bool = False
    layered: bool = False

    @property
    def awaits_head(self) -> bool:
        """Whether packets are still decoded, to hold pictures against time stamps."""
        return len(self.log) <= _HEAD_PACKETS or not self.head.pts

    def note(self, packet: VideoPacket, length_size: int) -> None:
        """Note one packet; `length_size` is that of its NAL units' length fields."""
        if self.codec in {"h264", "hevc"} and len(self.log) == 0:
            self.multi_slice = slice_count(self.codec, bytes(packet), length_size) > 1
        if self.codec == "hevc" and not self.layered:
            self.layered = has_upper_layer(bytes(packet), length_size)
        self.log.append(packet)


def survey_clip(stream: ByteStream, report: Callable[[int], None]) -> Iterator[Survey]:
    """Go over all packets; yield the one survey, which grows, after each of them.

    `report` gets the place in the stream now and then; an exception from it ends the work.

    Raises: as `build_index`.
    """
    container = open_container(stream)
    try:
        video = video_stream(container)
        context = video.codec_context
        rate, aspect = video.average_rate, video.sample_aspect_ratio or context.sample_aspect_ratio
        survey = Survey(
            codec=context.codec.canonical_name,
            time_base=Fraction(video.time_base or 1),
            average_rate=Fraction(rate) if rate else None,
            sample_aspect=_believable_aspect(aspect),
        )
        length_size = nal_length_size(survey.codec, context.extradata)
        for packet in _packets(container, video):
            if packet is not None:
                survey.note(packet, length_size)
            if survey.awaits_head:
                survey.head.decode(context, packet)
            if len(survey.log) % _PROGRESS_PACKETS == 0:
                report(stream.tell())
            yield survey
    finally:
        container.close()
    if not survey.head.pts:
        raise DamagedClipError("no picture of this clip can be decoded")


def decode_all(stream: ByteStream, report: Callable[[int], None]) -> Decoded:
    """Decode the whole clip; what comes out is noted, no picture is kept.

    Raises: as `build_index`.
    """
    container = open_container(stream)
    try:
        video = video_stream(container)
        video.thread_type = "AUTO"
        decoded = Decoded()
        for number, packet in enumerate(_packets(container, video)):
            decoded.decode(video.codec_context, packet)
            if number % _PROGRESS_PACKETS == 0:
                report(stream.tell())
        return decoded
    finally:
        container.close()


def _packets(container: InputContainer, video: VideoStream) -> Iterator[VideoPacket | None]:
    """Yield all packets with data, and None at the end: it makes the decoder give what is left."""
    yield from packets_with_data(container, video)
    yield None


def _clockwise(counterclockwise_degrees: float) -> int:
    return round(-counterclockwise_degrees / 90) % 4 * 90


def _believable_aspect(stated: Fraction | None) -> Fraction:
    # Damaged and careless headers state 0 or 1:10000; no camera has pixels of such a shape.
    return Fraction(stated) if stated and Fraction(1, 8) <= stated <= 8 else Fraction(1)
