"""Many clips are verified at a time, in their order, until nobody asks any more."""

import io
from pathlib import Path

import pytest

from app.session.errors import CancelledError
from app.session.project import Project
from app.session.verifying.verifier import Verifier, VerifyWatch
from models.records import ClipRecord
from tests.app.session.verifying.conftest import flip


def test_many_clips_are_verified_in_their_order_and_progress_counts_all_bytes(
    project: Project, plain_clip: bytes
) -> None:
    sizes = project.clips()[0].objects[0]["stored_size"]
    for number in range(7):
        sizes += (
            project.storage.store_clip(f"c{number}", io.BytesIO(plain_clip)).objects[0].stored_size
        )
    flip(Path(project.storage.location) / "c3.slc", 500)
    told: list[int] = []
    verifier = Verifier(project)
    findings = list(verifier.verify(verifier.targets(), jobs=2, watch=VerifyWatch(told.append)))
    assert [one.event_id for one in findings] == ["gate-7", *(f"c{number}" for number in range(7))]
    assert [one.event_id for one in findings if not one.is_well] == ["c3"]
    assert told[-1] == sizes
    assert told == sorted(told)


def test_verifying_can_be_cancelled(project: Project, clip: ClipRecord) -> None:
    verifier = Verifier(project)
    with pytest.raises(CancelledError):
        list(verifier.verify(verifier.targets(), watch=VerifyWatch(cancelled=lambda: True)))


def test_whoever_stops_asking_leaves_no_thread_behind(project: Project, plain_clip: bytes) -> None:
    for number in range(9):
        project.storage.store_clip(f"c{number}", io.BytesIO(plain_clip))
    verifier = Verifier(project)
    asked = verifier.verify(verifier.targets(), jobs=2)
    next(asked)
    asked.close()  # type: ignore[attr-defined]
