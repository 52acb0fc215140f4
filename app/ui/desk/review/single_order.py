"""In which order objects are reviewed, and which is next; very many are left to a worker."""

from collections.abc import Callable, Collection
from functools import partial
from typing import TypeVar
from uuid import UUID

from PySide6.QtCore import QObject

from app.ui.desk.clip.clip_desk import ClipDesk
from app.ui.desk.review.verdict_desk import VerdictDesk
from app.ui.review.single.walk import Walk, walk_through
from app.ui.review.verdicts.book import MANY
from app.workers.jobs import JobHandle, Jobs

_Found = TypeVar("_Found")


class SingleOrder(QObject):
    """Answers one question at a time, at once or by and by; the newest counts."""

    def __init__(
        self,
        jobs: Jobs,
        *,
        clip: ClipDesk,
        verdicts: VerdictDesk,
        failed: Callable[[Exception], object],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._jobs, self._clip, self._verdicts = jobs, clip, verdicts
        self._failed = failed
        self._looking: JobHandle | None = None

    @property
    def is_looking(self) -> bool:
        return self._looking is not None

    def leave(self) -> None:
        """Answer nothing that was asked before."""
        if self._looking is not None:
            self._looking.cancel()
            self._looking = None

    def put_in_order(
        self,
        current: UUID | None,
        done: Callable[[Walk | None], object],
        *,
        unjudged_first: bool,
        shown: Collection[UUID] | None,
    ) -> None:
        """Make a walk of the objects as they stand, from `current`; None where there is none."""
        session = self._clip.session
        if session is None:
            done(None)
            return
        make = partial(
            walk_through,
            self._clip.editor.annotation,
            self._verdicts.keeper.book.standings(),
            session.revisions.by_track,
            unjudged_first=unjudged_first,
            shown=shown,
            current=current,
        )
        if len(session.revisions.by_track) <= MANY:
            done(make())
        else:
            self._look(make, done)

    def find_next(self, walk: Walk, done: Callable[[int | None], object]) -> None:
        """Tell how many places on the next one is that is left to judge, None behind the last."""
        every = len(walk.order)
        by = walk.next_left(
            lambda one: not self._verdicts.standing_of(one).is_judged,
            range(1, min(every, MANY) + 1),
        )
        if by is None and every > MANY and self._verdicts.tally.left:
            self._look_further(walk, done)
        else:
            done(by)

    def _look_further(self, walk: Walk, done: Callable[[int | None], object]) -> None:
        session = self._clip.session
        if session is None:
            return
        standings, revisions = self._verdicts.keeper.book.standings(), session.revisions.by_track

        def look() -> int | None:
            return walk.next_left(
                lambda one: not standings.of(one, revisions.get(one)).is_judged,
                range(MANY + 1, len(walk.order) + 1),
            )

        self._look(look, done)

    def _look(self, look: Callable[[], _Found], done: Callable[[_Found], object]) -> None:
        self.leave()

        def found(answer: _Found) -> None:
            self._looking = None
            done(answer)

        self._looking = self._jobs.submit(look, done=found, failed=self._failed, owner=self)
