"""Privacy masks where pictures leave a clip: whose they are, and that what is not known is shut."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import cv2
import numpy as np
import pytest

from app.cli.exit_codes import ExitCode
from app.cli.main import run
from app.failures import explain
from app.session.clip_session import ClipSession
from app.session.errors import MasksInForceError
from app.session.importing import ClipDetails
from app.session.privacy.masking import ClipMasks, private_parts
from app.session.project import Project
from app.session.review.replicas import make_replica
from models import annotation_near
from models.annotation import Annotation, Box, Keyframe, Track
from models.annotation.edits import Edit
from models.annotation.gestures import delete_tracks, draw_track, put_box, relabel
from models.audit.entry import Entry, Event, Kind
from models.errors import RowAlteredError
from models.records import ClipRecord
from models.review.errors import UncoversError
from models.review.person import Role
from models.review.rights import NotAllowedError
from tests.support.desk import PASSPHRASE, PERSON, Desk
from tests.support.people import as_colleague
from tests.support.private_clip import FRAMES, bare_pixels, private_clip, secret_box


def followed() -> Annotation:
    """Return the object of the made clip as a track."""
    keys = (0, FRAMES - 1)
    keyframes = tuple(Keyframe(uuid4(), frame, frame, secret_box(frame)) for frame in keys)
    return Annotation([Track(uuid4(), 1, PERSON.id, keyframes=keyframes)])


def make_private(project: Project) -> None:
    rules = project.people.rules
    project.people.settle(replace(rules, private_labels=frozenset({PERSON.id})), seen=rules)


def stored(project: Project, clip: ClipRecord, annotation: Annotation) -> None:
    revisions = project.store.load_annotation(clip.id).revisions
    fill = Edit.between("fill", Annotation(), annotation, frame_index=0)
    project.store.apply_edit(clip.id, fill, revisions)


def log_of(project: Project) -> list[Event]:
    """Return what the audit log has."""
    project.audit.flush()
    found = project.audit.reader().oldest_first()
    return [one.event for one in found if isinstance(one, Entry)]


@pytest.fixture(scope="module")
def desk_with_clip(desk_of_session: Desk, tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """A project with the made clip and its object, to copy; nothing in it is private yet."""
    desk = desk_of_session.copied_to(tmp_path_factory.mktemp("private") / "home")
    project = desk.open()
    clip = project.import_cleartext(private_clip(), ClipDetails(name="gate")).clip
    stored(project, clip, followed())
    project.close()
    return desk


@pytest.fixture
def desk(desk_with_clip: Desk, tmp_path: Path) -> Desk:
    return desk_with_clip.copied_to(tmp_path / "home")


@pytest.fixture
def clip(project: Project) -> ClipRecord:
    (clip,) = project.clips()
    return clip


@pytest.fixture
def session(project: Project, clip: ClipRecord) -> Iterator[ClipSession]:
    opened = project.open_clip(clip.id)
    yield opened
    project.close_clip(opened)


def bare_in(picture: bytes | None) -> int:
    assert picture is not None
    return bare_pixels(cv2.imdecode(np.frombuffer(picture, np.uint8), cv2.IMREAD_COLOR))


@pytest.mark.promise
def test_what_is_written_out_is_masked_for_everybody_until_masks_are_lifted(
    project: Project, clip: ClipRecord, tmp_path: Path
) -> None:
    assert bare_in(project.exports.frame_png(clip, 9)) > 0
    assert bare_in(project.thumbnail(clip)) > 0
    make_private(project)
    assert bare_in(project.exports.frame_png(clip, 9)) == 0
    assert bare_in(project.thumbnail(clip)) == 0
    project.exports.write_frame(clip, 9, tmp_path / "9.png")
    assert bare_in((tmp_path / "9.png").read_bytes()) == 0
    with pytest.raises(MasksInForceError) as refused:
        project.exports.write_clip(clip, tmp_path / "clip.mp4")
    assert explain(refused.value).known
    assert not (tmp_path / "clip.mp4").exists()

    project.masking.lift(clip.id, "  For the\ncourt ")
    project.exports.write_clip(clip, tmp_path / "clip.mp4")
    assert bare_in(project.exports.frame_png(clip, 9)) > 0
    (lifted,) = [event for event in log_of(project) if event.kind is Kind.MASK_LIFTED]
    assert (lifted.clip_id, lifted.detail) == (clip.id, {"reason": "For the court"})
    project.close_clip(project.open_clip(clip.id))
    assert bare_in(project.exports.frame_png(clip, 9)) == 0


def test_a_clip_without_private_objects_is_exported_as_it_is(
    project: Project, session: ClipSession, tmp_path: Path
) -> None:
    make_private(project)
    track = next(iter(session.annotation.tracks))
    session.apply(Edit.between("gone", session.annotation, Annotation(), frame_index=0))
    session.flush()
    assert track not in session.annotation.tracks
    project.exports.write_clip(session.clip, tmp_path / "clip.mp4")


@pytest.mark.promise
def test_an_annotator_lifts_nothing_and_that_is_noted(desk: Desk, tmp_path: Path) -> None:
    project = desk.open()
    make_private(project)
    (clip,) = project.clips()
    project.close()
    with as_colleague(desk, tmp_path, role=Role.ANNOTATOR) as theirs:
        with pytest.raises(NotAllowedError):
            theirs.masking.lift(clip.id, "I am curious")
        assert not theirs.masking.may_lift
        assert bare_in(theirs.exports.frame_png(clip, 9)) == 0
    project = desk.open()
    kinds = [event.kind for event in log_of(project)]
    project.close()
    assert Kind.DENIED in kinds
    assert Kind.MASK_LIFTED not in kinds


@pytest.mark.promise
def test_masks_that_were_lifted_are_back_when_the_role_is_taken_away(
    desk: Desk, project: Project, clip: ClipRecord, tmp_path: Path
) -> None:
    make_private(project)
    with as_colleague(desk, tmp_path, "rea", role=Role.REVIEWER) as theirs:
        theirs.masking.lift(clip.id, "For the court")
        assert bare_in(theirs.exports.frame_png(clip, 9)) > 0
        project.people.refresh()
        rea = next(one for one in project.people.known if one.name == "Rea")
        project.people.give_role(rea, Role.ANNOTATOR)
        theirs.people.refresh()
        assert theirs.masking.covers(clip.id)
        assert not theirs.masking.is_lifted(clip.id)
        assert bare_in(theirs.exports.frame_png(clip, 9)) == 0


@pytest.mark.promise
def test_an_annotator_uncovers_nothing_by_an_edit_and_that_is_noted(
    desk: Desk, tmp_path: Path
) -> None:
    project = desk.open()
    make_private(project)
    (clip,) = project.clips()
    project.close()
    with as_colleague(desk, tmp_path, role=Role.ANNOTATOR) as theirs:
        session = theirs.open_clip(clip.id)
        (secret,) = session.annotation.tracks
        before = session.annotation
        for edit in (
            delete_tracks(before, [secret], frame_index=0),
            put_box(before, secret, box=Box(0, 0, 9, 9), frame_index=9, pts=9),
            relabel(before, [secret], label_id=uuid4(), frame_index=0),
        ):
            with pytest.raises(UncoversError) as refused:
                session.apply(edit)
        assert explain(refused.value).text.startswith("This would uncover a private object")
        assert session.annotation is before
        larger = put_box(before, secret, box=Box(0, 200, 600, 150), frame_index=9, pts=9)
        session.apply(larger)
        session.apply(larger.inverse())
        drawn = draw_track(
            session.annotation, Box(0, 0, 50, 50), frame_index=9, pts=9, label_id=PERSON.id
        )
        session.apply(drawn)
        session.apply(drawn.inverse())
        session.flush()
        assert bare_in(theirs.exports.frame_png(clip, 9)) == 0
        theirs.close_clip(session)
    project = desk.open()
    assert Kind.DENIED in [event.kind for event in log_of(project)]
    assert set(project.store.load_annotation(clip.id).annotation.tracks) == {secret}
    session = project.open_clip(clip.id)
    session.apply(delete_tracks(session.annotation, [secret], frame_index=0))
    project.close()


@pytest.mark.promise
def test_the_command_line_writes_out_what_is_masked_and_nothing_else(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    project = desk.open()
    make_private(project)
    (clip,) = project.clips()
    project.close()
    monkeypatch.setenv("SAFELIGHT_HOME", str(desk.home))
    passphrase = tmp_path / "passphrase"
    passphrase.write_text(f"{PASSPHRASE}\n")
    opened = ["--passphrase-file", str(passphrase)]
    png, mp4 = tmp_path / "9.png", tmp_path / "clip.mp4"
    frame = ["export", "frame", clip.event_id, "--frame", "9", "--out", str(png), *opened]
    assert run(frame) == ExitCode.DONE
    assert bare_in(png.read_bytes()) == 0
    whole = ["export", "clip", clip.event_id, "--out", str(mp4), *opened]
    assert run(whole) == ExitCode.FAILED
    assert "private objects" in capsys.readouterr().err
    assert not mp4.exists()


@pytest.mark.parametrize("reason", ["", " \n", "x" * 201], ids=["none", "blank", "too long"])
def test_without_a_reason_nothing_is_lifted(
    project: Project, clip: ClipRecord, reason: str
) -> None:
    make_private(project)
    with pytest.raises(ValueError, match="reason"):
        project.masking.lift(clip.id, reason)
    assert not project.masking.is_lifted(clip.id)


@pytest.mark.promise
def test_what_is_not_known_is_covered_whole(
    project: Project, session: ClipSession, clip: ClipRecord
) -> None:
    masks = project.masking.of(session)
    assert masks.parts_at(3) == ()
    make_private(project)
    assert masks.parts_at(3) == private_parts(session.annotation, 3, frozenset({PERSON.id}))
    assert len(masks.parts_at(3) or ()) == 1

    people = project.people
    people.problem = RowAlteredError("rules", uuid4())
    assert masks.parts_at(3) is None
    people.problem = None
    people.rules_known = False
    assert masks.parts_at(3) is None
    assert project.thumbnail(clip) is None
    people.refresh()
    assert masks.parts_at(3) is not None
    # What was read is not believed any more: it is empty, and that is no clip without boxes.
    session._working.drop()
    assert masks.parts_at(3) is None


@pytest.mark.promise
def test_what_is_private_in_the_original_is_covered_in_an_independent_copy_without_boxes(
    project: Project,
    clip: ClipRecord,
    desk: Desk,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    make_private(project)
    with as_colleague(desk, tmp_path) as theirs:
        made = make_replica(project, clip.id, theirs.people.me.id)
        session = theirs.open_clip(made.id)
        assert not session.annotation.tracks
        parts = private_parts(followed(), 3, frozenset({PERSON.id}))
        assert theirs.masking.of(session).parts_at(3) == parts
        theirs.close_clip(session)
        assert theirs.masked_pictures.parts(made.id, 3) == parts
        with pytest.raises(MasksInForceError):
            theirs.exports.require_unmasked(made)
        with project.store.database.engine.begin() as connection:
            connection.exec_driver_sql(
                "UPDATE annotation_examples SET frame_index = frame_index + 1"
            )
        session = theirs.open_clip(made.id)
        assert theirs.masking.of(session).parts_at(3) is None
        assert "no masks from other clips" in caplog.text
        assert theirs.masked_pictures.parts(made.id, 3) is None
        theirs.close_clip(session)


@pytest.mark.promise
def test_a_copy_that_was_opened_before_any_label_was_private_is_covered_whole_from_then_on(
    project: Project, clip: ClipRecord, desk: Desk, tmp_path: Path
) -> None:
    """Nobody waits for the boxes of others while nothing is private; then nobody knows them."""
    with as_colleague(desk, tmp_path) as theirs:
        made = make_replica(project, clip.id, theirs.people.me.id)
        session = theirs.open_clip(made.id)
        assert theirs.masking.of(session).parts_at(3) == ()
        make_private(project)
        theirs.people.refresh()
        assert theirs.masking.of(session).parts_at(3) is None
        assert theirs.masking.of(session).needs_opening_again
        theirs.close_clip(session)
        session = theirs.open_clip(made.id)
        assert not theirs.masking.of(session).needs_opening_again
        assert len(theirs.masking.of(session).parts_at(3) or ()) == 1
        theirs.close_clip(session)


@pytest.mark.promise
def test_a_clip_of_which_only_what_is_near_is_known_is_covered_whole(
    project: Project, clip: ClipRecord, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_private(project)
    monkeypatch.setattr(annotation_near, "_LARGE", 1)
    session = project.open_clip(clip.id, near_frame=3)
    masks: ClipMasks = project.masking.of(session)
    # Either it is still near, or the whole has come: never what is near alone.
    assert masks.parts_at(3) in (None, project.masking.parts(clip.id, (session.annotation,), 3))
    project._way.database_writer.flush()
    assert session.boxes_awaited == 0
    assert len(masks.parts_at(3) or ()) == 1
    project.close_clip(session)


def test_posters_are_found_to_which_masks_have_come_since(
    project: Project, clip: ClipRecord, session: ClipSession
) -> None:
    make_private(project)
    assert bare_in(project.thumbnail(clip)) == 0
    assert project.masked_pictures.stale_posters() == frozenset()
    before = session.annotation
    edit = draw_track(before, Box(5, 5, 20, 20), frame_index=0, pts=0, label_id=PERSON.id)
    session.apply(edit)
    assert project.masked_pictures.stale_posters() == {clip.id}
    project.thumbnail(clip)
    assert project.masked_pictures.stale_posters() == frozenset()
    people = project.people
    people.problem = RowAlteredError("rules", uuid4())
    assert project.thumbnail(clip) is None
    people.problem = None
    assert project.masked_pictures.stale_posters() == {clip.id}


def test_masks_follow_each_edit_and_belong_to_one_frame(
    project: Project, session: ClipSession
) -> None:
    make_private(project)
    masks = project.masking.of(session)
    frames = [masks.parts_at(frame) for frame in range(FRAMES)]
    assert len(set(frames)) == FRAMES
    before = session.annotation
    edit = draw_track(before, Box(5, 5, 20, 20), frame_index=4, pts=4, label_id=PERSON.id)
    session.apply(edit)
    assert masks.parts_at(3) == frames[3]
    assert len(masks.parts_at(4) or ()) == 2
    assert project.masking.touches(session.annotation, before, edit.touched)
    assert project.masking.touches(before, session.annotation, edit.touched)
