"""Small made pictures: an object of known place before a background."""

import io
from collections.abc import Iterator

import av
import cv2
import numpy as np

from models.annotation.geometry import Box

WIDTH, HEIGHT = 320, 180
PATCH_W, PATCH_H = 64, 44


def texture(rng: np.random.Generator, height: int, width: int, coarse: float) -> np.ndarray:
    """Return smooth noise, 0 … 1."""
    made = np.zeros((height, width), np.float32)
    for cell in (coarse, coarse / 2):
        small = rng.random((int(height / cell) + 2, int(width / cell) + 2), dtype=np.float32)
        made += cv2.resize(small, (width, height), interpolation=cv2.INTER_CUBIC) * cell
    made -= made.min()
    return made / made.max()


def scene(
    boxes: list[Box], *, pole_px: int = 0, hidden_from: int = 10**6, noise: float = 3.0
) -> Iterator[np.ndarray]:
    """Yield a (180, 320) uint8 picture for each box, with the object in it.

    `pole_px` is how wide a pole stands before it, in the middle; from `hidden_from` on, the object
    is not there.
    """
    rng = np.random.default_rng(5)
    ground = 70 + 80 * texture(rng, HEIGHT, WIDTH, 20)
    patch = 30 + 190 * texture(rng, PATCH_H, PATCH_W, 10)
    for number, box in enumerate(boxes):
        light = 1 + 0.15 * np.sin(number / 5)
        frame = ground
        if number < hidden_from:
            place = np.array([[box.w / PATCH_W, 0, box.x], [0, box.h / PATCH_H, box.y]], np.float32)
            put = cv2.warpAffine(patch, place, (WIDTH, HEIGHT))
            mask = cv2.warpAffine(np.ones_like(patch), place, (WIDTH, HEIGHT))
            frame = ground * (1 - mask) + put * mask
        if pole_px:
            frame = frame.copy()
            frame[:, 150 : 150 + pole_px] = 30
        noisy = frame * light + rng.normal(0, noise, frame.shape)
        yield np.clip(noisy, 0, 255).astype(np.uint8)


def path(count: int, *, dx: float = 4.0, dy: float = 0.7, x: float = 30.0) -> list[Box]:
    """Return boxes that move evenly and breathe by 10 %."""
    boxes = []
    for number in range(count):
        scale = 1 + 0.1 * np.sin(number / 8)
        boxes.append(Box(x + dx * number, 50 + dy * number, PATCH_W * scale, PATCH_H * scale))
    return boxes


def scene_clip(boxes: list[Box]) -> bytes:
    """Return an mp4 of the scene, with groups of twelve pictures."""
    made = io.BytesIO()
    with av.open(made, mode="w", format="mp4") as out:
        video = out.add_stream("libx264", rate=25, options={"g": "12", "bf": "2", "crf": "16"})
        video.width, video.height, video.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        for picture in scene(boxes):
            bgr = np.repeat(picture[:, :, None], 3, axis=2)
            out.mux(video.encode(av.VideoFrame.from_ndarray(bgr, "bgr24")))
        out.mux(video.encode(None))
    return made.getvalue()
