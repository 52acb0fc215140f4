"""Every action of the program, with its keys: the default preset, which follows CVAT.

Data only, a file for each group. Texts are English sources for translation, in the context
"Actions". An action stands here once and is the same in menus, on buttons, in the command palette,
under its keys and on the F1 overlay.
"""

from app.ui.action_specs import (
    assist,
    cameras,
    draw,
    edit,
    filters,
    help,  # noqa: A004 - the group's name
    labels,
    people,
    playback,
    progress,
    project,
    proof,
    quality,
    queue,
    review,
    safety,
    steps,
    timeline,
    tracks,
    verdicts,
    view,
)
from app.ui.action_specs.assist import ASSIST
from app.ui.action_specs.cameras import CAMERAS
from app.ui.action_specs.draw import DRAW
from app.ui.action_specs.edit import EDIT
from app.ui.action_specs.filters import FILTERS
from app.ui.action_specs.form import ActionSpec, Context
from app.ui.action_specs.help import HELP
from app.ui.action_specs.labels import LABELS
from app.ui.action_specs.people import PEOPLE
from app.ui.action_specs.playback import PLAYBACK
from app.ui.action_specs.project import PROJECT
from app.ui.action_specs.proof import PROOF
from app.ui.action_specs.quality import QUALITY
from app.ui.action_specs.queue import QUEUE
from app.ui.action_specs.review import REVIEW
from app.ui.action_specs.steps import STEPS
from app.ui.action_specs.timeline import TIMELINE
from app.ui.action_specs.tracks import TRACKS
from app.ui.action_specs.verdicts import VERDICTS
from app.ui.action_specs.view import VIEW

__all__ = [
    "ASSIST",
    "CAMERAS",
    "DEFAULT_SPECS",
    "DRAW",
    "EDIT",
    "FILTERS",
    "HELP",
    "LABELS",
    "PEOPLE",
    "PLAYBACK",
    "PROJECT",
    "PROOF",
    "QUALITY",
    "QUEUE",
    "REVIEW",
    "STEPS",
    "TIMELINE",
    "TRACKS",
    "VERDICTS",
    "VIEW",
    "ActionSpec",
    "Context",
]

DEFAULT_SPECS: tuple[ActionSpec, ...] = (
    *playback.SPECS,
    *steps.SPECS,
    *draw.SPECS,
    *labels.SPECS,
    *edit.SPECS,
    *tracks.SPECS,
    *timeline.SPECS,
    *assist.SPECS,
    *view.SPECS,
    *cameras.SPECS,
    *proof.SPECS,
    *queue.SPECS,
    *review.SPECS,
    *verdicts.SPECS,
    *quality.SPECS,
    *people.SPECS,
    *progress.SPECS,
    *safety.SPECS,
    *filters.SPECS,
    *project.SPECS,
    *help.SPECS,
)
