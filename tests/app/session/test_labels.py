"""A project's labels as a person changes them, and how they get into the database."""

import uuid
from dataclasses import replace

import pytest

from app.session.labels.draft import LabelDraft
from app.session.labels.templates import people
from app.session.project import Project
from models.annotation import Annotation, Box, gestures
from models.annotation.label_attributes import AttributeKind, AttributeSpec
from models.annotation.labels import Label
from models.errors import LabelInUseError, StaleRevisionError
from models.records import Revisions
from tests.support.databases import a_clip
from tests.support.desk import PERSON

CAR = Label(uuid.UUID(int=2), "car", "#E69F00", digit=2, position=1)
DOG = Label(uuid.UUID(int=3), "dog", "#F0E442", position=2)
PARKED = AttributeSpec(uuid.UUID(int=9), "parked", AttributeKind.CHECKBOX, default="false")


@pytest.fixture
def draft() -> LabelDraft:
    return LabelDraft([PERSON, CAR, DOG])


def test_a_draft_that_nobody_touched_changes_nothing() -> None:
    draft = LabelDraft([replace(PERSON, position=4), replace(CAR, position=9)])
    assert draft.plan().changes_nothing
    draft.change(replace(draft.label(CAR.id), name="vehicle"))
    assert not draft.plan().changes_nothing


def test_labels_are_added_changed_and_moved_by_their_ids(draft: LabelDraft) -> None:
    bag = draft.add(" bag ", "#009E73")
    assert (bag.name, bag.digit, draft.is_new(bag.id)) == ("bag", 3, True)
    draft.move(bag.id, 0)
    draft.change(replace(draft.label(PERSON.id), name="pedestrian", digit=2))
    assert [(label.name, label.digit, label.position) for label in draft.labels] == [
        ("bag", 3, 0),
        ("pedestrian", 2, 1),
        ("car", None, 2),
        ("dog", None, 3),
    ]
    assert draft.is_taken("Pedestrian")
    assert not draft.is_taken("Pedestrian", but=PERSON.id)
    assert draft.plan().fates == {}


def test_objects_follow_through_merges_of_merges(draft: LabelDraft) -> None:
    draft.end(DOG.id, into=CAR.id)
    assert draft.borne(CAR.id) == {CAR.id, DOG.id}
    draft.end(CAR.id, into=PERSON.id)
    assert draft.borne(PERSON.id) == {PERSON.id, CAR.id, DOG.id}
    fates = draft.plan().fates
    assert {ended: fate.into for ended, fate in fates.items()} == {
        DOG.id: PERSON.id,
        CAR.id: PERSON.id,
    }
    draft.end(PERSON.id, deletes=True)
    assert {(fate.into, fate.deletes) for fate in draft.plan().fates.values()} == {(None, True)}
    assert draft.labels == ()


def test_a_label_that_was_never_stored_leaves_no_trace(draft: LabelDraft) -> None:
    bag = draft.add("bag", "#009E73")
    draft.end(DOG.id, into=bag.id)
    assert draft.borne(bag.id) == {DOG.id}
    draft.end(bag.id, into=CAR.id)
    assert {ended: fate.into for ended, fate in draft.plan().fates.items()} == {DOG.id: CAR.id}


def test_a_template_adds_what_is_missing_and_keeps_what_is_there() -> None:
    draft = LabelDraft([replace(PERSON, attributes=(replace(PARKED, name="Doing"),))])
    added, changed = draft.take(people())
    assert (added, changed) == (len(people()) - 1, 1)
    person = draft.label(PERSON.id)
    assert person.attributes[0].name == "Doing"
    assert "doing" not in [spec.name for spec in person.attributes]
    assert draft.take(people()) == (0, 0)


def _draw(project: Project, label: Label) -> uuid.UUID:
    clip = project.store.add_clip(a_clip())
    edit = gestures.draw_track(
        Annotation(), Box(1, 2, 30, 40), frame_index=0, pts=0, label_id=label.id
    )
    project.store.apply_edit(clip.id, edit, Revisions({}))
    return clip.id


def test_a_plan_is_saved_first_and_then_carried_out(project: Project) -> None:
    book = project.label_book
    seen = book.save([PERSON, CAR, DOG], seen=book.all())
    clips = {_draw(project, CAR), _draw(project, CAR)}
    draft = LabelDraft(seen)
    draft.end(CAR.id, into=DOG.id)
    draft.change(replace(draft.label(DOG.id), name="car", digit=CAR.digit))
    plan = draft.plan()
    stored = book.save(plan.labels, seen=plan.seen)
    assert [(label.id, label.digit) for label in stored] == [
        (PERSON.id, 1),
        (DOG.id, 2),
        (CAR.id, None),
    ]
    around: list[uuid.UUID] = []
    stopped = book.end(plan.fates, after=around.append, cancelled=lambda: bool(around))
    assert (stopped.clips, stopped.finished) == (1, False)
    assert CAR.id in {label.id for label in book.all()}
    assert book.uses()[CAR.id].clips == 1
    rest = book.end(plan.fates, before=around.append)
    assert (rest.objects, rest.finished, set(around)) == (1, True, clips)
    assert [label.id for label in book.all()] == [PERSON.id, DOG.id]
    assert book.uses()[DOG.id].objects == 2


def test_labels_that_somebody_else_changed_meanwhile_are_not_overwritten(project: Project) -> None:
    book = project.label_book
    seen = book.all()
    book.add(CAR)
    with pytest.raises(StaleRevisionError) as refused:
        book.save([replace(PERSON, name="mine")], seen=seen)
    assert refused.value.row_ids == {CAR.id}
    assert [label.name for label in book.all()] == ["person", "car"]


def test_a_label_that_seemed_unused_stays_when_an_object_bears_it(project: Project) -> None:
    book = project.label_book
    draft = LabelDraft(book.save([PERSON, CAR], seen=book.all()))
    draft.end(CAR.id)
    plan = draft.plan()
    book.save(plan.labels, seen=plan.seen)
    clip = _draw(project, CAR)
    ended = book.end(plan.fates)
    assert not ended.finished
    assert [type(problem) for problem in ended.problems] == [LabelInUseError]
    assert CAR.id in {label.id for label in book.all()}
    assert len(project.store.load_annotation(clip).annotation.tracks) == 1


def test_a_draft_goes_on_from_what_somebody_else_stored_meanwhile(draft: LabelDraft) -> None:
    draft.change(replace(draft.label(PERSON.id), name="pedestrian"))
    draft.change(replace(draft.label(CAR.id), name="vehicle"))
    mine = draft.add("bag", "#009E73")
    draft.end(DOG.id, into=PERSON.id)
    theirs = Label(uuid.uuid4(), "van", "#D55E00", digit=mine.digit)
    after, lost = draft.rebased([theirs, replace(CAR, color="#000000"), PERSON, DOG])
    assert lost == ("car",)
    assert [(label.name, label.digit) for label in after.labels] == [
        ("van", mine.digit),
        ("car", 2),
        ("pedestrian", 1),
        ("bag", None),
    ]
    assert {ended: fate.into for ended, fate in after.plan().fates.items()} == {DOG.id: PERSON.id}
    # What they ended is gone, and what was made of it is not brought back.
    after, lost = draft.rebased([CAR, DOG])
    assert lost == ("pedestrian", "dog")
    assert [label.name for label in after.labels] == ["vehicle", "dog", "bag"]
    assert after.plan().fates == {}
