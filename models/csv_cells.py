"""Tables for spreadsheets, which run nothing of what people wrote.

A spreadsheet takes a cell for a formula that begins with one of a few characters. Where it
separates by semicolons or tabs, as in much of Europe, a comma ends no cell and quotes inside a line
hold nothing: what stands behind a semicolon begins a cell of its own. So an apostrophe, which makes
a cell text, stands before either (OWASP, "CSV Injection").
"""

import csv
import io
import re
from collections.abc import Iterable

# The wide forms are read like the narrow ones where people write Chinese, Japanese or Korean.
_BEGINNING = re.compile(r"""(^|[;\t\r\n])(?=[\s"']*[=+\-@＝＋－＠\t\r])""")  # noqa: RUF001


def csv_text(rows: Iterable[Iterable[object]]) -> str:
    """Return rows as comma separated lines; numbers stay numbers, None is an empty cell."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows([csv_cell(value) for value in row] for row in rows)
    return text.getvalue()


def csv_cell(value: object) -> object:
    """Return what a cell may hold: a number as it is, everything else as harmless text."""
    if value is None:
        return ""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return value
    return _BEGINNING.sub(r"\1'", str(value))
