"""An edit belongs to the frame on the screen, as the clip's index numbers it now, or is refused."""

from pathlib import Path

import pytest

from app.session.importing import ClipDetails
from app.session.project import Project
from app.ui.editing.editor import Editor
from models.annotation.geometry import Box
from models.annotation.track import Kind

pytestmark = pytest.mark.promise


def test_a_frame_that_the_index_names_otherwise_takes_no_box(
    project: Project, plain_file: Path, qapp: object
) -> None:
    clip = project.import_clip(plain_file, ClipDetails()).clip
    session = project.open_clip(clip.id)
    editor, refused = Editor(), list[str]()
    editor.refused.connect(refused.append)
    editor.open(session)
    label_id = project.labels()[0].id
    box = Box(10, 10, 20, 20)
    # The picture was made by an index with other numbers: frame 3 there is not frame 3 here.
    editor.set_frame(3, int(session.index.pts[4]))
    editor.draw(box, Kind.TRACK, label_id=label_id)
    assert len(session.annotation.tracks) == 0
    assert refused == ["Changes can be made when every frame has its number."]
    editor.set_frame(3, int(session.index.pts[3]))
    editor.draw(box, Kind.TRACK, label_id=label_id)
    assert len(session.annotation.tracks) == 1
    editor.close()
    project.close_clip(session)
