"""Before and after beside each other: what is compared at the left, the clip as it is at the right.

- The left picture is the right one, shown again: nothing is decoded for it, and no other frame can
  stand there. It takes no edit.
- What stands at the left is the other side of the comparison. Without one, it begins with the round
  that was handed in before, or asks; a comparison that began so ends with the two pictures.
- It is left with the clip and with the comparison: nothing of it is kept behind the lock.
"""

from uuid import UUID

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent

from app.quality import Disagreement
from app.session.review.comparing import Comparison, Other, OtherKind, round_before
from app.ui.canvas.layers import Level
from app.ui.canvas.tools import Tool
from app.ui.desk.clip.clip_desk import ClipDesk
from app.ui.desk.objects.label_desk import LabelDesk
from app.ui.desk.project.project_desk import ProjectDesk
from app.ui.desk.review.comparison_desk import ComparisonDesk
from app.ui.review.side_by_side.difference_layer import DifferenceLayer
from app.ui.review.side_by_side.differences import FrameDifferences, Sameness
from app.ui.review.side_by_side.pane import BeforePane
from app.ui.review.side_by_side.partners import Partners
from app.ui.review.side_by_side.room import PaneRoom
from app.ui.review.side_by_side.shared_view import SharedView
from app.ui.review.side_by_side.together import Together
from app.ui.review.side_by_side.words import before_title, count_text
from app.ui.theme import theme
from app.ui.unhurried import Unhurried
from app.ui.window.main_window import MainWindow
from app.workers.jobs import JobHandle, Jobs
from models.annotation.document import Annotation

_COUNT_EVERY_MS = 100


class SideBySideDesk(QObject):
    """Joins the pane of before to the canvas, the comparison and one key."""

    def __init__(
        self,
        window: MainWindow,
        jobs: Jobs,
        *,
        clip: ClipDesk,
        labels: LabelDesk,
        projects: ProjectDesk,
        comparison: ComparisonDesk,
    ) -> None:
        super().__init__(clip)
        self._window, self._jobs, self._clip = window, jobs, clip
        self._labels, self._projects, self._comparison = labels, projects, comparison
        self._wall = window.workbench.cameras
        self._canvas = clip.parts.canvas
        self.pane = BeforePane(theme, self._wall)
        self.pane.hide()
        before = self.pane.canvas
        self.found = FrameDifferences(before.stage, self._canvas.stage)
        self._layers = (
            DifferenceLayer(theme, self.found, of_now=False),
            DifferenceLayer(theme, self.found, of_now=True),
        )
        before.add_layer(self._layers[0])
        self._view = SharedView(before, self._canvas, self)
        self._together = Together(self._canvas, before, clip.editor, self.found, self._layers)
        self._room = PaneRoom(self._wall, window.registry.action("view.clips"))
        self._count = Unhurried(self._show_count, every_ms=_COUNT_EVERY_MS, parent=self)
        self.is_on = False
        # Whether the two pictures are wanted as soon as something is compared.
        self._wanted = False
        # Whether the comparison is there for the two pictures alone.
        self._began_it = False
        self._looking_up: JobHandle | None = None
        self._action = window.registry.action("compare.beside")
        self._connect()

    def toggle(self) -> None:
        """Show what is compared beside the clip, or put it away."""
        if self.is_on or self._wanted:
            self.leave()
        elif self._comparison.other is not None:
            self._enter()
        else:
            self._begin()
        self._action.setChecked(self.is_on)

    def leave(self) -> None:
        """Show the clip alone, as before."""
        self._wanted = False
        if self._looking_up is not None:
            self._looking_up.cancel()
            self._looking_up = None
        began, self._began_it = self._began_it, False
        if self.is_on:
            self._put_away()
        if began and self._comparison.other is not None:
            self._comparison.end()

    def _connect(self) -> None:
        comparison, clip = self._comparison, self._clip
        self._window.registry.connect_action("compare.beside", self.toggle)
        comparison.changed.connect(self._on_comparison)
        comparison.looked_at.connect(self._on_looked_at)
        comparison.choice.declined.connect(self._on_declined)
        self.pane.close_requested.connect(self.leave)
        self.pane.canvas.refused.connect(self._window.toast.show_note)
        self.pane.canvas.frame_requested.connect(clip.go_to)
        self._labels.labels_changed.connect(lambda _labels: self._name())
        self._window.registry.action("compare.show").toggled.connect(self._on_ghosts)
        clip.editor.annotation_changed.connect(lambda _a, _ids: self._tell_count())
        self._canvas.picture_changed.connect(self._tell_count)
        self._canvas.shown_changed.connect(self._filter)
        clip.clip_closed.connect(self.leave)
        for widget in (self._canvas, self.pane.canvas, self._window):
            widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Leave by Esc, as far as a hand is not at something that Esc gives up."""
        if watched is self._window:
            if event.type() is QEvent.Type.Close:
                # How the docks stand is kept for the next start.
                self._room.give_back()
            return False
        is_escape = isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape
        if not self.is_on or not is_escape or event.type() is not QEvent.Type.KeyPress:
            return False
        hand = self._canvas
        if watched is hand and (hand.drafting or hand.tool() is not Tool.SELECT):
            return False
        self.leave()
        return True

    def _begin(self) -> None:
        """Compare with the round before; where there is none, let the person choose."""
        project, clip = self._projects.project, self._clip.clip
        if project is None or clip is None or self._looking_up is not None:
            return
        self._wanted = True
        self._looking_up = self._jobs.submit(
            lambda: round_before(project, clip),
            done=self._on_looked_up,
            failed=self._on_failed,
            owner=self,
        )

    def _on_looked_up(self, other: Other | None) -> None:
        self._looking_up = None
        if other is None:
            self._comparison.ask()
        else:
            self._began_it = True
            self._comparison.begin(other)

    def _on_failed(self, error: Exception) -> None:
        self._looking_up, self._wanted = None, False
        self._window.problems.show_error(error)

    def _on_declined(self) -> None:
        self._wanted = False

    def _enter(self) -> None:
        self.is_on, self._wanted = True, False
        self._action.setChecked(True)
        self._comparison.layer.beside = True
        self._canvas.add_layer(self._layers[1], Level.ABOVE_BOXES)
        self._canvas.set_escape(self.tr("Esc leaves side by side"))
        self._name()
        self._show()
        self._room.take()
        self._wall.share_with(self.pane)
        self._view.set_on(True)
        self._together.set_on(True)
        self._tell_count()

    def _put_away(self) -> None:
        had_focus = self.pane.isAncestorOf(self._window.focusWidget() or self._window)
        self.is_on = False
        self._action.setChecked(False)
        self._together.set_on(False)
        self._view.set_on(False)
        self._count.drop()
        self._canvas.remove_layer(self._layers[1])
        self._canvas.set_escape("")
        self._comparison.layer.beside = False
        self._wall.share_with(None)
        self._room.give_back()
        self.pane.forget()
        self.found.set_sameness(Sameness(Partners()))
        if had_focus:
            self._canvas.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_comparison(self) -> None:
        """Another comparison has begun, has come, or there is none any more."""
        if self._comparison.other is None:
            self._began_it = False
            self.leave()
        elif self.is_on:
            self._show()
        elif self._wanted:
            self._enter()

    def _show(self) -> None:
        """Show the other side, as far as it is known."""
        other, shown = self._comparison.other, self._comparison.comparison
        if other is None:
            return
        self.pane.header.set_name(before_title(other, self._comparison.name_of))
        is_awaited = shown is None and self._comparison.is_busy
        self.pane.header.set_moment(self.tr("Comparing…") if is_awaited else "")
        is_round = other.kind is OtherKind.ROUND
        for layer in self._layers:
            layer.is_round = is_round
        self.found.set_sameness(_sameness(shown, is_round=is_round))
        self.pane.canvas.set_annotation(Annotation() if shown is None else shown.theirs)
        self._filter()
        self._together.select_partners()
        self._canvas.update()
        self._tell_count()

    def _filter(self) -> None:
        """Leave out before what is left out now: a filter, or one object that is looked at."""
        if not self.is_on:
            return
        self.pane.canvas.set_shown(self.found.shown_before())
        self._tell_count()

    def _name(self) -> None:
        if self.is_on:
            self.pane.canvas.set_labels({label.id: label for label in self._labels.labels})

    def _tell_count(self) -> None:
        if self.is_on:
            playing = self._clip.playback.state.playing
            self._count.tell(0, at_once=not playing)

    def _show_count(self, _: int) -> None:
        if not self.is_on:
            return
        known = self._comparison.comparison is not None
        self.pane.now_header.set_moment(count_text(len(self.found.look())) if known else "")

    def _on_looked_at(self, one: Disagreement | None) -> None:
        if self.is_on and one is not None and one.truth_id is not None:
            self._together.select_before((one.truth_id,))

    def _on_ghosts(self, on: bool) -> None:
        for layer in self._layers:
            layer.ghosts = on
        self._canvas.update()
        self.pane.canvas.update()


def _sameness(shown: Comparison | None, *, is_round: bool) -> Sameness:
    if shown is None:
        return Sameness(Partners())
    report = shown.report
    of_before: dict[UUID, UUID] = {
        one.track_id: one.partner_id for one in report.tracks if one.partner_id is not None
    }
    partners = Partners(of_before, threshold=report.settings.threshold)
    # Who corrects moves by a pixel, and means it; two people never draw the same box.
    return Sameness(partners, None if is_round else report.settings.low_overlap)
