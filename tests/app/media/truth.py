"""The plain truth that exact seeking is held against, and sealed copies to read through."""

import hashlib
import io
import random
from dataclasses import dataclass
from functools import cache

import av

from app.media.container import video_stream
from app.media.decoding.decoder import DecodedFrame
from app.media.index.building import FrameIndex, Numbering, build_index
from app.media.pictures.picture import Picture, PictureMaker
from app.media.pictures.proxy import ProxyMaker
from app.media.pictures.view import ViewRequest
from crypto.clip_reader import SeekableReader
from crypto.clip_stream import seal_bytes
from crypto.keyring import Keyring
from crypto.source import BytesSource
from tests.support.footage import hash_picture, luma_of, read_barcode

VIEW = ViewRequest(160, 90)
_HALF_VIEW = ViewRequest(80, 45)


@dataclass(frozen=True, slots=True, eq=False)
class Truth:
    """A clip sealed as the program seals it, its index, and what a plain decode gives."""

    clip: bytes
    sealed: bytes
    keyring: Keyring
    index: FrameIndex
    # Of each frame: the hash of its decoded planes, the mark that is drawn in it (if there is one),
    # and the picture made of it for VIEW.
    plane_hashes: tuple[str, ...]
    marks: tuple[int, ...]
    picture_bytes: tuple[bytes, ...]
    # The hashes of the pictures with fewer pixels that may be shown of it while it moves.
    reduced_hashes: tuple[frozenset[bytes], ...]

    def open_stream(self) -> SeekableReader:
        return SeekableReader(BytesSource(self.sealed), self.keyring)


@cache
def truth_of(clip: bytes) -> Truth:
    """Seal a clip, index it through the sealed stream, and decode the plain bytes in one go."""
    keyring = Keyring.generate()
    sealed, _ = seal_bytes(clip, keyring=keyring)
    index = build_index(SeekableReader(BytesSource(sealed), keyring))
    maker = PictureMaker(index)
    hashes: list[str] = []
    marks: list[int] = []
    reduced: list[frozenset[bytes]] = []
    proxies = ProxyMaker(index)
    pictures: list[bytes] = []
    last_pts: int | None = None
    with av.open(io.BytesIO(clip), mode="r") as source:
        video = video_stream(source)
        for frame in source.decode(video):
            if index.numbering is Numbering.PTS and hashes and frame.pts == last_pts:
                continue
            last_pts = frame.pts
            hashes.append(hash_picture(frame))
            marks.append(read_barcode(luma_of(frame)))
            numbered = DecodedFrame(len(pictures), frame.pts or 0, frame, True, False)
            proxy = proxies.proxy_of(numbered)
            smaller = {(numbered, _HALF_VIEW), (proxy, VIEW), (proxy, _HALF_VIEW)}
            reduced.append(
                frozenset(picture_hash(maker.to_view(*which).bgra.tobytes()) for which in smaller)
            )
            pictures.append(maker.to_view(numbered, VIEW).bgra.tobytes())
    return Truth(
        clip,
        sealed,
        keyring,
        index,
        plane_hashes=tuple(hashes),
        marks=tuple(marks),
        picture_bytes=tuple(pictures),
        reduced_hashes=tuple(reduced),
    )


def is_shown_truly(picture: Picture, truth: Truth) -> bool:
    """Tell whether a picture made for VIEW is the frame that it says it is."""
    pixels = picture.bgra.tobytes()
    if picture.reduced:
        return picture_hash(pixels) in truth.reduced_hashes[picture.frame_index]
    return pixels == truth.picture_bytes[picture.frame_index]


def picture_hash(pixels: bytes) -> bytes:
    """Hash a picture's pixels."""
    return hashlib.sha256(pixels).digest()


def walk(frame_count: int, steps: int, *, seed: int) -> list[int]:
    """Give frames as a person visits them: jumps, steps either way, longer walks back."""
    chance, at, visited = random.Random(seed), 0, [0]
    while len(visited) < steps:
        kind = chance.random()
        if kind < 0.4:
            at = chance.randrange(frame_count)
        elif kind < 0.65:
            at += 1
        elif kind < 0.9:
            at -= 1
        else:
            at -= chance.randrange(2, 12)
        at = min(max(at, 0), frame_count - 1)
        visited.append(at)
    return visited
