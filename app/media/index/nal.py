"""What H.264 and HEVC packets say of themselves in the headers of their NAL units.

Just enough to choose how to decode: how many slices a picture has, and in which temporal layer an
HEVC picture lies. Sources: ITU-T H.264 §7.3.1, H.265 §7.3.1.2, ISO/IEC 14496-15 (length prefixes).
"""

from collections.abc import Iterator

_H264_SLICES = frozenset({1, 2, 5})
_HEVC_LAST_SLICE_TYPE = 31


def nal_length_size(codec: str, extradata: bytes | None) -> int:
    """Give the size of the length before each NAL unit; 0 where start codes part them instead."""
    if not extradata or extradata[0] != 1:
        return 0
    at = 4 if codec == "h264" else 21
    return (extradata[at] & 3) + 1 if len(extradata) > at else 0


def nal_headers(packet: bytes, length_size: int) -> Iterator[bytes]:
    """Give the first two bytes of each NAL unit in a packet, as far as the packet is sound."""
    at = 0
    if length_size:
        while at + length_size < len(packet):
            size = int.from_bytes(packet[at : at + length_size], "big")
            at += length_size
            yield packet[at : at + 2]
            at += size
        return
    while (at := packet.find(b"\0\0\1", at)) >= 0:
        at += 3
        yield packet[at : at + 2]


def slice_count(codec: str, packet: bytes, length_size: int) -> int:
    """Count the slices of the picture in a packet."""
    headers = (header for header in nal_headers(packet, length_size) if header)
    if codec == "h264":
        return sum(header[0] & 31 in _H264_SLICES for header in headers)
    return sum(header[0] >> 1 & 63 <= _HEVC_LAST_SLICE_TYPE for header in headers)


def has_upper_layer(packet: bytes, length_size: int) -> bool:
    """Say whether an HEVC packet holds a NAL unit above the lowest temporal layer."""
    return any(
        len(header) == 2 and header[1] & 7 > 1 for header in nal_headers(packet, length_size)
    )
