"""Opening decodes nothing beforehand, and still every frame comes from the first one on."""

import io
import os
from fractions import Fraction

import av
import numpy as np
import pytest

from app.media import isolated
from app.media.container import open_container, video_stream
from app.media.decoding.decoder import ExactDecoder
from app.media.index.building import build_index
from app.media.isolated.arena import Arena

_FRAMES, _SIZE = 24, (128, 96)
_SPS, _PARAMETER_SETS = 7, {7, 8}


def _silent(sps: bytes) -> bytes:
    """Take from a sequence's parameters what they say at the end: how far frames are reordered.

    Without an escape, for profile High without scaling lists, as x264 writes them at this size.
    """
    bits, at = "".join(f"{byte:08b}" for byte in sps), 32

    def number() -> int:
        nonlocal at
        zeros = bits.index("1", at) - at
        at += 2 * zeros + 1
        return int(bits[at - zeros - 1 : at], 2) - 1

    for _ in range(4):  # id, chroma format, depths
        number()
    at += 2
    number()
    assert number() == 0
    for _ in range(2):  # counter bits, reference frames
        number()
    at += 1
    for _ in range(2):  # size
        number()
    at += 2
    if bits[at] == "1":
        at += 1
        for _ in range(4):
            number()
    else:
        at += 1
    assert bits[at] == "1"
    short = bits[:at] + "01"
    return int(short.ljust(-(-len(short) // 8) * 8, "0"), 2).to_bytes(-(-len(short) // 8), "big")


def _coded() -> tuple[list[av.Packet], bytes]:
    context = av.CodecContext.create("libx264", "w")
    context.width, context.height = _SIZE
    context.pix_fmt, context.time_base, context.framerate = "yuv420p", Fraction(1, 25), 25
    context.options = {
        "profile": "high",
        "x264-params": "b-adapt=0:b-pyramid=normal:bframes=3:keyint=12:scenecut=0:threads=1",
    }
    context.flags |= av.codec.context.Flags.global_header
    chance, packets = np.random.default_rng(3), []
    for number in range(_FRAMES):
        gray = chance.integers(0, 255, (_SIZE[1], _SIZE[0])).astype(np.uint8)
        picture = av.VideoFrame.from_ndarray(gray, "gray").reformat(format="yuv420p")
        picture.pts, picture.time_base = number, Fraction(1, 25)
        packets += context.encode(picture)
    packets += context.encode(None)
    sets = [part for part in bytes(context.extradata or b"").split(b"\0\0\0\1") if part]
    kept = [_silent(part) if part[0] & 31 == _SPS else part for part in sets]
    kept = [part for part in kept if part[0] & 31 in _PARAMETER_SETS]
    return packets, b"".join(b"\0\0\0\1" + part for part in kept)


def _clip_that_is_silent_on_its_order(container: str, options: dict[str, str]) -> bytes:
    packets, parameters = _coded()
    sink = io.BytesIO()
    with av.open(sink, "w", format=container, options=options) as output:
        video = output.add_stream("libx264", rate=25)
        video.width, video.height, video.pix_fmt = *_SIZE, "yuv420p"
        video.codec_context.flags |= av.codec.context.Flags.global_header
        video.codec_context.open()
        video.codec_context.extradata = parameters
        for coded in packets:
            packet = av.Packet(bytes(coded))
            packet.pts, packet.dts, packet.time_base = coded.pts, coded.dts, Fraction(1, 25)
            packet.is_keyframe, packet.stream = coded.is_keyframe, video
            output.mux(packet)
    return sink.getvalue()


@pytest.mark.promise
@pytest.mark.parametrize(
    ("container", "options"),
    [
        ("mp4", {}),
        ("mp4", {"movflags": "frag_keyframe+empty_moov"}),
        ("matroska", {}),
    ],
    ids=["mp4", "fragmented mp4", "mkv"],
)
def test_no_frame_is_lost_where_the_clip_does_not_say_how_frames_are_reordered(
    container: str, options: dict[str, str]
) -> None:
    clip = _clip_that_is_silent_on_its_order(container, options)
    index = build_index(io.BytesIO(clip))
    assert index.frame_count == _FRAMES
    decoder = ExactDecoder(io.BytesIO(clip), index)
    found = [decoder.frame(number) for number in range(_FRAMES)]
    decoder.close()
    assert [frame.frame_index for frame in found if frame.exact] == list(range(_FRAMES))


def test_opening_without_decoding_leaves_the_colours_to_the_first_picture() -> None:
    clip = _clip_that_is_silent_on_its_order("mp4", {})
    with open_container(io.BytesIO(clip)) as known:
        assert video_stream(known).codec_context.pix_fmt == "yuv420p"
    with open_container(io.BytesIO(clip), undecoded=True) as opened:
        video = video_stream(opened)
        assert video.codec_context.pix_fmt is None
        picture = next(opened.decode(video))
    assert picture.format.name == "yuv420p"


@pytest.mark.skipif(not isolated.is_supported(), reason="no decoder processes on this system")
@pytest.mark.parametrize("size", [1, 5000, 1 << 21], ids=["a byte", "two pages", "too much"])
def test_room_that_is_prepared_keeps_what_is_in_it(size: int) -> None:
    arena, descriptor = Arena.create(slot_bytes=10_000, slot_count=2)
    os.close(descriptor)
    pixels = np.arange(10_000, dtype=np.uint32).astype(np.uint8)
    arena.fill(0, pixels)
    arena.prepare(5, size)
    assert arena.free_slots == 1
    assert np.array_equal(arena.copied(0, pixels.size), pixels)
    assert not arena.copied(1, pixels.size).any()
