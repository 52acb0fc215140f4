"""A clip whose bytes come over a network that is slow, blocked or cut."""

import io
from collections.abc import Iterator
from functools import cache

import av
import numpy as np
import pytest

from app.media.index.building import FrameIndex, build_index
from app.media.player.store_patience import with_patience
from crypto.keyring import Keyring
from storage.errors import StorageUnavailableError
from storage.fault import Fault
from storage.interrupt import Interrupt
from storage.sealed import SealedVideoStorage
from tests.app.media.viewer import Viewer
from tests.support.distant import DistantObjects
from tests.support.footage import draw_frame, even_pts, make_clip, read_barcode


@cache
def grainy_clip() -> bytes:
    """Return a clip of so many bytes that opening it reads a small part only."""
    noise = np.random.default_rng(1)

    def draw(number: int) -> av.VideoFrame:
        luma = draw_frame(number, width=320, height=192)
        luma[128:] = noise.integers(0, 255, (64, 320))
        return av.VideoFrame.from_ndarray(luma, "gray").reformat(format="yuv420p")

    options = {"g": "12", "preset": "ultrafast", "qp": "12"}
    return make_clip(pts=even_pts(120), size=(320, 192), options=options, draw=draw)


class Far:
    """One clip in a distant store."""

    def __init__(self, *, for_s: float = 60.0) -> None:
        cleartext = grainy_clip()
        self.index: FrameIndex = build_index(io.BytesIO(cleartext))
        self.objects = DistantObjects(for_s=for_s)
        self.storage = SealedVideoStorage(self.objects, Keyring.from_data_key(bytes(range(32))))
        self.stored = self.storage.store_clip("gate", io.BytesIO(cleartext)).objects

    def open_stream(self, interrupt: Interrupt) -> io.RawIOBase:
        return self.storage.open_clip("gate", self.stored, interrupt=interrupt)

    def viewer(self) -> Viewer:
        return Viewer(io.BytesIO, self.index, interruptible=self.open_stream)


@pytest.fixture
def far() -> Iterator[Far]:
    made = Far()
    yield made
    made.objects.unblock()


def truly(viewer: Viewer) -> bool:
    """Say whether every picture shows the frame that it is said to show."""
    return all(read_barcode(p.bgra) == p.frame_index for p in viewer.pictures)


def test_a_kept_frame_is_shown_at_once_while_another_is_waited_for_in_vain(far: Far) -> None:
    with far.viewer() as viewer:
        viewer.player.show(5)
        viewer.wait_for_frame(5)
        far.objects.block()
        viewer.player.show(100)
        viewer.wait_until(lambda: viewer.states[-1].buffering)
        # The way stays blocked: what waited for it would wait for ever.
        viewer.player.show(5)
        shown = len(viewer.pictures)
        viewer.wait_until(lambda: len(viewer.pictures) > shown)
        assert viewer.pictures[-1].frame_index == 5
        assert truly(viewer)
        assert not viewer.failures


def test_what_was_called_off_is_shown_right_when_it_is_asked_for_again(far: Far) -> None:
    with far.viewer() as viewer:
        viewer.player.show(0)
        viewer.wait_for_frame(0)
        for target in (100, 40, 77):
            far.objects.block()
            viewer.player.show(target)
            viewer.wait_until(lambda: viewer.states[-1].buffering)
            viewer.player.show(0)
            viewer.wait_for_frame(0)
            far.objects.unblock()
            viewer.player.show(target)
            viewer.wait_for_frame(target)
        assert truly(viewer)
        assert not viewer.failures


@pytest.mark.parametrize("begin", ["show", "scrub", "play"])
def test_closing_is_prompt_whatever_is_waited_for(far: Far, begin: str) -> None:
    viewer = far.viewer()
    far.objects.block()
    getattr(viewer.player, begin)(*(() if begin == "play" else (90,)))
    viewer.wait_until(lambda: far.objects.link.state().requests > 0)
    # The way stays blocked: what waited for it would wait for ever.
    viewer.player.close()
    assert not viewer.failures


def test_a_drag_over_a_blocked_way_answers_the_newest_place(far: Far) -> None:
    with far.viewer() as viewer:
        viewer.player.show(2)
        viewer.wait_for_frame(2)
        far.objects.block()
        for target in (60, 90, 110):
            viewer.player.scrub(target)
        viewer.player.scrub(2)
        viewer.wait_until(lambda: viewer.pictures[-1].frame_index == 2)
        far.objects.unblock()
        viewer.player.scrub(77)
        viewer.wait_for_frame(77)
        assert truly(viewer)


def test_playing_goes_on_by_itself_when_the_way_is_there_again() -> None:
    far = Far(for_s=0.1)
    with far.viewer() as viewer:
        viewer.player.show(0)
        viewer.wait_for_frame(0)
        viewer.player.play()
        viewer.wait_until(lambda: viewer.pictures[-1].frame_index > 5)
        far.objects.cut = True
        viewer.wait_until(lambda: viewer.states[-1].buffering)
        assert viewer.states[-1].playing
        stopped_at = viewer.pictures[-1].frame_index
        far.objects.cut = False
        viewer.wait_until(lambda: viewer.pictures[-1].frame_index > stopped_at + 5)
        viewer.player.pause()
        viewer.wait_for_rest()
        assert truly(viewer)
        assert not viewer.failures


def test_a_pause_ends_the_wait_for_the_next_frame() -> None:
    far = Far(for_s=0.1)
    with far.viewer() as viewer:
        viewer.player.play()
        viewer.wait_until(lambda: bool(viewer.pictures) and viewer.pictures[-1].frame_index > 3)
        far.objects.cut = True
        viewer.wait_until(lambda: viewer.states[-1].buffering)
        viewer.player.pause()
        viewer.wait_for_rest()
        assert not viewer.failures


@pytest.mark.parametrize("fault", [None, Fault.DISK])
def test_what_does_not_come_back_by_itself_is_told_at_once(fault: Fault | None) -> None:
    def give() -> None:
        raise StorageUnavailableError("gone", fault)

    with pytest.raises(StorageUnavailableError):
        with_patience(give, cancelled=lambda: False, on_pause=lambda _: pytest.fail("it waited"))
