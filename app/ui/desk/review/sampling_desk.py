"""Reviewing samples: a key leads from stop to stop, all that one shows is accepted at once."""

from bisect import bisect_left, bisect_right
from dataclasses import replace

from PySide6.QtCore import QObject, Qt

from app.media.pictures.picture import Picture
from app.ui.desk.clip.clip_desk import ClipDesk
from app.ui.desk.project.project_desk import ProjectDesk
from app.ui.desk.review.object_verdicts import ObjectVerdicts
from app.ui.desk.review.verdict_desk import VerdictDesk
from app.ui.desk.review.workspace_desk import WorkspaceDesk
from app.ui.review.sampling.coverage import FASTEST, Coverage, stops_every
from app.ui.review.sampling.sampling_bar import SamplingBar
from app.ui.review.verdicts.choice_card import Choice
from app.ui.review.verdicts.texts import tally_text
from app.ui.unhurried import Unhurried
from app.ui.window.main_window import MainWindow

_TELL_EVERY_MS = 200


class SamplingDesk(QObject):
    """Counts in Review which frames were on the screen, and walks from stop to stop."""

    def __init__(
        self,
        window: MainWindow,
        *,
        clip: ClipDesk,
        projects: ProjectDesk,
        verdicts: VerdictDesk,
        objects: ObjectVerdicts,
        workspace: WorkspaceDesk,
    ) -> None:
        super().__init__(clip)
        self._window, self._clip, self._verdicts = window, clip, verdicts
        self._objects, self._workspace = objects, workspace
        self._projects = projects
        self.coverage = Coverage(0)
        self._stops: tuple[int, ...] = ()
        self._is_on = False
        # The frame of the stop that one is led to, or at.
        self._stop = 0
        self.bar = SamplingBar(clip.parts.canvas, seconds=projects.preferences.sample_every_s)
        self.bar.distance_chosen.connect(self._on_distance)
        self._telling = Unhurried(
            lambda _count: self._tell_shown(), every_ms=_TELL_EVERY_MS, parent=self
        )
        connect = window.registry.connect_action
        connect("sampling.toggle", self.toggle)
        connect("sampling.next", lambda: self.step(1))
        connect("sampling.previous", lambda: self.step(-1))
        clip.clip_opened.connect(lambda _clip: self._on_opened())
        clip.clip_closed.connect(self._on_closed)
        clip.index_grown.connect(lambda: self.coverage.extend(clip.last_frame + 1))
        clip.playback.picture_shown.connect(self._on_picture)
        workspace.changed.connect(lambda _key: self.stop())

    @property
    def is_on(self) -> bool:
        return self._is_on

    @property
    def stops(self) -> tuple[int, ...]:
        """The frames at which one stops."""
        return self._stops

    @property
    def name(self) -> str:
        """What the verdict keys decide on."""
        return self.tr("what this frame shows")

    def toggle(self) -> None:
        """Begin at the stop before the frame on the screen, or leave."""
        if self._is_on:
            self.stop()
        else:
            self.start()

    def start(self) -> None:
        """Begin, where the clip's frames are known."""
        session = self._clip.session
        if session is None or not session.index_complete:
            self._window.toast.show_note(self.tr("Wait until every frame has its number."))
            self._follow_action()
            return
        self._is_on = True
        self._stops = stops_every(session.index, self._projects.preferences.sample_every_s)
        self._verdicts.single_out(self)
        self._follow_action()
        at = max(bisect_right(self._stops, self._clip.frame_index) - 1, 0)
        self._lead_to(self._stops[at])

    def stop(self) -> None:
        """Leave."""
        if self._is_on:
            self._is_on = False
            self.bar.put_away()
            self._verdicts.let_go(self)
        self._follow_action()

    def step(self, by: int) -> None:
        """Go to the next stop or the one before; behind the last, say how it went."""
        if not self._is_on:
            self.start()
            return
        at = bisect_left(self._stops, self._stop)
        if by > 0 and at + 1 >= len(self._stops):
            self._sum_up()
        else:
            self._lead_to(self._stops[max(at + by, 0)])

    def accept(self) -> None:
        """Accept all objects of the stop, and go on."""
        if self._objects.accept_frame(empty_too=True):
            self.step(1)

    def reject(self) -> None:
        """Reject what is selected."""
        chosen = self._clip.editor.selection
        if chosen:
            self._verdicts.reject_objects(chosen)
        else:
            self._window.toast.show_note(self.tr("Select the object that is wrong first."))

    def _lead_to(self, frame_index: int) -> None:
        self._stop = frame_index
        self._clip.playback.pause()
        self._clip.go_to(frame_index)
        self._show()

    def _show(self) -> None:
        key = self._window.registry.key_text
        at = bisect_left(self._stops, self._stop)
        self.bar.show_place(
            self.tr("Stop {0} of {1}").format(f"{at + 1:,}", f"{len(self._stops):,}"),
            self.tr("{0} accepts all here · {1} goes on").format(
                key("verdict.accept"), key("sampling.next")
            ),
        )
        self._tell_shown()

    def _tell_shown(self) -> None:
        if self._is_on:
            parts = self.coverage.parts(self.bar.meter.part_count)
            self.bar.show_shown(self.shown_text(), parts)

    def shown_text(self) -> str:
        """Say how much of the clip was on the screen, and no more than that."""
        share = self.coverage.share
        percent = f"{share * 100:.1f}" if 0 < share < 0.1 else f"{share * 100:.0f}"
        return self.tr("{0} % of frames shown").format(percent)

    def _sum_up(self) -> None:
        tally = self._verdicts.tally
        self.stop()
        lines = [self.shown_text(), tally_text(tally)]
        flow = self._verdicts.on_clip
        accept = Choice(Qt.Key.Key_A, self.tr("Accept clip"), flow.accept, "accept", "check")
        reject = Choice(Qt.Key.Key_X, self.tr("Reject clip"), flow.reject, "danger", "x")
        back = Choice(Qt.Key.Key_Escape, self.tr("Back"))
        choices = (back,) if self._verdicts.why_not() else (back, accept, reject)
        title = self.tr("That was the last of {0} stops.").format(f"{len(self._stops):,}")
        if len(self._stops) == 1:
            title = self.tr("That was the only stop.")
        self._verdicts.choices.offer(
            title,
            lines,
            choices,
        )

    def _on_picture(self, picture: Picture) -> None:
        """Count what is on the screen, unless it goes by too fast."""
        state = self._clip.playback.state
        too_fast = state.playing and abs(state.rate) > FASTEST
        if not self._workspace.is_review or not picture.exact or too_fast:
            return
        if self.coverage.saw(picture.frame_index) and self._is_on:
            self._telling.tell(self.coverage.count)

    def _on_distance(self, seconds: int) -> None:
        preferences = self._projects.preferences
        self._projects.keep_preferences(replace(preferences, sample_every_s=seconds))
        if self._is_on:
            self._is_on = False
            self.start()

    def _on_opened(self) -> None:
        self.coverage = Coverage(self._clip.last_frame + 1)

    def _on_closed(self) -> None:
        self._telling.drop()
        self.stop()
        self.coverage = Coverage(0)
        self._stops = ()

    def _follow_action(self) -> None:
        self._window.registry.action("sampling.toggle").setChecked(self._is_on)
