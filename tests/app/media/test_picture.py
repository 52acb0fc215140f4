"""Pictures have the clip's colours, stand upright, show the part asked for, and no more pixels."""

import io
from collections.abc import Callable
from fractions import Fraction

import av
import numpy as np
import pytest

from app.media.decoding.decoder import DecodedFrame, ExactDecoder
from app.media.index.building import build_index
from app.media.index.frame_index import FrameIndex
from app.media.pictures.picture import PictureMaker
from app.media.pictures.view import ViewRequest
from tests.support.footage import even_pts, make_clip, read_barcode

HUGE = ViewRequest(4000, 4000)
COLOURS = {
    "red": (255, 0, 0),
    "green": (0, 255, 0),
    "blue": (0, 0, 255),
    "white": (255, 255, 255),
    "grey": (128, 128, 128),
    "skin": (224, 172, 105),
}


def first_frame(clip: bytes) -> tuple[DecodedFrame, FrameIndex]:
    index = build_index(io.BytesIO(clip))
    decoder = ExactDecoder(io.BytesIO(clip), index)
    frame = decoder.frame(0)
    decoder.close()
    return frame, index


def plain(colour: tuple[int, int, int], size: tuple[int, int], matrix: str) -> Callable:
    def draw(_number: int) -> av.VideoFrame:
        rgb = np.full((size[1], size[0], 3), colour, np.uint8)
        return av.VideoFrame.from_ndarray(rgb, "rgb24").reformat(
            format="yuv420p", dst_colorspace=matrix, dst_color_range="MPEG"
        )

    return draw


@pytest.mark.parametrize("colour", COLOURS.values(), ids=COLOURS)
@pytest.mark.parametrize(
    ("size", "matrix"), [((1280, 720), "ITU709"), ((640, 480), "ITU601")], ids=["hd", "sd"]
)
def test_an_untagged_clip_shows_the_colours_that_its_size_implies(
    colour: tuple[int, int, int], size: tuple[int, int], matrix: str
) -> None:
    clip = make_clip(
        pts=even_pts(1),
        size=size,
        draw=plain(colour, size, matrix),
        options={"crf": "4", "preset": "ultrafast"},
    )
    frame, index = first_frame(clip)
    for view in (HUGE, ViewRequest(320, 180)):
        bgra = PictureMaker(index).to_view(frame, view).bgra
        middle = bgra[bgra.shape[0] // 2, bgra.shape[1] // 2].astype(int)
        assert np.abs(middle[2::-1] - colour).max() <= 4
        assert middle[3] == 255


@pytest.mark.parametrize("matrix", [2, 3, 8, 10, 14])
def test_a_matrix_that_nobody_knows_is_taken_for_none(matrix: int) -> None:
    frame, index = first_frame(make_clip(pts=even_pts(1)))
    expected = PictureMaker(index).to_view(frame, HUGE).bgra
    frame.picture.colorspace = matrix
    assert np.array_equal(PictureMaker(index).to_view(frame, HUGE).bgra, expected)


def test_a_picture_is_the_receivers_own_even_where_nothing_had_to_be_converted() -> None:
    picture = av.VideoFrame.from_ndarray(np.full((48, 64, 4), 7, np.uint8), "bgra")
    frame = DecodedFrame(0, 0, picture, exact=True, corrupt=False)
    maker = PictureMaker(index_for(64, 48))
    maker.to_view(frame, HUGE).bgra[:] = 99
    assert maker.to_view(frame, HUGE).bgra.max() == 7


def noisy_frame(width: int, height: int, pixel_format: str) -> tuple[DecodedFrame, np.ndarray]:
    luma = np.random.default_rng(width).integers(16, 236, (height, width)).astype(np.uint8)
    picture = av.VideoFrame(width, height, pixel_format)
    deep = "10" in pixel_format
    for number, plane in enumerate(picture.planes):
        samples = np.frombuffer(plane, np.uint16 if deep else np.uint8)
        samples = samples.reshape(plane.height, -1)
        samples[:] = 512 if deep else 128
        if number == 0:
            samples[:, :width] = luma.astype(samples.dtype) * (4 if deep else 1)
    full = pixel_format.startswith("yuvj")
    picture.color_range = 2 if full else 1
    grey = luma.astype(float) if full else np.clip((luma - 16.0) * 255 / 219, 0, 255)
    return DecodedFrame(0, 0, picture, exact=True, corrupt=False), grey


def index_for(width: int, height: int, *, rotation: int = 0) -> FrameIndex:
    zero = np.zeros(1, np.int64)
    return FrameIndex(
        pts=zero,
        end_pts=1,
        key_pts=zero,
        key_dts=zero,
        time_base=Fraction(1, 25),
        coded_width=width,
        coded_height=height,
        rotation=rotation,
        sample_aspect=Fraction(1),
        codec="h264",
    )


@pytest.mark.parametrize(
    "pixel_format",
    ["yuv420p", "yuv422p", "yuv444p", "yuvj420p", "nv12", "yuv420p10le"],
)
def test_every_pixel_is_right_at_every_width_and_beside_every_crop(pixel_format: str) -> None:
    for width in range(60, 94):
        for height in (48, 49):
            frame, grey = noisy_frame(width, height, pixel_format)
            maker = PictureMaker(index_for(width, height))
            whole = maker.to_view(frame, HUGE)
            assert np.abs(whole.bgra[..., 1] - grey).max() <= 3
            part = maker.to_view(frame, ViewRequest(500, 500, (7.5, 4.2, 33.1, 21.7)))
            x, y, w, h = (int(edge) for edge in part.source_rect)
            assert np.abs(part.bgra[..., 1] - grey[y : y + h, x : x + w]).max() <= 3


@pytest.mark.parametrize("rotation_ccw", [0, 90, 180, 270])
def test_a_turned_clip_stands_upright_and_its_crops_are_cut_from_the_upright_picture(
    rotation_ccw: int,
) -> None:
    clip = make_clip(pts=even_pts(1), size=(320, 192), rotation_ccw=rotation_ccw)
    frame, index = first_frame(clip)
    upright = np.rot90(frame.picture.to_ndarray(format="gray"), rotation_ccw // 90)
    maker = PictureMaker(index)
    whole = maker.to_view(frame, HUGE).bgra
    assert (index.width, index.height) == (whole.shape[1], whole.shape[0])
    assert np.abs(whole[..., 1].astype(int) - upright).max() <= 3
    part = maker.to_view(frame, ViewRequest(4000, 4000, (20.0, 30.0, 100.0, 60.0)))
    assert part.source_rect == (20.0, 30.0, 100.0, 60.0)
    assert np.abs(part.bgra.astype(int) - whole[30:90, 20:120]).max() <= 3
    assert np.array_equal(maker.full_size(frame), whole)


def test_a_view_smaller_than_the_frame_gets_a_picture_of_its_own_size() -> None:
    frame, index = first_frame(make_clip(pts=even_pts(1), size=(640, 360)))
    maker = PictureMaker(index)
    assert maker.to_view(frame, ViewRequest(320, 300)).bgra.shape == (180, 320, 4)
    small = maker.to_view(frame, ViewRequest(160, 90))
    assert small.bgra.shape == (90, 160, 4)
    assert read_barcode(small.bgra) == 0


def test_a_view_larger_than_what_it_shows_gets_the_source_pixels_and_no_more() -> None:
    frame, index = first_frame(make_clip(pts=even_pts(1), size=(640, 360)))
    picture = PictureMaker(index).to_view(frame, ViewRequest(1600, 900, (101.5, 50.5, 64.0, 36.0)))
    x, y, w, h = picture.source_rect
    assert (x, y) == (100.0, 50.0)
    assert picture.bgra.shape == (h, w, 4)
    assert x + w >= 165.5
    assert y + h >= 86.5


def test_wide_pixels_make_a_wide_frame_but_are_not_blown_up_in_memory() -> None:
    frame, index = first_frame(make_clip(pts=even_pts(1), sample_aspect=Fraction(4, 3)))
    assert (index.width, index.height) == (213, 96)
    picture = PictureMaker(index).to_view(frame, HUGE)
    assert picture.bgra.shape == (96, 160, 4)
    assert picture.source_rect == (0.0, 0.0, 213.0, 96.0)


@pytest.mark.parametrize("rect", [(-50.0, -50.0, 20.0, 20.0), (0.0, 0.0, 0.0, 0.0), None])
def test_a_view_of_nothing_shows_the_whole_frame(
    rect: tuple[float, float, float, float] | None,
) -> None:
    frame, index = first_frame(make_clip(pts=even_pts(1)))
    picture = PictureMaker(index).to_view(frame, ViewRequest(0, 0, rect))
    assert picture.source_rect == (0.0, 0.0, 160.0, 96.0)
    assert picture.bgra.size > 0
