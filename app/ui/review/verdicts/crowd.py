"""Verdicts on very many objects: made and written by a worker, which then reads what stands there.

They are seen when they are written, other than a few, which are seen before. Each part is one
transaction: what is written stays when a later part is refused, or the person stops it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from app.session.project import Project
from app.session.review import verdicts
from app.session.review.verdicts import Watch
from app.ui.review.verdicts.book import Known
from models.records import ClipRecord

if TYPE_CHECKING:
    # It makes this one.
    from app.ui.review.verdicts.keeper import VerdictKeeper

# Called with the ids of the verdicts, none where nothing was written.
Ended = Callable[[tuple[UUID, ...]], object]


class CrowdVerdicts:
    """Decides on very many objects of the clip that a keeper keeps."""

    def __init__(self, keeper: VerdictKeeper) -> None:
        self._keeper = keeper

    def judge(
        self,
        objects: Sequence[tuple[UUID, int]],
        *,
        accepted: bool,
        reasons: Sequence[str] = (),
        watch: Watch,
        ended: Ended,
    ) -> None:
        """Accept or reject objects, each at its revision, all for the same reasons."""

        def write(project: Project, clip: ClipRecord) -> tuple[UUID, ...]:
            return verdicts.judge_in_parts(
                project, clip, objects, accepted=accepted, reasons=reasons, watch=watch
            )

        self._write(write, ended=ended)

    def withdraw(self, verdict_ids: Sequence[UUID], *, watch: Watch, ended: Ended) -> None:
        """Take back verdicts; `ended` gets none."""

        def write(project: Project, clip: ClipRecord) -> tuple[UUID, ...]:
            verdicts.withdraw_in_parts(project, clip.id, verdict_ids, watch=watch)
            return ()

        self._write(write, ended=ended)

    def _write(
        self, write: Callable[[Project, ClipRecord], tuple[UUID, ...]], *, ended: Ended
    ) -> None:
        """Write, and read on the same worker what stands there then."""
        project, clip = self._keeper.project, self._keeper.clip
        if project is None or clip is None:
            ended(())
            return

        def work() -> tuple[tuple[UUID, ...], Known]:
            return write(project, clip), known_of(project, clip.id)

        def done(result: tuple[tuple[UUID, ...], Known]) -> None:
            ids, known = result
            self._keeper.take(clip.id, known)
            ended(ids)

        def failed() -> None:
            """Some parts may be written: the keeper reads anew."""

        self._keeper.write(
            work, done=done, failed=failed, clip_id=clip.id, anyway=lambda: ended(())
        )


def known_of(project: Project, clip_id: UUID) -> Known:
    """Read what was decided on a clip, and lay it out; blocks."""
    return Known.of(verdicts.verdicts_of(project, clip_id), verdicts.counts_for(project))
