"""Playing in time, against bare PyAV: ``.venv/bin/python -m benchmarks.media_playback``.

Plays 1080p60, 1080p30 with a key picture every 250 frames, and 4K30 through the player. Each
picture is painted into an image of the view's size, with 50 boxes, by a thread that does nothing
else, as the window does. In the same run a plain loop around PyAV does the same with the same clip:
decode, wait until due, convert, paint. Told are frames shown, dropped (by the player, and by a
painter that was late), CPU time and page faults for each frame shown. ``--rate=-1`` plays
backwards; PyAV alone can't.
"""

import argparse
import io
import os
import resource
import threading
import time
from dataclasses import dataclass

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import av
import numpy as np
from PySide6.QtGui import QColor, QGuiApplication, QImage, QPainter

from app.media.index.building import FrameIndex, build_index
from app.media.pictures.picture import Picture
from app.media.pictures.view import ViewRequest
from app.media.player.player import Player, PlayerState
from tests.support.camera_clip import camera_clip

BOXES = 50
VIEW = ViewRequest(1600, 900)


@dataclass
class Run:
    """What one way of playing came to."""

    shown: int = 0
    dropped: int = 0
    reduced: int = 0
    seconds: float = 0.0
    cpu_s: float = 0.0
    faults: int = 0

    def told(self, name: str) -> None:
        shown = max(self.shown, 1)
        print(
            f"  {name:10} {self.shown / self.seconds:6.1f} fps  dropped {self.dropped:4}  "
            f"reduced {self.reduced:4}  CPU {self.cpu_s / self.seconds * 100:4.0f} %  "
            f"{self.cpu_s * 1000 / shown:5.1f} ms a frame  {self.faults / shown:5.0f} page faults"
        )


class Painter:
    """Paints pictures and boxes into one image, as a canvas does."""

    def __init__(self) -> None:
        self._target = QImage(VIEW.width_px, VIEW.height_px, QImage.Format.Format_RGB32)

    def paint(self, bgra: np.ndarray) -> None:
        height, width = bgra.shape[:2]
        image = QImage(bgra.data, width, height, bgra.strides[0], QImage.Format.Format_RGB32)
        painter = QPainter(self._target)
        painter.drawImage(0, 0, image)
        painter.setPen(QColor("orange"))
        for number in range(BOXES):
            painter.fillRect(number * 30, number * 15, 90, 60, QColor(255, 160, 0, 40))
            painter.drawRect(number * 30, number * 15, 90, 60)
        painter.end()


class Clock:
    """CPU time, page faults and wall time of a run."""

    def __init__(self) -> None:
        self._cpu_s, self._wall_s = time.process_time(), time.monotonic()
        self._faults = resource.getrusage(resource.RUSAGE_SELF).ru_minflt

    def stop(self, run: Run) -> None:
        run.cpu_s, run.seconds = time.process_time() - self._cpu_s, time.monotonic() - self._wall_s
        run.faults = resource.getrusage(resource.RUSAGE_SELF).ru_minflt - self._faults


def through_player(clip: bytes, index: FrameIndex, *, seconds: float, rate: float) -> Run:
    run, painter, news = Run(), Painter(), threading.Condition()
    newest: list[Picture] = []
    states: list[PlayerState] = []

    def on_picture(picture: Picture) -> None:
        with news:
            run.dropped += len(newest)
            newest[:] = [picture]
            news.notify()

    player = Player(
        lambda _: io.BytesIO(clip),
        index,
        on_picture=on_picture,
        on_state=states.append,
        on_failed=lambda error: print(f"failed: {error}"),
    )
    player.set_view(VIEW)
    player.show(0 if rate > 0 else index.frame_count - 1)
    with news:
        news.wait_for(lambda: bool(newest), 60)
        newest.clear()
    time.sleep(1.0)
    clock, until = Clock(), time.monotonic() + seconds
    player.play(rate)
    while time.monotonic() < until:
        with news:
            news.wait_for(lambda: bool(newest), 0.5)
            taken, newest[:] = list(newest), []
        for picture in taken:
            painter.paint(picture.bgra)
            run.shown += 1
            run.reduced += picture.reduced
    clock.stop(run)
    player.pause()
    player.close()
    run.dropped += states[-1].dropped
    return run


def through_bare_pyav(clip: bytes, *, seconds: float, fps: int) -> Run:
    run, painter = Run(), Painter()
    reformatter = av.video.reformatter.VideoReformatter()
    with av.open(io.BytesIO(clip), mode="r") as source:
        video = source.streams.video[0]
        video.codec_context.thread_type = "AUTO"
        clock, began = Clock(), time.monotonic()
        for number, frame in enumerate(source.decode(video)):
            due_s = began + number / fps
            now_s = time.monotonic()
            if now_s - began > seconds:
                break
            if now_s - due_s > 1 / fps:
                run.dropped += 1
                continue
            time.sleep(max(due_s - now_s, 0))
            small = reformatter.reformat(
                frame,
                width=VIEW.width_px,
                height=VIEW.height_px,
                format="bgra",
                src_colorspace="ITU709",
                interpolation="AREA",
                threads=1,
            )
            plane = small.planes[0]
            rows = np.frombuffer(plane, np.uint8).reshape(plane.height, plane.line_size)
            painter.paint(rows[:, : small.width * 4].reshape(small.height, small.width, 4))
            run.shown += 1
        clock.stop(run)
    return run


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--rate", type=float, default=1.0)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--only", choices=["1080p60", "1080p30", "4k30"])
    arguments = parser.parse_args()
    application = QGuiApplication([])
    kinds = {
        "1080p60": {"size": (1920, 1080), "fps": 60, "group": 120},
        "1080p30": {"size": (1920, 1080), "fps": 30, "group": 250},
        "4k30": {"size": (3840, 2160), "fps": 30, "group": 60},
    }
    for name, kind in kinds.items():
        if arguments.only not in (None, name):
            continue
        fps = kind["fps"]
        repeats = int(arguments.seconds * max(abs(arguments.rate), 1) * fps / kind["group"]) + 2
        clip = camera_clip(**kind, b_frames=0, frames=kind["group"], repeats=repeats)
        index = build_index(io.BytesIO(clip))
        for _ in range(arguments.rounds):
            print(f"{name}, rate {arguments.rate:g}, load {os.getloadavg()[0]:.1f}")
            through_player(clip, index, seconds=arguments.seconds, rate=arguments.rate).told(
                "player"
            )
            if arguments.rate == 1:
                through_bare_pyav(clip, seconds=arguments.seconds, fps=fps).told("bare PyAV")
    application.quit()


if __name__ == "__main__":
    main()
