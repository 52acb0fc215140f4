"""Whatever a gesture says has its place in the translators' files."""

import ast
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QTranslator

from app.assist import auto_track
from app.ui.editing.model_words import EDITS, REFUSALS, edit_words, refusal_sentence, template_of
from models.annotation import errors
from models.annotation.errors import GestureRefusedError

ROOT = Path(__file__).parents[4]
SOURCES = (
    *sorted((ROOT / "models" / "annotation").rglob("*.py")),
    *sorted((ROOT / "models").glob("label_*.py")),
    *sorted((ROOT / "app" / "assist").glob("*.py")),
    *sorted((ROOT / "app" / "session").rglob("*.py")),
)
# The sample project's drawing is no step of anybody's history.
NO_STEPS = {"sample annotation"}


def values_of(node: ast.expr, assigned: dict[str, ast.expr]) -> set[str]:
    """Return all texts that an expression can be; what nobody can tell is a number."""
    match node:
        case ast.Constant(value=str(text)):
            return {text}
        case ast.IfExp(body=one, orelse=other):
            return values_of(one, assigned) | values_of(other, assigned)
        case ast.JoinedStr(values=parts):
            return {"".join(parts) for parts in product(*(values_of(p, assigned) for p in parts))}
        case ast.FormattedValue(value=value):
            return values_of(value, assigned)
        case ast.Name(id=name) if name in assigned:
            return values_of(assigned[name], assigned)
    return {"7"}


def names_in(source: ast.Module) -> Iterator[str]:
    """Give the names of all edits that a module makes."""
    functions = [node for node in ast.walk(source) if isinstance(node, ast.FunctionDef)]
    edits = [one for one in functions if one.returns and ast.unparse(one.returns) == "Edit"]
    naming = {one.name for one in edits if any(a.arg == "name" for a in one.args.args)}
    for function in functions:
        assigned = {
            node.targets[0].id: node.value
            for node in ast.walk(function)
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)
        }
        for node in ast.walk(function):
            if function.name == "_name_of" and isinstance(node, ast.Return) and node.value:
                yield from values_of(node.value, assigned)
            if not isinstance(node, ast.Call) or not node.args:
                continue
            made = ast.unparse(node.func)
            if made in {"Edit.of", "Edit.between", "cls.of"} or made in naming:
                yield from values_of(node.args[0], assigned)


def said_by(kind: str, source: ast.Module) -> Iterator[str]:
    for node in ast.walk(source):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == kind and node.args:
            yield from values_of(node.args[0], {})


def refusals() -> Iterator[GestureRefusedError]:
    kinds = [*vars(errors).values(), *vars(auto_track).values()]
    for kind in {one for one in kinds if isinstance(one, type)}:
        if issubclass(kind, GestureRefusedError) and "__init__" in vars(kind):
            yield kind(7) if kind is errors.BothShownError else kind()  # type: ignore[call-arg]


def test_every_name_of_an_edit_has_an_entry_and_no_entry_is_left_over() -> None:
    named = {name for path in SOURCES for name in names_in(ast.parse(path.read_text("utf-8")))}
    told = {name if name in EDITS else template_of(name) for name in named - {"7"} - NO_STEPS}
    assert told == EDITS


def test_every_refusal_has_an_entry_and_no_entry_is_left_over() -> None:
    said = {str(error) for error in refusals()}
    for path in SOURCES:
        source = ast.parse(path.read_text("utf-8"))
        said |= set(said_by("TooFewError", source)) | set(said_by("GestureRefusedError", source))
    said.add(
        "That would be 20,001 boxes. Repeat at most 20,000 at once: fewer objects, or fewer frames."
    )
    assert {template_of(one) for one in said - {"7"}} == REFUSALS


class _Shouting(QTranslator):
    """Translates by writing in capitals, places of numbers as they are."""

    def translate(
        self, context: str, text: str, _comment: str | None = None, _count: int = -1
    ) -> str:
        return text.upper() if context in {"Edits", "Refusals"} else ""


@pytest.fixture
def shouting(qapp: QCoreApplication) -> Iterator[None]:
    translator = _Shouting()
    qapp.installTranslator(translator)
    yield
    qapp.removeTranslator(translator)


@pytest.mark.usefixtures("shouting")
@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Draw track", "DRAW TRACK"),
        ("Delete 12 boxes", "DELETE 12 BOXES"),
        ("Import 1 object", "IMPORT 1 OBJECT"),
        ("Import 40 objects (2 of 3)", "IMPORT 40 OBJECTS (2 OF 3)"),
        ("What an older version did", "What an older version did"),
    ],
)
def test_a_name_is_translated_around_its_numbers(name: str, words: str) -> None:
    assert edit_words(name) == words


@pytest.mark.usefixtures("shouting")
def test_a_refusal_is_translated_around_its_numbers() -> None:
    said = refusal_sentence(errors.BothShownError(12))
    assert said == "TWO OF THESE HAVE A BOX ON FRAME 12. A TRACK HAS ONE BOX ON A FRAME."
