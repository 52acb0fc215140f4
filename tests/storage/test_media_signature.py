"""Plain footage is known by its first bytes; random bytes are not taken for it."""

import random

import pytest

from storage.media_signature import PREFIX_SIZE, is_media
from tests.support.footage import even_pts, make_clip


@pytest.mark.parametrize("container", ["mp4", "mov", "matroska", "avi", "mpegts", "flv", "asf"])
def test_footage_is_known_in_every_container(container):
    clip = make_clip(container=container, pts=even_pts(60))
    assert is_media(clip[:PREFIX_SIZE])


def test_real_footage_is_known(shared_clips):
    files = [file for file in shared_clips.rglob("*") if file.suffix in {".mp4", ".mkv", ".avi"}]
    for file in files:
        with file.open("rb") as opened:
            assert is_media(opened.read(PREFIX_SIZE)), file.name


@pytest.mark.parametrize("start", [b"\x89PNG", b"\xff\xd8\xff\xe0", b"PK\x03\x04", b"\x89SLC\r\n"])
def test_other_files_are_not_taken_for_media(start):
    assert not is_media(start.ljust(PREFIX_SIZE, b"\x20"))


def test_random_bytes_are_not_taken_for_media():
    generator = random.Random(7)
    assert not any(is_media(generator.randbytes(PREFIX_SIZE)) for _ in range(20_000))


@pytest.mark.parametrize("size", range(12))
def test_a_short_file_is_no_error(size):
    assert not is_media(bytes(size))


@pytest.mark.parametrize("packet_size", [188, 192, 204])
def test_a_transport_stream_is_known_by_its_regular_sync_bytes(packet_size):
    packet = bytearray(b"\xff" * packet_size)
    packet[4 if packet_size == 192 else 0] = 0x47
    assert is_media(bytes(packet) * 6)
    assert not is_media(bytes(packet) * 2)
