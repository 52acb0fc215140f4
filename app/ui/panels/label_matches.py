"""Which labels a person may mean with what they typed.

Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.ui.panels.color_distance import color_distance
from models.annotation import Label


@dataclass(frozen=True, slots=True)
class LabelMatches:
    """The labels to offer, best first, and the name to offer as a new one, if any."""

    labels: tuple[Label, ...]
    new_name: str | None


def match_labels(labels: Iterable[Label], typed: str) -> LabelMatches:
    """Find the labels whose name contains `typed`, those that start with it first.

    Case does not matter. A name that no label has exactly is offered as a new label.
    """
    wanted = typed.strip().casefold()
    ordered = sorted(labels, key=lambda label: (label.position, label.name))
    if not wanted:
        return LabelMatches(tuple(ordered), None)
    hits = [label for label in ordered if wanted in label.name.casefold()]
    hits.sort(key=lambda label: not label.name.casefold().startswith(wanted))
    known = any(label.name.casefold() == wanted for label in hits)
    return LabelMatches(tuple(hits), None if known else typed.strip())


def label_for_digit(labels: Iterable[Label], digit: int) -> Label | None:
    """Find the label that a digit key chooses."""
    return next((label for label in labels if label.digit == digit), None)


def next_color(colors: Sequence[str], labels: Iterable[Label]) -> str:
    """Choose, of the colours that the fewest labels have, the one farthest from those in use."""
    used = [label.color.upper() for label in labels]

    def badness(color: str) -> tuple[int, float]:
        nearest = min((color_distance(color, other) for other in set(used)), default=0.0)
        return used.count(color.upper()), -nearest

    return min(colors, key=badness)
