"""Filters as people type them: `label:car,van source:suggested size:<20 colour:red #14 author:me`.

- Reading never fails: words that mean nothing are told, with what may have been meant, and the
  others hold.
- `filter_from_text(filter_to_text(wanted))` asks for exactly what `wanted` asks for.
- Words may repeat: sets grow, ranges narrow, conditions on attributes all hold.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from enum import Enum, StrEnum, auto
from functools import partial
from typing import Any
from uuid import UUID

from models.annotation.filter_words import Atom, Word, words_of, write_word, written
from models.annotation.labels import Label
from models.annotation.track import Kind, Source, Status
from models.annotation.track_filter import (
    AttributeCondition,
    Comparison,
    IssueMark,
    Range,
    TrackFilter,
)

ME = "me"
_YES, _NO = ("yes", "true", "1"), ("no", "false", "0")
_ENUMS: Mapping[str, tuple[str, type[StrEnum]]] = {
    "source": ("sources", Source),
    "status": ("statuses", Status),
    "kind": ("kinds", Kind),
    "issue": ("issues", IssueMark),
}
_FLAGS = {"occluded": "occluded", "suggestions": "suggested"}
_RANGES = {"size": "side", "area": "area", "length": "length", "frame": "frames"}
WORDS = ("label", *_ENUMS, "author", *_FLAGS, *_RANGES, "group")
"""All words that are no attribute's, in the order in which a filter is written."""


class Trouble(Enum):
    """What is wrong with a word."""

    UNKNOWN_WORD = auto()
    UNKNOWN_VALUE = auto()
    NOT_A_NUMBER = auto()
    NO_VALUE = auto()
    NOTHING_LEFT = auto()


@dataclass(frozen=True, slots=True)
class WordProblem:
    """A word that was passed over; `meant` are words or values that are close to it."""

    word: Word
    trouble: Trouble
    meant: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReadFilter:
    """What a text asks for, and what of it could not be read."""

    wanted: TrackFilter
    problems: tuple[WordProblem, ...] = ()


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What the names in a filter stand for; `me` is the person who types."""

    labels: tuple[Label, ...] = ()
    me: UUID | None = None
    attributes: Mapping[str, tuple[str, ...]] = field(init=False)

    def __post_init__(self) -> None:
        keys: dict[str, set[str]] = {}
        for label in self.labels:
            for spec in label.attributes:
                keys.setdefault(spec.name.casefold(), set()).add(spec.key)
        known = {name: tuple(sorted(found)) for name, found in keys.items()}
        object.__setattr__(self, "attributes", known)

    @property
    def attribute_names(self) -> tuple[str, ...]:
        """Their names as the labels write them, each once."""
        names = {spec.name.casefold(): spec.name for one in self.labels for spec in one.attributes}
        return tuple(names.values())

    def labels_named(self, name: str) -> frozenset[UUID]:
        """Return the labels of this name, in whatever case."""
        wanted = name.casefold()
        return frozenset(one.id for one in self.labels if one.name.casefold() == wanted)

    def values_of(self, name: str) -> tuple[str, ...]:
        """Return the values of an attribute that can be chosen."""
        keys = self.attributes.get(name.casefold(), ())
        specs = [spec for one in self.labels for spec in one.attributes if spec.key in keys]
        return tuple(dict.fromkeys(option for spec in specs for option in spec.options))


class _TroubleError(Exception):
    def __init__(self, trouble: Trouble, meant: Iterable[str] = ()) -> None:
        super().__init__(trouble.name)
        self.trouble, self.meant = trouble, tuple(meant)


def filter_from_text(text: str, vocabulary: Vocabulary) -> ReadFilter:
    """Read what somebody typed."""
    wanted = TrackFilter()
    problems: list[WordProblem] = []
    for word in words_of(text):
        try:
            wanted = _with_word(wanted, word, vocabulary)
        except _TroubleError as found:
            problems.append(WordProblem(word, found.trouble, found.meant))
    return ReadFilter(wanted, tuple(problems))


def filter_to_text(wanted: TrackFilter, vocabulary: Vocabulary) -> str:
    """Write a filter as somebody might have typed it."""
    words = [
        *_written_sets(wanted, vocabulary),
        *_written_values(wanted),
        *(_condition_text(one, vocabulary) for one in wanted.attributes),
    ]
    if wanted.numbers:
        words.append("#" + ",".join(map(str, sorted(wanted.numbers))))
    return " ".join(words)


def _written_sets(wanted: TrackFilter, vocabulary: Vocabulary) -> Iterator[str]:
    if wanted.labels:
        yield write_word("label", _label_names(wanted.labels, vocabulary))
    for name, (attribute, _) in _ENUMS.items():
        if values := getattr(wanted, attribute):
            yield write_word(name, sorted(map(str, values)))
    if wanted.authors:
        names = [ME if one == vocabulary.me else one.hex for one in wanted.authors]
        yield write_word("author", sorted(names))
    if wanted.groups:
        yield write_word("group", map(str, sorted(wanted.groups)))


def _written_values(wanted: TrackFilter) -> Iterator[str]:
    for name, attribute in _FLAGS.items():
        if (flag := getattr(wanted, attribute)) is not None:
            yield write_word(name, [_YES[0] if flag else _NO[0]])
    for name, attribute in _RANGES.items():
        if (ends := getattr(wanted, attribute)) is not None:
            yield write_word(name, [range_text(ends)])


def range_text(ends: Range) -> str:
    """Write a range of whole numbers: `<20`, `>10`, `10-20` or `20`."""
    if ends.least is None:
        return f"<{(ends.most or 0) + 1}"
    if ends.most is None:
        return f">{ends.least - 1}"
    return str(ends.least) if ends.least == ends.most else f"{ends.least}-{ends.most}"


def _with_word(wanted: TrackFilter, word: Word, known: Vocabulary) -> TrackFilter:
    if word.name is None:
        return _with_bare_word(wanted, word, known)
    if not word.values:
        raise _TroubleError(Trouble.NO_VALUE)
    name = word.name.text.casefold()
    if not word.name.quoted and name in WORDS:
        return _with_own_word(wanted, name, word, known)
    keys = _keys(word.name) or known.attributes.get(name)
    if not keys:
        raise _TroubleError(
            Trouble.UNKNOWN_WORD, _close(word.name.text, (*WORDS, *known.attribute_names))
        )
    condition = AttributeCondition(keys, word.comparison, tuple(one.text for one in word.values))
    if condition.comparison in (Comparison.LESS, Comparison.MORE):
        for value in condition.values:
            _number(value, float)
    return replace(wanted, attributes=(*wanted.attributes, condition))


def _with_bare_word(wanted: TrackFilter, word: Word, known: Vocabulary) -> TrackFilter:
    """Read `#14`, or the name of a label that somebody wrote without its word."""
    if word.raw.startswith("#"):
        parts = [part for part in word.raw[1:].split(",") if part]
        if not parts:
            raise _TroubleError(Trouble.NO_VALUE)
        return replace(wanted, numbers=wanted.numbers | {_number(part, int) for part in parts})
    text = " ".join(one.text for one in word.values)
    if found := known.labels_named(text):
        return replace(wanted, labels=wanted.labels | found)
    names = (*WORDS, *known.attribute_names, *(label.name for label in known.labels))
    raise _TroubleError(Trouble.UNKNOWN_WORD, _close(text, names))


def _with_own_word(wanted: TrackFilter, name: str, word: Word, known: Vocabulary) -> TrackFilter:
    if name in _RANGES:
        return _narrowed(wanted, _RANGES[name], _range(word))
    if word.comparison is not Comparison.IS:
        raise _TroubleError(Trouble.UNKNOWN_VALUE)
    if name in _FLAGS:
        return _changed(wanted, _FLAGS[name], _flag(word.values[-1].text))
    attribute, read = _readers(known)[name]
    found = frozenset().union(*(read(one) for one in word.values))
    return _changed(wanted, attribute, getattr(wanted, attribute) | found)


def _changed(wanted: TrackFilter, attribute: str, value: Any) -> TrackFilter:
    return replace(wanted, **{attribute: value})


def _readers(known: Vocabulary) -> dict[str, tuple[str, Callable[[Atom], frozenset[Any]]]]:
    return {
        "label": ("labels", partial(_labels, known)),
        "author": ("authors", partial(_author, known)),
        "group": ("groups", lambda atom: frozenset({_number(atom.text, int)})),
        **{name: (attribute, partial(_member, of)) for name, (attribute, of) in _ENUMS.items()},
    }


def _labels(known: Vocabulary, atom: Atom) -> frozenset[UUID]:
    if not atom.quoted and (label_id := _id(atom.text)) is not None:
        return frozenset({label_id})
    if found := known.labels_named(atom.text):
        return found
    raise _TroubleError(
        Trouble.UNKNOWN_VALUE, _close(atom.text, [label.name for label in known.labels])
    )


def _author(known: Vocabulary, atom: Atom) -> frozenset[UUID]:
    author = known.me if atom.text.casefold() == ME else _id(atom.text)
    if author is None:
        raise _TroubleError(Trouble.UNKNOWN_VALUE, (ME,))
    return frozenset({author})


def _member(of: type[StrEnum], atom: Atom) -> frozenset[StrEnum]:
    try:
        return frozenset({of(atom.text.casefold())})
    except ValueError:
        raise _TroubleError(Trouble.UNKNOWN_VALUE, _close(atom.text, list(map(str, of)))) from None


def _flag(text: str) -> bool:
    if text.casefold() in (*_YES, *_NO):
        return text.casefold() in _YES
    raise _TroubleError(Trouble.UNKNOWN_VALUE, (_YES[0], _NO[0]))


def _range(word: Word) -> Range:
    text = word.values[0].text
    match word.comparison:
        case Comparison.LESS:
            return Range(None, _number(text, int) - 1)
        case Comparison.MORE:
            return Range(_number(text, int) + 1, None)
        case Comparison.IS:
            first, dash, last = text.partition("-")
            least = _number(first, int)
            most = _number(last, int) if dash else least
            if least > most:
                raise _TroubleError(Trouble.NOTHING_LEFT)
            return Range(least, most)
        case _:
            raise _TroubleError(Trouble.UNKNOWN_VALUE)


def _narrowed(wanted: TrackFilter, attribute: str, ends: Range) -> TrackFilter:
    before: Range | None = getattr(wanted, attribute)
    if before is not None:
        leasts = [one.least for one in (before, ends) if one.least is not None]
        mosts = [one.most for one in (before, ends) if one.most is not None]
        least, most = max(leasts, default=None), min(mosts, default=None)
        if least is not None and most is not None and least > most:
            raise _TroubleError(Trouble.NOTHING_LEFT)
        ends = Range(least, most)
    return _changed(wanted, attribute, ends)


def _number(text: str, kind: type[float]) -> Any:
    try:
        return kind(text)
    except ValueError:
        raise _TroubleError(Trouble.NOT_A_NUMBER) from None


def _id(text: str) -> UUID | None:
    try:
        return UUID(hex=text) if len(text) == 32 else None
    except ValueError:
        return None


def _keys(name: Atom) -> tuple[str, ...]:
    """Read the keys of attributes that no label has any more, parted by plus signs."""
    keys = tuple(name.text.split("+"))
    return keys if not name.quoted and all(_id(key) is not None for key in keys) else ()


def _label_names(labels: frozenset[UUID], known: Vocabulary) -> list[str]:
    """Write names where they mean these labels and no others, else ids."""
    names = {one.id: one.name for one in known.labels if known.labels_named(one.name) <= labels}
    of_ids = [one.hex for one in labels if one not in names]
    of_names = {name.casefold(): name for name in names.values()}
    return [
        *(written(name, quoted=_id(name) is not None) for name in sorted(of_names.values())),
        *sorted(of_ids),
    ]


def _condition_text(condition: AttributeCondition, known: Vocabulary) -> str:
    name = next(
        (
            one
            for one in known.attribute_names
            if known.attributes[one.casefold()] == condition.keys
        ),
        None,
    )
    if name is None:
        text = "+".join(condition.keys)
    else:
        looks_other = name.casefold() in WORDS or bool(_keys(Atom(name)))
        text = written(name, quoted=looks_other)
    return write_word(text, map(written, condition.values), condition.comparison)


def _close(text: str, names: Iterable[str]) -> tuple[str, ...]:
    by_fold = {name.casefold(): name for name in names}
    return tuple(by_fold[one] for one in get_close_matches(text.casefold(), by_fold, n=3))
