"""What an open clip tells those who listen: past-tense facts, as values.

They are delivered on the thread that made them happen: `EditApplied` on the caller's, those of the
index on the thread that builds it, the others on the write worker's. A window passes them on to its
own thread.
"""

from dataclasses import dataclass
from uuid import UUID

from app.media.index.frame_index import FrameIndex
from models.annotation.document import Annotation
from models.annotation.edits import Edit
from models.records import ClipRecord


@dataclass(frozen=True, slots=True)
class EditApplied:
    """The annotation in memory has changed; `touched` are the tracks to paint anew."""

    edit: Edit
    touched: frozenset[UUID]


@dataclass(frozen=True, slots=True)
class EditSaved:
    """An edit reached the database; `pending` others have not yet."""

    pending: int


@dataclass(frozen=True, slots=True)
class SaveDelayed:
    """The database does not take edits; `pending` of them wait in the journal. Told once."""

    error: Exception
    pending: int


@dataclass(frozen=True, slots=True)
class EditsRefused:
    """Somebody else changed the same tracks first: these edits are undone, the clip is reloaded."""

    error: Exception
    refused: tuple[Edit, ...]
    annotation: Annotation


@dataclass(frozen=True, slots=True)
class EditingStopped:
    """Not even the journal takes edits: none is accepted until the clip is opened again.

    taken_back: those that the journal does not have are undone, the newest first.
    """

    error: Exception
    annotation: Annotation
    taken_back: tuple[Edit, ...] = ()


@dataclass(frozen=True, slots=True)
class ClipReloaded:
    """What is stored is other than was shown, by nobody's edit here; `touched` are the tracks.

    Somebody else changed them while nothing was pending here, or they were judged.
    """

    touched: frozenset[UUID]


@dataclass(frozen=True, slots=True)
class ClipStepped:
    """The clip's row is another: it was handed in, judged, reopened, assigned."""

    clip: ClipRecord


@dataclass(frozen=True, slots=True)
class AnnotationWhole:
    """All boxes of a large clip are loaded and checked; until now only those near a frame were."""


@dataclass(frozen=True, slots=True)
class IndexGrown:
    """More of the clip has been read for its index; `share` is how much, 0…1.

    index: as far as it is known. None takes back all that came before: nothing can be shown until
        the index is complete.
    """

    index: FrameIndex | None
    share: float


@dataclass(frozen=True, slots=True)
class IndexComplete:
    """Every frame has its number.

    renumbered: frames that were shown before may have another number now.
    """

    index: FrameIndex
    renumbered: bool


@dataclass(frozen=True, slots=True)
class IndexFailed:
    """The clip could not be read to its end; `ClipSession.index_again` tries once more."""

    error: Exception


ClipEvent = (
    AnnotationWhole
    | EditApplied
    | EditSaved
    | SaveDelayed
    | EditsRefused
    | EditingStopped
    | ClipReloaded
    | ClipStepped
    | IndexGrown
    | IndexComplete
    | IndexFailed
)
