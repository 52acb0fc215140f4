"""What the window of quality writes down, and what each cell leads to."""

from dataclasses import replace
from uuid import UUID

from PySide6.QtCore import Qt

from app.quality import CompareSettings, DisagreementKind, compare
from app.session.pooling import pooled
from app.session.review.comparing import Other, OtherKind
from app.session.review.quality import Against, Measured, Quality
from app.session.review.quality_places import places_html
from app.session.review.quality_report import quality_csv
from app.ui.review.comparison.texts import other_text, short_text
from app.ui.review.quality.cells_view import CellsView
from app.ui.review.quality.places import places_of
from app.ui.review.quality.tables import Cell, Table, Wanted, tables_of
from models.annotation import Annotation, Box, Track
from models.annotation.labels import Label
from tests.support.annotations import CAR, PERSON, key, track
from tests.support.window import make_clip

LABELS = (Label(PERSON, "person", color="#56B4E9"), Label(CAR, "car", color="#009E73"))
ANA, BEN, CLEO = UUID(int=1), UUID(int=2), UUID(int=3)
NAMES = {ANA: "Ana", BEN: "Ben", CLEO: "Cleo", None: ""}


def held(x: float, **fields: object) -> Track:
    return track(key(0, Box(x, 50, 40, 80)), **fields)


def two(first: UUID, second: UUID, ours: list[Track], theirs: list[Track]) -> Measured:
    report = compare(Annotation(ours), Annotation(theirs), frames=range(10), labels=LABELS)
    other = Other(OtherKind.REPLICA, UUID(int=9), first)
    return Measured(make_clip("gate", submitted_by=second), other, second, report)


def quality(against: Against, *measured: Measured) -> Quality:
    pairs = {
        tuple(sorted((one.other.person, one.person), key=str)): pooled([one.report])
        for one in measured
    }
    total = pooled([one.report for one in measured])
    return Quality(against, CompareSettings(), measured, (), total, pairs=pairs)


def test_people_stand_in_a_matrix_and_each_two_lead_to_their_differences() -> None:
    agree = two(ANA, BEN, [held(0)], [held(0)])
    differ = two(BEN, CLEO, [held(0), held(300)], [held(0, label_id=CAR)])
    people = tables_of(quality(Against.PEOPLE, agree, differ), NAMES.__getitem__).people
    assert people.head[1:] == ("Ana", "Ben", "Cleo")
    texts = [[cell.text for cell in row] for row in people.rows]
    assert texts[0] == ["Ana", "", "1.00 · 1.00 · —", ""]
    assert texts[2][2] == texts[1][3] == "0.00 · 1.00 · 0.00"
    assert [one.kind for _, one in people.rows[1][3].wanted.places()] == [
        DisagreementKind.MISSING,
        DisagreementKind.LABEL,
    ]


def test_a_cell_of_the_labels_leads_to_what_was_called_so() -> None:
    measured = two(ANA, BEN, [held(0), held(300)], [held(0, label_id=CAR), held(600)])
    tables = tables_of(quality(Against.TRUTH, measured), NAMES.__getitem__)
    rows = {row[0].text: row[1:] for row in tables.labels.rows}
    assert tables.labels.head[1:] == ("car", "person", "Missing")
    assert [cell.text for cell in rows["person"]] == ["10", "0", "10"]
    assert [cell.text for cell in rows["Extra"]] == ["0", "10", ""]
    called_car, _, missing = rows["person"]
    assert [one.kind for _, one in called_car.wanted.places()] == [DisagreementKind.LABEL]
    assert [one.kind for _, one in missing.wanted.places()] == [DisagreementKind.MISSING]
    assert [one.kind for _, one in rows["Extra"][1].wanted.places()] == [DisagreementKind.EXTRA]
    assert tables.people.rows[0][0].text == "Ben"


def test_every_figure_says_what_it_means() -> None:
    measured = two(ANA, BEN, [held(0)], [held(0, label_id=CAR)])
    tables = tables_of(quality(Against.TRUTH, measured), NAMES.__getitem__)
    agreement = tables_of(quality(Against.PEOPLE, measured), NAMES.__getitem__).people
    for table, first in ((tables.clips, 3), (tables.people, 2)):
        assert len(table.tips) == len(table.head)
        for name, tip in zip(table.head[first:], table.tips[first:], strict=True):
            assert tip.startswith(name)
            assert len(tip) > 40
    assert all(word in agreement.tips[0] for word in ("F1", "IoU", "kappa"))


def test_the_list_of_places_names_what_the_report_names() -> None:
    measured = two(ANA, BEN, [held(0), held(300)], [held(0, label_id=CAR), held(600)])
    whole = quality(Against.TRUTH, measured)
    places = places_of(Wanted(whole.measured))
    report = places_html(whole, lambda _clip: lambda _frame: "")
    assert len(places.found) == 3
    for title in places.table.head:
        assert f"<th>{title}</th>".lower() in report.lower()
    for row in places.table.rows:
        clip, frames, what, truth, candidate, iou = (f"<td>{cell.text}</td>" for cell in row)
        assert f"<tr>{clip}{frames}<td></td>{what}{truth}{candidate}{iou}</tr>" in report


def test_a_matrix_that_is_too_wide_can_be_scrolled(qapp: object) -> None:
    view = CellsView("labels")
    view.resize(600, 200)
    names = [f"label {n}" for n in range(30)]
    view.show_table(Table(("", *names), (tuple(Cell(name) for name in ("", *names)),)))
    view.show()
    assert view.horizontalScrollBarPolicy() is Qt.ScrollBarPolicy.ScrollBarAsNeeded
    assert view.header().length() > view.width()
    assert view.header().sectionSize(0) >= 100
    view.close()


def test_where_nothing_was_compared_no_figure_is_told() -> None:
    clips = tables_of(quality(Against.TRUTH), NAMES.__getitem__).clips
    (every,) = clips.rows
    told = dict(zip(clips.head, (cell.text for cell in every), strict=True))
    assert [told[name] for name in ("F1", "Precision", "Recall", "Mean IoU")] == ["—"] * 4


def test_the_figures_of_two_people_are_read_to_the_end(qapp: object) -> None:
    view = CellsView("people")
    view.resize(900, 200)
    figures = two(ANA, BEN, [held(0), held(300)], [held(0, label_id=CAR)])
    people = tables_of(quality(Against.PEOPLE, figures), NAMES.__getitem__).people
    view.show_table(people)
    view.show()
    assert view.header().sectionSize(2) >= view.sizeHintForColumn(2)
    view.show_table(Table(people.head, people.rows[:1]))
    assert view.header().sectionSize(2) >= view.sizeHintForColumn(2)
    view.close()


def test_work_of_nobody_is_called_so_in_every_table() -> None:
    measured = two(ANA, BEN, [held(0)], [held(0)])
    other = replace(measured.other, person=None, name="gate.mp4")
    nobodys = quality(Against.PEOPLE, replace(measured, other=other, person=None))
    tables = tables_of(nobodys, NAMES.__getitem__)
    assert [cell.text for cell in tables.clips.rows[1][1:3]] == ["nobody", "nobody"]
    assert (tables.people.head[1], tables.people.rows[0][0].text) == ("nobody", "nobody")
    assert ",nobody,nobody," in quality_csv(nobodys, NAMES.__getitem__)
    # Beside the boxes themselves it is called by its clip.
    assert short_text(other, NAMES.__getitem__) == "gate.mp4"
    assert other_text(other, NAMES.__getitem__) == "The same footage · gate.mp4"
    # Who has a clip and is known no more is somebody.
    assert short_text(replace(other, person=UUID(int=7)), lambda _id: "") == "somebody unknown"
