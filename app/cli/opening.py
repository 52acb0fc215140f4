"""Which project a command works on, and how it is unlocked.

The project is, in this order: the one that `--project` names; the one that the older system's
variables describe (`ENCRYPTION_KEY` and its companions); the one that was open last; the only one.
With the variables set nothing is ever asked.
"""

import getpass
import sys
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.compose import open_project
from app.failures import explain
from app.session.errors import ClipMissingError
from app.session.project import Project
from app.session.sample import SAMPLE_PASSPHRASE
from app.session.unlocking import require_no_wait
from app.settings.errors import ProjectNotFoundError
from app.settings.paths import Paths
from app.settings.preferences import load_preferences
from app.settings.projects import (
    ProjectConfig,
    list_projects,
    load_project,
    project_of_environment,
)
from crypto.errors import KeyNotConfiguredError
from models.records import ClipRecord

_PASSPHRASE_LIMIT = 64 * 1024


@contextmanager
def opened_project(arguments: Namespace, *, writing: bool = False) -> Iterator[Project]:
    """Open the project that `arguments` lead to, and lock it again at the end.

    Raises:
        As `choose_project` and `compose.open_project`; `writing` also lets the reason out why a
        project can only be read.
    """
    paths = Paths.of_this_machine()
    config = choose_project(paths, arguments.project)
    if config.keyring_file is not None:
        # Before anybody types one in vain.
        require_no_wait(paths, config.id)
    passphrase = passphrase_for(config, arguments)
    # A long run of the command line must not keep a window from its history.
    project = open_project(
        config, paths, passphrase=passphrase, keeps_history=False, component="command line"
    )
    try:
        if project.read_only is not None:
            if writing:
                raise project.read_only
            print(f"safelight: {explain(project.read_only).line}", file=sys.stderr)
        yield project
    finally:
        project.close()


def choose_project(paths: Paths, name: str | None) -> ProjectConfig:
    """Return the project to work on.

    Raises:
        ProjectNotFoundError: there is none of this name, or none stands out.
        KeyNotConfiguredError: there is none at all.
        SettingsFileError: its file is damaged.
    """
    if name is not None:
        return load_project(paths, name)
    if (described := project_of_environment(paths)) is not None:
        return described
    projects = list_projects(paths)
    if not projects:
        raise KeyNotConfiguredError(
            "ENCRYPTION_KEY not configured, and there is no project on this computer"
        )
    last = load_preferences(paths).last_project
    for project in projects:
        if project.id == last or len(projects) == 1:
            return project
    raise ProjectNotFoundError("there are several projects; choose one with --project")


def find_clip(project: Project, event_id: str) -> ClipRecord:
    """Return the clip of this event id.

    Raises:
        ClipMissingError: there is none.
        UnknownKeyError: the project's clips were sealed with another key, under which no event id
            can be looked up.
    """
    try:
        return project.clip(event_id)
    except ClipMissingError:
        project.clips()
        raise


def read_passphrase_file(path: str) -> bytes:
    """Return the first line of a file, or of standard input for `-`.

    Raises:
        OSError
    """
    if path == "-":
        line = sys.stdin.buffer.readline(_PASSPHRASE_LIMIT)
    else:
        with Path(path).open("rb") as file:
            line = file.readline(_PASSPHRASE_LIMIT)
    return line.rstrip(b"\r\n")


def passphrase_for(config: ProjectConfig, arguments: Namespace) -> str | bytes | None:
    """Return the passphrase that opens a project's keyring file; None where there is no such file.

    Raises:
        KeyNotConfiguredError: nobody can be asked.
        OSError: the passphrase file cannot be read.
    """
    if config.keyring_file is None:
        return None
    if config.sample:
        return SAMPLE_PASSPHRASE
    if arguments.passphrase_file is not None:
        return read_passphrase_file(arguments.passphrase_file)
    if not can_ask():
        raise KeyNotConfiguredError("the keyring needs its passphrase: use --passphrase-file")
    return getpass.getpass(f"Passphrase of “{config.name}”: ", stream=sys.stderr)


def can_ask() -> bool:
    """Tell whether somebody sits at the terminal."""
    return sys.stdin.isatty()
