"""Figures of quality as a table or a page, in clear: written only where a person asks for it."""

from collections.abc import Callable, Collection, Sequence
from functools import partial
from html import escape
from pathlib import Path
from uuid import UUID

from app.quality import Report
from app.quality.html_report import html_report
from app.quality.page_style import STYLE
from app.session.exporting import new_file
from app.session.pooling import MISSING, Pooled, pooled
from app.session.project import Project
from app.session.review.comparing import OtherKind
from app.session.review.quality import Measured, Quality
from app.session.review.quality_places import MomentOf, moment_of, places_html
from models.audit import events
from models.audit.entry import Event, Outcome
from models.csv_cells import csv_text
from models.records import ClipRecord
from models.review.rights import Right

NameOf = Callable[[UUID | None], str]
FIGURES = (
    "F1",
    "precision",
    "recall",
    "mean IoU",
    "MOTA",
    "IDF1",
    "HOTA",
    "switches",
    "kappa of labels",
)


def figures_of(of: Pooled) -> tuple[float | int | None, ...]:
    """Return the values of `FIGURES`; None is not defined, as where neither side has a box."""
    has_boxes = of.boxes != (0, 0)
    return (
        of.f1 if has_boxes else None,
        of.precision if has_boxes else None,
        of.recall if has_boxes else None,
        of.mean_iou,
        of.mota,
        of.idf1,
        of.hota,
        of.switches,
        of.kappa,
    )


def labels_in(of: Pooled, names: Collection[str] = ()) -> tuple[str, ...]:
    """Return the labels that a matrix has rows and columns for, by name."""
    found = {name for pair in of.confusion for name in pair if name != MISSING}
    return tuple(sorted(found | set(names)))


def quality_csv(quality: Quality, name_of: NameOf) -> str:
    """Return the figures, a row each comparison, and below them every disagreement."""
    rows: list[Sequence[object]] = [("clip", "of", "held to", *FIGURES)]
    rows += [
        (
            one.clip.name,
            _who(one.person, name_of),
            held_to(one, partial(_who, name_of=name_of)),
            *_values(one.report),
        )
        for one in quality.measured
    ]
    rows.append(("all", "", "", *figures_of(quality.total)))
    rows.append(())
    rows.append(("clip", "kind", "first frame", "last frame", "truth", "candidate", "IoU"))
    for one in quality.measured:
        ours, theirs = one.report.truth.names, one.report.candidate.names
        rows += [
            (
                one.clip.name,
                str(each.kind),
                each.frame_index,
                each.last_frame_index,
                "" if each.truth_id is None else ours.get(each.truth_id, ""),
                "" if each.candidate_id is None else theirs.get(each.candidate_id, ""),
                each.iou,
            )
            for each in one.report.disagreements
        ]
    return csv_text([_cell(value) for value in row] for row in rows)


def quality_html(
    quality: Quality, name_of: NameOf, *, title: str, moments: Callable[[ClipRecord], MomentOf]
) -> str:
    """Return one page that needs nothing else and runs nothing; `moments` is of one clip each."""
    head = _row("th", ("clip", "of", "held to", *FIGURES))
    rows = [
        _row(
            "td",
            (
                one.clip.name,
                _who(one.person, name_of),
                held_to(one, partial(_who, name_of=name_of)),
                *_values(one.report),
            ),
        )
        for one in quality.measured
    ]
    rows.append(_row("th", ("all", "", "", *figures_of(quality.total))))
    names = labels_in(quality.total)
    matrix = [_row("th", ("truth ↓ candidate →", *names, "missing"))]
    matrix += [
        _row("td", (name, *(quality.total.confusion[name, other] for other in (*names, MISSING))))
        for name in names
    ]
    extra = (quality.total.confusion[MISSING, other] for other in names)
    matrix.append(_row("td", ("extra", *extra, "")))
    pairs = [_row("th", ("", "", *FIGURES))]
    pairs += [
        _row("td", (_who(one, name_of), _who(other, name_of), *figures_of(of)))
        for (one, other), of in quality.pairs.items()
    ]
    sections = [("Figures", [head, *rows]), ("Labels", matrix)]
    if quality.pairs:
        sections.append(("People", pairs))
    settings = quality.settings
    what = (
        f"Boxes belong together from an IoU of {settings.threshold:g} on; below "
        f"{settings.low_overlap:g} they overlap little."
    )
    allowed = "default-src 'none'; style-src 'unsafe-inline'"
    body = "".join(
        f"<section><h2>{name}</h2><table>{''.join(lines)}</table></section>"
        for name, lines in sections
    )
    body += f"<section><h2>Places</h2>{places_html(quality, moments)}</section>"
    return (
        '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{allowed}">'
        f"<title>{escape(title)}</title><style>{STYLE}</style></head><body><main>"
        f'<h1>{escape(title)}</h1><p class="dim">{what}</p>{body}</main></body></html>\n'
    )


def export_quality(
    project: Project, quality: Quality, target: Path, *, title: str, overwrite: bool = False
) -> None:
    """Write a report in clear: a table where the file is called .csv, else a page.

    The page of one comparison alone has all that is known of it.

    Raises:
        NotAllowedError: the role does not allow it.
        ExportTargetError: the target exists, or cannot be written.
        AuditUnwritableError: that it is done can be noted nowhere.
    """
    project.rights.require(Right.SEE_QUALITY)
    project.rights.require(Right.EXPORT)
    name_of = project.people.name_of
    if target.suffix.lower() == ".csv":
        text = quality_csv(quality, name_of)
    elif len(quality.measured) == 1:
        (one,) = quality.measured
        text = html_report(
            one.report,
            title=f"{title} · {one.clip.name or one.clip.event_id}",
            truth_name=held_to(one, partial(_who, name_of=name_of)),
            candidate_name=_who(one.person, name_of),
            moment_of=moment_of(project, one.clip),
        )
    else:
        moments = partial(moment_of, project)
        text = quality_html(quality, name_of, title=title, moments=moments)
    with (
        project.audit.exporting(partial(_exported, target, len(quality.measured))),
        new_file(target, overwrite=overwrite) as file,
    ):
        file.write(text.encode())


def _exported(target: Path, count: int, outcome: Outcome) -> Event:
    return events.exported("quality", target, outcome=outcome, more={"comparisons": count})


def held_to(one: Measured, name_of: NameOf) -> str:
    """Return what a clip was held to: a person's work by their name, a truth by its own.

    The name of a clip says nothing of whose it is.
    """
    who = name_of(one.other.person)
    return who if one.other.kind is OtherKind.REPLICA else one.other.name or who


def _who(person_id: UUID | None, name_of: NameOf) -> str:
    """Return whose work it is; somebody may be known no more."""
    return "nobody" if person_id is None else name_of(person_id) or "somebody unknown"


def _values(report: Report) -> tuple[float | int | None, ...]:
    return figures_of(pooled([report]))


def _row(tag: str, values: Sequence[object]) -> str:
    return "<tr>" + "".join(f"<{tag}>{escape(_shown(one))}</{tag}>" for one in values) + "</tr>"


def _shown(value: object) -> str:
    if value is None:
        return "-"
    return f"{value:.3f}" if isinstance(value, float) else str(value)


def _cell(value: object) -> object:
    return round(value, 6) if isinstance(value, float) else value
