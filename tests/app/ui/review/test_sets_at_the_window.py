"""Truths, test clips and second annotators, from the window's actions."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.session.comparing import others_of
from app.session.honeypots import Bar, bar_of
from app.session.workflow import hand_in
from models.annotation.geometry import Box
from models.review.sets import SetKind
from tests.support.footage import even_pts, make_clip
from tests.support.hiring import hired
from tests.support.person import Person


@pytest.fixture
def person(tmp_path: Path, qapp: object) -> Iterator[Person]:
    with hired(tmp_path, clip=make_clip(pts=even_pts(20), size=(640, 360))) as person:
        yield person


def test_a_test_clip_is_made_given_away_and_answers_at_handing_in(
    person: Person, tmp_path: Path
) -> None:
    desk, project = person.desk.review.sets, person.desk.projects.project
    clip_id, toast = person.desk.clip.clip.id, person.window.toast
    desk.mark(project, clip_id, Bar())
    person.wait_until(lambda: "no truth" in toast.text, "to be told what is missing")

    found = tmp_path / "found.txt"
    found.write_text("".join(f"{frame},1,100,80,120,90,1,-1,-1,-1\n" for frame in range(1, 21)))
    desk.read(found)
    person.wait_until(lambda: "found.txt" in toast.text, "for the file")
    person.draw_box(Box(100, 80, 120, 90))
    person.wait_saved()
    desk.keep(SetKind.TRUTH, "mine")
    person.wait_until(
        lambda: "mine" in {one.name for one in others_of(project, clip_id)}, "for the truth"
    )
    desk.mark(project, clip_id, Bar(0.7))
    person.wait_until(lambda: bar_of(project, clip_id) == Bar(0.7), "for the mark")

    desk.give(clip_id, None)
    person.wait_until(lambda: "whoever takes it" in toast.text, "for the second clip")
    person.wait_until(lambda: person.window.clip_list.total == 2, "for it to be listed")

    hand_in(project, clip_id)
    person.wait_until(lambda: "F1 1.00" in toast.text, "for the score")
    assert "mine" not in toast.text
    assert person.window.problems.problems == ()
