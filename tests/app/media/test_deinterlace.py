"""Pictures of two fields are shown without combs, and each for itself."""

import io
from fractions import Fraction

import av
import numpy as np
import pytest

from app.media.decoding.decoder import DecodedFrame, ExactDecoder
from app.media.index.building import build_index
from app.media.pictures.deinterlace import deinterlaced
from app.media.pictures.picture import PictureMaker
from app.media.pictures.view import ViewRequest
from tests.support.footage import even_pts, hash_picture, make_clip

SIZE = WIDTH, HEIGHT = 320, 240
STILL = slice(HEIGHT - 24, HEIGHT - 6)


def field(moment: int) -> np.ndarray:
    """A bright bar that moves fast, over a burnt-in line one row thin that stands still."""
    luma = np.full((HEIGHT, WIDTH), 60, np.uint8)
    luma[40:160, 20 + moment * 12 : 60 + moment * 12] = 220
    luma[HEIGHT - 12, 20:300] = 235
    luma[HEIGHT - 18, 20:300] = 235
    return luma


def woven(number: int) -> av.VideoFrame:
    luma = field(2 * number)
    luma[1::2] = field(2 * number + 1)[1::2]
    return av.VideoFrame.from_ndarray(luma, "gray").reformat(format="yuv420p")


CLIPS = {
    "mpeg-2": {"container": "mpegts", "codec": "mpeg2video", "options": {"b": "8M"}},
    "h264": {"container": "mp4", "options": {"crf": "8", "x264-params": "interlaced=1"}},
}


def interlaced_clip(name: str) -> bytes:
    told = CLIPS[name]
    options = told["options"] | {"g": "6", "bf": "2", "flags": "+ilme+ildct"}
    return make_clip(**(told | {"options": options}), pts=even_pts(9), size=SIZE, draw=woven)


def frames_of(clip: bytes) -> list[av.VideoFrame]:
    with av.open(io.BytesIO(clip), mode="r") as source:
        return list(source.decode(video=0))


def called_fields(picture: av.VideoFrame) -> av.VideoFrame:
    """Flag a picture as one of two fields."""
    picture.pts, picture.time_base = 5, Fraction(1, 90_000)
    graph = av.filter.Graph()
    source = graph.add_buffer(
        width=picture.width,
        height=picture.height,
        format=picture.format,
        time_base=picture.time_base,
    )
    graph.link_nodes(source, graph.add("setfield", "tff"), graph.add("buffersink")).configure()
    graph.push(picture)
    return graph.pull()


def luma_of(picture: av.VideoFrame) -> np.ndarray:
    return picture.to_ndarray(format="gray").astype(int)


def combs(luma: np.ndarray) -> int:
    """Count samples that stand out from the rows above and below, which agree."""
    above, here, below = luma[:-2], luma[1:-1], luma[2:]
    return int(np.sum((np.abs(above - below) < 40) & (np.abs(here - above) > 80)))


@pytest.mark.parametrize("name", CLIPS)
def test_what_moves_between_the_fields_has_no_combs_and_what_stands_still_keeps_its_rows(
    name: str,
) -> None:
    coded = frames_of(interlaced_clip(name))[4]
    assert coded.interlaced_frame
    shown = deinterlaced(coded)
    moving = slice(30, 170)
    assert combs(luma_of(coded)[moving]) > 1000
    assert combs(luma_of(shown)[moving]) < 20
    assert np.abs(luma_of(shown)[STILL] - luma_of(coded)[STILL]).max() < 16


def test_a_picture_called_whole_is_given_back_as_it_is() -> None:
    clip = make_clip(pts=even_pts(3), size=SIZE, draw=woven)
    assert all(deinterlaced(frame) is frame for frame in frames_of(clip))


@pytest.mark.promise
@pytest.mark.parametrize("name", CLIPS)
def test_a_frame_without_combs_looks_the_same_however_one_came_to_it(name: str) -> None:
    clip = interlaced_clip(name)
    straight = [hash_picture(deinterlaced(frame)) for frame in frames_of(clip)]
    decoder = ExactDecoder(io.BytesIO(clip), build_index(io.BytesIO(clip)))
    for frame_index in (8, 2, 7, 1, 0, 5, 3, 6, 4):
        picture = decoder.frame(frame_index).picture
        assert hash_picture(deinterlaced(picture)) == straight[frame_index]
        assert hash_picture(deinterlaced(picture)) == straight[frame_index]
    decoder.close()


@pytest.mark.parametrize("pixel_format", ["yuv420p", "yuv422p10le", "yuvj420p", "yuv411p", "gray"])
def test_size_format_colours_and_time_stamp_stay(pixel_format: str) -> None:
    coded = called_fields(woven(3).reformat(format=pixel_format))
    coded.colorspace, coded.color_range, coded.pts = 1, 1, 77
    shown = deinterlaced(coded)
    assert shown is not coded
    assert (shown.width, shown.height, shown.format.name) == (*SIZE, pixel_format)
    assert (shown.colorspace, shown.color_range, shown.pts) == (1, 1, 77)
    assert shown.time_base == coded.time_base == Fraction(1, 90_000)
    assert combs(luma_of(shown)[30:170]) < 20 < 1000 < combs(luma_of(coded)[30:170])


def test_the_screen_gets_no_combs_and_a_still_gets_the_fields_as_coded() -> None:
    clip = interlaced_clip("mpeg-2")
    index = build_index(io.BytesIO(clip))
    picture = frames_of(clip)[4]
    frame = DecodedFrame(4, int(index.pts[4]), picture, exact=True, corrupt=False)
    maker = PictureMaker(index)
    on_screen = maker.to_view(frame, ViewRequest(*SIZE)).bgra[..., 1].astype(int)
    still = maker.full_size(frame)[..., 1].astype(int)
    assert combs(on_screen[30:170]) < 20 < 1000 < combs(still[30:170])
