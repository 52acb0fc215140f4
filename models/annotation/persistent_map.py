"""A mapping that is never changed, only succeeded, and shares nearly all with its successor.

An annotation can hold 100,000 boxes and every gesture makes a new one; copying a dict of that
size would cost the gesture's whole time. The keys are spread over buckets, and a change copies
the buckets that it touches. Iteration follows no meaningful order.
"""

from collections.abc import Hashable, ItemsView, Iterable, Iterator, Mapping, ValuesView
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")

# 512 buckets of some 200 entries at 100,000 keys: both copies then take a few microseconds.
_BUCKETS = 512


class PersistentMap(Mapping[K, V], Generic[K, V]):
    """An immutable mapping with cheap successors."""

    __slots__ = ("_buckets", "_size")

    _buckets: tuple[dict[K, V], ...]
    _size: int

    def __init__(self, items: Iterable[tuple[K, V]] = ()) -> None:
        buckets: list[dict[K, V]] = [{} for _ in range(_BUCKETS)]
        for key, value in items:
            buckets[hash(key) % _BUCKETS][key] = value
        self._buckets = tuple(buckets)
        self._size = sum(map(len, buckets))

    def __getitem__(self, key: K) -> V:
        return self._buckets[hash(key) % _BUCKETS][key]

    def __len__(self) -> int:
        return self._size

    def __iter__(self) -> Iterator[K]:
        for bucket in self._buckets:
            yield from bucket

    def __contains__(self, key: object) -> bool:
        return key in self._buckets[hash(key) % _BUCKETS]

    def values(self) -> ValuesView[V]:
        """Return the values; unlike `Mapping`'s own view, iterating looks up no key again."""
        return _Values(self)

    def items(self) -> ItemsView[K, V]:
        """Return keys and values, likewise."""
        return _Items(self)

    def has_all(self, keys: frozenset[K]) -> bool:
        """Tell whether every one of these keys is there, without hashing many of them again."""
        if len(keys) < _BUCKETS:
            return all(key in self for key in keys)
        there: set[K] = set()
        for bucket in self._buckets:
            # A set takes the hashes over from a dict.
            there.update(bucket)
        return keys <= there

    def with_changes(self, changes: Mapping[K, V | None]) -> "PersistentMap[K, V]":
        """Return the mapping with these keys set, or taken out where the value is None."""
        buckets = list(self._buckets)
        copied: set[int] = set()
        size = self._size
        for key, value in changes.items():
            at = hash(key) % _BUCKETS
            if at not in copied:
                buckets[at] = dict(buckets[at])
                copied.add(at)
            bucket = buckets[at]
            size -= len(bucket)
            if value is None:
                bucket.pop(key, None)
            else:
                bucket[key] = value
            size += len(bucket)
        successor: PersistentMap[K, V] = object.__new__(type(self))
        successor._buckets = tuple(buckets)
        successor._size = size
        return successor

    def keys_that_differ(self, other: "PersistentMap[K, V]") -> set[K]:
        """Return the keys that only one side has or whose values are unequal.

        Buckets that both sides share are not looked into, so that the cost follows the
        number of changes between a mapping and its successor, not their size.
        """
        differing: set[K] = set()
        others = other._buckets  # noqa: SLF001  (the same class)
        for mine, theirs in zip(self._buckets, others, strict=True):
            if mine is theirs:
                continue
            differing.update(mine.keys() ^ theirs.keys())
            differing.update(
                key
                for key, value in mine.items()
                if key in theirs and theirs[key] is not value and theirs[key] != value
            )
        return differing


class _Values(ValuesView[V]):
    _mapping: PersistentMap[Hashable, V]

    def __iter__(self) -> Iterator[V]:
        for bucket in self._mapping._buckets:  # noqa: SLF001  (its own view)
            yield from bucket.values()


class _Items(ItemsView[K, V]):
    _mapping: PersistentMap[K, V]

    def __iter__(self) -> Iterator[tuple[K, V]]:
        for bucket in self._mapping._buckets:  # noqa: SLF001  (its own view)
            yield from bucket.items()
