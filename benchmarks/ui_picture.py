"""What adjusting costs a clip that plays: ``.venv/bin/python -m benchmarks.ui_picture``.

Plays 1080p30 in the decoder process, as the window does, for a view of 1920 by 1080, in turns with
and without all adjustments. Told are the frames shown, in rounds that follow each other, and the
processor's time for one picture. Exits 1 where more than a tenth of the frames is lost by it.
"""

import argparse
import io
import os
import statistics
import sys
import threading
import time
from dataclasses import replace

import numpy as np

from app.media import isolated
from app.media.index.building import FrameIndex, build_index
from app.media.pictures.adjust import HAZE, NIGHT, NO_ADJUSTMENT, Adjustment
from app.media.pictures.adjusting import adjust
from app.media.pictures.picture import Picture
from app.media.pictures.view import ViewRequest
from tests.support.camera_clip import camera_clip

VIEW = ViewRequest(1920, 1080)
LEAST_SHARE = 0.9
WAYS = {
    "tones": Adjustment(gamma=1.8, brightness=0.05),
    "night": NIGHT,
    "haze": HAZE,
    "all": Adjustment(0.05, 1.2, 1.5, 1.3, clahe=0.6, invert=True, sharpen=0.8),
}


class Playing:
    """A player that is told to play for a while, and what came of it."""

    def __init__(self, clip: bytes, index: FrameIndex) -> None:
        self._shown = 0
        self._arrived = threading.Event()
        self._player = isolated.start_player(
            lambda _: io.BytesIO(clip),
            index,
            cache_bytes=512 << 20,
            on_picture=self._on_picture,
            on_state=lambda _: None,
            on_failed=lambda error: print(f"failed: {error}"),
        )

    def fps(self, how: Adjustment, seconds: float) -> float:
        """Play from the first frame; return the frames shown in a second."""
        self._player.set_view(replace(VIEW, adjustment=how))
        self._player.show(0)
        self._arrived.clear()
        self._arrived.wait(30)
        self._player.play(1.0)
        time.sleep(0.5)
        self._shown, began_s = 0, time.monotonic()
        time.sleep(seconds)
        shown, took_s = self._shown, time.monotonic() - began_s
        self._player.pause()
        return shown / took_s

    def close(self) -> None:
        self._player.close()

    def _on_picture(self, _picture: Picture) -> None:
        self._shown += 1
        self._arrived.set()


def picture_ms(how: Adjustment, rounds: int = 15) -> float:
    """Return the milliseconds of this thread for one picture of 1080p."""
    pixels = np.random.default_rng(1).integers(0, 256, (1080, 1920, 4), np.uint8)
    took_ms = []
    for _ in range(rounds):
        given = pixels.copy()
        started_s = time.thread_time()
        adjust(given, how)
        took_ms.append((time.thread_time() - started_s) * 1000)
    return statistics.median(took_ms)


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--seconds", type=float, default=6.0)
    asked.add_argument("--rounds", type=int, default=3)
    options = asked.parse_args()
    clip = camera_clip(size=(1920, 1080), fps=30, group=60, repeats=1)
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}; nothing costs", end=" ")
    print(f"{picture_ms(NO_ADJUSTMENT):.3f} ms a picture")
    playing = Playing(clip, build_index(io.BytesIO(clip)))
    missed = False
    for name, how in WAYS.items():
        plain, with_it = [], []
        for _ in range(options.rounds):
            plain.append(playing.fps(NO_ADJUSTMENT, options.seconds))
            with_it.append(playing.fps(how, options.seconds))
        base, fps = statistics.median(plain), statistics.median(with_it)
        missed |= fps < LEAST_SHARE * base
        print(
            f"{name:6} {picture_ms(how):6.2f} ms a picture  {base:5.1f} fps without, {fps:5.1f}"
            f" with  {fps / base:.2f}x  {'MISSED' if fps < LEAST_SHARE * base else ''}",
            flush=True,
        )
    playing.close()
    if missed:
        sys.exit("adjusting loses more than a tenth of the frames")


if __name__ == "__main__":
    main()
