"""Changes of one attribute that leave it a valid one.

Pure. Nothing here touches what is told of objects: a value that no longer fits stays with them.
"""

from __future__ import annotations

import csv
import io
from dataclasses import replace

from models.annotation.label_attributes import NO, YES, AttributeKind, AttributeSpec


def converted(spec: AttributeSpec, kind: AttributeKind, *, first_option: str) -> AttributeSpec:
    """Return the attribute as another kind; a choice without options begins with one."""
    if kind is spec.kind:
        return spec
    if kind.has_options:
        options = spec.options if spec.kind.has_options else (spec.default or first_option,)
        default = spec.default if spec.default in options else options[0]
        return replace(spec, kind=kind, options=options, default=default)
    default = {AttributeKind.CHECKBOX: NO, AttributeKind.TEXT: spec.default}.get(kind, "")
    if kind is AttributeKind.CHECKBOX and spec.default == YES:
        default = YES
    return replace(spec, kind=kind, options=(), default=default)


def with_options(spec: AttributeSpec, options: tuple[str, ...]) -> AttributeSpec | None:
    """Return the attribute with other options; None where they are none that could be chosen."""
    default = spec.default
    if spec.kind.has_options and options:
        default = default if default in options else options[0]
    try:
        return replace(spec, options=options, default=default)
    except ValueError:
        pass
    try:
        # The default lay outside the new range of a number.
        return replace(spec, options=options, default="")
    except ValueError:
        return None


def with_range(spec: AttributeSpec, texts: tuple[str, str, str]) -> AttributeSpec | None:
    """Return a number with least, largest and step; all empty lets it be any number."""
    stripped = tuple(text.strip() for text in texts)
    if not any(stripped):
        return with_options(spec, ())
    try:
        least, largest, step = map(float, stripped)
    except ValueError:
        return None
    if not least < largest or not step > 0:
        return None
    return with_options(spec, stripped)


def options_text(options: tuple[str, ...]) -> str:
    """Write options in one line: red, blue, "grey, dark"."""
    line = io.StringIO()
    csv.writer(line, lineterminator="").writerow(options)
    # A blank behind each comma is for the eye; one within quotes must stay as it is.
    return ", ".join(_cells(line.getvalue()))


def options_from_text(text: str) -> tuple[str, ...]:
    """Read options from one line; each once, none of them empty."""
    (cells,) = list(csv.reader([text], skipinitialspace=True)) or [[]]
    return tuple(dict.fromkeys(cell.strip() for cell in cells if cell.strip()))


def _cells(line: str) -> list[str]:
    """Part a line of CSV at its commas, quotes kept."""
    cells, inside = [""], False
    for letter in line:
        if letter == '"':
            inside = not inside
        if letter == "," and not inside:
            cells.append("")
        else:
            cells[-1] += letter
    return cells
