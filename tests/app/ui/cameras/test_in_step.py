"""The companions show what was on their camera at the main clip's moment, frame by frame."""

import pytest

from app.media.lockstep import Presence
from models.annotation.geometry import Box
from tests.app.ui.cameras.conftest import Cameras, barcode, main_second

# The yard's camera began half a second after the gate's and takes a frame each 80 ms.
_LATER_S, _STEP_S = 0.5, 0.08


def yard_frame(second: float) -> int:
    return int((second - _LATER_S) / _STEP_S + 1e-6)


def test_seeks_steps_and_scrubs_are_followed_to_the_frame(cameras: Cameras) -> None:
    person = cameras.person
    cameras.open("gate")
    yard = cameras.add("yard")
    for act in (
        lambda: person.go_to(20),
        lambda: person.press("F"),
        lambda: person.press("F"),
        lambda: person.press("V"),
        lambda: person.scrub_to(50),
        lambda: person.press("D"),
        lambda: person.scrub_to(17),
    ):
        before = person.frame
        act()
        person.wait_until(lambda before=before: person.frame != before, "for another frame")
        cameras.wait_in_step()
        assert barcode(yard) == yard.frame_shown == yard_frame(main_second(person))


def test_outside_its_recording_a_camera_says_so_and_shows_no_picture(cameras: Cameras) -> None:
    cameras.open("gate")
    yard = cameras.add("yard")
    assert yard.sight.presence is Presence.BEFORE
    assert yard.tile.area.words[0] == "No recording at this time"
    assert yard.tile.area.picture is None
    assert yard.tile.header.moment == ""
    cameras.person.go_to(30)
    cameras.wait_in_step()
    assert yard.tile.area.words == ("", "")
    assert yard.tile.header.moment == "08:14:01.140"
    cameras.person.go_to(3)
    cameras.wait_in_step()
    assert yard.tile.area.picture is None


def test_a_clip_of_another_day_says_when_it_was(cameras: Cameras) -> None:
    cameras.open("gate")
    alley = cameras.add("alley")
    assert alley.tile.area.words == (
        "No recording at this time",
        "Ended 23 h 59 min earlier · 21 Nov 2026 · 08:14:00",
    )


def test_the_boxes_of_a_tile_are_those_of_its_frame_and_cannot_be_taken(cameras: Cameras) -> None:
    person = cameras.person
    cameras.open("yard")
    drawn = person.draw_box(Box(20, 30, 80, 60), key="Shift+N")
    box = person.annotation.track(drawn).keyframes[0].box
    person.wait_saved()
    cameras.open("gate")
    yard = cameras.add("yard")
    person.go_to(13)
    cameras.wait_in_step()
    assert yard.frame_shown == yard.tile.area.scene.frame_index == 0
    (item,) = yard.tile.area.scene.items
    assert (item.box, item.name) == (box, "person 1")
    person.go_to(20)
    cameras.wait_in_step()
    assert yard.tile.area.scene.items == ()


@pytest.mark.parametrize(
    ("key", "moved_ms"),
    [("Alt+.", 80.0), ("Ctrl+Alt+,", -100.0)],
    ids=["a frame on", "100 ms back"],
)
def test_keys_nudge_the_offset(cameras: Cameras, key: str, moved_ms: float) -> None:
    cameras.open("gate")
    yard = cameras.add("yard")
    cameras.person.go_to(30)
    cameras.wait_in_step()
    before = yard.frame_shown
    cameras.person.press(key)
    cameras.wait_in_step()
    assert yard.lock.offset_ms == moved_ms
    assert yard.frame_shown == yard_frame(main_second(cameras.person) + moved_ms / 1000)
    assert barcode(yard) == yard.frame_shown
    assert f"{abs(round(moved_ms))} ms" in yard.tile.badge
    cameras.person.press("Alt+0")
    cameras.wait_in_step()
    assert yard.frame_shown == before
    assert yard.tile.badge == "In step"


def test_an_offset_is_remembered_whichever_of_the_two_is_the_main_clip(cameras: Cameras) -> None:
    person = cameras.person
    cameras.open("gate")
    cameras.add("yard")
    for _ in range(3):
        person.press("Ctrl+Alt+.")
    person.lock()
    person.unlock("correct horse battery")
    person.wait_until(lambda: person.desk.clip.clip is not None, "for the clip")
    assert cameras.desk.companions == ()
    cameras.open("yard")
    gate = cameras.add("gate")
    assert gate.lock.offset_ms == -300.0


def test_both_put_on_the_same_event_by_hand_stay_so(cameras: Cameras) -> None:
    person = cameras.person
    cameras.open("gate")
    alley = cameras.add("alley")
    person.press("Alt+B")
    assert alley.is_held
    assert alley.tile.is_held
    person.wait_until(lambda: alley.frame_shown == 29, "for the nearest end")
    alley.tile.frame_requested.emit(10)
    person.wait_until(lambda: alley.frame_shown == 10, "for the held frame")
    person.press("Alt+.")
    person.wait_until(lambda: alley.frame_shown == 11, "for the next")
    person.go_to(25)
    assert alley.frame_shown == 11
    person.press("Alt+B")
    assert not alley.tile.is_held
    cameras.wait_in_step()
    assert barcode(alley) == 11
    person.go_to(30)
    cameras.wait_in_step()
    assert barcode(alley) == 16


def test_a_held_camera_that_is_let_go_is_in_step_as_before(cameras: Cameras) -> None:
    cameras.open("gate")
    yard = cameras.add("yard")
    cameras.person.go_to(30)
    cameras.wait_in_step()
    before = yard.frame_shown
    yard.hold()
    yard.tile.frame_requested.emit(30)
    cameras.person.wait_until(lambda: yard.frame_shown == 30, "for the held frame")
    yard.tile.released.emit()
    cameras.wait_in_step()
    assert yard.frame_shown == before
    assert yard.lock.offset_ms == 0.0
