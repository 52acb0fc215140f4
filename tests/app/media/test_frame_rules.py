"""The rules of docs/frames.md for what a container makes impossible to know, a test for each."""

import numpy as np
import pytest

from app.media.decoding.decoder import ExactDecoder
from app.media.index.frame_index import Numbering
from tests.app.media.truth import VIEW, Truth, truth_of
from tests.app.media.viewer import Viewer
from tests.support.footage import footage


def made(name: str) -> Truth:
    return truth_of(footage(name))


def test_two_frames_with_one_time_stamp_are_one_frame_and_the_first_is_shown() -> None:
    truth = made("h264 with repeated time stamps in mkv")
    assert truth.index.numbering is Numbering.PTS
    # Of each four frames the third and the fourth share a stamp.
    assert list(truth.marks) == [mark for mark in range(48) if mark % 4 != 3]


@pytest.mark.parametrize("name", ["bare h264", "h264 with B-frames in ps"])
def test_frames_without_a_time_stamp_are_counted_as_they_come_out(name: str) -> None:
    truth = made(name)
    assert truth.index.numbering is Numbering.COUNTED
    assert list(truth.marks) == list(range(48))


@pytest.mark.parametrize(
    "name", ["h264 with time stamps out of order in ts", "two recordings joined in ts"]
)
def test_frames_whose_time_stamps_run_back_are_counted_as_they_come_out(name: str) -> None:
    truth = made(name)
    assert truth.index.numbering is Numbering.COUNTED
    assert [mark % 48 for mark in truth.marks] == [n % 48 for n in range(len(truth.marks))]


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("h264 cut in mid-GOP in ts", 12),
        ("h264 refreshed column by column and cut in ts", 28),
        ("hevc cut in mid-GOP in ts", 20),
    ],
)
def test_the_first_frame_of_a_cut_recording_is_the_first_that_can_be_decoded(
    name: str, first: int
) -> None:
    assert list(made(name).marks) == list(range(first, 48))


def test_frames_that_an_edit_list_hides_have_no_number() -> None:
    assert made("h264 behind a long hidden lead-in in mp4").marks[0] == 17


@pytest.mark.parametrize(
    ("name", "count"),
    [
        ("mpeg-4 that states too many frames in avi", 48),
        ("mjpeg that states too few frames in avi", 24),
    ],
)
def test_the_number_of_frames_that_a_header_states_is_not_believed(name: str, count: int) -> None:
    assert made(name).index.frame_count == count


@pytest.mark.parametrize(
    "name",
    [
        "h264 that names no key picture in mp4",
        "hevc that calls every frame a key picture in mp4",
        "mpeg-2 that calls every fifth frame a key picture in mp4",
    ],
)
def test_a_wrong_key_flag_costs_time_and_never_another_picture(name: str) -> None:
    truth = made(name)
    decoder = ExactDecoder(truth.open_stream(), truth.index)  # type: ignore[arg-type]
    for frame_index in (47, 13, 26, 1, 40):
        key = decoder.keyframe_before(frame_index)
        assert key is None or key.frame_index <= frame_index
        assert decoder.frame(frame_index).exact
    decoder.close()


def test_packets_that_only_say_nothing_new_have_no_number() -> None:
    # Every second packet of a packed bitstream is such a filler, for a B-frame in the one before.
    assert list(made("mpeg-4 with packed B-frames in avi").marks) == list(range(48))


def test_times_go_on_where_a_clock_runs_over() -> None:
    index = made("h264 whose clock runs over in ts").index
    assert index.first_pts < 0 < int(index.pts[-1])
    assert set(np.diff(index.pts).tolist()) == {3600}
    assert index.seconds(25) == pytest.approx(1.0)


def test_boxes_live_in_the_size_of_the_first_frame_and_later_sizes_are_scaled_to_it() -> None:
    truth = made("h264 that changes its size in ts")
    assert (truth.index.width, truth.index.height) == (160, 96)
    with Viewer(truth.open_stream, truth.index) as viewer:
        viewer.player.set_view(VIEW)
        for frame_index in (2, 20, 40):
            viewer.player.show(frame_index)
            rect = viewer.wait_for_frame(frame_index).source_rect
            assert rect == (0.0, 0.0, 160.0, 96.0)


@pytest.mark.parametrize("name", ["h264 of two cameras in mp4", "h264 of two cameras in ts"])
def test_of_several_cameras_in_a_file_the_first_is_shown(name: str) -> None:
    # The second's marks begin at 1,000.
    assert list(made(name).marks) == list(range(48))


def test_a_cover_picture_is_no_camera() -> None:
    assert made("h264 behind a cover picture in mp4").index.frame_count == 48


@pytest.mark.parametrize(
    "name", ["mpeg-2 of interlaced fields in ps", "h264 of interlaced fields in ts"]
)
def test_two_fields_in_one_picture_are_one_frame(name: str) -> None:
    truth = made(name)
    assert (truth.index.frame_count, truth.index.height) == (48, 96)


def test_times_of_counted_frames_are_told_from_the_average_rate() -> None:
    index = made("h264 with B-frames in avi").index
    assert index.numbering is Numbering.COUNTED
    assert [index.seconds(frame) for frame in (0, 25, 47)] == pytest.approx([0.0, 1.0, 1.88])
