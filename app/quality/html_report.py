"""A report as one page that needs nothing else. Text is returned; who writes it is asked to.

Whatever people typed is escaped, and the page allows itself neither scripts nor anything from
elsewhere.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from html import escape
from uuid import UUID

from app.quality.attributes import AttributeFigures
from app.quality.disagreements import Disagreement
from app.quality.page_style import STYLE
from app.quality.plots import bar, confusion_plot
from app.quality.report import Report, TrackFigures
from app.quality.words import KIND_WORDS, figures_of, frames_in_words

_HEADLINE = ("F1", "precision", "recall", "mean IoU", "IDF1", "MOTA", "HOTA", "identity switches")
_ALLOWED = (
    '<meta http-equiv="Content-Security-Policy" '
    "content=\"default-src 'none'; style-src 'unsafe-inline'\">"
)
# A browser is slow with more, and nobody reads them; all are in the CSV.
_MOST_ROWS = 2_000
_SOURCES = (
    ("Precision, recall, F1", "boxes frame by frame, right where place and label are"),
    ("Kappa", "agreement beyond what chance would give; Cohen 1960"),
    ("MOTA, MOTP", "missing, extra and switched boxes; Bernardin and Stiefelhagen 2008"),
    ("IDF1", "how much of the time one track stands for one object; Ristani et al. 2016"),
    ("HOTA", "finding, following and placing in one figure; Luiten et al. 2021"),
)


def html_report(
    report: Report,
    *,
    title: str,
    truth_name: str = "Truth",
    candidate_name: str = "Candidate",
    moment_of: Callable[[int], str] | None = None,
) -> str:
    """Return the page; `moment_of` gives the words for when a frame was, beside its index."""
    sides = (truth_name, candidate_name)
    return "\n".join(
        (
            "<!DOCTYPE html>",
            '<html lang="en"><head><meta charset="utf-8">',
            _ALLOWED,
            '<meta name="viewport" content="width=device-width">',
            f"<title>{escape(title)}</title><style>{STYLE}</style></head><body><main>",
            f"<h1>{escape(title)}</h1>",
            _what(report, sides),
            _headline(report),
            _section("Labels", _labels(report, sides)),
            _section("All figures", _figures(report)),
            _section("Attributes", _attributes(report.attributes)),
            _section("Tracks", _tracks(report.tracks, report.candidate.names, sides)),
            _section("Disagreements", _walk(report, sides, moment_of)),
            _section("What the figures are", _sources()),
            "</main></body></html>",
            "",
        )
    )


def _what(report: Report, sides: tuple[str, str]) -> str:
    counted = " · ".join(
        f"<b>{escape(name)}</b> {side.boxes:,} boxes, {side.tracks:,} tracks"
        for name, side in zip(sides, (report.truth, report.candidate), strict=True)
    )
    settings = report.settings
    labels = "must agree" if settings.labels_must_agree else "need not agree"
    return (
        f'<p class="dim">{frames_in_words(report)} · {counted}<br>'
        f"Boxes belong together from an IoU of {settings.threshold:g} on; below "
        f"{settings.low_overlap:g} they overlap little. For identity, labels {labels}.</p>"
    )


def _headline(report: Report) -> str:
    values = dict(figures_of(report))
    tiles = (
        f'<div class="tile"><span>{escape(name)}</span><b>{_number(values[name])}</b></div>'
        for name in _HEADLINE
    )
    return f'<div class="tiles">{"".join(tiles)}</div>'


def _labels(report: Report, sides: tuple[str, str]) -> str:
    rows = [
        (
            one.name,
            one.truth_boxes,
            one.candidate_boxes,
            one.precision,
            one.recall,
            one.f1,
        )
        for one in report.detection.labels
        if one.truth_boxes or one.candidate_boxes
    ]
    if not rows:
        return ""
    words = f"Rows: labels of {sides[0]}. Columns: labels of {sides[1]}."
    plot = confusion_plot(report.detection.names, report.detection.confusion, sides=words)
    boxes = [f"boxes of {side}" for side in sides]
    heads = ("label", *boxes, "precision", "recall", "F1")
    caption = f'<figcaption class="dim">{escape(words)}</figcaption>'
    return f"{_table(heads, rows)}<figure>{plot}{caption}</figure>"


def _figures(report: Report) -> str:
    pairs = (
        f"<div><span>{escape(name)}</span><b>{_number(value)}</b></div>"
        for name, value in figures_of(report)
    )
    return f'<div class="pairs">{"".join(pairs)}</div>'


def _attributes(figures: Sequence[AttributeFigures]) -> str:
    rows = [
        (
            f"{one.label}: {one.name}",
            "each frame" if one.mutable else "each track",
            one.rated,
            one.agreed / max(1, one.rated),
            one.kappa,
            one.linear,
            one.quadratic,
        )
        for one in figures
    ]
    weighted = ("kappa, linear weights", "quadratic")
    heads = ("attribute", "rated", "times", "alike", "kappa", *weighted)
    return _table(heads, rows) if rows else ""


def _tracks(
    tracks: Sequence[TrackFigures], names: Mapping[UUID, str], sides: tuple[str, str]
) -> str:
    worst_first = sorted(tracks, key=lambda one: (one.share, one.number))
    rows = [
        (
            f"{one.label} {one.number}",
            _Markup(bar(one.share)),
            f"{one.matched:,} of {one.frames:,}",
            one.mean_iou,
            one.switches,
            "" if one.partner_id is None else names[one.partner_id],
        )
        for one in worst_first[:_MOST_ROWS]
    ]
    heads = (sides[0], "matched", "frames", "mean IoU", "switches", sides[1])
    return _table(heads, rows) + _more(len(tracks)) if rows else ""


def _walk(report: Report, sides: tuple[str, str], moment_of: Callable[[int], str] | None) -> str:
    if not report.disagreements:
        return "<p>None.</p>"
    rows = [_entry(one, report, moment_of) for one in report.disagreements[:_MOST_ROWS]]
    heads = ("frames", "when", "count", "what", *sides, "IoU", "")
    kept = [column for column, head in enumerate(heads) if head != "when" or moment_of]
    return _table(
        [heads[column] for column in kept], [[row[column] for column in kept] for row in rows]
    ) + _more(len(report.disagreements))


def _entry(
    one: Disagreement, report: Report, moment_of: Callable[[int], str] | None
) -> tuple[object, ...]:
    frames = f"{one.frame_index:,}"
    if one.last_frame_index > one.frame_index:
        frames += f" to {one.last_frame_index:,}"
    ours, theirs = report.truth.names, report.candidate.names
    there = "" if one.candidate_id is None else theirs[one.candidate_id]
    detail = ""
    if one.before_id is not None:
        detail = f"before: {theirs[one.before_id]}"
    elif one.truth_says != one.candidate_says:
        attribute = f"{one.attribute}: " if one.attribute else ""
        detail = f"{attribute}{one.truth_says or '(nothing)'} | {one.candidate_says or '(nothing)'}"
    return (
        frames,
        moment_of(one.frame_index) if moment_of else "",
        one.frame_count,
        KIND_WORDS[one.kind],
        "" if one.truth_id is None else ours[one.truth_id],
        there,
        one.iou,
        detail,
    )


def _sources() -> str:
    items = (f"<dt>{escape(name)}</dt><dd>{escape(words)}</dd>" for name, words in _SOURCES)
    return f'<dl class="dim">{"".join(items)}</dl>'


class _Markup(str):
    """Text that is markup already; everything else is escaped."""

    __slots__ = ()


def _section(title: str, content: str) -> str:
    return f"<section><h2>{escape(title)}</h2>{content}</section>" if content else ""


def _more(count: int) -> str:
    if count <= _MOST_ROWS:
        return ""
    return f'<p class="dim">The first {_MOST_ROWS:,} of {count:,}.</p>'


def _table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    head = "".join(f"<th>{escape(one)}</th>" for one in heads)
    body = "".join(f"<tr>{''.join(map(_cell, row))}</tr>" for row in rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _cell(value: object) -> str:
    if isinstance(value, _Markup):
        return f"<td>{value}</td>"
    if value is None or isinstance(value, int | float):
        return f'<td class="number">{_number(value)}</td>'
    return f"<td>{escape(str(value))}</td>"


def _number(value: float | None) -> str:
    if value is None:
        return "&ndash;"
    return f"{value:,}" if isinstance(value, int) else f"{value:.3f}"
