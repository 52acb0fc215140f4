"""Frame indexes of clips that do not exist, for widgets that only ask when a frame is shown."""

from fractions import Fraction

import numpy as np

from app.media.index.frame_index import FrameIndex


def clip_index(frame_count: int = 796, *, rate: int = 10, gop: int = 24) -> FrameIndex:
    """Return the index of an even clip with a key picture each `gop` frames; first pts is 512."""
    pts = 512 + np.arange(frame_count, dtype=np.int64) * (12_800 // rate)
    return FrameIndex(
        pts=pts,
        end_pts=int(pts[-1]) + 12_800 // rate,
        key_pts=pts[::gop],
        key_dts=pts[::gop],
        time_base=Fraction(1, 12_800),
        coded_width=1920,
        coded_height=1080,
        rotation=0,
        sample_aspect=Fraction(1),
        codec="h264",
        average_rate=Fraction(rate),
    )
