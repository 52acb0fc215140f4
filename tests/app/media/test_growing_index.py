"""An index that grows while its clip is looked at: what is published stays, and is taken over."""

import io
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from itertools import count, pairwise

import av
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.media.decoding.decoder import ExactDecoder
from app.media.errors import DecodingCancelledError
from app.media.index import building as index_module
from app.media.index.building import build_index, grow_index
from app.media.index.frame_index import FrameIndex, Numbering
from app.media.index.survey import Survey
from tests.app.media.truth import truth_of
from tests.app.media.viewer import Viewer
from tests.support.footage import FOOTAGE, even_pts, footage, luma_of, make_clip, read_barcode

NAME = "h264 with B-frames in mp4"


def first_part(index: FrameIndex, frame_count: int) -> FrameIndex:
    """Give an index as it was when only its first frames were known."""
    known = index.key_pts < index.pts[frame_count]
    return replace(
        index,
        pts=index.pts[:frame_count],
        end_pts=int(index.pts[frame_count]),
        key_pts=index.key_pts[known],
        key_dts=index.key_dts[known],
        grows=True,
    )


@pytest.fixture
def eager(monkeypatch: pytest.MonkeyPatch) -> None:
    """Look after each packet whether more can be published, whatever that costs."""
    monkeypatch.setattr(index_module, "_LOOK_PACKETS", 1)
    monkeypatch.setattr(index_module, "_REST", 0.0)


def parts_of(clip: bytes) -> list[FrameIndex | None]:
    return list(grow_index(io.BytesIO(clip), parts_a_second=1e12))


@pytest.mark.promise
@pytest.mark.usefixtures("eager")
@pytest.mark.parametrize("name", FOOTAGE)
def test_what_is_published_is_the_beginning_of_the_whole_index_or_is_taken_back(name: str) -> None:
    *parts, whole = parts_of(footage(name))
    assert whole is not None
    assert whole.to_bytes() == build_index(io.BytesIO(footage(name))).to_bytes()
    taken_back = parts.index(None) if None in parts else -1
    before, after = parts[: max(taken_back, 0)], parts[taken_back + 1 :]
    for shorter, longer in pairwise([*after, whole]):
        assert shorter is not None
        assert shorter.grows
        assert longer is not None
        assert longer.extends(shorter)
        assert longer.key_pts[: len(shorter.key_pts)].tolist() == shorter.key_pts.tolist()
    # Only a clip that is not numbered by its time stamps takes anything back, and nothing follows.
    assert not (before and after)
    assert not before or whole.numbering is Numbering.COUNTED


@given(
    st.lists(st.tuples(st.integers(1, 4), st.integers(0, 12)), min_size=8, max_size=60),
    st.integers(0, 3),
)
def test_no_packet_of_an_orderly_clip_comes_before_a_frame_whose_number_is_published(
    steps: list[tuple[int, int]], shown_first: int
) -> None:
    survey = Survey("h264", Fraction(1, 1000), Fraction(25), Fraction(1))
    survey.head.pts.append(0)
    pts, published, dts = [], [], -shown_first
    for number, (step, delay) in enumerate([(shown_first or 1, 0), *steps]):
        dts += step
        shown_at = 0 if number == 0 else max(dts, 1) + delay
        if shown_at in pts:
            continue
        packet = av.Packet(b"coded")
        packet.pts, packet.dts, packet.is_keyframe = shown_at, min(dts, shown_at), number == 0
        survey.log.append(packet)
        pts.append(shown_at)
        part = index_module._settled_part(survey)
        if part is not None:
            published.append(part.pts.tolist())
    assert all(part == sorted(pts)[: len(part)] for part in published)
    assert published


@pytest.mark.usefixtures("eager")
@pytest.mark.parametrize(
    "name", ["h264 with B-frames in avi", "mpeg-4 with packed B-frames in avi", "bare h264"]
)
def test_of_a_clip_that_is_in_doubt_from_its_start_nothing_is_published_early(name: str) -> None:
    assert len(parts_of(footage(name))) == 1


@pytest.mark.usefixtures("eager")
def test_time_stamps_that_jump_back_late_take_back_what_was_published() -> None:
    parts = parts_of(footage("two recordings joined in ts"))
    at = parts.index(None)
    assert at > 0
    assert len(parts) == at + 2
    assert parts[-1] is not None
    assert parts[-1].frame_count == 96


@pytest.mark.usefixtures("eager")
def test_a_part_names_every_frame_right() -> None:
    clip = footage("h264 of variable rate in mkv")
    part = parts_of(clip)[0]
    assert part is not None
    assert part.frame_count < 48
    decoder = ExactDecoder(io.BytesIO(clip), part)
    for number in (0, part.frame_count - 1, 17, 3):
        picture = decoder.frame(number).picture
        assert read_barcode(luma_of(picture)) == number
    decoder.close()


def test_the_first_frames_are_known_long_before_the_clip_is_read() -> None:
    clip = make_clip(pts=even_pts(1500), options={"g": "25", "bf": "2", "preset": "ultrafast"})
    stream = io.BytesIO(clip)
    parts: Iterator[FrameIndex | None] = grow_index(stream)
    first = next(parts)
    assert first is not None
    assert 1 < first.frame_count < 100
    assert stream.tell() < len(clip) / 4
    *_, last = parts
    assert last is not None
    assert last.frame_count == 1500


def test_building_ends_at_once_when_nobody_wants_the_index_any_more() -> None:
    asked = count()
    parts = grow_index(io.BytesIO(footage(NAME)), cancelled=lambda: next(asked) > 10)
    with pytest.raises(DecodingCancelledError):
        list(parts)
    assert next(asked) == 12


@pytest.mark.parametrize("frame_count", [1, 13, 20, 47])
def test_a_decoder_gives_every_frame_exactly_after_its_index_has_grown(frame_count: int) -> None:
    truth = truth_of(footage(NAME))
    short = first_part(truth.index, frame_count)
    decoder = ExactDecoder(io.BytesIO(truth.clip), short)
    decoder.frame(frame_count - 1)
    decoder.set_index(truth.index)
    for number in (frame_count, *range(48)):
        frame = decoder.frame(number)
        assert frame.exact
        assert read_barcode(luma_of(frame.picture)) == number
    decoder.close()


def test_playing_waits_at_the_end_of_what_is_known_and_goes_on_when_more_is() -> None:
    truth = truth_of(footage(NAME))
    opened = []

    def open_stream() -> io.BytesIO:
        opened.append(1)
        return io.BytesIO(truth.clip)

    with Viewer(open_stream, first_part(truth.index, 20)) as viewer:
        viewer.player.play()
        viewer.wait_until(lambda: bool(viewer.states) and viewer.states[-1].buffering)
        assert viewer.pictures[-1].frame_index == 19
        assert viewer.states[-1].playing
        viewer.player.set_index(truth.index)
        viewer.wait_until(lambda: viewer.pictures[-1].frame_index == 47)
        viewer.wait_for_rest()
        shown = [picture.frame_index for picture in viewer.pictures]
        assert shown == sorted(set(shown))
        assert all(picture.exact for picture in viewer.pictures)
        assert len(opened) == 1


def test_frames_that_were_not_known_can_be_asked_for_once_they_are() -> None:
    truth = truth_of(footage(NAME))
    with Viewer(lambda: io.BytesIO(truth.clip), first_part(truth.index, 20)) as viewer:
        viewer.player.show(40)
        viewer.wait_for_frame(19)
        viewer.player.set_index(truth.index)
        viewer.player.show(40)
        picture = viewer.wait_for_frame(40)
        assert read_barcode(picture.bgra) == 40
