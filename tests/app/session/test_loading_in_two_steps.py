"""Of a clip with very many boxes those near a frame are there first, to be looked at only."""

import threading
from collections.abc import Iterator
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from app.session.clip_session import ClipSession
from app.session.errors import AnnotationIncompleteError
from app.session.events import AnnotationWhole, ClipEvent, EditingStopped
from app.session.importing import ImportReport
from app.session.project import Project
from models import annotation_near
from models.annotation import Annotation, Box, Keyframe, Kind, Track, shape_at
from models.annotation.edits import Edit
from models.annotation.gestures import draw_track
from models.errors import RowAlteredError
from tests.support.desk import PERSON

FRAME = 20


def key(frame: int) -> Keyframe:
    return Keyframe(uuid4(), frame, frame, Box(float(frame), 5, 30, 40))


def stored() -> Annotation:
    """Return a track that passes the frame without a keyframe near it, and boxes all along."""
    boxes = [
        Track(uuid4(), 2 + frame, PERSON.id, kind=Kind.BOX, keyframes=(key(frame),))
        for frame in range(40)
    ]
    return Annotation([Track(uuid4(), 1, PERSON.id, keyframes=(key(1), key(39))), *boxes])


@pytest.fixture
def gate(project: Project) -> Iterator[threading.Event]:
    """Holds the database's worker up until it is set."""
    opened = threading.Event()
    yield opened
    opened.set()
    project._way.database_writer.flush()


@pytest.fixture
def whole(project: Project, imported: ImportReport, monkeypatch: pytest.MonkeyPatch) -> Annotation:
    monkeypatch.setattr(annotation_near, "_LARGE", 5)
    monkeypatch.setattr(annotation_near, "_ENOUGH", 6)
    annotation = stored()
    clip_id = imported.clip.id
    fill = Edit.between("fill", Annotation(), annotation, frame_index=0)
    revisions = project.store.load_annotation(clip_id).revisions
    project.store.apply_edit(clip_id, fill, revisions)
    return annotation


def rounded(annotation: Annotation, frame: int) -> dict[UUID, Box]:
    return {one.track_id: one.box.rounded() for one in annotation.shapes_at(frame)}


def open_near(project: Project, clip: ImportReport, gate: threading.Event) -> ClipSession:
    project._way.database_writer.submit(gate.wait)
    return project.open_clip(clip.clip.id, near_frame=FRAME)


def test_what_is_near_is_shown_before_the_whole_and_nothing_is_edited(
    project: Project, imported: ImportReport, whole: Annotation, gate: threading.Event
) -> None:
    session = open_near(project, imported, gate)
    seen: list[ClipEvent] = []
    session.subscribe(seen.append)
    assert session.boxes_awaited == 42
    assert 1 < len(session.annotation.tracks) < len(whole.tracks)
    for frame in range(40):
        shown = session.annotation.shapes_at(frame)
        if shown:
            assert rounded(session.annotation, frame) == rounded(whole, frame)
    assert session.annotation.shapes_at(FRAME)
    edit = draw_track(
        session.annotation, Box(1, 2, 30, 40), frame_index=FRAME, pts=FRAME, label_id=PERSON.id
    )
    with pytest.raises(AnnotationIncompleteError):
        session.apply(edit)

    gate.set()
    assert project._way.database_writer.flush()
    assert session.annotation == whole
    assert (session.boxes_awaited, session.stopped) == (0, None)
    assert seen == [AnnotationWhole()]
    session.apply(
        draw_track(
            session.annotation, Box(1, 2, 30, 40), frame_index=FRAME, pts=FRAME, label_id=PERSON.id
        )
    )
    session.flush()
    assert session.pending == 0


@pytest.mark.promise
def test_a_row_altered_far_away_stops_editing_and_takes_back_what_was_shown(
    project: Project,
    imported: ImportReport,
    whole: Annotation,
    gate: threading.Event,
    caplog: pytest.LogCaptureFixture,
) -> None:
    with project.store.database.writing() as connection:
        connection.execute(
            text("UPDATE annotation_examples SET occluded = 1 WHERE frame_index = 3")
        )
    session = open_near(project, imported, gate)
    seen: list[ClipEvent] = []
    session.subscribe(seen.append)
    gate.set()
    assert project._way.database_writer.flush()
    assert isinstance(session.stopped, RowAlteredError)
    assert session.annotation == Annotation()
    assert [type(event) for event in seen] == [EditingStopped]
    assert "editing stopped" in caplog.text
    del whole


def test_without_a_frame_all_is_loaded_at_once(
    project: Project, imported: ImportReport, whole: Annotation
) -> None:
    session = project.open_clip(imported.clip.id)
    assert session.boxes_awaited == 0
    assert session.annotation == whole
    track = next(one for one in whole.tracks.values() if one.number == 1)
    assert shape_at(track, FRAME) in session.annotation.shapes_at(FRAME)
