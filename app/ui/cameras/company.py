"""The companions of the main clip: their tiles, which of them is chosen, and what each may take."""

import time
from functools import partial
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from app.media.lockstep import Lockstep
from app.media.player.state import PlayerState
from app.session.project import Project
from app.session.side_by_side import MOST_COMPANIONS, shares_of_cache
from app.ui.cameras.companion import Companion
from app.ui.cameras.relief import Relief
from app.ui.cameras.tile import CameraTile
from app.ui.cameras.wall import CameraWall
from app.ui.playing.playback import Playback
from app.ui.theme import theme
from app.workers.jobs import Jobs
from models.annotation.labels import Label
from models.records import ClipRecord

# So many pictures at once are more than two cores decode with every refinement.
_LOW_END_FROM = 3
# Two frames of a large clip.
_SPARED_BYTES = 8 << 20


class Company(QObject):
    """Up to three companions. What goes on between them and the main clip is not its business.

    Signals:
        changed(): one has come, or gone.
        offset_given(Companion), main_requested(Companion), matched(Companion),
            released(Companion), menu_requested(QMenu): as those of a companion and its tile.
    """

    changed = Signal()
    offset_given = Signal(object)
    main_requested = Signal(object)
    matched = Signal(object)
    released = Signal(object)
    menu_requested = Signal(object)

    def __init__(self, wall: CameraWall, main: Playback, *, jobs: Jobs, parent: QObject) -> None:
        super().__init__(parent)
        self.relief = Relief()
        self.chosen: Companion | None = None
        self._wall, self._main, self._jobs = wall, main, jobs
        self._members: list[Companion] = []
        self._labels: tuple[Label, ...] = ()
        self._closing: list[Playback] = []

    @property
    def members(self) -> tuple[Companion, ...]:
        """In the order of their tiles."""
        return tuple(self._members)

    @property
    def is_full(self) -> bool:
        return len(self._members) >= MOST_COMPANIONS

    def find(self, clip_id: UUID) -> Companion | None:
        """Return the companion that shows this clip."""
        return next((one for one in self._members if one.clip.id == clip_id), None)

    def put(
        self,
        project: Project,
        clip: ClipRecord,
        lock: Lockstep,
        *,
        second: float | None,
        at: int | None = None,
    ) -> Companion:
        """Show a clip in a tile of its own, at this second of the main clip, and choose it."""
        tile = CameraTile(theme)
        _, most = shares_of_cache(self._main.cache_bytes, 1)
        companion = Companion(clip, tile, jobs=self._jobs, cache_bytes=most, parent=self)
        companion.set_lock(lock)
        companion.offset_given.connect(partial(self.offset_given.emit, companion))
        tile.chosen.connect(partial(self.choose, companion))
        tile.main_requested.connect(partial(self.main_requested.emit, companion))
        tile.close_requested.connect(partial(self.close, companion))
        tile.menu_requested.connect(self.menu_requested)
        tile.matched.connect(partial(self.matched.emit, companion))
        tile.released.connect(partial(self.released.emit, companion))
        tile.set_labels({label.id: label for label in self._labels})
        self._members.insert(len(self._members) if at is None else at, companion)
        self._wall.add_tile(tile, at)
        if second is not None:
            companion.look(second)
        companion.open(project)
        self._share_machine()
        self.choose(companion)
        self.changed.emit()
        return companion

    def close(self, companion: Companion) -> None:
        """Let one go: nothing of it stays."""
        self._members.remove(companion)
        companion.close()
        self._wall.remove_tile(companion.tile)
        companion.deleteLater()
        self._closing = [*self._closing[-MOST_COMPANIONS:], companion.playback]
        if self.chosen is companion:
            self.choose(self._members[-1] if self._members else None)
        self._share_machine()
        self.changed.emit()

    def choose(self, companion: Companion | None) -> None:
        """Let the keys act on this one."""
        self.chosen = companion
        for one in self._members:
            one.tile.set_chosen(one is companion and len(self._members) > 1)

    def set_labels(self, labels: tuple[Label, ...]) -> None:
        """Name and colour the boxes by these labels, of those to come as well."""
        self._labels = labels
        for companion in self._members:
            companion.tile.set_labels({label.id: label for label in labels})

    def relieve(self, state: PlayerState) -> None:
        """Show less as long as the main clip, whose state this is, loses frames."""
        before = self.relief.is_on
        self.relief.look(state, now_s=time.monotonic())
        if self.relief.is_on != before:
            self._share_machine()

    def end_relief(self) -> None:
        """Another clip is the main one: how that does is still to be seen."""
        if self.relief.is_on:
            self.relief.forget()
            self._share_machine()

    def wait_closed(self) -> None:
        """Wait until every player has ended: the program ends."""
        for playback in (*self._closing, *(one.playback for one in self._members)):
            playback.wait_closed()
        self._closing.clear()

    def _share_machine(self) -> None:
        """Spare the machine, and share what frames may take: it does not grow with each clip."""
        count, spared = len(self._members), self.relief.is_on
        for_main, for_each = shares_of_cache(self._main.cache_bytes, count)
        self._main.limit_cache(for_main if count else None)
        # What is kept beside a key picture would have to be decoded.
        most = min(for_each, _SPARED_BYTES) if spared else for_each
        for companion in self._members:
            companion.playback.limit_cache(most)
            companion.spare(spared)
            companion.playback.set_low_end(count >= _LOW_END_FROM)
        if not count:
            self.relief.forget()
