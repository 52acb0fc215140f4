"""The words that a filter is written in: `label:car size:<20 "big wheel":yes #14`.

    word   = "#" numbers | name ":" [comparison] value { "," value }
    name   = bare | quoted       a quoted name is always an attribute's
    value  = bare | quoted       in quotes a backslash stands before a quote or a backslash

Knows how words are parted and put together, not what they mean.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from models.annotation.track_filter import Comparison

_QUOTED = r'"(?:[^"\\]|\\.)*(?:"|\\?$)'
_BARE = r'[^\s",:]'
_WORD = re.compile(rf"(?:{_QUOTED}|[^\s\"])+")
_ATOM = re.compile(rf"{_QUOTED}|{_BARE}+")
_NAME = re.compile(rf"({_QUOTED}|{_BARE}*):")
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_SAFE = re.compile(rf"(?![#!~<>=]){_BARE}+")


@dataclass(frozen=True, slots=True)
class Atom:
    """A name or value; one in quotes is taken as it is."""

    text: str
    quoted: bool = False


@dataclass(frozen=True, slots=True)
class Word:
    """One condition as it stands from `start` to `end`; `name` is None where there is no colon."""

    raw: str
    start: int
    name: Atom | None
    comparison: Comparison
    values: tuple[Atom, ...]

    @property
    def end(self) -> int:
        return self.start + len(self.raw)


def words_of(text: str) -> Iterator[Word]:
    """Part a text into its words; every text has some reading."""
    for found in _WORD.finditer(text):
        raw = found[0]
        name, rest = None, raw
        if not raw.startswith("#") and (named := _NAME.match(raw)):
            name, rest = _atom(named[1]), raw[named.end() :]
        comparison = Comparison.IS
        if name is not None and rest[:1] in set(Comparison):
            comparison, rest = Comparison(rest[0]), rest[1:]
        values = tuple(_atom(one[0]) for one in _ATOM.finditer(rest))
        yield Word(raw, found.start(), name, comparison, values)


def written(text: str, *, quoted: bool = False) -> str:
    """Write a name or value, in quotes where it would not be read as one otherwise."""
    if not quoted and _SAFE.fullmatch(text):
        return text
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def write_word(name: str, values: Iterable[str], comparison: Comparison = Comparison.IS) -> str:
    """Put a word together; `name` and `values` are written already."""
    sign = "" if comparison is Comparison.IS else str(comparison)
    return f"{name}:{sign}{','.join(values)}"


def _atom(raw: str) -> Atom:
    if not raw.startswith('"'):
        return Atom(raw)
    closed = len(raw) > 1 and raw.endswith('"') and _QUOTE_CLOSED.fullmatch(raw) is not None
    inner = raw[1:-1] if closed else raw[1:]
    return Atom(_ESCAPED.sub(r"\1", inner), quoted=True)


_QUOTE_CLOSED = re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL)
