"""The projects that this computer knows: which there are, and which one to begin with.

What reads or writes files is for a worker; what comes of it is given to `take` by the window.
"""

from collections.abc import Sequence
from dataclasses import replace

from app.settings.paths import Paths
from app.settings.projects import (
    ENVIRONMENT_ID,
    ProjectConfig,
    list_projects,
    load_project,
    project_of_environment,
    save_project,
)
from app.ui.window.top_bar import ProjectChoice


class KnownProjects:
    """The projects as they were listed last; empty before the first time."""

    def __init__(self, paths: Paths) -> None:
        self._paths = paths
        self._known: tuple[ProjectConfig, ...] = ()

    def read(self) -> tuple[ProjectConfig, ...]:
        """Return the projects that there are now; reads files."""
        return list_projects(self._paths)

    def take(self, known: tuple[ProjectConfig, ...]) -> bool:
        """Offer these from now on; tell whether they are other than before."""
        changed, self._known = known != self._known, known
        return changed

    def choices(self, here: ProjectConfig | None) -> Sequence[ProjectChoice]:
        """Return the projects to switch to; the sample has an action of its own everywhere."""
        return tuple(
            ProjectChoice(config.id, config.name)
            for config in self._known
            if not config.sample and (here is None or config.id != here.id)
        )

    def default_id(self, last: str | None) -> str | None:
        """Return the project to start with, when `last` was the last one; reads files."""
        if project_of_environment(self._paths) is not None:
            return ENVIRONMENT_ID
        known = {config.id for config in self.read()}
        return last if last in known else None

    def load(self, project_id: str) -> ProjectConfig:
        """Return what is known of a project; reads files.

        Raises:
            ProjectNotFoundError, SettingsError
        """
        of_environment = project_of_environment(self._paths)
        if project_id == ENVIRONMENT_ID and of_environment is not None:
            return of_environment
        return load_project(self._paths, project_id)

    def keep_notice(self, project_id: str, notice: str) -> None:
        """Write into a project's file what is told before it is unlocked.

        What others wrote into the file meanwhile stays.

        Raises:
            SettingsError
        """
        save_project(self._paths, replace(load_project(self._paths, project_id), notice=notice))
