"""Clips that were damaged by chance or by an enemy, made from sound ones."""

import random


def mutant(clip: bytes, chance: random.Random) -> bytes:
    """Return the clip with one to four kinds of damage."""
    changed = bytearray(clip)
    for _ in range(chance.choice([1, 1, 2, 4])):
        if not changed:
            break
        chance.choice(_DAMAGES)(changed, chance)
    return bytes(changed)


def _place(clip: bytearray, chance: random.Random) -> int:
    """Choose a place; the head, where the tables stand, as often as all the rest."""
    return chance.randrange(chance.choice([min(len(clip), 400), len(clip)]))


def _flip(clip: bytearray, chance: random.Random) -> None:
    for _ in range(chance.choice([1, 4, 32, 256])):
        clip[_place(clip, chance)] ^= 1 << chance.randrange(8)


def _overwrite(clip: bytearray, chance: random.Random) -> None:
    at, size = _place(clip, chance), chance.choice([1, 2, 4, 16, 300])
    value = chance.choice([bytes(size), b"\xff" * size, chance.randbytes(size)])
    clip[at : at + size] = value[: len(clip) - at]


def _number(clip: bytearray, chance: random.Random) -> None:
    """Write a number of four bytes that programs stumble over."""
    at = _place(clip, chance)
    number = chance.choice([0, 1, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF, 0xFFFF, len(clip)])
    order = chance.choice(["big", "little"])
    clip[at : at + 4] = number.to_bytes(4, order)  # type: ignore[arg-type]


def _cut(clip: bytearray, chance: random.Random) -> None:
    del clip[chance.randrange(len(clip)) :]


def _drop(clip: bytearray, chance: random.Random) -> None:
    at = _place(clip, chance)
    del clip[at : at + chance.choice([1, 7, 188, 2000])]


def _insert(clip: bytearray, chance: random.Random) -> None:
    at = _place(clip, chance)
    clip[at:at] = chance.randbytes(chance.choice([1, 8, 188, 1000]))


def _repeat(clip: bytearray, chance: random.Random) -> None:
    """Copy a stretch to another place."""
    start, size = _place(clip, chance), chance.choice([16, 188, 1000, 4000])
    at = _place(clip, chance)
    clip[at:at] = clip[start : start + size]


_DAMAGES = (_flip, _flip, _overwrite, _number, _number, _cut, _drop, _insert, _repeat)
