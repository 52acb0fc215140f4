"""Which labels become private, and which no more, while a person changes labels. No I/O here."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from uuid import UUID

from models.review.rules import Rules


@dataclass(frozen=True, slots=True)
class PrivateChange:
    """What differs from the rules that were seen; labels that nobody touched are in neither."""

    made: frozenset[UUID] = frozenset()
    unmade: frozenset[UUID] = frozenset()

    @classmethod
    def between(cls, seen: Collection[UUID], wanted: Collection[UUID]) -> "PrivateChange":
        """Return what leads from one to the other."""
        return cls(frozenset(wanted) - frozenset(seen), frozenset(seen) - frozenset(wanted))

    @property
    def changes_nothing(self) -> bool:
        return not (self.made or self.unmade)

    def applied_to(self, rules: Rules) -> Rules:
        """Return rules that others may have changed meanwhile, with this change on top."""
        return replace(rules, private_labels=(rules.private_labels - self.unmade) | self.made)
