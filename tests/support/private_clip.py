"""A clip in which one object has a colour that nothing else has, and what is seen of it."""

import av
import numpy as np
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from models.annotation.geometry import Box
from tests.support.footage import draw_frame, even_pts, make_clip

SIZE = (640, 360)
FRAMES = 30
# So far in one frame that the mask of the frame before would leave some of it bare.
_STEP_PX = 18


def secret_box(frame_index: int) -> Box:
    """Return where the object is on a frame."""
    return Box(20 + _STEP_PX * frame_index, 220, 40, 60)


def private_clip() -> bytes:
    """Encode the clip; its frames bear their numbers as all made footage does."""

    def draw(number: int) -> av.VideoFrame:
        luma = draw_frame(number, width=SIZE[0], height=SIZE[1])
        rgb = np.repeat(luma[:, :, None], 3, axis=2)
        box = secret_box(number)
        rgb[int(box.y) : int(box.y2), int(box.x) : int(box.x2)] = (255, 0, 255)
        return av.VideoFrame.from_ndarray(rgb, "rgb24").reformat(format="yuv420p")

    return make_clip(pts=even_pts(FRAMES), size=SIZE, draw=draw, options={"crf": "12", "g": "10"})


def bare_pixels(picture: np.ndarray) -> int:
    """Count the pixels of the object in a BGR(A) picture."""
    blue, green, red = (picture[..., at].astype(np.int16) for at in range(3))
    # Ink over footage is grey, and no label is of this colour.
    return int(((red - green > 60) & (blue - green > 60)).sum())


def bare_pixels_of(widget: QWidget) -> int:
    """Count them in what a widget would show now."""
    image = widget.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    rows = np.frombuffer(image.constBits(), np.uint8)
    return bare_pixels(rows.reshape(image.height(), -1, 4)[:, : image.width()])
