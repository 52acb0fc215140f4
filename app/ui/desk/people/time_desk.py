"""Counts how long the person works on which clip, and has it written now and then."""

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

from PySide6.QtCore import QObject, QTimer

from app.session.events import ClipEvent, EditApplied
from app.session.people.activity import Activity
from app.session.project import Project
from app.ui.desk.clip.clip_desk import ClipDesk
from app.ui.desk.people.people_desk import PeopleDesk
from app.ui.desk.project.project_desk import ProjectDesk
from app.ui.progress.life import Life
from app.ui.window.main_window import MainWindow
from app.workers.jobs import Jobs

_WRITE_EVERY_MS = 60_000
# Of two writes, the later knows what the earlier has done.
_LANE = "work time"


class TimeDesk(QObject):
    """Follows the open project and the open clip by itself."""

    def __init__(
        self,
        window: MainWindow,
        jobs: Jobs,
        *,
        projects: ProjectDesk,
        people: PeopleDesk,
        clip: ClipDesk,
    ) -> None:
        super().__init__(window)
        self._window, self._jobs = window, jobs
        self._projects, self._people, self._clip = projects, people, clip
        # None without a project, and where nothing can be written.
        self.activity: Activity | None = None
        self._life = Life(self)
        self._life.shown.connect(self._on_life)
        self._timer = QTimer(self)
        self._timer.setInterval(_WRITE_EVERY_MS)
        self._timer.timeout.connect(self.write)
        projects.opened.connect(self._on_opened)
        projects.leaving.connect(self._on_leaving)
        clip.clip_opened.connect(lambda _clip: self._on_clip_opened())
        clip.clip_closed.connect(self._on_clip_closed)
        clip.playback.picture_shown.connect(lambda _picture: self._on_life())

    @property
    def is_allowed(self) -> bool:
        """Whether the project's rules have it that time is counted; from any thread."""
        book = self._people.book
        return book is not None and book.rules_known and book.rules.count_time

    @property
    def is_wanted(self) -> bool:
        """Whether the person wants it."""
        return self._projects.preferences.count_time

    def want(self, on: bool) -> None:
        """Count the person's time from now on, or do not."""
        self._projects.keep_preferences(replace(self._projects.preferences, count_time=on))

    def write(self) -> None:
        """Write what was counted, on a worker."""
        if (activity := self.activity) is not None:
            self._jobs.submit(
                activity.write,
                done=lambda _: None,
                failed=self._window.problems.show_error,
                owner=self,
                lane=_LANE,
            )

    def forget(self, done: Callable[[object], None], failed: Callable[[Exception], None]) -> None:
        """Delete all that was counted of the person, on a worker."""
        if (activity := self.activity) is not None:
            self._jobs.submit(activity.forget, done=done, failed=failed, owner=self)

    def _on_opened(self, project: Project) -> None:
        if project.read_only is None:
            self.activity = Activity(
                project.store.access,
                project.people.me.id,
                counts=lambda: self.is_allowed and self.is_wanted,
            )
            self._timer.start()

    def _on_leaving(self) -> None:
        self._timer.stop()
        activity, self.activity = self.activity, None
        if activity is not None:
            self._projects.close_after(_written_last(activity))

    def _on_clip_opened(self) -> None:
        session, activity = self._clip.session, self.activity
        if session is None or activity is None:
            return
        activity.at_clip(session.clip.id)

        def on_event(event: ClipEvent) -> None:
            # On whatever thread; the session forgets its listeners when it is closed.
            if isinstance(event, EditApplied):
                activity.edited(datetime.now(UTC), event.edit)

        session.subscribe(on_event)
        self._on_life()

    def _on_clip_closed(self) -> None:
        if self.activity is not None:
            self.activity.at_clip(None)
            self.write()

    def _on_life(self) -> None:
        if self.activity is not None:
            self.activity.sign(datetime.now(UTC))


def _written_last(activity: Activity) -> Callable[[float | None], None]:
    """Return what writes the rest before the project closes, and waits for it so many seconds.

    A database that does not answer does not keep the keys here: they go under what is left.
    """
    thread = threading.Thread(target=activity.close, name="safelight-time", daemon=True)

    def wait(most_s: float | None) -> None:
        if thread.ident is None:
            thread.start()
        thread.join(most_s)

    return wait
