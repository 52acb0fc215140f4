"""The history at the editor's hand: undoes and does again, also in a clip to be opened first.

What is to be undone or done again is a way of steps (`History.way_to`), gone from its front. Those
of the open clip go at once, as one edit; for another clip the desk is asked to open it, and the way
goes on when it is there. Whatever else the person does meanwhile ends the way, and nothing is lost.
"""

import time
from collections import OrderedDict, deque
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from uuid import UUID

from PySide6.QtCore import QObject, QTimer, Signal

from app.failures import explain
from app.session.clip_session import ClipSession
from app.session.editing.history import LIMIT, History, Step
from app.session.editing.ready_edits import ReadyEdit, is_large
from app.session.errors import CancelledError, EditingStoppedError, IndexIncompleteError
from app.session.turning import TurnedSteps, turned, turned_ready
from app.ui.editing.making import Making
from app.ui.editing.model_words import edit_words
from models.annotation.edits import Edit
from models.annotation.errors import StaleEditError
from models.journal_entry import Move, StepMark
from models.review.errors import UncoversError

# So many go as one edit; more would hold up the window.
_AT_ONCE = 100
_TRIES = 3


class Undoing(QObject):
    """Holds the history of an open project.

    Signals:
        changed(): the history is another.
        clip_requested(clip_id: UUID, frame_index: int, step: Step): the next step is in that clip;
            open it on this frame, or call `pass_over_clip`, or `stop`.
        turned(Edit): this edit has undone steps, or done them again.
        refused(str): a sentence for the person.
        problem_raised(Exception)
    """

    changed = Signal()
    clip_requested = Signal(object, int, object)
    turned = Signal(object)
    refused = Signal(str)
    problem_raised = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.history = History()
        # Why nothing may be undone in this place; "" where it may.
        self.why_not = ""
        # How a step is to be read now: labels that ended since have heirs.
        # To be asked for on the window's thread, and used on any.
        self.heirs: Callable[[], Callable[[Edit], Edit]] = lambda: _as_it_was
        # Turns large steps on a worker; without it, here.
        self.making: Making | None = None
        self._session: ClipSession | None = None
        self._way: deque[UUID] = deque()
        self._awaited: UUID | None = None
        self._is_turning = False
        # What edits did that the database may still refuse, the newest last.
        self._marks: OrderedDict[UUID, StepMark] = OrderedDict()
        self._go_on = QTimer(self)
        self._go_on.setSingleShot(True)
        self._go_on.timeout.connect(self._advance)

    @property
    def awaited(self) -> UUID | None:
        """The clip that has to be open before the way goes on, or None."""
        return self._awaited

    def take_earlier(self, earlier: History) -> None:
        """Put what earlier runs left before what was done since."""
        self._set(self.history.after(earlier))

    def forget(self) -> None:
        """Drop the history: the project is left."""
        self.stop()
        self._marks.clear()
        self._set(History())

    def open(self, session: ClipSession) -> None:
        """Work in this clip from now on; what waits for it goes on."""
        self._session = session
        if self._awaited == session.clip.id:
            # When the window is done with showing the clip.
            self._go_on.start(0)
        else:
            self.stop()

    def close(self) -> None:
        """Work in no clip; the steps stay."""
        self._session = None
        self._go_on.stop()
        if self._is_turning:
            self.stop()

    def apply(
        self, session: ClipSession, edit: Edit, *, at_us: int, ready: ReadyEdit | None = None
    ) -> None:
        """Apply what the person does and make a step of it; raises as `ClipSession.apply`."""
        self.stop()
        pushed = self.history.push(session.clip.id, edit, at_us=at_us)
        mark = StepMark(Move.DONE, (pushed.step_id,), author=session.author, at_us=at_us)
        session.apply(edit, mark, dropped=pushed.dropped, ready=ready)
        self._remember(edit, mark, ready)
        self._set(pushed.history)

    def undo(self) -> None:
        """Undo the last step. While a clip is on its way, only ask for it again."""
        self._turn(self.history.undo_step)

    def redo(self) -> None:
        """Do the first of the undone steps again."""
        self._turn(self.history.redo_step)

    def go_to(self, step_id: UUID | None) -> None:
        """Lead to the state after a step, or with None before all of them."""
        if self._is_refused():
            return
        self._way, self._awaited = deque(self.history.way_to(step_id)), None
        self._advance()

    def stop(self) -> None:
        """Go no further; what was done of the way stays."""
        if self.making is not None and self._is_turning:
            self.making.stop()
        self._is_turning = False
        self._way.clear()
        self._awaited = None
        self._go_on.stop()

    def go_on(self) -> None:
        """The open clip can be edited now, which the way may have waited for."""
        if self._session is not None and self._awaited == self._session.clip.id:
            self._go_on.start(0)

    def pass_over_clip(self, clip_id: UUID) -> None:
        """Mark the steps of a clip that is gone, and go on with the others."""
        gone = {step.id for step in self.history.steps if step.clip_id == clip_id}
        self._way = deque(step_id for step_id in self._way if step_id not in gone)
        self._set(self.history.unfit(gone))
        if self._awaited == clip_id:
            self._advance()

    def take_back(self, edits: Iterable[Edit]) -> None:
        """Correct the history by edits that were not kept."""
        history = self.history
        for edit in edits:
            if (mark := self._marks.pop(edit.id, None)) is not None:
                history = history.refused(edit, mark)
        self._set(history)

    def _set(self, history: History) -> None:
        if history is not self.history:
            self.history = history
            self.changed.emit()

    def _remember(self, edit: Edit, mark: StepMark, ready: ReadyEdit | None) -> None:
        for part in (edit,) if ready is None else ready.parts:
            self._marks[part.id] = mark
        while len(self._marks) > LIMIT:
            self._marks.popitem(last=False)

    def _is_refused(self) -> bool:
        why_not = self.why_not or ("" if self.making is None else self.making.why_wait)
        if why_not:
            self.refused.emit(why_not)
        return bool(why_not)

    def _turn(self, step: Step | None) -> None:
        if self._is_refused():
            return
        if not self._way and step is not None:
            self._way.append(step.id)
        if not self._go_on.isActive():
            self._advance()

    def _advance(self) -> None:
        """Go on along the way until it ends, or something has to happen first."""
        step = self._next()
        if step is None:
            self._awaited = None
            return
        session = self._session
        if session is None or session.clip.id != step.clip_id:
            self._awaited = step.clip_id
            self.clip_requested.emit(step.clip_id, step.edit.frame_index, step)
            return
        if isinstance(session.stopped, IndexIncompleteError):
            self._awaited = step.clip_id
            self.refused.emit(self.tr("Changes can be made when every frame has its number."))
            return
        if (refusal := session.refusal) is not None:
            self.stop()
            self.refused.emit(explain(refusal).text)
            return
        self._awaited = None
        run = self._run(session.clip.id, done=step.done)
        if self.making is not None and is_large(one.edit for one in run):
            self._make(self.making, session, run)
            return
        self._turn_together(session, run)
        self._advance_soon(session)

    def _advance_soon(self, session: ClipSession) -> None:
        if self._way:
            self._awaited = session.clip.id
            self._go_on.start(0)

    def _make(self, making: Making, session: ClipSession, run: list[Step]) -> None:
        """Turn large steps on a worker; whatever else is asked for meanwhile has to wait."""
        heirs, self._is_turning = self.heirs(), True
        title = self.tr("Undoing {0}") if run[0].done else self.tr("Doing {0} again")

        def failed(error: Exception) -> None:
            self.stop()
            if not isinstance(error, CancelledError):
                self.problem_raised.emit(error)

        making.begin(
            partial(turned_ready, session, run, heirs),
            partial(self._on_made, session, run),
            failed=failed,
            title=title.format(edit_words(run[-1].edit.name)),
        )

    def _on_made(self, session: ClipSession, run: list[Step], made: TurnedSteps) -> None:
        self._is_turning = False
        if session is not self._session:
            return
        try:
            goes_on = self._take(session, made)
        except StaleEditError:
            # What others wrote came in meanwhile: once more.
            self._way.extendleft(step.id for step in reversed(run))
            goes_on = True
        if goes_on:
            self._advance_soon(session)

    def _next(self) -> Step | None:
        """Return the first step of the way that is still in the history."""
        while self._way:
            if (step := self.history.step(self._way[0])) is not None:
                return step
            self._way.popleft()
        return None

    def _run(self, clip_id: UUID, *, done: bool) -> list[Step]:
        """Take from the way what can go as one edit."""
        run: list[Step] = []
        while len(run) < _AT_ONCE and (step := self._next()) is not None:
            if step.clip_id != clip_id or step.done is not done:
                break
            run.append(step)
            self._way.popleft()
        return run

    def _turn_together(self, session: ClipSession, run: list[Step]) -> None:
        for _ in range(_TRIES):
            try:
                self._take(session, turned(session.annotation, run, self.heirs()))
            except StaleEditError:
                # What others wrote came in at this very moment.
                continue
            return

    def _take(self, session: ClipSession, made: TurnedSteps) -> bool:
        """Apply what turns steps; tell whether the way can go on."""
        if made.edit is not None:
            try:
                self._apply(session, made.edit, made)
            except (EditingStoppedError, IndexIncompleteError) as error:
                self.stop()
                self.problem_raised.emit(error)
                return False
            except UncoversError as error:
                self.stop()
                self.refused.emit(f"{error}.")
                return False
        self._mark_unfit(made.unfit)
        if made.edit is not None:
            self.turned.emit(made.edit)
        return True

    def _apply(self, session: ClipSession, edit: Edit, made: TurnedSteps) -> None:
        ids, was_done = tuple(step.id for step in made.steps), made.steps[0].done
        move = Move.UNDONE if was_done else Move.REDONE
        mark = StepMark(move, ids, author=session.author, at_us=time.time_ns() // 1000)
        session.apply(edit, mark, ready=made.ready)
        self._remember(edit, mark, made.ready)
        self._set(self.history.moved(ids, done=not was_done))

    def _mark_unfit(self, unfit: Sequence[Step]) -> None:
        if not unfit:
            return
        self._set(self.history.unfit([step.id for step in unfit]))
        if len(unfit) > 1:
            text = self.tr("%n steps are passed over: somebody has changed their objects since.")
            self.refused.emit(text.replace("%n", str(len(unfit))))
        elif unfit[0].done:
            text = self.tr("“{0}” cannot be undone: somebody has changed the object since.")
            self.refused.emit(text.format(edit_words(unfit[0].edit.name)))
        else:
            text = self.tr("“{0}” cannot be done again: somebody has changed the object since.")
            self.refused.emit(text.format(edit_words(unfit[0].edit.name)))


def _as_it_was(edit: Edit) -> Edit:
    return edit
