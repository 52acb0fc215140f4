"""Where the boxes of the open clip stand in review follows the verdicts, at once.

What shows or narrows by status goes by the annotation, which a verdict does not change.
"""

from collections.abc import Callable, Collection, Mapping
from functools import partial
from uuid import UUID

from PySide6.QtCore import QObject

from app.session.clip_session import ClipSession
from app.session.project import Project
from app.session.statuses import catch_up_statuses
from app.ui.desk.clip.clip_desk import ClipDesk
from app.ui.review.verdicts.keeper import VerdictKeeper
from app.ui.window.main_window import MainWindow
from app.workers.jobs import Jobs
from models.records import ClipRecord
from models.review.verdict import Verdict

Counted = Mapping[UUID, Verdict]
Which = Callable[[], Collection[UUID] | None]
"""Which objects are others than they were, None: all of a clip; for a worker."""


class StatusDesk(QObject):
    """Joins the keeper of the verdicts to the open clip."""

    def __init__(
        self, window: MainWindow, jobs: Jobs, *, clip: ClipDesk, keeper: VerdictKeeper
    ) -> None:
        super().__init__(clip)
        self._window, self._jobs, self._clip, self._keeper = window, jobs, clip, keeper
        # The verdicts by which the annotation goes; None while nobody knows them.
        self._followed: Counted | None = None
        self._changes = -1
        keeper.changed.connect(self._on_changed)
        keeper.clip_judged.connect(lambda judged, _withdrawn: self._on_clip_judged(judged))
        clip.clip_opened.connect(lambda _clip: self._forget())
        clip.clip_closed.connect(self._forget)

    def _forget(self) -> None:
        self._followed, self._changes = None, -1

    def _on_changed(self) -> None:
        """Look for the objects whose verdict is another, once the database has it."""
        keeper = self._keeper
        if not keeper.is_known or keeper.unwritten or keeper.book.changes == self._changes:
            return
        self._changes = keeper.book.changes
        before, self._followed = self._followed, keeper.book.standings().counted
        if before is not None:
            self._follow(partial(_differing, before, self._followed))

    def _on_clip_judged(self, judged: ClipRecord) -> None:
        clip = self._clip.clip
        if clip is not None and clip.id == judged.id:
            self._follow(lambda: None)

    def _follow(self, which: Which) -> None:
        project, session = self._keeper.project, self._clip.session
        if project is None or session is None or session.boxes_awaited:
            return
        self._jobs.submit(
            partial(_catch_up, project, session, which),
            done=lambda _: None,
            failed=self._window.problems.show_error,
            owner=self,
        )


def _differing(before: Counted, after: Counted) -> Collection[UUID]:
    """Return the objects on which another verdict counts, or none any more."""
    return [
        one
        for one in before.keys() | after.keys()
        if before.get(one) is not after.get(one) and _told(before, one) != _told(after, one)
    ]


def _told(counted: Counted, track_id: UUID) -> tuple[object, ...]:
    verdict = counted.get(track_id)
    return () if verdict is None else (verdict.id, verdict.outcome)


def _catch_up(project: Project, session: ClipSession, which: Which) -> None:
    ids = which()
    if ids is None or ids:
        catch_up_statuses(project, session, ids)
