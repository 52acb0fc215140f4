"""Where a selection stands on the timeline, however large it is."""

from dataclasses import replace
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from app.ui.timeline.arrangement import Arrangement
from app.ui.timeline.lanes import LaneBook
from app.ui.timeline.selected_rows import SelectedRows
from models.annotation import Annotation
from tests.support.annotations import CAR, annotations, key, single, track, unhurried


@unhurried
@given(annotations, st.data(), st.booleans(), st.sampled_from((frozenset(), frozenset({CAR}))))
def test_of_many_it_finds_what_it_finds_of_few(
    annotation: Annotation, data: st.DataObject, grouped: bool, collapsed: frozenset[UUID]
) -> None:
    lanes = LaneBook(60, Arrangement(grouped=grouped, collapsed=collapsed))
    lanes.update(annotation)
    ids = sorted(annotation.tracks, key=lambda one: one.int)
    chosen = frozenset(data.draw(st.lists(st.sampled_from(ids)))) if ids else frozenset()
    few = SelectedRows()
    expected = few.rows(lanes, chosen), few.labels(lanes, chosen)
    many = SelectedRows(few=-1)
    assert (many.rows(lanes, chosen), many.labels(lanes, chosen)) == expected


def test_what_was_found_is_found_anew_when_the_lanes_have_changed() -> None:
    walker, box = track(key(3), number=1), single(5, number=2)
    lanes, found = LaneBook(60), SelectedRows()
    lanes.update(Annotation([walker, box]))
    chosen = frozenset({box.id})
    assert found.rows(lanes, chosen) == {1}
    lanes.update(Annotation([box]))
    assert found.rows(lanes, chosen) == {0}
    lanes.update(Annotation([replace(box, label_id=CAR)]))
    assert found.labels(lanes, chosen) == {CAR}
