"""The preferences of who works at this computer, as they are now, and their way to the disk."""

import threading

from PySide6.QtCore import QObject

from app.settings.paths import Paths
from app.settings.preferences import Preferences, save_preferences
from app.ui.notices.problems import ProblemBar
from app.workers.jobs import Jobs


class PreferencesKeeper(QObject):
    """Keeps the newest preferences; `preferences` is there at once, the file follows."""

    def __init__(
        self,
        preferences: Preferences,
        *,
        paths: Paths,
        jobs: Jobs,
        problems: ProblemBar,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self.preferences = preferences
        self._paths = paths
        self._jobs = jobs
        self._problems = problems
        self._saving = threading.Lock()

    def keep(self, preferences: Preferences) -> None:
        """Save preferences on a worker; of two changes in a row the newer is what stays."""
        self.preferences = preferences
        self._jobs.submit(
            self._save, done=lambda _: None, failed=self._problems.show_error, essential=True
        )

    def _save(self) -> None:
        with self._saving:
            save_preferences(self._paths, self.preferences)
