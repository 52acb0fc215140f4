"""How the word of a filter that somebody is typing may go on."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from models.annotation.filter_text import ME, WORDS, Vocabulary
from models.annotation.filter_words import Word, words_of, written
from models.annotation.track import Kind, Source, Status
from models.annotation.track_filter import IssueMark

_VALUES: dict[str, tuple[str, ...]] = {
    "source": tuple(map(str, Source)),
    "status": tuple(map(str, Status)),
    "kind": tuple(map(str, Kind)),
    "issue": tuple(map(str, IssueMark)),
    "author": (ME,),
    "occluded": ("yes", "no"),
    "suggestions": ("yes", "no"),
    "size": ("<20", ">100"),
    "area": ("<400", ">10000"),
    "length": ("<5", ">10"),
}


@dataclass(frozen=True, slots=True)
class Completion:
    """Put `text` in the place of what stands from `start` to the cursor."""

    start: int
    text: str


def completions(text: str, cursor: int, vocabulary: Vocabulary) -> tuple[Completion, ...]:
    """Return what the word before the cursor can become, names before values."""
    word = next((one for one in words_of(text[:cursor]) if one.end == cursor), None)
    if word is None:
        return tuple(Completion(cursor, name) for name in _names("", vocabulary))
    if word.name is None:
        typed = word.raw.strip('"')
        return tuple(Completion(word.start, name) for name in _names(typed, vocabulary))
    return tuple(_values(word, vocabulary))


def _names(typed: str, vocabulary: Vocabulary) -> Iterator[str]:
    for name in WORDS:
        if name.startswith(typed.casefold()):
            yield f"{name}:"
    for name in vocabulary.attribute_names:
        if name.casefold().startswith(typed.casefold()):
            yield f"{written(name, quoted=name.casefold() in WORDS)}:"
    if typed:
        for label in vocabulary.labels:
            if label.name.casefold().startswith(typed.casefold()):
                yield f"label:{written(label.name)}"


def _values(word: Word, vocabulary: Vocabulary) -> Iterator[Completion]:
    before, _, last = word.raw.rpartition(",")
    if not before:
        before, _, last = word.raw.rpartition(":")
        before += ":"
    else:
        before += ","
    typed = last.strip('"')
    for value in _possible(word, vocabulary):
        if value.casefold().startswith(typed.casefold()) and value != typed:
            plain = value[:1] in "<>" and value in _VALUES.get(_name(word), ())
            yield Completion(word.start, before + (value if plain else written(value)))


def _possible(word: Word, vocabulary: Vocabulary) -> Iterable[str]:
    name = _name(word)
    if name == "label":
        return [label.name for label in vocabulary.labels]
    if name in _VALUES:
        return _VALUES[name]
    return vocabulary.values_of(word.name.text if word.name else "")


def _name(word: Word) -> str:
    """The program's own word, or "" for an attribute's."""
    if word.name is None or word.name.quoted:
        return ""
    name = word.name.text.casefold()
    return name if name in WORDS else ""
