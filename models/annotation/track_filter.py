"""Which objects of a clip somebody wants to see: those of a label, the suggested, the small.

- A condition with several values holds for any of them; all conditions of a filter must hold.
- What may change along a track holds when it is so on any keyframe that is not outside.
- An empty filter passes everything, which is told by None where ids of objects are given.
- Pure values; how a filter is typed stands in `filter_text`, how it is kept in `filter_json`.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from uuid import UUID

from models.annotation.document import Annotation
from models.annotation.interpolate import count_shapes
from models.annotation.label_attributes import AttributeSpec
from models.annotation.labels import Label
from models.annotation.track import Attributes, Keyframe, Kind, Source, Status, Track

_NO_LABELS: Mapping[UUID, Label] = {}


class IssueMark(StrEnum):
    """What reviewers say of an object: how far an issue about it has come, any at all, or none."""

    OPEN = "open"
    FIXED = "fixed"
    RESOLVED = "resolved"
    ANY = "any"
    NONE = "none"


IssueStates = Mapping[UUID, Collection[str]]
"""By object, in which states issues about it are; objects without issues are left out."""
_NO_ISSUES: IssueStates = {}


@dataclass(frozen=True, slots=True)
class Range:
    """Whole numbers from `least` to `most`, both included; None is without end.

    Raises:
        ValueError: there is neither an end, or they are the wrong way round.
    """

    least: int | None = None
    most: int | None = None

    def __post_init__(self) -> None:
        if self.least is None and self.most is None:
            raise ValueError("a range has one end at least")
        if self.least is not None and self.most is not None and self.least > self.most:
            raise ValueError("a range runs from the lesser to the greater number")

    def holds(self, value: float) -> bool:
        """Tell whether a number, rounded to a whole one, lies in the range."""
        whole = round(value)
        return (self.least is None or whole >= self.least) and (
            self.most is None or whole <= self.most
        )


class Comparison(StrEnum):
    """How what is told of an object is compared."""

    IS = "="
    IS_NOT = "!"
    CONTAINS = "~"
    LESS = "<"
    MORE = ">"


@dataclass(frozen=True, slots=True)
class AttributeCondition:
    """What must be told of an object.

    `keys` are those of `AttributeSpec`s: "colour" of cars and "colour" of vans are two. Values are
    compared in whatever case; LESS and MORE compare numbers, and what is none does not hold.
    """

    keys: tuple[str, ...]
    comparison: Comparison
    values: tuple[str, ...]

    def holds(self, told: Iterable[str]) -> bool:
        """Tell whether anything that was told fits any of the values; of IS_NOT, that none does."""
        fits = any(self._fits(one, value) for one in told for value in self.values)
        return fits is not (self.comparison is Comparison.IS_NOT)

    def _fits(self, told: str, value: str) -> bool:
        match self.comparison:
            case Comparison.CONTAINS:
                return value.casefold() in told.casefold()
            case Comparison.LESS | Comparison.MORE:
                return self._compares(told, value)
            case _:
                return told.casefold() == value.casefold()

    def _compares(self, told: str, value: str) -> bool:
        try:
            number, than = float(told), float(value)
        except ValueError:
            return False
        return number < than if self.comparison is Comparison.LESS else number > than


@dataclass(frozen=True, slots=True)
class TrackFilter:
    """Conditions; what is empty or None asks for nothing.

    Attributes:
        occluded: True: on some keyframe; False: on none.
        side: the longer side of a box in source pixels; `area` its square pixels.
        length: on how many frames a box is shown.
        frames: a keyframe stands on one of these frames.
        suggested: whether anything of it waits to be accepted.
        issues: what reviewers say of it.
    """

    labels: frozenset[UUID] = frozenset()
    attributes: tuple[AttributeCondition, ...] = ()
    sources: frozenset[Source] = frozenset()
    statuses: frozenset[Status] = frozenset()
    authors: frozenset[UUID] = frozenset()
    kinds: frozenset[Kind] = frozenset()
    groups: frozenset[int] = frozenset()
    numbers: frozenset[int] = frozenset()
    issues: frozenset[IssueMark] = frozenset()
    occluded: bool | None = None
    suggested: bool | None = None
    side: Range | None = None
    area: Range | None = None
    length: Range | None = None
    frames: Range | None = None

    @property
    def is_empty(self) -> bool:
        """Whether it passes everything."""
        return all(getattr(self, one.name) == one.default for one in fields(self))

    def matches(
        self,
        track: Track,
        *,
        frame_count: int,
        labels: Mapping[UUID, Label] = _NO_LABELS,
        issues: IssueStates = _NO_ISSUES,
    ) -> bool:
        """Tell whether an object passes; `labels` give what holds where nothing was told."""
        return (
            self._head_passes(track)
            and self._issues_pass(issues.get(track.id, ()))
            and self._keyframes_pass(track)
            and self._attributes_pass(track, labels)
            and (self.length is None or self.length.holds(count_shapes(track, frame_count)))
        )

    def _head_passes(self, track: Track) -> bool:
        return (
            (not self.labels or track.label_id in self.labels)
            and (not self.kinds or track.kind in self.kinds)
            and (not self.numbers or track.number in self.numbers)
            and (not self.groups or track.group in self.groups)
            and (self.suggested is None or track.has_suggestions is self.suggested)
        )

    def _issues_pass(self, states: Collection[str]) -> bool:
        if not self.issues:
            return True
        marks = {IssueMark.ANY, *map(IssueMark, states)} if states else {IssueMark.NONE}
        return not self.issues.isdisjoint(marks)

    def _keyframes_pass(self, track: Track) -> bool:
        keys = [key for key in track.keyframes if not key.outside]
        return (
            (
                not self.sources
                or track.source in self.sources
                or any(key.source in self.sources for key in keys)
            )
            and (not self.statuses or any(key.status in self.statuses for key in keys))
            and (not self.authors or any(key.author in self.authors for key in track.keyframes))
            and (self.occluded is None or any(key.occluded for key in keys) is self.occluded)
            and (self.frames is None or any(self.frames.holds(key.frame_index) for key in keys))
            and (
                (self.side is None and self.area is None)
                or any(self.size_passes(key.box.w, key.box.h) for key in keys)
            )
        )

    def size_passes(self, width: float, height: float) -> bool:
        """Tell whether a box of this size passes."""
        return (self.side is None or self.side.holds(max(width, height))) and (
            self.area is None or self.area.holds(width * height)
        )

    def _attributes_pass(self, track: Track, labels: Mapping[UUID, Label]) -> bool:
        if not self.attributes:
            return True
        label = labels.get(track.label_id)
        told = [track.attributes, *(key.attributes for key in _seen(track))]
        return all(values_pass(one, told, label) for one in self.attributes)


def values_pass(
    condition: AttributeCondition, told: Iterable[Attributes], label: Label | None
) -> bool:
    """Tell whether what is told of an object passes; without the attribute it does not.

    Where nothing was told, the default holds that the object's label gives.
    """
    values = {value for pairs in told for key, value in pairs if key in condition.keys}
    if not values:
        spec = _spec(label, condition.keys)
        if spec is None:
            return False
        values = {spec.default}
    return condition.holds(values)


def passing(
    annotation: Annotation,
    wanted: TrackFilter,
    *,
    frame_count: int,
    labels: Mapping[UUID, Label] = _NO_LABELS,
    issues: IssueStates = _NO_ISSUES,
) -> frozenset[UUID] | None:
    """Return the ids of the objects that pass, or None where nothing is asked for."""
    if wanted.is_empty:
        return None
    return frozenset(
        track.id
        for track in annotation.tracks.values()
        if wanted.matches(track, frame_count=frame_count, labels=labels, issues=issues)
    )


def _seen(track: Track) -> Iterator[Keyframe]:
    return (key for key in track.keyframes if not key.outside)


def _spec(label: Label | None, keys: tuple[str, ...]) -> AttributeSpec | None:
    if label is None:
        return None
    return next((spec for spec in label.attributes if spec.key in keys), None)
