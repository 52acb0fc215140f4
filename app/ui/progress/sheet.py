"""A table of figures that can be drawn as well: plot, table and file tell the same. Values only."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class Plot(StrEnum):
    """How a sheet is drawn."""

    BARS = "bars"
    LINE = "line"


class Pattern(StrEnum):
    """What tells parts of a bar apart besides their colour."""

    PLAIN = "plain"
    RISING = "rising"
    FALLING = "falling"
    DOTS = "dots"
    HOLLOW = "hollow"


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    Attributes:
        tone: the token of its colour.
        drawn: it is a part of the bars, or the line.
    """

    title: str
    tone: str = "accent"
    pattern: Pattern = Pattern.PLAIN
    drawn: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """One figure.

    Attributes:
        text: as people read it; "" where it is not known.
        value: as it is drawn.
        clips: what it counts, to be looked at; None where it counts no clips.
    """

    text: str = ""
    value: float = 0.0
    clips: frozenset[UUID] | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One row; `clips` are all that it is about."""

    name: str
    cells: tuple[Cell, ...]
    clips: frozenset[UUID] | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table.

    Attributes:
        key: what it is called in the program, and in the name of a file.
        unit: what its plot counts, for the axis.
        rows: None while they are not read yet.
        nothing: what to say where there is no row.
    """

    key: str
    title: str
    plot: Plot
    unit: str
    first: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...] | None
    nothing: str = ""

    @property
    def drawn(self) -> tuple[int, ...]:
        """Which columns are drawn."""
        return tuple(at for at, column in enumerate(self.columns) if column.drawn)

    def total(self, row: Row) -> float:
        """Return how long the row's bar is."""
        return sum(row.cells[at].value for at in self.drawn)

    @property
    def most(self) -> float:
        """The longest bar, or the highest point."""
        return max((self.total(row) for row in self.rows or ()), default=0.0)

    def table(self) -> tuple[tuple[str, ...], ...]:
        """Return titles and rows as texts."""
        titles = (self.first, *(column.title for column in self.columns))
        rows = ((row.name, *(cell.text for cell in row.cells)) for row in self.rows or ())
        return (titles, *rows)


def ticks(most: float, *, whole: bool = True, count: int = 5) -> tuple[float, ...]:
    """Return where an axis from 0 to at least `most` is marked: round numbers, 0 first."""
    if most <= 0:
        return (0.0, 1.0)
    step = 1.0 if whole else 0.1
    while most / step > count:
        # 1, 2, 5, 10, 20, 50 …
        lead = int(f"{step:e}"[0])
        step *= 2.5 if lead == 2 else 2
    last = 0
    while last * step < most:
        last += 1
    return tuple(step * n for n in range(last + 1))
