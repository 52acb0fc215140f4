"""Tell media files by their first bytes.

It has to err on the side of "not media": a raw-CBC clip starts with a random IV, and is refused
where it is taken for media. Every signature here is at least 32 bits long, so that happens to one
in some hundred million clips.
"""

PREFIX_SIZE = 1024
_TS_PACKET_SIZES = (188, 192, 204)
_FIRST_BOXES = (b"ftyp", b"moov", b"mdat", b"free", b"skip", b"wide", b"styp", b"moof")
_STARTS = (
    b"\x1a\x45\xdf\xa3",  # Matroska, WebM
    b"\x00\x00\x01\xba",  # MPEG program stream
    b"\x00\x00\x01\xb3",  # MPEG-1 and -2 video
    b"\x00\x00\x00\x01",  # H.264 and HEVC byte streams
    b"FLV\x01",
    b"OggS",
    b"\x30\x26\xb2\x75\x8e\x66\xcf\x11",  # ASF, WMV
    b"DHAV",  # a common CCTV recorder's own
    b"IMKH",  # another's
)


def is_media(prefix: bytes) -> bool:
    """Tell whether a file that starts with `prefix` (PREFIX_SIZE bytes, or all) is plain media."""
    if prefix[4:8] in _FIRST_BOXES:
        return True
    if prefix[:4] in (b"RIFF", b"RF64") and prefix[8:12] == b"AVI ":
        return True
    if prefix.startswith(_STARTS):
        return True
    return any(_is_transport_stream(prefix, size) for size in _TS_PACKET_SIZES)


def _is_transport_stream(prefix: bytes, packet_size: int) -> bool:
    # A packet of 192 bytes has a 4-byte time stamp before its sync byte.
    first = 4 if packet_size == 192 else 0
    starts = range(first, PREFIX_SIZE, packet_size)[:4]
    return len(prefix) > starts[-1] and all(prefix[start] == 0x47 for start in starts)
