"""Reports as a page and as tables: whole, true, and safe to open."""

import csv
import io
from html.parser import HTMLParser
from uuid import UUID, uuid4

import pytest

from app.quality import Report, compare
from app.quality.csv_report import confusion_csv, disagreements_csv, figures_csv
from app.quality.html_report import html_report
from models.annotation import Annotation, Box, Keyframe, Label, Track
from models.annotation.label_attributes import AttributeKind, AttributeSpec

NASTY = "<script>alert(1)</script>\"' onload=x"
FORMULA = '=HYPERLINK("x")'
PLATE = AttributeSpec(uuid4(), NASTY, AttributeKind.TEXT)
LABELS = (
    Label(UUID(int=1), NASTY, "#112233", attributes=(PLATE,)),
    Label(UUID(int=2), FORMULA, "#112233"),
    Label(UUID(int=3), "never used", "#112233"),
)
VOID = {"meta", "br"}


def track(number: int, label: int, frames: range, box: Box, plate: str = "") -> Track:
    keys = (
        Keyframe(uuid4(), frames.start, 0, box),
        Keyframe(uuid4(), frames.stop, 0, box, outside=True),
    )
    told = ((PLATE.key, plate),) if plate else ()
    return Track(UUID(int=number), number, UUID(int=label), keyframes=keys, attributes=told)


@pytest.fixture(scope="module")
def report() -> Report:
    here, low, there = Box(0, 0, 100, 100), Box(30, 0, 100, 100), Box(500, 0, 50, 50)
    truth = [
        track(1, 1, range(40), here, plate=NASTY),
        track(2, 2, range(30), there),
    ]
    candidate = [
        track(11, 1, range(10), low, plate=FORMULA),
        track(12, 1, range(10, 40), here),
        track(13, 1, range(20), there),
    ]
    return compare(Annotation(truth), Annotation(candidate), frames=range(40), labels=LABELS)


class Page(HTMLParser):
    """Checks that tags are closed in order, and collects what a page shows and does."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.text: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.tags: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes += attrs
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes += attrs

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def read(content: str) -> Page:
    page = Page()
    page.feed(content)
    page.close()
    assert not page.open
    return page


def test_whatever_people_typed_is_text_on_the_page_and_nothing_comes_from_elsewhere(
    report: Report,
) -> None:
    content = html_report(
        report, title=NASTY, truth_name=NASTY, candidate_name=NASTY, moment_of=lambda _: NASTY
    )
    page = read(content)
    assert "script" not in page.tags
    assert not [name for name, _ in page.attributes if name in ("src", "href") or name[:2] == "on"]
    assert "url(" not in content
    assert "default-src 'none'" in content
    # As a title, a side, a label, an attribute, a value and a moment.
    assert "".join(page.text).count(NASTY) > 10


def test_the_page_tells_the_figures_and_each_disagreement(report: Report) -> None:
    page = read(html_report(report, title="Entrance"))
    text = "|".join(page.text)
    assert f"|{report.hota.hota:.3f}|" in text
    assert f"|{report.identity.idf1:.3f}|" in text
    assert "40 frames, 0 to 39" in text
    for words in ("Missing", "Little overlap", "Other label", "Other value", "Identity switch"):
        assert f"|{words}|" in text, words
    assert f"before: {NASTY} 11" in text
    assert "never used" not in text


def test_a_report_of_nothing_is_a_page_too() -> None:
    nothing = compare(Annotation(), Annotation(), frames=range(0), labels=LABELS)
    assert "None." in read(html_report(nothing, title="Empty")).text
    assert "no frames" in figures_text(html_report(nothing, title="Empty"))
    assert len(rows_of(disagreements_csv(nothing))) == 1


def figures_text(content: str) -> str:
    return "".join(read(content).text)


def rows_of(text: str) -> list[list[str]]:
    assert "\n" not in text.replace("\r\n", "")
    return list(csv.reader(io.StringIO(text, newline="")))


def test_the_table_of_figures_holds_every_figure_and_no_formula(report: Report) -> None:
    head, *rows = rows_of(figures_csv(report))
    assert head == ["of", "name", "figure", "value"]
    found = {(of, name, figure): value for of, name, figure, value in rows}
    assert len(found) == len(rows)
    assert float(found["all", "", "HOTA"]) == pytest.approx(report.hota.hota, abs=1e-6)
    assert float(found["label", NASTY, "recall"]) == pytest.approx(1)
    assert found["label", f"'{FORMULA}", "boxes of the truth"] == "30"
    assert found["track", f"{NASTY} 1", "identity switches"] == "1"
    assert found["attribute", f"{NASTY}: {NASTY}", "rated"] == "2"


def test_the_table_of_disagreements_has_a_row_for_each(report: Report) -> None:
    head, *rows = rows_of(disagreements_csv(report))
    assert len(rows) == len(report.disagreements)
    by_kind = {row[0]: dict(zip(head, row, strict=True)) for row in rows}
    switch = by_kind["identity_switch"]
    assert (switch["first frame"], switch["before"]) == ("10", f"{NASTY} 11")
    assert switch["truth id"] == str(UUID(int=1))
    assert by_kind["missing"]["candidate"] == ""
    assert by_kind["label"]["truth says"] == f"'{FORMULA}"
    assert {row["candidate says"] for row in [by_kind["attribute"]]} <= {f"'{FORMULA}", ""}


def test_the_matrix_of_labels_adds_up_to_all_boxes(report: Report) -> None:
    head, *rows = rows_of(confusion_csv(report))
    assert head[-1] == "missing"
    assert rows[-1][0] == "extra"
    counts = [[int(cell) for cell in row[1:]] for row in rows]
    assert sum(map(sum, counts[:-1])) == report.truth.boxes
    assert sum(sum(row[:-1]) for row in counts) == report.candidate.boxes
