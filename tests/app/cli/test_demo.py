"""demo without a window: a picture of an annotated frame of the sample project."""

import struct
from pathlib import Path

import pytest

from app.compose import create_project, open_project
from app.demo import SAMPLE_CLIPS, SAMPLE_LABELS
from app.session.importing import ClipDetails
from app.session.sample import SAMPLE_NAME, SAMPLE_PASSPHRASE
from app.settings.paths import Paths
from app.settings.projects import SAMPLE_ID
from models.annotation.document import Annotation
from models.annotation.geometry import Box
from models.annotation.gestures import draw_box


@pytest.fixture
def bare_frame(isolated_home: Path, footage: bytes) -> bytes:
    """Make the sample project with one box in it; return its frame without the box.

    Rendering the real sample takes a while; small footage in its first clip's place will do.
    """
    paths = Paths.of_this_machine()
    config, _ = create_project(
        paths,
        SAMPLE_NAME,
        passphrase=SAMPLE_PASSPHRASE,
        labels=SAMPLE_LABELS,
        project_id=SAMPLE_ID,
        sample=True,
    )
    project = open_project(config, paths, passphrase=SAMPLE_PASSPHRASE)
    clip = project.import_cleartext(footage, ClipDetails(SAMPLE_CLIPS[0].event_id)).clip
    session = project.open_clip(clip.id)
    session.apply(
        draw_box(
            Annotation(),
            Box(20, 20, 60, 40),
            frame_index=7,
            pts=int(session.index.pts[7]),
            label_id=SAMPLE_LABELS[0].id,
        )
    )
    png = project.exports.frame_png(clip, 7)
    project.close()
    return png


def test_the_frame_with_most_boxes_is_pictured_with_them(cli, bare_frame, tmp_path):
    done = cli("demo", "--out", tmp_path / "demo.png")
    assert done.code == 0
    assert done.out.strip() == str(tmp_path / "demo.png")
    png = (tmp_path / "demo.png").read_bytes()
    assert struct.unpack(">II", png[16:24]) == (160, 96)
    assert png != bare_frame


def test_a_target_that_cannot_be_written_is_said(cli, bare_frame, tmp_path):
    done = cli("demo", "--out", tmp_path / "absent" / "demo.png")
    assert done.code == 1
    assert "cannot be written" in done.err
