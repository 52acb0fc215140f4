"""Small pictures for a report, as SVG that stands in a page and takes the page's colours."""

from collections.abc import Sequence
from html import escape

_CELL_W, _CELL_H = 64, 30
_HEAD_H = 34
# A name takes about so much of its length at the size of the text.
_LETTER_W = 7
_LONGEST_NAME, _COLUMN_NAME = 24, 9
_BAR_W, _BAR_H = 220, 10


def confusion_plot(names: Sequence[str], table: Sequence[Sequence[int]], *, sides: str) -> str:
    """Return the matrix of labels; the last row and column are of what has no counterpart.

    A cell is the darker the more of its row lies in it. Labels without a box are left out.
    """
    count = len(names)
    used = [at for at in range(count) if sum(table[at]) or sum(row[at] for row in table)]
    shown = [*used, count]
    rows = [(*names, "extra")[at] for at in shown]
    columns = [(*names, "missing")[at] for at in shown]
    left = 12 + _LETTER_W * min(_LONGEST_NAME, max(map(len, rows)))
    width, height = left + _CELL_W * len(shown), _HEAD_H + _CELL_H * len(shown)
    size = f'width="{width}" height="{height}"'
    parts = [f'<svg class="confusion" {size} role="img" aria-label="{escape(sides)}">']
    for at, (row, column) in enumerate(zip(rows, columns, strict=True)):
        x, y = left + _CELL_W * (at + 0.5), _HEAD_H + _CELL_H * at
        parts.append(_text(x, _HEAD_H - 10, column, fit=_COLUMN_NAME))
        parts.append(_text(left - 8, y + 20, row, anchor="end", fit=_LONGEST_NAME))
    for down, row_at in enumerate(shown):
        total = sum(table[row_at])
        for across, column_at in enumerate(shown):
            if row_at == column_at == count:
                continue
            cell = table[row_at][column_at]
            x, y = left + _CELL_W * across, _HEAD_H + _CELL_H * down
            parts.append(_cell(x, y, cell, total, right=row_at == column_at))
    return "".join([*parts, "</svg>"])


def _cell(x: int, y: int, count: int, total: int, *, right: bool) -> str:
    shade = 0.06 + 0.6 * count / total if count else 0.04
    return (
        f'<rect class="{"right" if right else "wrong"}" x="{x + 1}" y="{y + 1}" '
        f'width="{_CELL_W - 2}" height="{_CELL_H - 2}" rx="4" fill-opacity="{shade:.2f}"/>'
    ) + _text(x + _CELL_W / 2, y + 20, f"{count:,}" if count else "·")


def bar(share: float) -> str:
    """Return a bar that is full at 1."""
    width = _BAR_W * min(max(share, 0.0), 1.0)
    return (
        f'<svg class="bar" width="{_BAR_W}" height="{_BAR_H}" aria-hidden="true">'
        f'<rect class="rail" width="{_BAR_W}" height="{_BAR_H}" rx="3"/>'
        f'<rect class="full" width="{width:.1f}" height="{_BAR_H}" rx="3"/></svg>'
    )


def _text(x: float, y: float, text: str, *, anchor: str = "middle", fit: int = 0) -> str:
    shown = f"{text[: fit - 1]}…" if fit and len(text) > fit else text
    title = f"<title>{escape(text)}</title>" if shown != text else ""
    return f'<text x="{x:g}" y="{y:g}" text-anchor="{anchor}">{title}{escape(shown)}</text>'
