"""What reviewing leaves behind: issues and their threads, verdicts, each step of a clip's way."""

from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from models.columns import EncryptedJSONType, EncryptedType
from models.tables.base import Base, Id, SyncedRow


class IssueRow(SyncedRow, Base):
    """Something that a reviewer says is wrong, pinned to a frame or to a span of them.

    Attributes:
        state: "open", "fixed" (its annotator says so) or "resolved".
        frame_index, pts: where it is, or where it begins; the frame that both belong to.
        last_frame_index, last_pts: where its span ends, inclusive; NULL for one frame.
        track_id: the object that it is about, if any.
        kind: which of the quick issues it is, or the reviewer's own words.
        subject: a JSON object; its region in source pixels, and further objects.
    """

    __tablename__ = "issues"
    __table_args__ = (Index("ix_issues_clip_id", "clip_id"),)

    clip_id: Mapped[UUID] = mapped_column(Id, ForeignKey("clips.id"))
    state: Mapped[str] = mapped_column(String(16))
    frame_index: Mapped[int] = mapped_column(BigInteger)
    pts: Mapped[int] = mapped_column(BigInteger)
    last_frame_index: Mapped[int | None] = mapped_column(BigInteger)
    last_pts: Mapped[int | None] = mapped_column(BigInteger)
    track_id: Mapped[UUID | None] = mapped_column(Id)
    kind: Mapped[str | None] = mapped_column(EncryptedType("issues", "kind"))
    subject: Mapped[Any | None] = mapped_column(EncryptedJSONType("issues", "subject"))
    made_by: Mapped[UUID] = mapped_column(Id)
    made_at_us: Mapped[int] = mapped_column(BigInteger)
    moved_by: Mapped[UUID | None] = mapped_column(Id)
    moved_at_us: Mapped[int | None] = mapped_column(BigInteger)


class CommentRow(SyncedRow, Base):
    """One entry in an issue's thread; a deleted one was withdrawn by its person.

    Attributes:
        edited_at_us: when its person corrected it last; NULL where they did not.
    """

    __tablename__ = "comments"
    __table_args__ = (
        Index("ix_comments_clip_id", "clip_id"),
        Index("ix_comments_issue_id", "issue_id"),
    )

    issue_id: Mapped[UUID] = mapped_column(Id, ForeignKey("issues.id"))
    clip_id: Mapped[UUID] = mapped_column(Id, ForeignKey("clips.id"))
    person: Mapped[UUID] = mapped_column(Id)
    at_us: Mapped[int] = mapped_column(BigInteger)
    text: Mapped[str | None] = mapped_column(EncryptedType("comments", "text"))
    edited_at_us: Mapped[int | None] = mapped_column(BigInteger)


class VerdictRow(SyncedRow, Base):
    """What a reviewer decided on a clip or on one of its objects.

    Attributes:
        track_id: NULL where it is on the whole clip.
        outcome: "accepted" or "rejected".
        round: the how-manieth handing-in of the clip it judges.
        judged_revision: the revision of the object's row that was looked at: a later change of the
            object makes the verdict an old one. NULL on a clip.
        reasons: a JSON object; chosen reasons and own words.
        device, signature: the device whose key signed it; NULL where none did.
    """

    __tablename__ = "verdicts"
    __table_args__ = (Index("ix_verdicts_clip_id", "clip_id"),)

    clip_id: Mapped[UUID] = mapped_column(Id, ForeignKey("clips.id"))
    track_id: Mapped[UUID | None] = mapped_column(Id)
    outcome: Mapped[str] = mapped_column(String(16))
    person: Mapped[UUID] = mapped_column(Id)
    at_us: Mapped[int] = mapped_column(BigInteger)
    round: Mapped[int] = mapped_column(Integer)
    judged_revision: Mapped[int | None] = mapped_column(BigInteger)
    reasons: Mapped[Any | None] = mapped_column(EncryptedJSONType("verdicts", "reasons"))
    device: Mapped[UUID | None] = mapped_column(Id)
    signature: Mapped[bytes | None] = mapped_column(EncryptedType("verdicts", "signature"))


class ClipEventRow(SyncedRow, Base):
    """One step of a clip's way through the project: assigned, handed in, rejected.

    Attributes:
        event: a JSON object; what happened, from which state to which, to whom, why.
    """

    __tablename__ = "clip_events"
    __table_args__ = (Index("ix_clip_events_clip_id", "clip_id", "at_us"),)

    clip_id: Mapped[UUID] = mapped_column(Id, ForeignKey("clips.id"))
    person: Mapped[UUID] = mapped_column(Id)
    at_us: Mapped[int] = mapped_column(BigInteger)
    event: Mapped[Any | None] = mapped_column(EncryptedJSONType("clip_events", "event"))


class AnnotationSetRow(SyncedRow, Base):
    """A clip's annotation beside the one that is worked on, whole and never changed in place.

    Attributes:
        kind: "round" (as it was handed in), "truth", or "other".
        name: what people call it.
        content: the annotation's JSON, deflated.
    """

    __tablename__ = "annotation_sets"
    __table_args__ = (Index("ix_annotation_sets_clip_id", "clip_id"),)

    clip_id: Mapped[UUID] = mapped_column(Id, ForeignKey("clips.id"))
    kind: Mapped[str] = mapped_column(String(16))
    person: Mapped[UUID] = mapped_column(Id)
    at_us: Mapped[int] = mapped_column(BigInteger)
    round: Mapped[int | None] = mapped_column(Integer)
    name: Mapped[str | None] = mapped_column(EncryptedType("annotation_sets", "name"))
    content: Mapped[bytes | None] = mapped_column(EncryptedType("annotation_sets", "content"))


class WorkSpanRow(SyncedRow, Base):
    """How long a person was at work on a clip without a pause; for their own eyes first.

    Attributes:
        span: a JSON object; when it began, how long it was, what was done.
    """

    __tablename__ = "work_spans"
    __table_args__ = (Index("ix_work_spans_person", "person"),)

    person: Mapped[UUID] = mapped_column(Id)
    clip_id: Mapped[UUID | None] = mapped_column(Id)
    span: Mapped[Any | None] = mapped_column(EncryptedJSONType("work_spans", "span"))
