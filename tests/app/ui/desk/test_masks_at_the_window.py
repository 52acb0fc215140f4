"""Privacy masks at the real window: no pixel of a private object is painted, whatever is done."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import numpy as np
import pytest

from app.session.importing import ClipDetails
from app.session.project import Project
from models.annotation.geometry import Box
from models.annotation.labels import Label
from models.audit.entry import Entry, Event, Kind
from models.errors import RowAlteredError
from models.review.person import Role
from tests.support.desk import PASSPHRASE, PERSON, Desk
from tests.support.person import Person
from tests.support.private_clip import bare_pixels_of, private_clip, secret_box

FACE = Label(UUID(int=2), "face", color="#009E73", digit=2, position=1)
_MASKED, _LIFTED = "Private objects are masked", "Masks lifted"


def lifts(project: Project) -> list[Event]:
    """Return what the audit log has of masks that were lifted."""
    project.audit.flush()
    found = [one for one in project.audit.reader().oldest_first() if isinstance(one, Entry)]
    return [entry.event for entry in found if entry.event.kind is Kind.MASK_LIFTED]


class _Eye:
    """Looks at the canvas with every picture that it is shown."""

    def __init__(self, person: Person) -> None:
        self.seen: list[tuple[int, int]] = []
        self._person = person
        person.desk.clip.playback.picture_shown.connect(self._look)

    def _look(self) -> None:
        frame = self._person.picture_frame()
        assert frame is not None
        self.seen.append((frame, bare_pixels_of(self._person.canvas)))

    def taken(self) -> tuple[set[int], int]:
        """Return which frames were seen since the last time, and the most that was bare."""
        seen, self.seen = self.seen, []
        return {frame for frame, _ in seen}, max((bare for _, bare in seen), default=0)


@pytest.fixture(scope="module")
def masked_desk(
    desk_of_session: Desk, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Desk, UUID]:
    """A project with the clip, to copy."""
    desk = desk_of_session.copied_to(tmp_path_factory.mktemp("masks") / "home")
    project = desk.open()
    project.add_label(FACE)
    clip = project.import_cleartext(private_clip(), ClipDetails(name="gate")).clip
    project.close()
    return desk, clip.id


@pytest.fixture
def person(masked_desk: tuple[Desk, UUID], tmp_path: Path, qapp: object) -> Iterator[Person]:
    made, clip_id = masked_desk
    desk = made.copied_to(tmp_path / "home")
    person = Person(desk.home)
    person.start(desk.config.id)
    person.unlock(PASSPHRASE)
    person.wait_until(lambda: bool(person.window.clip_list.clips), "for the clips")
    person.open_clip(clip_id)
    yield person
    person.quit()


def make_private(person: Person, *labels: Label) -> None:
    """Settle which labels are private, as the dialog of people does."""
    book = person.desk.people.people.book
    ids = frozenset(label.id for label in labels)
    person.desk.people.people._on_rules(replace(book.rules, private_labels=ids), book.rules)
    person.wait_until(lambda: book.rules.private_labels == ids, "for the rule")
    text = _MASKED if ids else ""
    person.wait_until(lambda: person.window.status.masks.text == text, "for the window to know")


def annotate_all(person: Person) -> UUID:
    """Follow the object through the whole clip, which it crosses at one speed."""
    track = person.draw_box(secret_box(0))
    person.go_to(29)
    person.desk.clip.editor.put_box(track, secret_box(29))
    person.go_to(0)
    return track


@pytest.mark.promise
def test_no_pixel_of_a_private_object_is_painted_through_play_seek_zoom_and_resize(
    person: Person,
) -> None:
    track, eye = annotate_all(person), _Eye(person)
    person.go_to(5)
    assert eye.taken()[1] > 0

    make_private(person, PERSON)
    assert bare_pixels_of(person.window) == 0
    eye.taken()
    for frame in (17, 3, 29, 0, 11):
        person.go_to(frame)
    person.scrub_to(24)
    person.go_to(0)
    person.play_for(15)
    frames, bare = eye.taken()
    assert bare == 0
    assert {17, 3, 29, 0, 11, 24} < frames

    person.desk.clip.editor.select([track])
    person.canvas.zoom_to_selection()
    person.window.resize(1000, 700)
    for frame in (6, 20):
        person.go_to(frame)
        person.canvas.set_lens(True)
        person.breathe()
        assert bare_pixels_of(person.window) == 0
        person.canvas.set_lens(False)
        person.canvas.fit()
        person.breathe()
        assert bare_pixels_of(person.window) == 0
    assert eye.taken()[1] == 0

    # A track edited a moment ago is covered where it is now, before anything else is painted.
    person.go_to(8)
    editor = person.desk.clip.editor
    editor.relabel(FACE.id)
    person.breathe()
    person.wait_until(lambda: bare_pixels_of(person.canvas) > 0, "for the mask to go")
    editor.relabel(PERSON.id)
    assert bare_pixels_of(person.canvas) == 0
    editor.undo()
    person.wait_until(lambda: bare_pixels_of(person.canvas) > 0, "for the mask to go")
    editor.redo()
    assert bare_pixels_of(person.window) == 0

    make_private(person)
    person.wait_until(lambda: bare_pixels_of(person.canvas) > 0, "for all masks to go")
    make_private(person, PERSON)
    assert bare_pixels_of(person.window) == 0


@pytest.mark.promise
def test_masks_are_lifted_for_a_reason_until_the_clip_is_left(person: Person) -> None:
    annotate_all(person)
    make_private(person, PERSON)
    registry, desk = person.window.registry, person.desk.safety.masks
    clip = person.desk.clip.clip
    project = person.desk.projects.project
    # Who reviews objects one by one is told why there is nothing to see, and led on.
    person.desk.workspace.enter("review")
    person.canvas.setFocus()
    person.press("T")
    note = person.desk.masked.note
    person.wait_until(note.isVisible, "to be told")
    assert "is masked" in note.words
    assert note.lift.isVisible()
    note.lift.click()
    dialog = desk.dialog
    assert dialog is not None
    assert not dialog.ok.isEnabled()
    dialog.reason.setText("Asked by the court, file 7")
    dialog.ok.click()
    person.wait_until(lambda: person.window.status.masks.text == _LIFTED, "for the masks to go")
    person.wait_until(lambda: bare_pixels_of(person.canvas) > 0, "for the picture")
    (event,) = lifts(project)
    assert (event.clip_id, event.detail["reason"]) == (clip.id, "Asked by the court, file 7")

    assert note.isHidden()
    assert note.words == ""
    registry.action("masks.restore").trigger()
    assert not note.isHidden()
    person.desk.review.single.stop()
    assert note.isHidden()
    person.desk.workspace.enter("annotate")
    assert bare_pixels_of(person.window) == 0
    assert person.window.status.masks.text == _MASKED
    assert not registry.action("masks.restore").isEnabled()

    desk.lift(clip.id, "Once more")
    person.wait_until(lambda: person.window.status.masks.text == _LIFTED, "for the masks to go")
    person.wait_until(lambda: bare_pixels_of(person.canvas) > 0, "for the picture once more")
    # They are back as soon as the role is not theirs any more that lifts them.
    people = person.desk.people.people
    people.book.rights = replace(
        people.book.rights, person=replace(people.book.me, role=Role.ANNOTATOR)
    )
    people.changed.emit()
    assert bare_pixels_of(person.canvas) == 0
    assert person.window.status.masks.text == _MASKED
    registry.action("project.lock").trigger()
    person.unlock(PASSPHRASE)
    person.wait_until(lambda: bool(person.window.clip_list.clips), "for the clips")
    person.open_clip(clip.id)
    assert person.window.status.masks.text == _MASKED
    assert bare_pixels_of(person.window) == 0
    person.go_to(12)
    assert bare_pixels_of(person.window) == 0
    # Rules that cannot be believed any more may have named anything.
    book = person.desk.people.people.book
    book.problem = RowAlteredError("project_rules", UUID(int=9))
    person.desk.people.people.changed.emit()
    assert person.window.status.masks.text == "All is masked"
    assert len(np.unique(person.picture().bgra.reshape(-1, 4), axis=0)) == 2
    book.problem = None
    person.desk.people.people.changed.emit()
    person.wait_until(lambda: person.window.status.masks.text == _MASKED, "for the rules")
    person.wait_until(
        lambda: len(np.unique(person.picture().bgra.reshape(-1, 4), axis=0)) > 2, "for the frame"
    )
    # One that is noted when its clip has been left already shows nothing.
    desk.lift(clip.id, "Too late")
    person.desk.clip.close()
    lifted = person.desk.projects.project
    person.wait_until(
        lambda: len(lifts(lifted)) == 3 and not lifted.masking.is_lifted(clip.id),
        "for the note",
    )


@pytest.mark.promise
def test_small_pictures_are_masked_as_well(person: Person) -> None:
    """Posters, the row of pictures and the one at the mouse."""
    annotate_all(person)
    parts, clip = person.shell.parts, person.desk.clip.clip
    timeline = parts.timeline
    timeline.strips.set_film(True)
    person.window.resize(1280, 1000)
    person.wait_until(lambda: bare_pixels_of(timeline) > 0, "for the row of pictures")
    person.wait_until(lambda: bare_pixels_of(person.window.clip_list) > 0, "for the poster")

    make_private(person, PERSON)
    person.wait_until(
        lambda: person.window.clip_list._model._thumbnails._pictures.get(clip.id) is not None,
        "for the poster",
    )
    thumbs = timeline.strips.images._shelf
    person.wait_until(lambda: len(thumbs._pairs) > 2, "for the row of pictures")
    assert bare_pixels_of(person.window) == 0
    # Not one placeholder: beside the masks the pictures are there.
    assert all(not pair.whole.isNull() for pair in thumbs._pairs.values())
    timeline.strips.preview_at(timeline.rect().center().__class__(500, 10))
    preview = timeline.strips.preview
    assert preview is not None
    assert bare_pixels_of(preview) == 0

    # What was withheld for want of an index comes by itself when that is there.
    project = person.desk.projects.project
    pictures = project.masked_pictures
    stored, withheld = pictures._stored_index, []
    pictures._stored_index = lambda _clip: None
    person.desk.clips.posters.withheld.connect(lambda: withheld.append(clip.id))
    person.window.clip_list.drop_thumbnails()
    # It is not asked for again and again meanwhile, without a pause.
    person.wait_until(lambda: bool(withheld), "for the poster to be withheld")
    pictures._stored_index = stored
    person.wait_until(
        lambda: person.window.clip_list._model._thumbnails._pictures.get(clip.id) is not None,
        "for the poster without a lock",
    )
    assert bare_pixels_of(person.window.clip_list) == 0

    # The poster of a clip that is open follows its boxes.
    tracks = person.desk.clip.editor.annotation.tracks
    person.desk.clip.editor.select(tracks)
    person.desk.clip.editor.delete_tracks()
    person.wait_until(lambda: bare_pixels_of(person.window.clip_list) > 0, "for the poster")
    person.desk.clip.editor.undo()
    assert bare_pixels_of(person.window.clip_list) == 0
    person.draw_box(Box(500, 40, 30, 30))
    assert bare_pixels_of(person.window.clip_list) == 0
