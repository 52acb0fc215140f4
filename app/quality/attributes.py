"""What is told of objects: do both sides say the same?

Two boxes that belong together and bear one label are one thing that two people rated. An attribute
that may change along a track is rated on each frame; one that may not, once for each pair of tracks
that meet. Where nothing was told, the attribute's default counts.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from app.quality.boxes import Floats, Ints
from app.quality.kappa import Weights, cohen_kappa
from app.quality.overlap import Pairs
from app.quality.sampling import Sample
from models.annotation.label_attributes import NO, YES, AttributeKind, AttributeSpec
from models.annotation.labels import Label
from models.annotation.track import Attributes

# A table of more values than this is no longer read by anybody.
_MOST_VALUES = 24


@dataclass(frozen=True, slots=True)
class AttributeFigures:
    """How far both sides agree on one attribute of one label.

    Attributes:
        rated: how many things both sides rated; `agreed` of them alike.
        kappa: Cohen's; None where it is not defined.
        linear, quadratic: with weights, of numbers alone.
        values: those that were told, in their order.
        table: a row for each value of the truth, a column for each of the candidate; empty where
            there are too many values to read.
    """

    label: str
    name: str
    mutable: bool
    rated: int
    agreed: int
    kappa: float | None
    linear: float | None
    quadratic: float | None
    values: tuple[str, ...]
    table: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True, eq=False)
class Differing:
    """Where the two say different things of one attribute.

    Attributes:
        pairs: (D,) int64, of the matched pairs those that differ.
        truth, candidate: (D,) int64, what they say, by its place in `values`.
    """

    name: str
    values: tuple[str, ...]
    pairs: Ints
    truth: Ints
    candidate: Ints


def attribute_figures(
    truth: Sample, candidate: Sample, matched: Pairs, labels: Sequence[Label]
) -> tuple[tuple[AttributeFigures, ...], tuple[Differing, ...]]:
    """Return figures and differences of the attributes of all labels that have matched boxes."""
    figures: list[AttributeFigures] = []
    differing: list[Differing] = []
    of_truth = truth.table.labels[matched.truth]
    alike = of_truth == candidate.table.labels[matched.candidate]
    for code, label in enumerate(labels):
        pairs = np.flatnonzero(alike & (of_truth == code))
        if not len(pairs):
            continue
        for spec in label.attributes:
            rows, others = matched.truth[pairs], matched.candidate[pairs]
            values, said, theirs = _rated(spec, (truth, rows), (candidate, others))
            differ = np.flatnonzero(said != theirs)
            differing.append(
                Differing(spec.name, values, pairs[differ], said[differ], candidate=theirs[differ])
            )
            if not spec.mutable:
                once = _once(truth.table.tracks[rows], candidate.table.tracks[others])
                said, theirs = said[once], theirs[once]
            figures.append(_figures(label, spec, values, said, theirs))
    return tuple(figures), tuple(differing)


def _rated(
    spec: AttributeSpec, ours: tuple[Sample, Ints], theirs: tuple[Sample, Ints]
) -> tuple[tuple[str, ...], Ints, Ints]:
    """Return the values that were told, in their order, and what each side says of each thing."""
    found: dict[str, int] = {}
    said, others = (_said(spec, sample, rows, found) for sample, rows in (ours, theirs))
    used = [value for value, code in found.items() if code in {*said.tolist(), *others.tolist()}]
    values = _in_order(spec, used)
    new = np.zeros(len(found), np.int64)
    for place, value in enumerate(values):
        new[found[value]] = place
    return values, new[said], new[others]


def _said(spec: AttributeSpec, sample: Sample, rows: Ints, found: dict[str, int]) -> Ints:
    """Return a code for what holds on each row; new values are given the next code."""

    def code_of(attributes: Attributes, otherwise: str | None) -> int:
        value = next((told for key, told in attributes if key == spec.key), otherwise)
        return -1 if value is None else found.setdefault(_plain(spec, value), len(found))

    here = np.array([code_of(told, None) for told in sample.told], np.int64)
    tracks, numbers = np.unique(sample.table.tracks[rows], return_inverse=True)
    of_track = [code_of(sample.tracks[track].attributes, spec.default) for track in tracks.tolist()]
    codes = here[sample.told_of[rows]]
    told: Ints = np.where(codes >= 0, codes, np.array(of_track, np.int64)[numbers])
    return told


def _plain(spec: AttributeSpec, value: str) -> str:
    """Return one spelling for values that mean the same."""
    if spec.kind is AttributeKind.NUMBER:
        try:
            return f"{float(value):g}"
        except ValueError:
            return value
    return value.strip() if spec.kind is AttributeKind.TEXT else value


def _in_order(spec: AttributeSpec, values: Sequence[str]) -> tuple[str, ...]:
    if spec.kind is AttributeKind.NUMBER:
        return tuple(sorted(values, key=_number))
    known = (NO, YES) if spec.kind is AttributeKind.CHECKBOX else spec.options
    places = {value: place for place, value in enumerate(known)}
    return tuple(sorted(values, key=lambda value: (places.get(value, len(places)), value)))


def _number(value: str) -> tuple[float, str]:
    try:
        return float(value), value
    except ValueError:
        return float("inf"), value


def _once(tracks: Ints, others: Ints) -> Ints:
    """Return the first row of each pair of tracks."""
    codes = tracks * (int(others.max(initial=0)) + 1) + others
    first: Ints = np.unique(codes, return_index=True)[1].astype(np.int64)
    return first


def _figures(
    label: Label, spec: AttributeSpec, values: tuple[str, ...], said: Ints, theirs: Ints
) -> AttributeFigures:
    table: list[list[int]] = []
    if len(values) <= _MOST_VALUES:
        counts: Floats | Ints = np.zeros((len(values), len(values)), np.int64)
        np.add.at(counts, (said, theirs), 1)
        table = counts.tolist()
    numbers = spec.kind is AttributeKind.NUMBER
    return AttributeFigures(
        label=label.name,
        name=spec.name,
        mutable=spec.mutable,
        rated=len(said),
        agreed=int((said == theirs).sum()),
        kappa=cohen_kappa(said, theirs),
        linear=cohen_kappa(said, theirs, Weights.LINEAR) if numbers else None,
        quadratic=cohen_kappa(said, theirs, Weights.QUADRATIC) if numbers else None,
        values=values,
        table=tuple(tuple(row) for row in table),
    )
