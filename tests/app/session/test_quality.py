"""Figures over several clips of a real project, and who may see them."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.session.errors import CancelledError, ExportTargetError
from app.session.importing import ImportReport
from app.session.project import Project
from app.session.review.apart import KeptApartError
from app.session.review.comparing import OtherKind, annotation_of, delete_set, keep_set, others_of
from app.session.review.quality import Against, measure
from app.session.review.quality_places import moment_of
from app.session.review.quality_report import export_quality
from app.session.review.replicas import make_replica
from app.session.review.workflow import hand_in
from models.annotation import Annotation, Box, gestures
from models.audit.entry import Entry
from models.errors import RowMissingError
from models.review.rights import NotAllowedError, Right
from models.review.sets import SetKind
from tests.support.desk import PERSON, Desk
from tests.support.people import as_colleague


def draw(project: Project, clip_id: object, *boxes: Box) -> Annotation:
    session = project.open_clip(clip_id)
    for box in boxes:
        session.apply(
            gestures.draw_track(
                session.annotation, box, frame_index=0, pts=0, label_id=PERSON.id, ends_after=9
            )
        )
    annotation = session.annotation
    project.close_clip(session)
    return annotation


@pytest.mark.promise
def test_a_truth_is_not_read_by_calling_it_a_round_and_no_round_is_deleted(
    desk: Desk, project: Project, imported: ImportReport, tmp_path: Path
) -> None:
    clip = imported.clip
    truth = draw(project, clip.id, Box(10, 10, 40, 60))
    made = keep_set(project, clip.id, truth, SetKind.TRUTH)
    hand_in(project, clip.id)
    handed_in = next(one for one in others_of(project, clip.id) if one.kind is OtherKind.ROUND)
    with as_colleague(desk, tmp_path, "ana") as ana:
        with pytest.raises(RowMissingError):
            annotation_of(ana, replace(handed_in, id=made.id), Annotation())
        assert annotation_of(ana, handed_in, Annotation()).tracks.keys() == truth.tracks.keys()
    with pytest.raises(ValueError, match="as long as its clip"):
        delete_set(project, handed_in.id)
    delete_set(project, made.id)
    left = [one.kind for one in others_of(project, clip.id)]
    assert left == [OtherKind.ROUND, OtherKind.SUGGESTIONS]
    told = [
        (one.event.detail["action"], one.event.detail["kind"])
        for one in project.audit.reader().oldest_first()
        if isinstance(one, Entry) and one.event.detail.get("set") == made.id.hex
    ]
    assert told == [("keep", "truth"), ("delete", "truth")]


def test_a_replica_is_held_to_the_truth_and_to_the_other_person(
    desk: Desk, project: Project, imported: ImportReport, tmp_path: Path
) -> None:
    clip = imported.clip
    truth = draw(project, clip.id, Box(10, 10, 40, 60), Box(120, 20, 50, 50))
    keep_set(project, clip.id, truth, SetKind.TRUTH, "=the truth")
    hand_in(project, clip.id)
    with as_colleague(desk, tmp_path, "ana") as ana:
        # Who annotates sees what was handed in of the very clip, and no truth.
        kinds = [one.kind for one in others_of(ana, clip.id)]
        assert kinds == [OtherKind.ROUND, OtherKind.SUGGESTIONS]
        replica = make_replica(project, clip.id, ana.people.me.id)
        draw(ana, replica.id, Box(10, 10, 40, 60))
        # From now on she works on the same footage herself.
        with pytest.raises(KeptApartError):
            others_of(ana, clip.id)
        hidden = next(one for one in others_of(project, clip.id) if one.kind is OtherKind.TRUTH)
        for refused in (
            lambda: annotation_of(ana, hidden, Annotation()),
            lambda: keep_set(ana, clip.id, truth, SetKind.OTHER),
            lambda: measure(ana, [clip], Against.TRUTH),
        ):
            with pytest.raises(NotAllowedError) as error:
                refused()
            assert error.value.right is Right.SEE_QUALITY
        ana_id = ana.people.me.id
    clips = project.clips()
    held = measure(project, clips, Against.TRUTH)
    figures = {one.clip.id: one.report.detection.overall for one in held.measured}
    assert (figures[clip.id].precision, figures[clip.id].recall) == (1.0, 1.0)
    assert (figures[replica.id].precision, figures[replica.id].recall) == (1.0, 0.5)
    assert held.total.recall == 0.75
    assert not held.left_out

    people = measure(project, clips, Against.PEOPLE)
    (pair,) = people.measured
    assert {pair.other.person, pair.person} == {project.people.me.id, ana_id}
    ((both, of),) = people.pairs.items()
    assert set(both) == {project.people.me.id, ana_id}
    assert of.f1 == pytest.approx(2 / 3)
    with pytest.raises(CancelledError):
        measure(project, clips, Against.PEOPLE, cancelled=lambda: True)

    # One comparison alone has a page with all its disagreements.
    alone = measure(project, [project.store.clip(replica.id)], Against.TRUTH)
    export_quality(project, alone, tmp_path / "one.html", title="Harbour")
    assert "person 2" in (tmp_path / "one.html").read_text()

    # Reports are in clear, run nothing, and are noted.
    for name in ("quality.csv", "quality.html"):
        target = tmp_path / name
        export_quality(project, held, target, title="<b>Harbour</b>")
        text = target.read_text()
        assert "0.75" in text
        assert "<b>" not in text
        with pytest.raises(ExportTargetError):
            export_quality(project, held, target, title="again")
    assert "'=the truth" in (tmp_path / "quality.csv").read_text()
    # Each place names its clip, frame and moment, by the frame's own pts.
    page, alone_page = (tmp_path / name for name in ("quality.html", "one.html"))
    assert f"<td>{replica.name}</td><td>0 to 9</td>" in page.read_text()
    session = project.open_clip(replica.id)
    index, row = session.index, session.clip
    project.close_clip(session)
    passed = float((int(index.pts[7]) - int(index.pts[0])) * index.time_base)
    assert moment_of(project, replace(row, recorded_at=None))(7) == f"{passed:.3f} s from the start"
    start = datetime(2026, 3, 1, 8, tzinfo=UTC)
    told = moment_of(project, replace(row, recorded_at=start, clock_zone=""))
    assert told(7) == (start + timedelta(seconds=passed)).isoformat(" ", timespec="milliseconds")
    assert told(index.frame_count) == ""
    moment = moment_of(project, row)(0)
    assert moment
    assert all(moment in each.read_text() for each in (page, alone_page))


def test_a_clip_without_a_truth_is_left_out(project: Project, imported: ImportReport) -> None:
    clip = replace(imported.clip)
    for against in Against:
        quality = measure(project, [clip], against)
        assert [one.id for one in quality.left_out] == [clip.id]
        assert quality.measured == ()
