"""Many stored clips are taken in one after the other, whatever becomes of one of them."""

from pathlib import Path

import pytest

from app.session.adopting_many import AdoptProgress, AdoptSummary, FoundClip, adopt_all, found_clip
from app.session.errors import CancelledError
from app.session.importing import ClipDetails
from app.session.project import Project
from app.session.transfers import TransferControl
from app.session.transfers.adopt_job import adopt_job
from crypto.errors import RefusedFormatError
from tests.support.footage import even_pts, make_clip


@pytest.fixture
def stored(project: Project, tmp_path: Path) -> tuple[FoundClip, ...]:
    """Two clips that were lost from the database, and a file between them that is none."""
    for at, name in enumerate(("a", "c")):
        file = tmp_path / f"{name}.mp4"
        file.write_bytes(make_clip(pts=even_pts(10 + at)))
        clip = project.import_clip(file, ClipDetails(event_id=name)).clip
        project.store.delete_clip(clip.id)
    assert project.config.store_folder is not None
    (project.config.store_folder / "b.slc").write_bytes(b"nothing that was ever sealed")
    listed = tuple(map(found_clip, project.storage.entries()))
    assert len(listed) == 3
    return listed


def test_one_that_is_refused_does_not_hold_up_the_others(project, stored) -> None:
    told: list[AdoptProgress] = []
    summary = adopt_all(project, stored, progress=told.append, cancelled=lambda: False)

    assert (summary.added, summary.known, summary.refused) == (2, 0, 1)
    assert isinstance(summary.first_refusal, RefusedFormatError)
    assert len(project.clips()) == 2
    shares = [state.share for state in told]
    assert shares == sorted(shares)
    assert shares[-1] == 1.0


def test_what_was_added_before_it_was_cancelled_stays(project, stored) -> None:
    control = TransferControl(0, lambda: None)
    whole = [listed for listed in stored if listed[0] != "b"]
    job = adopt_job(project, whole, title="two", on_added=lambda _: control.cancel())

    assert job.work(control) == AdoptSummary(added=1)
    assert len(project.clips()) == 1


def test_cancelled_before_anything_was_added_it_is_cancelled(project, stored) -> None:
    control = TransferControl(0, lambda: None)
    control.cancel()

    with pytest.raises(CancelledError):
        adopt_job(project, stored, title="three").work(control)
    assert project.clips() == ()


def test_where_all_were_refused_the_reason_comes_out(project, stored) -> None:
    refused = [listed for listed in stored if listed[0] == "b"]

    with pytest.raises(RefusedFormatError):
        adopt_job(project, refused, title="one").work(TransferControl(0, lambda: None))
