"""Promise: an issue is in the database before the next one is begun, and a kill loses none."""

import pytest

from app.session.importing import ImportReport
from app.session.project import Project
from app.session.review import issues
from tests.support.desk import Desk
from tests.support.killed_program import kept_when_killed

REPORTS = """
from datetime import UTC, datetime
from uuid import uuid4
from app.ui.review.issues.keeper import IssueKeeper
from models.review.issue import Issue, QuickIssue, Spot

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
    desk: Desk, project: Project, imported: ImportReport
) -> None:
    clip_id = imported.clip.id
    kept = kept_when_killed(REPORTS, desk, clip_id, at=5)

    threads = issues.issues_of(project, clip_id)
    assert kept == 5
    assert len(threads) >= kept
    for number, thread in enumerate(threads[:kept], start=1):
        assert thread.issue.first.frame_index == number
        assert [one.text for one in thread.comments] == [f"number {number}"]
