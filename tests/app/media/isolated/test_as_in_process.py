"""An isolated player is a player: what holds for one in this process holds for it."""

import inspect
import random
import types
from collections.abc import Callable, Iterator

import pytest

from app.media.isolated import IsolatedPlayer, is_supported
from tests.app.media import (
    test_distant_clip,
    test_growing_index,
    test_player,
    test_playing,
)
from tests.app.media.truth import VIEW, truth_of, walk
from tests.app.media.viewer import Viewer
from tests.support.footage import footage

pytestmark = pytest.mark.skipif(not is_supported(), reason="no decoder processes on this system")


@pytest.fixture(autouse=True)
def _isolated(monkeypatch: pytest.MonkeyPatch) -> None:
    # Those tests start what a viewer starts unless it is told otherwise.
    monkeypatch.setitem(Viewer.__init__.__kwdefaults__, "start", IsolatedPlayer)


def behaviours(module: types.ModuleType, *parameters: str) -> dict[str, Callable[..., None]]:
    """Return the tests of a player that look at it from outside only, by name."""
    return {
        name: test
        for name, test in vars(module).items()
        if name.startswith("test_")
        and [*inspect.signature(test).parameters] == list(parameters)
        and "viewer" in inspect.getsource(test)
        and "._" not in inspect.getsource(test)
        and "threading" not in inspect.getsource(test)
        # When a picture arrives depends on what else the machine does between two processes.
        and "shown_at_s" not in inspect.getsource(test)
    }


PLAIN = behaviours(test_player) | behaviours(test_playing) | behaviours(test_growing_index)
DISTANT = behaviours(test_distant_clip, "far")


@pytest.mark.parametrize("name", PLAIN)
def test_what_is_true_of_a_player(name: str) -> None:
    PLAIN[name]()


@pytest.fixture
def far() -> Iterator[test_distant_clip.Far]:
    made = test_distant_clip.Far()
    yield made
    made.objects.unblock()


@pytest.mark.parametrize("name", DISTANT)
def test_what_is_true_of_a_player_of_a_distant_clip(name: str, far: test_distant_clip.Far) -> None:
    DISTANT[name](far)


def test_the_players_tests_are_found() -> None:
    assert len(PLAIN) >= 12
    assert len(DISTANT) >= 3


@pytest.mark.parametrize(
    "name",
    [
        "h264 with open GOPs in ts",
        "h264 of variable rate in mkv",
        "hevc with open GOPs in mkv",
        "vp9 with hidden reference frames in webm",
        "bare h264",
    ],
)
def test_every_picture_is_the_one_that_a_plain_decode_gives(name: str) -> None:
    truth = truth_of(footage(name))
    with Viewer(truth.open_stream, truth.index) as shown:
        shown.player.set_view(VIEW)
        for frame_index in walk(
            truth.index.frame_count, 30, seed=random.Random(name).randrange(99)
        ):
            shown.player.show(frame_index)
            picture = shown.wait_for_frame(frame_index)
            assert picture.pts == int(truth.index.pts[frame_index])
            assert picture.bgra.tobytes() == truth.picture_bytes[frame_index]
        assert not shown.failures
