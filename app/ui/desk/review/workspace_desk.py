"""Which of the two workspaces the window is in: boxes are drawn in one, and judged in the other.

- In Review nobody changes a box: not on canvas, timeline or panels, nor by undo. `EditedClip` takes
  no edit there, so that a part of the window that forgot to ask changes nothing either.
- What belongs to a workspace listens to `changed`; actions go by `Context.REVIEW`.
- The workspace is a person's choice on this machine and goes with the window, not with the clip.
"""

from dataclasses import replace
from typing import Literal

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from app.settings.preferences import WORKSPACES
from app.ui.canvas.mode import NO_HINTS, Hints
from app.ui.desk.clip.clip_desk import ClipDesk
from app.ui.desk.project.project_desk import ProjectDesk
from app.ui.keys.words import told
from app.ui.review.workspace.column_room import ColumnRoom
from app.ui.review.workspace.review_column import ReviewColumn
from app.ui.review.workspace.review_rail import ReviewRail
from app.ui.window.main_window import MainWindow
from models.records import ClipRecord
from models.review.rights import Right

Workspace = Literal["annotate", "review"]
_ANNOTATE, _REVIEW = WORKSPACES
_OFF_IN_REVIEW = ("edit.undo", "edit.redo", "edit.save", "project.import_boxes")


class WorkspaceDesk(QObject):
    """Switches between the workspaces.

    Parts for others to fill: `column` (panels and what decides, at the right), `rail` (buttons over
    the picture, in Review only).

    Signals:
        changed(workspace: str): it is "annotate" or "review" now.
    """

    changed = Signal(str)

    def __init__(self, window: MainWindow, clip: ClipDesk, *, projects: ProjectDesk) -> None:
        super().__init__(window)
        self._window, self._clip, self._projects = window, clip, projects
        self._canvas = clip.parts.canvas
        self._workspace: Workspace = "annotate"
        # Whether there is something to look at in the column while boxes are drawn.
        self._wanted = False
        self._for_now = ""
        self.column = ReviewColumn()
        self.rail = ReviewRail(self._canvas, window.registry)
        for action_id, icon in (("issue.report", "flag"), ("view.picture", "sun")):
            self.rail.add(action_id, icon)
        self._dock = window.workbench.add_guest("review", self.tr("Review"), self.column)
        self._room = ColumnRoom(window.workbench, self._dock)
        window.registry.connect_action("workspace.switch", self.switch)
        # What puts all docks back puts away guests.
        window.registry.connect_action("view.reset", self._show_column)
        window.registry.keys_changed.connect(self._tell)
        window.top_bar.workspace_chosen.connect(self._on_chosen)
        projects.opened.connect(lambda _project: self._on_project())
        clip.clip_opened.connect(self._on_opened)
        clip.clip_closed.connect(self.rail.hide)
        self._tell()
        if projects.preferences.workspace == _REVIEW:
            self.enter("review")

    @property
    def workspace(self) -> Workspace:
        return self._workspace

    @property
    def is_review(self) -> bool:
        return self._workspace == _REVIEW

    def switch(self) -> None:
        """Go to the other workspace."""
        self.enter("annotate" if self.is_review else "review")

    def enter(self, workspace: Workspace) -> None:
        """Go to a workspace; nothing happens in it already."""
        self._window.top_bar.show_workspace(workspace)
        if workspace == self._workspace:
            return
        self._workspace = workspace
        self._window.registry.set_reviewing(self.is_review)
        self._window.registry.keep_off("workspace", _OFF_IN_REVIEW if self.is_review else ())
        self._tell()
        self._show_column()
        self._show_rail()
        self._keep()
        self.changed.emit(workspace)
        if self._clip.session is not None:
            self._canvas.setFocus(Qt.FocusReason.OtherFocusReason)

    def want_column(self, wanted: bool, title: str = "") -> None:
        """Say whether the column is of use while boxes are drawn, and what its tab says."""
        self._wanted = wanted
        self._dock.setWindowTitle(title or self.tr("Review"))
        if wanted and self._dock.isHidden():
            self._dock.show()
            if not self.is_review:
                self._window.workbench.show_dock("inspector")
        elif not wanted and not self.is_review:
            self._dock.hide()

    def tell_for_now(self, text: str) -> None:
        """Say under the picture what the next input does, in Review; "" ends it."""
        self._for_now = text
        self._tell()

    def show_column(self) -> None:
        """Bring the column to the front."""
        self._dock.show()
        self._dock.raise_()
        # One that has just come has no tab yet that could be in front.
        QTimer.singleShot(0, self._dock, self._dock.raise_)

    def _tell(self) -> None:
        """Take boxes out of the person's hand, or give them back; say what can be done."""
        why = self._why() if self.is_review else ""
        self._clip.editor.set_read_only(why)
        self._canvas.set_read_only(self.is_review, why=why)
        marks = self.is_review and self._may_report
        self._canvas.set_marking(marks, self._hints() if self.is_review else NO_HINTS)

    @property
    def _may_report(self) -> bool:
        project = self._projects.project
        return project is None or project.rights.may(Right.REPORT_ISSUES)

    def _why(self) -> str:
        switches = told(
            self.tr("Boxes are changed in the Annotate workspace: {key} goes there."),
            self._window.registry.key_text("workspace.switch"),
        )
        return switches or self.tr("Boxes are changed in the Annotate workspace.")

    def _hints(self) -> Hints:
        if not self._may_report:
            return Hints(
                self.tr("Review · look at what was said here; a reviewer reports issues"),
                self.tr("look only"),
            )
        reports = told(
            self.tr("{key} reports an issue"), self._window.registry.key_text("issue.report")
        )
        return Hints(
            self._for_now
            or self.tr("Review · draw a region or right-click an object to report an issue"),
            reports or self.tr("right-click it to report an issue"),
        )

    def _show_column(self) -> None:
        self.column.set_reviewing(self.is_review)
        if self.is_review:
            self.show_column()
            self._room.take()
        else:
            self._room.give_back()
            self._dock.setVisible(self._wanted)
            self._window.workbench.show_dock("inspector")

    def _show_rail(self) -> None:
        self.rail.setVisible(self.is_review and self._clip.session is not None)
        self.rail.raise_()

    def _keep(self) -> None:
        preferences = self._projects.preferences
        if preferences.workspace != self._workspace:
            self._projects.keep_preferences(replace(preferences, workspace=self._workspace))

    def _on_chosen(self, key: str) -> None:
        self.enter("review" if key == _REVIEW else "annotate")

    def refresh(self) -> None:
        """Another person may have given this one another role: say what can be done now."""
        if self.is_review:
            self._tell()

    def _on_project(self) -> None:
        self._tell()
        self._show_column()

    def _on_opened(self, _clip: ClipRecord) -> None:
        self.refresh()
        self._show_rail()
        if self.is_review:
            # A layout that was put back at the start has put its guests away.
            self._show_column()
