"""Playing backwards in the real window, from the keys to the frames that the player shows."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.ui.timeline.speed_button import SpeedButton
from tests.support.footage import even_pts, make_clip
from tests.support.hiring import hired
from tests.support.person import Person

LAST = 119


@pytest.fixture
def person(tmp_path: Path, qapp: object) -> Iterator[Person]:
    clip = make_clip(container="matroska", pts=even_pts(LAST + 1))
    with hired(tmp_path, clip=clip, file_name="yard.mkv") as person:
        yield person


def test_a_person_plays_backwards_turns_round_and_arrives_at_the_first_frame(
    person: Person,
) -> None:
    playback = person.desk.clip.playback
    timeline = person.shell.parts.timeline
    person.go_to(100)
    person.wait_until(lambda: timeline._view.buffered is not None, "for the buffered frames")
    person.press("Shift+Space")
    person.wait_until(lambda: person.frame < 95, "for the clip to play backwards")
    assert playback.state.rate == -1
    person.press("]")
    person.wait_until(lambda: playback.state.rate < -1, "for it to play faster")
    speed = person.shell.parts.transport.findChild(SpeedButton)
    person.wait_until(lambda: speed.text() == "\N{MINUS SIGN}1.5\N{MULTIPLICATION SIGN}")
    person.press("Space")
    person.wait_until(lambda: not playback.state.playing, "for the pause")
    assert speed.text() == "1.5\N{MULTIPLICATION SIGN}"
    person.press("Backspace")
    person.press("]")
    assert speed.text() == "1.5\N{MULTIPLICATION SIGN}"
    stepped_at = person.frame
    person.press("F")
    person.wait_until(lambda: person.frame == stepped_at + 1, "for a step")
    assert speed.text() == "1.5\N{MULTIPLICATION SIGN}", "a step forgot what was chosen"
    person.press("Space")
    person.wait_until(lambda: person.frame > stepped_at + 1, "for the clip to play on")
    assert playback.state.rate > 1
    person.press("Shift+Space")
    person.wait_until(lambda: playback.state.rate < 0, "for it to turn round")
    person.press("]")
    person.press("]")
    person.wait_until(lambda: person.frame == 0 and not playback.state.playing, "for the start")
    assert person.picture_frame() == 0
