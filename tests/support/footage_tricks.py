"""What careless recorders do to a clip's bytes: wrong tables, flags, counts and time stamps."""

import io
from collections.abc import Callable, Iterable
from fractions import Fraction
from functools import cache

import av
import numpy as np

from tests.support.footage_making import draw_frame, even_pts, make_clip, remux_packets

_FRAGMENTED = {"movflags": "frag_keyframe+empty_moov+default_base_moof"}


def pack_b_frames(clip: bytes) -> bytes:
    """Turn an MPEG-4 AVI with single B-frames into a "packed bitstream", as DivX wrote it.

    A P-frame and the B-frame shown before it share a packet; a tiny packet follows as a filler.
    """
    divx_user_data = b"\0\0\1\xb2DivX503b1393p"
    vop, filler = b"\0\0\1\xb6", b"\0\0\1\xb6\x50\x00\x00"

    def packed(packets: list[av.Packet]) -> Iterable[av.Packet]:
        chunks: list[tuple[bytes, bool]] = []
        held: bytes | None = None
        for packet in packets:
            coded = bytes(packet)
            kind = coded[coded.index(vop) + 4] >> 6
            if kind == 0:
                coded = coded.replace(vop, divx_user_data + vop, 1)
            if kind == 2 and held is not None:
                chunks[-1] = (held + coded, chunks[-1][1])
                chunks.append((filler, False))
            else:
                chunks.append((coded, kind == 0))
            held = coded if kind == 1 else None
        for number, (coded, is_key) in enumerate(chunks):
            chunk = av.Packet(coded)
            chunk.pts = chunk.dts = number
            chunk.duration, chunk.time_base = 1, packets[0].time_base
            chunk.is_keyframe = is_key
            yield chunk

    return remux_packets(clip, "avi", packed)


def contents_first(clip: bytes) -> bytes:
    """Move an MP4's table of contents before its pictures, as for the web ("faststart")."""
    start = clip.rindex(b"moov") - 4
    before, pictures = _split_at_pictures(clip[:start])
    contents = bytearray(clip[start:])
    for kind, size in ((b"stco", 4), (b"co64", 8)):
        at = contents.find(kind)
        while at >= 0:
            count = int.from_bytes(contents[at + 8 : at + 12], "big")
            for place in range(at + 12, at + 12 + count * size, size):
                offset = int.from_bytes(contents[place : place + size], "big")
                contents[place : place + size] = (offset + len(contents)).to_bytes(size, "big")
            at = contents.find(kind, at + 4)
    return before + bytes(contents) + pictures


def _split_at_pictures(clip: bytes) -> tuple[bytes, bytes]:
    at = clip.index(b"mdat") - 4
    return clip[:at], clip[at:]


def with_cover_before(clip: bytes) -> bytes:
    """Give an MP4 whose table of contents is at its end a cover picture, as its first stream."""
    sink = io.BytesIO()
    with av.open(sink, "w", format="image2pipe") as output:
        stream = output.add_stream("mjpeg", rate=1)
        stream.width, stream.height, stream.pix_fmt = 64, 64, "yuvj420p"
        picture = av.VideoFrame.from_ndarray(draw_frame(9, width=64, height=64), "gray")
        output.mux(stream.encode(picture.reformat(format="yuvj420p")))
        output.mux(stream.encode(None))
    cover = _box(b"covr", _box(b"data", (13).to_bytes(4, "big") + bytes(4) + sink.getvalue()))
    handler = _box(b"hdlr", bytes(8) + b"mdirappl" + bytes(9))
    user_data = _box(b"udta", _box(b"meta", bytes(4) + handler + _box(b"ilst", cover)))
    start = clip.rindex(b"moov") - 4
    return clip[:start] + _box(b"moov", user_data + clip[start + 8 :])


def _box(kind: bytes, content: bytes) -> bytes:
    return (len(content) + 8).to_bytes(4, "big") + kind + content


def with_key_count(clip: bytes, count: int) -> bytes:
    """Have an MP4's table of key pictures end after so many of them."""
    at = clip.index(b"stss") + 8
    return clip[:at] + count.to_bytes(4, "big") + clip[at + 4 :]


def with_stated_count(clip: bytes, count: int) -> bytes:
    """Have an AVI's headers state so many frames."""
    spoiled = bytearray(clip)
    for kind, offset in ((b"avih", 24), (b"strh", 40)):
        at = clip.index(kind) + offset
        spoiled[at : at + 4] = count.to_bytes(4, "little")
    return bytes(spoiled)


def with_stamps(
    clip: bytes, container: str, stamp: Callable[[int], tuple[int | None, int]]
) -> bytes:
    """Give the nth packet the pts and dts that `stamp` says, in units of the clip's first step."""

    def stamped(packets: list[av.Packet]) -> Iterable[av.Packet]:
        step = round(Fraction(1, 25) / packets[0].time_base)
        for number, packet in enumerate(packets):
            pts, dts = stamp(number)
            packet.pts, packet.dts = None if pts is None else pts * step, dts * step
            yield packet

    return remux_packets(clip, container, stamped)


def with_key_flags(clip: bytes, container: str, is_key: Callable[[int], bool]) -> bytes:
    """Flag the nth packet as a key picture, or not, whatever it is."""

    def flagged(packets: list[av.Packet]) -> Iterable[av.Packet]:
        for number, packet in enumerate(packets):
            packet.is_keyframe = is_key(number)
            yield packet

    return remux_packets(clip, container, flagged)


def change_of_size(
    container: str, sizes: Iterable[tuple[int, int]], frames: int, *, b_frames: int
) -> bytes:
    """Record on in another picture size, time and again, into a transport stream."""
    parts = []
    for number, (width, height) in enumerate(sizes):
        first = number * frames

        def draw(
            place: int, first: int = first, width: int = width, height: int = height
        ) -> av.VideoFrame:
            luma = draw_frame(first + place, width=width, height=height)
            return av.VideoFrame.from_ndarray(luma, "gray").reformat(format="yuv420p")

        parts.append(
            make_clip(
                container=container,
                pts=even_pts(frames, first=first),
                size=(width, height),
                options={"g": "12", "bf": str(b_frames)},
                draw=draw,
            )
        )
    return b"".join(parts)


def with_second_view(container: str, frames: int) -> bytes:
    """Two cameras in one clip, the second 1,000 frames ahead and larger, packet by packet."""
    sink = io.BytesIO()
    with av.open(sink, "w", format=container) as output:
        cameras = []
        for width, height, ahead in ((160, 96, 0), (320, 192, 1000)):
            stream = output.add_stream("libx264", rate=25, options={"g": "12", "bf": "2"})
            stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
            stream.codec_context.thread_count = 1
            cameras.append((stream, ahead))
        for number in range(frames):
            for stream, ahead in cameras:
                luma = draw_frame(number + ahead, width=stream.width, height=stream.height)
                frame = av.VideoFrame.from_ndarray(luma, "gray").reformat(format="yuv420p")
                frame.pts, frame.time_base = number, Fraction(1, 25)
                output.mux(stream.encode(frame))
        for stream, _ in cameras:
            output.mux(stream.encode(None))
    return sink.getvalue()


@cache
@cache
def heavy_clip(container: str, *, fragmented: bool = False) -> bytes:
    """Make a clip of some MiB: FFmpeg looks further ahead than a small one is long."""
    noise = np.random.default_rng(1).integers(0, 255, (4, 96, 480), dtype=np.uint8)

    def draw(number: int) -> av.VideoFrame:
        luma = draw_frame(number, width=480, height=288)
        luma[192:] = np.roll(noise[number % 4], number * 7, axis=1)
        return av.VideoFrame.from_ndarray(luma, "gray").reformat(format="yuv420p")

    return make_clip(
        container=container,
        codec="mpeg2video",
        pts=even_pts(120),
        size=(480, 288),
        options={"g": "12", "bf": "2", "qmin": "1", "qmax": "2", "b": "60M"},
        muxer_options=_FRAGMENTED if fragmented else {},
        draw=draw,
    )
