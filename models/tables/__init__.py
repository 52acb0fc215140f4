"""The tables. Importing this package declares them all."""

from models.tables.audit import AuditEntryRow, AuditHeadRow, DeviceRow
from models.tables.base import Base, SyncedRow
from models.tables.clips import ClipRow
from models.tables.examples import AnnotationStatus, ExampleRow
from models.tables.labels import LabelRow
from models.tables.outbox import OutboxRow
from models.tables.people import PersonRow, ProjectRuleRow
from models.tables.review import (
    AnnotationSetRow,
    ClipEventRow,
    CommentRow,
    IssueRow,
    VerdictRow,
    WorkSpanRow,
)
from models.tables.tracks import TrackRow
from models.tables.unplaced import UnplacedRow
from models.tables.view_settings import ViewSettingRow
from models.tables.writers import WriterRow

__all__ = [
    "AnnotationSetRow",
    "AnnotationStatus",
    "AuditEntryRow",
    "AuditHeadRow",
    "Base",
    "ClipEventRow",
    "ClipRow",
    "CommentRow",
    "DeviceRow",
    "ExampleRow",
    "IssueRow",
    "LabelRow",
    "OutboxRow",
    "PersonRow",
    "ProjectRuleRow",
    "SyncedRow",
    "TrackRow",
    "UnplacedRow",
    "VerdictRow",
    "ViewSettingRow",
    "WorkSpanRow",
    "WriterRow",
]
