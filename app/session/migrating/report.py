"""What a migration found, did and left, told from the rows and the store after it.

Event ids are the user's own: they may be shown and written where the user says, never logged.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from app.session.migrating.plan import MigrationPlan, WaitingClip
from models.field_migration import FieldReport
from storage.clip_object import ClipFormat


@dataclass(slots=True)
class FormCount:
    """Clips of one form and the bytes of their objects as they are stored."""

    clips: int = 0
    stored_bytes: int = 0


@dataclass(slots=True)
class MigrationReport:
    """See the fields' names; `by_form` values are what was below "authenticated".

    before: what waited at the start. converted: of it, what is a container now. left: what still
        waits. All three by form.
    failed: event ids and why, of clips that were tried.
    unreadable: event ids and why, of rows whose object is not there.
    left_over: old objects that a container stands for by now.
    stopped: what ended the whole run early, if anything did.
    """

    fields: FieldReport
    dry_run: bool
    before: dict[ClipFormat, FormCount] = field(default_factory=dict)
    converted: dict[ClipFormat, FormCount] = field(default_factory=dict)
    left: dict[ClipFormat, FormCount] = field(default_factory=dict)
    containers: int = 0
    migrated_before: int = 0
    failed: list[tuple[str, str]] = field(default_factory=list)
    unreadable: list[tuple[str, str]] = field(default_factory=list)
    left_over: FormCount = field(default_factory=FormCount)
    cancelled: bool = False
    stopped: Exception | None = None

    @property
    def finished(self) -> bool:
        """Whether nothing in the project is below "authenticated" any more."""
        waiting = sum(count.clips for count in self.left.values())
        return not (self.dry_run or waiting or self.unreadable or self.fields.left or self.stopped)

    def set_before(self, plan: MigrationPlan) -> None:
        """Take down what there is before anything is done."""
        self.before = counted(plan.waiting)
        self.left = dict(self.before)
        self.containers = plan.containers
        self.migrated_before = plan.migrated
        self._set_state(plan)

    def set_after(self, before: MigrationPlan, after: MigrationPlan) -> None:
        """Take down what there is now, and by that what was done."""
        waiting = {clip.stem for clip in after.waiting} | {stem for stem, _ in after.unreadable}
        self.converted = counted(clip for clip in before.waiting if clip.stem not in waiting)
        self.left = counted(after.waiting)
        self._set_state(after)

    def to_json(self) -> dict[str, Any]:
        """Return the report for programs."""
        return {
            "dry_run": self.dry_run,
            "finished": self.finished,
            "cancelled": self.cancelled,
            "rows": {
                "found": dict(self.fields.rows),
                "migrated": dict(self.fields.migrated),
                "left": self.fields.left,
                "values": [
                    {"table": table, "column": column, "form": str(form), "count": count}
                    for (table, column, form), count in sorted(self.fields.values.items())
                ],
                "failed": [
                    {
                        "table": one.table,
                        "row": str(one.row_id),
                        "column": one.column,
                        "reason": one.reason,
                    }
                    for one in self.fields.failures
                ],
            },
            "clips": {
                "containers": self.containers,
                "migrated_before": self.migrated_before,
                "before": _json(self.before),
                "converted": _json(self.converted),
                "left": _json(self.left),
                "failed": [{"event_id": event, "reason": why} for event, why in self.failed],
                "unreadable": [
                    {"event_id": event, "reason": why} for event, why in self.unreadable
                ],
                "old_objects": {
                    "clips": self.left_over.clips,
                    "stored_bytes": self.left_over.stored_bytes,
                },
            },
        }

    def _set_state(self, plan: MigrationPlan) -> None:
        self.unreadable = list(plan.unreadable)
        self.left_over = FormCount(
            len(plan.left_over), sum(one.old.stored_size for one in plan.left_over)
        )


def counted(clips: Iterable[WaitingClip]) -> dict[ClipFormat, FormCount]:
    """Count clips and bytes by form."""
    numbers: Counter[ClipFormat] = Counter()
    sizes: Counter[ClipFormat] = Counter()
    for clip in clips:
        numbers[clip.old.format] += 1
        sizes[clip.old.format] += clip.old.stored_size
    return {form: FormCount(numbers[form], sizes[form]) for form in sorted(numbers)}


def _json(counts: dict[ClipFormat, FormCount]) -> dict[str, dict[str, int]]:
    return {
        form: {"clips": count.clips, "stored_bytes": count.stored_bytes}
        for form, count in counts.items()
    }
