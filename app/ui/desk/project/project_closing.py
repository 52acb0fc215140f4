"""Closing a project behind the window's back: what still needs it open ends first, for a while."""

from collections.abc import Callable
from functools import partial

from app.session.project import Project
from app.ui.collecting import look_through_all
from app.ui.notices.problems import ProblemBar
from app.workers.jobs import Jobs

# How long a transfer may take back what it had half done before the keys go.
_UNDOING_S = 2.0


class ProjectClosing:
    """Closes projects on a worker; whoever opens the next one waits for that."""

    def __init__(self, jobs: Jobs, problems: ProblemBar) -> None:
        self._jobs = jobs
        self._problems = problems
        self._under_way = 0
        self._next: Callable[[], None] | None = None
        self._first: list[Callable[[float | None], None]] = []

    def first(self, wait: Callable[[float | None], None]) -> None:
        """Give what `wait` waits for a little time before the next project that is left closes.

        It takes the most seconds that it may block, or None.
        """
        self._first.append(wait)

    def begin(self, project: Project) -> None:
        """Close a project that the window has let go of; return at once."""
        self._under_way += 1
        self._jobs.submit(
            partial(_close, project, self._taken()),
            done=self._on_closed,
            failed=self._on_failed,
            essential=True,
        )

    def discard(self, project: Project) -> None:
        """Close a project that was opened in vain; nothing waits for that."""
        self._jobs.submit(
            project.close, done=lambda _: None, failed=self._problems.show_error, essential=True
        )

    def close_now(self, project: Project) -> None:
        """Close a project and wait for it: the program ends."""
        _close(project, self._taken())

    def follow(self, do: Callable[[], None]) -> None:
        """Do this when all is closed: at once, if it is; of several the newest is done."""
        if self._under_way:
            self._next = do
        else:
            do()

    def _taken(self) -> list[Callable[[float | None], None]]:
        first, self._first = self._first, []
        return first

    def _on_closed(self, _: object = None) -> None:
        self._under_way -= 1
        look_through_all()
        if not self._under_way and self._next is not None:
            do, self._next = self._next, None
            do()

    def _on_failed(self, error: Exception) -> None:
        self._problems.show_error(error)
        self._on_closed()


def _close(project: Project, first: list[Callable[[float | None], None]]) -> None:
    """Close a project, after what still needs it open.

    That may end by itself, but keys do not stay for a store that never answers: then the project is
    closed under what is left, which ends by that.
    """
    for wait in first:
        wait(_UNDOING_S)
    project.close()
    for wait in first:
        wait(None)
