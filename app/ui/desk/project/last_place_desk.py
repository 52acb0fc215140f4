"""Where a person was, kept on this machine, so that the next start leads there again."""

import logging
from collections.abc import Callable
from uuid import UUID

from PySide6.QtCore import QObject

from app.settings.errors import SettingsError
from app.settings.last_place import LastPlace, load_last_place, save_last_place
from app.settings.paths import Paths
from app.workers.jobs import JobHandle, Jobs

_log = logging.getLogger(__name__)


class LastPlaceDesk(QObject):
    """Reads and writes on workers; of the writes, the newest stays."""

    def __init__(self, jobs: Jobs, *, paths: Paths, parent: QObject) -> None:
        super().__init__(parent)
        self._jobs, self._paths = jobs, paths
        self._reading: JobHandle | None = None

    @property
    def is_reading(self) -> bool:
        """Whether it is not known yet where the person was."""
        return self._reading is not None

    def read(self, project_id: str, then: Callable[[LastPlace | None], None]) -> None:
        """Tell where the person was in a project; where that cannot be read, they were nowhere."""
        self.forget()
        folder = self._paths.project_state(project_id)

        def done(place: LastPlace | None) -> None:
            self._reading = None
            then(place)

        def failed(error: Exception) -> None:
            if not isinstance(error, SettingsError):
                raise error
            _log.info("where the person was cannot be read: %s", type(error).__name__)
            done(None)

        self._reading = self._jobs.submit(
            lambda: load_last_place(folder), done=done, failed=failed, owner=self
        )

    def forget(self) -> None:
        """Tell nobody any more what is being read: the project is left."""
        if self._reading is not None:
            self._reading.cancel()
            self._reading = None

    def keep(self, project_id: str, clip_id: UUID | None, frame_index: int) -> None:
        """Remember where the person is; None: they have closed the clip."""
        folder = self._paths.project_state(project_id)
        place = None if clip_id is None else LastPlace(clip_id, frame_index)
        self._jobs.submit(
            lambda: save_last_place(folder, place),
            done=lambda _: None,
            failed=_on_not_kept,
            essential=True,
            lane=f"last place of {project_id}",
        )


def _on_not_kept(error: Exception) -> None:
    """Leave it at that: a start at the list of clips costs one click."""
    _log.info("where the person is cannot be kept: %s", type(error).__name__)
