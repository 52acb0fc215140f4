"""What a frame with 200 boxes costs the window: ``.venv/bin/python -m benchmarks.ui_overlay``.

Each turn shows another frame, on which every box stands elsewhere, and paints the whole canvas, as
playing does. Beside it, in the same run, the bare picture is drawn by Qt alone. Figures are CPU
time of the painting thread, because machines are shared; the limit is a frame of a 60 Hz screen.

The last lines say how much memory a shown frame leaves allocated, and where: after a warm-up it
should be nothing.
"""

import gc
import os
import random
import statistics
import sys
import tracemalloc
from time import thread_time
from uuid import uuid4

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication

from app.media.pictures.picture import Picture
from app.media.pictures.view import ViewRequest
from app.ui.canvas import Canvas
from app.ui.canvas.picture_painter import PaintedPicture
from app.ui.theme import theme
from models.annotation import Annotation, Box, Keyframe, Label, Track
from tests.support.clip_index import clip_index

FRAMES, LIMIT_MS = 240, 1000 / 60
SIZES = ((1280, 800), (1920, 1080))
ZOOMS = (("fit", None), ("100 %", 1.0), ("400 %", 4.0))


def make_annotation(boxes: int, labels: list[Label]) -> Annotation:
    """Return tracks that cross the picture from the first frame to the last."""
    dice = random.Random(2)
    tracks = []
    for number in range(boxes):
        size = dice.uniform(20, 90), dice.uniform(30, 160)
        ends = [
            Box(dice.uniform(0, 1800), dice.uniform(0, 900), size[0], size[1]) for _ in range(2)
        ]
        keys = [
            Keyframe(uuid4(), at, pts=at, box=box, occluded=dice.random() < 0.2)
            for at, box in zip((0, FRAMES - 1), ends, strict=True)
        ]
        label = labels[number % len(labels)]
        tracks.append(Track(uuid4(), number + 1, label.id, keyframes=tuple(keys)))
    return Annotation(tracks)


class Screening:
    """A canvas that is shown one frame after the other, each a picture as the player makes it."""

    def __init__(self, size: tuple[int, int], boxes: int) -> None:
        names = ("person", "car", "bicycle")
        labels = [
            Label(uuid4(), name, color, digit=at + 1)
            for at, (name, color) in enumerate(
                zip(names, ("#4CC2FF", "#FFB454", "#7BD88F"), strict=True)
            )
        ]
        self.requests: list[ViewRequest] = []
        self.canvas = Canvas(theme)
        self.canvas.view_changed.connect(self.requests.append)
        self.canvas.resize(*size)
        self.canvas.show()
        self.canvas.set_clip(clip_index(FRAMES, rate=25))
        self.canvas.set_labels({label.id: label for label in labels})
        self.canvas.set_annotation(make_annotation(boxes, labels))
        QApplication.processEvents()
        self._next = 0

    def picture(self) -> Picture:
        """Return the next frame as the view wants it."""
        view = self.requests[-1]
        x, y, width, height = view.source_rect or (0.0, 0.0, 1920.0, 1080.0)
        scale = min(view.width_px / width, view.height_px / height, 1.0)
        rows, columns = max(round(height * scale), 1), max(round(width * scale), 1)
        self._next = (self._next + 1) % FRAMES
        pixels = np.full((rows, columns, 4), 40 + self._next % 100, np.uint8)
        return Picture(
            self._next,
            self._next,
            exact=True,
            corrupt=False,
            bgra=pixels,
            source_rect=(x, y, width, height),
            view=view,
        )

    def frame_ms(self) -> float:
        """Show and paint one frame; return the milliseconds of this thread."""
        picture = self.picture()
        started = thread_time()
        self.canvas.show_picture(picture)
        self.canvas.repaint()
        return (thread_time() - started) * 1000

    def bare_ms(self, image: QImage) -> float:
        """Draw the same picture with nothing else, as any player would."""
        painted = PaintedPicture(self.picture())
        started = thread_time()
        painter = QPainter(image)
        painter.fillRect(image.rect(), 0)
        painter.drawImage(0, 0, painted.image)
        painter.end()
        return (thread_time() - started) * 1000


def main() -> None:
    app = QApplication(sys.argv[:1])
    theme.apply(app)
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, limit {LIMIT_MS:.1f} ms")
    missed = False
    for size in SIZES:
        for boxes in (0, 50, 200):
            for name, zoom in ZOOMS:
                screening = Screening(size, boxes)
                if zoom == 1.0:
                    screening.canvas.zoom_actual()
                elif zoom is not None:
                    for _ in range(14):
                        screening.canvas.zoom_in()
                image = QImage(*size, QImage.Format.Format_RGB32)
                figures, bare = [], []
                for _ in range(FRAMES):
                    figures.append(screening.frame_ms())
                    bare.append(screening.bare_ms(image))
                p50, p95 = np.percentile(figures[20:], [50, 95])
                base = statistics.median(bare[20:])
                over = p95 > LIMIT_MS
                missed |= over
                print(
                    f"{size[0]}x{size[1]} {boxes:3} boxes {name:6} p50 {p50:6.2f} p95 {p95:6.2f} ms"
                    f"  bare picture {base:5.2f} ms  {'MISSED' if over else ''}",
                    flush=True,
                )
                screening.canvas.close()
    _memory(Screening(SIZES[0], 200))
    if missed:
        raise SystemExit("a frame took longer than the screen shows it")


def _memory(screening: Screening) -> None:
    for _ in range(FRAMES):
        screening.frame_ms()
    gc.collect()
    tracemalloc.start()
    for _ in range(20):
        screening.frame_ms()
    gc.collect()
    before = tracemalloc.take_snapshot()
    for _ in range(FRAMES):
        screening.frame_ms()
    gc.collect()
    grown = tracemalloc.take_snapshot().compare_to(before, "lineno")
    total = sum(one.size_diff for one in grown)
    print(f"{total / FRAMES:.0f} bytes stay allocated for each frame shown")
    for one in sorted(grown, key=lambda one: -one.size_diff)[:3]:
        print(f"  {one.size_diff / FRAMES:8.1f}  {one.traceback}")


if __name__ == "__main__":
    main()
