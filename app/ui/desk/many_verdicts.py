"""Verdicts on very many objects: made and written on a worker, shown while that takes long."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import partial
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QObject

from app.ui.desk.project_desk import ProjectDesk
from app.ui.main_window import MainWindow
from app.ui.review.verdicts.slow_write import SlowWrite

if TYPE_CHECKING:
    # It makes this one.
    from app.ui.desk.verdict_desk import VerdictDesk


class ManyVerdicts(QObject):
    """Accepts, and takes back, what would hold up the window if it were done at once."""

    def __init__(self, window: MainWindow, projects: ProjectDesk, desk: VerdictDesk) -> None:
        super().__init__(desk)
        self._window, self._projects, self._desk = window, projects, desk

    def accept(self, objects: Sequence[tuple[UUID, int]], ids: Collection[UUID]) -> None:
        """Accept objects at their revisions; `ids` are theirs."""
        title = self.tr("Accepting {0} objects").format(f"{len(objects):,}")
        slow, desk = self.slow_write(title, in_parts=True), self._desk

        def ended(verdict_ids: tuple[UUID, ...]) -> None:
            slow.end()
            if verdict_ids:
                text = self.tr("{0} objects accepted").format(f"{len(verdict_ids):,}")
                key = self._window.registry.key_text("verdict.undo")
                desk.undo_note.offer(text, partial(self._withdraw, verdict_ids), key=key)
                desk.judged.emit(ids)

        desk.keeper.accept_many(objects, watch=slow.watch, ended=ended)

    def slow_write(self, title: str, *, in_parts: bool) -> SlowWrite:
        """Show that something is being written, if that takes long."""
        slow = SlowWrite(self._window.progress, title, in_parts=in_parts, parent=self)
        self._projects.leaving.connect(slow.stop)
        return slow

    def _withdraw(self, verdict_ids: Sequence[UUID]) -> None:
        title = self.tr("Taking back {0} verdicts").format(f"{len(verdict_ids):,}")
        slow = self.slow_write(title, in_parts=True)
        self._desk.keeper.withdraw_many(verdict_ids, watch=slow.watch, ended=lambda _: slow.end())
