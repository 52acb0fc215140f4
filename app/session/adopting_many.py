"""Adopt many stored clips, one after the other: one that is refused does not hold up the others."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from app.media.errors import MediaError
from app.session.adopting import Adopter
from app.session.errors import CancelledError
from app.session.importing import ImportWatch
from app.session.project import Project
from crypto.errors import EncryptionError, LockedError
from models.errors import EventIdTakenError
from storage.clip_object import ListedClip
from storage.errors import ClipNotFoundError

# A listed clip as a plain tuple of its fields. A hundred thousand objects of ours would make the
# collector look through all of memory, and the window wait for it; tuples of strings and numbers it
# passes over.
FoundClip = tuple[str, tuple[str, ...], int, datetime]

# The trouble of one clip; what else goes wrong would go wrong with the next one too.
_OF_ONE_CLIP = (EncryptionError, MediaError, EventIdTakenError, ClipNotFoundError)


@dataclass(frozen=True, slots=True)
class AdoptProgress:
    """added, done: how many clips so far, of `total`. share: 0…1 of the whole."""

    added: int
    done: int
    total: int
    share: float


@dataclass(frozen=True, slots=True)
class AdoptSummary:
    """What became of them.

    known: their footage is in the project already. first_refusal: why the first of the refused
    ones was, None without one.
    """

    added: int = 0
    known: int = 0
    refused: int = 0
    first_refusal: Exception | None = None

    @property
    def done(self) -> int:
        return self.added + self.known + self.refused


def found_clip(listed: ListedClip) -> FoundClip:
    """Return the plain form of a listed clip."""
    return (listed.stem, listed.names, listed.stored_size, listed.modified_at)


def adopt_all(
    project: Project,
    clips: Sequence[FoundClip],
    *,
    progress: Callable[[AdoptProgress], None],
    cancelled: Callable[[], bool],
) -> AdoptSummary:
    """Adopt `clips`; those that were adopted before it was cancelled stay.

    Raises:
        LockedError, StorageError, ModelError: the next clip would fare no better.
    """
    adopter = Adopter(project)
    summary = AdoptSummary()
    for found in clips:
        if cancelled():
            break
        watch = ImportWatch(partial(_tell, progress, summary, len(clips)), cancelled)
        try:
            report = adopter.adopt(ListedClip(*found), watch=watch)
        except CancelledError:
            break
        except LockedError:
            raise
        except _OF_ONE_CLIP as error:
            summary = replace(
                summary,
                refused=summary.refused + 1,
                first_refusal=summary.first_refusal or error,
            )
        else:
            if report.duplicate:
                summary = replace(summary, known=summary.known + 1)
            else:
                summary = replace(summary, added=summary.added + 1)
    return summary


def _tell(
    progress: Callable[[AdoptProgress], None], so_far: AdoptSummary, total: int, share: float
) -> None:
    progress(AdoptProgress(so_far.added, so_far.done, total, (so_far.done + share) / total))
