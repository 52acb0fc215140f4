"""Every kind of trouble that a clip's frame numbers can have, as small clips made in memory.

What makes them lies in `footage_making` (encoding, marks, hashes) and `footage_tricks` (what
careless recorders do to a clip's bytes); tests take all of it from here.
"""

from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import cache

from tests.support.footage_making import (
    HEIGHT,
    WIDTH,
    Picture,
    Sequential,
    draw_frame,
    even_pts,
    hash_picture,
    luma_of,
    make_clip,
    read_barcode,
    remux_packets,
    sequential_decode,
    uneven_pts,
)
from tests.support.footage_tricks import (
    change_of_size,
    contents_first,
    heavy_clip,
    pack_b_frames,
    with_cover_before,
    with_key_count,
    with_key_flags,
    with_second_view,
    with_stamps,
    with_stated_count,
)

__all__ = [
    "FOOTAGE",
    "HEIGHT",
    "WIDTH",
    "Picture",
    "Sequential",
    "draw_frame",
    "even_pts",
    "footage",
    "hash_picture",
    "heavy_clip",
    "luma_of",
    "make_clip",
    "marks_of",
    "pack_b_frames",
    "read_barcode",
    "remux_packets",
    "sequential_decode",
    "uneven_pts",
]

_GOP = {"g": "12", "bf": "2"}
_FRAMES = 48
_ON_OPEN_GOP = {"g": "12", "bf": "3", "x264-params": "open-gop=1:scenecut=0"}
_FRAGMENTED = {"movflags": "frag_keyframe+empty_moov+default_base_moof"}
_FIELDS = {"flags": "+ilme+ildct"}
_REFRESHED = {"g": "20", "bf": "0", "x264-params": "intra-refresh=1:scenecut=0"}
_NO_B = {"g": "12", "bf": "0"}
_VPX = {"g": "24", "auto-alt-ref": "1", "lag-in-frames": "12", "cpu-used": "6"}
# The quicker presets draw marks that can't be read.
_AV1 = {"g": "12", "preset": "8", "crf": "10"}
_HEVC_OPEN = "keyint=20:open-gop=1:bframes=3"
_MS = Fraction(1, 1000)


def _hevc(parameters: str) -> dict[str, str]:
    return {"x265-params": f"log-level=none:pools=none:frame-threads=1:{parameters}"}


def _ts(**more: object) -> bytes:
    return make_clip(container="mpegts", pts=even_pts(_FRAMES), **more)  # type: ignore[arg-type]


def _without_start(transport_stream: bytes) -> bytes:
    return transport_stream[188 * (len(transport_stream) // 188 // 7) :]


FOOTAGE: Mapping[str, Callable[[], bytes]] = {
    "h264 with B-frames in mp4": lambda: make_clip(pts=even_pts(_FRAMES), options=_GOP),
    "h264 in fragmented mp4": lambda: make_clip(
        pts=even_pts(_FRAMES), options=_GOP, muxer_options=_FRAGMENTED
    ),
    "h264 with open GOPs in mp4": lambda: make_clip(pts=even_pts(_FRAMES), options=_ON_OPEN_GOP),
    "h264 of four slices in mp4": lambda: make_clip(
        pts=even_pts(_FRAMES), options=_GOP | {"x264-params": "slices=4"}
    ),
    "h264 of variable rate in mp4": lambda: make_clip(
        pts=uneven_pts(_FRAMES), time_base=_MS, options=_GOP
    ),
    "h264 of variable rate in mkv": lambda: make_clip(
        container="matroska", pts=uneven_pts(_FRAMES), time_base=_MS, options=_GOP
    ),
    "h264 that starts late in mkv": lambda: make_clip(
        container="matroska",
        pts=even_pts(_FRAMES, first=5_000_500, step=40),
        time_base=_MS,
        options=_GOP,
    ),
    "h264 behind a hidden lead-in in mp4": lambda: make_clip(
        pts=even_pts(_FRAMES, first=-7), options=_GOP
    ),
    "h264 behind a long hidden lead-in in mp4": lambda: make_clip(
        pts=even_pts(_FRAMES, first=-17), options=_GOP
    ),
    "h264 with B-frames in ts": lambda: _ts(options=_GOP),
    "h264 with open GOPs in ts": lambda: _ts(options=_ON_OPEN_GOP),
    "h264 refreshed column by column in ts": lambda: _ts(options=_REFRESHED),
    "h264 refreshed column by column in mp4": lambda: make_clip(
        pts=even_pts(_FRAMES), options=_REFRESHED
    ),
    "h264 refreshed column by column and cut in ts": lambda: _without_start(
        _ts(options=_REFRESHED)
    ),
    "h264 of interlaced fields in ts": lambda: _ts(
        options=_GOP | {"flags": "+ildct+ilme", "x264-params": "interlaced=1"}
    ),
    "h264 cut in mid-GOP in ts": lambda: _without_start(_ts(options=_GOP)),
    "two recordings joined in ts": lambda: _ts(options=_GOP) * 2,
    "h264 with B-frames in avi": lambda: make_clip(
        container="avi", pts=even_pts(_FRAMES), options=_GOP
    ),
    "bare h264": lambda: make_clip(container="h264", pts=even_pts(_FRAMES), options=_GOP),
    "h264 of 10 bits in mkv": lambda: make_clip(
        container="matroska", pts=even_pts(24), options=_GOP, pixel_format="yuv420p10le"
    ),
    "h264 turned by 90 degrees in mp4": lambda: make_clip(
        pts=even_pts(24), options=_GOP, rotation_ccw=90
    ),
    "hevc with open GOPs in mkv": lambda: make_clip(
        container="matroska",
        codec="libx265",
        pts=even_pts(_FRAMES),
        options=_hevc(_HEVC_OPEN),
    ),
    "hevc of three temporal layers in mp4": lambda: make_clip(
        codec="libx265",
        pts=even_pts(_FRAMES),
        options=_hevc("keyint=20:temporal-layers=3:bframes=3:b-adapt=0"),
    ),
    "mpeg-4 with B-frames in avi": lambda: make_clip(
        container="avi", codec="mpeg4", pts=even_pts(_FRAMES), options=_GOP
    ),
    "mpeg-4 with packed B-frames in avi": lambda: pack_b_frames(
        make_clip(
            container="avi",
            codec="mpeg4",
            pts=even_pts(_FRAMES),
            options={"g": "12", "bf": "1", "b_strategy": "0"},
        )
    ),
    "ms-mpeg-4 in avi": lambda: make_clip(
        container="avi", codec="msmpeg4", pts=even_pts(_FRAMES), options={"g": "12"}
    ),
    "mpeg-2 with B-frames in ts": lambda: _ts(codec="mpeg2video", options=_GOP),
    "mjpeg in avi": lambda: make_clip(
        container="avi", codec="mjpeg", pixel_format="yuvj420p", pts=even_pts(24)
    ),
    "vp9 with hidden reference frames in webm": lambda: make_clip(
        container="webm",
        codec="libvpx-vp9",
        pts=even_pts(_FRAMES),
        options=_VPX,
    ),
    "av1 in mp4": lambda: make_clip(codec="libsvtav1", pts=even_pts(24), options=_AV1),
    "hevc that calls every frame a key picture in mp4": lambda: make_clip(
        codec="libx265",
        pts=even_pts(_FRAMES),
        options=_hevc(_HEVC_OPEN),
    ).replace(b"stss", b"free"),
    "mpeg-4 that calls every frame a key picture in mp4": lambda: make_clip(
        codec="mpeg4", pts=even_pts(_FRAMES), options=_GOP
    ).replace(b"stss", b"free"),
    "h264 in flv": lambda: make_clip(container="flv", pts=even_pts(_FRAMES), options=_GOP),
    # Tables of contents, flags and counts
    "h264 with its table of contents first in mp4": lambda: contents_first(
        make_clip(pts=even_pts(_FRAMES), options=_GOP)
    ),
    "h264 with a fragment for each frame in mp4": lambda: make_clip(
        pts=even_pts(_FRAMES),
        options=_GOP,
        muxer_options={"movflags": "frag_every_frame+empty_moov+default_base_moof"},
    ),
    "h264 recorded live without an index in mkv": lambda: make_clip(
        container="matroska", pts=even_pts(_FRAMES), options=_GOP, muxer_options={"live": "1"}
    ),
    "h264 that names its first key picture only in mp4": lambda: with_key_count(
        make_clip(pts=even_pts(_FRAMES), options=_GOP), 1
    ),
    "h264 that names no key picture in mp4": lambda: with_key_count(
        make_clip(pts=even_pts(_FRAMES), options=_GOP), 0
    ),
    "h264 that calls every fifth frame a key picture in mp4": lambda: with_key_flags(
        make_clip(pts=even_pts(_FRAMES), options=_GOP), "mp4", lambda number: number % 5 == 0
    ),
    "hevc that calls every fifth frame a key picture in mp4": lambda: with_key_flags(
        make_clip(codec="libx265", pts=even_pts(_FRAMES), options=_hevc(_HEVC_OPEN)),
        "mp4",
        lambda number: number % 5 == 0,
    ),
    "mpeg-2 that calls every fifth frame a key picture in mp4": lambda: with_key_flags(
        make_clip(codec="mpeg2video", pts=even_pts(_FRAMES), options=_GOP),
        "mp4",
        lambda number: number % 5 == 0,
    ),
    "h264 that flags no key picture in mkv": lambda: with_key_flags(
        make_clip(container="matroska", pts=even_pts(_FRAMES), options=_GOP),
        "matroska",
        lambda number: False,
    ),
    "vp9 that calls every fifth frame a key picture in webm": lambda: with_key_flags(
        make_clip(container="webm", codec="libvpx-vp9", pts=even_pts(_FRAMES), options=_VPX),
        "webm",
        lambda number: number % 5 == 0,
    ),
    "mpeg-4 that states too many frames in avi": lambda: with_stated_count(
        make_clip(container="avi", codec="mpeg4", pts=even_pts(_FRAMES), options=_GOP), 9000
    ),
    "mjpeg that states too few frames in avi": lambda: with_stated_count(
        make_clip(container="avi", codec="mjpeg", pixel_format="yuvj420p", pts=even_pts(24)), 10
    ),
    "mpeg-4 without an index in avi": lambda: make_clip(
        container="avi", codec="mpeg4", pts=even_pts(_FRAMES), options=_NO_B
    ).replace(b"idx1", b"JUNK"),
    # Time stamps
    "h264 with repeated time stamps in mkv": lambda: with_stamps(
        make_clip(container="matroska", pts=even_pts(_FRAMES), options=_NO_B),
        "matroska",
        lambda number: (number // 4 * 4 + min(number % 4, 2),) * 2,
    ),
    "h264 with time stamps out of order in ts": lambda: with_stamps(
        _ts(options=_NO_B), "mpegts", lambda number: (number + (0, 3, 1, 2, 0)[number % 5], number)
    ),
    "h264 with time stamps before zero in mkv": lambda: make_clip(
        container="matroska",
        pts=even_pts(_FRAMES, first=-10),
        options=_GOP,
        muxer_options={"avoid_negative_ts": "disabled"},
    ),
    "h264 whose clock runs over in ts": lambda: make_clip(
        container="mpegts", pts=even_pts(_FRAMES, first=2**33 // 3600 - 20), options=_GOP
    ),
    "h264 with B-frames in ps": lambda: make_clip(
        container="vob", pts=even_pts(_FRAMES), options=_GOP
    ),
    # Streams, sizes and shapes
    "h264 behind a cover picture in mp4": lambda: with_cover_before(
        make_clip(pts=even_pts(_FRAMES), options=_GOP)
    ),
    "h264 of two cameras in mp4": lambda: with_second_view("mp4", _FRAMES),
    "h264 of two cameras in ts": lambda: with_second_view("mpegts", _FRAMES),
    "h264 that changes its size in ts": lambda: change_of_size(
        "mpegts", [(160, 96), (320, 240), (96, 160)], 16, b_frames=0
    ),
    "h264 with B-frames that changes its size in ts": lambda: change_of_size(
        "mpegts", [(160, 96), (320, 240), (96, 160)], 16, b_frames=2
    ),
    "h264 turned by 180 degrees in mov": lambda: make_clip(
        container="mov", pts=even_pts(24), options=_GOP, rotation_ccw=180
    ),
    "h264 turned by 270 degrees in mov": lambda: make_clip(
        container="mov", pts=even_pts(24), options=_GOP, rotation_ccw=-90
    ),
    "mpeg-4 of wide pixels in mp4": lambda: make_clip(
        codec="mpeg4", pts=even_pts(24), options=_GOP, sample_aspect=Fraction(16, 11)
    ),
    # Further codecs and containers
    "mpeg-2 of interlaced fields in ps": lambda: make_clip(
        container="vob", codec="mpeg2video", pts=even_pts(_FRAMES), options=_GOP | _FIELDS
    ),
    "mpeg-2 in mxf": lambda: make_clip(
        container="mxf", codec="mpeg2video", pts=even_pts(24), options=_GOP
    ),
    "mpeg-1 in ps": lambda: make_clip(
        container="mpeg", codec="mpeg1video", pts=even_pts(_FRAMES), options=_GOP
    ),
    "hevc with open GOPs in ts": lambda: _ts(codec="libx265", options=_hevc(_HEVC_OPEN)),
    "hevc cut in mid-GOP in ts": lambda: _without_start(
        _ts(codec="libx265", options=_hevc(_HEVC_OPEN))
    ),
    "hevc of single fields in ts": lambda: _ts(
        codec="libx265", options=_hevc("keyint=20:bframes=3:interlace=tff")
    ),
    "hevc of 10 bits in mp4": lambda: make_clip(
        codec="libx265",
        pts=even_pts(24),
        pixel_format="yuv420p10le",
        options=_hevc(_HEVC_OPEN),
    ),
    "bare hevc": lambda: make_clip(
        container="hevc", codec="libx265", pts=even_pts(24), options=_hevc(_HEVC_OPEN)
    ),
    "av1 in webm": lambda: make_clip(
        container="webm", codec="libsvtav1", pts=even_pts(24), options=_AV1
    ),
    "vp8 with hidden reference frames in webm": lambda: make_clip(
        container="webm", codec="libvpx", pts=even_pts(_FRAMES), options=_VPX
    ),
    "vp9 in mp4": lambda: make_clip(codec="libvpx-vp9", pts=even_pts(24), options=_VPX),
    "wmv in asf": lambda: make_clip(
        container="asf", codec="wmv2", pts=even_pts(24), options={"g": "12"}
    ),
    "h264 with B-frames in asf": lambda: make_clip(
        container="asf", pts=even_pts(_FRAMES), options=_GOP
    ),
    "h263 in 3gp": lambda: make_clip(
        container="3gp", codec="h263", size=(176, 144), pts=even_pts(24), options={"g": "12"}
    ),
    "prores in mov": lambda: make_clip(
        container="mov", codec="prores_ks", pixel_format="yuv422p10le", pts=even_pts(12)
    ),
    "ffv1 in mkv": lambda: make_clip(
        container="matroska", codec="ffv1", pts=even_pts(24), options={"g": "12"}
    ),
    "dv in avi": lambda: make_clip(
        container="avi", codec="dvvideo", size=(720, 576), pts=even_pts(6)
    ),
}

# Of clips that begin or go on in another way than 0, 1, 2 …: the mark of each numbered frame.
_MARKS: Mapping[str, list[int]] = {
    "h264 behind a hidden lead-in in mp4": [*range(7, 48)],
    "h264 behind a long hidden lead-in in mp4": [*range(17, 48)],
    "h264 cut in mid-GOP in ts": [*range(12, 48)],
    "h264 refreshed column by column and cut in ts": [*range(28, 48)],
    "hevc cut in mid-GOP in ts": [*range(20, 48)],
    "two recordings joined in ts": [*range(48), *range(48)],
    "h264 with repeated time stamps in mkv": [n for n in range(48) if n % 4 != 3],
}


def marks_of(name: str, frame_count: int) -> list[int]:
    """Give the marks that the frames of this clip of `FOOTAGE` must carry, in order."""
    return _MARKS.get(name, [*range(frame_count)])


@cache
def footage(name: str) -> bytes:
    """Give the clip of `FOOTAGE` with this name; made once a run."""
    return FOOTAGE[name]()
