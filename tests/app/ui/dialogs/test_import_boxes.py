"""Each kind of box in a file is offered the label that is meant; without labels, none comes in."""

from uuid import UUID

import pytest
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from app.interchange.detections import DetectedBox, DetectionFile
from app.session.box_files import BoxFile
from app.ui.dialogs.import_boxes import ImportBoxesDialog
from models.annotation.geometry import Box
from models.annotation.labels import Label

PERSON = Label(UUID(int=1), "Person", "#E69F00")
CAR = Label(UUID(int=2), "Car", "#56B4E9", position=1)
SMALL_CAR = Label(UUID(int=3), "car", "#009E73", position=2)


def file_of(*kinds: str) -> BoxFile:
    found = tuple(DetectedBox(at, Box(1, 2, 3, 4), 0.9, kind) for at, kind in enumerate(kinds))
    return BoxFile("found.json", "0" * 64, detections=DetectionFile(found, 0, (), 0))


def opened(qtbot: QtBot, file: BoxFile, *labels: Label) -> ImportBoxesDialog:
    dialog = ImportBoxesDialog(file, labels)
    qtbot.addWidget(dialog)
    return dialog


def take(dialog: ImportBoxesDialog) -> QPushButton:
    return next(one for one in dialog.findChildren(QPushButton) if one.text() == "Import")


@pytest.mark.parametrize(
    ("kind", "labels", "expected"),
    [
        ("CAR", (PERSON, CAR), CAR),
        ("car", (PERSON, CAR, SMALL_CAR), SMALL_CAR),
        ("dog", (PERSON, CAR), PERSON),
    ],
    ids=["in-capitals", "the-very-same-first", "unknown"],
)
def test_a_kind_gets_the_label_of_its_name(
    qtbot: QtBot, kind: str, labels: tuple[Label, ...], expected: Label
) -> None:
    dialog = opened(qtbot, file_of(kind), *labels)
    assert dialog.label_of == {kind: expected.id}
    assert take(dialog).isEnabled()


def test_kinds_that_are_not_asked_about_get_the_label_of_their_name_too(qtbot: QtBot) -> None:
    kinds = [f"kind {number}" for number in range(20)]
    dialog = opened(qtbot, file_of(*kinds, *kinds, "CAR"), PERSON, CAR)
    assert dialog.label_of["CAR"] == CAR.id
    assert dialog.label_of["kind 19"] == PERSON.id


def test_without_any_label_the_person_is_told_to_make_one(qtbot: QtBot) -> None:
    dialog = opened(qtbot, file_of("car"))
    assert not take(dialog).isEnabled()
    assert any("Make a label first" in one.text() for one in dialog.findChildren(QLabel))
    assert dialog.label_of == {"car": None}
