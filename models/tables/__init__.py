"""The tables. Importing this package declares them all."""

from models.tables.audit import AuditEntryRow, AuditHeadRow, DeviceRow
from models.tables.base import Base, SyncedRow
from models.tables.clips import ClipRow
from models.tables.examples import AnnotationExample, AnnotationStatus
from models.tables.labels import LabelRow
from models.tables.outbox import OutboxRow
from models.tables.tracks import TrackRow
from models.tables.view_settings import ViewSettingRow
from models.tables.writers import WriterRow

__all__ = [
    "AnnotationExample",
    "AnnotationStatus",
    "AuditEntryRow",
    "AuditHeadRow",
    "Base",
    "ClipRow",
    "DeviceRow",
    "LabelRow",
    "OutboxRow",
    "SyncedRow",
    "TrackRow",
    "ViewSettingRow",
    "WriterRow",
]
