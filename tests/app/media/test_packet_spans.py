"""Which frames damage costs: held against what a decoder really makes of the damaged clip."""

import io

import av
import pytest

from app.media.index.building import build_index
from app.media.index.frame_index import FrameIndex, Numbering
from app.media.index.packet_spans import FrameDamage, damaged_frames, listed_spans, packet_spans
from tests.support.footage import footage, hash_picture

EXACT = [
    "h264 with B-frames in mp4",
    "h264 in fragmented mp4",
    "h264 with open GOPs in mp4",
    "h264 of variable rate in mkv",
    "h264 behind a hidden lead-in in mp4",
    "hevc of three temporal layers in mp4",
    "hevc with open GOPs in mkv",
    "vp9 with hidden reference frames in webm",
    "av1 in mp4",
    "h264 in flv",
]
# In a transport stream the packet before the damage may reach into it, and nobody can tell.
WITHIN_ONE = [
    "h264 with B-frames in ts",
    "h264 with open GOPs in ts",
    "h264 refreshed column by column in ts",
    "h264 of interlaced fields in ts",
    "mpeg-2 with B-frames in ts",
]
BY_GROUPS = [
    "h264 with B-frames in avi",
    "mpeg-4 with B-frames in avi",
    "mpeg-4 with packed B-frames in avi",
]
LYING_KEYS = [
    "hevc that calls every frame a key picture in mp4",
    "mpeg-4 that calls every frame a key picture in mp4",
]


def decoded(clip: bytes) -> list[tuple[int | None, str]]:
    """Decode what can be decoded, from the first byte to the last."""
    pictures = []
    try:
        with av.open(io.BytesIO(clip), mode="r") as source:
            for packet in source.demux(source.streams.video[0]):
                try:
                    pictures += [(frame.pts, hash_picture(frame)) for frame in packet.decode()]
                except av.FFmpegError:
                    continue
    except (av.FFmpegError, IndexError):
        pass
    return pictures


def really_wrong(clip: bytes, damaged: bytes, index: FrameIndex, *, by_pts: bool) -> set[int]:
    """Return the frames whose picture is lost or another one than it was."""
    sound, left = decoded(clip), decoded(damaged)
    if not by_pts:
        pictures = {picture for _, picture in left}
        return {number for number, (_, picture) in enumerate(sound) if picture not in pictures}
    of_pts = dict(reversed(left))
    return {
        frame
        for pts, picture in sound
        if of_pts.get(pts) != picture
        and pts is not None
        and (frame := index.frame_of_pts(pts)) is not None
    }


def zeroed(clip: bytes, hole: range) -> bytes:
    return clip[: hole.start] + bytes(len(hole)) + clip[hole.stop :]


def frames_of(ranges: tuple[range, ...]) -> set[int]:
    return {frame for span in ranges for frame in span}


def told(clip: bytes, index: FrameIndex, *holes: range) -> FrameDamage | None:
    for hole in holes:
        clip = zeroed(clip, hole)
    return damaged_frames(io.BytesIO(clip), index, holes)


@pytest.mark.parametrize("name", [*EXACT, *WITHIN_ONE, *LYING_KEYS])
def test_the_frames_of_a_damaged_packet_are_named_and_no_wrong_picture_is_left_out(
    name: str,
) -> None:
    clip = footage(name)
    index = build_index(io.BytesIO(clip))
    spans = packet_spans(io.BytesIO(clip))
    for number in (1, 2, 5, len(spans) // 2, len(spans) // 2 + 1, len(spans) - 2):
        span = spans[number]
        for hole in (
            range(span.start, span.end),
            range(span.start, min(span.end + 600, len(clip))),
        ):
            found = told(clip, index, hole)
            if found is None:
                # The wider hole reached the tables behind the last packets.
                assert number >= len(spans) - 2
                continue
            damaged, possibly = frames_of(found.damaged), frames_of(found.possibly)
            wrong = really_wrong(clip, zeroed(clip, hole), index, by_pts=True)
            hit = {
                index.frame_of_pts(one.pts)
                for one in spans
                if one.pts is not None and one.start < hole.stop and hole.start < one.end
            } - {None}
            assert wrong <= damaged | possibly
            assert hit <= damaged
            assert not damaged & possibly
            assert len(damaged - hit - wrong) <= (1 if name in WITHIN_ONE else 0)
            if name.endswith("mp4") and hole == range(span.start, span.end):
                assert damaged == hit


@pytest.mark.parametrize("name", BY_GROUPS)
def test_where_packets_do_not_name_frames_all_between_key_pictures_may_be_hit(name: str) -> None:
    clip = footage(name)
    index = build_index(io.BytesIO(clip))
    for span in listed_spans(io.BytesIO(clip))[1::7]:
        hole = range(span.start, min(span.end + 100, len(clip)))
        found = told(clip, index, hole)
        if found is None:
            assert hole.stop > clip.rfind(b"idx1")
            continue
        wrong = really_wrong(clip, zeroed(clip, hole), index, by_pts=False)
        assert found.damaged == ()
        assert wrong <= frames_of(found.possibly)
        assert len(frames_of(found.possibly)) < index.frame_count


def test_of_pictures_that_stand_alone_only_the_hit_ones_are_named() -> None:
    clip = footage("mjpeg in avi")
    index = build_index(io.BytesIO(clip))
    spans = listed_spans(io.BytesIO(clip))
    for number in (1, 7, 20):
        hole = range(spans[number].start, spans[number + 1].start + 20)
        assert told(clip, index, hole) == FrameDamage((range(number, number + 2),), ())


def test_damage_ends_at_the_next_sound_key_picture() -> None:
    clip = footage("h264 with B-frames in mp4")
    index = build_index(io.BytesIO(clip))
    key = packet_spans(io.BytesIO(clip))[12]
    assert key.is_key
    assert told(clip, index, range(key.start, key.end)) == FrameDamage(
        (range(12, 13),), (range(13, 24),)
    )


def test_holes_far_apart_are_told_apart() -> None:
    clip = footage("h264 with B-frames in mp4")
    index = build_index(io.BytesIO(clip))
    spans = packet_spans(io.BytesIO(clip))
    holes = [range(spans[at].start + 3, spans[at].start + 4) for at in (0, 36)]
    found = told(clip, index, *holes)
    assert found == FrameDamage((range(1), range(36, 37)), (range(1, 12), range(37, 48)))


def test_no_damage_costs_no_frame() -> None:
    for name in ("h264 with B-frames in mp4", "h264 with B-frames in ts", "mjpeg in avi"):
        clip = footage(name)
        assert told(clip, build_index(io.BytesIO(clip))) == FrameDamage((), ())


def test_where_the_tables_are_damaged_no_frame_can_be_told() -> None:
    clip = footage("h264 with B-frames in mp4")
    index = build_index(io.BytesIO(clip))
    moov = clip.rfind(b"moov")
    assert told(clip, index, range(moov + 200, moov + 220)) is None
    assert told(clip, index, range(200)) is None
    avi = footage("mjpeg in avi")
    table = avi.rfind(b"idx1")
    assert told(avi, build_index(io.BytesIO(avi)), range(table + 40, table + 90)) is None


def test_where_no_packet_states_its_place_no_frame_can_be_told() -> None:
    clip = footage("bare h264")
    index = build_index(io.BytesIO(clip))
    assert index.numbering is Numbering.COUNTED
    assert told(clip, index, range(3000, 3100)) is None


@pytest.mark.parametrize("name", ["h264 in fragmented mp4", "h264 with B-frames in ts"])
def test_frames_behind_a_cut_are_lost(name: str) -> None:
    clip = footage(name)
    index = build_index(io.BytesIO(clip))
    cut = clip[: len(clip) // 2]
    found = damaged_frames(io.BytesIO(cut), index, [range(len(cut), len(clip))])
    assert found is not None
    wrong = really_wrong(clip, cut, index, by_pts=True)
    assert wrong <= frames_of(found.damaged) | frames_of(found.possibly)
    assert found.damaged[-1].stop == index.frame_count
    assert len(frames_of(found.damaged)) < index.frame_count
