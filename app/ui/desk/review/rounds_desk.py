"""Before and after a correction: the earlier round in the picture, and the way through changes."""

from functools import partial

from PySide6.QtCore import QObject

from app.session.review.track_review import (
    ChangedObject,
    EarlierRound,
    How,
    changed_objects,
    earlier_round,
)
from app.ui.canvas.held_action import HeldAction
from app.ui.desk.clip.clip_desk import ClipDesk
from app.ui.desk.project.project_desk import ProjectDesk
from app.ui.desk.review.leading import lead_to
from app.ui.desk.review.verdict_desk import VerdictDesk
from app.ui.desk.review.workspace_desk import WorkspaceDesk
from app.ui.keys.words import sentences
from app.ui.review.rounds.earlier_layer import EarlierLayer
from app.ui.theme import theme
from app.ui.window.main_window import MainWindow
from app.workers.jobs import JobHandle, Jobs

_Found = tuple[EarlierRound | None, tuple[ChangedObject, ...]]


class RoundsDesk(QObject):
    """Reads the earlier round on a worker when it is asked for, and forgets it with the clip."""

    def __init__(
        self,
        window: MainWindow,
        jobs: Jobs,
        *,
        clip: ClipDesk,
        projects: ProjectDesk,
        verdicts: VerdictDesk,
        workspace: WorkspaceDesk,
    ) -> None:
        super().__init__(clip)
        self._window, self._jobs, self._clip = window, jobs, clip
        self._projects, self._verdicts = projects, verdicts
        self._canvas = clip.parts.canvas
        self.layer = EarlierLayer(theme)
        self._canvas.add_layer(self.layer)
        self._earlier: EarlierRound | None = None
        self.changed: tuple[ChangedObject, ...] = ()
        self._at = -1
        self._reading: JobHandle | None = None
        self._action = window.registry.action("rounds.show")
        connect = window.registry.connect_action
        connect("rounds.show", self.toggle)
        connect("rounds.next", partial(self.step, 1))
        connect("rounds.previous", partial(self.step, -1))
        self._hold = HeldAction(window.registry.action("rounds.hold"), self)
        self._hold.began.connect(partial(self._alone, on=True))
        self._hold.ended.connect(partial(self._alone, on=False))
        clip.clip_closed.connect(self.leave)
        workspace.changed.connect(lambda _key: self.leave())

    @property
    def is_on(self) -> bool:
        return self._earlier is not None

    def toggle(self) -> None:
        """Show the earlier round, or put it away."""
        if self.is_on:
            self.leave()
        else:
            self._read(None)

    def step(self, by: int) -> None:
        """Go to the next object that was changed, or to the one before."""
        if not self.is_on:
            self._read(by)
            return
        if not self.changed:
            self._say(self.tr("Nothing was changed since."))
            return
        self._at = self._at + by if self._at >= 0 or by > 0 else len(self.changed) - 1
        self._at %= len(self.changed)
        one = self.changed[self._at]
        lead_to(self._clip, one.frame_index, (one.track_id,))
        words = {
            How.NEW: self.tr("new"),
            How.GONE: self.tr("deleted"),
            How.CHANGED: self.tr("changed"),
        }
        place = self.tr("{0} of {1}").format(self._at + 1, len(self.changed))
        self._say(f"{place} · {self._name_of(one)} · {words[one.how]}")

    def leave(self) -> None:
        """Show nothing of it any more."""
        if self._reading is not None:
            self._reading.cancel()
            self._reading = None
        self._hold.end()
        self._earlier, self.changed, self._at = None, (), -1
        self.layer.show(None)
        self._action.setChecked(False)
        self._canvas.update()

    def _read(self, step: int | None) -> None:
        """Read on a worker, then go on to a change where that was asked for."""
        project, session = self._projects.project, self._clip.session
        self._action.setChecked(False)
        if project is None or session is None or self._reading is not None:
            return
        clip, now = session.clip, session.annotation

        def read() -> _Found:
            earlier = earlier_round(project, clip)
            if earlier is None:
                return None, ()
            return earlier, changed_objects(earlier.annotation, now)

        self._reading = self._jobs.submit(
            read, done=partial(self._on_read, step), failed=self._on_failed, owner=self
        )

    def _on_read(self, step: int | None, found: _Found) -> None:
        self._reading = None
        earlier, self.changed = found
        if earlier is None:
            self._say(self.tr("This clip was not handed in before."))
            return
        self._earlier, self._at = earlier, -1
        self.layer.show(earlier.annotation)
        self._action.setChecked(True)
        self._canvas.update()
        if step is not None:
            self.step(step)
            return
        count = len(self.changed)
        if count == 1:
            since = self.tr("1 object was changed since.")
        else:
            since = self.tr("{0} objects were changed since.").format(f"{count:,}")
        self._say(sentences(self.tr("Dashed: as it was handed in before."), since))

    def _on_failed(self, error: Exception) -> None:
        self._reading = None
        self._window.problems.show_error(error)

    def _alone(self, *, on: bool) -> None:
        """Show the earlier boxes alone for as long as the key is held."""
        if not self.is_on or self._verdicts.singled_out is not None:
            return
        self.layer.is_alone = on
        self._canvas.isolate(frozenset() if on else None)
        self._canvas.update()

    def _name_of(self, one: ChangedObject) -> str:
        if one.how is not How.GONE or self._earlier is None:
            return self._verdicts.name_of(one.track_id)
        return self.tr("object {0}").format(self._earlier.annotation.tracks[one.track_id].number)

    def _say(self, text: str) -> None:
        self._window.toast.show_note(text)
