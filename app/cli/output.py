"""How results look: tables for people, JSON for programs."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any


def print_json(value: Any) -> None:
    """Print a value as JSON, in ASCII, so that it is valid on a terminal of any encoding."""
    print(json.dumps(value, indent=2))


def print_table(titles: Sequence[str], rows: Sequence[Sequence[str]], *, right: str = "") -> None:
    """Print rows under their titles; the columns named in `right` are set flush right."""
    table = [tuple(titles), *(tuple(map(printable, row)) for row in rows)]
    widths = [max(len(row[column]) for row in table) for column in range(len(titles))]
    to_the_right = set(right.split())
    for row in table:
        cells = [
            cell.rjust(width) if title in to_the_right else cell.ljust(width)
            for cell, width, title in zip(row, widths, titles, strict=True)
        ]
        print("  ".join(cells).rstrip())


def print_facts(facts: Sequence[tuple[str, str]]) -> None:
    """Print names and values, one pair a line."""
    width = max(len(name) for name, _ in facts)
    for name, value in facts:
        print(f"{name.ljust(width)}  {printable(value)}")


def size_text(size_bytes: int) -> str:
    """Return a size as people read it, in units of 1000 as file managers show it."""
    size = float(size_bytes)
    for unit in ("B", "kB", "MB", "GB", "TB"):
        if size < 1000 or unit == "TB":
            break
        size /= 1000
    return f"{size:.0f} {unit}" if unit == "B" or size >= 100 else f"{size:.1f} {unit}"


def duration_text(seconds: float) -> str:
    """Return a duration as h:mm:ss.s, without hours where there are none."""
    tenths = round(seconds * 10)
    minutes, tenths = divmod(tenths, 600)
    hours, minutes = divmod(minutes, 60)
    clock = f"{hours}:{minutes:02}" if hours else f"{minutes}"
    return f"{clock}:{tenths // 10:02}.{tenths % 10}"


def time_text(moment: datetime | None) -> str:
    """Return a moment in local time, or a dash."""
    return "-" if moment is None else moment.astimezone().strftime("%Y-%m-%d %H:%M:%S")


def counted(count: int, noun: str, plural: str = "s") -> str:
    """Return "1 track", "2 tracks"."""
    return f"{count} {noun}{'' if count == 1 else plural}"


def recorded_text(moment: datetime | None) -> str:
    """Return the time of a recording by the clock that it was read from, or a dash."""
    return "-" if moment is None else moment.isoformat(sep=" ", timespec="seconds")


def printable(text: str) -> str:
    """Take out control characters: a clip's name must not steer the terminal."""
    return "".join(c if c.isprintable() else "�" for c in text)
