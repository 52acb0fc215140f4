"""The door to FFmpeg's demuxers: opens a clip's bytes, and nothing else.

- The bytes come from a stream that the caller opened; a container that names another file or an
  address (a playlist, an external track) gets nothing: every further opening is refused.
- Only formats that hold footage are tried.
- Errors of PyAV become errors of this package; what the stream raises passes as it is.
"""

import io
from collections.abc import Generator
from contextlib import suppress
from typing import TYPE_CHECKING, BinaryIO, NoReturn

import av
from av.container import InputContainer
from av.stream import Discard, Disposition
from av.video.stream import VideoStream

from app.media.errors import DamagedClipError, NotAVideoError, NoVideoStreamError

# A clip's bytes, readable and seekable. `io.RawIOBase` is what `crypto.SeekableReader` is.
ByteStream = BinaryIO | io.RawIOBase

if TYPE_CHECKING:
    VideoPacket = av.Packet[VideoStream]
else:
    # PyAV's class is generic for type checkers only.
    VideoPacket = av.Packet

# Playlists and scripts (hls, dash, concat …) are left out: they are lists of addresses, not clips.
_FORMATS = (
    "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,mpegts,mpegtsraw,mpeg,mpegvideo,flv,asf,ogg,mxf,"
    "h264,hevc,m4v,mjpeg,ivf,nut,dv,wtv,rm"
)
# FFmpeg fills its whole buffer anew after each seek: a larger one would have more chunks opened for
# nothing than it saves in calls.
_BUFFER_BYTES = 32 * 1024
# Of a clip whose beginning or end is damaged: no more is read than what opening cannot do without.
_SPARING_BUFFER_BYTES = 4 * 1024
_SPARING = {"probesize": "8192", "analyzeduration": "0", "skip_estimate_duration_from_pts": "1"}
# Of a container that states its streams at its start, all that FFmpeg decodes at opening is one
# picture, to learn its colour format; the decoder learns that anew. Of a large key picture this
# takes as long as decoding the first frame does.
_UNDECODED = {"probesize": "32", "analyzeduration": "0", "skip_frame": "all"}
# A demuxer may stumble over damage and find its feet again; one that never does is at its end.
_MAX_DEMUX_ERRORS = 16
_STATING_STARTS = ((4, b"ftyp"), (4, b"moov"), (0, b"\x1aE\xdf\xa3"))
_KNOWN_STARTS = (*_STATING_STARTS, (0, b"RIFF"), (0, b"FLV\x01"))


def _refuse_to_open(url: str, _flags: int, _options: dict[str, str]) -> NoReturn:
    raise PermissionError(f"a clip tried to open another resource ({len(url)} characters)")


def open_container(
    stream: ByteStream, *, sparing: bool = False, undecoded: bool = False
) -> InputContainer:
    """Open the container that starts at the stream's first byte.

    FFmpeg reads far into a clip to learn about it, and at the end of some. `sparing` has it read as
    little as it can; a clip with an index needs no more. `undecoded` has it decode nothing, where
    the container states enough without: what only a picture tells is then not known.

    Raises: NotAVideoError, DamagedClipError, what the stream raises.
    """
    stream.seek(0)
    head = stream.read(16) or b""
    stream.seek(0)
    options = {"format_whitelist": _FORMATS}
    if sparing:
        options |= _SPARING
    elif undecoded and _starts_as(head, _STATING_STARTS):
        options |= _UNDECODED
    try:
        # The mode is stated because PyAV would else take it from the stream's own attribute.
        return av.open(
            stream,
            mode="r",
            buffer_size=_SPARING_BUFFER_BYTES if sparing else _BUFFER_BYTES,
            io_open=_refuse_to_open,
            metadata_errors="ignore",
            options=options,
        )
    except av.FFmpegError as error:
        if _starts_as(head, _KNOWN_STARTS):
            raise DamagedClipError("the clip's structure is damaged or cut short") from error
        raise NotAVideoError("these bytes are in no known video format") from error


def _starts_as(head: bytes, starts: tuple[tuple[int, bytes], ...]) -> bool:
    return any(head[at : at + len(magic)] == magic for at, magic in starts)


def video_stream(container: InputContainer) -> VideoStream:
    """Give the first real video stream, and have the container skip all others.

    Raises: NoVideoStreamError.
    """
    for stream in container.streams.video:
        is_cover = bool(stream.disposition & Disposition.attached_pic)
        if not is_cover and stream.codec_context is not None:
            for other in container.streams:
                if other.index != stream.index:
                    other.discard = Discard.all
            return stream
    raise NoVideoStreamError("the clip holds no video that can be decoded")


def packets_with_data(container: InputContainer, video: VideoStream) -> Generator[VideoPacket]:
    """Yield the stream's packets from where the container stands, past damage where possible."""
    for _ in range(_MAX_DEMUX_ERRORS):
        with suppress(av.FFmpegError):
            # PyAV 18.1 raises IndexError at the end of a transport stream in which damage has made
            # up a further stream. Nothing is lost: there is no packet left.
            with suppress(IndexError):
                yield from (packet for packet in container.demux(video) if packet.size)
            return
