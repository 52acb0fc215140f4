"""Clip records, and a person who annotates, for tests of what is stored."""

from dataclasses import dataclass
from datetime import UTC, datetime
from fractions import Fraction
from uuid import UUID, uuid4

from models.annotation import Annotation
from models.annotation.edits import Edit
from models.records import ClipRecord, Revisions
from models.store import ProjectStore

AUTHOR = UUID(int=0xA11CE)
# What a clip's row has since the schema 0003.
LATER_CLIP_COLUMNS = (
    "assigned_to",
    "reviewer",
    "due_at_us",
    "round",
    "submitted_by",
    "copy_of",
    "stored_as",
    "facts",
    "deleting_since_us",
)
COLLEAGUE = UUID(int=0xB0B)


def a_clip(**changes: object) -> ClipRecord:
    """Return a clip record that is not stored yet."""
    values: dict[str, object] = {
        "id": uuid4(),
        "event_id": uuid4().hex,
        "name": "North gate",
        "camera": "Camera 7",
        "objects": ({"name": "x.slc", "format": "container", "stored_size": 4711},),
        "width": 1920,
        "height": 1080,
        "rotation": 90,
        "frame_count": 1234,
        "time_base": Fraction(1, 12800),
        "duration_pts": 987654321012,
        "codec": "hevc",
        "recorded_at": datetime(2026, 3, 29, 1, 30, 0, 123456, tzinfo=UTC),
        "created_at": datetime(2026, 11, 24, 12, 0, 0, 1, tzinfo=UTC),
        "fingerprint": bytes(range(32)),
        "cleartext_size": 5_000_000_000,
        **changes,
    }
    return ClipRecord(**values)  # type: ignore[arg-type]


@dataclass
class Annotator:
    """A person at work on one clip: what they see, and the revisions behind it."""

    store: ProjectStore
    clip_id: UUID
    annotation: Annotation
    revisions: Revisions

    @classmethod
    def at(cls, store: ProjectStore, clip_id: UUID) -> "Annotator":
        loaded = store.load_annotation(clip_id)
        return cls(store, clip_id, loaded.annotation, loaded.revisions)

    def apply(self, edit: Edit) -> Edit:
        """Apply an edit in memory and in the database."""
        annotation = edit.applied_to(self.annotation)
        self.revisions = self.store.apply_edit(self.clip_id, edit, self.revisions)
        self.annotation = annotation
        return edit

    def stored(self) -> Annotation:
        """Return what the database holds."""
        return self.store.load_annotation(self.clip_id).annotation
