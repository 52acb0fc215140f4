"""The list of clips grows while it is read, and says what differs when it is read again."""

from dataclasses import replace

import pytest

from app.session.clip_listing import ClipListing, ClipPart, ListChanges, changes_between
from app.session.clips import read_clips
from app.session.project import Project
from models.records import ClipState
from tests.support.many_clips import clip_of, put_in_clips


def read(project: Project, known: ClipListing | None = None) -> tuple[ClipListing, list[ClipPart]]:
    parts: list[ClipPart] = []
    told: list[int] = []
    listing = read_clips(
        project, known=known, parts=parts, progress=told.append, cancelled=lambda: False
    )
    assert told == [*range(1, len(parts) + 1)]
    return listing, parts


def test_a_short_list_comes_at_once(project: Project) -> None:
    put_in_clips(project.store, 90)
    listing, parts = read(project)
    assert (len(listing), parts) == (90, [])


def test_a_long_list_comes_in_parts_and_is_read_again_without_any(project: Project) -> None:
    put_in_clips(project.store, 260)
    listing, parts = read(project)
    assert tuple(listing) == project.clips()
    assert [clip for part in parts for clip in part.clips] == [*listing]
    assert [text for part in parts for text in part.texts] == [*listing.texts]
    assert [len(part.clips) for part in parts] == [200, 60]
    assert {part.total for part in parts} == {260}

    changed = project.store.update_clip(replace(listing[7], state=ClipState.ACCEPTED))
    project.store.delete_clip(listing[3].id)
    again, parts = read(project, listing)
    assert (again[6], parts) == (changed, [])
    assert again.since(listing) == ListChanges(gone=(3,), came=(), changed=(6,))
    # What stayed was not opened anew.
    assert all(again[at] is listing[at] for at in range(3))


@pytest.mark.parametrize(
    ("before", "after", "changes"),
    [
        ("abc", "abc", ListChanges((), (), ())),
        ("abc", "xacy", ListChanges((1,), (0, 3), ())),
        ("abc", "aBc", ListChanges((), (), (1,))),
        ("abc", "xCy", ListChanges((0, 1), (0, 2), (1,))),
        ("abc", "", ListChanges((0, 1, 2), (), ())),
        ("abc", "acb", None),
    ],
    ids=["nothing", "gone and came", "changed", "all of it", "all gone", "another order"],
)
def test_changes_tell_what_leads_from_one_list_to_another(
    before: str, after: str, changes: ListChanges | None
) -> None:
    def listing(letters: str) -> ClipListing:
        # A capital is the same clip in another state.
        return ClipListing(clip_of(ord(one.lower()), name=one) for one in letters)

    assert changes_between(listing(before), listing(after)) == changes
