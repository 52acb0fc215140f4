"""What is known of a clip's damage: kept by frame, told in stretches."""

import io

import pytest

from app.media.decoding.damage import DamageKind, DamageMap, DamageSpan, StandIns
from app.media.decoding.past_damage import PastDamage, frames_that_cannot_be_read
from app.media.errors import DecodingCancelledError
from app.media.index.building import build_index
from app.media.index.packet_spans import FrameDamage, damaged_frames
from crypto.clip_header import BODY_OFFSET, CHUNK_SIZE, SEALED_CHUNK_SIZE
from crypto.clip_reader import SeekableReader
from crypto.clip_stream import seal_bytes
from crypto.errors import LockedError
from crypto.keyring import Keyring
from crypto.source import BytesSource
from tests.support.footage import even_pts, make_clip

KEYRING = Keyring.generate()


@pytest.fixture(scope="module")
def clip() -> bytes:
    return make_clip(
        container="matroska",
        codec="mpeg4",
        pts=even_pts(120),
        size=(320, 192),
        options={"g": "12", "b": "4M"},
    )


def opened(clip: bytes, broken: tuple[int, ...], keyring: Keyring = KEYRING) -> SeekableReader:
    """Open a sealed clip in which these chunks fail their checks."""
    sealed = bytearray(seal_bytes(clip, keyring=keyring)[0])
    for chunk in broken:
        sealed[BODY_OFFSET + chunk * SEALED_CHUNK_SIZE + 7] ^= 0x10
    return SeekableReader(BytesSource(bytes(sealed)), keyring)


def test_a_sound_clip_has_no_damaged_frames() -> None:
    known = DamageMap()
    assert (len(known), known.spans(), known.stretches()) == (0, (), ())


def test_frames_of_one_kind_side_by_side_are_one_span_and_touching_kinds_one_stretch() -> None:
    known = DamageMap()
    for frame_index in (7, 5, 6, 12):
        assert known.add(frame_index, DamageKind.LOST)
    known.add(8, DamageKind.PATCHED)
    assert known.spans() == (
        DamageSpan(5, 7, DamageKind.LOST),
        DamageSpan(8, 8, DamageKind.PATCHED),
        DamageSpan(12, 12, DamageKind.LOST),
    )
    assert known.stretches() == ((5, 8), (12, 12))
    assert len(known) == 5


def test_of_two_troubles_of_a_frame_the_greater_counts_and_only_that_is_news() -> None:
    known = DamageMap()
    assert known.add(3, DamageKind.PATCHED)
    assert known.add(3, DamageKind.UNREADABLE)
    assert not known.add(3, DamageKind.LOST)
    assert known.spans() == (DamageSpan(3, 3, DamageKind.UNREADABLE),)


def test_what_unreadable_bytes_cost_is_told_apart_from_what_follows_from_it() -> None:
    known = DamageMap()
    found = FrameDamage((range(2, 4), range(9, 10)), (range(4, 9),))
    assert known.add_found(found)
    assert not known.add_found(found)
    assert [span.kind for span in known.spans()] == [
        DamageKind.UNREADABLE,
        DamageKind.POSSIBLY,
        DamageKind.UNREADABLE,
    ]
    assert known.stretches() == ((2, 9),)


def test_where_chunks_fail_zeros_are_read_and_all_else_is_what_it_was(clip: bytes) -> None:
    past = PastDamage(opened(clip, (1, 2, 5)))
    read = bytearray()
    while piece := past.read(50_000):
        read += piece
    expected = bytearray(clip)
    for chunk in (1, 2, 5):
        start = chunk * CHUNK_SIZE
        expected[start : start + CHUNK_SIZE] = bytes(len(clip[start : start + CHUNK_SIZE]))
    assert read == expected
    assert past.damaged == (
        range(CHUNK_SIZE, 3 * CHUNK_SIZE),
        range(5 * CHUNK_SIZE, 6 * CHUNK_SIZE),
    )
    past.seek(CHUNK_SIZE - 2)
    assert past.read(2) == clip[CHUNK_SIZE - 2 : CHUNK_SIZE]
    assert past.read(10) == bytes(10)


def test_frames_that_cannot_be_read_are_known_before_anybody_gets_there(clip: bytes) -> None:
    index = build_index(io.BytesIO(clip))
    found = frames_that_cannot_be_read(opened(clip, (4,)), index)
    zeroed = clip[: 4 * CHUNK_SIZE] + bytes(CHUNK_SIZE) + clip[5 * CHUNK_SIZE :]
    hole = range(4 * CHUNK_SIZE, 5 * CHUNK_SIZE)
    assert found == damaged_frames(io.BytesIO(zeroed), index, [hole])
    assert found is not None
    assert found.damaged


def test_a_clip_whose_chunks_all_open_costs_no_frame(clip: bytes) -> None:
    index = build_index(io.BytesIO(clip))
    assert frames_that_cannot_be_read(opened(clip, ()), index) == FrameDamage((), ())


def test_looking_for_damage_ends_when_it_is_called_off(clip: bytes) -> None:
    index = build_index(io.BytesIO(clip))
    with pytest.raises(DecodingCancelledError):
        frames_that_cannot_be_read(opened(clip, (4,)), index, cancelled=lambda: True)


def test_trouble_with_more_than_a_chunk_is_not_taken_for_damage(clip: bytes) -> None:
    keyring = Keyring.generate()
    past = PastDamage(opened(clip, (), keyring))
    keyring.close()
    with pytest.raises(LockedError):
        past.read(10)


def test_at_rest_a_stand_in_proves_the_frames_between_it_and_the_one_asked_for_lost() -> None:
    stand_ins = StandIns()
    stand_ins.shown(36, exact=False)
    assert stand_ins.rested(36) == range(0)
    assert stand_ins.rested(33) == range(33, 36)
    assert stand_ins.rested(38) == range(37, 39)
    stand_ins.shown(38, exact=True)
    assert not stand_ins.rested(38)


def test_while_playing_a_stand_in_proves_the_frame_before_it_lost_once_a_later_one_comes() -> None:
    stand_ins = StandIns()
    assert stand_ins.played(10, exact=True) == ()
    assert stand_ins.played(15, exact=False) == ()
    assert stand_ins.played(16, exact=True) == (14,)
    assert stand_ins.played(17, exact=True) == ()


def test_while_playing_the_last_frame_that_came_out_proves_nothing() -> None:
    stand_ins = StandIns()
    stand_ins.played(110, exact=True)
    stand_ins.played(117, exact=False)
    # Played anew from the start.
    assert stand_ins.played(0, exact=True) == ()
    assert stand_ins.played(119, exact=True) == ()


def test_frames_left_out_on_purpose_are_not_taken_for_lost_ones() -> None:
    stand_ins = StandIns()
    assert [stand_ins.played(frame, exact=True) for frame in (0, 7, 15, 30)] == [()] * 4
