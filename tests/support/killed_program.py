"""A program of a person's gestures that is killed while it goes on: its own process, one project.

The programs tell on standard output how many gestures are in the database, each before the next.
"""

import signal
import subprocess
import sys
from uuid import UUID

from tests.support.desk import Desk

# What each begins with: a project that is open, and the worker of a window.
_BEGINNING = """
import sys
from uuid import UUID
from PySide6.QtCore import QCoreApplication
from app.compose import open_project
from app.settings.paths import Paths
from app.settings.projects import list_projects
from app.workers.jobs import Jobs

home, code, clip, *arguments = sys.argv[1:]
application = QCoreApplication([])
paths = Paths.of_this_machine({"SAFELIGHT_HOME": home})
project = open_project(list_projects(paths)[0], paths, recovery_code=code)
jobs = Jobs()
"""


def kept_when_killed(program: str, desk: Desk, clip_id: UUID, *arguments: str, at: int) -> int:
    """Run a program on a clip until it tells that so many gestures are kept; kill it.

    The kill comes a moment after the word for it: some more may be kept. Return what was told.
    """
    assert desk.recovery_code is not None
    given = (str(desk.home), desk.recovery_code, str(clip_id), *arguments)
    process = subprocess.Popen(
        (sys.executable, "-c", _BEGINNING + program, *given), stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    kept = 0
    for line in process.stdout:
        kept = int(line)
        if kept >= at:
            process.send_signal(signal.SIGKILL)
            break
    process.wait()
    process.stdout.close()
    return kept
