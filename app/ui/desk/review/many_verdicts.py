"""Verdicts on very many objects: made and written on a worker, shown while that takes long."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import partial
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QObject

from app.ui.desk.project.project_desk import ProjectDesk
from app.ui.review.verdicts.slow_write import SlowWrite
from app.ui.window.main_window import MainWindow

if TYPE_CHECKING:
    # It makes this one.
    from app.ui.desk.review.verdict_desk import VerdictDesk


class ManyVerdicts(QObject):
    """Decides, and takes back, what would hold up the window if it were done at once."""

    def __init__(self, window: MainWindow, projects: ProjectDesk, desk: VerdictDesk) -> None:
        super().__init__(desk)
        self._window, self._projects, self._desk = window, projects, desk

    def accept(self, objects: Sequence[tuple[UUID, int]], ids: Collection[UUID]) -> None:
        """Accept objects at their revisions; `ids` are theirs."""
        slow = self._slow(self.tr("Accepting {0} objects"), objects)
        ended = partial(self._ended, slow, ids, self.tr("{0} objects accepted"))
        self._desk.keeper.crowd.judge(objects, accepted=True, watch=slow.watch, ended=ended)

    def reject(
        self,
        objects: Sequence[tuple[UUID, int]],
        ids: Collection[UUID],
        *,
        reasons: Sequence[str],
    ) -> None:
        """Reject objects at their revisions; `ids` are theirs."""
        slow = self._slow(self.tr("Rejecting {0} objects"), objects)
        said = self.tr("{0} objects rejected")
        ended = partial(self._ended, slow, ids, said, accepted=False)
        crowd = self._desk.keeper.crowd
        crowd.judge(objects, accepted=False, reasons=reasons, watch=slow.watch, ended=ended)

    def slow_write(self, title: str, *, in_parts: bool) -> SlowWrite:
        """Show that something is being written, if that takes long."""
        slow = SlowWrite(self._window.progress, title, in_parts=in_parts, parent=self)
        self._projects.leaving.connect(slow.stop)
        return slow

    def _slow(self, title: str, those: Sequence[object]) -> SlowWrite:
        return self.slow_write(title.format(f"{len(those):,}"), in_parts=True)

    def _ended(
        self,
        slow: SlowWrite,
        ids: Collection[UUID],
        said: str,
        verdict_ids: tuple[UUID, ...],
        *,
        accepted: bool = True,
    ) -> None:
        """Tell what is written, and offer to take it back."""
        slow.end()
        if verdict_ids:
            text = said.format(f"{len(verdict_ids):,}")
            key = self._window.registry.key_text("verdict.undo")
            undo = partial(self._withdraw, verdict_ids)
            self._desk.undo_note.offer(text, undo, key=key, done=accepted)
            self._desk.judged.emit(ids)

    def _withdraw(self, verdict_ids: Sequence[UUID]) -> None:
        slow = self._slow(self.tr("Taking back {0} verdicts"), verdict_ids)
        crowd = self._desk.keeper.crowd
        crowd.withdraw(verdict_ids, watch=slow.watch, ended=lambda _: slow.end())
