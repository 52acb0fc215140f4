"""Make the sample project's content: three rendered clips with tracks and suggestions.

The clips are rendered into memory and imported like any other; nothing plain touches the disk.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from app.demo import SAMPLE_CLIPS, RenderCancelledError, SampleClip
from app.session.errors import CancelledError
from app.session.importing import ClipDetails, ImportWatch
from app.session.project import Project
from app.session.review.sample_review import add_sample_review
from models.annotation.document import Annotation
from models.annotation.edits import Edit
from models.annotation.track import Source
from models.records import ClipState

SAMPLE_NAME = "Sample project"
# Published on purpose: the interface says "sample: not protected" wherever this project is open.
SAMPLE_PASSPHRASE = "safelight sample"  # noqa: S105
# Where its cameras stand: the clips' clocks are an hour ahead of UTC, as this zone is in November.
SAMPLE_ZONE = "Europe/Berlin"


@dataclass(frozen=True, slots=True)
class SampleProgress:
    """Which clip is being made, and the share 0…1 of all."""

    clip_name: str
    number: int
    total: int
    share: float


def missing_clips(project: Project) -> tuple[SampleClip, ...]:
    """Return the sample clips that `project` does not have yet."""
    have = {clip.event_id for clip in project.clips()}
    return tuple(sample for sample in SAMPLE_CLIPS if sample.event_id not in have)


def add_sample_clip(
    project: Project,
    sample: SampleClip,
    *,
    on_share: Callable[[float], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> None:
    """Render one sample clip, import it and store its annotation.

    Raises:
        CancelledError: nothing of this clip is left behind.
    """
    watch = ImportWatch(on_share, cancelled)
    try:
        cleartext = sample.render(
            lambda done, total: watch.at(0.85 * done / max(total, 1)), watch.is_cancelled
        )
    except RenderCancelledError as error:
        raise CancelledError("the sample clip was not made") from error
    report = project.import_cleartext(
        cleartext,
        ClipDetails(
            sample.event_id, sample.name, sample.camera, sample.recorded_at, zone=SAMPLE_ZONE
        ),
        ImportWatch(lambda share: watch.at(0.85 + share * 0.14), cancelled),
    )
    session = project.open_clip(report.clip.id)
    drawn = sample.annotation(session.index, project.labels())
    if drawn.tracks:
        edit = Edit.between("sample annotation", Annotation(), after=drawn, frame_index=0)
        project.store.apply_edit(report.clip.id, edit, session.revisions)
    if any(track.source is Source.MANUAL for track in drawn.tracks.values()):
        # Suggestions alone are nobody's work yet; a first edit makes a clip theirs who made it.
        me = project.store.access.author
        project.store.update_clip(replace(report.clip, state=ClipState.IN_PROGRESS, assigned_to=me))
    project.close_clip(session)


def make_sample_clips(
    project: Project,
    *,
    on_progress: Callable[[SampleProgress], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> None:
    """Add all sample clips that are missing, one after the other."""
    missing = missing_clips(project)
    for number, sample in enumerate(missing):

        def on_share(share: float, number: int = number, sample: SampleClip = sample) -> None:
            if on_progress is not None:
                total = (number + share) / len(missing)
                on_progress(SampleProgress(sample.name, number + 1, len(missing), total))

        add_sample_clip(project, sample, on_share=on_share, cancelled=cancelled)
    if SAMPLE_CLIPS[0] in missing:
        add_sample_review(project)
