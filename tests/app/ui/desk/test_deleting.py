"""Deleting a clip of many boxes says how far it is, and can be called off until it is done."""

import threading
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest

from app.session.project import Project
from app.ui.desk.clips.deleting import Deleting
from app.ui.window.main_window import MainWindow
from app.workers.jobs import Jobs
from models.annotation import Annotation
from models.annotation.edits import Edit
from models.burying import Buried
from models.records import DeletedCounts, Revisions
from tests.support.annotations import single
from tests.support.many_clips import put_in_clips
from tests.support.window import make_window

# More than go in one part.
BOXES = 2_100


@pytest.fixture
def window(qtbot, tmp_path: Path) -> MainWindow:
    window = make_window(tmp_path)
    qtbot.addWidget(window)
    return window


@pytest.fixture
def jobs(qapp) -> Iterator[Jobs]:
    jobs = Jobs()
    yield jobs
    jobs.stop()


@pytest.fixture
def clip_id(project: Project) -> UUID:
    put_in_clips(project.store, 1)
    (clip,) = project.clips()
    boxes = Annotation(single(frame, number=frame + 1) for frame in range(BOXES))
    edit = Edit.between("boxes", Annotation(), boxes, frame_index=0)
    project.store.apply_edit(clip.id, edit, Revisions({}))
    return clip.id


def test_a_long_deletion_is_shown_called_off_and_done_the_next_time(
    window: MainWindow,
    jobs: Jobs,
    project: Project,
    clip_id: UUID,
    monkeypatch: pytest.MonkeyPatch,
    qtbot,
) -> None:
    deleting, deleted = Deleting(window, jobs), list[UUID]()
    deleting.deleted.connect(deleted.append)
    reached, go_on, delete = threading.Event(), threading.Event(), project.store.delete_clip

    def held(clip_id: UUID, *, buried: Buried) -> DeletedCounts:
        def telling(count: int, total: int) -> None:
            buried(count, total)
            reached.set()
            assert go_on.wait(30)

        return delete(clip_id, buried=telling)

    monkeypatch.setattr(project.store, "delete_clip", held)
    deleting.delete(project, clip_id, "gate")
    assert reached.wait(30)
    qtbot.waitUntil(lambda: len(window.progress.keys) == 1, timeout=30_000)
    (key,) = window.progress.keys
    window.progress.cancel_requested.emit(key)
    go_on.set()
    qtbot.waitUntil(lambda: not window.progress.keys, timeout=30_000)
    assert (deleted, window.problems.problems) == ([], ())
    assert project.store.count_annotation(clip_id) == DeletedCounts(0, 0, boxes=BOXES)

    deleting.delete(project, clip_id, "gate")
    qtbot.waitUntil(lambda: deleted == [clip_id], timeout=30_000)
    assert not window.progress.keys
    assert project.clips() == ()
