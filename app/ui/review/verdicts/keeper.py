"""The verdicts of the open clip at the window's hand: shown at once, written in order, read anew.

A verdict is shown before it is written, so that who judges fifty objects waits for none of them.
What is not written is taken back and told.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TypeVar
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from app.session.editing.many_values import free_in_parts
from app.session.project import Project
from app.session.review import verdicts
from app.ui.review.verdicts.book import MANY, Known, VerdictBook
from app.ui.review.verdicts.crowd import CrowdVerdicts, known_of
from app.ui.review.verdicts.tallying import Tallying
from app.workers.jobs import JobHandle, Jobs
from app.workers.ordered_writes import OrderedWrites
from models.records import ClipRecord
from models.review.verdict import Tally, Verdict

_Result = TypeVar("_Result")


class VerdictKeeper(QObject):
    """Knows what was decided on one clip, and decides in the person's name.

    Signals:
        changed(): other verdicts are known.
        failed(Exception): a verdict was not written and is taken back, or nothing could be read.
        clip_judged(ClipRecord, bool): the clip as it is after its verdict, and whether that was
            taken back.
    """

    changed = Signal()
    failed = Signal(object)
    clip_judged = Signal(object, bool)

    def __init__(self, jobs: Jobs, parent: QObject) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._writes = OrderedWrites(jobs, "verdicts", self)
        self.book = VerdictBook()
        self.crowd = CrowdVerdicts(self)
        self._project: Project | None = None
        self._clip: ClipRecord | None = None
        self._reading: JobHandle | None = None
        # Whether what was read lacks something that has been written since.
        self._read_again = False
        self._is_known = False
        self._tallying = Tallying(self.book, jobs, self)
        self._tallying.counted.connect(self.changed)
        self._tallying.failed.connect(self.failed)

    @property
    def project(self) -> Project | None:
        return self._project

    @property
    def clip(self) -> ClipRecord | None:
        """The clip, as its row was last told here."""
        return self._clip

    @property
    def is_known(self) -> bool:
        """Whether the clip's verdicts have been read."""
        return self._is_known

    @property
    def unwritten(self) -> int:
        """How many writes the database does not have yet."""
        return self._writes.count

    def set_project(self, project: Project | None) -> None:
        """Work in another project, or none; what is being written is written there."""
        self._project = project
        self.set_clip(None)

    def set_clip(self, clip: ClipRecord | None) -> None:
        """Know the verdicts on another clip, or the same one after a step, or on none."""
        is_another = clip is None or self._clip is None or clip.id != self._clip.id
        self._clip = clip
        if is_another:
            self._is_known = False
            self._tallying.forget()
            self._let_go(self.book.forget())
        if clip is not None and self._project is not None:
            self.book.count_for(clip.round, verdicts.counts_for(self._project))
        self.changed.emit()
        self.refresh()

    def refresh(self) -> None:
        """Read what others decided, on a worker."""
        if self._reading is not None:
            self._reading.cancel()
            self._reading = None
        project, clip = self._project, self._clip
        if project is None or clip is None:
            return
        if self.unwritten:
            self._read_again = True
            return
        self._reading = self._jobs.submit(
            partial(known_of, project, clip.id),
            done=partial(self._on_read, clip.id),
            failed=self._on_read_failed,
            owner=self,
        )

    def tally(self, revisions: Mapping[UUID, int]) -> Tally:
        """Tell how many objects stand where; of very many, as far as that is counted already."""
        return self._tallying.tally(revisions)

    def judge(
        self, objects: Sequence[tuple[UUID, int]], *, accepted: bool, reasons: Sequence[str] = ()
    ) -> tuple[UUID, ...]:
        """Judge objects at these revisions, all alike; return the ids of the verdicts."""
        project, clip = self._project, self._clip
        if project is None or clip is None or not objects:
            return ()
        made = [
            verdicts.verdict_on(
                project, clip, track_id, revision, accepted=accepted, reasons=reasons
            )
            for track_id, revision in objects
        ]
        ids = tuple(one.id for one in made)
        self.book.add(made)
        self.write(
            lambda: verdicts.judge_objects(project, clip.id, made),
            done=partial(self._on_written, clip.id),
            failed=lambda: self.book.drop(ids),
            clip_id=clip.id,
        )
        # Told last: who hears of it finds in `unwritten` that it is on its way.
        self.changed.emit()
        return ids

    def withdraw(self, verdict_ids: Sequence[UUID]) -> None:
        """Take back verdicts on objects."""
        project, clip = self._project, self._clip
        if project is None or clip is None:
            return
        gone = self.book.those(verdict_ids)
        self.book.drop(verdict_ids)
        self.write(
            lambda: verdicts.withdraw_verdicts(project, clip.id, verdict_ids),
            done=lambda _: None,
            failed=lambda: self.book.add(gone),
            clip_id=clip.id,
        )
        self.changed.emit()

    def judge_clip(
        self,
        *,
        accepted: bool,
        reasons: Sequence[str] = (),
        ended: Callable[[], object] = lambda: None,
    ) -> None:
        """Accept the clip or send it back, behind all verdicts on its objects.

        `ended` is called when that is written or refused.
        """
        project, clip = self._project, self._clip
        if project is None or clip is None:
            ended()
            return

        def done(stored: ClipRecord) -> None:
            ended()
            self.clip_judged.emit(stored, False)

        self.write(
            lambda: verdicts.judge_clip(project, clip.id, accepted=accepted, reasons=reasons),
            done=done,
            failed=lambda: None,
            clip_id=clip.id,
            anyway=ended,
        )

    def withdraw_clip(self, clip_id: UUID) -> None:
        """Take back one's verdict on a clip, which need not be open any more."""
        project = self._project
        if project is None:
            return
        self.write(
            lambda: verdicts.withdraw_clip_verdict(project, clip_id),
            done=lambda stored: self.clip_judged.emit(stored, True),
            failed=lambda: None,
            clip_id=clip_id,
        )

    def wait_written(self, seconds: float | None) -> None:
        """Block until all is written, at most so long; from any thread."""
        self._writes.wait(seconds)

    def write(
        self,
        write: Callable[[], _Result],
        *,
        done: Callable[[_Result], object],
        failed: Callable[[], object],
        clip_id: UUID,
        anyway: Callable[[], object] = lambda: None,
    ) -> None:
        """Write behind all others; `write` is for a worker.

        Where it is refused, `anyway` is called, and `failed` if the clip is still open.
        """

        def ended(result: _Result) -> None:
            done(result)
            self._after_write()

        def refused(error: Exception) -> None:
            anyway()
            if self._clip is not None and self._clip.id == clip_id:
                failed()
                # What stands there now is not what this window believed.
                self._read_again = True
            self._after_write()
            self.failed.emit(error)

        self._writes.put(write, done=ended, failed=refused)

    def take(self, clip_id: UUID, known: Known) -> None:
        """Believe what was read behind a write, unless another clip is open now."""
        if self._clip is None or self._clip.id != clip_id:
            return
        if self.unwritten:
            self._read_again = True
        else:
            self._let_go(self.book.take(known))

    def _on_written(self, clip_id: UUID, stored: tuple[Verdict, ...]) -> None:
        """Take over what the database made of them, unless they were taken back meanwhile."""
        if self._clip is not None and self._clip.id == clip_id:
            there = {one.id for one in self.book.those([one.id for one in stored])}
            self.book.add(one for one in stored if one.id in there and self._is_counted(one))

    def _is_counted(self, verdict: Verdict) -> bool:
        """Tell whether no newer verdict of this window has taken its place."""
        counted = None if verdict.track_id is None else self.book.verdict_on(verdict.track_id)
        return counted is None or counted.id == verdict.id

    def _after_write(self) -> None:
        self.changed.emit()
        if self._read_again and not self.unwritten:
            self._read_again = False
            self.refresh()

    def _on_read(self, clip_id: UUID, known: Known) -> None:
        self._reading = None
        if self._clip is None or self._clip.id != clip_id:
            return
        if self.unwritten:
            self._read_again = True
            return
        self._is_known = True
        self._let_go(self.book.take(known))
        self.changed.emit()

    def _let_go(self, known: Known) -> None:
        """Free very many verdicts on a worker, some at a time."""
        if len(known.verdicts) > MANY:
            values = list(known.verdicts.values())
            known.verdicts.clear()
            known.counted.clear()
            self._jobs.submit(
                lambda: free_in_parts(values), done=lambda _: None, failed=self._on_read_failed
            )

    def _on_read_failed(self, error: Exception) -> None:
        self._reading = None
        self.failed.emit(error)
