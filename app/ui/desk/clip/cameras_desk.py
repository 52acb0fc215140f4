"""Several clips at once: which are beside the open one, and how they follow it."""

from collections.abc import Callable, Mapping
from functools import partial
from uuid import UUID

from PySide6.QtCore import QObject, QTimer

from app.media.clip_clock import ClipClock
from app.media.index.frame_index import FrameIndex
from app.media.lockstep import Lockstep
from app.media.pictures.picture import Picture
from app.session.clip_listing import ClipListing
from app.session.clocks import clock_of
from app.session.project import Project
from app.session.side_by_side import (
    candidates,
    share_time,
)
from app.settings.paths import Paths
from app.ui.cameras.actions import allow_actions, connect_nudges, fill_menu
from app.ui.cameras.companion import Companion
from app.ui.cameras.company import Company
from app.ui.cameras.main_moment import MainMoment
from app.ui.cameras.offset_keeper import OffsetKeeper
from app.ui.cameras.picker import CameraPicker
from app.ui.cameras.swap import Swap
from app.ui.cameras.texts import clock_text
from app.ui.desk.clip.clip_desk import ClipDesk
from app.ui.timeline.times import clip_time_text
from app.ui.window.main_window import MainWindow
from app.workers.jobs import Jobs
from models.annotation.labels import Label
from models.records import ClipRecord


class CamerasDesk(QObject):
    """Up to three companions of the open clip.

    The main clip is never waited for and never waits: whatever it shows is told to the companions.
    """

    def __init__(self, window: MainWindow, jobs: Jobs, *, clip: ClipDesk, paths: Paths) -> None:
        super().__init__(window)
        self._window = window
        self._clip = clip
        self._paths = paths
        self._wall = window.workbench.cameras
        self._project: Project | None = None
        self._clips: Mapping[UUID, ClipRecord] = {}
        self._offsets = OffsetKeeper(jobs, self)
        self._company = Company(self._wall, clip.playback, jobs=jobs, parent=self)
        self._main: ClipRecord | None = None
        self._swap: Swap | None = None
        # What the main picture shows, for the tile that it goes to in a swap.
        self._shown: tuple[FrameIndex, Picture] | None = None
        self._moment = MainMoment()
        self._scrubbing = False
        self._connect()
        self._show_actions()

    @property
    def companions(self) -> tuple[Companion, ...]:
        return self._company.members

    @property
    def chosen(self) -> Companion | None:
        """The companion that the keys act on."""
        return self._company.chosen

    @property
    def is_relieving(self) -> bool:
        """Whether companions show key pictures only, so that the main clip keeps its frames."""
        return self._company.relief.is_on

    def set_project(self, project: Project | None) -> None:
        """Work in another project, or none: all companions are dropped at once."""
        self.close_all()
        self._clips = {}
        self._forget_main()
        self._project = project
        self._offsets.set_folder(
            None if project is None else self._paths.project_state(project.config.id)
        )
        self._show_actions()

    def set_clips(self, clips: ClipListing) -> None:
        """Take the project's clips as they are now: a clock may be another one, a clip be gone."""
        self._clips = clips.by_id
        for companion in self.companions:
            known = self._clips.get(companion.clip.id)
            if known is None:
                self.close(companion)
            else:
                companion.set_clip(known)
        self._lock_anew()

    def set_labels(self, labels: tuple[Label, ...]) -> None:
        self._company.set_labels(tuple(labels))

    def refresh(self) -> None:
        """Show what others did to the companions' boxes meanwhile."""
        for companion in self.companions:
            companion.refresh()

    def wait_closed(self) -> None:
        """Wait until every player has ended: the program ends."""
        self._company.wait_closed()

    def ask(self) -> None:
        """Ask which clip to show beside the open one."""
        main = self._main
        if main is None or self._is_full():
            return
        taken = [companion.clip.id for companion in self.companions]
        found = candidates(self._clips.values(), main, taken)
        if not found:
            self._window.toast.show_note(self.tr("There is no other clip to show beside this one."))
            return
        choice = CameraPicker.ask(found, self._window)
        # The dialog ran its own loop: the project may have been locked meanwhile.
        if choice is not None and self._main is main:
            self.add(choice)

    def add(self, clip_id: UUID) -> None:
        """Show a clip beside the open one, in step with it."""
        clip, main = self._clips.get(clip_id), self._main
        if clip is None or main is None or self._project is None:
            return
        there = self._company.find(clip_id)
        if there is not None:
            self._company.choose(there)
        elif clip_id == main.id:
            self._window.toast.show_note(self.tr("This clip is the open one."))
        elif not self._is_full():
            lock = Lockstep.between(
                self._clock(main), clock_of(clip), self._offsets.offset_ms(main.id, clip_id)
            )
            self._company.put(self._project, clip, lock, second=self._moment.second)

    def close(self, companion: Companion) -> None:
        """Let one companion go."""
        self._company.close(companion)

    def close_all(self) -> None:
        """Let all companions go: nothing of them stays."""
        for companion in self.companions:
            self.close(companion)

    def make_main(self, companion: Companion) -> None:
        """Open a companion as the main clip, at this very moment; the main one takes its place.

        Without a recording of this moment it opens at its nearest end.
        """
        if self._moment.second is None or self._main is None:
            return
        swap = Swap.to(companion, self.companions, main=self._main, here=self._moment.second)
        if swap is not None:
            self._swap = swap
            self._clip.open(swap.clip_id, frame_index=swap.frame_index)

    # -- joining

    def _connect(self) -> None:
        window, clip, wall = self._window, self._clip, self._wall
        clip.clip_opened.connect(self._on_main_opened)
        clip.clip_closed.connect(self._on_main_closed)
        clip.playback.picture_shown.connect(self._on_main_picture)
        clip.playback.state_changed.connect(self._on_main_state)
        clip.parts.timeline.frame_requested.connect(self._on_timeline)
        wall.clip_dropped.connect(self.add)
        company = self._company
        company.changed.connect(self._show_actions)
        company.offset_given.connect(self._on_offset)
        company.main_requested.connect(self.make_main)
        company.matched.connect(self._match)
        company.released.connect(self._release)
        company.menu_requested.connect(partial(fill_menu, window.registry))
        self._offsets.loaded.connect(self._lock_anew)
        self._offsets.failed.connect(window.problems.show_error)
        window.clip_list.beside_requested.connect(self.add)
        connect = window.registry.connect_action
        connect_nudges(window.registry, lambda: self.chosen)
        connect("cameras.add", self.ask)
        connect("cameras.hold", lambda: self._with_chosen(self._hold_or_match))
        connect("cameras.swap", lambda: self._with_chosen(self.make_main))
        connect("cameras.close", lambda: self._with_chosen(self.close))
        connect("cameras.close_all", self.close_all)

    def _with_chosen(self, do: Callable[[Companion], object]) -> None:
        if self.chosen is not None:
            do(self.chosen)

    def _hold_or_match(self, companion: Companion) -> None:
        if companion.is_held:
            self._match(companion)
        else:
            companion.hold()

    def _match(self, companion: Companion) -> None:
        if self._moment.second is not None:
            companion.match(self._moment.second)

    def _release(self, companion: Companion) -> None:
        if self._moment.second is not None:
            companion.release(self._moment.second)

    def _is_full(self) -> bool:
        full = self._company.is_full
        if full:
            self._window.toast.show_note(
                self.tr("Four clips at once are the most. Close one of them first.")
            )
        return full

    # -- the main clip

    def _clock(self, main: ClipRecord) -> ClipClock | None:
        return clock_of(self._clips.get(main.id, main))

    def _on_timeline(self, _frame_index: int, scrubbing: bool) -> None:
        self._scrubbing = scrubbing

    def _on_main_picture(self, picture: Picture) -> None:
        session, state = self._clip.session, self._clip.playback.state
        if session is None:
            return
        self._shown = session.index, picture
        second = self._moment.shown(picture.frame_index, session.index)
        self._show_main_moment()
        for companion in self.companions:
            if state.playing and state.anchor is not None:
                companion.look(second)
            else:
                companion.follow(second, scrubbing=self._scrubbing or not picture.exact)

    def _on_main_state(self) -> None:
        state = self._clip.playback.state
        if self.companions:
            self._company.relieve(state)
        for companion in self.companions:
            if state.playing and state.buffering:
                # It will go on with an anchor of its own; until then nobody runs ahead of it.
                companion.rest()
            elif state.playing and state.anchor is not None:
                companion.play(state.rate, state.anchor)
            elif not state.playing:
                companion.rest()
                if self._moment.second is not None:
                    companion.follow(self._moment.second)

    def _show_main_moment(self) -> None:
        second = self._moment.second
        if second is not None and self._main is not None and self.companions:
            clock = self._clock(self._main)
            text = clip_time_text(second) if clock is None else clock_text(clock.at(second))
            self._wall.header.set_moment(text)

    def _on_main_opened(self, clip: ClipRecord) -> None:
        swap, self._swap = self._swap, None
        shown, self._shown = self._shown, None
        before, self._main = self._main, clip
        self._company.end_relief()
        self._moment.forget()
        self._wall.header.set_name(clip.camera or clip.name)
        self._wall.set_takes_clips(True)
        if swap is not None and swap.clip_id == clip.id:
            self._on_swapped(swap, clip, shown)
        elif before is None or before.id != clip.id:
            for companion in self.companions:
                if companion.clip.id == clip.id or not share_time(clip, companion.clip):
                    self.close(companion)
            self._lock_anew()
        self._show_actions()

    def _on_swapped(
        self, swap: Swap, clip: ClipRecord, shown: tuple[FrameIndex, Picture] | None
    ) -> None:
        """Put the old main clip in the place of the new one; what was looked at stays.

        Each takes the other's picture along: it is the one wanted, and new players take a while.
        """
        self._moment.hold_on_to(swap.frame_index, swap.second)
        clock, at, picture = self._clock(clip), 0, None
        for number, companion in enumerate(self.companions):
            if companion.clip.id == clip.id:
                at, picture = number, companion.tile.area.picture
                self.close(companion)
            else:
                companion.set_lock(swap.lock(clock, companion.clip))
        old = self._clips.get(swap.old_main.id, swap.old_main)
        if self._project is not None:
            lock, second = swap.lock(clock, old), self._moment.second
            put = self._company.put(self._project, old, lock, second=second, at=at)
            if shown is not None and not shown[0].grows:
                put.present(*shown)
        for companion in self.companions:
            # Else the next look at the clocks would undo what came of the others' offsets.
            self._offsets.give(clip.id, companion.clip.id, companion.lock.offset_ms)
        session = self._clip.session
        if picture is not None and session is not None and _is_of(picture, session.index):
            self._clip.playback.present(picture)
            # A tile that was late has shown another frame.
            self._moment.hold_on_to(swap.frame_index, swap.second)

    def _on_main_closed(self) -> None:
        for companion in self.companions:
            companion.rest()
        # Most often another clip takes its place within this very turn of the loop.
        QTimer.singleShot(0, self, self._close_without_main)

    def _close_without_main(self) -> None:
        if self._clip.session is None:
            self._forget_main()
            self.close_all()

    def _forget_main(self) -> None:
        self._main = self._swap = self._shown = None
        self._moment.forget()
        self._wall.header.set_name("")
        self._wall.header.set_moment("")
        self._wall.set_takes_clips(False)

    def _lock_anew(self) -> None:
        """Follow by the clocks and offsets as they are known now."""
        if self._main is None:
            return
        clock = self._clock(self._main)
        for companion in self.companions:
            offset_ms = self._offsets.offset_ms(self._main.id, companion.clip.id)
            companion.set_lock(Lockstep.between(clock, clock_of(companion.clip), offset_ms))
        self._on_main_state()

    def _on_offset(self, companion: Companion) -> None:
        """Remember what the person gave, and show it."""
        if self._main is not None:
            self._offsets.give(self._main.id, companion.clip.id, companion.lock.offset_ms)
            self._on_main_state()

    def _show_actions(self) -> None:
        allow_actions(self._window.registry, any_companion=bool(self.companions))
        self._show_main_moment()


def _is_of(picture: Picture, index: FrameIndex) -> bool:
    """Tell whether a picture's number means the same frame in this index."""
    at = picture.frame_index
    return at < index.frame_count and int(index.pts[at]) == picture.pts
