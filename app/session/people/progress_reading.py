"""Reads how far a project has come, part by part, so that what is cheap is seen at once.

Clips, issues, verdicts and working time come from verified rows; objects and boxes are counted by
the database, which vouches for nothing.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from app.session.clip_listing import ClipListing
from app.session.clips import read_clips
from app.session.people.progress import (
    NO_CLIPS,
    Day,
    Group,
    LabelProgress,
    PersonProgress,
    Progress,
)
from app.session.project import Project
from models.records import ClipRecord, ClipState
from models.review.assigning import is_overdue
from models.review.progress_counts import ClipVerdict, ProgressCounts
from models.review.rights import Right
from models.review.verdict import Outcome
from models.review.work_span import WorkSpan, active_time, boxes_per_hour
from models.review.work_spans import WorkSpanStore

_JUDGED = (ClipState.ACCEPTED, ClipState.REJECTED)
# More days than this are more than anybody looks at, and the line would be a smear.
_MOST_DAYS = 120
_TOLD_EVERY = 0.1


def read_progress(
    project: Project,
    *,
    known: ClipListing | None,
    progress: Callable[[Progress], object],
    cancelled: Callable[[], bool],
    now: datetime | None = None,
) -> Progress:
    """Read all figures; blocks for seconds where there is much.

    `progress` is told what is there so far. Once it is cancelled, what was read is returned.

    Raises:
        RowAlteredError, DatabaseError: see `ProjectStore`.
    """
    clips = read_clips(
        project, known=known, parts=[], progress=lambda _count: None, cancelled=cancelled
    )
    reading = _Reading(project, clips, now or datetime.now(UTC))
    for step in (reading.count_clips, reading.count_reviews, reading.count_labels):
        if cancelled():
            return reading.told
        step()
        progress(reading.told)
    for done in reading.count_boxes():
        if cancelled():
            break
        share = 0.5 + done / 2
        # To make tables of 50,000 clips takes as long as to count some of their boxes.
        if share >= reading.told.share + _TOLD_EVERY:
            reading.told = replace(reading.told, share=share)
            progress(reading.told)
    return reading.told


class _Reading:
    """What is gathered in one reading."""

    def __init__(self, project: Project, clips: ClipListing, now: datetime) -> None:
        self._project, self._clips, self._now = project, clips, now
        self._counts = ProgressCounts(project.store.access)
        self._me = project.people.me.id
        self._sees_time = project.rights.may(Right.SEE_OTHERS_TIME)
        self._sees_quality = project.rights.may(Right.SEE_QUALITY)
        self.told = Progress(Group())

    def count_clips(self) -> None:
        cameras: dict[str, list[ClipRecord]] = {}
        for clip in self._clips:
            cameras.setdefault(clip.camera, []).append(clip)
        judged = [clip for clip in self._clips if clip.state in _JUDGED]
        self.told = replace(
            self.told,
            clips=Group.of(self._clips),
            cameras=tuple((name, Group.of(cameras[name])) for name in sorted(cameras)),
            people=self._people(),
            overdue=frozenset(one.id for one in self._clips if is_overdue(one, self._now)),
            frames=sum(clip.frame_count for clip in self._clips),
            frames_judged=sum(clip.frame_count for clip in judged),
            share=0.2,
        )

    def count_reviews(self) -> None:
        """Count issues, verdicts and working time."""
        live = self._clips.by_id
        issues = self._counts.issues()
        verdicts = [one for one in self._counts.verdicts() if one.clip_id in live]
        spans = WorkSpanStore(self._project.store.access)
        worked = spans.all() if self._sees_time else spans.of_person(self._me)
        own = tuple(span for span in worked if span.person == self._me)
        outcomes = Counter(one.outcome for one in verdicts)
        self.told = replace(
            self.told,
            issues={
                state: {one: count for one, count in by_clip.items() if one in live}
                for state, by_clip in issues.items()
            },
            verdicts=(outcomes[Outcome.ACCEPTED], outcomes[Outcome.REJECTED]),
            own_days=_days_of(own),
            boxes_per_hour=boxes_per_hour(worked),
            people=tuple(self._reviewed(one, verdicts, worked) for one in self.told.people),
            share=0.35,
        )

    def count_labels(self) -> None:
        uses = self._project.store.label_uses()
        labels = sorted(self._project.labels(), key=lambda one: (one.position, one.name))
        told = [
            LabelProgress(
                label.name,
                uses[label.id].objects if label.id in uses else 0,
                frozenset(uses[label.id].by_clip) if label.id in uses else NO_CLIPS,
            )
            for label in labels
        ]
        self.told = replace(self.told, labels=tuple(told), share=0.5)

    def count_boxes(self) -> Iterator[float]:
        """Count boxes by day and person; give the share of the clips that is done."""
        ids = [clip.id for clip in self._clips]
        by_day: Counter[date] = Counter()
        by_person: Counter[UUID | None] = Counter()
        done = 0
        for count, boxes in self._counts.boxes(ids):
            done += count
            for person, slots in boxes.items():
                by_person[person] += slots.total()
                for slot, number in slots.items():
                    by_day[slot.astimezone().date()] += number
            yield done / len(ids)
        self.told = replace(
            self.told,
            days=_filled(by_day),
            people=tuple(replace(one, boxes=by_person[one.person]) for one in self.told.people),
            share=1.0,
        )

    def _people(self) -> tuple[PersonProgress, ...]:
        """Return everybody of the project, and whoever else has or had a clip."""
        book = self._project.people
        theirs: dict[UUID | None, list[ClipRecord]] = {one.id: [] for one in book.known}
        theirs.setdefault(self._me, [])
        submitted: dict[UUID, set[UUID]] = {}
        for clip in self._clips:
            theirs.setdefault(clip.assigned_to, []).append(clip)
            if clip.submitted_by is not None:
                theirs.setdefault(clip.submitted_by, [])
                submitted.setdefault(clip.submitted_by, set()).add(clip.id)
        people = [
            PersonProgress(
                person,
                book.name_of(person) or (book.me.name if person == self._me else ""),
                Group.of(clips),
                NO_CLIPS if person is None else frozenset(submitted.get(person, ())),
            )
            for person, clips in theirs.items()
        ]
        return tuple(
            sorted(people, key=lambda one: (one.person is None, one.name.casefold(), one.name))
        )

    def _reviewed(
        self,
        person: PersonProgress,
        verdicts: Sequence[ClipVerdict],
        worked: Sequence[WorkSpan],
    ) -> PersonProgress:
        """Add the person's verdicts and time, as far as they are for the eyes of who asks."""
        if person.person is None:
            return person
        is_me = person.person == self._me
        told = person
        if is_me or self._sees_quality:
            given = [one for one in verdicts if one.person == person.person]
            accepted = sum(one.outcome is Outcome.ACCEPTED for one in given)
            told = replace(
                told,
                accepted=accepted,
                rejected=len(given) - accepted,
                judged=frozenset(one.clip_id for one in given),
            )
        spans = tuple(span for span in worked if span.person == person.person)
        if spans and (is_me or self._sees_time):
            told = replace(told, worked=active_time(spans), boxes_per_hour=boxes_per_hour(spans))
        return told


def _days_of(spans: Sequence[WorkSpan]) -> tuple[Day, ...]:
    """Return the days on which there are spans, with what was done."""
    found: dict[date, Day] = {}
    for span in spans:
        day = span.began_at.astimezone().date()
        before = found.get(day, Day(day))
        clips = NO_CLIPS if span.clip_id is None else frozenset({span.clip_id})
        found[day] = Day(
            day,
            before.boxes + span.boxes,
            before.worked + timedelta(seconds=span.active_s),
            before.clips | clips,
        )
    return tuple(found[day] for day in sorted(found))[-_MOST_DAYS:]


def _filled(boxes: Mapping[date, int]) -> tuple[Day, ...]:
    """Return each day from the first to the last, also those without a box."""
    if not boxes:
        return ()
    last = max(boxes)
    first = max(min(boxes), last - timedelta(days=_MOST_DAYS - 1))
    days = ((first + timedelta(days=n)) for n in range((last - first).days + 1))
    return tuple(Day(day, boxes.get(day, 0)) for day in days)
