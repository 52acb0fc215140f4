"""How the open clip's picture is brightened: panel, keys, and what is kept for each clip."""

import logging
from functools import partial
from uuid import UUID

from PySide6.QtCore import QObject, QTimer

from app.failures import Problem
from app.media.pictures.adjust import HAZE, NIGHT, NO_ADJUSTMENT, Adjustment
from app.session.pictures import forget_adjustment, keep_adjustment, kept_adjustment
from app.ui.canvas.held_action import HeldAction
from app.ui.desk.clip.clip_desk import ClipDesk
from app.ui.desk.project.project_desk import ProjectDesk
from app.ui.keys.words import sentences, told
from app.ui.panels.picture_panel import PicturePanel
from app.ui.window.main_window import MainWindow
from app.workers.jobs import Jobs
from models.errors import RowAlteredError
from models.records import ClipRecord
from models.store import ProjectStore

_log = logging.getLogger(__name__)

# A slider that is dragged is not written with every step.
KEEP_AFTER_MS = 600


class PictureDesk(QObject):
    """Joins the panel and its actions to the canvas, which asks the decoder."""

    def __init__(
        self, window: MainWindow, clips: ClipDesk, *, jobs: Jobs, projects: ProjectDesk
    ) -> None:
        super().__init__(clips)
        self._clips, self._jobs, self._projects = clips, jobs, projects
        self._window = window
        self._canvas = clips.parts.canvas
        self._clip_id: UUID | None = None
        self._touched = False
        # What was set since the project was opened: a write may still be on its way.
        self._set: dict[UUID, Adjustment] = {}
        # Clips of which what was kept cannot be believed: it goes with the next that is kept.
        self._altered: set[UUID] = set()
        self.panel = PicturePanel(window.workbench.middle)
        self._action = window.registry.action("view.picture")
        self._keeping = QTimer(self)
        self._keeping.setSingleShot(True)
        self._keeping.setInterval(KEEP_AFTER_MS)
        self._keeping.timeout.connect(self._keep)
        connect = window.registry.connect_action
        connect("view.picture", self._on_action)
        connect("view.picture_night", lambda: self.panel.choose(NIGHT))
        connect("view.picture_haze", lambda: self.panel.choose(HAZE))
        connect("view.picture_reset", self._reset)
        self._compare = HeldAction(window.registry.action("view.picture_compare"), self)
        self._compare.began.connect(partial(self._on_compare, True))
        self._compare.ended.connect(partial(self._on_compare, False))
        self.panel.compare_changed.connect(self._on_compare)
        self.panel.adjustment_changed.connect(self._on_changed)
        self.panel.visibility_changed.connect(self._on_visibility)
        projects.leaving.connect(self._forget)
        clips.clip_opened.connect(self._on_clip)
        clips.clip_closed.connect(self._on_no_clip)

    def _forget(self) -> None:
        self._set.clear()
        self._altered.clear()

    def _reset(self) -> None:
        """Show the picture as it was recorded; what was altered is written anew."""
        self.panel.choose(NO_ADJUSTMENT)
        if self._clip_id in self._altered:
            self._touched = True
            self._keep()

    def _on_clip(self, clip: ClipRecord) -> None:
        project = self._projects.project
        self.panel.setVisible(self._action.isChecked())
        if self._clip_id == clip.id:
            # The same clip by a new index: what is in force stays.
            self._canvas.set_adjustment(self.panel.adjustment)
            return
        self._clip_id, self._touched = clip.id, False
        known = self._set.get(clip.id, NO_ADJUSTMENT)
        self.panel.show_adjustment(known)
        self._canvas.set_adjustment(known)
        if project is not None and clip.id not in self._set:
            self._jobs.submit(
                partial(kept_adjustment, project.store, clip.id),
                done=partial(self._on_read, clip.id),
                failed=partial(self._on_failed, clip.id),
                owner=self,
            )

    def _on_read(self, clip_id: UUID, adjustment: Adjustment) -> None:
        # What the person set meanwhile is what they want.
        if clip_id == self._clip_id and not self._touched:
            self.panel.show_adjustment(adjustment)
            self._canvas.set_adjustment(adjustment)

    def _on_no_clip(self) -> None:
        self._compare.end()
        if self._keeping.isActive():
            self._keep()
        self._clip_id = None
        self.panel.hide()
        self.panel.show_adjustment(NO_ADJUSTMENT)

    def _on_changed(self, adjustment: Adjustment) -> None:
        if self._clip_id is not None:
            self._touched = True
            self._set[self._clip_id] = adjustment
            self._canvas.set_adjustment(adjustment)
            self._keeping.start()

    def _on_compare(self, as_recorded: bool) -> None:
        if self._clip_id is not None:
            self._canvas.set_adjustment(NO_ADJUSTMENT if as_recorded else self.panel.adjustment)

    def _on_action(self) -> None:
        self.panel.setVisible(self._action.isChecked() and self._clip_id is not None)

    def _on_visibility(self, shown: bool) -> None:
        # A clip that closes takes the panel with it; the next one brings it back.
        if shown or self._clip_id is not None:
            self._action.setChecked(shown)

    def _keep(self) -> None:
        self._keeping.stop()
        project, clip_id = self._projects.project, self._clip_id
        if project is None or project.read_only is not None or clip_id is None:
            return
        anew = clip_id in self._altered
        self._jobs.submit(
            partial(_kept, project.store, clip_id, self.panel.adjustment, anew=anew),
            done=lambda _: self._on_kept(clip_id) if anew else None,
            failed=partial(self._on_failed, clip_id),
            owner=self,
            essential=True,
            lane=f"picture of {clip_id.hex}",
        )

    def _on_kept(self, clip_id: UUID) -> None:
        """What was altered is no more."""
        if clip_id in self._altered:
            self._altered.discard(clip_id)
            self._window.problems.settle("", problem=self._altered_problem())
            self._window.toast.show_note(self.tr("How the picture is shown is reset."))

    def _on_failed(self, clip_id: UUID, error: Exception) -> None:
        """Tell of an altered setting; else leave it at that: nobody's work hangs on it."""
        _log.info("The adjustment of a picture is not kept: %s", type(error).__name__)
        if isinstance(error, RowAlteredError) and clip_id == self._clip_id:
            self._altered.add(clip_id)
            self._window.problems.show_problem(self._altered_problem())

    def _altered_problem(self) -> Problem:
        key = self._window.registry.key_text("view.picture_reset")
        return Problem(
            self.tr("How this clip's picture is shown was altered"),
            self.tr("Somebody has changed it in the database. It is shown as it was recorded."),
            sentences(told(self.tr("{key} resets it."), key))
            or self.tr("“Picture as recorded” resets it."),
        )


def _kept(store: ProjectStore, clip_id: UUID, adjustment: Adjustment, *, anew: bool) -> None:
    if anew:
        forget_adjustment(store, clip_id)
    keep_adjustment(store, clip_id, adjustment)
