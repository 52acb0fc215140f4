"""Verdicts on objects that are not singled out: selected ones, those in the frame, all others."""

from collections.abc import Mapping, Sequence
from functools import partial
from uuid import UUID

from PySide6.QtCore import QObject, Qt

from app.session.clip_session import ClipSession
from app.ui.desk.clip.clip_desk import ClipDesk
from app.ui.desk.review.verdict_desk import VerdictDesk
from app.ui.review.verdicts.book import MADE_AT_ONCE, MANY, Standings
from app.ui.review.verdicts.choice_card import Choice
from app.ui.window.main_window import MainWindow
from app.workers.jobs import Jobs

# Objects with their revisions, and their ids alone.
Left = tuple[Sequence[tuple[UUID, int]], frozenset[UUID]]


class ObjectVerdicts(QObject):
    """Joins the actions on several objects to the desk that judges."""

    def __init__(
        self, window: MainWindow, jobs: Jobs, *, clip: ClipDesk, verdicts: VerdictDesk
    ) -> None:
        super().__init__(clip)
        self._window, self._jobs = window, jobs
        self._clip, self._verdicts = clip, verdicts
        connect = window.registry.connect_action
        connect("verdict.accept_selected", self._accept_selected)
        connect("verdict.reject_selected", self._reject_selected)
        connect("verdict.accept_frame", self.accept_frame)
        connect("verdict.accept_rest", self._accept_rest)

    def accept_frame(self, *, empty_too: bool = False) -> bool:
        """Accept all objects that this frame shows, as far as the filter does.

        Tell whether that could be done; `empty_too` takes a frame without any for done.
        """
        ids = self._clip.parts.canvas.shown_ids()
        if not ids and empty_too:
            return True
        if not ids:
            self._window.toast.show_note(self.tr("There is no object in this frame."))
            return False
        return self._verdicts.accept_objects(ids)

    def _accept_selected(self) -> None:
        chosen = self._selected()
        if chosen:
            self._verdicts.accept_objects(chosen)

    def _reject_selected(self) -> None:
        self._verdicts.reject_objects(self._selected())

    def _selected(self) -> tuple[UUID, ...]:
        chosen = self._clip.editor.selection
        if not chosen:
            self._window.toast.show_note(self.tr("Select the objects first."))
        return chosen

    def _accept_rest(self) -> None:
        """Accept all objects that nobody has judged, seen or not; asked first."""
        session = self._clip.session
        if session is None or not self._verdicts.may_judge():
            return
        find = partial(left_of, self._verdicts.keeper.book.standings(), session.revisions.by_track)
        if len(session.revisions.by_track) <= MANY:
            self._ask_for_rest(session, find())
            return
        self._jobs.submit(
            find,
            done=partial(self._ask_for_rest, session),
            failed=self._window.problems.show_error,
            owner=self,
        )

    def _ask_for_rest(self, session: ClipSession, left: Left) -> None:
        if session is not self._clip.session:
            return
        objects, ids = left
        if not objects:
            self._window.toast.show_note(self.tr("Every object is judged."))
            return

        def accept() -> None:
            if len(objects) > MADE_AT_ONCE:
                self._verdicts.many.accept(objects, ids)
            else:
                self._verdicts.accept_objects(ids)

        ask = self.tr("Accept {0} objects that nobody has judged?").format(f"{len(objects):,}")
        if len(objects) == 1:
            ask = self.tr("Accept the one object that nobody has judged?")
        self._verdicts.choices.offer(
            ask,
            (),
            (
                Choice(Qt.Key.Key_Escape, self.tr("Back")),
                Choice(Qt.Key.Key_Return, self.tr("Accept"), accept, "accept", "check"),
            ),
        )


def left_of(standings: Standings, revisions: Mapping[UUID, int]) -> Left:
    """Return the objects that are to be judged, with their revisions."""
    objects = [
        (one, revision)
        for one, revision in revisions.items()
        if not standings.of(one, revision).is_judged
    ]
    return objects, frozenset(one for one, _ in objects)
