"""Dealing things of different heights out to columns. Pure."""

from collections.abc import Sequence


def dealt(heights: Sequence[int], columns: int) -> list[int]:
    """Return how many of these stand in each column, in their order: the highest is lowest so."""
    room = max(heights, default=0)
    while len(counts := _filled(heights, room)) > columns:
        room += 1
    return counts


def _filled(heights: Sequence[int], room: int) -> list[int]:
    """Return how many of these fit into each column of so much room, where each does alone."""
    counts, left = [0], room
    for height in heights:
        if height > left:
            counts.append(0)
            left = room
        counts[-1] += 1
        left -= height
    return counts
