"""Exporting: what a person asked for, complete, theirs alone, and never over something else."""

import errno
import logging
import os
import stat
from pathlib import Path

import cv2
import numpy as np
import pytest

from app.session.errors import CancelledError, ExportTargetError
from app.session.importing import ImportReport
from app.session.project import Project
from crypto.errors import DecryptionError


def test_a_clip_comes_out_as_the_original_bytes_for_its_owner_alone(
    project: Project, imported: ImportReport, plain_clip: bytes, tmp_path: Path
) -> None:
    target = tmp_path / "out.mp4"

    assert project.exports.write_clip(imported.clip, target) == len(plain_clip)
    assert target.read_bytes() == plain_clip
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert [file.name for file in tmp_path.iterdir() if "part" in file.name] == []


def test_an_export_is_logged_by_id_and_not_by_name(
    project: Project, imported: ImportReport, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO):
        project.exports.write_clip(imported.clip, tmp_path / "secret-case.mp4")

    assert str(imported.clip.id) in caplog.text
    assert "secret-case" not in caplog.text
    assert imported.clip.name not in caplog.text


def test_nothing_is_overwritten_unasked(
    project: Project, imported: ImportReport, tmp_path: Path
) -> None:
    target = tmp_path / "out.mp4"
    target.write_text("mine")

    with pytest.raises(ExportTargetError, match="exists"):
        project.exports.write_clip(imported.clip, target)
    assert target.read_text() == "mine"
    project.exports.write_clip(imported.clip, target, overwrite=True)
    assert target.read_bytes() != b"mine"


@pytest.mark.promise
def test_a_damaged_clip_leaves_no_file_behind(
    project: Project, imported: ImportReport, tmp_path: Path
) -> None:
    folder = project.config.store_folder
    assert folder is not None
    (sealed,) = folder.glob("*.slc")
    stored = bytearray(sealed.read_bytes())
    stored[len(stored) // 2] ^= 1
    sealed.chmod(0o600)
    sealed.write_bytes(stored)
    before = set(tmp_path.iterdir())

    with pytest.raises(DecryptionError):
        project.exports.write_clip(imported.clip, tmp_path / "out.mp4")
    assert set(tmp_path.iterdir()) == before


def test_a_disk_without_hard_links_takes_exports_too(
    project: Project, imported: ImportReport, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(errno.EPERM, "no links on FAT")

    monkeypatch.setattr(os, "link", refuse)
    project.exports.write_clip(imported.clip, tmp_path / "out.mp4")

    assert [file.name for file in tmp_path.glob("*out*")] == ["out.mp4"]


def test_a_frame_comes_out_as_a_picture_of_its_size(
    project: Project, imported: ImportReport, tmp_path: Path
) -> None:
    target = tmp_path / "frame.png"
    project.exports.write_frame(imported.clip, 7, target)

    picture = cv2.imdecode(np.frombuffer(target.read_bytes(), np.uint8), cv2.IMREAD_COLOR)
    assert picture.shape[:2] == (imported.clip.height, imported.clip.width)


def test_a_cancelled_export_leaves_no_file_behind(
    project: Project, imported: ImportReport, tmp_path: Path
) -> None:
    before = set(tmp_path.iterdir())

    with pytest.raises(CancelledError):
        project.exports.write_clip(imported.clip, tmp_path / "out.mp4", cancelled=lambda: True)
    assert set(tmp_path.iterdir()) == before
