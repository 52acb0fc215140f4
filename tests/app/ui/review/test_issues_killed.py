"""Promise: an issue is in the database before the next one is begun, and a kill loses none."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from app.session import issues
from app.session.importing import ImportReport
from app.session.project import Project
from tests.support.desk import Desk

REPORTS = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID, uuid4
from PySide6.QtCore import QCoreApplication
from app.compose import open_project
from app.settings.paths import Paths
from app.settings.projects import list_projects
from app.ui.review.issues.keeper import IssueKeeper
from app.workers.jobs import Jobs
from models.review.issue import Issue, QuickIssue, Spot

home, code, clip = sys.argv[1:]
application = QCoreApplication([])
paths = Paths.of_this_machine({"SAFELIGHT_HOME": home})
project = open_project(list_projects(paths)[0], paths, recovery_code=code)
jobs = Jobs()
keeper = IssueKeeper(jobs, jobs)
keeper.set_project(project)
keeper.set_clip(UUID(clip))
made = 0

def on_changed():
    global made
    if not keeper.unwritten and not keeper.pending:
        # What the last gesture did is written: the next one may begin.
        print(made, flush=True)
        made += 1
        me, now = project.rights.person.id, datetime.now(UTC)
        issue = Issue(uuid4(), UUID(clip), QuickIssue.LABEL, Spot(made, made * 40), me, now)
        keeper.report(issue)
        keeper.say(issue.id, f"number {made}")

keeper.changed.connect(on_changed)
on_changed()
application.exec()
"""


@pytest.mark.promise
def test_a_kill_loses_no_issue_that_was_reported_before_the_last_gesture(
    desk: Desk, project: Project, imported: ImportReport, tmp_path: Path
) -> None:
    clip_id = imported.clip.id
    assert desk.recovery_code is not None
    arguments = (str(desk.home), desk.recovery_code, str(clip_id))
    process = subprocess.Popen(
        (sys.executable, "-c", REPORTS, *arguments), stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    kept = 0
    for line in process.stdout:
        kept = int(line)
        if kept >= 5:
            process.send_signal(signal.SIGKILL)
            break
    process.wait()
    process.stdout.close()

    threads = issues.issues_of(project, clip_id)
    assert kept == 5
    # The kill comes a moment after the word for it: some more may have been made.
    assert len(threads) >= kept
    for number, thread in enumerate(threads[:kept], start=1):
        assert thread.issue.first.frame_index == number
        assert [one.text for one in thread.comments] == [f"number {number}"]
