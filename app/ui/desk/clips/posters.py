"""The pictures in the list of clips: read on workers, the newest wish first, covered where masked.

A picture that was read under other masks than hold by now is not shown, but read again.
"""

from collections.abc import Callable
from functools import partial
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from app.session.project import Project
from app.ui.window.main_window import MainWindow
from app.workers.jobs import Jobs
from models.records import ClipRecord
from storage.errors import StorageUnavailableError

# A store that does not answer must not take all the workers that open clips.
_MOST_AT_ONCE = 2


class Posters(QObject):
    """Answers the list's wishes for pictures of the open project's clips.

    Signals:
        withheld(): a clip's poster did not come, though masks may be why.
    """

    withheld = Signal()

    def __init__(
        self, window: MainWindow, jobs: Jobs, *, clip: Callable[[UUID], ClipRecord | None]
    ) -> None:
        """`clip` gives a clip of the list, None where it is not in it any more."""
        super().__init__(window)
        self._window = window
        self._jobs = jobs
        self._clip = clip
        self._project: Project | None = None
        self._wanted: dict[UUID, None] = {}
        self._under_way = 0
        # Whether masks have come to a clip since its poster was read.
        self.is_stale: Callable[[UUID], bool] = lambda _clip_id: False
        window.clip_list.thumbnail_wanted.connect(self._on_wanted)

    def set_project(self, project: Project | None) -> None:
        """Read pictures of another project's clips, or none."""
        self._wanted.clear()
        self._project = project

    def _on_wanted(self, clip_id: UUID) -> None:
        clip, project = self._clip(clip_id), self._project
        if clip is None or project is None:
            return
        if self._under_way >= _MOST_AT_ONCE:
            self._wanted[clip_id] = None
            return
        self._under_way += 1
        self._jobs.submit(
            lambda: project.thumbnail(clip),
            done=partial(self._on_read, project, clip_id, project.masking.labels),
            failed=partial(self._on_failed, project),
        )

    def _on_failed(self, project: Project, error: Exception) -> None:
        # A distant store that is away says so in the status bar, once and not for each picture.
        if project is self._project and not (
            project.link is not None and isinstance(error, StorageUnavailableError)
        ):
            self._window.problems.show_error(error)
        self._read_next()

    def _read_next(self) -> None:
        self._under_way -= 1
        if self._wanted:
            # The newest first: those are on the screen.
            self._on_wanted(self._wanted.popitem()[0])

    def _on_read(
        self, project: Project, clip_id: UUID, private: object, jpeg: bytes | None
    ) -> None:
        self._read_next()
        if project is not self._project:
            return
        if project.masking.labels != private or (jpeg is not None and self.is_stale(clip_id)):
            # What is private has changed while it was read. One that was withheld is asked for
            # anew in a while: at once it would be withheld again, and so without end.
            self._on_wanted(clip_id)
            return
        if self._clip(clip_id) is None:
            return
        if jpeg is not None:
            self._window.clip_list.set_thumbnail(clip_id, jpeg)
        elif private != frozenset():
            self.withheld.emit()
