"""Filters as JSON values, to be kept.

A filter of a newer Safelight may ask for what this one does not know: it is refused rather than
read as if it asked for less.
"""

from collections.abc import Callable, Iterable
from typing import Any, TypeVar
from uuid import UUID

from models.annotation.errors import FilterFormatError
from models.annotation.track import Kind, Source, Status
from models.annotation.track_filter import (
    AttributeCondition,
    Comparison,
    IssueMark,
    Range,
    TrackFilter,
)

T = TypeVar("T")


def filter_to_json(wanted: TrackFilter) -> dict[str, Any]:
    """Return the JSON form; what asks for nothing is left out."""
    empty = TrackFilter()
    return {
        name: _stored(getattr(wanted, name))
        for name in _READERS
        if getattr(wanted, name) != getattr(empty, name)
    }


def filter_from_json(untrusted: object) -> TrackFilter:
    """Return the filter that a JSON value holds.

    Raises:
        FilterFormatError: it is none, or asks for what only a newer version knows.
    """
    if not isinstance(untrusted, dict):
        raise FilterFormatError("A filter is an object of conditions.")
    if untrusted.keys() - _READERS.keys():
        raise FilterFormatError("This filter was made by a newer version of Safelight.")
    try:
        return TrackFilter(**{name: _READERS[name](stored) for name, stored in untrusted.items()})
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise FilterFormatError("This filter cannot be read.") from error


def _stored(value: Any) -> Any:
    if isinstance(value, frozenset):
        return sorted(one.hex if isinstance(one, UUID) else one for one in value)
    if isinstance(value, Range):
        return [value.least, value.most]
    if isinstance(value, tuple):
        return [[list(one.keys), str(one.comparison), list(one.values)] for one in value]
    return value


def _set(stored: Iterable[Any], read: Callable[[Any], T]) -> frozenset[T]:
    return frozenset(read(one) for one in stored)


def _condition(stored: Any) -> AttributeCondition:
    keys, comparison, values = stored
    if not keys or not values or isinstance(keys, str) or isinstance(values, str):
        raise ValueError("a condition on nothing")
    return AttributeCondition(
        tuple(map(str, keys)), Comparison(comparison), tuple(map(str, values))
    )


def _whole(stored: Any) -> int:
    if isinstance(stored, bool) or not isinstance(stored, int):
        raise TypeError("not a whole number")
    return stored


def _flag(stored: Any) -> bool:
    if not isinstance(stored, bool):
        raise TypeError("not yes or no")
    return stored


def _range(stored: Any) -> Range:
    least, most = stored
    return Range(*(None if end is None else _whole(end) for end in (least, most)))


_READERS: dict[str, Callable[[Any], Any]] = {
    "labels": lambda stored: _set(stored, UUID),
    "attributes": lambda stored: tuple(map(_condition, stored)),
    "sources": lambda stored: _set(stored, Source),
    "statuses": lambda stored: _set(stored, Status),
    "authors": lambda stored: _set(stored, UUID),
    "kinds": lambda stored: _set(stored, Kind),
    "groups": lambda stored: _set(stored, _whole),
    "numbers": lambda stored: _set(stored, _whole),
    "issues": lambda stored: _set(stored, IssueMark),
    "occluded": _flag,
    "suggested": _flag,
    "side": _range,
    "area": _range,
    "length": _range,
    "frames": _range,
}
