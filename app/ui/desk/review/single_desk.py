"""Reviewing objects one by one: each alone in the picture, large, playing its range in a loop."""

from collections.abc import Callable, Collection
from dataclasses import replace
from functools import partial
from uuid import UUID

from PySide6.QtCore import QObject, Qt, Signal

from app.media.pictures.picture import Picture
from app.ui.desk.clip.clip_desk import ClipDesk
from app.ui.desk.clip.playback_desk import PlaybackDesk
from app.ui.desk.project.project_desk import ProjectDesk
from app.ui.desk.review.single_order import SingleOrder
from app.ui.desk.review.verdict_desk import VerdictDesk
from app.ui.desk.review.workspace_desk import WorkspaceDesk
from app.ui.review.single.single_bar import SingleBar
from app.ui.review.single.walk import Walk, span_of
from app.ui.review.verdicts.choice_card import Choice
from app.ui.review.verdicts.texts import mark_of, standing_text
from app.ui.window.main_window import MainWindow
from app.workers.jobs import Jobs
from models.review.verdict import Standing

# In percent of the view; the wheel makes an object that large, and so are those that follow.
_SMALLEST, _LARGEST = 5, 1000
_ON_THE_WAY = ("single.next", "single.previous", "single.leave")


class SingleDesk(QObject):
    """Goes from object to object; what it does to the view is put back when it ends.

    Signals:
        looked_at(): the strip says where the current object stands, or is gone.
    """

    looked_at = Signal()

    def __init__(
        self,
        window: MainWindow,
        jobs: Jobs,
        *,
        clip: ClipDesk,
        playback: PlaybackDesk,
        projects: ProjectDesk,
        verdicts: VerdictDesk,
        workspace: WorkspaceDesk,
    ) -> None:
        super().__init__(clip)
        self._window = window
        self._clip, self._playback, self._projects = clip, playback, projects
        self._verdicts, self._workspace = verdicts, workspace
        self._canvas = clip.parts.canvas
        self._walk: Walk | None = None
        failed = window.problems.show_error
        self._order = SingleOrder(jobs, clip=clip, verdicts=verdicts, failed=failed, parent=self)
        # The first frame of an object that is led to, until it is on the screen.
        self._awaited: tuple[int, int] | None = None
        # Those that a filter leaves; None is all.
        self.shown: Callable[[], Collection[UUID] | None] = lambda: None
        self.bar = SingleBar(self._canvas)
        self._unjudged_first = window.registry.action("single.unjudged")
        self._unjudged_first.setChecked(True)
        connect = window.registry.connect_action
        connect("single.toggle", self.toggle)
        connect("single.leave", self.stop)
        connect("single.next", partial(self.step, 1))
        connect("single.previous", partial(self.step, -1))
        connect("single.unjudged", self._reorder)
        self._allow()
        verdicts.changed.connect(self._show)
        verdicts.judged.connect(self._on_judged)
        clip.playback.picture_shown.connect(self._on_picture)
        clip.clip_closed.connect(self._forget)
        clip.editor.annotation_changed.connect(lambda _a, _ids: self._on_annotation())
        workspace.changed.connect(lambda _key: self.stop())

    @property
    def is_on(self) -> bool:
        return self._walk is not None

    @property
    def current(self) -> UUID | None:
        """The object that is looked at."""
        return None if self._walk is None else self._walk.current

    @property
    def name(self) -> str:
        """What people call it; this is what the verdict keys decide on."""
        return "" if self._walk is None else self._verdicts.name_of(self._walk.current)

    def toggle(self) -> None:
        """Begin, or leave."""
        if self.is_on or self._order.is_looking:
            self.stop()
        else:
            self.start()

    def start(self) -> None:
        """Begin at the selected object, else at the first that is to be judged."""
        selection = self._clip.editor.selection
        self._put_in_order(selection[0] if len(selection) == 1 else None, self._begin)

    def _begin(self, walk: Walk | None) -> None:
        if walk is None:
            self._window.toast.show_note(self.tr("There is no object to review in this clip."))
            self._follow_action()
            return
        self._walk = walk
        self._verdicts.single_out(self)
        self._allow()
        self._go()

    def stop(self) -> None:
        """Give the view back as it was before."""
        if self._walk is None:
            self._order.leave()
            self._follow_action()
            return
        self._keep_share()
        self._forget()
        self._clip.playback.pause()
        self._canvas.follow_selection(False)
        self._canvas.fit()

    def step(self, by: int) -> None:
        """Go to the next object or the one before, judged or not."""
        if self._walk is not None:
            self._keep_share()
            self._walk.step(by)
            self._go()

    def accept(self) -> None:
        """Accept the object and go on to the next."""
        if self._walk is not None:
            current = self._walk.current
            if self._verdicts.standing_of(current) is Standing.ACCEPTED:
                self._go_on()
            else:
                self._verdicts.accept_objects((current,))

    def reject(self) -> None:
        """Ask why the object is rejected, and go on to the next."""
        if self._walk is not None:
            self._verdicts.reject_objects((self._walk.current,))

    def _on_judged(self, ids: Collection[UUID]) -> None:
        if self._walk is not None and self._walk.current in ids:
            self._go_on()

    def _go_on(self) -> None:
        """Go to the next that is left to judge; behind the last, say how it went."""
        walk = self._walk
        if walk is None:
            return
        self._keep_share()
        self._order.find_next(walk, partial(self._come_to, walk, walk.current))

    def _come_to(self, walk: Walk, before: UUID, by: int | None) -> None:
        """Go so many places on, unless the person has gone somewhere meanwhile."""
        if walk is not self._walk or walk.current != before:
            return
        if by is None:
            self._sum_up()
        else:
            walk.step(by)
            self._go()

    def _put_in_order(self, current: UUID | None, done: Callable[[Walk | None], object]) -> None:
        """Make a walk of the objects as they stand."""
        unjudged_first = self._unjudged_first.isChecked()
        self._order.put_in_order(current, done, unjudged_first=unjudged_first, shown=self.shown())

    def _go(self) -> None:
        """Look at the current object."""
        walk = self._walk
        if walk is None:
            return
        track = self._clip.editor.annotation.tracks.get(walk.current)
        if track is None or not track.keyframes:
            self._reorder()
            return
        first, last = span_of(track, self._clip.last_frame)
        self._canvas.follow_selection(False)
        self._canvas.isolate(frozenset({track.id}))
        self._clip.editor.select((track.id,))
        self._canvas.follow_selection(True, share=self._share())
        self._playback.borrow_loop((first, last))
        self._awaited = first, last
        self._clip.playback.pause()
        self._clip.go_to(first)
        self._show()

    def _on_picture(self, picture: Picture) -> None:
        """Play on as soon as the object is on the screen: its first frame is seen as well."""
        if self._awaited is None or self._walk is None:
            return
        first, last = self._awaited
        if picture.exact and picture.frame_index == first:
            self._awaited = None
            if last > first:
                self._playback.play()

    def _sum_up(self) -> None:
        tally = self._verdicts.tally
        lines = [
            self.tr("{0} accepted, {1} rejected.").format(
                f"{tally.accepted:,}", f"{tally.rejected:,}"
            )
        ]
        self.stop()
        why_not = self._verdicts.why_not()
        back = Choice(Qt.Key.Key_Escape, self.tr("Back"))
        accept = Choice(
            Qt.Key.Key_A,
            self.tr("Accept clip"),
            self._verdicts.on_clip.accept,
            "accept",
            "check",
        )
        reject = Choice(
            Qt.Key.Key_X, self.tr("Reject clip"), self._verdicts.on_clip.reject, "danger", "x"
        )
        self._verdicts.choices.offer(
            self.tr("Every object is judged."),
            lines,
            (back,) if why_not else (back, accept, reject),
        )

    def _reorder(self) -> None:
        """Go on in another order, from where one is."""
        if self._walk is not None:
            self._put_in_order(self._walk.current, self._take_order)

    def _take_order(self, walk: Walk | None) -> None:
        before = self._walk
        if before is None or walk is None:
            self.stop()
            return
        self._walk = walk
        if walk.current == before.current:
            self._show()
        else:
            self._go()

    def _show(self) -> None:
        walk = self._walk
        if walk is None:
            return
        standing, tally = self._verdicts.standing_of(walk.current), self._verdicts.tally
        key = self._window.registry.key_text
        keys = (key("verdict.accept"), key("verdict.reject"), key("single.leave"))
        self.bar.show_object(
            self.name,
            place=(walk.number, len(walk.order)),
            mark=mark_of(standing),
            standing=standing_text(standing),
            hint=self.tr("{0} accepts · {1} rejects · {2} leaves").format(*keys),
        )
        self.bar.show_progress(tally)
        self._verdicts.bar.show_target(self.name)
        # What the canvas says of following would lie behind the strip.
        self._canvas.keep_clear(self.bar.geometry().bottom())
        self.looked_at.emit()

    def _on_annotation(self) -> None:
        """Somebody else has taken the object away."""
        walk = self._walk
        if walk is not None and walk.current not in self._clip.editor.annotation.tracks:
            self._reorder()

    def _share(self) -> float:
        """How large an object is shown, of the view's shorter side."""
        return self._projects.preferences.followed_percent / 100

    def _keep_share(self) -> None:
        """What the wheel made of the size holds for the next object too, and the next day."""
        share, preferences = self._canvas.following_share(), self._projects.preferences
        percent = preferences.followed_percent
        if share is not None:
            percent = min(max(round(share * 100), _SMALLEST), _LARGEST)
        if percent != preferences.followed_percent:
            self._projects.keep_preferences(replace(preferences, followed_percent=percent))

    def _forget(self) -> None:
        """End without touching the player: the clip may be gone."""
        self._order.leave()
        if self._walk is None:
            return
        self._walk, self._awaited = None, None
        self._canvas.isolate(None)
        self._playback.borrow_loop(None)
        self.bar.hide()
        self._canvas.keep_clear(0)
        self._verdicts.let_go(self)
        self._allow()
        self.looked_at.emit()

    def _allow(self) -> None:
        for action_id in _ON_THE_WAY:
            self._window.registry.set_enabled(action_id, self.is_on)
        self._follow_action()

    def _follow_action(self) -> None:
        self._window.registry.action("single.toggle").setChecked(self.is_on)
