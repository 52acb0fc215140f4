"""Make the README's pictures: the real window with the sample project, drawn without a screen.

    python docs/make_screenshots.py [FOLDER]

FOLDER keeps the sample project between runs (rendering it takes a minute); without it a temporary
folder is used. It stands in for the person's own, so that no path of this machine is in a picture.
"""

import os
import sys
import tempfile
from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = "offscreen"
REPOSITORY = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(REPOSITORY))

import cv2  # noqa: E402 - the platform must be chosen first
import numpy as np  # noqa: E402
from PySide6.QtCore import QEvent  # noqa: E402
from PySide6.QtGui import QImage  # noqa: E402
from PySide6.QtWidgets import QApplication  # noqa: E402

from app.demo import SAMPLE_CLIPS  # noqa: E402
from app.settings.preferences import Preferences  # noqa: E402
from app.settings.projects import SAMPLE_ID  # noqa: E402
from app.ui.theme import theme  # noqa: E402
from tests.support.person import Person  # noqa: E402

PICTURES = REPOSITORY / "docs" / "screenshots"
ENTRANCE, PARKING = SAMPLE_CLIPS[0].event_id, "sample-parking-03"
_RENDERING_MS = 600_000
_MOST_BYTES = 900 * 1024
_COLOURS = 256
_SAMPLES = 60_000


def main(folder: Path) -> None:
    """Write all pictures."""
    os.environ["HOME"] = str(folder)
    picture(folder, "annotate-dark", ENTRANCE, size=(1920, 1080), frame=214, number=6)
    picture(folder, "annotate-light", PARKING, size=(1280, 800), frame=160, number=4)
    picture(folder, "review-light", ENTRANCE, size=(1920, 1080), frame=214, number=6, review=True)
    picture(folder, "cameras-dark", ENTRANCE, size=(1280, 800), frame=214, number=6, beside=PARKING)


def picture(
    folder: Path,
    name: str,
    event_id: str,
    *,
    size: tuple[int, int],
    frame: int,
    number: int,
    beside: str | None = None,
    review: bool = False,
) -> None:
    """Open a sample clip, select a track by its number, and write what is seen at its keyframe.

    Of the track's keyframes the one nearest to `frame` is shown; `beside` is another clip that is
    shown in step with it; `review` shows it in the Review workspace. The theme is the end of the
    picture's `name`.
    """
    mode = name.rpartition("-")[2]
    # Panels at the sizes that suit this window, not at those of the picture before.
    (folder / "Safelight" / "config" / "window.ini").unlink(missing_ok=True)
    theme.set_mode(mode)
    person = Person(folder / "Safelight", size=size, preferences=Preferences(theme=mode))
    window = person.window
    person.start(SAMPLE_ID)
    person.wait_until(
        lambda: window.clip_list.total == len(SAMPLE_CLIPS) + 1 and not window.progress.is_busy,
        "for the sample clips",
        _RENDERING_MS,
    )
    clip = next(clip for clip in window.clip_list.clips if clip.event_id == event_id)
    if person.desk.clip.clip is None or person.desk.clip.clip.id != clip.id:
        person.open_clip(clip.id)
    (track,) = (t for t in person.annotation.tracks.values() if t.number == number)
    keyframes = [keyframe.frame_index for keyframe in track.keyframes]
    person.go_to(min(keyframes, key=lambda at: abs(at - frame)))
    person.desk.clip.editor.select([track.id])
    if review:
        person.desk.workspace.enter("review")
    if beside is not None:
        other = next(clip for clip in window.clip_list.clips if clip.event_id == beside)
        person.desk.cameras.add(other.id)
    QApplication.sendEvent(person.canvas, QEvent(QEvent.Type.Leave))
    timeline = person.shell.parts.timeline
    person.wait_until(
        lambda: timeline.view.strips.share >= 1 and not timeline.view.strips.is_working,
        "for motion and pictures",
        _RENDERING_MS,
    )
    for _ in range(100):
        person.breathe()  # the last thumbnails are painted meanwhile
    PICTURES.mkdir(exist_ok=True)
    save_small(window.grab().toImage(), PICTURES / f"{name}.png")
    person.quit()


def save_small(image: QImage, target: Path) -> None:
    """Write a PNG; one that would be too large gets the 256 colours that suit it best."""
    image = image.convertToFormat(QImage.Format.Format_RGB888)
    image.save(str(target), "PNG", 0)
    if target.stat().st_size > _MOST_BYTES:
        of_few_colours(image).save(str(target), "PNG", 0)
    print(f"{target.name}: {target.stat().st_size // 1024} KiB")


def of_few_colours(image: QImage) -> QImage:
    """Return the picture in 256 colours of its own."""
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1)
    pixels = rows[:, : image.width() * 3].reshape(-1, 3)
    chosen = np.random.default_rng(0).choice(len(pixels), _SAMPLES, replace=False)
    # Rare colours count more than they cover, or a blue car among grey ones would turn grey.
    rare = np.repeat(np.unique(pixels // 16 * 16, axis=0), 10, axis=0)
    samples = np.concatenate([pixels[chosen], rare])
    end = (cv2.TERM_CRITERIA_MAX_ITER, 12, 0.0)
    cv2.setRNGSeed(1)
    _, _, centres = cv2.kmeans(
        samples.astype(np.float32), _COLOURS, None, end, 1, cv2.KMEANS_PP_CENTERS
    )
    table = [0xFF000000 | int(r) << 16 | int(g) << 8 | int(b) for r, g, b in centres.round()]
    return image.convertToFormat(QImage.Format.Format_Indexed8, table)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        main(Path(sys.argv[1]).resolve())
    else:
        with tempfile.TemporaryDirectory() as temporary:
            main(Path(temporary))
