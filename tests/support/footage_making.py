"""Makes small clips in memory, each frame marked with its own number.

A frame's mark is a 16-bit barcode of big black and white cells, which survives lossy coding and
scaling, so a test can ask the picture itself which frame it is. `sequential_hashes` is the plain
truth that exact seeking is held against: one decode from the first byte to the last.
"""

import hashlib
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import av
import numpy as np
import numpy.typing as npt

WIDTH, HEIGHT = 160, 96
_COLUMNS, _ROWS = 8, 2

Picture = npt.NDArray[np.uint8]


def draw_frame(number: int, *, width: int = WIDTH, height: int = HEIGHT) -> Picture:
    """Draw frame `number`, (height, width) uint8 luma: barcode above, moving texture below."""
    x = np.arange(width)[None, :]
    y = np.arange(height)[:, None]
    luma = ((x * 3 + y * 2 + number * 5) % 160 + 40).astype(np.uint8)
    left = 20 + number * 3 % max(width - 60, 1)
    luma[height * 2 // 3 : height * 2 // 3 + 16, left : left + 24] = 230
    cell_w, cell_h = width // (_COLUMNS + 2), height // 6
    for bit in range(16):
        column, row = bit % _COLUMNS + 1, bit // _COLUMNS + 1
        value = 235 if number >> bit & 1 else 16
        luma[row * cell_h : (row + 1) * cell_h, column * cell_w : (column + 1) * cell_w] = value
    return luma


def read_barcode(picture: Picture) -> int:
    """Read the frame number from a luma, BGR or BGRA picture of a whole frame, at any size."""
    luma = picture if picture.ndim == 2 else picture[..., 1]
    height, width = luma.shape
    cell_w, cell_h = width / (_COLUMNS + 2), height / 6
    number = 0
    for bit in range(16):
        column, row = bit % _COLUMNS + 1, bit // _COLUMNS + 1
        top, bottom = int((row + 0.3) * cell_h), int((row + 0.7) * cell_h) + 1
        left, right = int((column + 0.3) * cell_w), int((column + 0.7) * cell_w) + 1
        number |= int(luma[top:bottom, left:right].mean() > 125) << bit
    return number


def luma_of(frame: av.VideoFrame) -> Picture:
    """Return how bright a frame is, (height, width) uint8; it lies in the frame's own memory.

    To ask PyAV for grey makes a converter for each frame, which takes longer than to decode one.
    """
    form = frame.format
    if not form.is_planar or form.is_rgb or form.components[0].bits != 8:
        return frame.to_ndarray(format="gray")
    plane = frame.planes[0]
    rows = np.frombuffer(plane, np.uint8).reshape(-1, plane.line_size)
    return rows[: frame.height, : frame.width]


def even_pts(count: int, *, first: int = 0, step: int = 1) -> list[int]:
    """Give evenly spaced pts."""
    return [first + step * number for number in range(count)]


def uneven_pts(count: int, *, seed: int = 7) -> list[int]:
    """Give pts with steps of 20 to 500, as in a clip of variable frame rate counted in ms."""
    steps = np.random.default_rng(seed).choice([20, 40, 40, 100, 500], size=count - 1)
    return [0, *np.cumsum(steps).tolist()]


def make_clip(
    *,
    container: str = "mp4",
    codec: str = "libx264",
    pts: Sequence[int],
    time_base: Fraction = Fraction(1, 25),
    size: tuple[int, int] = (WIDTH, HEIGHT),
    pixel_format: str = "yuv420p",
    options: Mapping[str, str] | None = None,
    muxer_options: Mapping[str, str] | None = None,
    rotation_ccw: int = 0,
    sample_aspect: Fraction | None = None,
    draw: Callable[[int], av.VideoFrame] | None = None,
) -> bytes:
    """Encode one frame for each pts; frame n of the clip carries the mark n."""
    sink = io.BytesIO()
    width, height = size
    with av.open(sink, "w", format=container, options=dict(muxer_options or {})) as output:
        rate = Fraction(25) if time_base < Fraction(1, 200) else 1 / time_base
        stream = output.add_stream(codec, rate=rate, options=dict(options or {}))
        stream.width, stream.height, stream.pix_fmt = width, height, pixel_format
        stream.codec_context.time_base = time_base
        stream.time_base = time_base
        stream.codec_context.thread_count = 1
        if sample_aspect is not None:
            stream.codec_context.sample_aspect_ratio = sample_aspect
        if rotation_ccw:
            stream.set_display_rotation(rotation_ccw)
        for number, at in enumerate(pts):
            if draw is None:
                luma = draw_frame(number, width=width, height=height)
                frame = av.VideoFrame.from_ndarray(luma, "gray").reformat(format=pixel_format)
            else:
                frame = draw(number)
            frame.pts, frame.time_base = at, time_base
            output.mux(stream.encode(frame))
        output.mux(stream.encode(None))
    return sink.getvalue()


@dataclass(frozen=True, slots=True)
class Sequential:
    """What a plain decode from start to end gives: hash and pts of each frame, in output order."""

    hashes: tuple[str, ...]
    pts: tuple[int | None, ...]


def hash_picture(frame: av.VideoFrame) -> str:
    """Hash the visible samples of all planes."""
    digest = hashlib.sha256()
    for plane in frame.planes:
        row_bytes = plane.width * _bytes_per_sample(frame, plane)
        rows = np.frombuffer(plane, np.uint8)[: plane.line_size * plane.height]
        rows = rows.reshape(plane.height, plane.line_size)
        digest.update(np.ascontiguousarray(rows[:, :row_bytes]).tobytes())
    return digest.hexdigest()


def _bytes_per_sample(frame: av.VideoFrame, plane: object) -> int:
    bits = max(component.bits for component in frame.format.components)
    packed = len(frame.planes) < len(frame.format.components) and not frame.format.is_planar
    per_sample = (bits + 7) // 8
    if packed:
        return per_sample * len(frame.format.components)
    if len(frame.planes) == 2 and plane is frame.planes[1]:
        return per_sample * 2
    return per_sample


def sequential_decode(clip: bytes) -> Sequential:
    """Decode all frames of a plain clip in one go; the first of frames with one pts counts."""
    hashes, pts = [], []
    with av.open(io.BytesIO(clip), mode="r") as source:
        stream = source.streams.video[0]
        for packet in source.demux(stream):
            try:
                frames = packet.decode()
            except av.error.InvalidDataError:
                continue
            for frame in frames:
                hashes.append(hash_picture(frame))
                pts.append(frame.pts)
    return Sequential(tuple(hashes), tuple(pts))


def remux_packets(
    clip: bytes, container: str, change: Callable[[list[av.Packet]], Iterable[av.Packet]]
) -> bytes:
    """Copy a clip's packets into another container, after `change` had its way with them."""
    sink = io.BytesIO()
    with av.open(io.BytesIO(clip), mode="r") as source:
        stream = source.streams.video[0]
        packets = [packet for packet in source.demux(stream) if packet.size]
        with av.open(sink, "w", format=container) as output:
            copy = output.add_stream_from_template(stream)
            for packet in change(packets):
                packet.stream = copy
                output.mux(packet)
    return sink.getvalue()
