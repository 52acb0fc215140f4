"""What a spreadsheet would run is text in our tables, however it separates cells."""

import csv
import io

import pytest

from models.csv_cells import csv_cell, csv_text

RUN = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")  # noqa: RUF001


@pytest.mark.promise
@pytest.mark.parametrize("separator", [",", ";", "\t"], ids=["comma", "semicolon", "tab"])
def test_no_cell_begins_like_a_formula_however_the_table_is_separated(separator: str) -> None:
    hooks = ("", ";", "a;", 'a;"', "a; ", "a\t", "a\n", 'a";', " ", '"', "';", ";;", "a,", '","')
    rows = [(f"{hook}{sign}1+cmd()", "x") for hook in hooks for sign in RUN if sign.strip()]
    rows += [("x", first) for first, _ in rows]
    read = csv.reader(io.StringIO(csv_text(rows), newline=""), delimiter=separator)
    cells = [
        cell.lstrip(" \"'") for row in read for cell in row if not cell.lstrip().startswith("'")
    ]
    assert cells
    assert [cell for cell in cells if cell.startswith(RUN)] == []


def test_what_is_harmless_is_written_as_it_is() -> None:
    assert csv_text([("gate 3; north", -1, 2.5, None, "a-b", "1 = 1", 'say "no"', True)]) == (
        'gate 3; north,-1,2.5,,a-b,1 = 1,"say ""no""",True\r\n'
    )
    assert csv_cell("=1;-2") == "'=1;'-2"
