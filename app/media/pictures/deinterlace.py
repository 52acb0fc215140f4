"""Takes the combs out of a picture whose two fields were taken at different moments.

For the screen only: frames stay one for each coded picture, and keep their numbers.

- The picture of a frame depends on that frame alone, never on the way to it: each goes through a
  filter of its own. Yadif that sees nothing but one picture finds combs by comparing neighbouring
  rows, draws those spots anew along the edges of the earlier field, and leaves all others as
  they are: still parts keep every row (by pictures better than estdif, w3fdif and plain blending,
  which all spoil a clock burnt into the picture; bwdif needs the pictures around).
- Size, colours and time stamp stay.
"""

from fractions import Fraction
from typing import cast

import av
from av.filter import Graph

# The filter needs three rows and columns; nothing so small has fields.
_SMALLEST = 3
_ANY_TIME_BASE = Fraction(1, 25)
_YADIF = "mode=send_frame:parity=auto:deint=all"


def deinterlaced(picture: av.VideoFrame) -> av.VideoFrame:
    """Give a picture without combs; the very same object where the clip calls it whole.

    Also where its format can't be filtered: combs are better than nothing.
    """
    if not picture.interlaced_frame or min(picture.width, picture.height) < _SMALLEST:
        return picture
    try:
        out = _filtered(picture)
    except av.FFmpegError:
        return picture
    out.pts = picture.pts
    if picture.time_base is not None:
        out.time_base = picture.time_base
    out.colorspace, out.color_range = picture.colorspace, picture.color_range
    return out


def _filtered(picture: av.VideoFrame) -> av.VideoFrame:
    graph = Graph()
    # Starting threads for a single picture costs more than they save.
    graph.threads = 1
    source = graph.add_buffer(
        width=picture.width,
        height=picture.height,
        format=picture.format,
        time_base=picture.time_base or _ANY_TIME_BASE,
    )
    graph.link_nodes(source, graph.add("yadif", _YADIF), graph.add("buffersink")).configure()
    graph.push(picture)
    # The end of all: it does not wait for a picture after this one.
    graph.push(None)
    return cast("av.VideoFrame", graph.pull())
