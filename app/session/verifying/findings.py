"""What verifying a clip can find. Values only, no I/O here."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from app.media.index.packet_spans import FrameDamage
from models.records import ClipRecord
from storage.clip_object import ClipObject


class Verdict(StrEnum):
    """What a clip is. Of several things that are wrong the first one here counts."""

    MISSING = "missing"  # no object that its row accepts is there
    UNREACHABLE = "unreachable"  # the store did not give it; nothing is known of it
    REFUSED = "refused"  # of a form that the read policy does not allow, or of none
    WRONG_KEY = "wrong-key"  # sealed with a key that is not here; not damage
    ALTERED = "altered"  # not what was recorded: its header, its hash or its form
    CUT = "cut"  # stored bytes are missing at the end
    DAMAGED = "damaged"  # some chunks fail their tags
    EXTENDED = "extended"  # something lies behind the recorded end
    REWRITTEN = "rewritten"  # all tags are good, the hash is not: by somebody who has the key
    CANNOT_BE_OPENED = "cannot-be-opened"  # raw CBC: nothing tells whether key or damage
    NOT_AUTHENTICATED = "not-authenticated"  # raw CBC or plain: can be opened, and that is all
    SOUND = "sound"


class Note(StrEnum):
    """What is worth knowing of a clip and costs no footage."""

    NEVER_HASHED = "never-hashed"  # nobody recorded a hash of the stored bytes
    INDEX_MISSING = "index-missing"
    INDEX_DAMAGED = "index-damaged"
    THUMBNAILS_MISSING = "thumbnails-missing"
    THUMBNAILS_DAMAGED = "thumbnails-damaged"
    COMPANION_LOST = "companion-lost"  # absent or altered, so what it said is lost
    COMPANION_DIFFERS = "companion-differs"  # sealed by a key holder, and about other bytes


_WELL = frozenset({Verdict.SOUND, Verdict.NOT_AUTHENTICATED})
# Their start opens, so each chunk can be asked for its tag.
_SALVAGEABLE = frozenset({Verdict.ALTERED, Verdict.CUT, Verdict.DAMAGED, Verdict.EXTENDED})


@dataclass(frozen=True, slots=True, kw_only=True)
class ClipFinding:
    """What verifying one clip found.

    clip: its row; None for a stored clip that the project has no row of.
    stored: the object that was looked at, as recorded or, without a row, as it says of itself.
    damaged: ranges of the cleartext, in bytes, that cannot be opened.
    cut_at: the byte of the cleartext where it ends too early.
    frames: what the damage costs; None where there is none, or where it cannot be told.
    opens: the start is good enough to ask each chunk for its tag.
    """

    event_id: str
    verdict: Verdict
    clip: ClipRecord | None = None
    stored: ClipObject | None = None
    cleartext_size: int = 0
    damaged: Sequence[range] = ()
    cut_at: int | None = None
    extra_size: int = 0
    frames: FrameDamage | None = None
    hash_matches: bool | None = None
    opens: bool = False
    notes: tuple[Note, ...] = ()

    @property
    def is_well(self) -> bool:
        """Whether nothing speaks against the clip, as far as its form lets that be seen."""
        return self.verdict in _WELL

    @property
    def can_be_salvaged(self) -> bool:
        """Whether authentic chunks of it can be saved elsewhere."""
        return self.opens and self.verdict in _SALVAGEABLE and self.cut_at != 0

    def to_json(self) -> dict[str, Any]:
        """Return ids, numbers and ranges: no names of people, cameras or clips."""
        return {
            "event_id": self.event_id,
            "clip": None if self.clip is None else str(self.clip.id),
            "object": None if self.stored is None else self.stored.name,
            "format": None if self.stored is None else self.stored.format,
            "verdict": self.verdict.value,
            "well": self.is_well,
            "cleartext_size": self.cleartext_size,
            "damaged_bytes": _pairs(self.damaged),
            "cut_at": self.cut_at,
            "extra_bytes": self.extra_size,
            "hash_matches": self.hash_matches,
            "frames_damaged": None if self.frames is None else _pairs(self.frames.damaged),
            "frames_possibly": None if self.frames is None else _pairs(self.frames.possibly),
            "can_be_salvaged": self.can_be_salvaged,
            "notes": [note.value for note in self.notes],
        }


def _pairs(ranges: Sequence[range]) -> list[list[int]]:
    """Return first and last of each range."""
    return [[held.start, held.stop - 1] for held in ranges]
