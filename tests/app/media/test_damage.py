"""Damage costs the frames that it hits. No other frame moves to another number."""

import io
from collections.abc import Callable
from fractions import Fraction
from functools import partial

import pytest

from app.media.container import ByteStream
from app.media.decoding.decoder import ExactDecoder
from app.media.decoding.past_damage import frames_that_cannot_be_read
from app.media.errors import DamagedClipError, MediaError, NotAVideoError
from app.media.index.building import FrameIndex, build_index
from app.media.isolated import is_supported, start_player
from crypto.clip_header import BODY_OFFSET, CHUNK_SIZE, SEALED_CHUNK_SIZE
from crypto.clip_reader import SeekableReader
from crypto.errors import DamagedChunkError, EncryptionError
from crypto.source import BytesSource
from tests.app.media.truth import VIEW, is_shown_truly, truth_of
from tests.app.media.viewer import Viewer
from tests.support.footage import (
    even_pts,
    footage,
    heavy_clip,
    luma_of,
    make_clip,
    read_barcode,
    uneven_pts,
)

FRAGMENTED = {"movflags": "frag_keyframe+empty_moov+default_base_moof"}


def zeroed(clip: bytes) -> bytes:
    middle = len(clip) // 2
    return clip[:middle] + bytes(len(clip) // 10) + clip[middle + len(clip) // 10 :]


def cut(clip: bytes) -> bytes:
    return clip[: len(clip) * 3 // 5]


def flipped(clip: bytes) -> bytes:
    """Spoil pictures, and spare what leads to them: `zeroed` and `cut` take both away."""
    spoiled, leading = bytearray(clip), fragment_heads(clip)
    for at in range(len(clip) // 3, len(clip) * 2 // 3, 397):
        if not any(at in head for head in leading):
            spoiled[at] ^= 0xFF
    return bytes(spoiled)


def fragment_heads(clip: bytes) -> list[range]:
    """Return where a fragmented MP4 has the heads of its fragments, that of the media included."""
    found, at = [], clip.find(b"moof")
    while at > 0 and clip[4:8] == b"ftyp":
        size = int.from_bytes(clip[at - 4 : at], "big")
        found.append(range(at - 4, at + 4 + size))
        at = clip.find(b"moof", at + size)
    return found


def long_clip(container: str) -> bytes:
    return make_clip(
        container=container,
        pts=even_pts(120),
        # Damage is done to the same bytes each time: what mbtree decides varies from run to run.
        options={"g": "12", "bf": "2", "crf": "12", "preset": "superfast"},
        muxer_options=FRAGMENTED if container == "mp4" else {},
    )


def assert_no_number_is_wrong(clip: bytes, index: FrameIndex, marks: list[int]) -> int:
    """Ask for every frame, forwards and backwards; give how many came as asked for."""
    decoder = ExactDecoder(io.BytesIO(clip), index)
    exact = 0
    frames = list(range(index.frame_count))
    for frame_index in frames + frames[::-1]:
        frame = decoder.frame(frame_index)
        assert frame.exact == (frame.frame_index == frame_index)
        # A patched-up picture may show anything; a sound one shows its own mark.
        luma = luma_of(frame.picture)
        if not frame.corrupt and frame.exact:
            exact += read_barcode(luma) == marks[frame_index]
    decoder.close()
    return exact


@pytest.mark.parametrize("container", ["mp4", "matroska", "mpegts", "avi"])
@pytest.mark.parametrize("damage", [zeroed, cut, flipped])
def test_an_index_made_before_the_damage_still_numbers_every_frame_that_is_left(
    container: str, damage: Callable[[bytes], bytes]
) -> None:
    clip = long_clip(container)
    index = build_index(io.BytesIO(clip))
    as_asked = assert_no_number_is_wrong(damage(clip), index, list(range(120)))
    # Each frame is asked for twice; what is before the damage, at least, must be there.
    assert as_asked > 60


@pytest.mark.parametrize("damage", [zeroed, cut])
def test_an_index_made_after_the_damage_numbers_the_frames_that_are_left(
    damage: Callable[[bytes], bytes],
) -> None:
    pts = uneven_pts(120)
    spoiled = damage(
        make_clip(
            container="matroska",
            pts=pts,
            time_base=Fraction(1, 1000),
            options={"g": "12", "bf": "2", "crf": "12"},
        )
    )
    index = build_index(io.BytesIO(spoiled))
    assert 20 < index.frame_count < 120
    marks = [pts.index(at) for at in index.pts.tolist()]
    assert assert_no_number_is_wrong(spoiled, index, marks) > index.frame_count


def test_a_clip_whose_table_of_contents_is_cut_off_is_called_damaged() -> None:
    with pytest.raises(DamagedClipError):
        build_index(io.BytesIO(cut(footage("h264 with B-frames in mp4"))))


@pytest.mark.parametrize("content", [b"", b"no video at all, just text " * 50, bytes(5000)])
def test_what_is_no_video_is_called_so(content: bytes) -> None:
    seen: list[float] = []
    with pytest.raises(NotAVideoError):
        build_index(io.BytesIO(content), progress=lambda done, total: seen.append(done / total))


def test_random_damage_raises_known_errors_only() -> None:
    for name in ("h264 with B-frames in mp4", "h264 of variable rate in mkv", "mjpeg in avi"):
        clip = footage(name)
        for at in range(0, len(clip), max(len(clip) // 40, 1)):
            spoiled = clip[:at] + bytes(64) + clip[at + 64 :]
            try:
                index = build_index(io.BytesIO(spoiled))
                decoder = ExactDecoder(io.BytesIO(spoiled), index)
                decoder.frame(index.frame_count // 2)
                decoder.close()
            except MediaError:
                continue


class FailingStream(io.BytesIO):
    """A sealed stream whose chunks from some place on don't open."""

    def __init__(self, clip: bytes, fails_from: int) -> None:
        super().__init__(clip)
        self.fails_from = fails_from

    def read(self, size: int | None = -1) -> bytes:
        start, total = self.tell(), len(self.getbuffer())
        end = total if size is None or size < 0 else min(start + size, total)
        if end > self.fails_from:
            raise DamagedChunkError(self.fails_from // 16384, self.fails_from)
        return super().read(size)


def test_an_encryption_error_passes_through_the_index_unchanged() -> None:
    clip = long_clip("matroska")
    with pytest.raises(EncryptionError):
        build_index(FailingStream(clip, len(clip) // 2))


def test_a_decoder_goes_on_after_its_stream_has_raised() -> None:
    clip = make_clip(
        container="matroska",
        pts=even_pts(120),
        size=(640, 360),
        options={"preset": "ultrafast", "crf": "10"},
    )
    index = build_index(io.BytesIO(clip))
    stream = FailingStream(clip, len(clip))
    decoder = ExactDecoder(stream, index)
    decoder.frame(3)
    stream.fails_from = 0
    with pytest.raises(EncryptionError):
        decoder.frame(100)
    stream.fails_from = len(clip) * 2
    assert read_barcode(luma_of(decoder.frame(100).picture)) == 100
    decoder.close()


def test_a_player_reports_what_its_stream_raises_and_shows_frames_again_afterwards() -> None:
    truth = truth_of(footage("h264 with B-frames in mp4"))
    broken = [True]

    def open_stream() -> ByteStream:
        return FailingStream(truth.clip, len(truth.clip) // 2 if broken[0] else len(truth.clip) * 2)

    with Viewer(open_stream, truth.index) as viewer:
        viewer.player.set_view(VIEW)
        viewer.player.show(40)
        viewer.wait_until(lambda: len(viewer.failures) == 1)
        assert isinstance(viewer.failures[0], EncryptionError)
        broken[0] = False
        viewer.player.show(40)
        assert viewer.wait_for_frame(40).bgra.tobytes() == truth.picture_bytes[40]
        assert len(viewer.failures) == 1


def with_broken_chunk(sealed: bytes, chunk: int) -> bytes:
    """Flip a bit in one chunk of a sealed clip: its tag no longer fits."""
    spoiled = bytearray(sealed)
    spoiled[BODY_OFFSET + chunk * SEALED_CHUNK_SIZE + 99] ^= 1
    return bytes(spoiled)


AT_THE_END = 1.0


# Where damage is, as a share of the clip: early, where opening looks; in the middle; at the end.
@pytest.mark.promise
@pytest.mark.parametrize("place", [0.1, 0.5, AT_THE_END])
@pytest.mark.parametrize("container", ["mp4", "fragmented mp4", "matroska", "mpegts", "vob", "avi"])
def test_a_chunk_that_fails_its_check_ends_no_showing_of_what_lies_elsewhere(
    container: str, place: float
) -> None:
    clip = heavy_clip(container.removeprefix("fragmented "), fragmented="fragmented" in container)
    truth = truth_of(clip)
    if place == AT_THE_END and container in {"mp4", "avi", "matroska"}:
        # Their tables lie there.
        place = 0.9
    # The very last chunk is checked on opening.
    chunk = min(int(len(clip) * place), len(clip) - 2 * CHUNK_SIZE) // CHUNK_SIZE
    broken = with_broken_chunk(truth.sealed, chunk)

    def open_stream() -> ByteStream:
        return SeekableReader(BytesSource(broken), truth.keyring)

    found = frames_that_cannot_be_read(open_stream(), truth.index)
    assert found is not None
    lost = [frame for frames in (*found.damaged, *found.possibly) for frame in frames]
    assert 0 < len(lost) < 40
    # What lies beside the damage may be out of reach: FFmpeg reads in pieces, and searches streams.
    near = range(min(lost) - 13, max(lost) + 27)
    with Viewer(open_stream, truth.index) as viewer:
        player = viewer.player
        player.set_view(VIEW)
        for frame_index in (0, lost[0], 119, lost[-1], 5, 60, lost[len(lost) // 2], 100, 30):
            before = len(viewer.pictures), len(viewer.failures)
            player.show(frame_index)
            if frame_index in near:
                viewer.wait_until(partial(has_answered, viewer, before))
            else:
                viewer.wait_for_frame(frame_index)
        before = len(viewer.pictures), len(viewer.failures)
        player.play(16)
        viewer.wait_until(partial(has_answered, viewer, before))
        viewer.wait_for_rest()
        assert viewer.failures
        for error in viewer.failures:
            assert isinstance(error, DamagedChunkError)
            assert error.chunk_index == chunk
        for picture in viewer.pictures:
            assert is_shown_truly(picture, truth)


@pytest.mark.skipif(not is_supported(), reason="no process of its own on this system")
def test_a_decoder_in_a_process_of_its_own_shows_what_lies_elsewhere_as_well() -> None:
    truth = truth_of(heavy_clip("mpegts"))
    broken = with_broken_chunk(truth.sealed, len(truth.clip) // 10 // CHUNK_SIZE)

    def open_stream() -> ByteStream:
        return SeekableReader(BytesSource(broken), truth.keyring)

    with Viewer(open_stream, truth.index, start=start_player) as viewer:
        viewer.player.set_view(VIEW)
        viewer.player.show(100)
        viewer.wait_for_frame(100)
        viewer.player.show(15)
        viewer.wait_until(lambda: bool(viewer.failures))
        assert isinstance(viewer.failures[0], DamagedChunkError)
        viewer.player.show(60)
        viewer.wait_for_frame(60)
        assert all(is_shown_truly(picture, truth) for picture in viewer.pictures)


def has_answered(viewer: Viewer, before: tuple[int, int]) -> bool:
    """Tell whether a picture or a failure has come since there were so many."""
    return (len(viewer.pictures), len(viewer.failures)) != before


def test_playing_over_damaged_frames_skips_them_and_reaches_the_end() -> None:
    clip = long_clip("matroska")
    index = build_index(io.BytesIO(clip))
    spoiled = zeroed(clip)
    with Viewer(lambda: io.BytesIO(spoiled), index) as viewer:
        viewer.player.play(16)
        viewer.wait_until(lambda: bool(viewer.states) and viewer.states[-1].playing)
        viewer.wait_for_rest()
        shown = [picture.frame_index for picture in viewer.pictures]
        assert viewer.failures == []
    assert shown == sorted(shown)
    assert shown[-1] == 119
