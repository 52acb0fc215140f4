"""A frame made ready to be painted: BGRA at the size of the view, turned upright.

Colours: what the clip states counts. One that states no matrix, or none that is known, gets BT.709
from 720 lines up and BT.601 below, as televisions do; FFmpeg alone would take BT.601 for all and
turn red to brick.
"""

from dataclasses import dataclass

import av
import numpy as np
import numpy.typing as npt
from av.video.reformatter import Colorspace, Interpolation, VideoReformatter

from app.media.decoding.decoder import DecodedFrame
from app.media.errors import DamagedClipError
from app.media.index.frame_index import FrameIndex
from app.media.pictures.adjusting import adjust
from app.media.pictures.crop import PixelRect, cropped, plane_rows, snapped
from app.media.pictures.deinterlace import deinterlaced
from app.media.pictures.upright import Rect, Upright
from app.media.pictures.view import ViewRequest

Pixels = npt.NDArray[np.uint8]

_HD_LINES = 720
# AVCOL_SPC_ of BT.709, FCC, BT.470BG, SMPTE 170M and 240M, BT.2020 in FFmpeg's pixfmt.h. With any
# other, "unspecified" and "reserved" among them, its scaler guesses or refuses.
_STATED_MATRICES = frozenset({1, 4, 5, 6, 7, 9})


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """One frame as it is to be painted.

    `bgra` is (height, width, 4) uint8, rows C-contiguous within a stride of `bgra.strides[0]`
    bytes, alpha 255; it is the receiver's own. It shows `source_rect` of the frame, in display
    pixels, and never has more pixels than the source has there: the canvas scales up.
    `exact` is False where this is not the frame that was asked for (a key picture while scrubbing,
    a neighbour of a damaged frame); `frame_index` always names the frame that is really shown.
    `reduced` is True where it has fewer pixels than the view and the source have, because it moves:
    at rest one follows that has them all.
    """

    frame_index: int
    pts: int
    exact: bool
    corrupt: bool
    bgra: Pixels
    source_rect: Rect
    view: ViewRequest
    reduced: bool = False


class PictureMaker:
    """Makes pictures of one clip's frames. Thread-confined.

    One reformatter serves all frames: the one that each frame would make for itself keeps up to
    a megabyte as long as that frame lives.
    """

    def __init__(self, index: FrameIndex) -> None:
        """Take the rotation and the sample aspect from the index."""
        self._upright = Upright.of(index)
        self._reformatter = VideoReformatter()

    def to_view(self, frame: DecodedFrame, view: ViewRequest) -> Picture:
        """Convert, crop, scale down, turn and adjust a frame for this view, without combs."""
        picture = deinterlaced(frame.picture)
        asked = self._upright.clipped(view.source_rect)
        whole = (0, 0, picture.width, picture.height)
        part = whole
        if view.source_rect is not None:
            part = snapped(
                self._upright.to_decoded(asked, picture.width, picture.height),
                picture.width,
                picture.height,
            )
        shown = self._upright.to_display(part, picture.width, picture.height)
        scale = min(view.width_px / asked[2], view.height_px / asked[3])
        pixels = self._upright.turn(self._converted(picture, part, self._size(shown, part, scale)))
        adjust(pixels, view.adjustment)
        return Picture(
            frame_index=frame.frame_index,
            pts=frame.pts,
            exact=frame.exact,
            corrupt=frame.corrupt,
            bgra=pixels,
            source_rect=shown,
            view=view,
        )

    def full_size(self, frame: DecodedFrame) -> Pixels:
        """Give a whole frame, fields as coded: (height, width, 4) uint8 BGRA in display pixels."""
        picture = frame.picture
        whole = (0, 0, picture.width, picture.height)
        return self._upright.turn(self._converted(picture, whole, self._upright.widened_size))

    def _size(self, shown: Rect, part: PixelRect, scale: float) -> tuple[int, int]:
        """Give the size to convert to, before turning: the view's, but never above the source's."""
        wide, high = (shown[3], shown[2]) if self._upright.is_on_its_side else (shown[2], shown[3])
        return (
            min(max(round(wide * scale), 1), part[2]),
            min(max(round(high * scale), 1), part[3]),
        )

    def _converted(self, picture: av.VideoFrame, part: PixelRect, size: tuple[int, int]) -> Pixels:
        is_whole = part[2:] == (picture.width, picture.height)
        source = picture if is_whole else cropped(picture, part)
        if source is None:
            left, top, width, height = part
            full = self._reformatted(picture, (picture.width, picture.height))
            source = av.VideoFrame.from_ndarray(
                np.ascontiguousarray(full[top : top + height, left : left + width]), "bgra"
            )
        return self._reformatted(source, size)

    def _reformatted(self, picture: av.VideoFrame, size: tuple[int, int]) -> Pixels:
        is_tagged = picture.format.is_rgb or picture.colorspace in _STATED_MATRICES
        try:
            out = self._reformat(picture, size, None if is_tagged else self._implied_matrix())
        except av.FFmpegError as error:
            raise DamagedClipError("a picture's format can't be converted") from error
        rows = plane_rows(out.planes[0])[:, : out.width * 4]
        pixels = rows.reshape(out.height, out.width, 4)
        # A picture that is BGRA already comes back as itself, and is the cache's.
        return pixels.copy() if out is picture else pixels

    def _reformat(
        self, picture: av.VideoFrame, size: tuple[int, int], matrix: Colorspace | None
    ) -> av.VideoFrame:
        return self._reformatter.reformat(
            picture,
            width=size[0],
            height=size[1],
            format="bgra",
            src_colorspace=matrix,
            interpolation=_interpolation(picture, size),
            # With more threads, swscale's slices overrun their rows where the width is no multiple
            # of 16, and spoil the first columns of another slice (seen in FFmpeg 8.1). They would
            # gain nothing at these sizes either.
            threads=1,
        )

    def _implied_matrix(self) -> Colorspace:
        lines = min(self._upright.widened_size)
        return Colorspace.ITU709 if lines >= _HD_LINES else Colorspace.ITU601


def _interpolation(picture: av.VideoFrame, size: tuple[int, int]) -> Interpolation:
    # FAST_BILINEAR is never taken: it is off by up to 150 of 255 levels where nothing is scaled.
    if size == (picture.width, picture.height) and 1 <= picture.width % 16 <= 4:
        # swscale's quick way leaves the last columns of such a width unwritten: they would show
        # old memory (seen in FFmpeg 8.1). Accurate rounding takes the other, slower way.
        return Interpolation.AREA | Interpolation.ACCURATE_RND
    return Interpolation.AREA
