"""The queue of work: whose clip comes next, what is asked before one is handed in, what was waived.

What is waived belongs to the clip and to everybody: whoever hands it in later is not asked again.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from uuid import UUID, uuid5

from app.media.index.frame_index import FrameIndex
from app.session.project import Project
from models.annotation.checks import Check, Finding, findings
from models.annotation.document import Annotation
from models.records import ClipRecord, ClipState
from models.view_settings import ViewSetting

_KIND = "waived"
_NAMESPACE = UUID("6a4d9f6e-54e2-4a1c-9d0a-7c1f3a1d7b20")
# What came back comes first, then what was begun.
_ORDER = (ClipState.REJECTED, ClipState.IN_PROGRESS, ClipState.NEW)
HANDED_IN = frozenset({ClipState.SUBMITTED, ClipState.ACCEPTED})

# By `Finding.about`.
Waived = frozenset[tuple[Check, UUID]]


@dataclass(frozen=True, slots=True)
class NextClip:
    """`is_mine` is False where nothing is assigned to the person, and nobody has this one."""

    clip: ClipRecord
    is_mine: bool


def next_clip(
    clips: Iterable[ClipRecord], person: UUID, *, but: UUID | None = None
) -> NextClip | None:
    """Return the clip to work on next, None where there is no work; `but` is the open one."""
    open_work = [clip for clip in clips if clip.state in _ORDER and clip.id != but]
    for owner in (person, None):
        owned = [clip for clip in open_work if clip.assigned_to == owner]
        if owned:
            return NextClip(min(owned, key=_rank), owner is not None)
    return None


def left_to_check(
    annotation: Annotation,
    index: FrameIndex,
    *,
    label_ids: Collection[UUID],
    waived: Waived,
    cancelled: Callable[[], bool] = lambda: False,
) -> tuple[Finding, ...]:
    """Return what nobody has waived yet, in the order of frames; none once it is cancelled."""
    found = findings(
        annotation,
        label_ids=label_ids,
        frame_count=index.frame_count,
        size=(index.width, index.height),
        cancelled=cancelled,
    )
    return tuple(one for one in found if (one.check, one.about) not in waived)


def waived_in(project: Project, clip_id: UUID) -> Waived:
    """Read what was waived in a clip; blocks.

    Raises:
        RowAlteredError, DatabaseError: see `ProjectStore`.
    """
    settings = project.store.view_settings(_KIND, clip_id)
    return frozenset(pair for setting in settings for pair in _pairs(setting.value))


def waive(project: Project, clip_id: UUID, waived: Waived) -> None:
    """Keep that this is waived in a clip, beside what was waived before; blocks.

    One at a time: what two threads waive at once, one of them may not have read.

    Raises:
        RowAlteredError, DatabaseError: see `ProjectStore`.
    """
    every = waived_in(project, clip_id) | waived
    value = sorted([str(check), track_id.hex] for check, track_id in every)
    setting = ViewSetting(uuid5(_NAMESPACE, clip_id.hex), _KIND, value, clip_id=clip_id)
    project.store.save_view_setting(setting)


def hand_in(project: Project, clip_id: UUID) -> ClipRecord:
    """Mark a clip as submitted, unless somebody has done so or even accepted it; blocks.

    Raises:
        StaleRevisionError: somebody changed it at this very moment.
        RowMissingError: it was deleted.
    """
    clip = project.store.clip(clip_id)
    if clip.state in HANDED_IN:
        return clip
    return project.store.update_clip(replace(clip, state=ClipState.SUBMITTED))


def assign(project: Project, clip_id: UUID, person: UUID | None) -> ClipRecord:
    """Make a clip somebody's work, or nobody's; blocks and raises as `hand_in`."""
    clip = project.store.clip(clip_id)
    return project.store.update_clip(replace(clip, assigned_to=person))


def _rank(clip: ClipRecord) -> tuple[int, float]:
    moment = clip.recorded_at or clip.created_at
    return _ORDER.index(clip.state), moment.timestamp()


def _pairs(untrusted: Sequence[Sequence[str]]) -> Iterable[tuple[Check, UUID]]:
    """Yield what makes sense; a check that a newer version asks is passed over."""
    known = {str(check): check for check in Check}
    for name, track_id in untrusted:
        if name in known:
            yield known[name], UUID(track_id)
