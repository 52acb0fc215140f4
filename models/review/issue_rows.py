"""Issues and comments, from and to their rows; inside a transaction of the caller's."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from crypto.keyring import Keyring
from models.annotation.geometry import Box
from models.errors import RowMissingError
from models.integrity import StoredValue
from models.review.issue import Comment, Issue, IssueState, IssueThread, Spot
from models.tables.review import CommentRow, IssueRow
from models.unit_of_work import UnitOfWork
from models.verified_table import NamedRow, VerifiedTable, uuid_of

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TICK = timedelta(microseconds=1)


class IssueRows:
    """Reads and writes both tables; every row's tag is checked before anything is believed."""

    def __init__(self, keyring: Keyring) -> None:
        self.issues = VerifiedTable(keyring, IssueRow)
        self.comments = VerifiedTable(keyring, CommentRow)

    def threads(self, connection: Connection, clip_id: UUID) -> tuple[IssueThread, ...]:
        """Return the threads of a clip by frame, then by when they were begun."""
        issues = self.issues.read_named(connection, self.issues.c.clip_id == clip_id.bytes)
        comments = self.comments.read_named(connection, self.comments.c.clip_id == clip_id.bytes)
        said: defaultdict[UUID, list[Comment]] = defaultdict(list)
        for row in comments:
            comment = self._comment(row)
            said[comment.issue_id].append(comment)
        threads = [
            IssueThread(issue, _in_order(said[issue.id]))
            for issue in (self._issue(row) for row in issues if not row["deleted"])
        ]
        return tuple(sorted(threads, key=lambda one: _place(one.issue)))

    def thread(self, connection: Connection, issue_id: UUID) -> IssueThread:
        """Return one thread.

        Raises:
            RowMissingError: it is not there, or was withdrawn.
        """
        return self.of_row(connection, self.row(connection, issue_id))

    def of_row(self, connection: Connection, row: NamedRow) -> IssueThread:
        """Return the thread of an issue's row."""
        issue = self._issue(row)
        of_issue = self.comments.c.issue_id == issue.id.bytes
        said = self.comments.read_named(connection, of_issue)
        return IssueThread(issue, _in_order(map(self._comment, said)))

    def row(self, connection: Connection, issue_id: UUID, *, lock: bool = False) -> NamedRow:
        """Return the row of an issue.

        Raises:
            RowMissingError: it is not there, or was withdrawn.
        """
        mine = self.issues.c.id == issue_id.bytes
        found = self.issues.read_named(connection, mine, lock=lock)
        if not found or found[0]["deleted"]:
            raise RowMissingError(self.issues.name, issue_id)
        return found[0]

    def states(self, connection: Connection) -> dict[UUID, dict[UUID, frozenset[IssueState]]]:
        """Return by clip and track in which states the issues about the track are."""
        found: defaultdict[UUID, defaultdict[UUID, set[IssueState]]]
        found = defaultdict(lambda: defaultdict(set))
        for row in self.issues.read_named(connection, self.issues.c.deleted == 0):
            issue = self._issue(row)
            for track_id in issue.track_ids:
                found[issue.clip_id][track_id].add(issue.state)
        return {
            clip_id: {track_id: frozenset(states) for track_id, states in tracks.items()}
            for clip_id, tracks in found.items()
        }

    def insert(self, work: UnitOfWork, issue: Issue) -> None:
        """Write a new issue."""
        last = issue.last
        values: dict[str, StoredValue] = {
            "id": issue.id.bytes,
            "clip_id": issue.clip_id.bytes,
            "frame_index": issue.first.frame_index,
            "pts": issue.first.pts,
            "last_frame_index": None if last is None else last.frame_index,
            "last_pts": None if last is None else last.pts,
            "track_id": _bytes(issue.track_id),
            "made_by": issue.made_by.bytes,
            "made_at_us": _ticks(issue.made_at),
            **self._values(issue),
        }
        work.insert(self.issues, values)

    def replace(self, work: UnitOfWork, row: NamedRow, issue: Issue) -> None:
        """Write an issue anew in the place of its row, which was read in this transaction."""
        work.replace(self.issues, row, self._values(issue))

    def say(self, work: UnitOfWork, comment: Comment, clip_id: UUID) -> None:
        """Write a comment."""
        values: dict[str, StoredValue] = {
            "id": comment.id.bytes,
            "issue_id": comment.issue_id.bytes,
            "clip_id": clip_id.bytes,
            "person": comment.person.bytes,
            "at_us": _ticks(comment.at),
            "text": self.comments.seal_text("text", comment.text),
        }
        work.insert(self.comments, values)

    def comment_row(self, connection: Connection, comment_id: UUID) -> NamedRow:
        """Return the row of a comment, also of one that was withdrawn, kept from others' writes.

        Raises:
            RowMissingError: there is none.
        """
        mine = self.comments.c.id == comment_id.bytes
        found = self.comments.read_named(connection, mine, lock=True)
        if not found:
            raise RowMissingError(self.comments.name, comment_id)
        return found[0]

    def say_otherwise(
        self, work: UnitOfWork, row: NamedRow, text: str, *, edited_at: datetime
    ) -> None:
        """Put a text in the place of what a comment said; of that nothing is left."""
        values: dict[str, StoredValue] = {
            "text": self.comments.seal_text("text", text),
            "edited_at_us": _ticks(edited_at),
        }
        work.replace(self.comments, row, values)

    def say_again(self, work: UnitOfWork, row: NamedRow, text: str) -> None:
        """Give a comment that was withdrawn a text; that it was edited once stays."""
        work.replace(self.comments, row, {"text": self.comments.seal_text("text", text)})

    def withdraw(self, work: UnitOfWork, row: NamedRow) -> None:
        """Leave nothing of a comment but that somebody said something."""
        work.bury(self.comments, row)

    def bury(self, work: UnitOfWork, row: NamedRow) -> None:
        """Leave nothing of an issue and its thread but that they were there."""
        of_issue = self.comments.c.issue_id == row["id"]
        for comment in self.comments.read_named(work.connection, of_issue, lock=True):
            if not comment["deleted"]:
                work.bury(self.comments, comment)
        work.bury(self.issues, row)

    def bury_all(self, work: UnitOfWork, clip_id: UUID) -> None:
        """Leave nothing of all issues of a clip."""
        for table in (self.comments, self.issues):
            for row in table.read_named(work.connection, table.c.clip_id == clip_id.bytes):
                if not row["deleted"]:
                    work.bury(table, row)

    def _values(self, issue: Issue) -> dict[str, StoredValue]:
        """Return what a step may change, and the kind."""
        region, other = issue.region, issue.other_track_id
        subject: dict[str, Any] = {}
        if region is not None:
            subject["region"] = region.to_list()
        if other is not None:
            subject["other"] = other.hex
        if issue.reopened:
            subject["reopened"] = True
        return {
            "state": str(issue.state),
            "kind": self.issues.seal_text("kind", issue.kind),
            "subject": self.issues.seal_json("subject", subject),
            "moved_by": _bytes(issue.moved_by),
            "moved_at_us": None if issue.moved_at is None else _ticks(issue.moved_at),
        }

    def _issue(self, row: NamedRow) -> Issue:
        kind = self.issues.open_text(row, "kind")
        subject = self.issues.open_json(row, "subject") or {}
        with self.issues.naming(row["id"]):
            region, other = subject.get("region"), subject.get("other")
            last = row["last_frame_index"]
            return Issue(
                uuid_of(row["id"]),
                uuid_of(row["clip_id"]),
                kind or "",
                Spot(int(row["frame_index"]), int(row["pts"])),
                made_by=uuid_of(row["made_by"]),
                made_at=_moment(row["made_at_us"]),
                last=None if last is None else Spot(int(last), int(row["last_pts"])),
                region=None if region is None else Box.from_list(region),
                track_id=_uuid(row["track_id"]),
                other_track_id=None if other is None else UUID(hex=other),
                state=IssueState(row["state"]),
                reopened=bool(subject.get("reopened", False)),
                moved_by=_uuid(row["moved_by"]),
                moved_at=None if row["moved_at_us"] is None else _moment(row["moved_at_us"]),
                revision=int(row["revision"]),
            )

    def _comment(self, row: NamedRow) -> Comment:
        text = self.comments.open_text(row, "text")
        with self.comments.naming(row["id"]):
            return Comment(
                uuid_of(row["id"]),
                uuid_of(row["issue_id"]),
                uuid_of(row["person"]),
                _moment(row["at_us"]),
                text or "",
                edited_at=None if row["edited_at_us"] is None else _moment(row["edited_at_us"]),
                withdrawn=bool(row["deleted"]),
            )


def _in_order(comments: Iterable[Comment]) -> tuple[Comment, ...]:
    return tuple(sorted(comments, key=lambda one: (one.at, one.id)))


def _place(issue: Issue) -> tuple[int, datetime, UUID]:
    return issue.first.frame_index, issue.made_at, issue.id


def _moment(us: int) -> datetime:
    return _EPOCH + us * _TICK


def _ticks(moment: datetime) -> int:
    return (moment - _EPOCH) // _TICK


def _bytes(one: UUID | None) -> bytes | None:
    return None if one is None else one.bytes


def _uuid(stored: bytes | None) -> UUID | None:
    return None if stored is None else uuid_of(stored)
