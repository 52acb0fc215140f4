"""A detector of the person's own is run where it is one, and refused in a sentence where not."""

import hashlib
import random
from pathlib import Path

import numpy as np
import pytest

from app.assist.finding import FinderError
from app.assist.onnx_boxes import OnnxFinder, letterboxed, rows_of
from app.assist.onnx_file import read_onnx
from models.annotation.geometry import Box
from tests.app.assist.made_model import field, fixed32, model_of

# Centre x, y, width, height in the input of 96 x 64, then a score for each class.
ROWS = np.array(
    [
        [48.0, 32.0, 24.0, 16.0, 0.9, 0.1],
        [49.0, 32.0, 24.0, 16.0, 0.8, 0.1],
        [20.0, 20.0, 10.0, 10.0, 0.1, 0.7],
        [70.0, 50.0, 10.0, 10.0, 0.01, 0.02],
        [np.nan, 20.0, 10.0, 10.0, 0.9, 0.9],
        [30.0, 30.0, -4.0, 10.0, 0.9, 0.9],
        [60.0, 30.0, 8.0, 8.0, 0.0, 0.0],
    ]
)
V8 = ROWS.T[None]
V5 = np.insert(np.repeat(ROWS, 2, axis=0), 4, 0.5, axis=1)[None]
PICTURE = np.full((360, 640, 3), 90, np.uint8)


def close(box: Box, other: tuple[float, ...]) -> bool:
    return np.allclose(box.to_list(), other, atol=0.02)


def test_a_model_of_the_newer_form_finds_boxes_in_the_picture_s_pixels() -> None:
    content = model_of(V8)
    with OnnxFinder(content, "gate.onnx") as finder:
        person, bowl = finder.find(PICTURE)
    assert finder.model == "gate.onnx"
    assert finder.version == hashlib.sha256(content).hexdigest()
    assert finder.names == ("person", "dog's bowl")
    assert (finder.longest_side_px, finder.colour, finder.samples) == (96, True, 0)
    # 640 x 360 becomes 96 x 54, with bars of five rows above and below.
    assert (person.kind, round(person.score, 3)) == ("person", 0.9)
    assert close(person.box, (36 / 0.15, (24 - 5) / 0.15, 24 / 0.15, 16 / 0.15))
    assert bowl.kind == "dog's bowl"
    assert close(bowl.box, (15 / 0.15, (15 - 5) / 0.15, 10 / 0.15, 10 / 0.15))


def test_a_model_of_the_older_form_multiplies_its_two_scores() -> None:
    with OnnxFinder(model_of(V5), "old.onnx") as finder:
        person, bowl = finder.find(PICTURE)
    assert (round(person.score, 3), round(bowl.score, 3)) == (0.45, 0.35)
    assert close(person.box, (36 / 0.15, 19 / 0.15, 24 / 0.15, 16 / 0.15))


def test_sizes_that_the_file_leaves_open_are_asked_for_and_shares_are_taken_for_pixels() -> None:
    shares = ROWS[:3] / (96, 64, 96, 64, 1, 1)
    content = model_of(np.pad(shares, ((0, 5), (0, 0))).T[None], size=("width", "height"), names="")
    assert read_onnx(content).input_size is None
    with OnnxFinder(content, "open.onnx", side_px=160) as finder:
        person, _ = finder.find(PICTURE)
    assert finder.longest_side_px == 160
    assert person.kind == "0"
    # The input is 160 x 160 here: a quarter of the picture, with bars of 35 rows.
    assert close(person.box, (60 / 0.25, (60 - 35) / 0.25, 40 / 0.25, 40 / 0.25))


def test_what_is_no_detector_is_refused_in_a_sentence(tmp_path: Path) -> None:
    wrong = {
        "empty": b"",
        "text": b"not a model at all, whatever its name says",
        "a field alone": fixed32(3),
        "without input": field(7, field(1, b"")),
        "grey pictures": model_of(V8, channels=1),
        "a file of two": model_of(V8, external=True),
        "a broken graph before a sound one": field(7, b"\xff") + model_of(V8),
        "no boxes": model_of(np.zeros((1, 1000)), names=""),
        "other classes": model_of(V8, names="{0: 'a', 1: 'b', 2: 'c'}"),
        "huge pictures": model_of(V8, size=(10_000, 64)),
    }
    for name, content in wrong.items():
        with pytest.raises(FinderError) as refused:
            OnnxFinder(content, name)
        assert str(refused.value).endswith(".")
    file = tmp_path / "gate.onnx"
    file.write_bytes(model_of(V8))
    with OnnxFinder.of_file(file) as finder:
        assert finder.model == "gate.onnx"
    with pytest.raises(FinderError, match="cannot be read"):
        OnnxFinder.of_file(tmp_path / "gone.onnx")


def test_reading_a_damaged_file_refuses_or_gives_facts_and_nothing_else() -> None:
    content, chance = model_of(V8), random.Random(4)
    for _ in range(600):
        damaged = bytearray(content[: chance.randrange(len(content)) or None])
        for _ in range(chance.randrange(4)):
            if damaged:
                damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        try:
            facts = read_onnx(bytes(damaged))
        except FinderError:
            continue
        assert facts.input_size is None or min(facts.input_size) > 0


def test_names_are_taken_only_where_each_class_has_one() -> None:
    for names in ("{0: 'a', 2: 'b'}", "{}", "a, b", "{0: 'a\n'}"):
        assert read_onnx(model_of(V8, names=names)).names == ()


def test_rows_of_unknown_classes_are_told_by_their_form() -> None:
    for output in (V8, V5):
        boxes, scores = rows_of(output, 0)
        assert boxes.shape[1] == 4
        assert scores.shape[1] == 2
    for wrong in (np.zeros((1, 3, 3)), np.zeros(7), np.zeros((1, 2, 3, 4))):
        with pytest.raises(FinderError):
            rows_of(wrong, 0)


def test_a_picture_is_fitted_in_the_middle_of_grey() -> None:
    boxed, scale, left, top = letterboxed(PICTURE, (64, 64))
    assert (scale, left, top) == (0.1, 0, 14)
    assert boxed.shape == (64, 64, 3)
    assert (boxed[:14] == 114).all()
    assert (boxed[14:50] == 90).all()
