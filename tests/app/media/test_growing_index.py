"""An index that grows while its clip is looked at: what is published stays, and is taken over."""

import io
from dataclasses import replace

import pytest

from app.media.decoder import ExactDecoder
from app.media.frame_index import FrameIndex
from tests.app.media.truth import truth_of
from tests.app.media.viewer import Viewer
from tests.support.footage import footage, read_barcode

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
        assert read_barcode(frame.picture.to_ndarray(format="gray")) == number
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
