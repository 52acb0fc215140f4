"""A project's labels while a person changes them: nothing is stored before all of it is.

- Labels keep their ids, so that renaming touches no object.
- A label that ends says where its objects go: to another label, or nowhere. Where that one ends as
  well, they follow it.
- A digit belongs to one label: giving it to another takes it away.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from uuid import UUID, uuid4

from models.annotation.labels import Label
from models.label_changes import Fate

_DIGITS = range(1, 10)


@dataclass(frozen=True, slots=True)
class LabelPlan:
    """What is to be done: these labels, made from `seen`, and what becomes of those that end."""

    seen: tuple[Label, ...]
    labels: tuple[Label, ...]
    fates: Mapping[UUID, Fate]

    @property
    def changes_nothing(self) -> bool:
        """Whether all is as it was."""
        return self.labels == _in_order(self.seen)


@dataclass(frozen=True, slots=True)
class _End:
    into: UUID | None
    deletes: bool


class LabelDraft:
    """The labels as they would be; every change is by this object's methods."""

    def __init__(self, seen: Iterable[Label]) -> None:
        self.seen = tuple(seen)
        self._labels = list(self.seen)
        self._ends: dict[UUID, _End] = {}

    @property
    def labels(self) -> tuple[Label, ...]:
        """The labels in their order."""
        return _in_order(self._labels)

    def label(self, label_id: UUID) -> Label:
        """Return one label.

        Raises:
            KeyError: it ends, or was never there.
        """
        return self._labels[self._row(label_id)]

    def is_new(self, label_id: UUID) -> bool:
        """Tell whether the label is not stored yet, so that no object bears it."""
        return all(label.id != label_id for label in self.seen)

    def add(self, name: str, color: str) -> Label:
        """Put a label at the end, with the first digit that is free."""
        taken = {label.digit for label in self._labels}
        digit = next((digit for digit in _DIGITS if digit not in taken), None)
        label = Label(uuid4(), name.strip(), color, digit=digit, position=len(self._labels))
        self._labels.append(label)
        return label

    def change(self, label: Label) -> None:
        """Put a label in the place of the one of its id; another one's digit goes to it."""
        row = self._row(label.id)
        for at, other in enumerate(self._labels):
            if at != row and label.digit is not None and other.digit == label.digit:
                self._labels[at] = replace(other, digit=None)
        self._labels[row] = label

    def move(self, label_id: UUID, row: int) -> None:
        """Put a label on another row."""
        label = self._labels.pop(self._row(label_id))
        self._labels.insert(min(max(row, 0), len(self._labels)), label)

    def end(self, label_id: UUID, *, into: UUID | None = None, deletes: bool = False) -> None:
        """Let a label end; its objects get the label `into`, or are deleted.

        Without either there must be none: should there be some after all, the label stays.

        Raises:
            KeyError: one of the two is not there.
        """
        if into is not None:
            self._row(into)
        del self._labels[self._row(label_id)]
        how = _End(into, deletes)
        for ended, follows in self._ends.items():
            if follows.into == label_id:
                self._ends[ended] = how
        if not self.is_new(label_id):
            self._ends[label_id] = how

    def borne(self, label_id: UUID) -> frozenset[UUID]:
        """Return the stored labels whose objects would bear this one: its own, and merged ones."""
        merged = {ended for ended, how in self._ends.items() if how.into == label_id}
        return frozenset(merged if self.is_new(label_id) else merged | {label_id})

    def take(self, labels: Iterable[Label]) -> tuple[int, int]:
        """Add labels of a template or a file; return how many are new and how many were changed.

        One whose name is there already gives that label the attributes that it lacks, by name.
        """
        added = changed = 0
        for label in labels:
            row = self._named(label.name)
            if row is None:
                new = self.add(label.name, label.color)
                self.change(replace(new, attributes=label.attributes))
                added += 1
                continue
            there = self._labels[row]
            known = {spec.name.casefold() for spec in there.attributes}
            more = tuple(s for s in label.attributes if s.name.casefold() not in known)
            if more:
                self._labels[row] = replace(there, attributes=(*there.attributes, *more))
                changed += 1
        return added, changed

    def is_taken(self, name: str, *, but: UUID | None = None) -> bool:
        """Tell whether another label has this name, whatever its case."""
        row = self._named(name)
        return row is not None and self._labels[row].id != but

    def plan(self) -> LabelPlan:
        """Return what is to be done."""
        stored = {label.id: label for label in self.seen}
        there = {label.id: label for label in self._labels}
        fates = {
            ended: Fate(deletes=how.deletes)
            if how.into is None
            else Fate.merged(stored[ended], there[how.into])
            for ended, how in self._ends.items()
        }
        return LabelPlan(self.seen, self.labels, fates)

    def rebased(self, theirs: Iterable[Label]) -> tuple["LabelDraft", tuple[str, ...]]:
        """Return this draft on what somebody else stored meanwhile, and what had to give way.

        Labels that only one of the two changed are as that one left them. Where both did, theirs
        stays; it is named by what it is called now.
        """
        draft, lost = LabelDraft(theirs), []
        seen = {label.id: replace(label, position=0) for label in self.seen}
        now = {label.id: replace(label, position=0) for label in draft.seen}
        for label in self._labels:
            mine, was = replace(label, position=0), seen.get(label.id)
            if was is None:
                if draft.is_taken(label.name):
                    lost.append(label.name)
                else:
                    draft._put_back(label)
            elif mine != was:
                if now.get(label.id) != was or draft.is_taken(label.name, but=label.id):
                    lost.append(now.get(label.id, label).name)
                else:
                    draft.change(label)
        for ended, how in self._ends.items():
            gone = how.into is not None and draft._find(how.into) is None
            if ended in now and (now[ended] != seen[ended] or gone):
                lost.append(now[ended].name)
            elif ended in now:
                draft.end(ended, into=how.into, deletes=how.deletes)
        return draft, tuple(lost)

    def _put_back(self, label: Label) -> None:
        """Put a label of another draft at the end; its digit stays with whoever has it here."""
        taken = any(other.digit == label.digit for other in self._labels)
        self._labels.append(replace(label, digit=None) if taken else label)

    def _find(self, label_id: UUID) -> int | None:
        return next((at for at, label in enumerate(self._labels) if label.id == label_id), None)

    def _row(self, label_id: UUID) -> int:
        row = self._find(label_id)
        if row is None:
            raise KeyError(label_id)
        return row

    def _named(self, name: str) -> int | None:
        wanted = name.strip().casefold()
        found = (at for at, label in enumerate(self._labels) if label.name.casefold() == wanted)
        return next(found, None)


def _in_order(labels: Iterable[Label]) -> tuple[Label, ...]:
    return tuple(replace(label, position=at) for at, label in enumerate(labels))
