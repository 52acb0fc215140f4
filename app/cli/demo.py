"""`demo` without a window: make the sample project's first clip, and picture a frame of it.

A person at a screen gets the window instead (`app.__main__`), which makes all three clips.
"""

import sys
from argparse import Namespace
from pathlib import Path

from app.cli.errors import CommandError
from app.cli.exit_codes import ExitCode
from app.cli.interrupt import cancelled_by_interrupt
from app.cli.progress import Progress
from app.compose import ensure_sample_project, open_project
from app.demo import SAMPLE_CLIPS
from app.media.pictures.still import still_png
from app.session.project import Project
from app.session.sample import SAMPLE_PASSPHRASE, add_sample_clip, missing_clips
from app.settings.paths import Paths
from models.records import ClipRecord

DEFAULT_PICTURE = Path("safelight-demo.png")


def picture_sample(arguments: Namespace) -> int:
    """Write a PNG of one annotated frame of the sample project; its footage is synthetic."""
    target = (arguments.out or DEFAULT_PICTURE).absolute()
    paths = Paths.of_this_machine()
    project = open_project(ensure_sample_project(paths), paths, passphrase=SAMPLE_PASSPHRASE)
    try:
        clip = _first_clip(project)
        png = _annotated_frame(project, clip)
    finally:
        project.close()
    try:
        target.write_bytes(png)
    except OSError as error:
        raise CommandError(f"{target} cannot be written: {error.strerror}") from error
    print(target)
    print(f"A frame of the sample project with its boxes is in {target}.", file=sys.stderr)
    return ExitCode.DONE


def _first_clip(project: Project) -> ClipRecord:
    sample = SAMPLE_CLIPS[0]
    if sample in missing_clips(project):
        with cancelled_by_interrupt() as cancelled, Progress(f"making {sample.name}") as progress:
            add_sample_clip(project, sample, on_share=progress.show, cancelled=cancelled)
    return project.clip(sample.event_id)


def _annotated_frame(project: Project, clip: ClipRecord) -> bytes:
    """Return the frame that shows most objects, with their boxes drawn on it, as PNG."""
    session = project.open_clip(clip.id)
    try:
        frames = range(session.index.frame_count)
        busiest = max(frames, key=lambda frame: len(session.annotation.shapes_at(frame)))
        colors = {label.id: label.color for label in project.labels()}
        boxes = [
            (
                (shape.box.x, shape.box.y, shape.box.w, shape.box.h),
                colors[session.annotation.tracks[shape.track_id].label_id],
            )
            for shape in session.annotation.shapes_at(busiest)
        ]
        with project.open_stream(clip) as stream:
            masks = project.masking.of(session).parts_at(busiest)
            return still_png(stream, session.index, busiest, boxes=boxes, masks=masks)
    finally:
        project.close_clip(session)
